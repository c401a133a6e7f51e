//! A month class by class: how many of each came beside those that were learned from, and what became of them.

use serde::{Deserialize, Serialize};

use super::month::Decided;
use super::pipeline;
use super::plan::{Decides, Version};
use super::session::Session;
use crate::error::Result;
use crate::math;
use crate::serve::names::Names;
use crate::task::Task;
use crate::work::Pace;

/// The name that a row is given, and how probable the model held it to be, if it was the model’s; `None`: somebody is asked.
pub type Given = Option<(u32, Option<f64>)>;

/// One class in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassMonth {
    /// Rows of it that the version learned from; `None` of a rule, or where nothing is live.
    pub learned: Option<u32>,
    /// Its rows in the month.
    pub names: Names,
    /// The wrong name that its rows were given most often, of equals the first.
    pub taken_for: Option<u32>,
    /// How probable the names given to its rows were held to be, on average; of a rule `None`.
    pub sure: Option<f64>,
}

impl ClassMonth {
    /// Whether it came, and the version had never learned from one: it cannot be said.
    #[must_use]
    pub fn is_unmet(&self) -> bool {
        self.learned == Some(0) && self.names.n > 0
    }
}

/// The classes of one month, in the order of the world: `y` is the class of each row, `named` the name it is given,
/// `learned` the rows of each class that were learned from, if any were.
///
/// ```
/// use engine::expedition::classes::of_each;
/// let months = of_each(&[0.0, 1.0, 1.0], &[Some((0, Some(0.9))), Some((0, Some(0.8))), None], Some(&[7, 0]), 2);
/// assert_eq!((months[1].is_unmet(), months[1].names.wrong(), months[1].taken_for), (true, 1, Some(0)));
/// ```
#[must_use]
pub fn of_each(y: &[f64], named: &[Given], learned: Option<&[u32]>, n_classes: usize) -> Vec<ClassMonth> {
    let one = |class: usize| {
        let own = || y.iter().zip(named).filter(|(y, _)| **y == class as f64).map(|(y, named)| (*y, *named));
        let names = own()
            .fold(Names::default(), |sum, (y, named)| sum.plus(&Names::of(y, named.map(|(name, _)| name))));
        let mut wrong = vec![0_u32; n_classes];
        for (name, _) in own().filter_map(|(_, named)| named).filter(|(name, _)| *name as usize != class) {
            if let Some(n) = wrong.get_mut(name as usize) {
                *n += 1;
            }
        }
        let most = (0_u32..).zip(&wrong).fold(
            (None, 0),
            |most, (name, n)| {
                if *n > most.1 { (Some(name), *n) } else { most }
            },
        );
        let sure: Vec<f64> = own().filter_map(|(_, named)| named?.1).collect();
        ClassMonth {
            learned: learned.and_then(|learned| learned.get(class).copied()),
            names,
            taken_for: most.0,
            sure: math::mean(&sure).filter(|_| learned.is_some()),
        }
    };
    (0..n_classes).map(one).collect()
}

/// The share of each class in what was learned from, and in the month; `None` of nothing.
#[must_use]
pub fn shares(classes: &[ClassMonth]) -> (Option<Vec<f64>>, Option<Vec<f64>>) {
    let part = |counts: Vec<u32>| {
        let all = counts.iter().sum::<u32>();
        (all > 0).then(|| counts.into_iter().map(|n| f64::from(n) / f64::from(all)).collect::<Vec<f64>>())
    };
    let learned: Option<Vec<u32>> = classes.iter().map(|class| class.learned).collect();
    (learned.and_then(part), part(classes.iter().map(|class| class.names.n).collect()))
}

/// The class that came most often of those that the version had never learned from, and how it went; of equals the first.
#[must_use]
pub fn unmet(classes: &[ClassMonth]) -> Option<(u32, &ClassMonth)> {
    let unmet = (0_u32..).zip(classes).filter(|(_, class)| class.is_unmet());
    unmet.reduce(|most, one| if one.1.names.n > most.1.names.n { one } else { most })
}

/// The class whose share has moved most between what was learned from and the month, and both shares; of equals the
/// first. `None` where nothing was learned or nothing came.
#[must_use]
pub fn moved(classes: &[ClassMonth]) -> Option<(u32, [f64; 2])> {
    let (learned, month) = shares(classes);
    furthest(&learned?, &month?)
}

/// The class whose share has moved most, of equals the first, and both shares; `then` and `now` hold one a class.
#[must_use]
pub fn furthest(then: &[f64], now: &[f64]) -> Option<(u32, [f64; 2])> {
    let both = then.iter().zip(now).map(|(then, now)| [*then, *now]);
    let by = |shares: &[f64; 2]| (shares[1] - shares[0]).abs();
    (0_u32..).zip(both).reduce(|most, one| if by(&one.1) > by(&most.1) { one } else { most })
}

/// A month in which `y` came, under `version`, if there is one; `None` where no classes are asked for. What was set aside was
/// not learned from.
///
/// # Errors
/// What recipe or model refuse.
pub(super) async fn of_month(
    session: &Session,
    version: Option<&Version>,
    now: Option<&Decided>,
    y: &[f64],
    pace: &Pace,
) -> Result<Option<Vec<ClassMonth>>> {
    let world = &session.world;
    if world.id.target().task != Task::Multiclass {
        return Ok(None);
    }
    let learned = match version.map(|version| &version.decides) {
        Some(Decides::Model { fit, .. }) => {
            let left = match fit.aside {
                Some(_) => session.pipeline(fit, true, pace).await?.left.clone(),
                None => None,
            };
            let all = || pipeline::of_classes(world, &world.rows(fit.window));
            Some(left.map_or_else(all, |left| left.of_each))
        }
        Some(Decides::Rule { .. }) | None => None,
    };
    let named: Vec<_> = match now {
        Some(month) => (0..y.len()).map(|i| Some((month.named(i)?, month.sure(i)))).collect(),
        None => vec![None; y.len()],
    };
    Ok(Some(of_each(y, &named, learned.as_deref(), world.id.classes().len())))
}
