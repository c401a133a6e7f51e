//! The engine's tests: everything that needs no browser.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests read files and clocks; the engine does not"
)]

mod aside;
mod bad_input;
mod balance;
mod boosting;
mod calibrated;
mod claims;
mod classes;
mod columns;
mod contract;
mod edges;
mod explain;
mod flights;
mod golden;
mod inside;
mod kept;
mod kinds;
mod lessons;
mod levels;
mod linear;
mod looks;
mod measures;
mod mistakes;
mod near;
mod network;
mod numbers;
mod odd;
mod own;
mod own_counts;
mod own_dates;
mod own_names;
mod own_numbers;
mod probe;
mod profiled;
mod properties;
mod quality;
mod ranked;
mod reads;
mod recipes;
mod record;
mod refused;
mod replay;
mod retraining;
mod ridership;
mod rodent_years;
mod rodents;
mod rule;
mod saved;
mod screening;
mod search;
mod serving;
mod shapes;
mod shares;
mod slices;
mod small;
mod steps;
mod training;
mod trees;
mod verdict;
mod views;
mod ways;
mod written;
mod years;

/// Steps a piece of work that borrows what it needs to its end.
pub fn now<F: std::future::Future>(work: F) -> F::Output {
    let mut work = std::pin::pin!(work);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return done;
        }
    }
}
