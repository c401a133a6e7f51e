//! Choosing one of several, or several of many; each option has a label and a sentence.

use yew::prelude::*;

use super::use_id;

/// An option.
#[derive(Clone, PartialEq)]
pub struct Choice {
    /// Handed back when chosen.
    pub value: AttrValue,
    /// In a word or two.
    pub label: AttrValue,
    /// In a sentence; may be empty.
    pub says: Html,
    /// Why it cannot be chosen now.
    pub closed: Option<AttrValue>,
}

impl Choice {
    /// An option that can be chosen.
    pub fn new(value: impl Into<AttrValue>, label: impl Into<AttrValue>, says: impl Into<Html>) -> Self {
        Self { value: value.into(), label: label.into(), says: says.into(), closed: None }
    }
}

fn option(
    kind: &'static str,
    name: &AttrValue,
    choice: &Choice,
    checked: bool,
    onchange: Callback<Event>,
) -> Html {
    let id = format!("{name}-{}", choice.value);
    html! {
        <label key={choice.value.to_string()} class="option" for={id.clone()}>
            <input type={kind} {id} name={name.clone()} value={choice.value.clone()} {checked}
                disabled={choice.closed.is_some()} {onchange} />
            <span>
                <b>{ choice.label.clone() }</b>
                <span class="says">{ choice.says.clone() }</span>
                if let Some(why) = &choice.closed {
                    <span class="why">{ why.clone() }</span>
                }
            </span>
        </label>
    }
}

/// What a group of radio buttons shows.
#[derive(Clone, PartialEq, Properties)]
pub struct ChoiceGroupProps {
    /// The question.
    pub legend: AttrValue,
    /// The options.
    pub options: Vec<Choice>,
    /// The value of the chosen one.
    pub chosen: Option<AttrValue>,
    /// Called with the value that was chosen.
    pub onchange: Callback<AttrValue>,
}

/// One of several.
#[component]
pub fn ChoiceGroup(props: &ChoiceGroupProps) -> Html {
    let name = use_id("choice");
    let one = |choice: &Choice| {
        let (value, onchange) = (choice.value.clone(), props.onchange.clone());
        let checked = props.chosen.as_ref() == Some(&choice.value);
        option("radio", &name, choice, checked, Callback::from(move |_| onchange.emit(value.clone())))
    };
    html! {
        <fieldset>
            <legend>{ props.legend.clone() }</legend>
            <div class="options">{ for props.options.iter().map(one) }</div>
        </fieldset>
    }
}

/// What a list of check boxes shows.
#[derive(Clone, PartialEq, Properties)]
pub struct CheckListProps {
    /// The question.
    pub legend: AttrValue,
    /// The options.
    pub options: Vec<Choice>,
    /// The values of the chosen ones.
    pub chosen: Vec<AttrValue>,
    /// Called with all chosen values, in the order of the options.
    pub onchange: Callback<Vec<AttrValue>>,
}

/// Several of many.
#[component]
pub fn CheckList(props: &CheckListProps) -> Html {
    let name = use_id("check");
    let one = |choice: &Choice| {
        let checked = props.chosen.contains(&choice.value);
        let (value, onchange) = (choice.value.clone(), props.onchange.clone());
        let (chosen, order) = (props.chosen.clone(), props.options.clone());
        let flip = Callback::from(move |_| {
            let holds = |other: &AttrValue| chosen.contains(other) != (*other == value);
            onchange.emit(order.iter().map(|choice| choice.value.clone()).filter(holds).collect());
        });
        option("checkbox", &name, choice, checked, flip)
    };
    html! {
        <fieldset>
            <legend>{ props.legend.clone() }</legend>
            <div class="options">{ for props.options.iter().map(one) }</div>
        </fieldset>
    }
}
