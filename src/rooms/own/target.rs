//! What is to be predicted, which of its values is yes, what a row is called, and what is at stake.

use engine::expedition::own::{
    Chosen, Draft, LEAST_NUMBERS, LEAST_OF_NAME, LEAST_PRICE, MOST_NAMES, MOST_PRICE, Yes,
};
use engine::expedition::{Kind, Task};
use yew::prelude::*;

use crate::rooms::words::Words;
use crate::widgets::{Choice, ChoiceGroup, Line, Options, Slider, select};

/// The target, its yes, and the words for rows.
pub fn panel(words: &Words, draft: &Draft, chosen: &Chosen, choose: &Callback<Chosen>) -> Html {
    let options: Options = (0_u32..)
        .zip(&chosen.columns)
        .map(|(at, column)| (at.to_string().into(), column.name.clone().into()))
        .collect();
    let onchange = {
        let (draft, chosen, choose) = (draft.clone(), chosen.clone(), choose.clone());
        Callback::from(move |value: AttrValue| {
            let Ok(target) = value.parse::<u32>() else { return };
            let mut chosen = Chosen { target, yes: None, ..chosen.clone() };
            let Some(column) = chosen.columns.get_mut(target as usize) else { return };
            column.out = false;
            chosen.yes = draft.yes(target, column.kind).or_else(|| limit(&draft, target).map(Yes::AtLeast));
            choose.emit(draft.priced(chosen.whole()));
        })
    };
    let name = |key: &str, now: &str, change: fn(&mut Chosen, String)| {
        let onchange = {
            let (chosen, choose) = (chosen.clone(), choose.clone());
            Callback::from(move |text: String| {
                let mut chosen = chosen.clone();
                change(&mut chosen, text.chars().take(40).collect());
                choose.emit(chosen);
            })
        };
        html! {
            <Line label={words.attr(key)} hint={words.attr(&format!("{key}.hint"))} text={now.to_owned()} {onchange} />
        }
    };
    html! {
        <section class="panel own" aria-labelledby="own-target">
            <h2 id="own-target">{ words.say("own.target") }</h2>
            { words.prose("own.target.about", &[]) }
            { select(words.attr("own.target.column"), options, &chosen.target.to_string(), onchange) }
            { yes(words, draft, chosen, choose) }
            { name("own.row", &chosen.row, |chosen, text| chosen.row = text) }
            { name("own.rows", &chosen.rows, |chosen, text| chosen.rows = text) }
        </section>
    }
}

/// What stands before a value that counts as yes in the list, and what stands there for each of them.
const IS: &str = "is ";
const EACH: &str = "each";

/// Whether it is asked how much, and not yes or no.
fn asks_how_much(chosen: &Chosen) -> bool {
    chosen.yes == Some(Yes::Itself)
}

/// A limit to begin with: the middle.
fn limit(draft: &Draft, target: u32) -> Option<f64> {
    draft.columns.get(target as usize)?.range.map(|[_, middle, _]| middle)
}

fn yes(words: &Words, draft: &Draft, chosen: &Chosen, choose: &Callback<Chosen>) -> Html {
    let at = chosen.target as usize;
    let (Some(column), Some(found)) = (chosen.columns.get(at), draft.columns.get(at)) else {
        return Html::default();
    };
    let say = {
        let (draft, chosen, choose) = (draft.clone(), chosen.clone(), choose.clone());
        Callback::from(move |yes: Option<Yes>| choose.emit(draft.asked(&chosen, yes)))
    };
    match (column.kind, found.range) {
        (Kind::Category, _) => {
            let mut options: Options = vec![(AttrValue::default(), words.attr("own.yes.choose"))];
            if found.distinct > 2 {
                options.push((EACH.into(), words.attr("own.yes.each")));
            }
            options.extend(found.values.iter().map(|(value, n)| {
                let rows = words.number(f64::from(*n), 0);
                let told = words.fill("own.yes.value", &[("n", rows), ("value", value.clone())]);
                (format!("{IS}{value}").into(), told.into())
            }));
            let now = match &chosen.yes {
                Some(Yes::Is(value)) => format!("{IS}{value}"),
                Some(Yes::Each) => EACH.into(),
                _ => String::new(),
            };
            let onchange = say.reform(|value: AttrValue| match value.strip_prefix(IS) {
                Some(value) => Some(Yes::Is(value.into())),
                None => (value == EACH).then_some(Yes::Each),
            });
            html! {
                <>
                    { select(words.attr("own.yes"), options, &now, onchange) }
                    if found.distinct > 2 {
                        <p class="small soft">{ words.line(if now == EACH { "own.yes.each.says" } else { "own.yes.many" }, &[
                            ("least", words.number(LEAST_OF_NAME as f64, 0)),
                            ("most", words.number(MOST_NAMES as f64, 0)),
                        ]) }</p>
                    }
                </>
            }
        }
        (Kind::Number, Some([low, middle, high])) => {
            let value = if let Some(Yes::AtLeast(limit)) = chosen.yes { limit } else { middle };
            let step = if found.distinct < 3 { high - low } else { step(high - low) };
            let number = {
                let words = words.clone();
                move |value: f64| words.number(value, 3)
            };
            let clamped = words.fill("frame.clamped", &[("low", number(low)), ("high", number(high))]);
            let format = {
                let (words, number) = (words.clone(), number.clone());
                move |value: f64| AttrValue::from(words.fill("own.yes.from", &[("value", number(value))]))
            };
            let onchange = say.reform(|value: f64| Some(Yes::AtLeast(value)));
            let much = {
                let kind = say.reform(move |kind: AttrValue| {
                    Some(if kind == "itself" { Yes::Itself } else { Yes::AtLeast(middle) })
                });
                let option = |key: &str| {
                    let says = words.line(&format!("own.asks.{key}.says"), &[]);
                    Choice::new(key.to_owned(), words.attr(&format!("own.asks.{key}")), says)
                };
                let now = if asks_how_much(chosen) { "itself" } else { "limit" };
                (u64::from(found.distinct) >= LEAST_NUMBERS).then(|| html! {
                    <ChoiceGroup legend={words.attr("own.asks")} options={vec![option("itself"), option("limit")]}
                        chosen={AttrValue::from(now)} onchange={kind} />
                })
            };
            html! {
                <>
                    { for much }
                    if !asks_how_much(chosen) {
                        <Slider stepped={words.attr("page.stepped")} label={words.attr("own.yes.limit")} says={words.line("own.yes.limit.says", &[])} {value}
                            min={low} max={high} {step} format={Callback::from(format)} {clamped} {onchange} />
                    }
                </>
            }
        }
        _ => html! { <p class="small soft">{ words.line("own.yes.no_date", &[]) }</p> },
    }
}

/// A round step, some tens to a span.
fn step(span: f64) -> f64 {
    let mut step = 1.0;
    while step > span / 40.0 && step > 1e-9 {
        step /= 10.0;
    }
    while step * 10.0 <= span / 40.0 {
        step *= 10.0;
    }
    step
}

/// The prices of both mistakes and the capacity.
pub fn stakes(words: &Words, draft: &Draft, chosen: &Chosen, choose: &Callback<Chosen>) -> Html {
    type Place = fn(&mut Chosen) -> &mut f64;
    let how_much = asks_how_much(chosen);
    // The ends are those of the Frame room, where all of it can be changed again.
    let mut dials: Vec<(&str, [f64; 3], f64, Place)> = vec![
        ("miss", [50.0, 3000.0, 50.0], 1.0, |c| &mut c.miss),
        ("false_alarm", [10.0, 300.0, 10.0], 1.0, |c| &mut c.false_alarm),
        ("capacity", [5.0, 50.0, 5.0], 100.0, |c| &mut c.capacity),
    ];
    if chosen.task() == Task::Multiclass {
        dials = vec![
            ("wrong", [50.0, 3000.0, 50.0], 1.0, |c| &mut c.miss),
            ("asking", [10.0, 300.0, 10.0], 1.0, |c| &mut c.false_alarm),
        ];
    }
    if how_much {
        // A unit may be anything: its prices go by the one that is suggested, and nothing runs out of room.
        let unit = draft.priced(chosen.clone()).false_alarm;
        let (least, most) = (LEAST_PRICE, MOST_PRICE);
        let low = (0.2 * unit).max(least);
        dials = vec![
            ("short", [unit, (20.0 * unit).min(most), unit], 1.0, |c| &mut c.miss),
            ("over", [low, (4.0 * unit).min(most), low], 1.0, |c| &mut c.false_alarm),
        ];
    }
    let dial = |(key, [min, max, step], scale, place): (&'static str, [f64; 3], f64, Place)| {
        let key = format!("own.{key}");
        let value = *place(&mut chosen.clone()) * scale;
        let value = if how_much { value } else { value.round() };
        let onchange = {
            let (chosen, choose) = (chosen.clone(), choose.clone());
            Callback::from(move |value: f64| {
                let mut chosen = chosen.clone();
                *place(&mut chosen) = value / scale;
                choose.emit(chosen);
            })
        };
        let write = {
            let words = words.clone();
            move |value: f64| if scale > 1.0 { words.percent(value / scale, 0) } else { words.money(value) }
        };
        let clamped = words.fill("frame.clamped", &[("low", write(min)), ("high", write(max))]);
        let unit = if scale > 1.0 { "%" } else { "€" };
        html! {
            <Slider stepped={words.attr("page.stepped")} key={key.clone()} label={words.attr(&key)} says={words.line(&format!("{key}.says"), &[])} {unit}
                {value} {min} {max} {step} format={Callback::from(move |value| AttrValue::from(write(value)))}
                {clamped} {onchange} />
        }
    };
    html! {
        <section class="panel own" aria-labelledby="own-stakes">
            <h2 id="own-stakes">{ words.say("own.stakes") }</h2>
            { words.prose("own.stakes.about", &[]) }
            { for dials.into_iter().map(dial) }
        </section>
    }
}
