//! A search over the dials: how, for how long, how far it is, and what it found.

use std::rc::Rc;

use engine::expedition::ModelSpec;
use engine::expedition::dials;
use engine::expedition::record::Choice as Chosen;
use engine::expedition::search::{Method, SearchReport, SearchSpec, Tried, candidates};
use engine::expedition::train::TrainReport;
use yew::prelude::*;

use crate::charts::{Axis, Bar, BarGroup, Bars, Figure, Plot, Role, Unit};
use crate::rooms::RoomProps;
use crate::rooms::fold::Fold;
use crate::rooms::kinds::{about, kind};
use crate::rooms::told;
use crate::rooms::words::Words;
use crate::state::{Action, Pooling};
use crate::widgets::{Choice, ChoiceGroup, Column, Row, Slider, table_view};

/// So many of the best are shown at once, and so many are drawn.
const SHOWN: usize = 5;
const DRAWN: usize = 16;

const METHODS: [(&str, Method); 3] =
    [("halving", Method::Halving), ("random", Method::Random), ("grid", Method::Grid)];

/// What the form is made from.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct SearchProps {
    pub(super) room: RoomProps,
    pub(super) words: Words,
    /// The kind of model whose dials are searched, as it stands in the dials above.
    pub(super) spec: ModelSpec,
}

/// The search under way, or the form to begin one.
#[component]
pub(super) fn SearchForm(props: &SearchProps) -> Html {
    let SearchProps { room, words, spec } = props;
    let chosen = use_state(|| 0_usize);
    // How many settings, parts and seconds.
    let set = use_state(|| [16_u32, 4, 60]);
    {
        let act = room.act.clone();
        use_effect_with((), move |()| {
            act.emit(Action::Pool(Pooling::Wanted));
            move || act.emit(Action::Pool(Pooling::Unwanted))
        });
    }
    if let Some(searching) = &room.state.searching {
        return told::searching(searching, &room.act, &room.texts);
    }
    let number = |n: usize| words.number(n as f64, 0);
    let [most, folds, seconds] = *set;
    let search = |method| SearchSpec { spec: spec.clone(), method, most, folds, seconds };
    let seed = &room.state.record.seed;
    let option = |(i, (name, method)): (usize, &(&str, Method))| {
        let search = search(*method);
        let n = candidates(&search, seed).len();
        let says = words.line(
            &format!("train.search.{name}.says"),
            &[("n", number(n)), ("all", number(search.jobs(n))), ("folds", number(search.folds as usize))],
        );
        Choice::new(i.to_string(), words.attr(&format!("train.search.{name}")), says)
    };
    let pick = {
        let chosen = chosen.clone();
        Callback::from(move |i: AttrValue| chosen.set(i.parse().unwrap_or(0)))
    };
    let slider = |at: usize, what: &'static str, [min, max, step]: [f64; 3]| {
        let set = set.clone();
        let value = f64::from(set[at]);
        let onchange = Callback::from(move |to: f64| {
            let mut next = *set;
            next[at] = to as u32;
            set.set(next);
        });
        let format = {
            let words = words.clone();
            let key = format!("train.search.{what}.value");
            Callback::from(move |n: f64| words.fill(&key, &[("n", words.number(n, 0))]).into())
        };
        let say = |part: &str| words.attr(&format!("train.search.{what}{part}"));
        let ends = [("low", words.number(min, 0)), ("high", words.number(max, 0))];
        html! {
            <Slider key={what} stepped={words.attr("page.stepped")} label={say("")} says={Html::from(say(".says"))}
                unit={say(".unit")} {value} {min} {max} {step} {format}
                clamped={words.fill("train.dials.clamped", &ends)} {onchange} />
        }
    };
    let begin = {
        let search = search(METHODS[*chosen].1);
        room.act.reform(move |_: MouseEvent| Action::Choose(Chosen::Search { search: search.clone() }))
    };
    let kind = words.say(&format!("train.kind.{}", spec.name()));
    html! {
        <>
            { words.prose("train.search.about", &[("kind", kind)]) }
            <ChoiceGroup legend={words.attr("train.search.method")} chosen={AttrValue::from(chosen.to_string())}
                options={METHODS.iter().enumerate().map(option).collect::<Vec<_>>()} onchange={pick} />
            if METHODS[*chosen].1 != Method::Grid {
                { slider(0, "most", [4.0, 64.0, 4.0]) }
            }
            { slider(1, "folds", [2.0, 10.0, 1.0]) }
            { slider(2, "time", [10.0, 300.0, 10.0]) }
            <div class="acts">
                <button type="button" class="or" onclick={begin}>{ words.say("train.search.do") }</button>
            </div>
        </>
    }
}

/// The search, and what the searches of the lap found; one can be begun if the kind of model `reads` what the recipe makes.
pub(super) fn panel(
    props: &RoomProps,
    words: &Words,
    report: &TrainReport,
    spec: &ModelSpec,
    reads: bool,
) -> Html {
    if !reads && report.searches.is_empty() && props.state.searching.is_none() {
        return Html::default();
    }
    let form = html! { <SearchForm room={props.clone()} words={words.clone()} spec={spec.clone()} /> };
    html! {
        <section class="panel" aria-labelledby="search-heading">
            <h2 id="search-heading">{ words.say("train.search.title") }</h2>
            { for report.searches.iter().map(|search| found(props, words, search)) }
            if props.state.searching.is_some() {
                { form }
            } else if reads {
                <Fold title={words.attr("train.search.open")}>{ form }</Fold>
            }
        </section>
    }
}

/// The dials of a candidate, in a few words.
fn setting(words: &Words, spec: &ModelSpec) -> String {
    let short = |key: String, value| words.fill(&key, &[("n", words.number(value, 3))]);
    let freedom = |value| short(about(words, spec, |kind| format!("train.search.freedom.{kind}")), value);
    let mut parts: Vec<String> = dials::freedom(spec).into_iter().map(freedom).collect();
    let dial = |dial: dials::Dial| match dial.what {
        "group" => words.count("train.search.dial.group", dial.value as u32, &[]),
        what => short(format!("train.search.dial.{what}"), dial.value),
    };
    let searched = dials::searched(spec);
    let tried = |dial: &dials::Dial| searched.iter().any(|(what, _)| *what == dial.what);
    parts.extend(dials::others(spec).into_iter().filter(tried).map(dial));
    parts.join(" · ")
}

fn found(props: &RoomProps, words: &Words, search: &SearchReport) -> Html {
    let number = |n: u32| words.number(f64::from(n), 0);
    let kind = kind(words, &search.search.spec);
    let method = METHODS.iter().find(|(_, method)| *method == search.search.method).map_or("grid", |m| m.0);
    // Where it was stopped, some were never begun.
    let n = search.tried.iter().take_while(|tried| tried.loss.is_some()).count();
    let values = [
        ("kind", kind),
        ("method", words.say(&format!("train.search.{method}.short"))),
        ("n", number(n as u32)),
        ("done", number(search.done)),
        ("all", number(search.all)),
    ];
    let best = search.tried.first().filter(|best| best.loss.is_some());
    let all = table(props, words, search, &search.tried[..n]);
    html! {
        <>
            <h3>{ words.fill("train.search.found", &values) }</h3>
            if !search.fresh {
                { words.prose("train.search.stale", &[]) }
            }
            if search.done < search.all {
                { words.prose("train.search.stopped", &values) }
            }
            if best.is_none() && search.done == search.all {
                { words.prose("train.search.none", &[]) }
            }
            if let Some(best) = best {
                { words.prose("train.search.best", &[
                    ("setting", setting(words, &best.spec)),
                    ("loss", loss(words, best.loss)),
                    ("spread", loss(words, best.spread)),
                    ("n", number(n as u32)),
                ]) }
                { table(props, words, search, &search.tried[..n.min(SHOWN)]) }
                { drawn(words, &search.tried[..n]) }
                if n > SHOWN {
                    <Fold title={words.fill("train.search.all", &values)}>{ all }</Fold>
                }
            }
        </>
    }
}

/// The loss of each setting, those together that learned from equally many rows.
fn drawn(words: &Words, tried: &[Tried]) -> Html {
    let mut groups: Vec<(f64, BarGroup)> = Vec::new();
    for one in tried.iter().take(DRAWN) {
        let Some(value) = one.loss else { continue };
        if groups.last().is_none_or(|(share, _)| *share != one.share) {
            let label = words.fill("train.search.rows", &[("share", words.percent(one.share, 0))]);
            groups.push((one.share, BarGroup { label, bars: Vec::new() }));
        }
        let bar = Bar {
            interval: one.reach(),
            ..Bar::new(setting(words, &one.spec), value, if one.finished { Role::Model } else { Role::Soft })
        };
        if let Some((_, group)) = groups.last_mut() {
            group.bars.push(bar);
        }
    }
    let mut furthest = tried.iter().filter(|one| one.share == tried[0].share);
    let values = [
        ("low", loss(words, tried.first().and_then(|one| one.loss))),
        ("high", loss(words, furthest.next_back().and_then(|one| one.loss))),
        ("n", words.number(DRAWN as f64, 0)),
    ];
    let point = html! {
        <>
            { words.line("train.search.figure.says", &values) }
            if tried.len() > DRAWN {
                { " " }{ words.line("train.search.figure.some", &values) }
            }
        </>
    };
    let plot = Plot::Bars(Bars {
        category_label: words.say("train.search.setting"),
        value: Axis::new(words.say("train.search.loss"), Unit::Number).floating(),
        groups: groups.into_iter().map(|(_, group)| group).collect(),
        goal: None,
    });
    html! {
        <Figure name={words.attr("train.search.figure")} {point} plot={Rc::new(plot)}
            format={words.format.clone()} words={words.figure.clone()} />
    }
}

fn loss(words: &Words, loss: Option<f64>) -> String {
    loss.map_or_else(|| words.say("page.undefined"), |loss| super::loss(words, loss))
}

fn table(props: &RoomProps, words: &Words, search: &SearchReport, tried: &[Tried]) -> Html {
    let row = |tried: &Tried| {
        let train = search.fresh.then(|| {
            let spec = tried.spec.clone();
            let onclick =
                props.act.reform(move |_: MouseEvent| Action::Choose(Chosen::Run { spec: spec.clone() }));
            let label = words.fill("train.search.train.which", &[("setting", setting(words, &tried.spec))]);
            html! {
                <button type="button" class="quiet" aria-label={label} {onclick}>
                    { words.say("train.search.train") }
                </button>
            }
        });
        Row {
            cells: vec![
                setting(words, &tried.spec).into(),
                loss(words, tried.loss).into(),
                loss(words, tried.spread).into(),
                words.percent(tried.share, 0).into(),
                train.unwrap_or_default(),
            ],
            marked: std::ptr::eq(tried, &search.tried[0]),
        }
    };
    let column = |key: &str, numeric| Column { label: words.attr(&format!("train.search.{key}")), numeric };
    let columns = vec![
        column("setting", false),
        column("loss", true),
        column("spread", true),
        column("share", true),
        column("go", false),
    ];
    table_view(words.attr("train.search.table"), columns, tried.iter().map(row).collect())
}
