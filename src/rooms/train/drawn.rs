//! What a run learned from in other numbers than the rows come in, and what that made of its chances.

use engine::expedition::aside::Left;
use engine::expedition::balance::Method;
use engine::expedition::drawn::Drawn;
use engine::expedition::verdict::{self, Than};
use yew::prelude::*;

use crate::rooms::words::Words;

/// The text with the name of such a run.
pub(super) fn named(drawn: &Drawn) -> &'static str {
    if drawn.balance.method == Method::Oversample { "train.run.over" } else { "train.run.under" }
}

/// How many rows were set aside before.
pub(super) fn left(words: &Words, left: &Left) -> Html {
    let number = |n: u32| words.number(f64::from(n), 0);
    let values = [("gone", number(left.gone())), ("before", number(left.before))];
    words.line("train.left", &values)
}

/// How many rows of the rarest answer it got, and the chance it gives that answer beside how often it came.
pub(super) fn told(words: &Words, drawn: &Drawn, curved: bool) -> Html {
    let number = |n: u32| words.number(f64::from(n), 0);
    let rarest = drawn.rarest as usize;
    let mut values = vec![
        ("class", words.answer(drawn.rarest)),
        ("before", number(drawn.before.iter().sum())),
        ("after", number(drawn.after.iter().sum())),
        ("rare_before", number(drawn.before[rarest])),
        ("rare_after", number(drawn.after[rarest])),
    ];
    let chances = drawn.said.zip(drawn.came).map(|(said, came)| {
        values.extend([("said", words.share(said)), ("came", words.share(came))]);
        match verdict::expected(said, came) {
            // A curve learns from rows as they come, so what it says is not about those that were drawn.
            _ if curved => "train.drawn.curved",
            Than::More => "train.drawn.more",
            Than::Less => "train.drawn.less",
            Than::Same => "train.drawn.near",
        }
    });
    let got = match drawn.balance.method {
        _ if drawn.before == drawn.after => "train.drawn.same",
        Method::Oversample => "train.drawn",
        Method::Undersample => "train.drawn.under",
    };
    html! {
        <p>
            { words.line(got, &values) }
            if let Some(key) = chances.filter(|_| drawn.before != drawn.after) {
                { " " }{ words.line(key, &values) }
            }
        </p>
    }
}
