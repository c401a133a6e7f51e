//! The steps of a recipe in words, with what can be set at one, and why one refuses.

use engine::error::EngineError;
use engine::expedition::Note;
use engine::expedition::prepare::dials::{Dial, Place};
use engine::expedition::prepare::{
    Columns, Step, aggregate::Statistic, impute::Fill, scale::By, text::Terms,
};
use yew::prelude::*;

use crate::rooms::told;
use crate::rooms::words::Words;

/// A step in a sentence; switched off or not.
pub(super) fn step(words: &Words, step: &Step) -> Html {
    let number = |n: u32| words.number(f64::from(n), 0);
    let chosen = step.chosen();
    let (key, values) = match chosen {
        Step::Impute(params) => (
            match params.fill {
                Fill::Mean => "recipe.impute.mean",
                Fill::Median => "recipe.impute.median",
                Fill::MostFrequent => "recipe.impute.most_frequent",
                Fill::Number { .. } | Fill::Level { .. } => "recipe.impute.constant",
            },
            vec![],
        ),
        Step::OneHot(params) => match params.max_levels {
            Some(most) => ("recipe.one_hot.most", vec![("most", number(most))]),
            None => ("recipe.one_hot", vec![]),
        },
        Step::Ratio(params) => {
            let named = |name| told::feature(words, name);
            let (above, below) = (named(&params.numerator), named(&params.denominator));
            ("recipe.ratio", vec![("above", above), ("below", below)])
        }
        Step::Bins(params) => ("recipe.bins", vec![("n", number(params.n_bins))]),
        Step::Scale(params) => (
            match params.by {
                By::MinMax => "recipe.scale.min_max",
                By::Robust => "recipe.scale.robust",
                By::MaxAbs => "recipe.scale.max_abs",
            },
            vec![],
        ),
        Step::KnnImpute(params) => ("recipe.knn_impute", vec![("n", number(params.n_neighbors))]),
        Step::Drop { .. } => ("recipe.drop", vec![]),
        Step::Indicator(_) => ("recipe.indicator", vec![]),
        Step::Standardise(_) => ("recipe.standardise", vec![]),
        Step::Clip(_) => ("recipe.clip", vec![]),
        Step::Log(_) => ("recipe.log", vec![]),
        Step::Calendar(_) => ("recipe.calendar", vec![]),
        Step::Ordinal(_) => ("recipe.ordinal", vec![]),
        Step::Categorical(_) => ("recipe.categorical", vec![]),
        Step::Frequency(_) => ("recipe.frequency", vec![]),
        Step::Target(_) => ("recipe.target", vec![]),
        Step::Power(_) => ("recipe.power", vec![]),
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
        Step::Text(params) => match params.terms {
            Terms::Frequent { most } => ("recipe.text", vec![("most", number(most))]),
            Terms::Hashed { width } => ("recipe.text.hashed", vec![("width", number(width))]),
        },
    };
    let only = match chosen.columns() {
        Some(Columns::Named(names)) => {
            let names: Vec<String> = names.iter().map(|name| told::feature(words, name)).collect();
            words.line("recipe.only", &[("columns", words.list(&names))])
        }
        _ => Html::default(),
    };
    let off = if step.is_on() { Html::default() } else { words.line("recipe.off", &[]) };
    html! { <>{ words.line(key, &values) }{ " " }{ only }{ " " }{ off }</> }
}

/// The places of a dial as options of a drop-down, and the one it stands at; one that is not offered is one more.
pub(super) fn places(
    words: &Words,
    dial: &Dial,
    step: &Step,
) -> (Vec<(AttrValue, AttrValue)>, Option<usize>) {
    let name = dial.name;
    let says = |place: &Place| match place {
        Place::Word(word) => words.say(&format!("dial.{name}.{word}")),
        Place::Number(number) => words.number(*number, 0),
        Place::Share(share) => words.share(*share),
        Place::Column(column) => told::column(words, column),
    };
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
