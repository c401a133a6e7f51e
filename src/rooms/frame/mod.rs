//! Frame: a wish becomes a decision. How high the stakes are, in prices; what doing nothing and a rule come to.

use engine::expedition::record::{Choice, Problem};
use engine::expedition::report::Report;
use engine::expedition::stage::Stage;
use engine::expedition::{plan, scenario};
use yew::prelude::*;

use super::RoomProps;
use super::fold::Fold;
use super::words::{Words, use_words};
use crate::state::{Action, State};
use crate::widgets::{self, ChoiceGroup};

mod numbers;
mod worth;

/// The room.
#[component]
pub fn FrameRoom(props: &RoomProps) -> Html {
    let words = use_words(&props.texts);
    let plan = props.state.plan();
    let draft = use_state(|| plan.problem.clone());
    {
        // What is undone, redone or opened shows at once.
        let draft = draft.clone();
        use_effect_with(plan.problem.clone(), move |problem| draft.set(problem.clone()));
    }
    let framings = scenario::framings(plan.world);
    let chosen =
        framings.iter().find(|(_, problem)| *problem == *draft).map(|(key, _)| AttrValue::from(*key));
    let pick = {
        let (draft, framings) = (draft.clone(), framings.clone());
        Callback::from(move |key: AttrValue| {
            if let Some((_, problem)) = framings.iter().find(|(name, _)| *name == key) {
                draft.set(problem.clone());
            }
        })
    };
    let set = {
        let draft = draft.clone();
        Callback::from(move |problem: Problem| draft.set(problem))
    };
    let done = {
        let (act, problem) = (props.act.clone(), (*draft).clone());
        let settled = plan.framed.is_some() && plan.problem == problem;
        Callback::from(move |_: MouseEvent| {
            if !settled {
                act.emit(Action::Choose(Choice::Frame { problem: problem.clone() }));
            }
            act.emit(Action::Go(Stage::Data));
        })
    };
    let options = framings.iter().map(|(key, problem)| option(&words, key, problem)).collect::<Vec<_>>();
    let by_hand = chosen.is_none();
    html! {
        <>
            <h1 tabindex="-1" id="room-heading">{ words.say("frame.title") }</h1>
            <div class="lead">{ lead(&words, &props.state) }</div>
            <ChoiceGroup legend={words.attr("frame.stakes")} {options} {chosen} onchange={pick} />
            if by_hand {
                <p class="small">{ words.line("frame.by_hand", &values(&words, &draft)) }</p>
            }
            <Fold title={words.attr("frame.numbers")}>
                { numbers::panel(&words, &draft, &set) }
            </Fold>
            { worth::panel(props, &words, &draft) }
            <div class="acts">
                <button type="button" class="do" onclick={done}>{ words.say("frame.done") }</button>
                <p class="why">{ words.line("frame.done.why", &[]) }</p>
            </div>
        </>
    }
}

fn lead(words: &Words, state: &State) -> Html {
    let today = plan::today(&state.record).min(state.record.world.last());
    let key = if state.plan().lap == 1 { "frame.lead" } else { "frame.lead.again" };
    words.prose(key, &[("today", words.day(today.first_day()))])
}

fn option(words: &Words, key: &str, problem: &Problem) -> widgets::Choice {
    let label = words.attr(&format!("frame.stakes.{key}"));
    widgets::Choice::new(
        key.to_owned(),
        label,
        words.line(&format!("frame.stakes.{key}.says"), &values(words, problem)),
    )
}

fn values(words: &Words, problem: &Problem) -> [(&'static str, String); 4] {
    [
        ("miss", words.money(problem.costs.miss)),
        ("false_alarm", words.money(problem.costs.false_alarm)),
        ("capacity", words.percent(problem.capacity, 0)),
        ("goal", words.percent(problem.goal, 0)),
    ]
}

/// The report of this room, stale or not: the sliders reckon from its counts.
fn report(state: &State) -> Option<&engine::expedition::frame::FrameReport> {
    match &**state.held(Stage::Frame)? {
        Report::Frame(report) => Some(report),
        _ => None,
    }
}
