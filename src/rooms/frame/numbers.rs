//! The numbers behind the stakes, each to be changed: two prices, the desk's room, the number that means success.
//!
//! Where the answer is a number there is no room to share out, and nobody can say beforehand how large prices and errors
//! are: each dial is as fine as what is offered asks for, and the goal goes up to what the mean is off by. Prices of names
//! are dialled as those of numbers, the goal in percent.

use engine::expedition::frame::FrameReport;
use engine::expedition::record::Problem;
use engine::expedition::{Task, scenario};
use yew::prelude::*;

use crate::charts::scale::ticks;
use crate::rooms::words::Words;
use crate::widgets::Slider;

/// One dial: its text key, its ends and step, what it counts, and its place in the problem. Shares are dialled in
/// percent.
struct Dial {
    key: &'static str,
    ends: (f64, f64),
    step: f64,
    counts: Counts,
    place: fn(&mut Problem) -> &mut f64,
}

/// What a dial counts.
#[derive(Clone, Copy, PartialEq)]
enum Counts {
    Money,
    Percent,
    /// As a score is counted.
    Score,
}

fn dial(key: &'static str, ends: (f64, f64), step: f64, counts: Counts) -> Dial {
    let place: fn(&mut Problem) -> &mut f64 = match key {
        "miss" => |p| &mut p.costs.miss,
        "false_alarm" => |p| &mut p.costs.false_alarm,
        "capacity" => |p| &mut p.capacity,
        _ => |p| &mut p.goal,
    };
    Dial { key, ends, step, counts, place }
}

fn dials(words: &Words, report: Option<&FrameReport>) -> Vec<Dial> {
    use Counts::{Money, Percent, Score};
    if words.task() == Task::Binary {
        return vec![
            dial("miss", (100.0, 3000.0), 50.0, Money),
            dial("false_alarm", (10.0, 300.0), 10.0, Money),
            dial("capacity", (5.0, 50.0), 5.0, Percent),
            dial("goal", (5.0, 90.0), 5.0, Percent),
        ];
    }
    let [careful, balanced, lean] = scenario::framings(words.world).map(|(_, problem)| problem);
    let off = report.and_then(|report| report.nothing.score()).unwrap_or(0.0);
    let of = |key, counts| {
        let mut dial = dial(key, (0.0, 0.0), 0.0, counts);
        let offered = [&balanced, &careful, &lean].map(|problem| *(dial.place)(&mut problem.clone()));
        let [middle, ..] = offered;
        let most = if counts == Score { off.max(2.0 * middle) } else { MOST * middle };
        dial.step = round_step(middle, FINE, &offered);
        dial.ends = (dial.step, (most / dial.step).ceil().max(1.0) * dial.step);
        dial
    };
    let goal = if words.several() { dial("goal", (5.0, 95.0), 5.0, Percent) } else { of("goal", Score) };
    vec![of("miss", Money), of("false_alarm", Money), goal]
}

/// Steps from nought to what is offered, about.
const FINE: usize = 20;

/// A price can be so many times what is offered.
const MOST: f64 = 5.0;

/// A round step that divides the way from nought to `to` into about so many, or into as many more as it takes for all
/// of `on` to lie on a step (up to 125 times: then it can hardly be seen); 1 where there is no way.
pub fn round_step(to: f64, about: usize, on: &[f64]) -> f64 {
    let step = |times: usize| ticks(0.0, to, about * times).get(1).copied().unwrap_or(1.0);
    let meets = |step: f64| {
        on.iter().all(|value| {
            let steps = value / step;
            (steps - steps.round()).abs() < 1e-6
        })
    };
    [1, 5, 25].into_iter().map(step).find(|step| meets(*step)).unwrap_or_else(|| step(125))
}

/// The dials of `problem`, with what is assumed in them; `onchange` is called with the changed problem.
pub fn panel(
    words: &Words,
    report: Option<&FrameReport>,
    problem: &Problem,
    onchange: &Callback<Problem>,
) -> Html {
    html! {
        <>
            { words.prose("frame.numbers.about", &[]) }
            { for dials(words, report).iter().map(|dial| slider(words, problem, onchange, dial)) }
        </>
    }
}

fn slider(words: &Words, problem: &Problem, onchange: &Callback<Problem>, dial: &Dial) -> Html {
    let (place, counts) = (dial.place, dial.counts);
    let scale = if counts == Counts::Percent { 100.0 } else { 1.0 };
    let key = |part: &str| format!("frame.{}{part}", dial.key);
    // A share in percent is whole, a hundred times it need not be.
    let value = (*place(&mut problem.clone()) * scale * 1e6).round() / 1e6;
    let change = {
        let (problem, onchange) = (problem.clone(), onchange.clone());
        Callback::from(move |value: f64| {
            let mut problem = problem.clone();
            *place(&mut problem) = value / scale;
            onchange.emit(problem);
        })
    };
    let write = {
        let words = words.clone();
        move |value: f64| match counts {
            Counts::Money => words.money(value),
            Counts::Percent => words.percent(value / 100.0, 0),
            Counts::Score => words.score(value),
        }
    };
    let clamped = words.fill("frame.clamped", &[("low", write(dial.ends.0)), ("high", write(dial.ends.1))]);
    let unit = match counts {
        Counts::Money => "€".into(),
        Counts::Percent => "%".into(),
        Counts::Score => words.attr("world.unit"),
    };
    let says = {
        let (words, key) = (words.clone(), key(".value"));
        move |value: f64| AttrValue::from(words.fill(&key, &[("value", write(value))]))
    };
    html! {
        <Slider stepped={words.attr("page.stepped")} key={dial.key} label={words.attr(&key(""))} says={words.line(&key(".says"), &[])} {unit} {value}
            min={dial.ends.0} max={dial.ends.1} step={dial.step} format={Callback::from(says)} {clamped}
            onchange={change} />
    }
}
