//! Train: the baselines first, then a kind of model and its freedom, how it learned, and every run beside the others.

use engine::expedition::ModelSpec;
use engine::expedition::dials as kinds;
use engine::expedition::plan::{Decides, Plan};
use engine::expedition::record::{Choice, EntryId};
use engine::expedition::report::Report;
use engine::expedition::scenario;
use engine::expedition::stage::Stage;
use engine::expedition::train::{Champion, Refused, RunReport, TrainReport};
use engine::expedition::trial;
use yew::prelude::*;

use super::RoomProps;
use super::kinds::{curved, fitted, short};
use super::told::{self, column, stale, waiting};
use super::words::{Value, Words, use_words};
use crate::state::{Action, State};
use crate::widgets::{NoticeKind, notice};

mod ask;
mod between;
mod board;
mod classes;
mod dials;
mod drawn;
mod inside;
mod learned;
mod pair;
mod push;
mod ranges;
mod right;
mod search;
mod shape;
mod tree;

/// The room.
#[component]
pub fn TrainRoom(props: &RoomProps) -> Html {
    let words = use_words(&props.texts);
    let plan = props.state.plan();
    let standing = standing(&plan);
    let spec = use_state(|| standing.clone());
    {
        // What is undone, redone or opened shows at once.
        let spec = spec.clone();
        use_effect_with(standing, move |standing| spec.set(standing.clone()));
    }
    let pinned = use_state(Vec::<EntryId>::new);
    let shaped = use_state(shape::Chosen::default);
    let put_right = use_state(right::Chosen::default);
    let has_run = plan.run().is_some();
    let is_stale = plan.run().is_some_and(|run| !plan.fresh(run));
    let set = {
        let spec = spec.clone();
        Callback::from(move |chosen: ModelSpec| spec.set(chosen))
    };
    // A second press while the first run is under way would train the same again.
    let queued = props.state.searching.is_some() && props.state.fresh(Stage::Train).is_none();
    let busy = has_run && (queued || props.state.working(Stage::Train).is_some());
    // Levels that are kept are nothing to a formula: it is told before it is trained.
    let kept = scenario::kept(plan.world, &plan.recipe);
    let reads = kept.is_empty() || spec.reads_levels();
    let whole = scenario::whole(plan.world, &plan.recipe);
    let train = {
        let (spec, act, whole) = (spec.clone(), props.act.clone(), whole.clone());
        Callback::from(move |_: MouseEvent| {
            if !busy && reads {
                act.emit(Action::Choose(Choice::Run { spec: kinds::within(&spec, &whole) }));
            }
        })
    };
    let go = props.act.reform(|_: MouseEvent| Action::Go(Stage::Evaluate));
    let label = match (has_run, is_stale) {
        (false, _) => "train.do",
        (true, true) => "train.again",
        (true, false) => "train.another",
    };
    let on = has_run && !is_stale;
    let report = report(&props.state).filter(|report| is_of(&plan, report));
    let run = report.and_then(current);
    let answering = ask::answering(props, report).is_some();
    // What is chosen above need not be what stands below.
    let turned = on && !busy && run.is_some_and(|run| run.spec != kinds::within(&spec, &whole));
    html! {
        <>
            <h1 tabindex="-1" id="room-heading">{ title(&words, &plan, run) }</h1>
            <div class="lead three-lines">{ lead(&words, &plan, report) }</div>
            if is_stale {
                { stale("stale.recipe", &props.texts) }
            }
            { dials::panel(&words, &spec, &whole, &set) }
            <div class="acts">
                <button type="button" class={if on && !turned { "or" } else { "do" }} onclick={train}
                    aria-disabled={(busy || !reads).then_some("true")}>{ words.say(label) }</button>
                <p class="why">{ why(&words, &spec, reads, &kept, has_run && queued) }</p>
            </div>
            <div class="slot" role="status">
                if let Some((report, run)) = report.zip(run).filter(|_| turned) {
                    { below(&words, report, run) }
                }
                if let Some(report) = report.filter(|_| answering || props.state.fresh(Stage::Train).is_some()) {
                    { result(&words, report, &plan, run.and_then(|run| took(&words, &props.state, &plan, run))) }
                } else {
                    { waiting(props, Stage::Train) }
                }
            </div>
            <div class="reserve">
                if let Some(report) = report {
                    { board::panel(props, &words, report, &plan, &pinned) }
                    if on && run.is_some() {
                        <div class="acts">
                            <button type="button" class={if turned { "or" } else { "do" }} onclick={go}>{ words.say("train.go") }</button>
                        </div>
                    }
                    { learned::panel(&words, report, run, props.state.replay, &props.act) }
                    { inside::panel(&words, report, run) }
                    { right::panel(props, &words, report, run, &put_right) }
                    { ask::panel(props, &words, report, run) }
                    { shape::panel(props, &words, report, run, &shaped) }
                    { search::panel(props, &words, report, &spec, reads) }
                }
            </div>
        </>
    }
}

/// That what is set above is not what stands below.
fn below(words: &Words, report: &TrainReport, run: &RunReport) -> Html {
    let values = [("run", name(words, report, run.id))];
    notice(NoticeKind::Info, html! { <p>{ words.line("train.turned", &values) }</p> })
}

/// What the model is, or why it cannot be trained: on this recipe, or while a search is on.
fn why(words: &Words, spec: &ModelSpec, reads: bool, kept: &[String], queued: bool) -> Html {
    if reads && queued {
        return words.line("train.why.search", &[]);
    }
    if reads {
        return words.line(&format!("train.why.{}", spec.name()), &[]);
    }
    let columns: Vec<String> = kept.iter().map(|name| column(words, name)).collect();
    words.line("train.why.levels", &[("columns", words.list(&columns))])
}

/// The kind and the dials that stand at first: of the run the learner goes on with, of the model that is live, or as
/// offered.
fn standing(plan: &Plan) -> ModelSpec {
    let live = plan.live().and_then(|live| match &live.decides {
        Decides::Model { fit, .. } => Some(&fit.spec),
        Decides::Rule { .. } => None,
    });
    let spec = plan.run().map(|run| &run.fit.spec).or(live);
    spec.cloned().unwrap_or_else(|| kinds::offered(kinds::families(plan.world.target().task)[0]))
}

/// Whether a report, stale or not, is of the lap of `plan`: against the same version, and of runs that it has.
fn is_of(plan: &Plan, report: &TrainReport) -> bool {
    let has = |run: &RunReport| plan.runs.iter().any(|own| own.id == run.id);
    let against = report.champion.as_ref().map(|champion| champion.number);
    against == plan.champion().map(|version| version.number)
        && (report.runs.is_empty() || report.runs.iter().any(has))
}

/// The question of the lap, or what came of it.
fn title(words: &Words, plan: &Plan, run: Option<&RunReport>) -> String {
    match (run, plan.champion()) {
        (Some(_), _) => words.say("train.title.done"),
        (None, Some(live)) => {
            words.fill("train.title.again", &[("number", words.number(f64::from(live.number), 0))])
        }
        (None, None) => words.say("train.title"),
    }
}

/// The version that is live, what it is, and what it comes to on the validation rows.
fn champion(words: &Words, plan: &Plan, champion: &Champion) -> [Value<'static>; 4] {
    let what = match plan.champion().map(|version| &version.decides) {
        Some(Decides::Model { fit, .. }) => fitted(words, fit),
        _ => words.say("train.rule"),
    };
    [
        ("number", words.number(f64::from(champion.number), 0)),
        ("what", what),
        ("live", words.money(champion.outcome.cost)),
        ("share", words.score_or(champion.outcome.score())),
    ]
}

/// What has to be beaten.
fn lead(words: &Words, plan: &Plan, report: Option<&TrainReport>) -> Html {
    let Some(report) = report else {
        let window = plan.window;
        let months = [("from", words.month(window.from)), ("to", words.month(window.to))];
        return words.prose("train.lead.soon", &months);
    };
    let values = [
        ("from", words.day(report.validation.from)),
        ("to", words.day(report.validation.to)),
        ("nothing", words.money(report.nothing.cost)),
        ("rule", words.money(report.rule.cost)),
    ];
    let Some(live) = &*report.champion else {
        let share = ("share", words.score_or(report.rule.score()));
        return words.prose("train.lead", &[values.as_slice(), &[share]].concat());
    };
    let bar = words.prose("train.lead.again", &[values.as_slice(), &champion(words, plan, live)].concat());
    html! {
        <>
            { bar }
            if live.learned_from {
                { words.prose("evaluate.champion.learned_from", &[]) }
            }
        </>
    }
}

/// The run the learner goes on with.
fn current(report: &TrainReport) -> Option<&RunReport> {
    report.runs.iter().find(|run| Some(run.id) == report.current)
}

/// What came of the run the learner goes on with, in a sentence or two.
fn result(words: &Words, report: &TrainReport, plan: &Plan, took: Option<String>) -> Html {
    let Some(run) = current(report) else {
        let refused = report.refused.iter().flatten().find(|run| Some(run.id) == plan.current);
        return refused.map_or_else(|| words.prose("train.none", &[]), |run| self::refused(words, run));
    };
    let (judged, money) = (&run.judged, |cost: f64| words.money(cost));
    let values = [
        ("run", name(words, report, run.id)),
        ("rows", words.number(f64::from(taught(report, run)), 0)),
        ("features", words.number(f64::from(judged.n_features), 0)),
        ("model", money(judged.outcome.cost)),
        ("rule", money(report.rule.cost)),
        ("nothing", money(report.nothing.cost)),
        ("share", words.score_or(judged.outcome.score())),
        ("threshold", words.said(judged.threshold)),
    ];
    let (model, rule, nothing) = (judged.outcome.cost, report.rule.cost, report.nothing.cost);
    let place = if model < rule.min(nothing) {
        "train.place.best"
    } else if model < nothing {
        "train.place.rule"
    } else {
        "train.place.nothing"
    };
    let done = match (judged.converged, learns_at_once(&run.spec)) {
        (_, true) => "train.done.once",
        (true, false) => "train.done",
        (false, false) => "train.stopped",
    };
    let against = report.champion.as_ref().map(|live| {
        let gap = live.outcome.cost - model;
        let key = if gap > 0.0 { "train.place.live.more" } else { "train.place.live.less" };
        let gap = ("gap", words.money(gap.abs()));
        html! { <>{ " " }{ words.line(key, &[champion(words, plan, live).as_slice(), &[gap]].concat()) }</> }
    });
    let learned = steps(words, &run.spec, judged.n_iterations);
    let quick = took.map(|took| html! { <>{ " " }{ words.line("train.quick", &[("took", took)]) }</> });
    let full = judged.turned_away.filter(|away| away.positives > 0).map(|away| {
        let number = |n: u32| words.number(f64::from(n), 0);
        let away = [("n", number(away.n)), ("yes", number(away.positives))];
        html! { <>{ " " }{ words.line("train.place.full", &away) }</> }
    });
    html! {
        <div class="prose">
            <p>{ words.marked(words.fill(done, &[values.as_slice(), &[("steps", learned)]].concat())) }{ for quick }</p>
            <p>{ words.line(place, &values) }{ for against }{ for full }</p>
            if let Some(left) = judged.left.as_ref() {
                <p>{ drawn::left(words, left) }</p>
            }
            if let Some(column) = words.counts() {
                <p>{ words.line("train.counts", &[("column", column)]) }</p>
            }
            if let Some(drawn) = judged.drawn.as_ref() {
                { drawn::told(words, drawn, judged.calibrated.is_some()) }
            }
        </div>
    }
}

/// Why a run could not be trained.
fn refused(words: &Words, run: &Refused) -> Html {
    let model = ("model", short(words, &run.spec));
    words.prose("train.refused", &[model, ("error", told::error(words, &run.error))])
}

/// The rows that a run learned from, each counted once.
fn taught(report: &TrainReport, run: &RunReport) -> u32 {
    run.judged.left.as_ref().map_or(report.train.n, |left| left.n)
}

/// The name of a run: its number among the lap's runs, its kind and its freedom.
fn name(words: &Words, report: &TrainReport, id: EntryId) -> String {
    let at = report.runs.iter().position(|run| run.id == id).unwrap_or(0);
    let run = report.runs.get(at);
    let short = run.map(|run| curved(words, short(words, &run.spec), right::method(run)));
    let values = [("n", words.number(at as f64 + 1.0, 0)), ("dial", short.unwrap_or_default())];
    words.fill(run.and_then(|run| run.judged.drawn.as_ref()).map_or("train.run", drawn::named), &values)
}

/// Whether it learns in one go, with no step that could be watched.
fn learns_at_once(spec: &ModelSpec) -> bool {
    matches!(spec, ModelSpec::Linear(_) | ModelSpec::NaiveBayes(_) | ModelSpec::KNeighbors(_))
}

/// So many steps of learning, in the words of the kind of model.
fn steps(words: &Words, spec: &ModelSpec, n: u32) -> String {
    let key = match spec {
        ModelSpec::DecisionTree(_) => "train.decision_tree",
        ModelSpec::Boosting(_) | ModelSpec::RandomForest(_) => "train.trees",
        ModelSpec::Network(_) => "train.passes",
        _ => "train.logistic",
    };
    words.count(key, n, &[])
}

/// How long a run took to learn, recipe and model, on the machine it was first trained on.
fn took(words: &Words, state: &State, plan: &Plan, run: &RunReport) -> Option<String> {
    let fit = &plan.runs.iter().find(|r| r.id == run.id)?.fit;
    let seconds = trial::learning_time(&state.record, fit)? / 1000.0;
    let digits = if seconds < 0.1 { 3 } else { u32::from(seconds < 10.0) * 2 };
    Some(words.fill("train.board.seconds", &[("n", words.number(seconds, digits))]))
}

/// A loss; one next to nothing is not nothing. Squared errors can be of any size.
fn loss(words: &Words, value: f64) -> String {
    match value {
        any if words.numbers() => words.figures(any),
        small if small < 0.001 => words.number(small, 6),
        loss => words.number(loss, 3),
    }
}

/// The report of this room, stale or not.
fn report(state: &State) -> Option<&TrainReport> {
    match &**state.held(Stage::Train)? {
        Report::Train(report) => Some(report),
        _ => None,
    }
}
