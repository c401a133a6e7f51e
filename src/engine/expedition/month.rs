//! A month as one version decides it: what was said, what was decided, and how sure its score is.

use super::deploy;
use super::keys::Lived;
use super::line;
use super::pipeline;
use super::plan::Version;
use super::record::Problem;
use super::report::{Interval, Outcome};
use super::scenario;
use super::serving::{Asked, By, Fallbacks, serve};
use super::session::Session;
use super::sure::by_day;
use crate::error::Result;
use crate::math;
use crate::metrics::interval;
use crate::said::Said;
use crate::serve::decisions::Decisions;
use crate::task::Task;
use crate::work::Pace;
use crate::worlds::calendar::Month;

/// The 95 % interval of a month's score: Wilson's of a share found; otherwise Student's t over days, of what was
/// decided.
pub(super) async fn range(
    session: &Session,
    outcome: &Outcome,
    decided: Option<(&Decisions, &Problem)>,
    rows: &[u32],
    pace: &Pace,
) -> Result<Option<Interval>> {
    let (world, counts) = (&session.world, outcome.counts);
    match (outcome.task(), decided) {
        (Task::Binary, _) => {
            Ok(interval::wilson(f64::from(counts.tp), f64::from(counts.tp + counts.missed), 0.95))
        }
        (Task::Multiclass | Task::Regression, None) => Ok(None),
        (Task::Multiclass | Task::Regression, Some((decided, problem))) => {
            let (days, y) = (pipeline::days(world, rows), pipeline::targets(world, rows));
            let seed = &world.fingerprint;
            Ok(by_day(seed, problem, world.share, (&days, &y), decided, None, pace).await?.score)
        }
    }
}

/// What decided a month, and what it came to.
pub(super) struct Decided {
    pub(super) said: Said,
    /// Whether the model itself answered each row.
    by_model: Vec<bool>,
    decisions: Decisions,
    pub(super) outcome: Outcome,
    pub(super) score: Option<Interval>,
    pub(super) fallbacks: Fallbacks,
}

impl Decided {
    /// The class that row `i` is named, if it is.
    pub(super) fn named(&self, i: usize) -> Option<u32> {
        self.decisions.named(i)
    }

    /// How sure the model was of the name it gave row `i`; `None` where another gave it, or nobody.
    pub(super) fn sure(&self, i: usize) -> Option<f64> {
        self.by_model[i].then(|| self.said.scores[i]).filter(|_| self.named(i).is_some())
    }

    /// The mean probability, or forecast, that was given; of classes, to the names that the model gave.
    pub(super) fn expected(&self) -> Option<f64> {
        let scores = &self.said.scores;
        match &self.decisions {
            Decisions::Names(named) => {
                let given = (0..named.len()).filter(|i| named[*i].is_some() && self.by_model[*i]);
                math::mean(&given.map(|i| scores[i]).collect::<Vec<f64>>())
            }
            Decisions::Flags(_) | Decisions::Plans { .. } => math::mean(scores),
        }
    }
}

/// The month under `version`, if there is one, at the problem as it stood.
pub(super) async fn by(
    session: &Session,
    lived: &Lived,
    version: Option<&Version>,
    score_us: Option<f64>,
    pace: &Pace,
) -> Result<Option<Decided>> {
    let problem = lived.version.as_ref().map_or(&lived.problem, |v| &v.problem);
    match version {
        Some(version) => Ok(Some(decided(session, version, lived.month, problem, score_us, pace).await?)),
        None => Ok(None),
    }
}

/// A month under `version`, which takes `score_us` microseconds for a row, where that counts.
pub(super) async fn decided(
    session: &Session,
    version: &Version,
    month: Month,
    problem: &Problem,
    score_us: Option<f64>,
    pace: &Pace,
) -> Result<Decided> {
    let Version { decides, serving, .. } = version;
    let world = &session.world;
    let rows = world.rows(world.id.period(month));
    let live = world.table.take(&rows).as_known_at_decision();
    let said = deploy::score_live(session, decides, &live, &mut Vec::new(), pace).await?;
    let y = pipeline::targets(world, &rows);
    let line = line::of(session, decides, problem, pace).await?;
    let (rows, serving) = (&rows, *serving);
    let asked = Asked { decides, serving, problem, rows, live: &live, said: &said, line, score_us };
    let served = serve(session, &asked, Some(&y))?;
    let fallbacks = served.fallbacks();
    let mut outcome = Outcome::of(served.decisions.all(&y), &problem.costs, world.share);
    let score = range(session, &outcome, Some((&served.decisions, problem)), rows, pace).await?;
    outcome.cost += f64::from(fallbacks.person) * scenario::of(world.id).person.price / world.share;
    let by_model = served.answers.iter().map(|answer| answer.by == By::Model).collect();
    Ok(Decided { said, by_model, decisions: served.decisions, outcome, score, fallbacks })
}
