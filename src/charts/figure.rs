//! A chart on the page: a sentence above it, the drawing, its points by keyboard, its numbers as a table.

use std::rc::Rc;

use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

use super::draw::{Drawn, Spot};
use super::place::Rect;
use super::plot::{Format, Plot, TableData};
use super::screen::{Watch, is_rtl, paint};
use crate::widgets::{Column, Row, table_view, use_id};

/// The words of a figure that are not its own.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureWords {
    /// "Show as table".
    pub show_table: AttrValue,
    /// "Hide the table".
    pub hide_table: AttrValue,
    /// How the points are read ("Arrow keys go from point to point").
    pub explore: AttrValue,
}

/// What a figure shows.
#[derive(Clone, PartialEq, Properties)]
pub struct FigureProps {
    /// What the chart is, in a few words: its accessible name and the table's caption.
    pub name: AttrValue,
    /// What the chart says, in a sentence.
    pub point: Html,
    /// The chart.
    pub plot: Rc<Plot>,
    /// Writes numbers.
    pub format: Format,
    /// Words of the controls.
    pub words: FigureWords,
    /// A place was pressed, or Enter on it: its number among `Plot::readings`.
    #[prop_or_default]
    pub onpick: Option<Callback<usize>>,
    /// More quiet buttons beside "Show as table".
    #[prop_or_default]
    pub children: Html,
}

/// A chart with its sentence and its table.
#[component]
pub fn Figure(props: &FigureProps) -> Html {
    let (frame, canvas) = (use_node_ref(), use_node_ref());
    let (says, table_id) = (use_id("says"), use_id("table"));
    let again = use_force_update();
    let drawn = use_mut_ref(Drawn::default);
    let cursor = use_state(|| None::<usize>);
    let open = use_state(|| false);
    let readings =
        use_memo((props.plot.clone(), props.format.clone()), |(plot, format)| plot.readings(format));
    let last = readings.len().saturating_sub(1);
    let at = cursor.filter(|at| *at <= last && !readings.is_empty());

    {
        let (frame, canvas, drawn) = (frame.clone(), canvas.clone(), drawn.clone());
        let (plot, format) = (props.plot.clone(), props.format.clone());
        use_effect(move || {
            let elements = (canvas.cast::<HtmlCanvasElement>(), frame.cast::<HtmlElement>());
            if let (Some(canvas), Some(frame)) = elements
                && let Some(now) = paint(&canvas, &frame, &plot, &format, at)
            {
                *drawn.borrow_mut() = now;
            }
        });
    }
    {
        let frame = frame.clone();
        use_effect_with((), move |()| {
            let watch =
                frame.cast::<HtmlElement>().map(|frame| Watch::new(&frame, move || again.force_update()));
            move || drop(watch)
        });
    }

    let onkeydown = {
        let (cursor, frame, count, drawn) = (cursor.clone(), frame.clone(), readings.len(), drawn.clone());
        let (plot, onpick) = (props.plot.clone(), props.onpick.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(frame) = frame.cast::<HtmlElement>() else { return };
            if let (Some(at), Some(onpick), "Enter" | " ") = (at, &onpick, event.key().as_str()) {
                event.prevent_default();
                onpick.emit(at);
            } else if let Some(next) = step(&event.key(), at, count, &plot, is_rtl(&frame)) {
                event.prevent_default();
                cursor.set(next);
                let around = next.and_then(|at| drawn.borrow().spots.get(at)?.around);
                if let Some(rect) = around {
                    let middle = (rect.x + rect.w / 2.0) as i32;
                    frame.set_scroll_left(middle - frame.client_width() / 2);
                }
            }
        })
    };
    let onpointermove = {
        let (cursor, drawn) = (cursor.clone(), drawn.clone());
        Callback::from(move |event: PointerEvent| {
            let pointer = (f64::from(event.offset_x()), f64::from(event.offset_y()));
            let near = nearest(&drawn.borrow().spots, pointer);
            if near != *cursor {
                cursor.set(near);
            }
        })
    };
    let onclick = {
        let (drawn, onpick) = (drawn.clone(), props.onpick.clone());
        Callback::from(move |event: MouseEvent| {
            let pointer = (f64::from(event.offset_x()), f64::from(event.offset_y()));
            let near = nearest(&drawn.borrow().spots, pointer);
            if let (Some(at), Some(onpick)) = (near, &onpick) {
                onpick.emit(at);
            }
        })
    };
    let clear = {
        let cursor = cursor.clone();
        move || cursor.set(None)
    };
    let onblur = Callback::from({
        let clear = clear.clone();
        move |_: FocusEvent| clear()
    });
    let onpointerleave = Callback::from(move |_: PointerEvent| clear());
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let label = if *open { &props.words.hide_table } else { &props.words.show_table };
    let said = at.and_then(|at| readings.get(at)).cloned();
    html! {
        <figure>
            <figcaption id={says.clone()}>{ props.point.clone() }</figcaption>
            <div class="plot">
                <div class={classes!("plot-frame", props.onpick.is_some().then_some("picks"))} ref={frame} tabindex="0" role="application"
                    aria-label={format!("{}. {}", props.name, props.words.explore)}
                    {onkeydown} {onclick} {onblur} {onpointermove} {onpointerleave}>
                    <canvas ref={canvas} dir="ltr" role="img" aria-label={props.name.clone()}
                        aria-describedby={says} width="0" height="0" />
                </div>
            </div>
            <div class="tools">
                <button type="button" class="quiet" aria-expanded={open.to_string()}
                    aria-controls={table_id.clone()} onclick={toggle}>{ label.clone() }</button>
                { props.children.clone() }
                <p class="readout" aria-live="polite">{ said }</p>
            </div>
            <div id={table_id} class="plot-table" hidden={!*open}>
                if *open {
                    { table(&props.name, props.plot.table(&props.format)) }
                }
            </div>
        </figure>
    }
}

fn table(name: &AttrValue, data: TableData) -> Html {
    let columns: Vec<Column> =
        data.columns.into_iter().map(|(label, numeric)| Column { label: label.into(), numeric }).collect();
    let row = |cells: Vec<String>| Row::new(cells.into_iter().map(Html::from).collect());
    let rows: Vec<Row> = data.rows.into_iter().map(row).collect();
    table_view(name.clone(), columns, rows)
}

/// Where a key leads: `None` for a key that is not ours.
fn step(key: &str, at: Option<usize>, count: usize, plot: &Plot, rtl: bool) -> Option<Option<usize>> {
    let last = count.checked_sub(1)?;
    let leap = (count / 10).max(1);
    let on = |by: usize| Some(at.map_or(0, |at| (at + by).min(last)));
    let back = |by: usize| Some(at.map_or(last, |at| at.saturating_sub(by)));
    let key = match (key, rtl) {
        ("ArrowLeft", true) => "ArrowRight",
        ("ArrowRight", true) => "ArrowLeft",
        _ => key,
    };
    if let Some(to) = at.and_then(|at| plot.leads(key, at)) {
        return Some(Some(to));
    }
    match key {
        "ArrowRight" | "ArrowDown" => Some(on(1)),
        "ArrowLeft" | "ArrowUp" => Some(back(1)),
        "PageDown" => Some(on(leap)),
        "PageUp" => Some(back(leap)),
        "Home" => Some(Some(0)),
        "End" => Some(Some(last)),
        "Escape" if at.is_some() => Some(None),
        _ => None,
    }
}

fn nearest(spots: &[Spot], pointer: (f64, f64)) -> Option<usize> {
    let distance = |spot: &Spot| {
        if let Some(rect) = spot.around {
            // A sign can hang over the lower rim.
            let meets = |below: f64| rect.meets(&Rect::new(pointer.0, pointer.1 - below, 1.0, 1.0 + below));
            return if meets(0.0) {
                0.0
            } else if meets(10.0) {
                1.0
            } else {
                f64::INFINITY
            };
        }
        let of = |(x, y): &(f64, f64)| {
            let (dx, dy) = (x - pointer.0, if spot.hairline { 0.0 } else { y - pointer.1 });
            dx.hypot(dy)
        };
        spot.points.iter().map(of).fold(f64::INFINITY, f64::min)
    };
    let all = spots.iter().enumerate().map(|(at, spot)| (at, distance(spot)));
    all.min_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, far)| *far < 60.0).map(|(at, _)| at)
}
