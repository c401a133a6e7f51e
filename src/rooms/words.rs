//! The texts as a room uses them: blocks and lines with glossary terms, and the way figures write numbers.

use std::ops::Deref;

use engine::expedition::{Task, WorldId, own};
use yew::prelude::*;

use crate::charts::{FigureWords, Format, Unit};
use crate::shared::Shared;
use crate::texts::Texts;
use crate::widgets::{self, Entry, Terms};

/// A name and what stands for it.
pub type Value<'a> = (&'a str, String);

/// The three degrees of being sure, with the text of each.
pub const SURE: [(f64, &str); 3] = [
    (0.5, "evaluate.confidence.guess"),
    (0.75, "evaluate.confidence.fairly"),
    (0.95, "evaluate.confidence.certain"),
];

/// The words of a room. Cheap to clone; equal as long as the texts are the same.
#[derive(Clone, PartialEq)]
pub struct Words {
    texts: Shared<Texts>,
    terms: Terms,
    /// Writes the numbers of figures.
    pub format: Format,
    /// The words of a figure's controls.
    pub figure: FigureWords,
}

impl Words {
    /// From the texts; see [`use_words`].
    #[must_use]
    pub fn new(texts: &Shared<Texts>) -> Self {
        let (glossary, numbers) = (texts.clone(), texts.clone());
        let terms = Callback::from(move |key: AttrValue| entry(&glossary, &key));
        let say = |key: &str| AttrValue::from(texts.say(key));
        Self {
            texts: texts.clone(),
            terms,
            format: Format::new(move |value, unit| write(&numbers, value, unit)),
            figure: FigureWords {
                show_table: say("figure.show_table"),
                hide_table: say("figure.hide_table"),
                explore: say("figure.keys"),
            },
        }
    }

    /// A text as an attribute or a child.
    #[must_use]
    pub fn attr(&self, key: &str) -> AttrValue {
        self.texts.say(key).into()
    }

    /// Paragraphs.
    pub fn prose(&self, key: &str, values: &[Value]) -> Html {
        widgets::prose(&self.texts.fill(key, values), &self.terms)
    }

    /// One line, for captions and labels.
    pub fn line(&self, key: &str, values: &[Value]) -> Html {
        self.marked(self.texts.fill(key, values))
    }

    /// One line of words that are already filled.
    pub fn marked(&self, text: String) -> Html {
        widgets::line(&text, &self.terms)
    }

    /// Paragraphs that are already filled.
    pub fn paragraphs(&self, text: &str) -> Html {
        widgets::prose(text, &self.terms)
    }

    /// "a, b and c".
    #[must_use]
    pub fn list(&self, items: &[String]) -> String {
        self.joined(items, "page.list.last")
    }

    /// The same with an “or” before the last: "AA, B6 or DL".
    #[must_use]
    pub fn either(&self, items: &[String]) -> String {
        self.joined(items, "page.list.either")
    }

    fn joined(&self, items: &[String], last_two: &str) -> String {
        match items {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => {
                let first = first
                    .iter()
                    .cloned()
                    .reduce(|a, b| self.texts.fill("page.list.more", &[("a", a), ("b", b)]));
                self.texts.fill(last_two, &[("a", first.unwrap_or_default()), ("b", last.clone())])
            }
        }
    }

    /// Days of one person: "1 day", "0.5 days".
    #[must_use]
    pub fn days(&self, days: f64) -> String {
        if days == days.floor() {
            return self.texts.count("page.days", days as u32, &[]);
        }
        self.texts.fill("page.days.other", &[("n", self.texts.number(days, 2))])
    }

    /// A probability, with as many digits as a small one needs.
    #[must_use]
    pub fn share(&self, share: f64) -> String {
        write(&self.texts, share, Unit::Percent)
    }

    /// What a model says of a row: a probability, or a forecast.
    #[must_use]
    pub fn said(&self, said: f64) -> String {
        match self.numbers() {
            true => self.amount(said),
            false => self.share(said),
        }
    }

    /// What is planned of numbers, in the unit of a plan: places rather than rides.
    #[must_use]
    pub fn planned(&self, planned: f64) -> String {
        self.fill("page.planned", &[("n", self.figures(planned))])
    }

    /// What is decided by: a plan of numbers, else what the model says.
    #[must_use]
    pub fn planned_or(&self, said: f64) -> String {
        if self.numbers() { self.planned(said) } else { self.said(said) }
    }

    /// What is said beside others, where the unit has been said.
    #[must_use]
    pub fn bare(&self, said: f64) -> String {
        self.format.write(said, self.unit())
    }

    /// How far apart two scores are: in points, or an amount.
    #[must_use]
    pub fn gap(&self, gap: f64) -> String {
        if self.numbers() { self.amount(gap) } else { self.number(gap * 100.0, 0) }
    }

    /// The name that a row is given, or that somebody is asked.
    #[must_use]
    pub fn named(&self, class: Option<u32>) -> String {
        class.map_or_else(|| self.texts.say("named.asked"), |class| self.class(class))
    }

    /// The letters that a class has in the data, where they are few; else its name.
    #[must_use]
    pub fn code(&self, class: u32) -> String {
        let id = self.world.classes().into_iter().nth(class as usize);
        id.filter(|id| id.chars().count() <= 5).unwrap_or_else(|| self.class(class))
    }

    /// An answer: yes (1) or no (0), or the name of a class.
    #[must_use]
    pub fn answer(&self, class: u32) -> String {
        match (self.task(), class) {
            (Task::Multiclass, class) => self.class(class),
            (_, 1) => self.say("data.odd.yes"),
            _ => self.say("data.odd.no"),
        }
    }

    /// The kind of answer that is asked for.
    #[must_use]
    pub fn task(&self) -> Task {
        self.world.target().task
    }

    /// Whether one of several classes is asked for.
    #[must_use]
    pub fn several(&self) -> bool {
        self.task() == Task::Multiclass
    }

    /// Whether numbers are asked for.
    #[must_use]
    pub fn numbers(&self) -> bool {
        self.task() == Task::Regression
    }

    /// The name of the column by which rows count when a model learns, where a learner's file has one.
    #[must_use]
    pub fn counts(&self) -> Option<String> {
        let WorldId::Own(file) = self.world else { return None };
        file.chosen.counts.map(|at| self.texts.say(&format!("column.{}", own::id(at))))
    }

    /// What scores, and what a model says, are counted in on an axis.
    #[must_use]
    pub fn unit(&self) -> Unit {
        if self.numbers() { Unit::Number } else { Unit::Percent }
    }

    /// How sure a learner was, in a word.
    #[must_use]
    pub fn sure(&self, confidence: f64) -> String {
        let nearest =
            SURE.iter().min_by(|a, b| (a.0 - confidence).abs().total_cmp(&(b.0 - confidence).abs()));
        nearest.map_or_else(String::new, |(_, key)| self.texts.say(key))
    }
}

impl Deref for Words {
    type Target = Texts;

    fn deref(&self) -> &Texts {
        &self.texts
    }
}

/// The words of `texts`, the same as long as they are.
#[hook]
pub fn use_words(texts: &Shared<Texts>) -> Words {
    (*use_memo(texts.clone(), Words::new)).clone()
}

fn entry(texts: &Texts, key: &str) -> Option<Entry> {
    let text = format!("term.{key}.text");
    texts.has(&text).then(|| Entry { text: texts.say(&text).into(), close: texts.say("page.close").into() })
}

fn write(texts: &Texts, value: f64, unit: Unit) -> String {
    match unit {
        Unit::Percent => texts.percent(value, if value.abs() < 0.1 { 1 } else { 0 }),
        // Numbers that are asked for can be of any size.
        Unit::Number if texts.world.target().task == Task::Regression => texts.figures(value),
        // Weights can be small: what is written as nought, or as less than nought, would look like none.
        Unit::Number if value.abs() < 5e-5 => texts.number(0.0, 0),
        Unit::Number => texts.number(value, if value.abs() < 0.1 { 4 } else { 2 }),
        Unit::Count => texts.number(value, 0),
        Unit::Money => texts.money(value),
    }
}
