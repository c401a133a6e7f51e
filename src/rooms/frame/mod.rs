//! Frame: a wish becomes a decision. How high the stakes are, in prices; what doing nothing and a rule come to.

use engine::expedition::record::{Choice, Problem};
use engine::expedition::report::Report;
use engine::expedition::stage::Stage;
use engine::expedition::{WorldId, plan, scenario};
use yew::prelude::*;

use super::RoomProps;
use super::fold::Fold;
use super::told;
use super::words::{Words, use_words};
use crate::state::{Action, OwnAct, Shelve, State};
use crate::widgets::{self, ChoiceGroup};

pub mod numbers;
pub mod rule;
mod tool;
mod wish;
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
    // The stakes are prices and numbers; the rule is the learner's own.
    let rule = draft.rule.clone();
    let framings =
        scenario::framings(plan.world).map(|(key, problem)| (key, Problem { rule: rule.clone(), ..problem }));
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
    let way = use_state(|| 0);
    let skipped = use_state(|| false);
    let onway = {
        let way = way.clone();
        Callback::from(move |at| way.set(at))
    };
    let skip = {
        let skipped = skipped.clone();
        Callback::from(move |_: MouseEvent| skipped.set(true))
    };
    let settled = plan.framed.is_some() && plan.problem == *draft;
    let choose = {
        let (act, problem) = (props.act.clone(), (*draft).clone());
        move || {
            if !settled {
                act.emit(Action::Choose(Choice::Frame { problem: problem.clone() }));
            }
        }
    };
    let done = {
        let (act, choose, (_, ending, stage)) = (props.act.clone(), choose.clone(), tool::WAYS[*way]);
        Callback::from(move |_: MouseEvent| {
            choose();
            if let Some(ending) = ending {
                act.emit(Action::Choose(Choice::Gate { ending }));
            }
            act.emit(Action::Go(stage));
        })
    };
    let first = plan.lap == 1 && plan.framed.is_none() && !*skipped;
    let asking = first && scenario::open_question(&props.state.record).is_some();
    let options = framings.iter().map(|(key, problem)| option(&words, key, problem)).collect::<Vec<_>>();
    let by_hand = chosen.is_none();
    let report = report(&props.state);
    let stakes = html! {
        <>
            <ChoiceGroup legend={words.attr("frame.stakes")} {options} {chosen} onchange={pick} />
            if by_hand {
                <p class="small">{ words.line("frame.by_hand", &values(&words, &draft)) }</p>
            }
            <Fold title={words.attr("frame.numbers")}>
                { numbers::panel(&words, report, &draft, &set) }
            </Fold>
            { worth::panel(props, &words, &draft) }
            if let Some(report) = report {
                <Fold title={words.attr("frame.rule")}>
                    { rule::panel(&words, report, &draft.rule, &set.reform({
                        let problem = (*draft).clone();
                        move |change| Problem { rule: rule::changed(&problem.rule, change), ..problem.clone() }
                    })) }
                    <div class="acts">
                        <button type="button" class="or" disabled={draft.rule == plan.problem.rule}
                            aria-describedby="rule-stands"
                            onclick={move |_: MouseEvent| choose()}>{ words.say("frame.rule.try") }</button>
                        <p class="why" id="rule-stands" aria-live="polite">
                            { worth::stands(&words, &props.state, report, &draft.rule) }
                        </p>
                    </div>
                </Fold>
                { tool::panel(&words, report, &draft, *way, onway) }
            }
            if draft.rule != plan.problem.rule {
                <p class="small">{ words.line("frame.rule.untried", &[("rule", told::rule(&words, &draft.rule))]) }</p>
            }
            <div class="acts">
                <button type="button" class="do" onclick={done}>
                    { words.say(&format!("frame.done.{}", tool::WAYS[*way].0)) }
                </button>
                <p class="why">{ words.line(&format!("frame.done.{}.why", tool::WAYS[*way].0), &[]) }</p>
            </div>
        </>
    };
    html! {
        <>
            if scenario::is_wish(&props.state.record) {
                <p class="small">{ words.say("page.about") }</p>
            }
            <h1 tabindex="-1" id="room-heading">
                { words.say(if asking { "frame.wish.title" } else { "frame.title" }) }
            </h1>
            <div class="lead">{ lead(&words, &props.state, asking) }</div>
            if props.state.record.entries.is_empty() {
                { others(&words, props) }
            }
            if first {
                <wish::Wish room={props.clone()} {skip} />
            }
            if !asking {
                { stakes }
            }
        </>
    }
}

fn lead(words: &Words, state: &State, asking: bool) -> Html {
    let today = plan::today(&state.record).min(state.record.world.last());
    let key = match (asking, state.plan().lap) {
        (true, _) => "frame.wish.lead",
        (false, 1) => "frame.lead",
        (false, _) => "frame.lead.again",
    };
    words.prose(key, &[("today", words.day(today.first_day()))])
}

/// The other worlds, as long as nothing was done in this one.
fn others(words: &Words, props: &RoomProps) -> Html {
    let here = props.state.record.world;
    let other = |world: &WorldId| {
        let (world, name) = (*world, words.say(&format!("expedition.{}", world.word())));
        let begin = props.act.reform({
            let name = name.clone();
            move |_: MouseEvent| Shelve::New(name.clone(), world).into()
        });
        html! { <><button type="button" class="quiet" onclick={begin}>{ name }</button>{ " · " }</> }
    };
    let named = [("name", words.say(&format!("expedition.{}", here.word())))];
    html! {
        <p class="small soft">
            { words.line("frame.others", &named) }{ " " }
            { for WorldId::ALL.iter().filter(|world| **world != here).map(other) }
            <button type="button" class="quiet" onclick={props.act.reform(|_: MouseEvent| OwnAct::Begin.into())}>
                { words.say("expedition.own") }
            </button>
        </p>
    }
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
        ("goal", words.score(problem.goal)),
    ]
}

/// The report of this room, stale or not: the sliders reckon from its counts.
fn report(state: &State) -> Option<&engine::expedition::frame::FrameReport> {
    match &**state.held(Stage::Frame)? {
        Report::Frame(report) => Some(report),
        _ => None,
    }
}
