//! What tells one class from another: the learner says which two, the differences stand there already.

use engine::expedition::ModelSpec;
use engine::expedition::train::ByClass;
use yew::prelude::*;

use super::inside;
use crate::rooms::words::Words;
use crate::widgets::select;

/// What the panel shows.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct BetweenProps {
    /// The texts.
    pub words: Words,
    /// The kind of model.
    pub spec: ModelSpec,
    /// What each class goes by.
    pub by_class: ByClass,
}

/// Two drop-downs, and what the model tells these two classes apart by.
#[component]
pub(super) fn Between(props: &BetweenProps) -> Html {
    let (words, lines) = (&props.words, &props.by_class.lines);
    let chosen = use_state(|| [None, None]);
    let known = |class: &u32| lines.iter().any(|line| line.0 == *class);
    let class = |at: usize| {
        let usual = lines.get(at).or(lines.last()).map_or(0, |line| line.0);
        chosen[at].filter(known).unwrap_or(usual)
    };
    let [one, other] = [class(0), class(1)];
    let pick = |at: usize, key: &str, now: u32| {
        let option = |(class, _): &(u32, Vec<f64>)| (class.to_string().into(), words.class(*class).into());
        let chosen = chosen.clone();
        let onchange = Callback::from(move |class: AttrValue| {
            let mut next = *chosen;
            next[at] = class.parse().ok();
            chosen.set(next);
        });
        select(words.attr(key), lines.iter().map(option).collect(), &now.to_string(), onchange)
    };
    let names = [("one", words.class(one)), ("other", words.class(other))];
    html! {
        <>
            { words.prose("train.between.about", &[]) }
            <div class="acts">
                { pick(0, "train.between.one", one) }
                { pick(1, "train.between.other", other) }
            </div>
            if one == other {
                <p>{ words.say("train.between.same") }</p>
            } else {
                { inside::weights(words, &props.spec, &props.by_class.between(one, other), &names) }
            }
        </>
    }
}
