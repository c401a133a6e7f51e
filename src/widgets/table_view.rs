//! A table that scrolls sideways on a phone and can be reached and scrolled by keyboard.

use yew::prelude::*;

use super::use_id;

/// A column's head.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its words.
    pub label: AttrValue,
    /// Whether it holds numbers, which stand at the line's end.
    pub numeric: bool,
}

/// A row of cells; the first one names the row.
#[derive(Clone, PartialEq)]
pub struct Row {
    /// The cells.
    pub cells: Vec<Html>,
    /// Stands out ("your model").
    pub marked: bool,
}

impl Row {
    /// A plain row.
    pub fn new(cells: Vec<Html>) -> Self {
        Self { cells, marked: false }
    }
}

/// What a table shows.
#[derive(Clone, PartialEq, Properties)]
pub struct TableViewProps {
    /// What the table is.
    pub caption: AttrValue,
    /// Only screen readers meet the caption.
    #[prop_or_default]
    pub caption_hidden: bool,
    /// The heads.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A table with caption and heads.
#[component]
pub fn TableView(props: &TableViewProps) -> Html {
    let id = use_id("caption");
    let numeric = |at: usize| props.columns.get(at).is_some_and(|column| column.numeric);
    let class = |at: usize| if numeric(at) { Some("n") } else { None };
    let head = props.columns.iter().enumerate().map(|(at, column)| {
        if column.label.is_empty() {
            html! { <td class={class(at)}></td> }
        } else {
            html! { <th scope="col" class={class(at)}>{ column.label.clone() }</th> }
        }
    });
    let row = |row: &Row| {
        let cells = row.cells.iter().enumerate().map(|(at, cell)| match at {
            0 => html! { <th scope="row" class={class(at)}>{ cell.clone() }</th> },
            _ => html! { <td class={class(at)}>{ cell.clone() }</td> },
        });
        html! { <tr class={row.marked.then_some("marked")}>{ for cells }</tr> }
    };
    let hidden = props.caption_hidden.then_some("visually-hidden");
    html! {
        <div class="scroll" role="region" tabindex="0" aria-labelledby={id.clone()}>
            <table>
                <caption id={id}><span class={hidden}>{ props.caption.clone() }</span></caption>
                <thead><tr>{ for head }</tr></thead>
                <tbody>{ for props.rows.iter().map(row) }</tbody>
            </table>
        </div>
    }
}
