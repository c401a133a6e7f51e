//! Two languages nobody speaks, made from English: they show text that is not translatable,
//! does not fit when longer, or assumes that one reads from left to right.
//!
//! Left as they are: header lines (`## key`), `{placeholders}`, the address of a `[link](…)`,
//! `` `code` `` and HTML comments.

/// Accented, with doubled vowels: about a third longer (`en-XA`).
pub fn accented(text: &str) -> String {
    each_word(text, |word, out| {
        for letter in word.chars() {
            let accent = accent(letter);
            out.push(accent);
            if "aeiouAEIOU".contains(letter) {
                out.extend(accent.to_lowercase());
            }
        }
    })
}

/// Every word shown from right to left, by the marks of Unicode (`ar-XB`).
pub fn right_to_left(text: &str) -> String {
    each_word(text, |word, out| {
        out.push_str("\u{200f}\u{202e}");
        out.push_str(word);
        out.push_str("\u{202c}\u{200f}");
    })
}

/// Copies `text`, with every translatable word written by `write`.
fn each_word(text: &str, write: impl Fn(&str, &mut String)) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for line in text.split_inclusive('\n') {
        if line.starts_with("## ") || line.starts_with("<!--") {
            out.push_str(line);
        } else {
            words_of_line(line, &write, &mut out);
        }
    }
    out
}

fn words_of_line(line: &str, write: &impl Fn(&str, &mut String), out: &mut String) {
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let (length, word) = match first {
            '{' => (through(rest, '}'), false),
            '`' => (1 + through(&rest[1..], '`'), false),
            '(' if out.ends_with(']') => (through(rest, ')'), false),
            c if c.is_ascii_alphabetic() => (
                rest.find(|c: char| !c.is_ascii_alphabetic() && c != '\'' && c != '’').unwrap_or(rest.len()),
                true,
            ),
            c => (c.len_utf8(), false),
        };
        let (piece, after) = rest.split_at(length.min(rest.len()));
        if word {
            write(piece, out)
        } else {
            out.push_str(piece)
        }
        rest = after;
    }
}

/// The length of `text` up to and with `end`; one character when there is no end.
fn through(text: &str, end: char) -> usize {
    text.find(end).map_or(1, |at| at + end.len_utf8())
}

fn accent(letter: char) -> char {
    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const WITH: &str = "åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ";
    PLAIN.chars().zip(WITH.chars()).find(|(plain, _)| *plain == letter).map_or(letter, |(_, with)| with)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_what_is_not_prose() {
        let text = "## data.title\nRows {n_rows} `fit` [term](term:row) (see)\n";
        let pseudo = accented(text);
        assert_eq!(
            pseudo,
            "## data.title\nŔööŵš {n_rows} `fit` [ţéérɱ](term:row) (šéééé)\n".replace("ţéér", "ţééŕ")
        );
        let rtl = right_to_left("a {b} [c](d)");
        assert_eq!(rtl.replace(['\u{200f}', '\u{202e}', '\u{202c}'], ""), "a {b} [c](d)");
        assert!(rtl.contains("{b}") && rtl.contains("(d)"));
    }

    #[test]
    fn is_about_a_third_longer() {
        let text = "This model flags flights that may be cancelled tomorrow, and every flag costs money.";
        let ratio = accented(text).chars().count() as f64 / text.chars().count() as f64;
        assert!((1.25..1.45).contains(&ratio), "{ratio}");
    }
}
