//! Long work in short steps: step it to the end, or drop it to cancel.
//!
//! A piece of work is an `async` function that rests at fixed places: after a block of rows, an iteration, a
//! column, never after a span of time, so that its bits do not depend on speed. Nothing else is awaited: there is
//! no executor, a step is one poll. The host repeats steps until its time is up, then looks at its mailbox.
//! Because stepping *is* how work runs, stepping equals fitting.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use serde::{Deserialize, Serialize};

/// How many rows a step looks at: about a millisecond of work for some tens of columns.
pub const BLOCK: usize = 4096;

/// How far a piece of work is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done, as a text key.
    pub phase: String,
    /// Steps of this phase done.
    pub done: u32,
    /// Steps of this phase in all, if that is known beforehand.
    pub total: Option<u32>,
    /// The value being improved (a loss), if there is one.
    pub value: Option<f64>,
}

/// What came of a step.
#[derive(Debug)]
pub enum Step<T> {
    /// There is more to do.
    Running,
    /// It is done.
    Done(T),
}

/// Where work rests, and says how far it is. Cheap to clone; all clones are one.
#[derive(Clone, Debug, Default)]
pub struct Pace(Rc<RefCell<Option<Progress>>>);

impl Pace {
    /// Says how far the work is, and ends the step.
    pub async fn rest(&self, phase: &str, done: usize, total: Option<usize>, value: Option<f64>) {
        *self.0.borrow_mut() =
            Some(Progress { phase: phase.into(), done: done as u32, total: total.map(|t| t as u32), value });
        Rest(false).await;
    }

    /// Ends the step without a word.
    pub async fn pause(&self) {
        Rest(false).await;
    }

    /// What was said last.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        self.0.borrow().clone()
    }
}

/// Counts elementary operations, so that steps are of equal size where the pieces of work are not.
///
/// It counts work, never time: the places of rest are the same on every machine.
#[derive(Clone, Debug, Default)]
pub struct Meter(usize);

impl Meter {
    /// Some milliseconds of visiting numbers in memory.
    pub const STEP: usize = 500_000;

    /// Notes `amount` operations; whether it is time to rest.
    #[must_use]
    pub fn spend(&mut self, amount: usize) -> bool {
        self.0 += amount;
        let full = self.0 >= Self::STEP;
        if full {
            self.0 = 0;
        }
        full
    }
}

/// A piece of work under way.
pub struct Work<T> {
    pace: Pace,
    future: Pin<Box<dyn Future<Output = T>>>,
}

/// Work inside other work, kept apart from it: a browser translates a function as a whole when it has run for a while,
/// and one that holds several algorithms takes as long as a training does.
pub fn apart<'a, T>(work: impl Future<Output = T> + 'a) -> Pin<Box<dyn Future<Output = T> + 'a>> {
    Box::pin(work)
}

impl<T> Work<T> {
    /// Work from an async function of its pace. Nothing runs before the first step.
    ///
    /// ```
    /// use engine::work::{Step, Work};
    /// let mut work = Work::new(|pace| async move {
    ///     let mut sum = 0;
    ///     for i in 0..3 {
    ///         sum += i;
    ///         pace.rest("sum", i, Some(3), None).await;
    ///     }
    ///     sum
    /// });
    /// assert!(matches!(work.step(), Step::Running));
    /// assert_eq!(work.finish(), 3);
    /// ```
    pub fn new<F, Fut>(start: F) -> Self
    where
        F: FnOnce(Pace) -> Fut,
        Fut: Future<Output = T> + 'static,
    {
        let pace = Pace::default();
        Self { future: Box::pin(start(pace.clone())), pace }
    }

    /// Does one step. After `Done` it must not be called again.
    pub fn step(&mut self) -> Step<T> {
        match self.future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => Step::Done(result),
            Poll::Pending => Step::Running,
        }
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        self.pace.progress()
    }

    /// Steps to the end.
    pub fn finish(mut self) -> T {
        loop {
            if let Step::Done(result) = self.step() {
                return result;
            }
        }
    }
}

/// Steps work to its end where there is no time to be shared.
pub fn at_once<T>(work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    loop {
        if let Poll::Ready(result) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return result;
        }
    }
}

/// Pending once, then ready.
struct Rest(bool);

impl Future for Rest {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}
