//! Widgets: know Yew, not ML. Every word comes in as a property; nothing here knows a language.

use std::cell::Cell;

use yew::prelude::*;

pub mod choice;
pub mod file_button;
pub mod focus;
pub mod line;
pub mod markdown;
pub mod notice;
pub mod number;
pub mod print_button;
pub mod progress;
pub mod prose;
pub mod ring;
pub mod select;
pub mod slider;
pub mod table_view;
pub mod term;
pub mod text_area;

pub use choice::{CheckList, Choice, ChoiceGroup};
pub use file_button::{FileButton, FileProblem, Picked, file_drop};
pub use focus::use_focus;
pub use line::Line;
pub use notice::{NoticeKind, dismissible, notice};
pub use number::{number_field, word_field};
pub use print_button::print_button;
pub use progress::progress_view;
pub use prose::{Entry, Terms, line, prose};
pub use ring::{Ring, Standing, Stop};
pub use select::{Options, grouped_select, select};
pub use slider::{Heed, Slider, heed, settle};
pub use table_view::{Column, Row, table_beside, table_of_cards, table_under_heading, table_view};
pub use term::Term;
pub use text_area::TextArea;

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// An id that no other element of this page has; the same one for the life of the component.
#[hook]
pub fn use_id(kind: &'static str) -> AttrValue {
    let id = use_memo((), move |()| {
        NEXT.with(|next| {
            next.set(next.get() + 1);
            AttrValue::from(format!("{kind}-{}", next.get()))
        })
    });
    (*id).clone()
}
