//! What to do about an alarm: retrain, and on what; or leave it; or live one more month and see.

use engine::expedition::effort::ledger;
use engine::expedition::monitor::MonitorReport;
use engine::expedition::record::Choice as Chosen;
use engine::expedition::report::Report;
use engine::expedition::stage::Stage;
use engine::expedition::{Window, WorldId};
use yew::prelude::*;

use crate::rooms::fold::Fold;
use crate::rooms::words::Words;
use crate::shared::Shared;
use crate::state::{Action, State};
use crate::widgets::{Choice, ChoiceGroup, Line};

/// What the decision is made from.
#[derive(Clone, PartialEq, Properties)]
pub struct DecideProps {
    /// What the page knows.
    pub state: Shared<State>,
    /// Where the learner's doing goes.
    pub act: Callback<Action>,
    /// The words.
    pub words: Words,
    /// The report of this room.
    pub report: Option<Shared<Report>>,
    /// Whether a month asks; if not, a lap can be begun all the same.
    pub asks: bool,
}

/// The decision.
#[component]
pub fn Decide(props: &DecideProps) -> Html {
    let picked = use_state(|| None::<AttrValue>);
    let because = use_state(String::new);
    let Some(Report::Monitor(report)) = props.report.as_deref() else { return Html::default() };
    let words = &props.words;
    let plan = props.state.plan();
    let lap = words.number(f64::from(plan.lap + 1), 0);
    let onchange = {
        let picked = picked.clone();
        Callback::from(move |value| picked.set(Some(value)))
    };
    let onbecause = {
        let because = because.clone();
        Callback::from(move |text| because.set(text))
    };
    let chosen = (*picked).clone();
    let window =
        chosen.as_ref().and_then(|c| c.parse::<usize>().ok()).and_then(|i| report.windows.get(i)).copied();
    let leaves = chosen.as_deref() == Some("leave");
    let decide = {
        let (act, text) = (props.act.clone(), (*because).clone());
        let month = report.months.last().map(|last| last.month);
        Callback::from(move |_: MouseEvent| match (window, month) {
            (Some(window), _) => {
                act.emit(Action::ChooseBecause(Chosen::NewLap { window }, text.clone()));
                act.emit(Action::Go(Stage::Train));
            }
            (None, Some(month)) if leaves => {
                act.emit(Action::ChooseBecause(Chosen::Ignore { month }, text.clone()));
                act.emit(Action::LiveOn);
            }
            _ => {}
        })
    };
    let button = match (window, leaves) {
        (None, true) => words.say("monitor.decide.leave"),
        _ => words.fill("monitor.decide.lap", &[("lap", lap.clone())]),
    };
    let number = plan.live().map(|live| words.number(f64::from(live.number), 0)).unwrap_or_default();
    let nothing = chosen.is_none();
    let form = html! {
        <>
            { words.prose("monitor.decide.about", &[]) }
            { attention(words, &props.state) }
            <ChoiceGroup legend={words.attr("monitor.decide.legend")} options={options(words, report, plan.world, props.asks)}
                {chosen} {onchange} />
            <Line label={words.attr("monitor.decide.because")} hint={words.attr("monitor.decide.because.hint")}
                text={(*because).clone()} onchange={onbecause} />
            <div class="acts">
                <button type="button" class="do" aria-disabled={nothing.to_string()} aria-describedby="decide-why"
                    onclick={decide}>{ button }</button>
                if props.asks {
                    <button type="button" class="or" onclick={props.act.reform(|_: MouseEvent| Action::LiveMonth)}>
                        { words.say("monitor.live_month") }
                    </button>
                }
                <p class="why" id="decide-why" aria-live="polite">
                    if nothing {
                        { words.say("monitor.decide.needs") }
                    } else if window.is_some() {
                        { words.line("monitor.decide.sealed", &[("lap", lap), ("number", number)]) }
                    }
                </p>
            </div>
        </>
    };
    if !props.asks {
        return html! { <Fold title={words.attr("monitor.decide.title.free")}>{ form }</Fold> };
    }
    html! {
        <section class="panel" aria-labelledby="decide-heading">
            <h2 id="decide-heading">{ words.say("monitor.decide.title") }</h2>
            { form }
        </section>
    }
}

/// What answering takes at the learner's prices, and what it has taken so far.
fn attention(words: &Words, state: &State) -> Html {
    let prices = state.plan().prices;
    let answers = ledger(&state.record, &state.record.entries.iter().collect::<Vec<_>>(), &prices).answers;
    let money = [("money", words.money(prices.attention(answers)))];
    let far = match answers {
        0 => words.say("monitor.attention.zero"),
        n => words.count("monitor.attention", n, &money),
    };
    words.prose(
        "monitor.decide.attention",
        &[("days", words.days(prices.alarm)), ("price", words.money(prices.attention(1))), ("far", far)],
    )
}

/// The months to learn from, and leaving it.
fn options(words: &Words, report: &MonitorReport, world: WorldId, asks: bool) -> Vec<Choice> {
    let all = report.windows.len().saturating_sub(1);
    let window = |(i, window): (usize, &Window)| {
        let values = [("from", words.month(window.from)), ("to", words.month(window.to))];
        if i == all {
            let says = words.line("monitor.decide.all.says", &values);
            return Choice::new(i.to_string(), words.say("monitor.decide.all"), says);
        }
        let periods = (window.months() / world.stride()) as u32;
        let says = if periods == 1 { "monitor.decide.last.only" } else { "monitor.decide.last.says" };
        Choice::new(
            i.to_string(),
            words.count("monitor.decide.last", periods, &[]),
            words.line(says, &values),
        )
    };
    let mut options: Vec<Choice> = report.windows.iter().enumerate().map(window).collect();
    if let (true, Some(last)) = (asks, report.months.last()) {
        let says = words.line("monitor.decide.ignore.says", &[("month", words.month(last.month))]);
        options.push(Choice::new("leave", words.say("monitor.decide.ignore"), says));
    }
    options
}
