//! Each room renders each report it can be given: a heading, no unfilled place, no key instead of words.

use engine::expedition::plan::Plan;
use engine::expedition::record::{Choice, Ending, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::stage::Stage;
use engine::expedition::{ModelSpec, Month, Window, WorldId, logistic, scenario, versions};
use full_loop::rooms::{RoomProps, room};
use full_loop::route::Route;
use full_loop::shared::Shared;
use full_loop::state::{Action, State, update};
use full_loop::texts::Texts;
use full_loop::worker::protocol::Event;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;
use yew::prelude::*;

use super::world::{answer, session};

/// With what a text key begins, as no sentence ends.
const FIRST_WORDS: [&str; 12] = [
    "evaluate", "told", "progress", "working", "margin", "nudge", "error", "notice", "trouble", "level",
    "locked", "stale",
];

#[derive(Properties, PartialEq)]
struct Props {
    state: Shared<State>,
    texts: Shared<Texts>,
}

#[component]
fn Room(props: &Props) -> Html {
    let (state, texts) = (props.state.clone(), props.texts.clone());
    room(RoomProps { state, act: Callback::noop(), texts })
}

/// A record with a model on the leaky columns or the others.
fn with_model(leak: bool) -> Record {
    let mut record = Record::new(WorldId::Flights, 0x2013);
    let recipe = if leak { scenario::offered(record.world) } else { scenario::at_decision(record.world) };
    record.choose(Choice::Frame { problem: scenario::problem(record.world) });
    record.choose(Choice::Recipe { recipe });
    record.choose(Choice::Run { spec: ModelSpec::Logistic(logistic::Params::default()) });
    record
}

/// A record with a model whose test rows are still sealed.
pub fn trained() -> Record {
    with_model(false)
}

/// A record that has been through the whole loop, with the leak or without.
fn walked(leak: bool) -> Record {
    let mut record = with_model(leak);
    let plan = Plan::of(&record);
    let (magnitude, confidence) = (0.5, 0.75);
    record.happen(Fact::Committed {
        what: "test_recall".into(),
        magnitude,
        confidence,
        because: "wind".into(),
    });
    record.happen(Fact::Peeked { test: plan.test_key().unwrap(), candidate: plan.candidate_key().unwrap() });
    record.choose(Choice::Gate { ending: Ending::Ship });
    record.choose(Choice::GoLive);
    record.happen(Fact::MonthLived { month: Month::new(2013, 4) });
    record.happen(Fact::MonthLived { month: Month::new(2013, 5) });
    record
}

/// The room of `stage` on the page, with a report under its key, or before one has come.
pub async fn mounted(
    record: &Record,
    stage: Stage,
    with: Option<(String, Report)>,
) -> (Element, yew::AppHandle<impl BaseComponent>) {
    let route = Route { stage, ..Route::default() };
    let mut state = State::new(record.clone(), route);
    let world = state.record.world;
    update(&mut state, Action::Heard(Box::new(Event::Ready(world))));
    if let Some((key, report)) = with {
        let id = state.asked.as_ref().unwrap().id;
        update(&mut state, Action::Heard(Box::new(Event::Report { id, key, report: Box::new(report) })));
        assert!(state.fresh(stage).is_some(), "{stage:?}: the page and the engine disagree on the key");
    }
    let document = web_sys::window().unwrap().document().unwrap();
    let place = document.create_element("div").unwrap();
    document.body().unwrap().append_child(&place).unwrap();
    let texts = Texts::english().in_world(record.world);
    let props = Props { state: Shared::new(state), texts: Shared::new(texts) };
    let app = yew::Renderer::<Room>::with_root_and_props(place.clone(), props).render();
    TimeoutFuture::new(50).await;
    (place, app)
}

/// What the room says of `record`; with its report, or before it has come.
async fn says(record: &Record, stage: Stage, with_report: bool) -> String {
    let report = with_report.then(|| answer(&session(), stage, record));
    let (place, app) = mounted(record, stage, report).await;
    let heading = place.query_selector("#room-heading").unwrap().and_then(|h| h.text_content());
    assert!(heading.is_some_and(|h| !h.trim().is_empty()), "{stage:?} has no heading");
    let text = place.text_content().unwrap_or_default();
    app.destroy();
    place.remove();
    text
}

async fn check(record: &Record, stage: Stage) {
    for with_report in [false, true] {
        let text = says(record, stage, with_report).await;
        assert!(!text.contains('{'), "{stage:?} leaves a place unfilled: {text}");
        // `text_content` sets words of neighbouring elements side by side: a key goes on in small letters.
        let begins = |word: &str, first: &str| {
            let rest = word.split_once(first).and_then(|(_, rest)| rest.strip_prefix('.'));
            rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
        };
        let key = |word: &str| FIRST_WORDS.iter().any(|first| begins(word, first));
        let keys: Vec<&str> = text.split_whitespace().filter(|word| key(word)).collect();
        assert!(keys.is_empty(), "{stage:?} shows keys instead of words: {keys:?}");
    }
}

#[wasm_bindgen_test]
async fn every_room_renders_after_the_whole_loop() {
    for leak in [true, false] {
        let record = walked(leak);
        for stage in Stage::ALL {
            check(&record, stage).await;
        }
    }
}

#[wasm_bindgen_test]
async fn rooms_render_where_the_rule_is_kept_without_a_run() {
    let mut record = walked(false);
    let window = Window { from: Month::new(2013, 4), to: Month::new(2013, 5) };
    record.choose(Choice::NewLap { window });
    assert!(says(&record, Stage::Evaluate, false).await.contains("Keep the rule"));
    record.choose(Choice::Gate { ending: Ending::KeepRule });
    assert!(says(&record, Stage::Evaluate, false).await.contains("You decided to keep the rule"));
    for stage in [Stage::Train, Stage::Deploy, Stage::Monitor, Stage::Journal] {
        check(&record, stage).await;
    }
    record.choose(Choice::GoLive);
    for stage in [Stage::Deploy, Stage::Monitor, Stage::Journal] {
        check(&record, stage).await;
    }
}

#[wasm_bindgen_test]
async fn the_journal_compares_engines() {
    let file = include_str!("../engine/expeditions/v1-other-engine.fullloop.json");
    let mut record = versions::open(file).unwrap();
    let version = Plan::of(&record).live().unwrap().decides.key().unwrap();
    record.happen(Fact::Measured { version, what: "score_row_us".into(), value: 7.25 });
    check(&record, Stage::Deploy).await;
    check(&record, Stage::Journal).await;
    let text = says(&record, Stage::Journal, true).await;
    assert!(text.contains("0123456789abcdef") && text.contains("470,000") && text.contains("7.3"), "{text}");
    record.seen.clear();
    check(&record, Stage::Journal).await;
}

#[wasm_bindgen_test]
async fn every_room_renders_at_the_very_start() {
    let record = Record::new(WorldId::Flights, 1);
    for stage in Stage::ALL {
        let text = says(&record, stage, false).await;
        assert!(!text.contains('{'), "{stage:?} leaves a place unfilled: {text}");
    }
}
