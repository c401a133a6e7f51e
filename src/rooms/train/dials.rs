//! What is asked before a model is trained: which kind, how much freedom, and on demand its other dials.

use engine::expedition::ModelSpec;
use engine::expedition::dials::{self, Dial, Question};
use yew::prelude::*;

use super::push::{self, Push};
use crate::rooms::fold::Fold;
use crate::rooms::kinds::{LEVELS, about, freedom, freedoms, level};
use crate::rooms::words::Words;
use crate::widgets::{Choice, ChoiceGroup, Slider};

/// The questions; `set` is given the model as it is to be, `whole` are the columns that may push it.
pub(super) fn panel(words: &Words, spec: &ModelSpec, whole: &[String], set: &Callback<ModelSpec>) -> Html {
    let kinds = dials::families(words.world.target().task).map(|family| {
        let says = words.line(&format!("train.kind.{family}.says"), &[]);
        Choice::new(family, words.attr(&format!("train.kind.{family}")), says)
    });
    let turn = set.reform(|family: AttrValue| dials::offered(&family));
    let usual = dials::freedom(&dials::usual(spec));
    let levels: Vec<Choice> = LEVELS
        .iter()
        .zip(freedoms(spec))
        .map(|(level, value)| {
            let default = match Some(value) == usual {
                true => format!(" {}", words.say("train.dial.usual")),
                false => String::new(),
            };
            let values = [("dial", freedom(words, spec, value)), ("usual", default)];
            let says = match spec {
                ModelSpec::NaiveBayes(_) => {
                    words.line(&about(words, spec, |kind| format!("train.dial.says.{kind}")), &values)
                }
                _ => words.line(&format!("train.dial.{level}.says"), &values),
            };
            Choice::new(*level, words.attr(&format!("train.dial.{level}")), says)
        })
        .collect();
    let free = {
        let spec = spec.clone();
        set.reform(move |level: AttrValue| {
            let value = LEVELS.iter().zip(freedoms(&spec)).find(|(name, _)| **name == level).map(|(_, v)| v);
            value.map_or_else(|| spec.clone(), |value| dials::with_freedom(&spec, value))
        })
    };
    let (apart, others): (Vec<Dial>, Vec<Dial>) =
        dials::others(spec).into_iter().partition(|dial| dial.seldom);
    // How columns are taken says what its freedom is, and so comes before it.
    let questions = dials::questions(spec, words.task()).into_iter();
    let (first, more): (Vec<Question>, Vec<Question>) = questions.partition(|one| one.what == "taken");
    let (seldom, more): (Vec<Question>, Vec<Question>) = more.into_iter().partition(|one| one.seldom);
    let pushes = dials::pushed(spec, words.task()).is_some();
    html! {
        <>
            <ChoiceGroup legend={words.attr("train.kind")} options={kinds.to_vec()}
                chosen={AttrValue::from(spec.name())} onchange={turn} />
            // One child, whatever it holds: with more or fewer of them what stands before would be made anew, under the
            // finger and the keyboard.
            { first.iter().map(|one| question(words, spec, one, set)).collect::<Html>() }
            <ChoiceGroup legend={words.attr("train.dial")} options={levels}
                chosen={level(spec).map(AttrValue::from)} onchange={free} />
            if !others.is_empty() || !more.is_empty() {
                <Fold title={words.attr("train.dials")}>
                    { for more.iter().map(|one| question(words, spec, one, set)) }
                    { for others.into_iter().map(|dial| slider(words, spec, dial, set)) }
                </Fold>
            }
            if !apart.is_empty() || !seldom.is_empty() || pushes {
                <Fold title={words.attr("train.dials.seldom")}>
                    { for seldom.iter().map(|one| question(words, spec, one, set)) }
                    { for apart.into_iter().map(|dial| slider(words, spec, dial, set)) }
                    <Push words={words.clone()} spec={spec.clone()} whole={whole.to_vec()} set={set.clone()} />
                </Fold>
            }
        </>
    }
}

/// A question with a few answers.
fn question(words: &Words, spec: &ModelSpec, question: &Question, set: &Callback<ModelSpec>) -> Html {
    let key = format!("train.question.{}", question.what);
    let option = |answer: &&'static str| {
        let key = format!("train.question.{}.{answer}", question.what);
        Choice::new(*answer, words.attr(&key), words.line(&format!("{key}.says"), &[]))
    };
    let spec = spec.clone();
    let turn = set.reform(move |answer: AttrValue| dials::answered(&spec, &answer));
    html! {
        <ChoiceGroup legend={words.attr(&key)} options={question.answers.iter().map(option).collect::<Vec<_>>()}
            chosen={AttrValue::from(question.now)} onchange={turn} />
    }
}

fn slider(words: &Words, spec: &ModelSpec, dial: Dial, set: &Callback<ModelSpec>) -> Html {
    let key = format!("train.dials.{}", dial.what);
    let usual = dials::others(&dials::usual(spec)).into_iter().find(|d| d.what == dial.what);
    let usual = usual.map_or(dial.value, |usual| usual.value);
    let says = words.line(&format!("{key}.says"), &[("usual", number(words, &dial, usual))]);
    let turn = {
        let (spec, what) = (spec.clone(), dial.what);
        set.reform(move |value: f64| dials::with(&spec, what, value))
    };
    let format = {
        let words = words.clone();
        Callback::from(move |at: f64| value(&words, &dial, at).into())
    };
    let ends = [("low", number(words, &dial, dial.low)), ("high", number(words, &dial, dial.high))];
    html! {
        <Slider stepped={words.attr("page.stepped")} key={dial.what} label={words.attr(&key)} {says} unit={words.attr(&format!("{key}.unit"))}
            value={dial.value} min={dial.low} max={dial.high} step={dial.step} {format}
            clamped={words.fill("train.dials.clamped", &ends)} onchange={turn} />
    }
}

/// The dials and questions of a run that stand otherwise than usual, in words; nothing where none does.
pub(super) fn turned(words: &Words, spec: &ModelSpec) -> String {
    let usual = dials::usual(spec);
    let (was, stood) = (dials::others(&usual), dials::questions(&usual, words.task()));
    let answers = dials::questions(spec, words.task());
    let answers = answers.iter().filter(|one| !stood.contains(one) && one.what != "taken");
    let answers = answers.map(|one| {
        let key = format!("train.question.{}", one.what);
        let values = [("question", words.say(&key)), ("answer", words.say(&format!("{key}.{}", one.now)))];
        words.fill("train.turned.question", &values)
    });
    let values = dials::others(spec);
    // A freedom that has a place on its dial is told by that.
    let told = |dial: &&Dial| dial.what == "neighbours" && level(spec).is_some();
    let values = values
        .iter()
        .filter(|dial| !was.contains(dial) && !told(dial))
        .map(|dial| value(words, dial, dial.value));
    answers.chain(values).chain(push::told(words, spec)).collect::<Vec<String>>().join("; ")
}

/// Where a dial stands, in words; of some nought is no number but none at all.
fn value(words: &Words, dial: &Dial, at: f64) -> String {
    let none = format!("train.dials.{}.none", dial.what);
    if at == 0.0 && words.has(&none) {
        return words.say(&none);
    }
    words.fill(&format!("train.dials.{}.value", dial.what), &[("n", number(words, dial, at))])
}

fn number(words: &Words, dial: &Dial, at: f64) -> String {
    words.number(at, u32::from(dial.step < 1.0))
}
