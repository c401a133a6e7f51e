//! A number: dragged roughly, typed exactly, and said in words. What is typed outside is clamped,
//! what is typed between two steps is taken to the nearest, both visibly.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::use_id;

/// What a slider shows.
#[derive(Clone, PartialEq, Properties)]
pub struct SliderProps {
    /// What it sets.
    pub label: AttrValue,
    /// A sentence under the label.
    #[prop_or_default]
    pub says: Html,
    /// Written after the number field ("€", "flights").
    #[prop_or_default]
    pub unit: AttrValue,
    /// The value.
    pub value: f64,
    /// The smallest value.
    pub min: f64,
    /// The largest value.
    pub max: f64,
    /// From one value to the next.
    pub step: f64,
    /// Writes a value in words ("20 of 100 flights").
    pub format: Callback<f64, AttrValue>,
    /// Said when a typed value was clamped ("Kept between 1 and 40").
    pub clamped: AttrValue,
    /// Said when a typed value lay between two steps ("Taken to the nearest step").
    pub stepped: AttrValue,
    /// While dragging.
    #[prop_or_default]
    pub oninput: Callback<f64>,
    /// When a value is settled.
    pub onchange: Callback<f64>,
    /// Cannot be moved now.
    #[prop_or_default]
    pub disabled: bool,
}

/// The nearest step inside the ends.
pub fn settle(value: f64, min: f64, max: f64, step: f64) -> f64 {
    let steps = if step > 0.0 { ((value - min) / step).round() } else { 0.0 };
    let stepped = if step > 0.0 { min + steps * step } else { value };
    // Ten decimals: 0.1 + 0.2 must not be written as 0.30000000000000004.
    ((stepped * 1e10).round() / 1e10).clamp(min, max)
}

/// Why another value stands than the one that was typed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Heed {
    /// It lay outside, or was no number.
    Clamped,
    /// It lay between two steps.
    Stepped,
}

/// Why `settled` stands in the place of what was typed; nothing if it is just that.
pub fn heed(typed: Option<f64>, settled: f64, min: f64, max: f64) -> Option<Heed> {
    match typed {
        Some(typed) if (typed - settled).abs() <= 1e-9 => None,
        Some(typed) if (min..=max).contains(&typed) => Some(Heed::Stepped),
        _ => Some(Heed::Clamped),
    }
}

fn read(event: &Event) -> Option<f64> {
    let field: HtmlInputElement = event.target_dyn_into()?;
    field.value().trim().replace(',', ".").parse::<f64>().ok().filter(|value| value.is_finite())
}

/// A slider with a number field.
#[component]
pub fn Slider(props: &SliderProps) -> Html {
    let (id, says, warns) = (use_id("slider"), use_id("says"), use_id("clamped"));
    let moving = use_state(|| None::<f64>);
    let warned = use_state(|| None::<Heed>);
    let again = use_force_update();
    let shown = moving.unwrap_or(props.value);
    let (min, max, step) = (props.min, props.max, props.step);
    let drag = {
        let (moving, warned, oninput) = (moving.clone(), warned.clone(), props.oninput.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(value) = read(&event) {
                moving.set(Some(value));
                warned.set(None);
                oninput.emit(value);
            }
        })
    };
    let drop = {
        let (moving, onchange) = (moving.clone(), props.onchange.clone());
        Callback::from(move |event: Event| {
            moving.set(None);
            if let Some(value) = read(&event) {
                onchange.emit(settle(value, min, max, step));
            }
        })
    };
    let typed = {
        let (warned, onchange, now) = (warned.clone(), props.onchange.clone(), props.value);
        Callback::from(move |event: Event| {
            let field: Option<HtmlInputElement> = event.target_dyn_into();
            let value = read(&event);
            let settled = value.map_or(now, |value| settle(value, min, max, step));
            warned.set(heed(value, settled, min, max));
            if let Some(field) = field {
                field.set_value(&settled.to_string());
            }
            if settled != now {
                onchange.emit(settled);
            }
            again.force_update();
        })
    };
    let words = props.format.emit(shown);
    let describedby = format!("{says} {warns}");
    html! {
        <div class="slider">
            <label class="label" for={id.clone()}>{ props.label.clone() }</label>
            <div class="soft" id={says}>{ props.says.clone() }</div>
            <div class="row">
                <input type="range" {id} min={min.to_string()} max={max.to_string()} step={step.to_string()}
                    value={shown.to_string()} aria-valuetext={words.clone()}
                    aria-describedby={describedby.clone()}
                    disabled={props.disabled} oninput={drag} onchange={drop} />
                <span>
                    <input type="number" aria-label={props.label.clone()} min={min.to_string()}
                        max={max.to_string()} step={step.to_string()} value={shown.to_string()}
                        aria-describedby={describedby} disabled={props.disabled} onchange={typed} />
                    <span class="unit">{ " " }{ props.unit.clone() }</span>
                </span>
            </div>
            <div class="shown">
                <output>{ words }</output>
                <p class="clamped" id={warns} role="status">{
                    warned.map(|heed| match heed {
                        Heed::Clamped => props.clamped.clone(),
                        Heed::Stepped => props.stepped.clone(),
                    })
                }</p>
            </div>
        </div>
    }
}
