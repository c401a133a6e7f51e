//! A notice in the flow of the page: information, good news, or what needs the learner.

use yew::prelude::*;

/// What kind of notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// For information.
    Info,
    /// Good news.
    Good,
    /// Something went wrong or needs the learner; read aloud at once.
    Harm,
}

/// A notice that stays.
pub fn notice(kind: NoticeKind, says: Html) -> Html {
    boxed(kind, says, Html::default())
}

/// A notice that can be put away: `word` says so, `ondismiss` is called.
pub fn dismissible(kind: NoticeKind, says: Html, word: AttrValue, ondismiss: Callback<()>) -> Html {
    let onclick = ondismiss.reform(|_: MouseEvent| ());
    boxed(kind, says, html! { <button type="button" class="quiet" {onclick}>{ word }</button> })
}

fn boxed(kind: NoticeKind, says: Html, acts: Html) -> Html {
    let (class, role) = match kind {
        NoticeKind::Info => ("is-info", "status"),
        NoticeKind::Good => ("is-good", "status"),
        NoticeKind::Harm => ("is-harm", "alert"),
    };
    html! { <div class={classes!("notice", class)} {role}><div>{ says }</div>{ acts }</div> }
}
