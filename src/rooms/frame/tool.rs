//! Is machine learning the right tool? What the rule comes to says what a model would have to beat.

use engine::expedition::frame::FrameReport;
use engine::expedition::record::{Ending, Problem};
use engine::expedition::stage::Stage;
use engine::expedition::view;
use yew::prelude::*;

use crate::rooms::words::Words;
use crate::widgets::{Choice, ChoiceGroup};

/// How the learner can go on: as a word, what it ends the lap with, and where it leads.
pub const WAYS: [(&str, Option<Ending>, Stage); 3] = [
    ("model", None, Stage::Data),
    ("rule", Some(Ending::KeepRule), Stage::Deploy),
    ("nothing", Some(Ending::DoNotShip), Stage::Journal),
];

/// The question with what the past says to it; `chosen` is the place of a way.
pub fn panel(
    words: &Words,
    report: &FrameReport,
    problem: &Problem,
    chosen: usize,
    onchange: Callback<usize>,
) -> Html {
    let (nothing, rule) = view::reframed(report, problem);
    let saves = nothing.cost - rule.cost;
    let enough = rule.meets(problem.goal);
    let key = match (saves >= 0.5, enough) {
        (true, true) => "frame.tool.enough",
        (true, false) => "frame.tool.misses",
        (false, true) if saves > -0.5 => "frame.tool.even",
        (false, true) => "frame.tool.dear",
        (false, false) if saves > -0.5 => "frame.tool.neither",
        (false, false) => "frame.tool.worse",
    };
    let about = words.prose(
        key,
        &[
            ("gap", words.money(saves.abs())),
            ("share", words.score_or(rule.score())),
            ("goal", words.score(problem.goal)),
        ],
    );
    let option = |way: &'static str| {
        let key = format!("frame.tool.{way}");
        Choice::new(way, words.say(&key), words.line(&format!("{key}.says"), &[]))
    };
    let options: Vec<Choice> = WAYS.iter().map(|(way, ..)| option(way)).collect();
    let onchange =
        onchange.reform(|way: AttrValue| WAYS.iter().position(|(word, ..)| way == *word).unwrap_or(0));
    html! {
        <section class="panel" aria-labelledby="tool-heading">
            <h2 id="tool-heading">{ words.say("frame.tool") }</h2>
            { about }
            <ChoiceGroup legend={words.attr("frame.tool.legend")} {options} chosen={AttrValue::from(WAYS[chosen].0)}
                {onchange} />
        </section>
    }
}
