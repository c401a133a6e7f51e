//! Monitor: the year goes by month by month; what was shipped is watched, and asks when it has to.

use engine::expedition::monitor::{Alarm, MonitorReport, MonthReport};
use engine::expedition::plan::{Decides, Plan};
use engine::expedition::record::{Ending, Record};
use engine::expedition::report::Report;
use engine::expedition::stage::Stage;
use engine::expedition::status;
use yew::prelude::*;

use super::RoomProps;
use super::standing::{is_locked, standing};
use super::words::{Words, use_words};
use crate::state::{Action, State};
use crate::widgets::{NoticeKind, notice, progress_view};

mod alarm;
mod classes;
mod decide;
mod figures;
mod inputs;
mod policies;

use decide::Decide;

/// What the room is about, as the record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scene {
    /// Nothing has been lived yet.
    Start,
    /// Another version went live, and has not lived a month yet.
    New,
    /// A month was lived and nothing asks.
    Fine,
    /// The last month asks.
    Asks,
    /// A lap is under way; another version decides meanwhile.
    Lap,
    /// A lap ended with what was live before it, and no month was lived since.
    Kept,
    /// The year is over.
    Over,
}

impl Scene {
    fn of(report: &MonitorReport, plan: &Plan, record: &Record) -> Self {
        let kept = plan.gate.as_ref().filter(|gate| gate.ending == Ending::DoNotShip);
        // What was kept is judged by what comes after it, as anything that is live.
        let lived =
            kept.is_some_and(|gate| record.lived().last().is_some_and(|(_, at)| *at >= Some(gate.id)));
        let lap = plan.live().is_some_and(|live| live.lap < plan.lap) && !lived;
        let own = report.months.last().map(|last| last.version == plan.live().map(|live| live.number));
        match (report.next, lap, own, &report.asks) {
            (None, ..) => Self::Over,
            (_, true, ..) if kept.is_some() => Self::Kept,
            (_, true, ..) => Self::Lap,
            (_, _, None, _) => Self::Start,
            (_, _, Some(false), _) => Self::New,
            (_, _, _, Some(_)) => Self::Asks,
            _ => Self::Fine,
        }
    }
}

/// The room.
#[component]
pub fn MonitorRoom(props: &RoomProps) -> Html {
    let words = use_words(&props.texts);
    let RoomProps { state, act, .. } = props.clone();
    let plan = state.plan();
    let held = state.held(Stage::Monitor).filter(|_| !is_locked(&state, Stage::Monitor)).cloned();
    let report = held.as_ref().and_then(|report| match &**report {
        Report::Monitor(report) => Some(report),
        _ => None,
    });
    let Some(report) = report else {
        return html! {
            <>
                <h1 tabindex="-1" id="room-heading">
                    { words.say(if is_locked(&state, Stage::Monitor) { "monitor.title.locked" } else { "monitor.title.start" }) }
                </h1>
                { standing(props, Stage::Monitor) }
            </>
        };
    };
    let fresh = state.fresh(Stage::Monitor).is_some();
    let scene = Scene::of(report, &plan, &state.record);
    html! {
        <>
            <h1 tabindex="-1" id="room-heading">{ title(&words, report, &plan, scene) }</h1>
            <div class="lead">{ lead(&words, report, &plan, scene) }</div>
            if state.living {
                { living(&words, report, &plan, &act) }
            } else {
                if !policies::answering(props, report) {
                    { standing(props, Stage::Monitor) }
                }
                { alarm::panel(&words, report, rings(report, scene)) }
            }
            { fell_back(&words, report) }
            { left(&words, report, &plan) }
            { figures::panel(&words, report, &plan) }
            { classes::panel(&words, report) }
            if (fresh || policies::answering(props, report)) && !state.living {
                { acts(&words, scene, &state, &act) }
                if matches!(scene, Scene::Asks | Scene::Fine) {
                    <Decide key={report.months.len()} state={state.clone()} act={act.clone()} words={words.clone()}
                        report={held.clone()} asks={scene == Scene::Asks} />
                }
            }
            { figures::year(&words, report, &plan) }
            { policies::panel(props, &words, report, &plan) }
            { inputs::panel(&words, report, plan.world) }
        </>
    }
}

/// The alarm to show: the one that asks, or, when no month is left to answer in, that of the last month.
fn rings(report: &MonitorReport, scene: Scene) -> Option<&Alarm> {
    match scene {
        Scene::Asks => report.asks.as_ref(),
        Scene::Over => report.months.last()?.alarm.as_ref(),
        Scene::Start | Scene::New | Scene::Fine | Scene::Lap | Scene::Kept => None,
    }
}

fn number(words: &Words, n: u32) -> String {
    words.number(f64::from(n), 0)
}

/// Who decided a month: only its own months are told as a version's.
fn version(words: &Words, number: Option<u32>) -> String {
    match number {
        Some(n) => words.fill("monitor.version", &[("number", words.number(f64::from(n), 0))]),
        None => words.say("monitor.version.none"),
    }
}

fn lives_by_rule(plan: &Plan) -> bool {
    plan.live().is_some_and(|live| matches!(live.decides, Decides::Rule { .. }))
}

fn title(words: &Words, report: &MonitorReport, plan: &Plan, scene: Scene) -> String {
    match (scene, &report.asks) {
        (Scene::Start, _) => words.say("monitor.title.start"),
        (Scene::New, _) => {
            let number = plan.live().map(|live| number(words, live.number)).unwrap_or_default();
            words.fill("monitor.title.new", &[("number", number)])
        }
        (Scene::Fine, _) => words.say("monitor.title.fine"),
        (Scene::Asks, Some(Alarm::WorseThanNothing { .. })) => {
            let month = report.months.last().map(|month| words.month(month.month)).unwrap_or_default();
            words.fill("monitor.title.worse", &[("month", month)])
        }
        (Scene::Asks, _) if lives_by_rule(plan) => words.say("monitor.title.asks.rule"),
        (Scene::Asks, _) => words.say("monitor.title.asks"),
        (Scene::Lap, _) => words.fill("monitor.title.lap", &[("lap", number(words, plan.lap))]),
        (Scene::Kept, _) => {
            let number = plan.live().map(|live| number(words, live.number)).unwrap_or_default();
            words.fill("monitor.title.kept", &[("number", number)])
        }
        (Scene::Over, _) => words.say("monitor.title.over"),
    }
}

fn lead(words: &Words, report: &MonitorReport, plan: &Plan, scene: Scene) -> Html {
    let live = plan.live().map(|live| number(words, live.number)).unwrap_or_default();
    match scene {
        Scene::Start => {
            let from = report.next.map(|next| words.month(next)).unwrap_or_default();
            words.prose("monitor.lead.start", &[("number", live), ("month", from)])
        }
        Scene::New => {
            let month = report.next.map(|next| words.month(next)).unwrap_or_default();
            let says = words.prose("monitor.lead.new", &[("number", live), ("month", month)]);
            html! { <>{ says }{ found(words, report) }</> }
        }
        Scene::Fine | Scene::Asks => html! { <>{ found(words, report) }{ quiet(words, report) }</> },
        Scene::Lap => words.prose(
            "monitor.lead.lap",
            &[
                ("lap", number(words, plan.lap)),
                ("from", words.month(plan.window.from)),
                ("to", words.month(plan.window.to)),
                ("number", live),
            ],
        ),
        Scene::Kept => {
            let says =
                words.prose("monitor.lead.kept", &[("lap", number(words, plan.lap)), ("number", live)]);
            html! { <>{ says }{ found(words, report) }</> }
        }
        Scene::Over => words.prose(
            "monitor.lead.over",
            &[
                ("cost", words.money(report.cost)),
                ("nothing", words.money(report.cost_nothing)),
                ("rule", words.money(report.cost_rule)),
            ],
        ),
    }
}

/// What the version that decided last found in its first and its last month, and the one before it in its own.
fn found(words: &Words, report: &MonitorReport) -> Html {
    let told = |[first, last]: &[&MonthReport; 2], form: &str| {
        let (a, b) = (first.outcome.counts, last.outcome.counts);
        let names = last.outcome.names.unwrap_or_default();
        let months = if first.month == last.month { "month" } else { "months" };
        let values = [
            ("version", version(words, last.version)),
            ("first", words.month(first.month)),
            ("first_tp", number(words, a.tp)),
            ("first_all", number(words, a.tp + a.missed)),
            ("month", words.month(last.month)),
            ("tp", number(words, b.tp)),
            ("all", number(words, b.tp + b.missed)),
            ("first_score", words.score_or(first.outcome.score())),
            ("score", words.score_or(last.outcome.score())),
            ("n", number(words, names.n)),
            ("right", number(words, names.right)),
            ("wrong", number(words, names.wrong())),
            ("asked", number(words, names.asked)),
        ];
        words.prose(&format!("monitor.{form}.{months}"), &values)
    };
    let reigns = report.reigns();
    match &reigns[..] {
        [.., before, last] => html! { <>{ told(last, "lead") }{ told(before, "before") }</> },
        [last] => told(last, "lead"),
        [] => Html::default(),
    }
}

/// How many months went by without an alarm, up to now or to the one that rings.
fn quiet(words: &Words, report: &MonitorReport) -> Html {
    let rings = report.months.last().is_some_and(|last| last.alarm.is_some());
    match report.quiet() {
        0 => Html::default(),
        n => words.paragraphs(&words.count(
            if rings { "monitor.quiet.before" } else { "monitor.quiet" },
            n,
            &[],
        )),
    }
}

/// Months going by: how far the year is, and a way to stop.
fn living(words: &Words, report: &MonitorReport, plan: &Plan, act: &Callback<Action>) -> Html {
    let lived = report.months.len() as u32;
    let (months, stride) = (plan.world.last().since(plan.world.history().to), plan.world.stride());
    // The last period may be cut short.
    let all = ((months + stride - 1) / stride).max(1) as u32;
    let month = report.next.map(|next| words.month(next)).unwrap_or_default();
    let label = words.fill("monitor.living", &[("month", month)]);
    let how = words.fill("monitor.living.how", &[("n", number(words, lived)), ("all", number(words, all))]);
    let stop = (words.attr("monitor.stop"), act.reform(|()| Action::StopLiving));
    progress_view(label.into(), Some(f64::from(lived) / f64::from(all)), &how, vec![stop])
}

/// Who answered for the model in the last month, if anybody did.
fn fell_back(words: &Words, report: &MonitorReport) -> Html {
    match report.months.last().map(|month| (month, &month.fallbacks)) {
        Some((month, fell)) if fell.person + fell.rule > 0 => words.prose(
            "monitor.fallbacks",
            &[
                ("month", words.month(month.month)),
                ("n", number(words, month.n)),
                ("person", number(words, fell.person)),
                ("rule", number(words, fell.rule)),
            ],
        ),
        _ => Html::default(),
    }
}

/// The alarm of the last month, if it was left as it is.
fn left(words: &Words, report: &MonitorReport, plan: &Plan) -> Html {
    match report.months.last().filter(|last| last.alarm.is_some() && plan.ignored.contains(&last.month)) {
        Some(last) => {
            let says = words.line("monitor.asks.left", &[("month", words.month(last.month))]);
            notice(NoticeKind::Info, html! { <p>{ says }</p> })
        }
        None => Html::default(),
    }
}

fn acts(words: &Words, scene: Scene, state: &State, act: &Callback<Action>) -> Html {
    let button = |class: &'static str, label: String, action: Action| {
        let onclick = act.reform(move |_: MouseEvent| action.clone());
        html! { <button type="button" {class} {onclick}>{ label }</button> }
    };
    let live = |key: &str| {
        html! {
            <>
                { button("do", words.say(key), Action::LiveOn) }
                { button("or", words.say("monitor.live_month"), Action::LiveMonth) }
            </>
        }
    };
    let buttons = match (scene, status::next(&state.record)) {
        (Scene::Start | Scene::New, _) => live("monitor.live_on"),
        // A lap that ships nothing leaves the year to the champion.
        (Scene::Fine | Scene::Kept, _) => live("monitor.live_on.again"),
        // The decision below is the main thing to do.
        (Scene::Asks, _) => return Html::default(),
        (Scene::Lap, next) => {
            let label = match next {
                Stage::Train => words.say("monitor.to_train"),
                next => {
                    words.fill("monitor.to_stage", &[("stage", words.say(&format!("stage.{}", next.word())))])
                }
            };
            html! {
                <>
                    { button("do", label, Action::Go(next)) }
                    { button("or", words.say("monitor.live_month"), Action::LiveMonth) }
                </>
            }
        }
        (Scene::Over, _) => button("do", words.say("monitor.journal"), Action::Go(Stage::Journal)),
    };
    html! { <div class="acts">{ buttons }</div> }
}
