//! What a learner finds on opening an expedition: the problem as it is offered, before it is framed. What differs from
//! world to world stands in one [`Scenario`] each, in a file of its own.

mod flights;
mod own;
mod ridership;
mod rodents;
mod screening;
mod steps;

pub use self::steps::{STEPS, among, fits, step};
use super::record::{Fact, Problem, Record};
use crate::models::rule::Rule;
use crate::prepare::Recipe;
use crate::serve::policy::Costs;
use crate::serve::queue::LogNormal;
use crate::split::{By, SplitSpec};
use crate::worlds::calendar::Month;
use crate::worlds::{Feature, WorldId};

/// All that is told of a world beyond its rows. Prices, times and what a person sees are assumptions, shown as such.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// How high the stakes are taken to be, one for each of [`FRAMINGS`]. The middle one is offered.
    pub stakes: [Stakes; 3],
    rule: fn(WorldId) -> Rule,
    /// The sets of columns to choose among.
    pub sets: [Set; 3],
    /// The steps of a recipe as it is offered, of the kinds in [`STEPS`].
    steps: &'static [&'static str],
    /// The columns whose levels are groups that must not be forgotten: who is covered, and who is served how well.
    pub groups: &'static [&'static str],
    /// What has to be asked until the wish of a stakeholder is a problem, in order.
    pub wish: &'static [Question],
    /// Days of live requests that are looked at before going live.
    pub live_days: i32,
    /// The most time an answer may take when somebody waits for it, in milliseconds.
    pub budget_ms: f64,
    /// All of a day's rows are asked about within this time, in seconds.
    pub rush_s: f64,
    /// Where values are looked up when a row is asked about.
    pub lookups: &'static [Lookup],
    /// How well a person does, and for how much.
    pub person: Person,
    /// The widest unsure band and the most rows a day that people can be given.
    pub safeguards: (f64, u32),
    /// Where columns come from: the first has the rows, the others are joined to it.
    pub sources: &'static [Source],
    /// The month in which whoever retrained in the year is proved to have paid more than without; a claim of `claims`.
    pub retraining_hurts: Option<Month>,
    /// Columns of degrees round the compass: two of them can be far apart as numbers and next to each other.
    pub directions: &'static [&'static str],
    /// The columns that a new step most often belongs to.
    likely: Likely,
}

/// The scenario of a world.
#[must_use]
pub fn of(world: WorldId) -> Scenario {
    match world {
        WorldId::Flights => flights::SCENARIO,
        WorldId::Screening => screening::SCENARIO,
        WorldId::Ridership => ridership::SCENARIO,
        WorldId::Rodents => rodents::SCENARIO,
        WorldId::Own(own) => own::scenario(own),
    }
}

/// Columns that can be chosen together.
#[derive(Clone, Copy, Debug)]
pub struct Set {
    /// Its name, as a text key.
    pub key: &'static str,
    holds: fn(&Feature) -> bool,
}

impl Set {
    /// Its columns.
    #[must_use]
    pub fn of(&self, world: WorldId) -> Vec<String> {
        world.features().iter().filter(|feature| (self.holds)(feature)).map(|f| f.name.into()).collect()
    }
}

/// How high stakes can be taken to be, as text keys.
pub const FRAMINGS: [&str; 3] = ["careful", "balanced", "lean"];

/// What a framing of the problem puts at stake.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stakes {
    /// What a miss costs, in euros a row; of numbers, a unit too few; of classes, a wrong name.
    pub miss: f64,
    /// What a false alarm costs, in euros a row; of numbers, a unit too many; of classes, to ask.
    pub false_alarm: f64,
    /// The share of a day's rows that can be dealt with; of numbers and classes all.
    pub capacity: f64,
    /// The share to be found; of numbers, how far off a forecast may be on average, in the target's unit; of classes, the
    /// share named rightly without asking.
    pub goal: f64,
}

/// The columns that a new step most often belongs to: empty where a world has none such.
#[derive(Clone, Copy, Debug)]
struct Likely {
    /// With gaps.
    gaps: &'static str,
    /// A category of many levels.
    many: &'static str,
    /// A number with a long tail.
    skewed: &'static str,
    /// Two numbers of one kind.
    ratio: (&'static str, &'static str),
    /// A number that does not work in a straight line.
    curved: &'static str,
    /// A date, or a time of day.
    time: &'static str,
    /// A text of several words.
    text: &'static str,
}

/// The problem as it is offered: every number of it can be changed in the Frame room.
#[must_use]
pub fn problem(world: WorldId) -> Problem {
    let [_, (_, offered), _] = framings(world);
    offered
}

/// A recipe for `features`, with the steps that the scenario offers.
#[must_use]
pub fn recipe(world: WorldId, features: Vec<String>) -> Recipe {
    Recipe { features, steps: of(world).steps.iter().map(|kind| step(world, kind, "")).collect() }
}

/// The recipe as it is offered, on the first set of columns: among them may be one that looks innocent and is a leak.
#[must_use]
pub fn offered(world: WorldId) -> Recipe {
    recipe(world, of(world).sets[0].of(world))
}

/// The columns that a recipe leaves something of: those that a pipeline really reads.
#[must_use]
pub fn reads(world: WorldId, recipe: &Recipe) -> Vec<String> {
    recipe.reads(|name| world.kind(name))
}

/// The columns that a recipe gives to the model as levels: only some kinds of model read them.
#[must_use]
pub fn kept(world: WorldId, recipe: &Recipe) -> Vec<String> {
    recipe.kept(|name| world.kind(name))
}

/// The numbers that a recipe gives to the model under their own name; see [`Recipe::whole`].
#[must_use]
pub fn whole(world: WorldId, recipe: &Recipe) -> Vec<String> {
    recipe.whole(|name| world.kind(name))
}

/// How the history is divided: 40 % of the days to learn from, so that a storm is left for each other part.
#[must_use]
pub fn split() -> SplitSpec {
    SplitSpec::Time { train: 0.4, validation: 0.3, test: 0.3 }
}

/// The same shares, drawn at random: what it claims is seen in the Data room, what it keeps later.
#[must_use]
pub fn split_at_random() -> SplitSpec {
    SplitSpec::Random { train: 0.4, validation: 0.3, test: 0.3 }
}

/// The same shares, drawn at random of each answer: rare answers are in every part.
#[must_use]
pub fn split_stratified() -> SplitSpec {
    SplitSpec::Stratified { train: 0.4, validation: 0.3, test: 0.3 }
}

/// The same shares of groups: rows of a group are never on two sides.
#[must_use]
pub fn split_in_groups(by: By) -> SplitSpec {
    SplitSpec::Group { by, train: 0.4, validation: 0.3, test: 0.3 }
}

/// Three problems to choose among, by [`FRAMINGS`], each with its own prices. The middle one is [`problem`].
#[must_use]
pub fn framings(world: WorldId) -> [(&'static str, Problem); 3] {
    let scenario = of(world);
    let problem = |Stakes { miss, false_alarm, capacity, goal }: Stakes| Problem {
        costs: Costs { miss, false_alarm, hit: 0.0 },
        capacity,
        goal,
        rule: (scenario.rule)(world),
    };
    let [careful, balanced, lean] = scenario.stakes.map(problem);
    [(FRAMINGS[0], careful), (FRAMINGS[1], balanced), (FRAMINGS[2], lean)]
}

/// A question that a vague wish leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Which, as a text key.
    pub key: &'static str,
    /// The answers in the order shown, as text keys.
    pub answers: [&'static str; 3],
    /// The one that can be built on.
    pub sharp: &'static str,
}

/// The question that is open in `record`, with the last answer if it was too vague; `None` once all are answered well.
#[must_use]
pub fn open_question(record: &Record) -> Option<(&'static Question, Option<&str>)> {
    let open =
        of(record.world).wish.iter().find(|one| !said(record, one).any(|answer| answer == one.sharp))?;
    Some((open, said(record, open).last()))
}

/// Whether there is still nothing but a wish: a question is open, and nothing was chosen past it.
#[must_use]
pub fn is_wish(record: &Record) -> bool {
    record.undoable().is_none() && open_question(record).is_some()
}

fn said<'a>(record: &'a Record, question: &'static Question) -> impl Iterator<Item = &'a str> {
    record.facts().filter_map(|(_, _, fact)| match fact {
        Fact::Answered { what, answer } if what == question.key => Some(answer.as_str()),
        _ => None,
    })
}

/// The capacities a learner can choose among, as shares of a day's rows.
pub const CAPACITIES: [f64; 10] = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];

/// Where values are looked up when a row is asked about.
#[derive(Debug)]
pub struct Lookup {
    /// Its name, as a text key.
    pub key: &'static str,
    /// The time of one look-up, in milliseconds.
    pub time: LogNormal,
    holds: fn(&str) -> bool,
}

impl Lookup {
    /// Whether any of the columns is looked up there.
    #[must_use]
    pub fn serves(&self, columns: &[String]) -> bool {
        columns.iter().any(|name| (self.holds)(name))
    }
}

/// A person who looks at a row.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// The share of rows to be flagged that they flag.
    pub finds: f64,
    /// The share of other rows that they flag.
    pub alarms: f64,
    /// What a look costs, in euros.
    pub price: f64,
}

/// The recipe with every column there is.
#[must_use]
pub fn everything(world: WorldId) -> Recipe {
    recipe(world, world.features().iter().map(|f| f.name.into()).collect())
}

/// The recipe with the columns whose values are known when the decision is taken.
#[must_use]
pub fn at_decision(world: WorldId) -> Recipe {
    recipe(world, world.features().iter().filter(|f| f.at_decision).map(|f| f.name.into()).collect())
}

/// Where columns come from. The prices are assumptions of the scenario, in euros a month, and are shown as such.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Source {
    /// Its name, as a text key.
    pub name: &'static str,
    /// The groups of columns it brings; see [`Feature::group`].
    pub groups: &'static [&'static str],
    /// What it costs, in euros a month.
    pub cost: f64,
    /// Days after the decision until all of it is there; none if it is there when the decision is taken.
    pub delay_days: u32,
}
