//! Every column at a glance: when it is known, what is missing and for whom; one of them opened.

use engine::expedition::KnownAt;
use engine::expedition::data::{ColumnReport, DataReport};
use yew::prelude::*;

use super::spread;
use crate::rooms::told;
use crate::rooms::words::Words;
use crate::widgets::{Column, Row, table_view};

/// What the panel is given.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The report of this room.
    pub report: DataReport,
    /// The words.
    pub words: Words,
}

/// The table of columns, and the one that was opened.
#[component]
pub fn Columns(props: &Props) -> Html {
    let Props { report, words } = props;
    let open = use_state(|| None::<String>);
    let row = |column: &ColumnReport| {
        let is_open = open.as_ref() == Some(&column.name);
        let toggle = {
            let (open, name) = (open.clone(), column.name.clone());
            Callback::from(move |_: MouseEvent| open.set((!is_open).then(|| name.clone())))
        };
        let missing = |share: Option<f64>| {
            Html::from(share.map_or_else(|| words.say("page.undefined"), |s| words.share(s)))
        };
        Row {
            cells: vec![
                html! {
                    <button type="button" class="quiet" aria-expanded={is_open.to_string()} onclick={toggle}>
                        { told::column(words, &column.name) }
                    </button>
                },
                known(words, &column.known_at).into(),
                missing(column.summary.missing_share),
                missing(column.missing_if_yes),
                missing(column.missing_if_no),
            ],
            marked: is_open,
        }
    };
    let heads = ["column", "known", "missing", "if_yes", "if_no"].into_iter().enumerate();
    let heads =
        heads.map(|(at, key)| Column { label: words.attr(&format!("data.columns.{key}")), numeric: at > 1 });
    let opened = report.columns.iter().find(|c| open.as_ref() == Some(&c.name));
    html! {
        <>
            { words.prose("data.columns.about", &[
                ("n", words.number(f64::from(report.train.n), 0)),
                ("cancelled", words.number(f64::from(report.positives), 0)),
            ]) }
            { table_view(words.attr("data.columns.table"), heads.collect(), report.columns.iter().map(row).collect()) }
            <div aria-live="polite">
                if let Some(column) = opened {
                    { spread::figure(words, column) }
                }
            </div>
        </>
    }
}

/// When a column is known, in words.
fn known(words: &Words, at: &KnownAt) -> String {
    let event = match at {
        KnownAt::Decision => "decision",
        KnownAt::Later(event) => event,
    };
    let key = format!("known.{event}");
    words.say(if words.has(&key) { &key } else { "known.later" })
}
