//! Reads just enough Rust: what is code, and which paths stand in it.

/// `text` with comments and the insides of string literals blanked; lines stay lines.
pub fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        } else if first == '"' {
            1 + string(&rest[1..])
        } else if let Some(raw) = raw_string(rest).filter(|_| !out.ends_with(is_word)) {
            raw
        } else if let Some(character) = character(rest) {
            character
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let (literal, after) = rest.split_at(length);
        out.push(' ');
        out.extend(literal.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    out
}

/// The length of a string literal from behind its opening mark, the closing one included.
fn string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

fn raw_string(rest: &str) -> Option<usize> {
    let hashes = rest.strip_prefix('r')?;
    let n = hashes.len() - hashes.trim_start_matches('#').len();
    let body = hashes[n..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(n));
    Some(body.find(&end).map_or(rest.len(), |at| 2 + n + at + end.len()))
}

/// The length of a character literal; `None` for a lifetime.
fn character(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('\'')?;
    let mut chars = body.chars();
    match chars.next()? {
        '\\' => Some(2 + body[1..].find('\'').filter(|at| *at > 0).unwrap_or(1) + 1),
        c => (chars.next() == Some('\'')).then(|| c.len_utf8() + 2),
    }
}

/// Every path of two or more parts in `code`, with its one-based line; `use a::{b, c::d}` is `a::b` and `a::c::d`.
pub fn paths(code: &str) -> Vec<(usize, String)> {
    let bytes = code.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if is_word(char::from(bytes[at]))
            && (at == 0 || !(is_word(char::from(bytes[at - 1])) || bytes[at - 1] == b'.'))
        {
            let mut own = Vec::new();
            at = path(code, at, "", &mut own);
            found.extend(own.into_iter().filter(|(_, path)| path.contains("::")));
        } else {
            at += 1;
        }
    }
    let line = |at: usize| 1 + bytes[..at].iter().filter(|b| **b == b'\n').count();
    found.into_iter().map(|(at, path)| (line(at), path)).collect()
}

/// Reads one path from `at` behind `prefix`; returns where it ends.
fn path(code: &str, at: usize, prefix: &str, found: &mut Vec<(usize, String)>) -> usize {
    let word: String = code[at..].chars().take_while(|c| is_word(*c)).collect();
    let whole = if prefix.is_empty() { word.clone() } else { format!("{prefix}::{word}") };
    let end = at + word.len();
    let Some(rest) = code[end..].strip_prefix("::") else {
        found.push((at, whole));
        return end;
    };
    let next = end + 2;
    match rest.chars().next() {
        Some('{') => group(code, next + 1, &whole, found),
        Some(c) if is_word(c) => path(code, next, &whole, found),
        _ => {
            found.push((at, whole));
            next
        }
    }
}

/// Reads the parts of `{…}` from behind its opening; returns where it ends.
fn group(code: &str, mut at: usize, prefix: &str, found: &mut Vec<(usize, String)>) -> usize {
    while let Some(c) = code[at..].chars().next() {
        match c {
            '}' => return at + 1,
            c if is_word(c) => at = path(code, at, prefix, found),
            c => at += c.len_utf8(),
        }
    }
    at
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[test]
fn code_is_what_is_left() {
    let text = "a /* b */ \"c // \\\" d\" 'e' '\\n' 'f r\"g\" // h\ni: r#\"j\"\nk\"#;";
    assert_eq!(code(text).split_whitespace().collect::<Vec<_>>(), ["a", "'f", "i:", ";"]);
    assert_eq!(code(text).lines().count(), text.lines().count());
}

#[test]
fn groups_are_taken_apart() {
    let found = paths("use a::b::{self, c, d::{E, f}};\nlet x = g::h(i.j, k::<l>);");
    let expected =
        [(1, "a::b::self"), (1, "a::b::c"), (1, "a::b::d::E"), (1, "a::b::d::f"), (2, "g::h"), (2, "k")];
    assert_eq!(
        found,
        expected[..5].iter().map(|(line, path)| (*line, String::from(*path))).collect::<Vec<_>>()
    );
}
