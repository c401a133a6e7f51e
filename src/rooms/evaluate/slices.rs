//! On demand: the parts of the test rows in which the decisions cost most.

use std::rc::Rc;

use engine::expedition::asked::SLICES;
use engine::expedition::evaluate::TestReport;
use engine::expedition::slices::{Part, SliceReport, SlicesReport};
use yew::prelude::*;

use super::Panel;
use crate::charts::{Axis, Bar, BarGroup, Bars, Figure, Plot, Role, Unit};
use crate::rooms::told;
use crate::rooms::words::Words;

/// The worst slices, or the way to them.
pub fn panel(panel: &Panel, test: &TestReport) -> Html {
    match test.slices.as_ref() {
        Some(found) => answer(&panel.words, found),
        None => super::ask(panel, SLICES),
    }
}

fn answer(words: &Words, found: &SlicesReport) -> Html {
    let number = |n: u32| words.number(f64::from(n), 0);
    let holding = found.slices.iter().filter(|slice| slice.holds).count() as u32;
    let (looked, least) = (("looked", number(found.looked)), ("least", number(found.least)));
    let Some(worst) = found.slices.first().filter(|worst| worst.cost > worst.elsewhere) else {
        return words.prose("evaluate.slices.none", &[looked, least]);
    };
    let values = [
        looked,
        least,
        ("slice", named(words, worst)),
        ("cost", words.money(worst.cost)),
        ("elsewhere", words.money(worst.elsewhere)),
        ("all", words.money(found.cost)),
        ("shown", number(found.slices.len() as u32)),
        ("holding", number(holding)),
    ];
    let key = match holding {
        0 => "evaluate.slices.open",
        n if n as usize == found.slices.len() => "evaluate.slices.all_hold",
        _ => "evaluate.slices.some_hold",
    };
    let bar = |slice: &SliceReport| {
        let (counts, amounts) = (slice.outcome.counts, slice.outcome.amounts.unwrap_or_default());
        let [.., wrong, asked, _, _] = super::naming::named(words, &slice.outcome);
        let values = [
            wrong,
            asked,
            ("slice", named(words, slice)),
            ("n", number(slice.outcome.tally().n())),
            ("short", words.figures(amounts.short)),
            ("over", words.figures(amounts.over)),
            ("tp", number(counts.tp)),
            ("all", number(counts.tp + counts.missed)),
            ("fp", number(counts.fp)),
        ];
        Bar {
            interval: slice.gap.map(|gap| (gap.low, gap.high)),
            ..Bar::new(
                words.fill("evaluate.slices.bar", &values),
                slice.cost - slice.elsewhere,
                if slice.holds { Role::Harm } else { Role::Soft },
            )
        }
    };
    let plot = Plot::Bars(Bars {
        category_label: words.say("evaluate.slices.slice"),
        value: Axis::new(words.say("evaluate.slices.gap"), Unit::Money),
        groups: vec![BarGroup {
            label: words.say("evaluate.slices.gap"),
            bars: found.slices.iter().map(bar).collect(),
        }],
        goal: None,
    });
    html! {
        <>
            <Figure name={words.attr("evaluate.slices.figure")} point={words.line(key, &values)}
                plot={Rc::new(plot)} format={words.format.clone()} words={words.figure.clone()} />
            { words.prose("evaluate.slices.says", &values) }
        </>
    }
}

/// A slice in words: "gusts 30 mph or more and carrier: United".
fn named(words: &Words, slice: &SliceReport) -> String {
    words.list(&slice.of.iter().map(|(column, part)| of(words, column, part)).collect::<Vec<_>>())
}

fn of(words: &Words, column: &str, part: &Part) -> String {
    let number = |value: &f64| told::quantity(words, column, *value);
    let (key, values) = match part {
        Part::Level(level) => ("feature.level", vec![("level", told::level(words, column, level))]),
        Part::Other => ("evaluate.slices.other", Vec::new()),
        Part::Missing => ("feature.missing", Vec::new()),
        Part::Below(to) => ("evaluate.slices.below", vec![("to", number(to))]),
        Part::Between(from, to) => {
            ("evaluate.slices.between", vec![("from", number(from)), ("to", number(to))])
        }
        Part::From(from) => ("evaluate.slices.from", vec![("from", number(from))]),
    };
    words.fill(key, &[values, vec![("column", told::column(words, column))]].concat())
}
