//! The recipe: what happens to the columns before a model sees them, step by step, in words.

use engine::expedition::Note;
use engine::expedition::data::DataReport;
use engine::expedition::prepare::{Step, impute::Fill, scale::By};
use yew::prelude::*;

use crate::rooms::told;
use crate::rooms::words::Words;

/// The steps in order; with the report of just these columns, what they make.
pub(super) fn panel(words: &Words, steps: &[Step], report: Option<&DataReport>) -> Html {
    let made = report.map(|report| {
        let columns = report.columns.iter().filter(|c| c.used).count();
        words.line(
            "data.recipe.made",
            &[
                ("columns", words.number(columns as f64, 0)),
                ("features", words.number(f64::from(report.n_features), 0)),
            ],
        )
    });
    let notes = report
        .map(|report| report.notes.iter().filter_map(|note| self::note(words, note)).collect::<Vec<_>>());
    html! {
        <section class="panel" aria-labelledby="recipe-heading">
            <h2 id="recipe-heading">{ words.say("data.recipe.title") }</h2>
            { words.prose("data.recipe.about", &[]) }
            <div class="prose"><ol>{ for steps.iter().map(|step| html! { <li>{ self::step(words, step) }</li> }) }</ol></div>
            <p class="two-lines">{ made.unwrap_or_else(|| Html::from(words.say("data.recipe.later"))) }</p>
            for note in notes.unwrap_or_default() {
                <p class="small soft">{ note }</p>
            }
        </section>
    }
}

fn step(words: &Words, step: &Step) -> Html {
    match step {
        Step::Drop { .. } => words.line("recipe.drop", &[]),
        Step::Indicator(_) => words.line("recipe.indicator", &[]),
        Step::Impute(params) => words.line(
            match params.fill {
                Fill::Mean => "recipe.impute.mean",
                Fill::Median => "recipe.impute.median",
                Fill::MostFrequent => "recipe.impute.most_frequent",
                Fill::Number { .. } | Fill::Level { .. } => "recipe.impute.constant",
            },
            &[],
        ),
        Step::Standardise(_) => words.line("recipe.standardise", &[]),
        Step::OneHot(params) => match params.max_levels {
            Some(most) => words.line("recipe.one_hot.most", &[("most", words.number(f64::from(most), 0))]),
            None => words.line("recipe.one_hot", &[]),
        },
        Step::Clip(_) => words.line("recipe.clip", &[]),
        Step::Log(_) => words.line("recipe.log", &[]),
        Step::Ratio(params) => {
            let named = |name| told::column(words, name);
            let (above, below) = (named(&params.numerator), named(&params.denominator));
            words.line("recipe.ratio", &[("above", above), ("below", below)])
        }
        Step::Calendar(_) => words.line("recipe.calendar", &[]),
        Step::Bins(params) => words.line("recipe.bins", &[("n", words.number(f64::from(params.n_bins), 0))]),
        Step::Scale(params) => words.line(
            match params.by {
                By::MinMax => "recipe.scale.min_max",
                By::Robust => "recipe.scale.robust",
                By::MaxAbs => "recipe.scale.max_abs",
            },
            &[],
        ),
        Step::Ordinal(_) => words.line("recipe.ordinal", &[]),
        Step::Frequency(_) => words.line("recipe.frequency", &[]),
        Step::Target(_) => words.line("recipe.target", &[]),
        Step::Power(_) => words.line("recipe.power", &[]),
        Step::Polynomial(_) => words.line("recipe.polynomial", &[]),
        Step::KnnImpute(params) => {
            words.line("recipe.knn_impute", &[("n", words.number(f64::from(params.n_neighbors), 0))])
        }
        Step::Off(off) => html! { <>{ words.line("recipe.off", &[]) }{ " " }{ self::step(words, off) }</> },
    }
}

fn note(words: &Words, note: &Note) -> Option<Html> {
    let (key, column, n) = match note {
        Note::PooledLevels { column, levels } => ("note.pooled", column, *levels),
        Note::AllMissing { column } => ("note.all_missing", column, 0),
        Note::ConstantColumn { column } => ("note.constant", column, 0),
        Note::Shifted { column, .. } => ("note.shifted", column, 0),
        // Said where it happens: at the live requests, and beside the run.
        Note::UnseenLevels { .. } | Note::NotConverged { .. } => return None,
    };
    Some(words.line(key, &[("column", told::column(words, column)), ("n", words.number(n as f64, 0))]))
}
