//! Our tiny markdown as data: paragraphs, headings, lists, **bold**, *em*, links.
//! No raw HTML, no nesting of blocks.

/// A block of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A heading, `## ` or `### `.
    Heading(u8, Vec<Inline>),
    /// A list, numbered or not.
    List(bool, Vec<Vec<Inline>>),
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    /// Plain words.
    Text(String),
    /// `**bold**`.
    Strong(Vec<Inline>),
    /// `*em*`.
    Em(Vec<Inline>),
    /// `[label](term:key)`.
    Term(String, String),
    /// `[label](https://…)`.
    Link(String, String),
}

/// Reads a text into blocks.
///
/// ```
/// use full_loop::widgets::markdown::{Block, blocks};
/// assert!(matches!(blocks("- one\n- two").as_slice(), [Block::List(false, items)] if items.len() == 2));
/// ```
pub fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let close = |open: &mut Vec<&str>, found: &mut Vec<Block>| {
        if !open.is_empty() {
            found.push(Block::Paragraph(inlines(&open.join(" "))));
            open.clear();
        }
    };
    let mut after_gap = true;
    for line in text.lines().map(str::trim) {
        let heading = line.strip_prefix("### ").map(|rest| (3, rest));
        let heading = heading.or_else(|| line.strip_prefix("## ").map(|rest| (2, rest)));
        if line.is_empty() {
            close(&mut open, &mut found);
        } else if let Some((level, words)) = heading {
            close(&mut open, &mut found);
            found.push(Block::Heading(level, inlines(words)));
        } else if let Some((ordered, words)) = item(line) {
            close(&mut open, &mut found);
            match found.last_mut() {
                Some(Block::List(kind, items)) if *kind == ordered && !after_gap => {
                    items.push(inlines(words))
                }
                _ => found.push(Block::List(ordered, vec![inlines(words)])),
            }
        } else {
            open.push(line);
        }
        after_gap = line.is_empty();
    }
    close(&mut open, &mut found);
    found
}

fn item(line: &str) -> Option<(bool, &str)> {
    if let Some(words) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some((false, words));
    }
    let (number, words) = line.split_once(". ")?;
    let digits = !number.is_empty() && number.len() < 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then_some((true, words))
}

/// Reads one line's marks. What is not closed stays as it is written.
pub fn inlines(text: &str) -> Vec<Inline> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let taken = strong(rest).or_else(|| em(rest)).or_else(|| link(rest));
        match taken {
            Some((inline, after)) => {
                if !plain.is_empty() {
                    found.push(Inline::Text(std::mem::take(&mut plain)));
                }
                found.push(inline);
                rest = after;
            }
            None => {
                plain.push(next);
                rest = rest.get(next.len_utf8()..).unwrap_or_default();
            }
        }
    }
    if !plain.is_empty() {
        found.push(Inline::Text(plain));
    }
    found
}

fn strong(text: &str) -> Option<(Inline, &str)> {
    let (inside, after) = text.strip_prefix("**")?.split_once("**")?;
    (!inside.is_empty()).then(|| (Inline::Strong(inlines(inside)), after))
}

fn em(text: &str) -> Option<(Inline, &str)> {
    let (inside, after) = text.strip_prefix('*')?.split_once('*')?;
    let tight = !inside.is_empty() && !inside.starts_with(' ') && !inside.ends_with(' ');
    tight.then(|| (Inline::Em(inlines(inside)), after))
}

fn link(text: &str) -> Option<(Inline, &str)> {
    let (label, after) = text.strip_prefix('[')?.split_once("](")?;
    let (target, after) = after.split_once(')')?;
    if label.contains('[') {
        return None;
    }
    if let Some(key) = target.strip_prefix("term:") {
        return Some((Inline::Term(label.into(), key.into()), after));
    }
    target.starts_with("https://").then(|| (Inline::Link(label.into(), target.into()), after))
}
