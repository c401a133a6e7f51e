//! A part of a room that is looked at on demand; it is drawn when it is opened.

use yew::prelude::*;

use crate::widgets::use_id;

/// What a fold shows.
#[derive(Clone, PartialEq, Properties)]
pub struct FoldProps {
    /// Its title.
    pub title: AttrValue,
    /// What is inside.
    pub children: Html,
}

/// A title that opens what is under it.
#[component]
pub fn Fold(props: &FoldProps) -> Html {
    let open = use_state(|| false);
    let id = use_id("fold");
    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    html! {
        <section class="fold">
            <h3>
                <button type="button" class="quiet" aria-expanded={open.to_string()} aria-controls={id.clone()}
                    {onclick}>{ props.title.clone() }</button>
            </h3>
            <div {id} hidden={!*open}>
                if *open {
                    { props.children.clone() }
                }
            </div>
        </section>
    }
}
