//! The numbers behind the stakes, each to be changed: two prices, the desk's room, the number that means success.

use engine::expedition::record::Problem;
use yew::prelude::*;

use crate::rooms::words::Words;
use crate::widgets::Slider;

/// One dial: its text key, its ends and step, and its place in the problem. Shares are dialled in percent.
struct Dial {
    key: &'static str,
    ends: (f64, f64),
    step: f64,
    percent: bool,
    place: fn(&mut Problem) -> &mut f64,
}

const DIALS: [Dial; 4] = [
    Dial { key: "miss", ends: (100.0, 3000.0), step: 50.0, percent: false, place: |p| &mut p.costs.miss },
    Dial {
        key: "false_alarm",
        ends: (10.0, 300.0),
        step: 10.0,
        percent: false,
        place: |p| &mut p.costs.false_alarm,
    },
    Dial { key: "capacity", ends: (5.0, 50.0), step: 5.0, percent: true, place: |p| &mut p.capacity },
    Dial { key: "goal", ends: (5.0, 90.0), step: 5.0, percent: true, place: |p| &mut p.goal },
];

/// The dials of `problem`, with what is assumed in them; `onchange` is called with the changed problem.
pub fn panel(words: &Words, problem: &Problem, onchange: &Callback<Problem>) -> Html {
    html! {
        <>
            { words.prose("frame.numbers.about", &[]) }
            { for DIALS.iter().map(|dial| slider(words, problem, onchange, dial)) }
        </>
    }
}

fn slider(words: &Words, problem: &Problem, onchange: &Callback<Problem>, dial: &Dial) -> Html {
    let scale = if dial.percent { 100.0 } else { 1.0 };
    let key = |part: &str| format!("frame.{}{part}", dial.key);
    let value = (*(dial.place)(&mut problem.clone()) * scale).round();
    let change = {
        let (problem, place, onchange) = (problem.clone(), dial.place, onchange.clone());
        Callback::from(move |value: f64| {
            let mut problem = problem.clone();
            *place(&mut problem) = value / scale;
            onchange.emit(problem);
        })
    };
    let write = {
        let (words, percent, key) = (words.clone(), dial.percent, key(".value"));
        move |value: f64| {
            let value = if percent { words.percent(value / 100.0, 0) } else { words.money(value) };
            AttrValue::from(words.fill(&key, &[("value", value)]))
        }
    };
    let ends = |end: f64| if dial.percent { words.percent(end / 100.0, 0) } else { words.money(end) };
    let clamped = words.fill("frame.clamped", &[("low", ends(dial.ends.0)), ("high", ends(dial.ends.1))]);
    let unit = if dial.percent { "%" } else { "€" };
    html! {
        <Slider key={dial.key} label={words.attr(&key(""))} says={words.line(&key(".says"), &[])} {unit} {value}
            min={dial.ends.0} max={dial.ends.1} step={dial.step} format={Callback::from(write)} {clamped}
            onchange={change} />
    }
}
