//! On demand, where one of several classes is the answer: the curves of one class against all others.

use engine::expedition::asked::RANKED;
use engine::expedition::ranked::Ranked;
use yew::prelude::*;

use super::Panel;
use super::closer::{figure, square, straight};
use crate::charts::{Role, Trace};
use crate::rooms::words::Words;
use crate::widgets::select;

/// Which curve of a class.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those of it against others held for it.
    Roc,
    /// Names that are right against those of it found.
    Pr,
}

/// What the panel is given, and which curve it shows.
#[derive(Clone, PartialEq, Properties)]
pub struct RankedProps {
    /// What any panel of the room is given.
    pub panel: Panel,
    /// Which.
    pub which: Which,
}

/// The curve of the class that is chosen, or the way to all of them.
#[component]
pub fn RankedPanel(props: &RankedProps) -> Html {
    let chosen = use_state(|| None::<u32>);
    let panel = &props.panel;
    let Some(test) = panel.report().and_then(|report| report.test.as_ref()) else { return Html::default() };
    let words = &panel.words;
    let Some(found) = test.ranked.as_ref() else { return super::ask(panel, RANKED) };
    let one = found.iter().find(|one| Some(one.class) == *chosen).or(found.first());
    let Some(one) = one else { return words.prose("evaluate.ranked.none", &[]) };
    let options =
        found.iter().map(|one| (one.class.to_string().into(), words.class(one.class).into())).collect();
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |class: AttrValue| chosen.set(class.parse().ok()))
    };
    html! {
        <>
            { select(words.attr("evaluate.ranked.class"), options, &one.class.to_string(), onchange) }
            { match props.which {
                Which::Roc => roc(words, one),
                Which::Pr => pr(words, one),
            } }
        </>
    }
}

fn roc(words: &Words, one: &Ranked) -> Html {
    let traces = vec![
        Trace::new(words.class(one.class), Role::Model, one.roc.clone()),
        straight(words.say("evaluate.roc.chance"), vec![(0.0, 0.0), (1.0, 1.0)]),
    ];
    let values = [("class", words.class(one.class)), ("auc", words.percent_or(one.roc_auc, 0))];
    let point = words.line("evaluate.ranked.roc", &values);
    let plot = square(words, "ranked_roc", traces, Vec::new(), 1.0);
    figure(words, words.attr("evaluate.ranked.roc.figure"), point, plot)
}

fn pr(words: &Words, one: &Ranked) -> Html {
    let traces = vec![
        Trace::new(words.class(one.class), Role::Model, one.pr.clone()),
        straight(words.say("evaluate.ranked.all"), vec![(0.0, one.share), (1.0, one.share)]),
    ];
    let values = [
        ("class", words.class(one.class)),
        ("precision", words.percent_or(one.average_precision, 0)),
        ("share", words.share(one.share)),
    ];
    let point = words.line("evaluate.ranked.pr", &values);
    let plot = square(words, "ranked_pr", traces, Vec::new(), 1.0);
    figure(words, words.attr("evaluate.ranked.pr.figure"), point, plot)
}
