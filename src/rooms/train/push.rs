//! Columns that may push a model one way only, because somebody knows it before any row is looked at.

use engine::expedition::ModelSpec;
use engine::expedition::dials;
use yew::prelude::*;

use crate::rooms::told;
use crate::rooms::words::Words;
use crate::widgets::select;

/// The ways, as text keys.
const WAYS: [(&str, i8); 3] = [("either", 0), ("up", 1), ("down", -1)];

/// The columns that a model is held to, and which way, in words.
pub(super) fn told(words: &Words, spec: &ModelSpec) -> Vec<String> {
    let pushed = dials::pushed(spec, words.task()).into_iter().flatten();
    let told = pushed.map(|(name, way)| {
        let key = WAYS.iter().find(|(_, one)| one == way).map_or("either", |(key, _)| key);
        let values =
            [("column", told::column(words, name)), ("way", words.say(&format!("train.push.{key}")))];
        words.fill("train.push.told", &values)
    });
    told.collect()
}

/// What the question shows.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct PushProps {
    /// The texts.
    pub words: Words,
    /// The model as it is to be.
    pub spec: ModelSpec,
    /// The columns that may push it.
    pub whole: Vec<String>,
    /// Called with the model as it is to be then.
    pub set: Callback<ModelSpec>,
}

/// A drop-down for each column that is told so far, and one with a button to tell of another; nothing for a kind of model
/// that cannot be held to it, or where no column is a number.
#[component]
pub(super) fn Push(props: &PushProps) -> Html {
    let (words, spec) = (&props.words, &props.spec);
    let next = use_state(|| None::<AttrValue>);
    // A column that may push either way again stays where it is: its drop-down has the focus.
    let freed = use_state(Vec::<String>::new);
    let pushed = dials::pushed(spec, words.task()).filter(|_| !props.whole.is_empty());
    let Some(pushed) = pushed else { return Html::default() };
    let stands = |name: &&String| pushed.contains_key(*name) || freed.contains(name);
    let held = props.whole.iter().filter(stands).map(|name| (name, pushed.get(name).copied().unwrap_or(0)));
    let ways =
        || WAYS.iter().map(|(key, way)| (way.to_string().into(), words.attr(&format!("train.push.{key}"))));
    let each = held.map(|(name, way)| {
        let (spec, column) = (spec.clone(), name.clone());
        let (freed, set) = (freed.clone(), props.set.clone());
        let turn = Callback::from(move |way: AttrValue| {
            let way = way.parse().unwrap_or(0);
            if way == 0 && !freed.contains(&column) {
                freed.set(freed.iter().cloned().chain([column.clone()]).collect());
            }
            set.emit(dials::push(&spec, &column, way));
        });
        let label = words.fill("train.push.way", &[("column", told::column(words, name))]);
        html! { <li key={name.clone()}>{ select(label.into(), ways().collect(), &way.to_string(), turn) }</li> }
    });
    let each: Vec<Html> = each.collect();
    let free = props.whole.iter().filter(|name| !stands(name));
    let free: Vec<(AttrValue, AttrValue)> =
        free.map(|name| (name.clone().into(), told::column(words, name).into())).collect();
    let chosen = next.as_ref().filter(|chosen| free.iter().any(|(name, _)| name == *chosen));
    let chosen = chosen.or(free.first().map(|(name, _)| name)).cloned();
    let pick = {
        let next = next.clone();
        Callback::from(move |name: AttrValue| next.set(Some(name)))
    };
    let add = {
        let (spec, chosen, set) = (spec.clone(), chosen.clone(), props.set.clone());
        Callback::from(move |_: MouseEvent| {
            chosen.iter().for_each(|name| set.emit(dials::push(&spec, name, 1)));
        })
    };
    html! {
        <fieldset>
            <legend>{ words.say("train.push") }</legend>
            <p class="says">{ words.line("train.push.says", &[]) }</p>
            <ul class="plain">{ each }</ul>
            <div class="acts">
                { select(words.attr("train.push.add"), free, chosen.as_deref().unwrap_or_default(), pick) }
                <button type="button" class="or" onclick={add} aria-disabled={chosen.is_none().then_some("true")}>
                    { words.say("train.push.do") }
                </button>
            </div>
        </fieldset>
    }
}
