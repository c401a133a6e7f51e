//! How far long work has come, with a way to pause it and a way to stop it.

use yew::prelude::*;

/// What is shown of long work.
#[derive(Clone, PartialEq, Properties)]
pub struct ProgressViewProps {
    /// What is under way.
    pub label: AttrValue,
    /// The share that is done; `None` while nobody knows.
    pub done: Option<f64>,
    /// How far, in words ("iteration 12 of about 40").
    #[prop_or_default]
    pub words: AttrValue,
    /// The word that pauses or goes on, whichever holds now.
    #[prop_or_default]
    pub pause: Option<AttrValue>,
    /// The word that stops the work.
    #[prop_or_default]
    pub cancel: Option<AttrValue>,
    /// Called by pause and go on.
    #[prop_or_default]
    pub onpause: Callback<()>,
    /// Called by stop.
    #[prop_or_default]
    pub oncancel: Callback<()>,
}

/// A progress bar with its words and buttons.
#[component]
pub fn ProgressView(props: &ProgressViewProps) -> Html {
    let value = props.done.map(|done| format!("{:.3}", done.clamp(0.0, 1.0)));
    let valuetext = if props.words.is_empty() { None } else { Some(props.words.clone()) };
    html! {
        <div class="progress">
            <p class="label">{ props.label.clone() }</p>
            <progress max="1" {value} aria-label={props.label.clone()} aria-valuetext={valuetext}></progress>
            <p class="words">{ props.words.clone() }</p>
            <div class="tools">
                if let Some(word) = &props.pause {
                    <button type="button" class="quiet" onclick={props.onpause.reform(|_: MouseEvent| ())}>
                        { word.clone() }
                    </button>
                }
                if let Some(word) = &props.cancel {
                    <button type="button" class="quiet" onclick={props.oncancel.reform(|_: MouseEvent| ())}>
                        { word.clone() }
                    </button>
                }
            </div>
        </div>
    }
}
