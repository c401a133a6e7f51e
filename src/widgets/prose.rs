//! Renders our tiny markdown. Glossary entries come from a look-up; unknown terms are plain words.

use yew::prelude::*;

use super::markdown::{Block, Inline, blocks, inlines};
use super::term::Term;

/// A glossary entry, looked up by its key.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// One line of markdown; terms inside it stay plain words.
    pub text: AttrValue,
    /// The word that closes it.
    pub close: AttrValue,
}

/// Finds a glossary entry by its key.
pub type Terms = Callback<AttrValue, Option<Entry>>;

/// What closes a sentence or a bracket stays on the line of the word before it.
const CLOSING: [char; 9] = ['.', ',', ';', ':', '?', '!', ')', '”', '’'];

fn render(line: &[Inline], terms: Option<&Terms>) -> Html {
    let mut done = Vec::with_capacity(line.len());
    let mut pieces = line.iter().peekable();
    while let Some(piece) = pieces.next() {
        let html = render_piece(piece, terms);
        match (piece, pieces.peek()) {
            // A browser breaks the line behind a button, whatever follows it.
            (Inline::Term(..), Some(Inline::Text(text))) if text.starts_with(CLOSING) => {
                let rest = text.trim_start_matches(CLOSING);
                let closing = &text[..text.len() - rest.len()];
                done.push(html! { <><span class="unbroken">{ html }{ closing.to_owned() }</span>{ rest.to_owned() }</> });
                pieces.next();
            }
            _ => done.push(html),
        }
    }
    done.into_iter().collect()
}

fn render_piece(piece: &Inline, terms: Option<&Terms>) -> Html {
    match piece {
        Inline::Text(text) => Html::from(text.clone()),
        Inline::Strong(inside) => html! { <strong>{ render(inside, terms) }</strong> },
        Inline::Em(inside) => html! { <em>{ render(inside, terms) }</em> },
        Inline::Link(label, target) => html! {
            <a href={target.clone()} target="_blank" rel="noopener noreferrer">{ label.clone() }</a>
        },
        Inline::Term(label, key) => match terms.and_then(|terms| terms.emit(key.clone().into())) {
            Some(entry) => {
                let inside = render(&inlines(&entry.text), None);
                html! { <Term label={label.clone()} entry={inside} close={entry.close} /> }
            }
            None => Html::from(label.clone()),
        },
    }
}

fn render_block(block: Block, terms: Option<&Terms>) -> Html {
    match block {
        Block::Paragraph(line) => html! { <p>{ render(&line, terms) }</p> },
        Block::Heading(2, line) => html! { <h2>{ render(&line, terms) }</h2> },
        Block::Heading(_, line) => html! { <h3>{ render(&line, terms) }</h3> },
        Block::List(ordered, items) => {
            let items = items.iter().map(|item| html! { <li>{ render(item, terms) }</li> });
            if ordered {
                html! { <ol>{ for items }</ol> }
            } else {
                html! { <ul>{ for items }</ul> }
            }
        }
    }
}

/// Markdown as paragraphs and lists.
pub fn prose(text: &str, terms: &Terms) -> Html {
    let blocks = blocks(text).into_iter().map(|block| render_block(block, Some(terms)));
    html! { <div class="prose">{ for blocks }</div> }
}

/// One line of markdown without a paragraph around it, for captions and labels.
pub fn line(text: &str, terms: &Terms) -> Html {
    render(&inlines(text), Some(terms))
}
