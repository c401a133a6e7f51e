//! How long training takes. The engine has no clock: it marks the steps that train, and the host says how long they took.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::pin;

/// Trainings by key, under the clock of a host.
#[derive(Debug, Default)]
pub(super) struct Stopwatch {
    /// The training that the last step belonged to, until its time is told.
    stepped: RefCell<Option<String>>,
    /// Milliseconds so far.
    spent: RefCell<BTreeMap<String, f64>>,
    done: RefCell<Vec<String>>,
}

impl Stopwatch {
    /// Does `work`, whose steps count for `key`. What was begun before and dropped does not count.
    pub(super) async fn times<T, E>(
        &self,
        key: String,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.spent.borrow_mut().insert(key.clone(), 0.0);
        let mut work = pin!(work);
        let came = poll_fn(|context| {
            self.stepped.replace(Some(key.clone()));
            work.as_mut().poll(context)
        })
        .await?;
        self.done.borrow_mut().push(key);
        Ok(came)
    }

    /// The last step took so many milliseconds.
    pub(super) fn took(&self, ms: f64) {
        if let Some(key) = self.stepped.take() {
            *self.spent.borrow_mut().entry(key).or_default() += ms;
        }
    }

    /// What is done, with its time.
    pub(super) fn take(&self) -> Vec<(String, f64)> {
        let mut spent = self.spent.borrow_mut();
        self.done.take().into_iter().filter_map(|key| spent.remove_entry(&key)).collect()
    }
}
