//! What a recipe leaves of the columns it was given: what a pipeline really reads.

use super::calendar::Part;
use super::columns::Columns;
use super::origin::Origin;
use super::{Recipe, Step, bins, polynomial};
use crate::table::Kind;

/// A column under way through a recipe.
struct Trace {
    name: String,
    kind: Kind,
    /// The features it is made of, by their place.
    of: Vec<usize>,
    /// Whether it is kept as it is: no later step means it.
    kept: bool,
    /// Whether it is a feature itself, at most moved, stretched or bent: more of it is more.
    whole: bool,
}

impl Recipe {
    /// The features of which something is left when all steps are done, in their order: one that was dropped, with all
    /// that had been made of it, is not read. `kind` is that of a feature.
    ///
    /// Nothing is fitted: a column that an indicator watches counts as if it had gaps, and a category in single levels
    /// as if one of them were always left.
    ///
    /// ```
    /// use engine::prepare::{Columns, Recipe, Step};
    /// use engine::table::Kind;
    /// let features = vec!["hour".into(), "gust".into()];
    /// let drop = Step::Drop { columns: Columns::Named(vec!["gust".into()]) };
    /// assert_eq!(Recipe { features, steps: vec![drop] }.reads(|_| Kind::Number), ["hour"]);
    /// ```
    #[must_use]
    pub fn reads(&self, kind: impl Fn(&str) -> Kind) -> Vec<String> {
        let left = self.traced(kind);
        let is_left = |at: usize| left.iter().any(|trace| trace.of.contains(&at));
        self.features
            .iter()
            .enumerate()
            .filter(|(at, _)| is_left(*at))
            .map(|(_, name)| name.clone())
            .collect()
    }

    /// The columns that go to the model as levels; see [`super::categorical`]. `kind` is that of a feature.
    ///
    /// ```
    /// use engine::prepare::{Columns, Recipe, Step, categorical};
    /// use engine::table::Kind;
    /// let steps = vec![Step::Categorical(categorical::Params { columns: Columns::All })];
    /// let recipe = Recipe { features: vec!["hour".into(), "carrier".into()], steps };
    /// let kind = |name: &str| if name == "hour" { Kind::Number } else { Kind::Category };
    /// assert_eq!(recipe.kept(kind), ["carrier"]);
    /// ```
    #[must_use]
    pub fn kept(&self, kind: impl Fn(&str) -> Kind) -> Vec<String> {
        self.traced(kind).into_iter().filter(|trace| trace.kept).map(|trace| trace.name).collect()
    }

    /// The numbers that go to the model under their own name, more of them being more of the feature: at most moved,
    /// stretched, limited, filled or bent. `kind` is that of a feature.
    ///
    /// ```
    /// use engine::prepare::{Columns, Recipe, Step, bins, standardise};
    /// use engine::table::Kind;
    /// let (columns, strategy, encode) =
    ///     (Columns::Named(vec!["hour".into()]), bins::Strategy::Uniform, bins::Encode::Level);
    /// let bins = Step::Bins(bins::Params { columns, n_bins: 4, strategy, encode });
    /// let steps = vec![bins, Step::Standardise(standardise::Params { columns: Columns::All })];
    /// let recipe = Recipe { features: vec!["hour".into(), "gust".into()], steps };
    /// assert_eq!(recipe.whole(|_| Kind::Number), ["gust"]);
    /// ```
    #[must_use]
    pub fn whole(&self, kind: impl Fn(&str) -> Kind) -> Vec<String> {
        let numbers = self.traced(kind).into_iter().filter(|trace| trace.whole && trace.kind == Kind::Number);
        numbers.map(|trace| trace.name).collect()
    }

    /// What is left of the features when all steps are done.
    fn traced(&self, kind: impl Fn(&str) -> Kind) -> Vec<Trace> {
        let trace = |(at, name): (usize, &String)| Trace {
            name: name.clone(),
            kind: kind(name),
            of: vec![at],
            kept: false,
            whole: true,
        };
        let mut left: Vec<Trace> = self.features.iter().enumerate().map(trace).collect();
        self.steps.iter().for_each(|step| follow(step, &mut left));
        left
    }
}

/// Whether a step on `columns` works on `trace`.
fn meant(columns: &Columns, kind: Kind, trace: &Trace) -> bool {
    if trace.kept {
        return false;
    }
    match columns {
        Columns::All => trace.kind == kind,
        Columns::Named(names) => names.contains(&trace.name),
    }
}

/// What `step` does to the columns.
fn follow(step: &Step, left: &mut Vec<Trace>) {
    match step {
        Step::Drop { columns: Columns::All } => left.retain(|trace| trace.kept),
        Step::Drop { columns: Columns::Named(names) } => left.retain(|trace| !names.contains(&trace.name)),
        Step::Indicator(params) => {
            let watched = left.iter().filter(|trace| meant(&params.columns, Kind::Number, trace));
            let made = |trace: &Trace| {
                let name = Origin::Missing(&trace.name).name();
                Trace { name, kind: Kind::Number, of: trace.of.clone(), kept: false, whole: false }
            };
            let made: Vec<Trace> = watched.map(made).collect();
            left.extend(made);
        }
        Step::OneHot(params) => become_kind(left, &params.columns, Kind::Category, Kind::Number),
        Step::Ordinal(params) => become_kind(left, &params.columns, Kind::Category, Kind::Number),
        Step::Frequency(params) => become_kind(left, &params.columns, Kind::Category, Kind::Number),
        Step::Target(params) => become_kind(left, &params.columns, Kind::Category, Kind::Number),
        Step::Bins(params) if params.encode == bins::Encode::Level => {
            become_kind(left, &params.columns, Kind::Number, Kind::Category);
        }
        Step::Calendar(params) => {
            // Its parts stand in its place, under names of their own.
            let part = |trace: &Trace, part: &Part| {
                let name = format!("{} {}", trace.name, part.name());
                Trace { name, kind: Kind::Number, of: trace.of.clone(), kept: false, whole: false }
            };
            let (taken, mut rest): (Vec<Trace>, Vec<Trace>) =
                left.drain(..).partition(|trace| meant(&params.columns, Kind::Date, trace));
            rest.extend(taken.iter().flat_map(|trace| params.parts.iter().map(|p| part(trace, p))));
            *left = rest;
        }
        Step::Ratio(params) => {
            let of = [&params.numerator, &params.denominator];
            let of = sources(left, |trace| of.contains(&&trace.name));
            let name = format!("{} / {}", params.numerator, params.denominator);
            left.push(Trace { name, kind: Kind::Number, of, kept: false, whole: false });
        }
        // Its numbers are of the training rows: of others only the group is read.
        Step::Aggregate(params) => {
            let of = sources(left, |trace| trace.name == params.by);
            left.push(Trace { name: params.name(), kind: Kind::Number, of, kept: false, whole: false });
        }
        Step::Text(params) => become_kind(left, &params.columns, Kind::Category, Kind::Number),
        Step::Polynomial(params) => {
            let multiplied = || left.iter().filter(|trace| meant(&params.columns, Kind::Number, trace));
            let product = |a: &Trace, b: &Trace| {
                let name = polynomial::name(&a.name, &b.name);
                let of = [&a.of[..], &b.of[..]].concat();
                Trace { name, kind: Kind::Number, of, kept: false, whole: false }
            };
            // Of more it is refused, and nothing is made.
            if multiplied().nth(polynomial::MOST as usize).is_some() {
                return;
            }
            let skipped = usize::from(params.interaction_only);
            let made: Vec<Trace> = multiplied()
                .enumerate()
                .flat_map(|(at, a)| multiplied().skip(at + skipped).map(move |b| product(a, b)))
                .collect();
            left.extend(made);
        }
        Step::Categorical(params) => {
            let kept = left.iter_mut().filter(|trace| meant(&params.columns, Kind::Category, trace));
            kept.for_each(|trace| trace.kept = true);
        }
        // By a factor below nought more becomes less.
        Step::Convert(params) if params.factor < 0.0 => {
            let turned = left.iter_mut().filter(|trace| meant(&params.columns, Kind::Number, trace));
            turned.for_each(|trace| trace.whole = false);
        }
        // What fills or scales a value looks at all of them.
        Step::KnnImpute(params) => mix(left, &params.columns),
        Step::Normalise(params) => {
            mix(left, &params.columns);
            let mixed = left.iter_mut().filter(|trace| meant(&params.columns, Kind::Number, trace));
            mixed.for_each(|trace| trace.whole = false);
        }
        Step::Impute(_)
        | Step::Standardise(_)
        | Step::Clip(_)
        | Step::Log(_)
        | Step::Bins(_)
        | Step::Scale(_)
        | Step::Power(_)
        | Step::Pool(_)
        | Step::Blank(_)
        | Step::Merge(_)
        | Step::Convert(_)
        | Step::Off(_) => {}
    }
}

fn become_kind(left: &mut [Trace], columns: &Columns, from: Kind, to: Kind) {
    for trace in left.iter_mut().filter(|trace| meant(columns, from, trace)) {
        (trace.kind, trace.whole) = (to, false);
    }
}

/// The features that some columns are made of.
fn sources(left: &[Trace], are: impl Fn(&Trace) -> bool) -> Vec<usize> {
    left.iter().filter(|trace| are(trace)).flat_map(|trace| trace.of.iter().copied()).collect()
}

fn mix(left: &mut [Trace], columns: &Columns) {
    let of = sources(left, |trace| meant(columns, Kind::Number, trace));
    for trace in left.iter_mut().filter(|trace| meant(columns, Kind::Number, trace)) {
        trace.of.clone_from(&of);
    }
}
