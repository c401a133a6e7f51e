//! Predict, then open: a share, how sure, and why, before the sealed rows are looked at.

use yew::prelude::*;

use super::Panel;
use crate::charts::scale::ticks;
use crate::rooms::words::SURE;
use crate::state::Action;
use crate::widgets::{Choice, ChoiceGroup, Line, Slider, settle};

/// A prediction, and the button that opens the sealed rows.
#[component]
pub fn PredictPanel(props: &Panel) -> Html {
    let magnitude = use_state(|| None::<f64>);
    let sure = use_state(|| None::<AttrValue>);
    let because = use_state(String::new);
    let Some(report) = props.report() else { return Html::default() };
    let words = &props.words;
    let numbers = words.numbers();
    // Where numbers are asked for, doing nothing is off by so much.
    let [most, step] = if numbers { scale(report.nothing.score().unwrap_or(1.0)) } else { [100.0, 1.0] };
    let said = magnitude.unwrap_or(settle(most / 2.0, 0.0, most, step));
    let confidence =
        sure.as_ref().and_then(|key| SURE.iter().find(|(_, k)| *k == key.as_str())).map(|(c, _)| *c);
    let format = {
        let words = words.clone();
        Callback::from(move |said: f64| {
            if numbers {
                return words.fill("evaluate.predict.value", &[("share", words.amount(said))]).into();
            }
            let share = said / 100.0;
            let values = [("share", words.percent(share, 0)), ("n", words.number(share * 10.0, 1))];
            AttrValue::from(words.fill("evaluate.predict.value", &values))
        })
    };
    let set = {
        let magnitude = magnitude.clone();
        Callback::from(move |value| magnitude.set(Some(value)))
    };
    let open = {
        let (act, because) = (props.act.clone(), (*because).clone());
        let magnitude = if numbers { said } else { said / 100.0 };
        Callback::from(move |_: MouseEvent| {
            if let Some(confidence) = confidence {
                let because = because.clone();
                act.emit(Action::OpenTest { magnitude, confidence, because });
            }
        })
    };
    let unit: AttrValue = if numbers { words.attr("evaluate.predict.unit") } else { "%".into() };
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
            <p>{ words.line("evaluate.predict.line", &[("threshold", words.said(report.threshold))]) }</p>
            <Slider stepped={words.attr("page.stepped")} label={words.attr("evaluate.predict.question")} {unit} value={said} min={0.0} max={most} {step}
                {format} clamped={words.fill("evaluate.predict.clamped", &[("most", words.figures(most))])}
                oninput={set.clone()} onchange={set} />
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

/// A slider's end for an error of this size, and its steps: round ones, some tens of them.
fn scale(size: f64) -> [f64; 2] {
    let step = ticks(0.0, size, 40).get(1).copied().unwrap_or(1.0);
    [(size / step).ceil() * step, step]
}

fn peeks(props: &Panel, peeks: u32) -> String {
    match peeks {
        0 => props.words.say("evaluate.peeks.zero"),
        n => props.words.count("evaluate.peeks", n, &[]),
    }
}
