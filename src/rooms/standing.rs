//! How a room stands, above its panels: locked and what opens it, out of date and why, or the report on its way.

use engine::expedition::plan::Plan;
use engine::expedition::stage::Stage;
use engine::expedition::status::{self, Status};
use yew::prelude::*;

use super::RoomProps;
use super::told::{stale, waiting};
use super::words::Words;
use crate::state::{Action, State};
use crate::widgets::{NoticeKind, notice};

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

/// Words about how a stage stands, and a way to the one that opens it, or what stands in for its report.
pub fn standing(props: &RoomProps, stage: Stage) -> Html {
    let words = Words::new(&props.texts);
    let go = |to: Stage| {
        let label = words.fill("page.go", &[("stage", words.say(&format!("stage.{}", to.word())))]);
        let onclick = props.act.reform(move |_: MouseEvent| Action::Go(to));
        html! { <div class="acts"><button type="button" class="do" {onclick}>{ label }</button></div> }
    };
    let plan = props.state.plan();
    let judges = stage == Stage::Evaluate || (stage == Stage::Deploy && !plan.is_live());
    match why(&props.state, stage) {
        Some((Status::Locked, key)) => {
            let says = html! { <p>{ words.line(key, &[]) }</p> };
            html! { <>{ notice(NoticeKind::Info, says) }{ go(opener(key)) }</> }
        }
        _ if judges && must_retrain(&plan) => {
            html! { <>{ stale("stale.recipe", &props.texts) }{ go(Stage::Train) }{ waiting(props, stage) }</> }
        }
        Some((Status::Stale, key)) => {
            html! { <>{ stale(key, &props.texts) }{ waiting(props, stage) }</> }
        }
        _ => waiting(props, stage),
    }
}
