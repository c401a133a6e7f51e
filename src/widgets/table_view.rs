//! A table that scrolls sideways on a phone and can be reached and scrolled by keyboard; one of many columns stands
//! upright there, each row a block.

use yew::prelude::*;

/// A column's head.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its words.
    pub label: AttrValue,
    /// Whether it holds numbers, which stand at the line's end.
    pub numeric: bool,
}

/// A row of cells; the first one names the row. A single cell goes with the row above it, over all columns.
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
    table(caption, None, columns.len() > MOST_BESIDE, &columns, rows)
}

/// A table whose rows stand under each other on a phone, however few its columns: where each cell is something to do.
pub fn table_of_cards(caption: AttrValue, columns: Vec<Column>, rows: Vec<Row>) -> Html {
    table(caption, None, true, &columns, rows)
}

/// A table to be read across, in which the names of rows stay where they are while it scrolls.
pub fn table_beside(caption: AttrValue, columns: Vec<Column>, rows: Vec<Row>) -> Html {
    html! { <div class="pinned">{ table(caption, None, false, &columns, rows) }</div> }
}

/// A table whose caption only screen readers meet, because a heading above says the same.
pub fn table_under_heading(caption: AttrValue, columns: Vec<Column>, rows: Vec<Row>) -> Html {
    table(caption, Some("visually-hidden"), columns.len() > MOST_BESIDE, &columns, rows)
}

/// More columns than these stand under each other on a phone, each value with its head.
const MOST_BESIDE: usize = 4;

fn table(
    caption: AttrValue,
    hidden: Option<&'static str>,
    stacks: bool,
    columns: &[Column],
    rows: Vec<Row>,
) -> Html {
    let class = |at: usize| columns.get(at).is_some_and(|column| column.numeric).then_some("n");
    // What is laid out otherwise is still a table to a screen reader.
    let role = |role: &'static str| stacks.then_some(role);
    let head = columns.iter().enumerate().map(|(at, column)| {
        if column.label.is_empty() {
            html! { <td class={class(at)} role={role("cell")}></td> }
        } else {
            html! { <th scope="col" class={class(at)} role={role("columnheader")}>{ column.label.clone() }</th> }
        }
    });
    let row = |row: Row| {
        if let ([only], true) = (row.cells.as_slice(), columns.len() > 1) {
            let (only, span) = (only.clone(), columns.len().to_string());
            return html! { <tr role={role("row")}><td colspan={span} role={role("cell")}><div>{ only }</div></td></tr> };
        }
        let cells = row.cells.into_iter().enumerate().map(|(at, cell)| match at {
            0 => html! { <th scope="row" class={class(at)} role={role("rowheader")}>{ cell }</th> },
            _ => {
                let label = columns.get(at).filter(|_| stacks).map(|column| column.label.clone());
                html! { <td class={class(at)} role={role("cell")} data-label={label}>{ cell }</td> }
            }
        });
        html! { <tr class={row.marked.then_some("marked")} role={role("row")}>{ for cells }</tr> }
    };
    html! {
        <div class={classes!("scroll", stacks.then_some("stacks"))} role="region" tabindex="0"
            aria-label={caption.clone()}>
            <table role={role("table")}>
                <caption><span class={hidden}>{ caption }</span></caption>
                <thead role={role("rowgroup")}><tr role={role("row")}>{ for head }</tr></thead>
                <tbody role={role("rowgroup")}>{ for rows.into_iter().map(row) }</tbody>
            </table>
        </div>
    }
}
