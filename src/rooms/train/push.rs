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

/// A drop-down a column that is told so far, and one more to tell of another; nothing for a kind of model that cannot be
/// held to it, or where no column of `whole` is a number.
pub(super) fn panel(
    words: &Words,
    spec: &ModelSpec,
    whole: &[String],
    set: &Callback<ModelSpec>,
) -> Option<Html> {
    let pushed = dials::pushed(spec, words.task())?;
    if whole.is_empty() {
        return None;
    }
    let held: Vec<(&String, i8)> = whole.iter().filter_map(|name| Some((name, *pushed.get(name)?))).collect();
    let ways =
        || WAYS.iter().map(|(key, way)| (way.to_string().into(), words.attr(&format!("train.push.{key}"))));
    let each = held.iter().map(|(name, way)| {
        let (spec, column) = (spec.clone(), (*name).clone());
        let turn = set.reform(move |way: AttrValue| dials::push(&spec, &column, way.parse().unwrap_or(0)));
        let label = words.fill("train.push.way", &[("column", told::column(words, name))]);
        html! { <li key={(*name).clone()}>{ select(label.into(), ways().collect(), &way.to_string(), turn) }</li> }
    });
    let free = whole.iter().filter(|name| !pushed.contains_key(*name));
    let free: Vec<(AttrValue, AttrValue)> =
        free.map(|name| (name.clone().into(), told::column(words, name).into())).collect();
    let add = {
        let spec = spec.clone();
        set.reform(move |column: AttrValue| match column.is_empty() {
            true => spec.clone(),
            false => dials::push(&spec, &column, 1),
        })
    };
    let none = (AttrValue::default(), words.attr("train.push.none"));
    Some(html! {
        <fieldset class="pushes">
            <legend>{ words.say("train.push") }</legend>
            <p class="says">{ words.line("train.push.says", &[]) }</p>
            if !held.is_empty() {
                <ul class="plain">{ for each }</ul>
            }
            if !free.is_empty() {
                { select(words.attr("train.push.add"), std::iter::once(none).chain(free).collect(), "", add) }
            }
        </fieldset>
    })
}
