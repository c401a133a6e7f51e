//! The effort ledger: days and money by stage, at prices that are all shown and can be changed.

use std::rc::Rc;

use engine::expedition::effort::{Prices, ledger};
use engine::expedition::record::{Choice, Record};
use engine::expedition::scenario;
use engine::expedition::stage::Stage;
use yew::prelude::*;

use crate::charts::{Axis, Bar, BarGroup, Bars, Figure, Plot, Role, Unit};
use crate::rooms::RoomProps;
use crate::rooms::fold::Fold;
use crate::rooms::words::Words;
use crate::state::Action;
use crate::widgets::{Column, Row, Slider, select, table_view};

/// A price: its text key, the largest it can be, its step, and its place. All but the first are days.
struct Dial {
    key: &'static str,
    most: f64,
    step: f64,
    place: fn(&mut Prices) -> &mut f64,
}

const DIALS: [Dial; 9] = [
    Dial { key: "day", most: 2_000.0, step: 50.0, place: |p| &mut p.day },
    Dial { key: "frame", most: 40.0, step: 0.5, place: |p| &mut p.frame },
    Dial { key: "gather", most: 100.0, step: 1.0, place: |p| &mut p.gather },
    Dial { key: "recipe", most: 40.0, step: 0.5, place: |p| &mut p.recipe },
    Dial { key: "run", most: 10.0, step: 0.25, place: |p| &mut p.run },
    Dial { key: "evaluate", most: 20.0, step: 0.5, place: |p| &mut p.evaluate },
    Dial { key: "go_live", most: 60.0, step: 1.0, place: |p| &mut p.go_live },
    Dial { key: "month", most: 20.0, step: 0.5, place: |p| &mut p.month },
    Dial { key: "alarm", most: 20.0, step: 0.5, place: |p| &mut p.alarm },
];

/// The ledger of the expedition; `which` price is shown to be changed.
pub fn panel(words: &Words, props: &RoomProps, which: &UseStateHandle<usize>) -> Html {
    let prices = props.state.plan().prices;
    html! {
        <section class="panel" aria-labelledby="effort-heading">
            <h2 id="effort-heading">{ words.say("journal.effort") }</h2>
            { words.prose("journal.effort.about", &[("day", words.money(prices.day))]) }
            { spent(words, props, &prices) }
            { listed(words, &props.state.record, &prices) }
            <Fold title={words.attr("journal.effort.change")}>
                { dial(words, props, prices, which) }
            </Fold>
        </section>
    }
}

fn spent(words: &Words, props: &RoomProps, prices: &Prices) -> Html {
    let entries: Vec<_> = props.state.record.entries.iter().collect();
    let ledger = ledger(&props.state.record, &entries, prices);
    let days = |days: f64| words.number(days, 1);
    let name = |stage: Stage| words.say(&format!("stage.{}", stage.word()));
    let point = words.line(
        "journal.effort.caption",
        &[
            ("days", days(ledger.days)),
            ("cost", words.money(ledger.cost)),
            ("stage", ledger.most.map(|(stage, _)| name(stage)).unwrap_or_default()),
            ("share", words.percent_or(ledger.most.map(|(_, share)| share), 0)),
        ],
    );
    let bars =
        ledger.stages.iter().map(|effort| Bar::new(name(effort.stage), effort.days, Role::Truth)).collect();
    let plot = Plot::Bars(Bars {
        category_label: words.say("journal.effort.stage"),
        value: Axis::new(words.say("journal.effort.days"), Unit::Number),
        groups: vec![BarGroup { label: String::new(), bars }],
        goal: None,
    });
    let heads = [
        ("journal.effort.stage", false),
        ("journal.effort.done", true),
        ("journal.effort.days", true),
        ("journal.effort.bought", true),
        ("journal.effort.cost", true),
    ];
    let heads = heads.map(|(key, numeric)| Column { label: words.attr(key), numeric });
    let rows = ledger.stages.iter().map(|effort| {
        Row::new(vec![
            name(effort.stage).into(),
            words.number(f64::from(effort.done), 0).into(),
            days(effort.days).into(),
            words.money(effort.bought).into(),
            words.money(effort.cost).into(),
        ])
    });
    html! {
        <>
            <Figure name={words.attr("journal.effort.figure")} {point} plot={Rc::new(plot)}
                format={words.format.clone()} words={words.figure.clone()} />
            { table_view(words.attr("journal.effort.table"), heads.to_vec(), rows.collect()) }
            { words.prose("journal.effort.sources", &[("bought", words.money(ledger.bought))]) }
        </>
    }
}

/// How a price is written: money for a day of one person, days for everything that is done.
fn written(words: &Words, dial: &Dial, value: f64) -> String {
    if dial.key == "day" { words.money(value) } else { words.days(value) }
}

/// Every price there is: those that can be changed, and those of the sources.
fn listed(words: &Words, record: &Record, prices: &Prices) -> Html {
    let price = |dial: &Dial| {
        let value = *(dial.place)(&mut prices.clone());
        Row::new(vec![
            words.say(&format!("journal.effort.{}", dial.key)).into(),
            written(words, dial, value).into(),
        ])
    };
    let source = |name: &str, cost: f64| {
        let what = words.fill("journal.effort.source", &[("source", words.say(&format!("source.{name}")))]);
        Row::new(vec![what.into(), words.money(cost).into()])
    };
    let bought = scenario::of(record.world).sources.iter().filter(|source| source.cost > 0.0);
    let rows: Vec<Row> =
        DIALS.iter().map(price).chain(bought.map(|one| source(one.name, one.cost))).collect();
    let heads = [("journal.effort.thing", false), ("journal.effort.takes", true)];
    let heads = heads.map(|(key, numeric)| Column { label: words.attr(key), numeric });
    table_view(words.attr("journal.effort.prices"), heads.to_vec(), rows)
}

fn dial(words: &Words, props: &RoomProps, prices: Prices, which: &UseStateHandle<usize>) -> Html {
    let Some(dial) = DIALS.get(**which) else { return Html::default() };
    let names = DIALS.iter().enumerate();
    let names =
        names.map(|(at, dial)| (at.to_string().into(), words.attr(&format!("journal.effort.{}", dial.key))));
    let pick = {
        let which = which.clone();
        Callback::from(move |at: AttrValue| which.set(at.parse().unwrap_or_default()))
    };
    let write = {
        let words = words.clone();
        move |value: f64| AttrValue::from(written(&words, dial, value))
    };
    let place = dial.place;
    let change = props.act.reform(move |value: f64| {
        let mut prices = prices;
        *place(&mut prices) = value;
        Action::Choose(Choice::Prices { prices })
    });
    let clamped = words
        .fill("frame.clamped", &[("low", write(0.0).to_string()), ("high", write(dial.most).to_string())]);
    html! {
        <>
            { select(words.attr("journal.effort.which"), names.collect(), &which.to_string(), pick) }
            <Slider stepped={words.attr("page.stepped")} key={dial.key} label={words.attr(&format!("journal.effort.{}", dial.key))} value={*place(&mut prices.clone())}
                min={0.0} max={dial.most} step={dial.step} format={Callback::from(write)} {clamped} onchange={change} />
        </>
    }
}
