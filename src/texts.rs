//! All words of the page, by key, and numbers as the language writes them.
//!
//! English is compiled in; every other language is one file beside the page. A file is `## key` lines, each followed
//! by its text in a small Markdown; `{name}` is a place to fill. Code holds no prose, texts hold no code.
//!
//! Worlds share their texts: a place `{world.row}` is the section `world.row`. A section `key@regression` stands in the
//! place of `key` in each world whose answers are numbers, `key@multiclass` where they are one of several classes, `key@screening` in the place of both in that world.

use std::collections::BTreeMap;

use engine::expedition::own::{self, Own, plain};
use engine::expedition::{Month, Task, WorldId, date};

mod format;

use format::Form;

/// The English texts, as they are compiled in.
const ENGLISH: [&str; 16] = [
    include_str!("../static/texts/en/page.md"),
    include_str!("../static/texts/en/frame.md"),
    include_str!("../static/texts/en/data.md"),
    include_str!("../static/texts/en/train.md"),
    include_str!("../static/texts/en/evaluate.md"),
    include_str!("../static/texts/en/deploy.md"),
    include_str!("../static/texts/en/monitor.md"),
    include_str!("../static/texts/en/journal.md"),
    include_str!("../static/texts/en/errors.md"),
    include_str!("../static/texts/en/glossary.md"),
    include_str!("../static/texts/en/multiclass.md"),
    include_str!("../static/texts/en/regression.md"),
    include_str!("../static/texts/en/screening.md"),
    include_str!("../static/texts/en/ridership.md"),
    include_str!("../static/texts/en/rodents.md"),
    include_str!("../static/texts/en/own.md"),
];

/// What begins the name of a place that another section fills.
const NOUN: &str = "{world.";

/// The words of one language, in one world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// The language, as a BCP 47 tag.
    pub lang: String,
    /// The world they speak of.
    pub world: WorldId,
    /// As they are written, for all worlds.
    written: BTreeMap<String, String>,
    words: BTreeMap<String, String>,
}

impl Texts {
    /// The English texts, of the first world.
    #[must_use]
    pub fn english() -> Self {
        Self::of("en", "")
    }

    /// The texts of a language file; what it lacks stays English.
    #[must_use]
    pub fn of(lang: &str, file: &str) -> Self {
        let mut written = BTreeMap::new();
        ENGLISH.iter().for_each(|file| read(file, &mut written));
        read(file, &mut written);
        let world = WorldId::ALL[0];
        Self { lang: lang.into(), world, written, words: BTreeMap::new() }.in_world(world)
    }

    /// The same, speaking of another world.
    #[must_use]
    pub fn in_world(&self, world: WorldId) -> Self {
        let mut words = self.written.clone();
        for mark in marks(world) {
            let mark = format!("@{mark}");
            for (key, text) in &self.written {
                if let Some(key) = key.strip_suffix(&mark) {
                    words.insert(key.into(), text.clone());
                }
            }
        }
        if let WorldId::Own(own) = world {
            name(own, &mut words);
        }
        let nouns: Vec<(String, String)> = words
            .iter()
            .filter(|(key, _)| key.starts_with(&NOUN[1..]))
            .map(|(key, noun)| (format!("{{{key}}}"), noun.clone()))
            .collect();
        for text in words.values_mut().filter(|text| text.contains(NOUN)) {
            for (place, noun) in &nouns {
                if self.lang.starts_with("en") {
                    *text = an(text, place, noun);
                }
                *text = text.replace(place, noun);
            }
        }
        Self { lang: self.lang.clone(), world, written: self.written.clone(), words }
    }

    /// All keys, in order, those of single worlds among them.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.written.keys().map(String::as_str)
    }

    /// The text of `key` as it is written, its places of the world not filled.
    #[must_use]
    pub fn written(&self, key: &str) -> &str {
        self.written.get(key).map_or("", String::as_str)
    }

    /// Whether there is a text for `key`.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.words.contains_key(key)
    }

    /// The text of `key`. A key without a text shows as itself; a test sees to it that there is none.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        self.words.get(key).map_or_else(|| key.into(), Clone::clone)
    }

    /// The text of `key` with its places filled.
    #[must_use]
    pub fn fill(&self, key: &str, values: &[(&str, String)]) -> String {
        let mut text = self.say(key);
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// The text of `key.one` or `key.other` …, as the language counts `n`, with `{n}` filled and the other places; of
    /// nothing at all that of `key.zero`, if there is one.
    #[must_use]
    pub fn count(&self, key: &str, n: u32, values: &[(&str, String)]) -> String {
        let counted = format::plural(&self.lang, n);
        let forms = [(n == 0).then_some("zero"), Some(counted.as_str())];
        let mut forms = forms.into_iter().flatten().map(|form| format!("{key}.{form}"));
        let form = forms.find(|form| self.has(form)).unwrap_or_else(|| format!("{key}.other"));
        let mut all = vec![("n", self.number(f64::from(n), 0))];
        all.extend(values.iter().map(|(name, value)| (*name, value.clone())));
        self.fill(&form, &all)
    }

    /// A number with at most `digits` digits behind the point.
    #[must_use]
    pub fn number(&self, value: f64, digits: u32) -> String {
        format::number(&self.lang, value, digits)
    }

    /// How many on average; of a few the tenths count too.
    #[must_use]
    pub fn few(&self, value: f64) -> String {
        self.number(value, if value < 10.0 { 1 } else { 0 })
    }

    /// A share (0 to 1) as a percentage with `digits` digits behind the point.
    #[must_use]
    pub fn percent(&self, share: f64, digits: u32) -> String {
        format::percent(&self.lang, share, digits)
    }

    /// A share that may be undefined.
    #[must_use]
    pub fn percent_or(&self, share: Option<f64>, digits: u32) -> String {
        share.map_or_else(|| self.say("page.undefined"), |s| self.percent(s, digits))
    }

    /// An amount in the unit of the target, where numbers are asked for: "12.3 thousand rides".
    #[must_use]
    pub fn amount(&self, value: f64) -> String {
        self.fill("page.amount", &[("n", self.figures(value))])
    }

    /// A number with the digits that matter: three, of large ones all before the point.
    #[must_use]
    pub fn figures(&self, value: f64) -> String {
        let powers = [100.0, 10.0, 1.0, 0.1, 0.01, 0.001, 1e-4];
        let digits = powers.iter().filter(|power| value.abs() < **power).count();
        self.number(value, digits as u32)
    }

    /// The name of a class of this world, counted from 0.
    #[must_use]
    pub fn class(&self, class: u32) -> String {
        let id = self.world.classes().into_iter().nth(class as usize).unwrap_or_default();
        let key = format!("class.{}.{id}", self.world.word());
        if self.has(&key) { self.say(&key) } else { plain(&id) }
    }

    /// A score, or the goal for one: the share found or named right, or how far forecasts are off on average.
    #[must_use]
    pub fn score(&self, score: f64) -> String {
        match self.world.target().task {
            Task::Regression => self.amount(score),
            Task::Binary | Task::Multiclass => self.percent(score, 0),
        }
    }

    /// A score that may be undefined.
    #[must_use]
    pub fn score_or(&self, score: Option<f64>) -> String {
        score.map_or_else(|| self.say("page.undefined"), |score| self.score(score))
    }

    /// Euros, whole.
    #[must_use]
    pub fn money(&self, euros: f64) -> String {
        format::money(&self.lang, euros)
    }

    /// A month with its year: "April 2013". Where a year is lived at once, the year alone.
    #[must_use]
    pub fn month(&self, month: Month) -> String {
        self.period(month, Form::Month)
    }

    /// A month for an axis: "Apr". Where a year is lived at once, the year.
    #[must_use]
    pub fn month_short(&self, month: Month) -> String {
        self.period(month, Form::MonthShort)
    }

    fn period(&self, month: Month, form: Form) -> String {
        let form = if self.world.stride() == 12 { Form::Year } else { form };
        format::day(&self.lang, month.first_day(), form)
    }

    /// A day, in days since 1970: "1 April 2013".
    #[must_use]
    pub fn day(&self, day: i32) -> String {
        format::day(&self.lang, day, Form::Day)
    }

    /// A moment by the clock of this machine, in milliseconds since 1970: "1 Apr 2013, 14:05".
    #[must_use]
    pub fn moment(&self, millis: f64) -> String {
        format::moment(&self.lang, millis)
    }

    /// A day as in files: "2013-04-01".
    #[must_use]
    pub fn iso(&self, day: i32) -> String {
        date::iso(day)
    }
}

/// What may stand behind a key where it is told in `world`, the later before the earlier.
///
/// A shipped world has one kind of answer, and says what it says; a file of the learner's can be asked either way, so what
/// is said of all such files yields to the kind of answer, and both to what is said of just that.
#[must_use]
pub fn marks(world: WorldId) -> Vec<String> {
    let (own, task) = (world.word().to_string(), world.target().task.name().to_string());
    match world {
        WorldId::Own(_) => vec![own.clone(), task.clone(), format!("{own}.{task}")],
        WorldId::Flights | WorldId::Screening | WorldId::Ridership | WorldId::Rodents => vec![task, own],
    }
}

/// `text` with “an” before a place whose noun begins with a vowel.
fn an(text: &str, place: &str, noun: &str) -> String {
    if !noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        return text.into();
    }
    let mut parts = text.split(place);
    let mut told = String::from(parts.next().unwrap_or_default());
    for part in parts {
        let article = ["a ", "A "].iter().any(|article| {
            told.strip_suffix(article).is_some_and(|before| !before.ends_with(char::is_alphanumeric))
        });
        if article {
            told.truncate(told.len() - 1);
            told.push_str("n ");
        }
        told.push_str(place);
        told.push_str(part);
    }
    told
}

/// What a learner calls things: the nouns, and each column by its name in the file.
fn name(own: Own, words: &mut BTreeMap<String, String>) {
    let (row, rows) = (plain(&own.chosen.row), plain(&own.chosen.rows));
    let mut put = |key: String, text: String| {
        if !text.is_empty() {
            words.insert(key, text);
        }
    };
    let mut letters = rows.chars();
    let up = letters.next().map(|first| first.to_uppercase().chain(letters).collect());
    let noun = |word: &str| format!("world.{word}");
    put(noun("rows_up"), up.unwrap_or_default());
    let target = own.chosen.columns.get(own.chosen.target as usize);
    put(noun("target"), target.map_or_else(String::new, |column| format!("“{}”", plain(&column.name))));
    put(noun("row"), row);
    put(noun("rows"), rows);
    for (at, column) in (0..).zip(&own.chosen.columns) {
        put(format!("column.{}", own::id(at)), plain(&column.name));
    }
    // What stands for all columns of a kind is said of each.
    let abouts: Vec<(String, String)> = own
        .columns()
        .iter()
        .filter_map(|column| {
            let about = words.get(&format!("own.about.{}", column.group))?;
            Some((format!("column.{}.about", column.name), about.clone()))
        })
        .collect();
    words.extend(abouts);
}

fn read(file: &str, words: &mut BTreeMap<String, String>) {
    let mut key = None;
    let mut text = String::new();
    let mut end = |key: Option<&str>, text: &mut String| {
        if let Some(key) = key {
            words.insert(key.into(), text.trim().into());
        }
        text.clear();
    };
    for line in file.lines() {
        if let Some(next) = line.strip_prefix("## ") {
            end(key, &mut text);
            key = Some(next.trim());
        } else if key.is_some() {
            text += line;
            text.push('\n');
        }
    }
    end(key, &mut text);
}
