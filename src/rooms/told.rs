//! What every room tells in the same way: glossary terms, refusals, how far the work is, what is out of date.
//!
//! A room shows [`waiting`] where its report will be: one panel for all that can stand in for a report (the engine
//! starts, the report is under way, it was cancelled, it was refused), and nothing once the report is there.

use engine::error::{CsvProblem, EngineError, OwnProblem};
use engine::expedition::own::plain;
use engine::expedition::prepare::target::CLASS;
use engine::expedition::rule::{Condition, Rule, Test, Usual};
use engine::expedition::stage::Stage;
use engine::expedition::view::{self, Origin};
use engine::expedition::{Progress, Recipe, WorldId, scenario};
use yew::prelude::*;

use super::RoomProps;
use super::words::Words;
use crate::shared::Shared;
use crate::state::{Action, Asked, Searching, State, Trouble, Worker};
use crate::texts::Texts;
use crate::widgets::{NoticeKind, notice, progress_view};

/// The words of a column; a column without any shows its name.
#[must_use]
pub fn column(texts: &Texts, name: &str) -> String {
    let key = format!("column.{name}");
    if texts.has(&key) { texts.say(&key) } else { name.into() }
}

/// What `recipe` reads whose value is known only after the decision, in words.
#[must_use]
pub fn known_later(texts: &Texts, world: WorldId, recipe: &Recipe) -> Vec<String> {
    let later = |name: &&String| world.features().iter().any(|f| f.name == **name && !f.at_decision);
    scenario::reads(world, recipe).iter().filter(later).map(|name| column(texts, name)).collect()
}

/// A level of a column in words ("Saturday", "United"); one without any shows as it is written in the data.
#[must_use]
pub fn level(texts: &Texts, column: &str, level: &str) -> String {
    let named = format!("level.{column}.{level}");
    let any = format!("level.{level}");
    if texts.has(&named) {
        texts.say(&named)
    } else if matches!(level, "other" | "missing") {
        texts.say(&any)
    } else {
        level.into()
    }
}

/// The class that a target-encoded feature counts.
fn class(texts: &Texts, level: &str) -> Option<String> {
    let class = level.strip_prefix(CLASS)?.parse().ok()?;
    Some(texts.class(class)).filter(|name| !name.is_empty())
}

/// A feature that the recipe made ("wind_gust missing", "carrier = UA") in words.
#[must_use]
pub fn feature(texts: &Texts, name: &str) -> String {
    match Origin::of(name) {
        Origin::Column(name) => super::made::feature_of(texts, name),
        Origin::Missing(of) => texts.fill("feature.missing", &[("column", column(texts, of))]),
        Origin::Level { column: of, level: value } if class(texts, value).is_some() => {
            let class = class(texts, value).unwrap_or_default();
            texts.fill("feature.class", &[("column", column(texts, of)), ("class", class)])
        }
        Origin::Level { column: of, level: value } => {
            texts.fill("feature.level", &[("column", column(texts, of)), ("level", level(texts, of, value))])
        }
    }
}

/// The three commonest classes with their shares: "deer mouse (40%), cactus mouse (20%) and desert pocket mouse (9%)".
#[must_use]
pub fn commonest(words: &Words, counts: &[u32]) -> String {
    let one = |(class, share): (u32, f64)| {
        words.fill("class.share", &[("class", words.class(class)), ("share", words.share(share))])
    };
    let shown: Vec<String> = view::commonest(counts, 3).into_iter().map(one).collect();
    words.list(&shown)
}

/// A number of a column with its unit: "30 mph".
#[must_use]
pub fn quantity(texts: &Texts, column: &str, value: f64) -> String {
    let (unit, number) =
        (format!("column.{column}.unit"), texts.number(value, if value.abs() < 0.1 { 4 } else { 2 }));
    if texts.has(&unit) { texts.fill(&unit, &[("value", number)]) } else { number }
}

/// A rule in words: "gusts of 30 mph or more"; of one that says how much, "12 thousand rides, but 5 for a Sunday"; of one
/// that names, "deer mouse for weight of 20 or less, else ask".
#[must_use]
pub fn rule(words: &Words, rule: &Rule) -> String {
    let condition = |condition: &Condition| {
        let name = &condition.column;
        let (form, value) = match &condition.test {
            Test::AtLeast { value } => ("rule.at_least", bound(words, *value)),
            Test::AtMost { value } => ("rule.at_most", bound(words, *value)),
            Test::Is { level: wanted } => ("rule.is", level(words, name, wanted)),
        };
        let form = form_for(words, form, name);
        words.fill(&form, &[("column", column(words, name)), ("value", value)])
    };
    let all: Vec<String> = rule.any.iter().map(condition).collect();
    if words.several() {
        let named = rule.classes.iter().zip(all);
        let named: Vec<String> = named
            .map(|(class, any)| words.fill("rule.name", &[("class", words.class(*class)), ("any", any)]))
            .collect();
        return words.fill("rule.names", &[("names", words.list(&named))]);
    }
    let any = all.into_iter().reduce(|a, b| words.fill("rule.or", &[("a", a), ("b", b)]));
    match (&rule.amount, any) {
        (None, any) => any.unwrap_or_default(),
        (Some(amount), None) => usual(words, &amount.usual),
        (Some(amount), Some(any)) => words.fill(
            "rule.but",
            &[("usual", usual(words, &amount.usual)), ("then", words.planned(amount.then)), ("any", any)],
        ),
    }
}

/// What a rule that says how much says usually: a number, or as much as a column says.
#[must_use]
pub fn usual(words: &Words, usual: &Usual) -> String {
    match usual {
        Usual::Number(number) => words.planned(*number),
        Usual::Column(name) => {
            words.fill(&form_for(words, "rule.column", name), &[("column", column(words, name))])
        }
    }
}

/// The key of a form that a column has for itself, or of the form for all.
fn form_for(words: &Words, form: &str, column: &str) -> String {
    let own = format!("{form}.{column}");
    if words.has(&own) { own } else { form.into() }
}

/// The bound of a condition: small ones need more digits to be told from nought.
fn bound(words: &Words, value: f64) -> String {
    words.number(value, if value.abs() < 0.1 { 4 } else { 1 })
}

/// Why the engine refused, and what to do, in words.
#[must_use]
pub fn error(texts: &Texts, error: &EngineError) -> String {
    use EngineError as E;
    let whole = |n: u64| texts.number(n as f64, 0);
    let say = |kind: &str, values: &[(&str, String)]| texts.fill(&format!("error.{kind}"), values);
    let named = |at: u32, name: &Option<String>| {
        let name = name.as_ref().map(|name| feature(texts, name));
        name.unwrap_or_else(|| texts.number(f64::from(at) + 1.0, 0))
    };
    match error {
        E::LengthMismatch { what, expected, found } => say(
            "length_mismatch",
            &[("what", what.clone()), ("expected", whole(*expected)), ("found", whole(*found))],
        ),
        E::Csv { line, column, problem } => {
            let problem = csv(texts, problem);
            let values = [("line", whole(*line)), ("problem", problem)];
            match column {
                None => say("csv", &values),
                Some(column) => {
                    let [line, problem] = values;
                    say("csv.column", &[line, problem, ("column", plain(column))])
                }
            }
        }
        E::Data { what, problem } => say("data", &[("what", what.clone()), ("problem", problem.clone())]),
        E::UnknownColumn { column } => {
            say("unknown_column", &[("column", plain(&self::column(texts, column)))])
        }
        E::WrongKind { column, .. } => say("wrong_kind", &[("column", self::column(texts, column))]),
        E::InStep { step, error } => {
            let why = self::error(texts, error);
            say("in_step", &[("step", texts.number(f64::from(*step) + 1.0, 0)), ("why", why)])
        }
        E::TooFewRows { what, needed, found } => {
            let values = [("what", what.clone()), ("needed", whole(*needed)), ("found", whole(*found))];
            let of = format!("error.too_few_rows.{what}");
            if texts.has(&of) { texts.fill(&of, &values) } else { say("too_few_rows", &values) }
        }
        E::OneClass { what } => {
            let of = format!("error.one_class.{what}");
            if texts.has(&of) { texts.say(&of) } else { say("one_class", &[("what", what.clone())]) }
        }
        E::NoFeatures => say("no_features", &[]),
        E::NotFinite { what } => say("not_finite", &[("what", column(texts, what))]),
        E::Negative { feature, column } => say("negative", &[("feature", named(*feature, column))]),
        E::OutOfRange { what, low, high, found } => {
            let number = |value: &f64| texts.number(*value, 6);
            let values = [("low", number(low)), ("high", number(high)), ("found", number(found))];
            let [low, high, found] = values;
            say("out_of_range", &[("what", what.clone()), low, high, found])
        }
        E::Unsupported { what } => say("unsupported", &[("what", what.clone())]),
        E::BadRecord { line, column, problem } => say(
            "bad_record",
            &[("line", whole(*line)), ("column", whole(*column)), ("problem", problem.clone())],
        ),
        E::NewerRecord { found, supported } => {
            let version = |v: u32| texts.number(f64::from(v), 0);
            say("newer_record", &[("found", version(*found)), ("supported", version(*supported))])
        }
        E::OtherData { expected, found } => {
            say("other_data", &[("expected", expected.clone()), ("found", found.clone())])
        }
        E::Own { problem } => own(texts, problem),
        E::NotYet { missing } => {
            let key = format!("error.not_yet.{missing}");
            if texts.has(&key) { texts.say(&key) } else { say("not_yet", &[("missing", missing.clone())]) }
        }
        E::NoLevels { feature, column, .. } => say("no_levels", &[("column", named(*feature, column))]),
    }
}

fn csv(texts: &Texts, problem: &CsvProblem) -> String {
    use CsvProblem as P;
    let say = |kind: &str, values: &[(&str, String)]| texts.fill(&format!("error.csv.{kind}"), values);
    let whole = |n: u64| texts.number(n as f64, 0);
    match problem {
        P::Empty => say("empty", &[]),
        P::UnnamedColumn => say("unnamed_column", &[]),
        P::DuplicateColumn => say("duplicate_column", &[]),
        P::WrongWidth { expected, found } => {
            say("wrong_width", &[("expected", whole(*expected)), ("found", whole(*found))])
        }
        P::BadCell { expected, found } => {
            let kind = texts.say(&format!("error.csv.bad_cell.{expected}"));
            say("bad_cell", &[("expected", kind), ("found", plain(found))])
        }
        P::TooManyColumns { most, found } => {
            say("too_many_columns", &[("most", whole(*most)), ("found", whole(*found))])
        }
        P::TooManyRows { most } => say("too_many_rows", &[("most", whole(*most))]),
        P::NotUtf8 => say("not_utf8", &[]),
        P::Broken => say("broken", &[]),
    }
}

/// Why a file of the learner's own cannot become an expedition, and what to do, in words.
fn own(texts: &Texts, problem: &OwnProblem) -> String {
    use OwnProblem as P;
    let say = |kind: &str, values: &[(&str, String)]| texts.fill(&format!("error.own.{kind}"), values);
    let whole = |n: u64| texts.number(n as f64, 0);
    match problem {
        P::OneColumn => say("one_column", &[]),
        P::Damaged => say("damaged", &[]),
        P::DateTarget => say("date_target", &[]),
        P::NumberTarget => say("number_target", &[]),
        P::ManyAnswers { found } => say("many_answers", &[("found", whole(*found))]),
        P::NoAnswers => say("no_answers", &[]),
        P::FewAnswers { answer, needed, found } => {
            let answer = texts.say(&format!("error.own.answer.{answer}"));
            say("few_answers", &[("answer", answer), ("needed", whole(*needed)), ("found", whole(*found))])
        }
        P::FewNames { needed, found } => {
            say("few_names", &[("needed", whole(*needed)), ("found", whole(*found))])
        }
        P::FewNumbers { needed, found } => {
            say("few_numbers", &[("needed", whole(*needed)), ("found", whole(*found))])
        }
        P::Weights { found } => say("weights", &[("found", whole(*found))]),
        P::Months { least, most, found } => {
            say("months", &[("least", whole(*least)), ("most", whole(*most)), ("found", whole(*found))])
        }
        P::EmptyMonth { day } => say("empty_month", &[("day", day.clone())]),
    }
}

/// What stands in the way of the engine, and what to do, in words.
#[must_use]
pub fn trouble(texts: &Texts, trouble: &Trouble) -> String {
    match trouble {
        Trouble::OtherVersion => texts.say("trouble.other_version"),
        Trouble::NoWay => texts.say("trouble.no_way"),
        Trouble::NotLoaded { file, status: None } => {
            texts.fill("trouble.not_loaded", &[("file", file.clone())])
        }
        Trouble::NotLoaded { file, status: Some(status) } => {
            let status = status.to_string();
            texts.fill("trouble.not_loaded.status", &[("file", file.clone()), ("status", status)])
        }
        Trouble::Engine(refusal) => texts.fill("trouble.engine", &[("error", error(texts, refusal))]),
    }
}

/// How far work is: its share done, where that is known, and in words.
#[must_use]
pub fn progress(texts: &Texts, progress: Option<&Progress>) -> (Option<f64>, String) {
    let Some(progress) = progress else { return (None, texts.say("progress.waiting")) };
    let key = format!("progress.{}", progress.phase);
    let phase = if texts.has(&key) { texts.say(&key) } else { texts.say("progress.other") };
    let mut values = vec![("phase", phase), ("done", texts.number(f64::from(progress.done), 0))];
    let total = progress.total.filter(|total| *total > 0);
    let form = match (total, progress.value) {
        (Some(total), _) => {
            values.push(("total", texts.number(f64::from(total), 0)));
            "progress.of"
        }
        (None, Some(value)) => {
            values.push(("value", texts.number(value, 4)));
            "progress.value"
        }
        (None, None) => "progress.phase",
    };
    let done = total.map(|total| (f64::from(progress.done) / f64::from(total)).min(1.0));
    (done, texts.fill(form, &values))
}

/// All that can stand in for the report of a stage; nothing once the report answers to the record as it stands. While Train
/// has a report it shows itself how far a search is.
pub fn waiting(props: &RoomProps, stage: Stage) -> Html {
    let RoomProps { state, act, texts } = props;
    if let Some(asked) = state.working(stage) {
        working(asked, act, texts)
    } else if let Some(refusal) = state.refused(stage) {
        refused(refusal, act, texts)
    } else if state.cancelled(stage) {
        cancelled(act, texts)
    } else if let Some(search) = state.searching.as_ref().filter(|_| waits(state, stage)) {
        searching(search, act, texts)
    } else if state.fresh(stage).is_none() && state.worker == Worker::Starting && !state.own.missing {
        // Choosing does not wait for the engine, so this is a line and no alarm.
        html! { <p class="small soft" role="status">{ texts.say("told.starting") }</p> }
    } else {
        Html::default()
    }
}

/// A report under way: how far, pause, cancel.
fn working(asked: &Asked, act: &Callback<Action>, texts: &Texts) -> Html {
    let (done, words) = progress(texts, asked.progress.as_ref());
    let words = if asked.paused { texts.fill("progress.paused", &[("words", words)]) } else { words };
    let label = texts.say(&format!("working.{}", asked.stage.word()));
    let (pause, turn) =
        if asked.paused { ("told.resume", Action::Resume) } else { ("told.pause", Action::Pause) };
    let acts = vec![
        (texts.say(pause).into(), act.reform(move |()| turn.clone())),
        (texts.say("page.cancel").into(), act.reform(|()| Action::Cancel)),
    ];
    progress_view(label.into(), done, &words, acts)
}

/// Whether the report of a stage waits for a search to end, and has not come yet.
fn waits(state: &State, stage: Stage) -> bool {
    match stage {
        Stage::Train => state.held(stage).is_none(),
        Stage::Journal => state.fresh(stage).is_none(),
        _ => false,
    }
}

/// A search under way: how far, and stop.
pub fn searching(search: &Searching, act: &Callback<Action>, texts: &Texts) -> Html {
    let number = |n: usize| texts.number(n as f64, 0);
    let (done, all, workers) = (search.done.len(), search.all, search.workers.len());
    let key = if workers == 0 { "train.search.starts" } else { "train.search.how" };
    let values = [("done", number(done)), ("all", number(all)), ("workers", number(workers))];
    let stop = (texts.say("train.search.stop").into(), act.reform(|()| Action::StopSearch));
    let share = (all > 0).then(|| done as f64 / all as f64);
    progress_view(texts.say("train.search.working").into(), share, &texts.fill(key, &values), vec![stop])
}

/// The engine refused a report: why, what to do, and again.
fn refused(refusal: &EngineError, act: &Callback<Action>, texts: &Shared<Texts>) -> Html {
    let words = Words::new(texts);
    let retry = act.reform(|_: MouseEvent| Action::Retry);
    let says = html! {
        <>
            <p>{ words.marked(error(&words, refusal)) }</p>
            <button type="button" class="quiet" onclick={retry}>{ words.say("page.retry") }</button>
        </>
    };
    notice(NoticeKind::Harm, says)
}

/// The learner cancelled a report: nothing is lost, and again.
fn cancelled(act: &Callback<Action>, texts: &Texts) -> Html {
    let retry = act.reform(|_: MouseEvent| Action::Retry);
    let says = html! {
        <>
            <p>{ texts.say("told.cancelled") }</p>
            <button type="button" class="quiet" onclick={retry}>{ texts.say("told.again") }</button>
        </>
    };
    notice(NoticeKind::Info, says)
}

/// What is shown no longer answers to the choices as they stand, and why: `why` is a text key of
/// `engine::expedition::status` (`stale.recipe` …).
pub fn stale(why: &str, texts: &Shared<Texts>) -> Html {
    notice(NoticeKind::Info, html! { <p>{ Words::new(texts).line(why, &[]) }</p> })
}
