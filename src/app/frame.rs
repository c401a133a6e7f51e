//! The frame around every room: the mark, the problem in a sentence, the loop, the room, the margin.

use engine::expedition::report::Report;
use engine::expedition::scenario;
use engine::expedition::seen::ENGINE;
use engine::expedition::stage::Stage;
use engine::expedition::status::{self, StageState, Status};
use yew::prelude::*;

use crate::rooms::margin::Margin;
use crate::rooms::words::Words;
use crate::rooms::{RoomProps, own, room, told};
use crate::shared::Shared;
use crate::state::{About, Action, Saved, Shelve, State, Worker};
use crate::texts::Texts;
use crate::widgets::{NoticeKind, Ring, Standing, Stop, dismissible, notice};

/// What the frame is given.
#[derive(Properties, Clone, PartialEq)]
pub struct FrameProps {
    /// What the page knows.
    pub state: Shared<State>,
    /// Where the learner's doing goes.
    pub act: Callback<Action>,
    /// The words.
    pub texts: Shared<Texts>,
}

/// The whole page.
#[component]
pub fn Frame(props: &FrameProps) -> Html {
    let FrameProps { state, act, texts } = props;
    let wording = Words::new(texts);
    let inside = RoomProps { state: state.clone(), act: act.clone(), texts: texts.clone() };
    let busy = state.asked.is_some()
        || state.searching.is_some()
        || state.sides.as_ref().is_some_and(|sides| sides.answer.is_none())
        || state.living
        || state.own.setup.as_ref().is_some_and(|setup| setup.asked.is_some())
        || state.worker == Worker::Starting && !state.own.missing;
    html! {
        <>
            <a class="skip" href="#room-heading">{ texts.say("page.skip") }</a>
            if !state.route.embed {
                { header(state, act, texts) }
            }
            <div class="room">
                { ring(state, act, texts) }
                // What a test, or a script around the page, can wait for.
                <main data-stage={state.route.stage.word()} data-busy={busy.to_string()}>
                    { notices(state, act, texts) }
                    if state.own.missing {
                        { own::missing(&inside) }
                    }
                    if state.own.setup.is_some() {
                        { own::panel(&inside) }
                    } else {
                        { room(inside.clone()) }
                    }
                </main>
                if state.own.setup.is_none() {
                    <aside class="margin" aria-label={texts.say("page.margin")}>
                        <Margin ..inside />
                    </aside>
                }
            </div>
            if !state.route.embed {
                <footer class="foot">
                    { for ["page.private", "page.source", "page.licence"].map(|key| wording.prose(key, &[])) }
                </footer>
            }
        </>
    }
}

fn header(state: &Shared<State>, act: &Callback<Action>, texts: &Shared<Texts>) -> Html {
    let plan = state.plan();
    let problem = &plan.problem;
    let mut values = vec![
        ("miss", texts.money(problem.costs.miss)),
        ("false_alarm", texts.money(problem.costs.false_alarm)),
        ("goal", texts.score(problem.goal)),
        ("capacity", texts.percent(problem.capacity, 0)),
    ];
    // Flights a day are known once the past has been counted.
    let key = match state.held(Stage::Frame).map(|r| &**r) {
        Some(Report::Frame(report)) => {
            values.push(("flags", texts.few(report.flights_a_day * problem.capacity)));
            "card"
        }
        _ => "card.share",
    };
    let key = if scenario::is_wish(&state.record) { "card.wish" } else { key };
    let card = texts.fill(key, &values);
    let today = engine::expedition::plan::today(&state.record).min(state.record.world.last());
    let saved = match state.saved {
        Saved::Nothing => None,
        Saved::Saving => Some(("r-soft", "page.saved.saving")),
        Saved::Saved => Some(("r-good", "page.saved.saved")),
        Saved::Forbidden => Some(("r-harm", "page.saved.forbidden.short")),
        Saved::Full => Some(("r-harm", "page.saved.full.short")),
    };
    let emit = |action: Action| {
        let act = act.clone();
        Callback::from(move |_: MouseEvent| act.emit(action.clone()))
    };
    let go = |stage: Stage| {
        act.reform(move |event: MouseEvent| {
            event.prevent_default();
            Action::Go(stage)
        })
    };
    let here = (state.route.stage == Stage::Journal).then_some("page");
    html! {
        <header class="top">
            <a class="mark" href="?stage=frame" aria-label={texts.say("page.home")} onclick={go(Stage::Frame)}>
                { texts.say("page.title") }
            </a>
            <p class="card">{ Words::new(texts).marked(card) }</p>
            <div class="meta">
                <span>{ texts.fill("page.today", &[
                    ("lap", texts.number(f64::from(plan.lap), 0)),
                    ("month", texts.month(today)),
                ]) }</span>
                <button class="quiet" disabled={state.record.undoable().is_none()} onclick={emit(Action::Undo)}>
                    { texts.say("page.undo") }
                </button>
                <button class="quiet" disabled={state.record.redoable().is_none()} onclick={emit(Action::Redo)}>
                    { texts.say("page.redo") }
                </button>
                <a class="quiet" href="?stage=journal" aria-current={here} onclick={go(Stage::Journal)}>
                    { texts.say("stage.journal") }
                </a>
                <span role="status" class={saved.map(|(class, _)| class)}>
                    { saved.map(|(_, key)| texts.say(key)) }
                </span>
            </div>
        </header>
    }
}

fn ring(state: &Shared<State>, act: &Callback<Action>, texts: &Shared<Texts>) -> Html {
    let states = status::of(&state.record);
    let asks = matches!(state.fresh(Stage::Monitor).map(|r| &**r), Some(Report::Monitor(m)) if m.asks.is_some() && m.next.is_some());
    // Another lap is the answer; after the last month nothing can be answered any more.
    let plan = state.plan();
    let asks = asks && plan.live().is_none_or(|live| live.lap == plan.lap);
    let stops: Vec<Stop> = states.iter().map(|s| stop(state, s, asks, texts)).collect();
    let summary = summary(&states, state.route.stage, asks, texts);
    let onpick = {
        let act = act.clone();
        Callback::from(move |word: AttrValue| {
            if let Some(stage) = Stage::of(&word) {
                act.emit(Action::Go(stage));
            }
        })
    };
    html! {
        <Ring label={texts.say("loop.name")} {stops} lap={texts.number(f64::from(state.plan().lap), 0)}
            lap_label={texts.say("page.lap")} {summary} {onpick} />
    }
}

/// What is done, and what needs the learner, in a sentence or two.
fn summary(states: &[StageState], here: Stage, asks: bool, texts: &Texts) -> String {
    let name = |stage: Stage| texts.say(&format!("stage.{}", stage.word()));
    let done = states.iter().filter(|s| s.status == Status::Done).count() as u32;
    let stale = states.iter().find(|s| s.status == Status::Stale);
    // The loop goes on from the room one is in, which needs no pointer to itself.
    let (before, after) = states.split_at(states.iter().position(|s| s.stage == here).map_or(0, |at| at + 1));
    let next = after.iter().chain(before).find(|s| s.status == Status::Open && s.stage != here);
    let needs = match (asks, stale, next) {
        (true, ..) => Some(texts.fill("loop.asks", &[("stage", name(Stage::Monitor))])),
        (_, Some(stale), _) => Some(texts.fill("loop.stale", &[("stage", name(stale.stage))])),
        (_, _, Some(next)) => Some(texts.fill("loop.next", &[("stage", name(next.stage))])),
        _ => None,
    };
    let done = (done > 0).then(|| texts.count("loop.done", done, &[]));
    done.into_iter().chain(needs).collect::<Vec<_>>().join(" ")
}

fn stop(state: &State, of: &StageState, asks: bool, texts: &Texts) -> Stop {
    let word = of.stage.word();
    let standing = match of.status {
        _ if of.stage == Stage::Monitor && asks => Standing::Asking,
        Status::Locked => Standing::Locked,
        Status::Open => Standing::Open,
        Status::Done => Standing::Done,
        Status::Stale => Standing::Stale,
    };
    let words = match standing {
        Standing::Asking => "status.asking",
        Standing::Locked => "status.locked",
        Standing::Open => "status.open",
        Standing::Done => "status.done",
        Standing::Stale => "status.stale",
    };
    Stop {
        id: word.into(),
        label: texts.say(&format!("stage.{word}")).into(),
        standing,
        words: texts.say(words).into(),
        here: state.route.stage == of.stage,
        why: of.why.map(|key| texts.say(key).into()),
        href: Some(format!("?stage={word}").into()),
    }
}

fn notices(state: &Shared<State>, act: &Callback<Action>, texts: &Shared<Texts>) -> Html {
    let wording = Words::new(texts);
    let shown = state.notices.iter().map(|notice| {
        let (kind, text) = words(&notice.about, texts);
        let ondismiss = act.reform({
            let id = notice.id;
            move |()| Action::Dismiss(id)
        });
        let says = html! {
            <>
                { wording.paragraphs(&text) }
                if let Some((key, action)) = offered(&notice.about) {
                    <button type="button" class="or" onclick={act.reform(move |_: MouseEvent| action.clone())}>
                        { texts.say(key) }
                    </button>
                }
            </>
        };
        dismissible(kind, says, texts.say("page.dismiss").into(), ondismiss)
    });
    let trouble = match &state.worker {
        Worker::Failed(trouble) => {
            let retry = act.reform(|_: MouseEvent| Action::Retry);
            let says = html! {
                <>
                    { wording.paragraphs(&told::trouble(texts, trouble)) }
                    <button class="or" onclick={retry}>{ texts.say("page.retry") }</button>
                </>
            };
            notice(NoticeKind::Harm, says)
        }
        Worker::Starting | Worker::Ready => Html::default(),
    };
    let unsaved = match state.saved {
        Saved::Forbidden if !state.record.entries.is_empty() => Some("page.saved.forbidden"),
        Saved::Full => Some("page.saved.full"),
        _ => None,
    };
    html! {
        <>
            { for shown }
            { trouble }
            if let Some(key) = unsaved {
                { notice(NoticeKind::Info, texts.say(key).into()) }
            }
        </>
    }
}

/// What can be done about it at once: its words, and what it does.
fn offered(about: &About) -> Option<(&'static str, Action)> {
    match about {
        About::Unreadable(_) => Some(("journal.export", Action::ExportSetAside)),
        About::Deleted(id, None) => Some(("journal.shelf.restore", Shelve::Restore(id.clone()).into())),
        About::Deleted(id, Some(_)) => Some(("journal.shelf.restore", Shelve::Open(id.clone()).into())),
        _ => None,
    }
}

fn words(about: &About, texts: &Texts) -> (NoticeKind, String) {
    use NoticeKind::{Good, Harm, Info};
    match about {
        About::WorkerRestarted => (Info, texts.say("notice.worker_restarted")),
        About::MainThread => (Info, texts.say("notice.main_thread")),
        About::Resumed => (Good, texts.say("notice.resumed")),
        About::OtherEngine(made) => {
            let values = [("made", made.clone()), ("here", ENGINE.into())];
            (Info, texts.fill("notice.other_engine", &values))
        }
        About::Imported => (Good, texts.say("notice.imported")),
        About::Unreadable(error) => {
            (Harm, texts.fill("notice.unreadable", &[("error", told::error(texts, error))]))
        }
        About::NotImported(error) => {
            (Harm, texts.fill("notice.not_imported", &[("error", told::error(texts, error))]))
        }
        About::BadLink(wrong) => {
            let item = |(name, value): &(String, String)| {
                texts.fill("notice.bad_link.item", &[("name", name.clone()), ("value", value.clone())])
            };
            let list: Vec<String> = wrong.iter().map(item).collect();
            (Info, texts.fill("notice.bad_link", &[("list", list.join("; "))]))
        }
        About::Deleted(_, Some(true)) => (Info, texts.say("notice.begun_anew")),
        About::Deleted(..) => (Info, texts.say("notice.deleted")),
        About::Elsewhere => (Info, texts.say("notice.elsewhere")),
        About::Copied(name) => (Info, texts.fill("notice.copied", &[("name", name.clone())])),
        About::BadFile(key, name) => (Harm, texts.fill(key, &[("name", name.clone())])),
        About::FileNotKept => (Info, texts.say("notice.file_not_kept")),
        About::NoLanguage(lang) => (Info, texts.fill("notice.no_language", &[("lang", lang.clone())])),
    }
}
