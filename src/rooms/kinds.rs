//! A kind of model and its freedom in a few words: as Train asks for them, and as every other room tells them.

use engine::expedition::ModelSpec;
use engine::expedition::calibrated::Method;
use engine::expedition::dials;
use engine::expedition::plan::Fit;

use super::words::Words;

/// The places of the freedom dial, as text keys: the four in the middle of what the engine knows.
pub const LEVELS: [&str; 4] = ["least", "little", "some", "much"];

/// The place of a model's freedom on the dial, if it has one there.
#[must_use]
pub fn level(spec: &ModelSpec) -> Option<&'static str> {
    let standing = dials::freedom(spec)?;
    LEVELS.iter().zip(freedoms(spec)).find(|(_, value)| *value == standing).map(|(level, _)| *level)
}

/// The key of what is said of a kind of model, or of the way it takes its columns where that is told apart; `key` makes
/// it from the word for either.
#[must_use]
pub fn about(words: &Words, spec: &ModelSpec, key: impl Fn(&str) -> String) -> String {
    let taken = dials::taken(spec).map(|taken| key(&format!("{}_{taken}", spec.name())));
    taken.filter(|key| words.has(key)).unwrap_or_else(|| key(spec.name()))
}

/// So much freedom of this kind of model, in its own unit.
#[must_use]
pub fn freedom(words: &Words, spec: &ModelSpec, value: f64) -> String {
    words.fill(&about(words, spec, |kind| format!("train.freedom.{kind}")), &[("n", words.number(value, 3))])
}

/// The kind of model in a word or two.
#[must_use]
pub fn kind(words: &Words, spec: &ModelSpec) -> String {
    words.say(&about(words, spec, |kind| format!("train.kind.{kind}.short")))
}

/// The kind of model and its freedom, in a few words.
#[must_use]
pub fn short(words: &Words, spec: &ModelSpec) -> String {
    let dial = level(spec).map_or_else(
        || words.say("train.dial.other"),
        |level| words.say(&format!("train.dial.{level}.short")),
    );
    words.fill("train.short", &[("kind", kind(words, spec)), ("dial", dial)])
}

/// What was trained, in a few words: the kind of model, its freedom, and the curve on what it says.
#[must_use]
pub fn fitted(words: &Words, fit: &Fit) -> String {
    curved(words, short(words, &fit.spec), fit.calibrate)
}

/// A model in a few words, with the curve that puts its probabilities right, if one does.
#[must_use]
pub fn curved(words: &Words, model: String, method: Option<Method>) -> String {
    match method {
        Some(method) => words.fill(&format!("train.curved.{}", method.name()), &[("model", model)]),
        None => model,
    }
}

/// The kind of model by its name, and its freedom as the dial says it, where it has one.
#[must_use]
pub fn named(words: &Words, spec: &ModelSpec) -> String {
    let name = words.say(&about(words, spec, |kind| format!("journal.model.{kind}")));
    let dial = match level(spec) {
        Some(level) => words.say(&format!("train.dial.{level}.short")),
        None => match dials::freedom(spec) {
            Some(value) => freedom(words, spec, value),
            None => return name,
        },
    };
    words.fill("train.short", &[("kind", name), ("dial", dial)])
}

/// What the places of its freedom dial stand for.
pub fn freedoms(spec: &ModelSpec) -> impl Iterator<Item = f64> {
    dials::freedoms(spec).into_iter().skip(1)
}
