//! How a room stands, above its panels: locked and what opens it, out of date and why, or the report on its way.

use engine::expedition::plan::Plan;
use engine::expedition::stage::Stage;
use engine::expedition::status::{self, Status};
use yew::prelude::*;

use super::told::{StageProps, Waiting, stale};
use super::words::use_words;
use crate::state::{Action, State};
use crate::widgets::Notice;

/// Whether `stage` is not open yet.
#[must_use]
pub fn is_locked(state: &State, stage: Stage) -> bool {
    why(state, stage).is_some_and(|(status, _)| status == Status::Locked)
}

fn why(state: &State, stage: Stage) -> Option<(Status, &'static str)> {
    let found = status::of(&state.record).into_iter().find(|s| s.stage == stage)?;
    Some((found.status, found.why?))
}

/// The stage that opens what is locked for this reason.
fn opener(why: &str) -> Stage {
    match why {
        "locked.no_run" => Stage::Train,
        "locked.not_live" => Stage::Deploy,
        _ => Stage::Evaluate,
    }
}

/// Whether the columns or the split have changed since the model that is judged was trained.
#[must_use]
pub fn must_retrain(plan: &Plan) -> bool {
    plan.run().is_some_and(|run| !plan.fresh(run))
}

/// Words about how a stage stands, and a way to the one that opens it; nothing if all is well.
#[component]
pub fn Standing(props: &StageProps) -> Html {
    let words = use_words(&props.texts);
    let waiting = html! { <Waiting ..props.clone() /> };
    let go = |to: Stage| {
        let label = words.fill("page.go", &[("stage", words.say(&format!("stage.{}", to.word())))]);
        let onclick = props.act.reform(move |_: MouseEvent| Action::Go(to));
        html! { <div class="acts"><button type="button" class="do" {onclick}>{ label }</button></div> }
    };
    let plan = props.state.plan();
    let judges = props.stage == Stage::Evaluate || (props.stage == Stage::Deploy && !plan.is_live());
    match why(&props.state, props.stage) {
        Some((Status::Locked, key)) => {
            html! { <><Notice><p>{ words.line(key, &[]) }</p></Notice>{ go(opener(key)) }</> }
        }
        _ if judges && must_retrain(&plan) => {
            html! { <>{ stale("stale.recipe", &props.texts) }{ go(Stage::Train) }{ waiting }</> }
        }
        Some((Status::Stale, key)) => {
            html! { <>{ stale(key, &props.texts) }{ waiting }</> }
        }
        _ => waiting,
    }
}
