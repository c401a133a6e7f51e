//! A table that scrolls sideways on a phone and can be reached and scrolled by keyboard.

use yew::prelude::*;

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

/// A table with caption and heads.
pub fn table_view(caption: AttrValue, columns: Vec<Column>, rows: Vec<Row>) -> Html {
    table(caption, None, &columns, rows)
}

/// A table whose caption only screen readers meet, because a heading above says the same.
pub fn table_under_heading(caption: AttrValue, columns: Vec<Column>, rows: Vec<Row>) -> Html {
    table(caption, Some("visually-hidden"), &columns, rows)
}

fn table(caption: AttrValue, hidden: Option<&'static str>, columns: &[Column], rows: Vec<Row>) -> Html {
    let class = |at: usize| columns.get(at).is_some_and(|column| column.numeric).then_some("n");
    let head = columns.iter().enumerate().map(|(at, column)| {
        if column.label.is_empty() {
            html! { <td class={class(at)}></td> }
        } else {
            html! { <th scope="col" class={class(at)}>{ column.label.clone() }</th> }
        }
    });
    let row = |row: Row| {
        let cells = row.cells.into_iter().enumerate().map(|(at, cell)| match at {
            0 => html! { <th scope="row" class={class(at)}>{ cell }</th> },
            _ => html! { <td class={class(at)}>{ cell }</td> },
        });
        html! { <tr class={row.marked.then_some("marked")}>{ for cells }</tr> }
    };
    html! {
        <div class="scroll" role="region" tabindex="0" aria-label={caption.clone()}>
            <table>
                <caption><span class={hidden}>{ caption }</span></caption>
                <thead><tr>{ for head }</tr></thead>
                <tbody>{ for rows.into_iter().map(row) }</tbody>
            </table>
        </div>
    }
}
