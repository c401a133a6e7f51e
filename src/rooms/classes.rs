//! How rows spread over the classes of a world, then and now, as bars by class.

use std::rc::Rc;

use yew::prelude::*;

use super::words::Words;
use crate::charts::{Axis, Bins, Category, Figure, Histogram, Outline, Plot, Unit};

/// A figure of `reference`, and of `current` over it: a share a class, in the order of the world. `name`, `x` and `y` are
/// text keys. A class of which there is none, then or now, is not given away.
pub fn figure(
    words: &Words,
    [name, x, y]: [&str; 3],
    point: Html,
    mut reference: Outline,
    mut current: Option<Outline>,
) -> Html {
    let met: Vec<bool> = (0..reference.values.len())
        .map(|at| reference.values[at] > 0.0 || current.as_ref().is_some_and(|now| now.values[at] > 0.0))
        .collect();
    for outline in std::iter::once(&mut reference).chain(&mut current) {
        let mut met = met.iter();
        outline.values.retain(|_| met.next() == Some(&true));
    }
    let called = |(class, id): (u32, String)| Category::new(words.class(class), id);
    let plot = Plot::Histogram(Histogram {
        x: Axis::new(words.say(x), Unit::Percent),
        bins: Bins::Names(
            (0_u32..)
                .zip(words.world.classes())
                .filter(|(class, _)| met[*class as usize])
                .map(called)
                .collect(),
        ),
        y: Axis::new(words.say(y), Unit::Percent),
        reference,
        current,
    });
    html! {
        <Figure name={words.attr(name)} {point} plot={Rc::new(plot)} format={words.format.clone()}
            words={words.figure.clone()} />
    }
}
