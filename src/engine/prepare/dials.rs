//! What can be set at a step, as a few places to choose among. A place carries the whole step as it would be, so that
//! what is offered and what it does cannot differ.

pub use super::ticks::{filled, merged};
use super::{Columns, Step, aggregate, bins, clip, impute, merge, one_hot, ratio, scale, text, ticks};
use crate::math::QuantileMethod;
use crate::table::Kind;

/// Something that can be set at a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Dial {
    /// Its name, as a text key.
    pub name: &'static str,
    /// Where it can stand, with the step as it then is. The step as it stands may be none of them: older or imported
    /// recipes know more than is offered.
    pub places: Vec<(Place, Step)>,
    /// Of a list to tick, which places are ticked: a place carries the step with its tick turned. None of a dial that
    /// stands at one of its places.
    pub ticked: Option<Vec<bool>>,
    /// Whether it is turned seldom, and stands apart.
    pub seldom: bool,
}

impl Dial {
    fn seldom(self) -> Self {
        Self { seldom: true, ..self }
    }
}

/// How a place is called.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// A text key.
    Word(&'static str),
    /// A number.
    Number(f64),
    /// A share, 0 to 1.
    Share(f64),
    /// A column.
    Column(String),
    /// A level of a column.
    Level(String, String),
}

impl Step {
    /// The kind of step, as a text key.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Drop { .. } => "drop",
            Self::Indicator(_) => "indicator",
            Self::Impute(_) => "impute",
            Self::Standardise(_) => "standardise",
            Self::OneHot(_) => "one_hot",
            Self::Clip(_) => "clip",
            Self::Log(_) => "log",
            Self::Ratio(_) => "ratio",
            Self::Calendar(_) => "calendar",
            Self::Bins(_) => "bins",
            Self::Scale(_) => "scale",
            Self::Ordinal(_) => "ordinal",
            Self::Frequency(_) => "frequency",
            Self::Target(_) => "target",
            Self::Power(_) => "power",
            Self::Polynomial(_) => "polynomial",
            Self::KnnImpute(_) => "knn_impute",
            Self::Normalise(_) => "normalise",
            Self::Pool(_) => "pool",
            Self::Aggregate(_) => "aggregate",
            Self::Text(_) => "text",
            Self::Off(step) => step.word(),
            Self::Categorical(_) => "categorical",
            Self::Blank(_) => "blank",
            Self::Convert(_) => "convert",
            Self::Merge(_) => "merge",
        }
    }

    /// Which columns it works on; none where a step names its two.
    #[must_use]
    pub fn columns(&self) -> Option<&Columns> {
        match self {
            Self::Drop { columns } => Some(columns),
            Self::Indicator(params) => Some(&params.columns),
            Self::Impute(params) => Some(&params.columns),
            Self::Standardise(params) => Some(&params.columns),
            Self::OneHot(params) => Some(&params.columns),
            Self::Clip(params) => Some(&params.columns),
            Self::Log(params) => Some(&params.columns),
            Self::Calendar(params) => Some(&params.columns),
            Self::Bins(params) => Some(&params.columns),
            Self::Scale(params) => Some(&params.columns),
            Self::Ordinal(params) => Some(&params.columns),
            Self::Frequency(params) => Some(&params.columns),
            Self::Target(params) => Some(&params.columns),
            Self::Power(params) => Some(&params.columns),
            Self::Polynomial(params) => Some(&params.columns),
            Self::KnnImpute(params) => Some(&params.columns),
            Self::Normalise(params) => Some(&params.columns),
            Self::Pool(params) => Some(&params.columns),
            Self::Text(params) => Some(&params.columns),
            Self::Categorical(params) => Some(&params.columns),
            Self::Blank(params) => Some(&params.columns),
            Self::Convert(params) => Some(&params.columns),
            Self::Merge(params) => Some(&params.columns),
            Self::Ratio(_) | Self::Aggregate(_) => None,
            Self::Off(step) => step.columns(),
        }
    }

    /// The same step on other columns.
    #[must_use]
    pub fn on(&self, columns: Columns) -> Self {
        let mut step = self.clone();
        match &mut step {
            Self::Drop { columns: on } => *on = columns,
            Self::Indicator(params) => params.columns = columns,
            Self::Impute(params) => params.columns = columns,
            Self::Standardise(params) => params.columns = columns,
            Self::OneHot(params) => params.columns = columns,
            Self::Clip(params) => params.columns = columns,
            Self::Log(params) => params.columns = columns,
            Self::Calendar(params) => params.columns = columns,
            Self::Bins(params) => params.columns = columns,
            Self::Scale(params) => params.columns = columns,
            Self::Ordinal(params) => params.columns = columns,
            Self::Frequency(params) => params.columns = columns,
            Self::Target(params) => params.columns = columns,
            Self::Power(params) => params.columns = columns,
            Self::Polynomial(params) => params.columns = columns,
            Self::KnnImpute(params) => params.columns = columns,
            Self::Normalise(params) => params.columns = columns,
            Self::Pool(params) => params.columns = columns,
            Self::Text(params) => params.columns = columns,
            Self::Categorical(params) => params.columns = columns,
            Self::Blank(params) => params.columns = columns,
            Self::Convert(params) => params.columns = columns,
            Self::Merge(params) => params.columns = columns,
            Self::Ratio(_) | Self::Aggregate(_) => {}
            Self::Off(inner) => **inner = inner.on(columns),
        }
        step
    }

    /// Whether it can work on a column of this kind.
    #[must_use]
    pub fn takes(&self, kind: Kind) -> bool {
        match self.chosen() {
            Self::Drop { .. } | Self::Indicator(_) => true,
            Self::Impute(params) => params.fill.kinds().contains(&kind),
            Self::OneHot(_)
            | Self::Ordinal(_)
            | Self::Frequency(_)
            | Self::Target(_)
            | Self::Pool(_)
            | Self::Text(_)
            | Self::Merge(_)
            | Self::Categorical(_) => kind == Kind::Category,
            Self::Calendar(_) => kind != Kind::Category,
            _ => kind == Kind::Number,
        }
    }
}

/// What can be set at `step`, at most three dials and some that are turned seldom, given the features with their kinds.
///
/// ```
/// use engine::prepare::{Columns, Step, dials::dials, impute};
/// let step = Step::Impute(impute::Params { columns: Columns::All, fill: impute::Fill::Median });
/// let dials = dials(&step, &[]);
/// assert_eq!(dials[0].name, "fill");
/// assert!(dials[0].places.iter().any(|(_, as_it_would_be)| *as_it_would_be == step));
/// ```
#[must_use]
pub fn dials(step: &Step, features: &[(&str, Kind)]) -> Vec<Dial> {
    use Place::{Share, Word};
    let mut dials = match step.chosen() {
        Step::Impute(p) => {
            vec![dial("fill", fills(p, features), |fill| Step::Impute(impute::Params { fill, ..p.clone() }))]
        }
        Step::KnnImpute(p) => vec![dial("neighbours", numbers(&[3, 5, 10]), |n_neighbors| {
            Step::KnnImpute(super::knn_impute::Params { n_neighbors, ..p.clone() })
        })],
        Step::OneHot(p) => {
            let mut places: Vec<(Place, Option<u32>)> =
                numbers(&[5, 10, 20, 50]).into_iter().map(|(place, most)| (place, Some(most))).collect();
            places.push((Word("all"), None));
            let each = vec![(Word("each"), false), (Word("but_one"), true)];
            vec![
                dial("levels", places, |max_levels| {
                    Step::OneHot(one_hot::Params { max_levels, ..p.clone() })
                }),
                dial("first", each, |drop_first| Step::OneHot(one_hot::Params { drop_first, ..p.clone() })),
            ]
        }
        Step::Clip(p) => {
            let beyond =
                |share: f64| (Share(share), clip::Limits::Quantiles { lower: share, upper: 1.0 - share });
            let fence = |word, k| (Word(word), clip::Limits::Iqr { k });
            let given = clip::Limits::Given { lower: None, upper: None };
            let mut places = vec![beyond(0.001), beyond(0.01), beyond(0.05)];
            places.extend([fence("fence", 1.5), fence("far_fence", 3.0)]);
            // Limits that are given already stay.
            let typed = matches!(p.limits, clip::Limits::Given { .. }).then(|| p.limits.clone());
            places.push((Word("given"), typed.unwrap_or(given)));
            vec![dial("beyond", places, |limits| Step::Clip(clip::Params { limits, ..p.clone() }))]
        }
        Step::Bins(p) => vec![
            dial("bins", numbers(&[3, 5, 10, 20]), |n_bins| Step::Bins(bins::Params { n_bins, ..p.clone() })),
            dial(
                "encode",
                vec![(Word("ordinal"), bins::Encode::Ordinal), (Word("level"), bins::Encode::Level)],
                |encode| Step::Bins(bins::Params { encode, ..p.clone() }),
            ),
            dial(
                "edges",
                vec![
                    (Word("rows"), bins::Strategy::Quantile { method: QuantileMethod::Linear }),
                    (Word("width"), bins::Strategy::Uniform),
                ],
                |strategy| Step::Bins(bins::Params { strategy, ..p.clone() }),
            )
            .seldom(),
        ],
        Step::Scale(p) => vec![dial(
            "by",
            vec![
                (Word("robust"), scale::By::Robust),
                (Word("min_max"), scale::By::MinMax),
                (Word("max_abs"), scale::By::MaxAbs),
            ],
            |by| Step::Scale(scale::Params { by, ..p.clone() }),
        )],
        Step::Target(p) => vec![dial("smooth", numbers(&[5, 20, 100]), |rows| {
            Step::Target(super::target::Params { smooth: f64::from(rows), ..p.clone() })
        })],
        Step::Calendar(p) => return ticks::parts(p, features),
        Step::Ratio(p) => {
            let of = |name, make: &dyn Fn(String) -> ratio::Params| {
                named(name, features, Kind::Number, &|column| Step::Ratio(make(column)))
            };
            vec![
                of("numerator", &|numerator| ratio::Params { numerator, ..p.clone() }),
                of("denominator", &|denominator| ratio::Params { denominator, ..p.clone() }),
            ]
        }
        Step::Pool(p) => {
            let rare = |share: f64| (Share(share), share);
            vec![dial("rare", vec![rare(0.005), rare(0.01), rare(0.05)], |min_share| {
                Step::Pool(super::pool::Params { min_share, ..p.clone() })
            })]
        }
        Step::Aggregate(p) => vec![
            named("aggregated", features, Kind::Number, &|column| {
                Step::Aggregate(aggregate::Params { column, ..p.clone() })
            }),
            named("by_group", features, Kind::Category, &|by| {
                Step::Aggregate(aggregate::Params { by, ..p.clone() })
            }),
            dial(
                "statistic",
                vec![
                    (Word("mean"), aggregate::Statistic::Mean),
                    (Word("median"), aggregate::Statistic::Median),
                    (Word("std"), aggregate::Statistic::Std),
                ],
                |statistic| Step::Aggregate(aggregate::Params { statistic, ..p.clone() }),
            ),
        ],
        Step::Text(p) => vec![
            dial("ngrams", numbers(&[1, 2, 3]), |ngrams| Step::Text(text::Params { ngrams, ..p.clone() })),
            dial(
                "terms",
                vec![
                    (Word("few"), text::Terms::Frequent { most: 20 }),
                    (Word("many"), text::Terms::Frequent { most: 100 }),
                    (Word("hashed"), text::Terms::Hashed { width: 64 }),
                ],
                |terms| Step::Text(text::Params { terms, ..p.clone() }),
            ),
            dial(
                "weight",
                vec![
                    (Word("tf_idf"), text::Weight::TfIdf),
                    (Word("count"), text::Weight::Count),
                    (Word("there"), text::Weight::There),
                ],
                |weight| Step::Text(text::Params { weight, ..p.clone() }),
            )
            .seldom(),
        ],
        Step::Merge(p) => {
            let alike = vec![(Word("named"), false), (Word("fold"), true)];
            vec![dial("alike", alike, |fold| Step::Merge(merge::Params { fold, ..p.clone() }))]
        }
        Step::Polynomial(p) => vec![dial(
            "products",
            vec![(Word("pairs"), true), (Word("squares"), false)],
            |interaction_only| Step::Polynomial(super::polynomial::Params { interaction_only, ..p.clone() }),
        )],
        _ => Vec::new(),
    };
    if matches!(step.chosen(), Step::Polynomial(_) | Step::Normalise(_)) {
        dials.push(ticks::together(step.chosen(), features));
    } else if step.columns().is_some() {
        let mut places = Vec::new();
        // Everything at once leaves nothing.
        if !matches!(step.chosen(), Step::Drop { .. }) {
            places.push((Word("fitting"), step.chosen().on(Columns::All)));
        }
        for (name, _) in features.iter().filter(|(_, kind)| step.takes(*kind)) {
            let column = String::from(*name);
            places.push((Place::Column(column.clone()), step.chosen().on(Columns::Named(vec![column]))));
        }
        dials.push(one_of("columns", places));
    }
    dials
}

/// What gaps can be filled with: of named columns only what fits them. What is typed already stays.
fn fills(params: &impute::Params, features: &[(&str, Kind)]) -> Vec<(Place, impute::Fill)> {
    use impute::Fill::{Level, Mean, Median, MostFrequent, Number};
    let (mut number, mut level) = (Number { value: 0.0 }, Level { value: "missing".into() });
    match &params.fill {
        typed @ Number { .. } => number = typed.clone(),
        typed @ Level { .. } => level = typed.clone(),
        Mean | Median | MostFrequent => {}
    }
    let kind = |name: &String| features.iter().find(|(other, _)| other == name).map(|(_, kind)| *kind);
    let kinds: Vec<Kind> = match &params.columns {
        Columns::Named(names) => names.iter().filter_map(kind).collect(),
        Columns::All => Vec::new(),
    };
    let words = ["median", "mean", "most_frequent", "number", "level"].map(Place::Word);
    let all = words.into_iter().zip([Median, Mean, MostFrequent, number, level]);
    all.filter(|(_, fill)| kinds.iter().all(|kind| fill.kinds().contains(kind))).collect()
}

/// A dial that stands at one of the features of a kind.
fn named(name: &'static str, features: &[(&str, Kind)], kind: Kind, make: &dyn Fn(String) -> Step) -> Dial {
    let fitting = features.iter().filter(|(_, of)| *of == kind);
    let place = |(column, _): &(&str, Kind)| (Place::Column((*column).into()), make((*column).into()));
    one_of(name, fitting.map(place).collect())
}

pub(super) fn one_of(name: &'static str, places: Vec<(Place, Step)>) -> Dial {
    Dial { name, places, ticked: None, seldom: false }
}

fn dial<T>(name: &'static str, places: Vec<(Place, T)>, make: impl Fn(T) -> Step) -> Dial {
    one_of(name, places.into_iter().map(|(place, value)| (place, make(value))).collect())
}

fn numbers(all: &[u32]) -> Vec<(Place, u32)> {
    all.iter().map(|n| (Place::Number(f64::from(*n)), *n)).collect()
}

/// Where a new step makes sense: what mends values comes first of all, codes before units; then what marks, leaves out or
/// joins, while gaps and words are still there; what scales or encodes comes last; everything else before the first of these.
#[must_use]
pub fn place(steps: &[Step], new: &Step) -> usize {
    let last = |step: &Step| matches!(step.word(), "standardise" | "scale" | "one_hot");
    let mended = steps.iter().take_while(|step| matches!(step.word(), "blank" | "convert" | "merge")).count();
    match new.word() {
        "blank" => 0,
        "convert" | "merge" => mended,
        "drop" | "indicator" | "knn_impute" | "calendar" | "ratio" | "aggregate" => mended,
        // Rows are scaled when their numbers are, and before words make columns of their own.
        "normalise" => steps.iter().position(|step| step.word() == "one_hot").unwrap_or(steps.len()),
        _ if last(new) => steps.len(),
        _ => steps.iter().position(last).unwrap_or(steps.len()),
    }
}
