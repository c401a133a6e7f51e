//! The recipe as a list to edit: each step in words, what it did to a quick model, and, opened, what can be done to it.

use engine::error::EngineError;
use engine::expedition::data::{ColumnReport, DataReport};
use engine::expedition::prepare::dials::{self, Dial};
use engine::expedition::prepare::fields::{self, Field};
use engine::expedition::prepare::{Columns, Step};
use engine::expedition::summary::Spread;
use engine::expedition::{Kind, WorldId, own, scenario};
use yew::prelude::*;

use super::{probe, steps};
use crate::rooms::fold::Fold;
use crate::rooms::told;
use crate::rooms::words::Words;
use crate::widgets::{self, CheckList, grouped_select, number_field, select, word_field};

/// A change of the recipe.
pub(super) struct Edit {
    /// The steps as they are to be.
    pub steps: Vec<Step>,
    /// The step that stands open then.
    pub open: Option<usize>,
    /// The id of the element to go on with.
    pub focus: Option<String>,
}

/// What the list is given.
pub(super) struct Given<'a> {
    pub words: &'a Words,
    pub world: WorldId,
    /// The columns that go in, as they are chosen on the page.
    pub features: &'a [String],
    pub steps: &'a [Step],
    /// The report, stale or not.
    pub report: Option<&'a DataReport>,
    /// The same, of just these columns and steps.
    pub fresh: Option<&'a DataReport>,
    /// The step that stands open.
    pub open: Option<usize>,
    /// The kind of step that stands in the picker.
    pub kind: &'a UseStateHandle<AttrValue>,
    pub edit: &'a Callback<Edit>,
    /// Opens a step, or closes it.
    pub look: &'a Callback<Option<usize>>,
    /// Takes back the last choice, if it was one of this list.
    pub undo: Option<Callback<MouseEvent>>,
    /// What stands in for the report while there is none.
    pub waiting: Html,
    /// The columns on the page are not yet those of the record.
    pub untried: bool,
}

/// The steps in order, a picker for more, and what they come to.
pub(super) fn panel(given: &Given) -> Html {
    let words = given.words;
    let edit = given.edit.clone();
    let (steps, open) = (given.steps.to_vec(), given.open);
    let again = Callback::from(move |_: MouseEvent| {
        edit.emit(Edit { steps: steps.clone(), open, focus: Some("recipe-heading".into()) });
    });
    html! {
        <section class="panel" aria-labelledby="recipe-heading">
            <h2 id="recipe-heading" tabindex="-1">{ words.say("data.recipe.title") }</h2>
            { words.prose("data.recipe.about", &[]) }
            <ol class="steps">{ for given.steps.iter().enumerate().map(|(at, step)| one(given, at, step)) }</ol>
            { picker(given) }
            <div class="slot low" role="status">
                if given.untried {
                    <p>{ words.line("data.recipe.later", &[]) }</p>
                    <button type="button" class="quiet" onclick={again}>{ words.say("data.recipe.try") }</button>
                } else if let Some(report) = given.fresh {
                    { result(words, report) }
                } else {
                    { given.waiting.clone() }
                }
            </div>
            if let Some(report) = given.report {
                { probe::figure(words, given.steps, report) }
            }
        </section>
    }
}

fn one(given: &Given, at: usize, step: &Step) -> Html {
    let Given { words, steps, .. } = given;
    let n = || words.number((at + 1) as f64, 0);
    let is_open = given.open == Some(at);
    let turn = given.look.reform(move |_: MouseEvent| (!is_open).then_some(at));
    let score = given.fresh.and_then(|report| report.probe.scores.get(at + 1).and_then(probe::of));
    let refused = given.fresh.and_then(|report| match &report.refused {
        Some(EngineError::InStep { step, error }) if *step as usize == at => Some(&**error),
        _ => None,
    });
    html! {
        <li key={at} class={(!step.is_on()).then_some("soft")}>
            <p>{ steps::step(words, step) }</p>
            if let Some(error) = refused {
                <p class="clamped">{ words.marked(steps::refusal(words, error)) }</p>
            }
            <p class="small soft">
                if let Some(score) = score {
                    { words.fill("data.step.score", &[("score", probe::said(words, score))]) }{ " " }
                }
                <button type="button" class="quiet" id={format!("step-{at}")} aria-expanded={is_open.to_string()}
                    onclick={turn}>{ words.fill("data.step.change", &[("n", n())]) }</button>
            </p>
            if is_open {
                { hands(given, at, step, steps) }
            }
        </li>
    }
}

/// What can be done to an open step: move it, switch it, take it out, turn its dials.
fn hands(given: &Given, at: usize, step: &Step, steps: &[Step]) -> Html {
    let words = given.words;
    let last = steps.len().saturating_sub(1);
    let act = |word: &'static str, off: bool, steps: Vec<Step>, open: Option<usize>, focus: String| {
        let edit = given.edit.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            edit.emit(Edit { steps: steps.clone(), open, focus: Some(focus.clone()) });
        });
        html! {
            <button type="button" class="quiet" id={format!("step-{word}")} disabled={off} {onclick}>
                { words.say(&format!("data.step.{word}")) }
            </button>
        }
    };
    let moved = |to: usize| {
        let mut steps = steps.to_vec();
        steps.swap(at, to);
        steps
    };
    let (above, below) = (at.saturating_sub(1), (at + 1).min(last));
    let mut without = steps.to_vec();
    without.remove(at);
    let next = without.len().checked_sub(1).map(|last| format!("step-{}", at.min(last)));
    let mut switched = steps.to_vec();
    switched[at] = step.switched(!step.is_on());
    let switch = if step.is_on() { "off" } else { "on" };
    let other = if step.is_on() { "on" } else { "off" };
    let (seldom, mut turned): (Vec<Dial>, Vec<Dial>) =
        dials::dials(step, &kinds(given)).into_iter().partition(|dial| dial.seldom);
    let levels = levels(given, step);
    turned.extend(dials::merged(step, &levels).or_else(|| dials::filled(step, &levels)));
    let (apart, typed): (Vec<Field>, Vec<Field>) =
        fields::fields(step).into_iter().partition(|field| field.seldom);
    let end = |to: usize, end: usize, word: &str, back: &str| {
        format!("step-{}", if to == end { back } else { word })
    };
    html! {
        <div class="hands">
            <p class="row">
                { act("up", at == 0, moved(above), Some(above), end(above, 0, "up", "down")) }
                { act("down", at == last, moved(below), Some(below), end(below, last, "down", "up")) }
                { act(switch, false, switched, Some(at), format!("step-{other}")) }
                { act("remove", false, without, None, next.unwrap_or_else(|| "step-add".into())) }
            </p>
            { for turned.iter().map(|dial| keyed(dial, turn(given, at, step, dial))) }
            { typed.iter().map(|field| number(given, at, step, field)).collect::<Html>() }
            { word(given, at, step) }
            if !seldom.is_empty() || !apart.is_empty() {
                <Fold key={step.word()} title={words.attr("data.step.more")}>
                    { for seldom.iter().map(|dial| keyed(dial, turn(given, at, step, dial))) }
                    { for apart.iter().map(|field| number(given, at, step, field)) }
                </Fold>
            }
        </div>
    }
}

/// A dial by its name: where one more comes or another goes, it stays what it is, with the focus.
fn keyed(dial: &Dial, turned: Html) -> Html {
    html! { <div key={dial.name} class="dial">{ turned }</div> }
}

/// The features with their kinds, as far as they are known.
fn kinds<'a>(given: &Given<'a>) -> Vec<(&'a str, Kind)> {
    let columns = given.report.map(|report| &report.columns[..]).unwrap_or_default();
    let used = columns.iter().filter(|column| given.features.contains(&column.name));
    used.map(|column| (column.name.as_str(), column.summary.kind)).collect()
}

fn turn(given: &Given, at: usize, step: &Step, dial: &Dial) -> Html {
    let words = given.words;
    if let Some(ticked) = &dial.ticked {
        return tick(given, at, step, dial, ticked);
    }
    let (options, chosen) = steps::places(words, dial, step);
    let (edit, steps, is_on) = (given.edit.clone(), given.steps.to_vec(), step.is_on());
    let places: Vec<Step> = dial.places.iter().map(|(_, step)| step.clone()).collect();
    let onchange = Callback::from(move |value: AttrValue| {
        let Some(step) = value.parse().ok().and_then(|at: usize| places.get(at)) else { return };
        let mut steps = steps.clone();
        steps[at] = step.switched(is_on);
        edit.emit(Edit { steps, open: Some(at), focus: None });
    });
    let chosen = chosen.map(|at| at.to_string()).unwrap_or_default();
    let label = words.attr(&format!("dial.{}", dial.name));
    select(label, options, &chosen, onchange)
}

/// The most frequent levels of the one column that a step works on.
fn levels(given: &Given, step: &Step) -> Vec<String> {
    let Some(Columns::Named(names)) = step.columns() else { return Vec::new() };
    let columns = given.report.map(|report| &report.columns[..]).unwrap_or_default();
    let of = |column: &&ColumnReport| names.len() == 1 && column.name == names[0];
    match columns.iter().find(of).and_then(|column| column.summary.spread.as_ref()) {
        Some(Spread::Category { top, .. }) => top.iter().map(|one| one.level.clone()).collect(),
        _ => Vec::new(),
    }
}

/// A number to type.
fn number(given: &Given, at: usize, step: &Step, field: &Field) -> Html {
    let label = given.words.attr(&format!("dial.{}", field.name));
    let (edit, steps, is_on) = (given.edit.clone(), given.steps.to_vec(), step.is_on());
    let typed = field.clone();
    let onchange = Callback::from(move |value: Option<f64>| {
        let mut steps = steps.clone();
        steps[at] = typed.with(&steps[at], value).switched(is_on);
        edit.emit(Edit { steps, open: Some(at), focus: None });
    });
    number_field(label, field.value, onchange)
}

/// A word to type.
fn word(given: &Given, at: usize, step: &Step) -> Option<Html> {
    let word = fields::word(step)?;
    let (edit, steps, is_on) = (given.edit.clone(), given.steps.to_vec(), step.is_on());
    let onchange = Callback::from(move |word: String| {
        let mut steps = steps.clone();
        steps[at] = fields::worded(&steps[at], &own::plain(&word)).switched(is_on);
        edit.emit(Edit { steps, open: Some(at), focus: None });
    });
    Some(word_field(given.words.attr("dial.word"), word.into(), onchange))
}

/// A list to tick.
fn tick(given: &Given, at: usize, step: &Step, dial: &Dial, ticked: &[bool]) -> Html {
    let words = given.words;
    let option = |(place, (says, _)): (usize, &(dials::Place, Step))| {
        widgets::Choice::new(place.to_string(), steps::place(words, dial.name, says), Html::default())
    };
    let options: Vec<widgets::Choice> = dial.places.iter().enumerate().map(option).collect();
    let value = |place: usize| AttrValue::from(place.to_string());
    let chosen: Vec<AttrValue> = (0..ticked.len()).filter(|place| ticked[*place]).map(value).collect();
    let (edit, steps, is_on, was) = (given.edit.clone(), given.steps.to_vec(), step.is_on(), chosen.clone());
    let places: Vec<Step> = dial.places.iter().map(|(_, step)| step.clone()).collect();
    let onchange = Callback::from(move |chosen: Vec<AttrValue>| {
        let turned = |place: &usize| chosen.contains(&value(*place)) != was.contains(&value(*place));
        let Some(place) = (0..places.len()).find(turned) else { return };
        let mut steps = steps.clone();
        steps[at] = places[place].switched(is_on);
        edit.emit(Edit { steps, open: Some(at), focus: None });
    });
    let legend = words.attr(&format!("dial.{}", dial.name));
    html! { <CheckList key={dial.name} {legend} {options} {chosen} {onchange} /> }
}

/// One more step, put where such a step makes sense, and opened.
fn picker(given: &Given) -> Html {
    let words = given.words;
    let option = |kind: &&str| (AttrValue::from(String::from(*kind)), words.attr(&format!("step.{kind}")));
    // A step is offered where the recipe reads something that it can work on.
    let new = |kind: &str| scenario::among(given.world, kind, given.features);
    let groups: Vec<_> = scenario::STEPS
        .iter()
        .map(|(group, kinds)| {
            (
                words.attr(&format!("data.add.{group}")),
                kinds.iter().filter(|kind| new(kind).is_some()).map(option).collect::<Vec<_>>(),
            )
        })
        .collect();
    let first = groups.iter().flat_map(|(_, kinds)| kinds).next().map(|(kind, _)| kind.clone());
    let chosen = if new(given.kind).is_some() { (**given.kind).clone() } else { first.unwrap_or_default() };
    let add = {
        let (edit, mut steps) = (given.edit.clone(), given.steps.to_vec());
        let at = new(&chosen).map(|new| {
            let at = dials::place(&steps, &new);
            steps.insert(at, new);
            at
        });
        Callback::from(move |_: MouseEvent| {
            let Some(at) = at else { return };
            edit.emit(Edit { steps: steps.clone(), open: Some(at), focus: Some(format!("step-{at}")) });
        })
    };
    let kind = given.kind.clone();
    let can = given.undo.is_some();
    let undo = given.undo.clone().unwrap_or_default();
    html! {
        <div class="row">
            { grouped_select(words.attr("data.add"), &groups, &chosen, Callback::from(move |k| kind.set(k))) }
            <button type="button" class="or" id="step-add" onclick={add}>{ words.say("data.add.do") }</button>
            <button type="button" class="quiet" aria-disabled={(!can).then_some("true")} onclick={undo}>
                { words.say("data.recipe.undo") }
            </button>
        </div>
    }
}

/// What the recipe makes, or why a model cannot eat that yet.
fn result(words: &Words, report: &DataReport) -> Html {
    let named = |names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| told::feature(words, name)).collect();
        words.list(&names)
    };
    let columns = report.columns.iter().filter(|c| c.used).count();
    let is_date =
        |name: &&String| report.columns.iter().any(|c| c.name == **name && c.summary.kind == Kind::Date);
    let (dates, left): (Vec<String>, Vec<String>) =
        report.words.iter().cloned().partition(|name| is_date(&name));
    let values = [
        ("columns", words.number(columns as f64, 0)),
        ("dates", named(&dates)),
        ("features", words.number(f64::from(report.n_features), 0)),
        ("gaps", named(&report.gaps)),
        ("words", named(&left)),
    ];
    let mut says = Vec::new();
    match &report.refused {
        None => says.push("data.recipe.made"),
        Some(EngineError::InStep { .. }) => says.push("data.recipe.stuck"),
        Some(EngineError::NoFeatures) => says.push("data.recipe.nothing"),
        Some(_) => {}
    }
    if !report.gaps.is_empty() {
        says.push("data.recipe.gaps");
    }
    if !left.is_empty() {
        says.push("data.recipe.words");
    }
    if !dates.is_empty() {
        says.push("data.recipe.dates");
    }
    html! {
        <>
            { for says.into_iter().map(|key| html! { <p>{ words.line(key, &values) }</p> }) }
            { for report.notes.iter().filter_map(|note| steps::note(words, note)).map(|note| html! {
                <p class="small soft">{ note }</p>
            }) }
        </>
    }
}
