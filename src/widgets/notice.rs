//! A notice in the flow of the page: information, good news, or what needs the learner.

use yew::prelude::*;

/// What kind of notice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeKind {
    /// For information.
    #[default]
    Info,
    /// Good news.
    Good,
    /// Something went wrong or needs the learner; read aloud at once.
    Harm,
}

/// What a notice shows.
#[derive(Clone, PartialEq, Properties)]
pub struct NoticeProps {
    /// What kind.
    #[prop_or_default]
    pub kind: NoticeKind,
    /// The words.
    pub children: Html,
    /// The word that puts it away; without one it stays.
    #[prop_or_default]
    pub dismiss: Option<AttrValue>,
    /// Called when it is put away.
    #[prop_or_default]
    pub ondismiss: Callback<()>,
}

/// A notice.
#[component]
pub fn Notice(props: &NoticeProps) -> Html {
    let (class, role) = match props.kind {
        NoticeKind::Info => ("is-info", "status"),
        NoticeKind::Good => ("is-good", "status"),
        NoticeKind::Harm => ("is-harm", "alert"),
    };
    let onclick = props.ondismiss.reform(|_: MouseEvent| ());
    html! {
        <div class={classes!("notice", class)} {role}>
            <div>{ props.children.clone() }</div>
            if let Some(word) = &props.dismiss {
                <button type="button" class="quiet" {onclick}>{ word.clone() }</button>
            }
        </div>
    }
}
