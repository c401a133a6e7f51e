//! The steps of a recipe in words, with what can be set at one, and why one refuses.

use engine::error::EngineError;
use engine::expedition::Note;
use engine::expedition::prepare::dials::{Dial, Place};
use engine::expedition::prepare::{
    Columns, Step,
    aggregate::Statistic,
    bins::Strategy,
    blank,
    calendar::Part,
    clip::Limits,
    convert,
    impute::{self, Fill},
    knn_impute::MOST_DONORS,
    merge::{self, Group},
    scale::By,
    text::{Terms, Weight},
};
use yew::prelude::*;

use crate::rooms::told;
use crate::rooms::words::{Value, Words};

/// A step in a sentence; switched off or not.
pub(super) fn step(words: &Words, step: &Step) -> Html {
    let number = |n: u32| words.number(f64::from(n), 0);
    let chosen = step.chosen();
    let (key, values) = match chosen {
        Step::Impute(params) => impute(words, params),
        Step::OneHot(params) => {
            let more = params.drop_first.then_some("recipe.one_hot.but_one");
            let first = more.map_or_else(String::new, |key| words.say(key));
            match params.max_levels {
                Some(most) => ("recipe.one_hot.most", vec![("most", number(most)), ("first", first)]),
                None => ("recipe.one_hot", vec![("first", first)]),
            }
        }
        Step::Ratio(params) => {
            let named = |name| told::feature(words, name);
            let (above, below) = (named(&params.numerator), named(&params.denominator));
            ("recipe.ratio", vec![("above", above), ("below", below)])
        }
        Step::Bins(params) => (
            if params.strategy == Strategy::Uniform { "recipe.bins.wide" } else { "recipe.bins" },
            vec![("n", number(params.n_bins))],
        ),
        Step::Scale(params) => (
            match params.by {
                By::MinMax => "recipe.scale.min_max",
                By::Robust => "recipe.scale.robust",
                By::MaxAbs => "recipe.scale.max_abs",
            },
            vec![],
        ),
        Step::KnnImpute(params) => {
            let most = number(MOST_DONORS as u32);
            ("recipe.knn_impute", vec![("n", number(params.n_neighbors)), ("most", most)])
        }
        Step::Drop { .. } => ("recipe.drop", vec![]),
        Step::Indicator(_) => ("recipe.indicator", vec![]),
        Step::Standardise(_) => ("recipe.standardise", vec![]),
        Step::Clip(params) => clip(words, &params.limits),
        Step::Blank(params) => ("recipe.blank", vec![("which", blank(words, params))]),
        Step::Convert(params) => convert(words, params),
        Step::Merge(params) => merge(words, params),
        Step::Log(_) => ("recipe.log", vec![]),
        Step::Calendar(params) => {
            let part = |part: &Part| words.say(&format!("dial.part.{}", part.name()));
            let parts: Vec<String> = params.parts.iter().map(part).collect();
            ("recipe.calendar", vec![("parts", words.list(&parts))])
        }
        Step::Ordinal(_) => ("recipe.ordinal", vec![]),
        Step::Categorical(_) => ("recipe.categorical", vec![]),
        Step::Frequency(_) => ("recipe.frequency", vec![]),
        Step::Target(_) => ("recipe.target", vec![]),
        Step::Power(_) => ("recipe.power", vec![]),
        Step::Polynomial(params) if !params.interaction_only => ("recipe.polynomial.squares", vec![]),
        Step::Polynomial(_) | Step::Off(_) => ("recipe.polynomial", vec![]),
        Step::Normalise(_) => ("recipe.normalise", vec![]),
        Step::Pool(params) => ("recipe.pool", vec![("share", words.share(params.min_share))]),
        Step::Aggregate(params) => {
            let named = |name| told::feature(words, name);
            let key = match params.statistic {
                Statistic::Mean => "recipe.aggregate.mean",
                Statistic::Median => "recipe.aggregate.median",
                Statistic::Std => "recipe.aggregate.std",
            };
            (key, vec![("column", named(&params.column)), ("by", named(&params.by))])
        }
        Step::Text(params) => {
            let weight = words.say(match params.weight {
                Weight::TfIdf => "recipe.text.tf_idf",
                Weight::Count => "recipe.text.count",
                Weight::There => "recipe.text.there",
            });
            let ngrams = match params.ngrams {
                1 => String::new(),
                n => format!(" {}", words.fill("recipe.text.ngrams", &[("n", number(n))])),
            };
            let (key, columns) = match params.terms {
                Terms::Frequent { most } => ("recipe.text", ("most", number(most))),
                Terms::Hashed { width } => ("recipe.text.hashed", ("width", number(width))),
            };
            (key, vec![columns, ("ngrams", ngrams), ("weight", weight)])
        }
    };
    // One text: pieces beside each other lose the space between them when a dial is turned.
    let mut says = vec![words.fill(key, &values)];
    if let Some(Columns::Named(names)) = chosen.columns() {
        let names: Vec<String> = names.iter().map(|name| told::feature(words, name)).collect();
        let leaves_out = matches!(chosen, Step::Drop { .. });
        let key = if leaves_out { "recipe.these" } else { "recipe.only" };
        says.push(words.fill(key, &[("columns", words.list(&names))]));
    }
    if !step.is_on() {
        says.push(words.say("recipe.off"));
    }
    words.marked(says.join(" "))
}

/// What gaps are filled with.
fn impute(words: &Words, params: &impute::Params) -> (&'static str, Vec<Value<'static>>) {
    let column = match &params.columns {
        Columns::Named(names) => names.first().map_or("", String::as_str),
        Columns::All => "",
    };
    match &params.fill {
        Fill::Mean => ("recipe.impute.mean", vec![]),
        Fill::Median => ("recipe.impute.median", vec![]),
        Fill::MostFrequent => ("recipe.impute.most_frequent", vec![]),
        Fill::Number { value } => ("recipe.impute.number", vec![("value", words.number(*value, 4))]),
        Fill::Level { value } => ("recipe.impute.level", vec![("value", told::level(words, column, value))]),
    }
}

/// Where clipping draws the line.
fn clip(words: &Words, limits: &Limits) -> (&'static str, Vec<Value<'static>>) {
    let number = |n: f64| words.number(n, 4);
    match limits {
        Limits::Quantiles { .. } => ("recipe.clip", vec![]),
        Limits::Iqr { k } => ("recipe.clip.fence", vec![("k", words.number(*k, 1))]),
        Limits::Given { lower: Some(lower), upper: Some(upper) } => {
            ("recipe.clip.both", vec![("lower", number(*lower)), ("upper", number(*upper))])
        }
        Limits::Given { lower: Some(lower), .. } => ("recipe.clip.lower", vec![("lower", number(*lower))]),
        Limits::Given { upper: Some(upper), .. } => ("recipe.clip.upper", vec![("upper", number(*upper))]),
        Limits::Given { .. } => ("recipe.clip.none", vec![]),
    }
}

/// Which numbers become gaps.
fn blank(words: &Words, params: &blank::Params) -> String {
    let number = |n: &f64| words.number(*n, 4);
    let mut which: Vec<String> = params.values.iter().map(number).collect();
    for (key, limit) in [("recipe.blank.below", params.below), ("recipe.blank.above", params.above)] {
        which.extend(limit.map(|limit| words.fill(key, &[("limit", number(&limit))])));
    }
    if which.is_empty() { words.say("recipe.blank.none") } else { words.list(&which) }
}

/// Which numbers are converted, and how.
fn convert(words: &Words, params: &convert::Params) -> (&'static str, Vec<Value<'static>>) {
    let number = |n: f64| words.number(n, 6);
    let limit = |limit: Option<f64>| limit.map_or_else(String::new, number);
    let key = match (params.low, params.high) {
        _ if params.factor == 1.0 && params.offset == 0.0 => "recipe.convert.none",
        (Some(_), Some(_)) => "recipe.convert",
        (Some(_), None) => "recipe.convert.from",
        (None, Some(_)) => "recipe.convert.to",
        (None, None) => "recipe.convert.all",
    };
    let how = if params.offset == 0.0 { "recipe.convert.times" } else { "recipe.convert.and" };
    let how = words.fill(how, &[("factor", number(params.factor)), ("offset", number(params.offset))]);
    (key, vec![("low", limit(params.low)), ("high", limit(params.high)), ("how", how)])
}

/// Which words are one.
fn merge(words: &Words, params: &merge::Params) -> (&'static str, Vec<Value<'static>>) {
    let quoted = |level: &String| format!("“{level}”");
    let group = |group: &Group| {
        let levels: Vec<String> = group.levels.iter().map(quoted).collect();
        words.fill("recipe.merge.group", &[("levels", words.list(&levels)), ("name", quoted(&group.name))])
    };
    let there = params.groups.iter().filter(|group| !group.levels.is_empty());
    let groups: Vec<String> = there.map(group).collect();
    let key = match (groups.is_empty(), params.fold) {
        (true, true) => "recipe.merge.fold",
        (true, false) => "recipe.merge.none",
        (false, true) => "recipe.merge.both",
        (false, false) => "recipe.merge",
    };
    (key, vec![("groups", groups.join("; "))])
}

/// A place of a dial in words.
pub(super) fn place(words: &Words, dial: &str, place: &Place) -> String {
    match place {
        Place::Word(word) => words.say(&format!("dial.{dial}.{word}")),
        Place::Number(number) => words.number(*number, 0),
        Place::Share(share) if dial == "beyond" => {
            words.fill("dial.beyond.share", &[("share", words.share(*share))])
        }
        Place::Share(share) => words.share(*share),
        Place::Column(column) => told::column(words, column),
        Place::Level(column, level) => told::level(words, column, level),
    }
}

/// The places of a dial as options of a drop-down, and the one it stands at; one that is not offered is one more.
pub(super) fn places(
    words: &Words,
    dial: &Dial,
    step: &Step,
) -> (Vec<(AttrValue, AttrValue)>, Option<usize>) {
    let name = dial.name;
    let says = |said: &Place| place(words, name, said);
    let at = dial.places.iter().position(|(_, as_it_would_be)| as_it_would_be == step.chosen());
    let mut options: Vec<(AttrValue, AttrValue)> = Vec::with_capacity(dial.places.len() + 1);
    for (at, (place, _)) in dial.places.iter().enumerate() {
        options.push((at.to_string().into(), says(place).into()));
    }
    if at.is_none() {
        options.push((AttrValue::default(), words.attr("data.dial.as_it_is")));
    }
    (options, at)
}

/// Why a step refuses, and what to do, here where it can be done.
pub(super) fn refusal(words: &Words, error: &EngineError) -> String {
    match error {
        EngineError::UnknownColumn { column } => {
            words.fill("data.step.unknown_column", &[("column", told::feature(words, column))])
        }
        EngineError::OutOfRange { what, high, found, .. } if what == "columns" => words.fill(
            "data.step.too_many",
            &[("most", words.number(*high, 0)), ("found", words.number(*found, 0))],
        ),
        EngineError::OutOfRange { what, .. } if what == "parts" => words.say("data.step.no_part"),
        EngineError::WrongKind { column, .. } => {
            words.fill("data.step.wrong_kind", &[("column", told::feature(words, column))])
        }
        // Of a table there is nothing else to refuse: a name is there already.
        EngineError::Data { what, .. } => {
            words.fill("data.step.twice", &[("column", told::feature(words, what))])
        }
        error => told::error(words, error),
    }
}

/// What the recipe did anyway.
pub(super) fn note(words: &Words, note: &Note) -> Option<Html> {
    let (key, column, n) = match note {
        Note::PooledLevels { column, levels } => ("note.pooled", column, *levels),
        Note::LeftOut { column, levels } => ("note.left_out", column, *levels),
        Note::AllMissing { column } => ("note.all_missing", column, 0),
        Note::ConstantColumn { column } => ("note.constant", column, 0),
        Note::Shifted { column, .. } => ("note.shifted", column, 0),
        // Said where it happens: at the live requests, and beside the run.
        Note::UnseenLevels { .. } | Note::NotConverged { .. } => return None,
    };
    Some(words.line(key, &[("column", told::feature(words, column)), ("n", words.number(n as f64, 0))]))
}
