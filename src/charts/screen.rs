//! A drawing on the page's canvas: its size, its theme, and when it must be drawn again.

use plotters_canvas::CanvasBackend;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, EventTarget, HtmlCanvasElement, HtmlElement};

use super::draw::{Drawn, Look, draw, height, width};
use super::plot::{Format, Plot};
use super::theme::Theme;

/// Whether an element reads from right to left.
pub fn is_rtl(element: &HtmlElement) -> bool {
    let style = web_sys::window().and_then(|window| window.get_computed_style(element).ok()?);
    style.and_then(|style| style.get_property_value("direction").ok()).is_some_and(|way| way == "rtl")
}

/// Draws a chart on a canvas as wide as its frame. `None` when there is nothing to draw on yet.
pub fn paint(
    canvas: &HtmlCanvasElement,
    frame: &HtmlElement,
    plot: &Plot,
    format: &Format,
    cursor: Option<usize>,
) -> Option<Drawn> {
    let room = f64::from(frame.client_width());
    if room < 40.0 {
        return None;
    }
    let theme = Theme::from_computed(frame)?;
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let measure = |text: &str, strong: bool| {
        let weight = if strong { "bold" } else { "normal" };
        context.set_font(&format!("{weight} {}px {}", theme.text, theme.sans));
        context.measure_text(text).map_or(text.len() as f64 * 7.0, |size| size.width())
    };
    // At least two pixels for one: plotters knows whole pixels only, and lines want halves.
    let scale = web_sys::window().map_or(2.0, |window| window.device_pixel_ratio()).clamp(2.0, 4.0);
    let mut look = Look {
        width: room,
        height: 0.0,
        scale,
        theme: &theme,
        rtl: is_rtl(frame),
        format,
        measure: &measure,
        cursor,
    };
    look.width = width(plot, &look).ceil();
    look.height = height(plot, &look).ceil();
    // What is wider than its frame is scrolled, not shrunk.
    let wide = if look.width > room { format!("{}px", look.width) } else { String::new() };
    let _ = canvas.style().set_property("min-inline-size", &wide);
    let size = ((look.width * scale).round() as u32, (look.height * scale).round() as u32);
    if (canvas.width(), canvas.height()) != size {
        canvas.set_width(size.0);
        canvas.set_height(size.1);
    }
    let mut backend = CanvasBackend::with_canvas_object(canvas.clone())?;
    draw(&mut backend, plot, &look).ok()
}

/// Calls back whenever a drawing is out of date: size, theme, system theme, fonts. Stops when dropped.
pub struct Watch {
    size: Option<web_sys::ResizeObserver>,
    theme: Option<web_sys::MutationObserver>,
    targets: Vec<(EventTarget, &'static str)>,
    call: Closure<dyn Fn()>,
}

impl Watch {
    /// Watches an element and what surrounds it.
    pub fn new(frame: &HtmlElement, changed: impl Fn() + 'static) -> Self {
        let call = Closure::<dyn Fn()>::new(changed);
        let back = call.as_ref().unchecked_ref::<js_sys::Function>();
        let size = web_sys::ResizeObserver::new(back).ok();
        if let Some(size) = &size {
            size.observe(frame);
        }
        let theme = web_sys::MutationObserver::new(back).ok();
        let window = web_sys::window();
        let document = window.as_ref().and_then(web_sys::Window::document);
        if let (Some(theme), Some(root)) =
            (&theme, document.as_ref().and_then(|page| page.document_element()))
        {
            let options = web_sys::MutationObserverInit::new();
            options.set_attribute_filter(&js_sys::Array::of2(&"data-theme".into(), &"dir".into()));
            // A refusal only means that the drawing keeps its old colours until it is next drawn.
            let _ = theme.observe_with_options(&root, &options);
        }
        let mut targets: Vec<(EventTarget, &'static str)> = Vec::new();
        let dark = window.and_then(|window| window.match_media("(prefers-color-scheme: dark)").ok()?);
        targets.extend(dark.map(|dark| (dark.into(), "change")));
        targets.extend(document.map(|page| (page.fonts().into(), "loadingdone")));
        for (target, event) in &targets {
            let _ = target.add_event_listener_with_callback(event, back);
        }
        Self { size, theme, targets, call }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(size) = &self.size {
            size.disconnect();
        }
        if let Some(theme) = &self.theme {
            theme.disconnect();
        }
        for (target, event) in &self.targets {
            let _ = target.remove_event_listener_with_callback(event, self.call.as_ref().unchecked_ref());
        }
    }
}
