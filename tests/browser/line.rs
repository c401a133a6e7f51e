//! Moving the line at a hundred thousand rows: handled and drawn anew within a frame.

use engine::expedition::report::Report;
use engine::expedition::stage::Stage;
use engine::rng::Rng;
use engine::serve::policy;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlInputElement};

use super::rooms::{mounted, trained};
use super::world::{answer, session};

/// Rows that the points come from.
const ROWS: i32 = 100_000;

/// Milliseconds of a frame, sixty of them a second.
const FRAME: f64 = 1000.0 / 60.0;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;

    #[wasm_bindgen(js_name = requestAnimationFrame)]
    fn request_animation_frame(then: &js_sys::Function) -> f64;
}

async fn next_frame() {
    let frame = Promise::new(&mut |resolve, _| drop(request_animation_frame(&resolve)));
    JsFuture::from(frame).await.unwrap();
}

fn told(place: &Element) -> String {
    place.text_content().unwrap_or_default()
}

#[wasm_bindgen_test]
async fn the_line_moves_within_a_frame_at_a_hundred_thousand_rows() {
    let record = trained();
    let (key, report) = answer(&session(), Stage::Evaluate, &record);
    let Report::Evaluate(mut report) = report else { panic!("another room answers") };
    let mut rng = Rng::new(7, "line");
    let days: Vec<i32> = (0..ROWS).map(|i| i / 500).collect();
    let scores: Vec<f64> = days.iter().map(|_| rng.uniform() * rng.uniform()).collect();
    let y: Vec<f64> = scores.iter().map(|s| f64::from(u8::from(rng.uniform() < *s))).collect();
    report.points = policy::sweep(&days, &y, &scores, 1.0, 400);
    let all: u32 = report.points.last().map_or(0, |point| point.counts.n());
    assert_eq!(all, ROWS.unsigned_abs());
    let (place, app) = mounted(&record, Stage::Evaluate, Some((key, Report::Evaluate(report)))).await;
    let slider: HtmlInputElement =
        place.query_selector("input[type=range]").unwrap().unwrap().dyn_into().unwrap();
    let mut took = Vec::new();
    for step in 1..=15 {
        let before = told(&place);
        let begun = now();
        slider.set_value_as_number(f64::from(step * ROWS / 20));
        let event = web_sys::InputEvent::new("input").unwrap();
        let _ = slider.dispatch_event(&event).unwrap();
        // What the move set off is done before anything that waits longer than it.
        JsFuture::from(Promise::resolve(&JsValue::NULL)).await.unwrap();
        took.push(now() - begun);
        next_frame().await;
        assert_ne!(told(&place), before, "the frame after move {step} shows the line where it was");
    }
    took.sort_by(f64::total_cmp);
    wasm_bindgen_test::console_log!("a move of the line takes {took:.1?} ms");
    assert!(took[took.len() / 2] < FRAME, "a move of the line takes {took:?} ms");
    app.destroy();
    place.remove();
}
