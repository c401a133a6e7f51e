//! The gate: ship the model, keep the rule, or ship nothing (keep what is live); each can be right.

use engine::expedition::evaluate::Champion;
use engine::expedition::record::{Choice as Chosen, Ending};
use engine::expedition::report::Outcome;
use engine::expedition::stage::Stage;
use yew::prelude::*;

use super::{Panel, checks};
use crate::rooms::words::Words;
use crate::state::{Action, State};
use crate::widgets::{Choice, ChoiceGroup, Line};

const ENDINGS: [(Ending, &str); 3] =
    [(Ending::Ship, "ship"), (Ending::KeepRule, "rule"), (Ending::DoNotShip, "nothing")];

fn word(ending: Ending) -> &'static str {
    ENDINGS.iter().find(|(e, _)| *e == ending).map_or("ship", |(_, word)| word)
}

/// What was decided, as a text key; to ship nothing is to keep what is live, if something is.
fn done(ending: Ending, is_live: bool) -> String {
    let word = if ending == Ending::DoNotShip && is_live { "keep" } else { word(ending) };
    format!("evaluate.gate.done.{word}")
}

/// Where an ending leads.
fn next(ending: Ending, is_live: bool) -> Stage {
    match ending {
        Ending::DoNotShip if is_live => Stage::Monitor,
        Ending::DoNotShip => Stage::Journal,
        Ending::Ship | Ending::KeepRule => Stage::Deploy,
    }
}

/// Without a run there is no model to judge: the rule can be kept all the same.
pub fn without_model(words: &Words, state: &State, act: &Callback<Action>) -> Html {
    let plan = state.plan();
    let (stands, is_live) = (plan.gate.as_ref().map(|gate| gate.ending), plan.live().is_some());
    let to = next(stands.unwrap_or(Ending::KeepRule), is_live);
    let (said, label) = match stands {
        Some(ending) => {
            let stage = words.say(&format!("stage.{}", to.word()));
            (done(ending, is_live), words.fill("evaluate.gate.on", &[("stage", stage)]))
        }
        None => ("evaluate.without".into(), words.say("evaluate.gate.rule")),
    };
    let act = act.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        if stands.is_none() {
            act.emit(Action::Choose(Chosen::Gate { ending: Ending::KeepRule }));
        }
        act.emit(Action::Go(to));
    });
    html! {
        <div class="panel">
            { words.prose(&said, &[]) }
            <div class="acts"><button type="button" class="or" {onclick}>{ label }</button></div>
        </div>
    }
}

/// To ship nothing where something is live: it goes on deciding.
fn keep(words: &Words, champion: &Champion) -> Choice {
    let says = words.line(
        "evaluate.gate.keep.says",
        &[("recall", words.score_or(champion.outcome.score())), ("cost", words.money(champion.outcome.cost))],
    );
    let number = words.number(f64::from(champion.number), 0);
    Choice::new("nothing", words.fill("evaluate.gate.keep", &[("number", number)]), says)
}

/// The decision.
#[component]
pub fn GatePanel(props: &Panel) -> Html {
    let picked = use_state(|| None::<AttrValue>);
    let because = use_state(String::new);
    let Some(test) = props.report().and_then(|report| report.test.as_ref()) else { return Html::default() };
    let words = &props.words;
    let plan = props.state.plan();
    let run = plan.run().map(|run| run.id);
    let stands = plan.gate.as_ref().filter(|gate| gate.run == run && gate.threshold == plan.threshold);
    let (stands, is_live) = (stands.map(|gate| gate.ending), plan.live().is_some());
    let option = |key: &'static str, outcome: &Outcome| {
        let says = words.line(
            &format!("evaluate.gate.{key}.says"),
            &[("recall", words.score_or(outcome.score())), ("cost", words.money(outcome.cost))],
        );
        Choice::new(key, words.say(&format!("evaluate.gate.{key}")), says)
    };
    let last = match (&test.champion, plan.live()) {
        (Some(champion), _) => keep(words, champion),
        // It went live in this lap, and has nothing to be compared with but itself.
        (None, Some(live)) => {
            let number = words.number(f64::from(live.number), 0);
            let says = words.line("evaluate.gate.keep.stays", &[]);
            Choice::new("nothing", words.fill("evaluate.gate.keep", &[("number", number)]), says)
        }
        (None, None) => option("nothing", &test.nothing),
    };
    let options = vec![option("ship", &test.model), option("rule", &test.rule), last];
    let chosen = (*picked).clone().or_else(|| stands.map(|ending| AttrValue::from(word(ending))));
    let ending =
        chosen.as_ref().and_then(|c| ENDINGS.iter().find(|(_, word)| *word == c.as_str())).map(|(e, _)| *e);
    let onchange = {
        let picked = picked.clone();
        Callback::from(move |value| picked.set(Some(value)))
    };
    let onbecause = {
        let because = because.clone();
        Callback::from(move |text| because.set(text))
    };
    let decided = ending.is_some() && ending == stands;
    let decide = {
        let (act, text) = (props.act.clone(), (*because).clone());
        Callback::from(move |_: MouseEvent| {
            let Some(ending) = ending else { return };
            if !decided {
                act.emit(Action::ChooseBecause(Chosen::Gate { ending }, text.clone()));
            }
            act.emit(Action::Go(next(ending, is_live)));
        })
    };
    let button = match ending.filter(|_| decided) {
        Some(ending) => {
            let stage = words.say(&format!("stage.{}", next(ending, is_live).word()));
            words.fill("evaluate.gate.on", &[("stage", stage)])
        }
        None => words.say("evaluate.gate.decide"),
    };
    html! {
        <section class="panel" aria-labelledby="gate-heading">
            <h2 id="gate-heading">{ words.say(if is_live { "evaluate.gate.title.live" } else { "evaluate.gate.title" }) }</h2>
            { words.prose("evaluate.gate.about", &[]) }
            { checks::panel(words, &props.state, test) }
            <ChoiceGroup legend={words.attr("evaluate.gate.legend")} {options} {chosen} {onchange} />
            if !decided {
                <Line label={words.attr("evaluate.gate.because")} hint={words.attr("evaluate.gate.because.hint")}
                    text={(*because).clone()} onchange={onbecause} />
            }
            <div class="acts">
                <button type="button" class="do" aria-disabled={ending.is_none().to_string()}
                    aria-describedby="gate-why" onclick={decide}>{ button }</button>
                <p class="why" id="gate-why" aria-live="polite">
                    if ending.is_none() {
                        { words.say("evaluate.gate.needs") }
                    } else if let Some(stands) = stands {
                        { words.say(&done(stands, is_live)) }
                    }
                </p>
            </div>
        </section>
    }
}
