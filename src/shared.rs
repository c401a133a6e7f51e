//! A cheap handle that compares by pointer: Yew compares props at every turn, and must not compare tables.

use std::ops::Deref;
use std::rc::Rc;

/// A shared value; equal only to clones of the same handle.
#[derive(Debug)]
pub struct Shared<T>(Rc<T>);

impl<T> Shared<T> {
    /// A new handle.
    pub fn new(value: T) -> Self {
        Self(Rc::new(value))
    }

    /// The value to change: in place if this is the only handle, else a copy of its own.
    pub fn make_mut(&mut self) -> &mut T
    where
        T: Clone,
    {
        Rc::make_mut(&mut self.0)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
