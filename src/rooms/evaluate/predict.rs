//! Predict, then open: a share, how sure, and why, before the sealed rows are looked at.

use yew::prelude::*;

use super::Panel;
use crate::rooms::words::SURE;
use crate::state::Action;
use crate::widgets::{Choice, ChoiceGroup, Line, Slider};

/// A prediction, and the button that opens the sealed rows.
#[component]
pub fn PredictPanel(props: &Panel) -> Html {
    let magnitude = use_state(|| 50.0);
    let sure = use_state(|| None::<AttrValue>);
    let because = use_state(String::new);
    let Some(report) = props.report() else { return Html::default() };
    let words = &props.words;
    let confidence =
        sure.as_ref().and_then(|key| SURE.iter().find(|(_, k)| *k == key.as_str())).map(|(c, _)| *c);
    let format = {
        let words = words.clone();
        Callback::from(move |percent: f64| {
            let share = percent / 100.0;
            let values = [("share", words.percent(share, 0)), ("n", words.number(share * 10.0, 1))];
            AttrValue::from(words.fill("evaluate.predict.value", &values))
        })
    };
    let set = |state: &UseStateHandle<f64>| {
        let state = state.clone();
        Callback::from(move |value| state.set(value))
    };
    let open = {
        let (act, because, magnitude) = (props.act.clone(), (*because).clone(), *magnitude);
        Callback::from(move |_: MouseEvent| {
            if let Some(confidence) = confidence {
                let (magnitude, because) = (magnitude / 100.0, because.clone());
                act.emit(Action::OpenTest { magnitude, confidence, because });
            }
        })
    };
    let options: Vec<Choice> =
        SURE.iter().map(|(_, key)| Choice::new(*key, words.say(key), Html::default())).collect();
    let onsure = {
        let sure = sure.clone();
        Callback::from(move |value| sure.set(Some(value)))
    };
    let onbecause = {
        let because = because.clone();
        Callback::from(move |text| because.set(text))
    };
    let again = report.peeks > 0;
    let about = if again { "evaluate.predict.about.again" } else { "evaluate.predict.about" };
    let button = if again { "evaluate.predict.again" } else { "evaluate.predict.open" };
    html! {
        <section class="panel" aria-labelledby="predict-heading">
            <h2 id="predict-heading">{ words.say("evaluate.predict.title") }</h2>
            if again {
                { words.prose("evaluate.closed", &[]) }
            }
            { words.prose(about, &[
                ("n", words.number(f64::from(report.sealed.n), 0)),
                ("from", words.day(report.sealed.from)),
                ("to", words.day(report.sealed.to)),
            ]) }
            <p>{ words.line("evaluate.predict.line", &[("threshold", words.share(report.threshold))]) }</p>
            <Slider label={words.attr("evaluate.predict.question")} unit="%" value={*magnitude} min={0.0} max={100.0}
                step={5.0} {format} clamped={words.attr("evaluate.predict.clamped")}
                oninput={set(&magnitude)} onchange={set(&magnitude)} />
            <ChoiceGroup legend={words.attr("evaluate.predict.sure")} {options} chosen={(*sure).clone()}
                onchange={onsure} />
            <Line label={words.attr("evaluate.predict.why")} hint={words.attr("evaluate.predict.why.hint")}
                text={(*because).clone()} onchange={onbecause} />
            <div class="acts">
                <button type="button" class="do" aria-disabled={confidence.is_none().to_string()}
                    aria-describedby="predict-why" onclick={open}>{ words.say(button) }</button>
                <p class="why" id="predict-why" aria-live="polite">
                    if confidence.is_none() {
                        { words.say("evaluate.predict.needs") }{ " " }
                    }
                    { peeks(props, report.peeks) }
                </p>
            </div>
        </section>
    }
}

fn peeks(props: &Panel, peeks: u32) -> String {
    match peeks {
        0 => props.words.say("evaluate.peeks.zero"),
        n => props.words.count("evaluate.peeks", n, &[]),
    }
}
