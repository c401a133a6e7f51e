//! Live rows as they are served: looked up, checked, scored, answered by the model or by who stands behind it.

use serde::{Deserialize, Serialize};

use super::deploy;
use super::frame;
use super::line::RULE_THRESHOLD;
use super::pipeline;
use super::plan::{Decides, Fit};
use super::record::Problem;
use super::scenario::{self, Lookup, Scenario};
use super::session::Session;
use crate::error::Result;
use crate::fingerprint::from_hex;
use crate::math;
use crate::rng::Rng;
use crate::said::Said;
use crate::serve::checks::{Caught, Checks};
use crate::serve::decisions::Decisions;
use crate::serve::queue;
use crate::serve::safeguards::{Answer, ranked};
pub use crate::serve::safeguards::{By, FELL, Fell, Mode, Serving};
use crate::table::Table;
use crate::task::Task;

/// How long answers took when each was asked for by itself. All but the model's own time is simulated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Times {
    /// Where values are looked up, as text keys, with the mean of the simulated times in milliseconds.
    pub sources: Vec<(String, f64)>,
    /// The mean time in the queue, in milliseconds.
    pub waiting: f64,
    /// The model's own time as it was measured, in milliseconds; `None` if it never was.
    pub model: Option<f64>,
    /// From being asked to the answer, in milliseconds: median, 95th and 99th percentile.
    pub p50: f64,
    /// See `p50`.
    pub p95: f64,
    /// See `p50`.
    pub p99: f64,
}

/// Who answered, in rows, and why not the model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fallbacks {
    /// Answered by a person.
    pub person: u32,
    /// Answered by the rule.
    pub rule: u32,
    /// Why, one number a reason, in the order of [`FELL`].
    pub why: [u32; 5],
}

/// Rows to be served.
pub(super) struct Asked<'a> {
    /// Who decides.
    pub decides: &'a Decides,
    /// How.
    pub serving: Serving,
    /// The problem as it stands.
    pub problem: &'a Problem,
    /// The rows in the world's table.
    pub rows: &'a [u32],
    /// The same as they are known at the decision.
    pub live: &'a Table,
    /// What the model said of each.
    pub said: &'a Said,
    /// The line between that and a decision.
    pub line: f64,
    /// The measured time of scoring one row, in microseconds.
    pub score_us: Option<f64>,
}

/// What came of them.
pub(super) struct Served {
    /// What was decided.
    pub decisions: Decisions,
    /// Who answered each.
    pub answers: Vec<Answer>,
    /// What the checks struck at.
    pub caught: Vec<Option<Caught>>,
    /// How long it took, if each was asked for by itself.
    pub times: Option<Times>,
}

impl Served {
    pub(super) fn fallbacks(&self) -> Fallbacks {
        let mut counts = Fallbacks::default();
        for answer in &self.answers {
            match answer.by {
                By::Model => {}
                By::Person => counts.person += 1,
                By::Rule => counts.rule += 1,
            }
            if let Some(fell) = answer.fell {
                counts.why[fell.place()] += 1;
            }
        }
        counts
    }
}

/// Serves rows. `y`, 0 or 1, is what happened to each, by which a person's answers are simulated; before anybody knows,
/// a person has not warned yet. Where names are asked for, what goes to a person is what somebody is asked. A rule needs no serving.
pub(super) fn serve(session: &Session, asked: &Asked, y: Option<&[f64]>) -> Result<Served> {
    let Asked { decides, serving, problem, rows, live, said, line, score_us } = asked;
    let world = &session.world;
    let days = pipeline::days(world, rows);
    let fit = match decides {
        Decides::Model { fit, .. } if *serving != Serving::default() => fit,
        _ => {
            let decisions = frame::decisions(session, problem, &days, said, *line);
            let answers = vec![Answer { by: By::Model, fell: None }; rows.len()];
            return Ok(Served { decisions, answers, caught: Vec::new(), times: None });
        }
    };
    let caught = if serving.checks {
        let reference = world.table.take(&world.rows(fit.window));
        Checks::learn(&reference, &deploy::reads(world.id, decides))?.caught(live)?
    } else {
        Vec::new()
    };
    let (late, times) = match serving.mode {
        Mode::NightlyBatch => (Vec::new(), None),
        Mode::EachRequest => {
            let reads = deploy::reads(world.id, decides);
            let (late, times) = rush(&scenario::of(world.id), (fit, &reads), &days, world.share, *score_us);
            (late, Some(times))
        }
    };
    let answers = serving.answers(&days, &said.scores, *line, (&caught, &late), world.share);
    let task = world.id.target().task;
    let (scores, rule) = (&said.scores, pipeline::says(&problem.rule, world.id, live)?);
    if task == Task::Multiclass {
        let named = |i: usize| match answers[i].by {
            By::Model => (scores[i] >= *line).then_some(said.classes[i]),
            By::Rule => (rule.scores[i] >= RULE_THRESHOLD).then(|| rule.classes[i]),
            By::Person => None,
        };
        let decisions = Decisions::Names((0..rows.len()).map(named).collect());
        return Ok(Served { decisions, answers, caught, times });
    }
    let rule = rule.scores;
    if task == Task::Regression {
        // The rule says a number of its own, and needs no margin.
        let of = |i: usize| if answers[i].by == By::Model { (scores[i], *line) } else { (rule[i], 0.0) };
        let (forecasts, margins): (Vec<f64>, Vec<f64>) = (0..rows.len()).map(of).unzip();
        let planned = forecasts.iter().zip(&margins).map(|(forecast, margin)| forecast + margin).collect();
        return Ok(Served { decisions: Decisions::Plans { forecasts, planned }, answers, caught, times });
    }
    let rule: Vec<bool> = rule.iter().map(|s| *s >= RULE_THRESHOLD).collect();
    let scenario = &scenario::of(world.id);
    let person = match y {
        Some(y) => looks(scenario, fit, &days, y),
        None => vec![false; rows.len()],
    };
    let order = ranked(scores, *line, &answers, |i, by| if by == By::Person { person[i] } else { rule[i] });
    let decisions = frame::decisions(session, problem, &days, &Said::of(order), *line);
    Ok(Served { decisions, answers, caught, times })
}

/// A stream of its own for each purpose, first day and seed.
fn stream(fit: &Fit, purpose: &str, days: &[i32]) -> Rng {
    let first = days.first().copied().unwrap_or(0);
    Rng::new(from_hex(&fit.seed).unwrap_or(0) ^ first.unsigned_abs() as u64, purpose)
}

/// Whether a person who looked at each row would flag it: right as often as the scenario says.
fn looks(scenario: &Scenario, fit: &Fit, days: &[i32], y: &[f64]) -> Vec<bool> {
    let mut rng = stream(fit, "person", days);
    let chance = |y: f64| if y == 1.0 { scenario.person.finds } else { scenario.person.alarms };
    y.iter().map(|y| rng.uniform() < chance(*y)).collect()
}

/// Every evening's rush in the real number of requests: which of the rows were answered too late, and how long it took.
fn rush(
    scenario: &Scenario,
    (fit, reads): (&Fit, &[String]),
    days: &[i32],
    share: f64,
    score_us: Option<f64>,
) -> (Vec<bool>, Times) {
    let mut rng = stream(fit, "rush", days);
    let sources: Vec<&Lookup> = scenario.lookups.iter().filter(|source| source.serves(reads)).collect();
    let model = score_us.map(|us| us / 1000.0);
    let (mut late, mut all) = (Vec::with_capacity(days.len()), Vec::new());
    let (mut sums, mut busy) = (vec![0.0; sources.len()], 0.0);
    for day in days.chunk_by(|a, b| a == b) {
        let n = (day.len() as f64 / share).round() as u32;
        let arrivals = queue::arrivals(n, scenario.rush_s * 1000.0, &mut rng);
        let services: Vec<f64> = (0..n)
            .map(|_| {
                sources.iter().zip(&mut sums).fold(model.unwrap_or(0.0), |total, (source, sum)| {
                    let time = source.time.draw(&mut rng);
                    *sum += time;
                    total + time
                })
            })
            .collect();
        busy += math::sum(&services);
        let took = queue::sojourns(&arrivals, &services);
        // The sample's rows are spread evenly over the real requests.
        let real = |i: usize| took.get((i as f64 / share) as usize);
        late.extend((0..day.len()).map(|i| real(i).is_some_and(|took| *took > scenario.budget_ms)));
        all.extend(took);
    }
    let n = all.len().max(1) as f64;
    let sorted = math::sorted_present(&all);
    let at = |q: f64| math::quantile_sorted(&sorted, q).unwrap_or(0.0);
    let names = sources.iter().zip(&sums).map(|(source, sum)| (source.key.into(), sum / n)).collect();
    let waiting = (math::sum(&all) - busy) / n;
    (late, Times { sources: names, waiting, model, p50: at(0.5), p95: at(0.95), p99: at(0.99) })
}
