//! The loop as the way to move: a ring beside the page, six marks along the bottom of a phone.
//! How a stage stands shows without colour too: solid, hollow, broken, dotted, knobbed.

use std::f64::consts::PI;

use yew::prelude::*;

/// How a stage stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Done: a solid arc.
    Done,
    /// Can be entered: a hollow arc.
    Open,
    /// Done, but an earlier choice has changed since: a broken arc.
    Stale,
    /// Asks for the learner: a solid arc in the colour of harm with a knob.
    Asking,
    /// Not open yet: dots.
    Locked,
}

impl Standing {
    fn class(self) -> &'static str {
        match self {
            Standing::Done => "is-done",
            Standing::Open => "is-open",
            Standing::Stale => "is-stale",
            Standing::Asking => "is-asking",
            Standing::Locked => "is-locked",
        }
    }
}

/// One stage of the loop.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// Handed back when it is picked.
    pub id: AttrValue,
    /// Its name.
    pub label: AttrValue,
    /// How it stands.
    pub standing: Standing,
    /// How it stands, in words ("done", "out of date").
    pub words: AttrValue,
    /// Where the learner is.
    pub here: bool,
    /// Why it is locked or stale, and what opens it.
    pub why: Option<AttrValue>,
    /// Its address; without one it is a button.
    pub href: Option<AttrValue>,
}

/// What the ring shows.
#[derive(Clone, PartialEq, Properties)]
pub struct RingProps {
    /// Names the navigation.
    pub label: AttrValue,
    /// The stages, clockwise from the top; six of them.
    pub stops: Vec<Stop>,
    /// The number of the lap, as written.
    pub lap: AttrValue,
    /// "lap".
    pub lap_label: AttrValue,
    /// A sentence under the ring.
    #[prop_or_default]
    pub summary: AttrValue,
    /// Called with the id of a stage that is not locked.
    pub onpick: Callback<AttrValue>,
}

const MIDDLE: f64 = 120.0;
const RADIUS: f64 = 88.0;

fn on_ring(degrees: f64) -> (f64, f64) {
    let angle = degrees * PI / 180.0;
    (MIDDLE + RADIUS * angle.sin(), MIDDLE - RADIUS * angle.cos())
}

fn arc_path(at: usize) -> String {
    let start = at as f64 * 60.0;
    let ((x0, y0), (x1, y1)) = (on_ring(start + 8.0), on_ring(start + 52.0));
    format!("M{x0:.1} {y0:.1}A{RADIUS} {RADIUS} 0 0 1 {x1:.1} {y1:.1}")
}

/// The loop.
#[component]
pub fn Ring(props: &RingProps) -> Html {
    let told = use_state(|| None::<usize>);
    let first_lap = use_memo((), |()| props.lap.clone());
    let pick = |at: usize, stop: &Stop| {
        let (told, onpick, id) = (told.clone(), props.onpick.clone(), stop.id.clone());
        let locked = stop.standing == Standing::Locked;
        Callback::from(move |event: MouseEvent| {
            let new_tab = event.meta_key() || event.ctrl_key() || event.shift_key();
            if new_tab && !locked {
                return;
            }
            event.prevent_default();
            told.set(locked.then_some(at));
            if !locked {
                onpick.emit(id.clone());
            }
        })
    };
    let mark = |at: usize, stop: &Stop| {
        let class = classes!("stop", stop.standing.class());
        let current = stop.here.then_some("step");
        let locked = (stop.standing == Standing::Locked).then_some("true");
        let onclick = pick(at, stop);
        let why = stop.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        let inside = html! {
            <span>
                { stop.label.clone() }
                <span class="visually-hidden">{ format!(", {}{why}", stop.words) }</span>
            </span>
        };
        match (&stop.href, locked) {
            (Some(href), None) => html! {
                <a {class} href={href.clone()} aria-current={current} {onclick}>{ inside }</a>
            },
            _ => html! {
                <button type="button" {class} aria-current={current} aria-disabled={locked} {onclick}>
                    { inside }
                </button>
            },
        }
    };
    let arc = |(at, stop): (usize, &Stop)| {
        let (d, kind) = (arc_path(at), stop.standing.class());
        let (x, y) = on_ring(at as f64 * 60.0 + 30.0);
        let (cx, cy) = (format!("{x:.1}"), format!("{y:.1}"));
        html! {
            <g key={at}>
                <path class={classes!("arc", kind)} d={d.clone()} onclick={pick(at, stop)} />
                if stop.standing == Standing::Open {
                    <path class="arc-inner" {d} />
                }
                if stop.here {
                    <circle class={classes!("arc-here", kind)} {cx} {cy} r="9" />
                } else if stop.standing == Standing::Asking {
                    <circle class={classes!("arc-knob", kind)} {cx} {cy} r="9" />
                }
            </g>
        }
    };
    let turned = (props.lap != *first_lap).then_some("turned");
    let named = |(at, stop): (usize, &Stop)| {
        html! { <li key={at} class={format!("at-{at}")}>{ mark(at, stop) }</li> }
    };
    let stage = |(at, stop): (usize, &Stop)| html! { <li key={at}>{ mark(at, stop) }</li> };
    let says = told.and_then(|at| props.stops.get(at)?.why.clone()).unwrap_or_else(|| props.summary.clone());
    html! {
        <nav class="loop" aria-label={props.label.clone()}>
            <div class="ring">
                <svg viewBox="12 12 216 216" aria-hidden="true">
                    <g key={props.lap.to_string()} class={classes!("arcs", turned)}>
                        { for props.stops.iter().enumerate().map(arc) }
                    </g>
                </svg>
                <p class="lap">{ props.lap.clone() }<small>{ props.lap_label.clone() }</small></p>
                <ol>{ for props.stops.iter().enumerate().map(named) }</ol>
            </div>
            <p class={classes!("loop-says", told.map(|_| "is-told"))} role="status">{ says }</p>
            <ol class="stages">{ for props.stops.iter().enumerate().map(stage) }</ol>
        </nav>
    }
}
