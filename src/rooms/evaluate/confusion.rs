//! What rows were, and what they were called: the confusion matrix, in rows.

use engine::expedition::evaluate::TestReport;
use engine::expedition::view;
use yew::prelude::*;

use crate::rooms::words::Words;

/// From these shares of its row on a cell is darker.
const SHADES: [f64; 3] = [0.05, 0.2, 0.5];

/// The matrix with what it says; nothing where it is not one of several classes that is asked for.
pub fn panel(words: &Words, test: &TestReport) -> Html {
    let Some(confusion) = test.confusion.as_ref() else { return Html::default() };
    html! {
        <section class="panel" aria-labelledby="confusion-heading">
            <h2 id="confusion-heading">{ words.say("evaluate.confusion.title") }</h2>
            <p>{ for readings(words, confusion) }</p>
            { matrix(words, confusion) }
            { words.prose("evaluate.confusion.about", &[]) }
        </section>
    }
}

/// What is mixed up most, what is asked of most, and what has no name of its own.
fn readings(words: &Words, confusion: &[Vec<u32>]) -> Vec<Html> {
    let number = |n: u32| words.number(f64::from(n), 0);
    let rows = |class: u32| view::of_class(confusion, class);
    let mut said = Vec::new();
    let mut say = |key: &str, values: &[(&str, String)]| {
        said.push(html! { <>{ words.line(key, values) }{ " " }</> });
    };
    match view::mixed_up(confusion) {
        Some((truth, named, n)) => {
            let (of, back) = (rows(truth), confusion[named as usize][truth as usize]);
            let values = [
                ("n", number(n)),
                ("all", number(of)),
                ("truth", words.class(truth)),
                ("named", words.class(named)),
                ("back", number(back)),
            ];
            say("evaluate.confusion.mixed", &values);
        }
        None => say("evaluate.confusion.none", &[]),
    }
    if let Some((class, n)) = view::asked_most(confusion) {
        let values = [("n", number(n)), ("all", number(rows(class))), ("truth", words.class(class))];
        say("evaluate.confusion.asked", &values);
    }
    let never: Vec<String> =
        view::never_named(confusion).into_iter().map(|class| words.class(class)).collect();
    if !never.is_empty() {
        say("evaluate.confusion.never", &[("names", words.list(&never))]);
    }
    said
}

/// A row a class, a column a name, as far as either is met; what is asked of stands last.
fn matrix(words: &Words, confusion: &[Vec<u32>]) -> Html {
    let asked = confusion.len();
    let met = |class: &usize| {
        confusion[*class].iter().any(|n| *n > 0) || confusion.iter().any(|row| row[*class] > 0)
    };
    let shown: Vec<usize> = (0..asked).filter(met).collect();
    let head = |class: &usize| {
        let class = *class as u32;
        html! { <th scope="col" class="n" aria-label={words.class(class)}>{ words.code(class) }</th> }
    };
    let cell = |truth: usize, named: usize| {
        let (n, of) = (confusion[truth][named], view::of_class(confusion, truth as u32));
        let share = f64::from(n) / f64::from(of.max(1));
        let deep = SHADES.iter().filter(|from| share >= **from).count();
        let kind = match named {
            _ if n == 0 => "zero",
            same if same == truth => "right",
            ask if ask == asked => "ask",
            _ => "wrong",
        };
        html! { <td class={classes!("n", kind, format!("deep{deep}"))}>{ words.number(f64::from(n), 0) }</td> }
    };
    let row = |truth: &usize| {
        let (class, code) = (words.class(*truth as u32), words.code(*truth as u32));
        html! {
            <tr>
                <th scope="row">
                    if code != class { <b>{ code }</b>{ " " } }
                    { class }
                </th>
                { for shown.iter().chain([&asked]).map(|named| cell(*truth, *named)) }
            </tr>
        }
    };
    let caption = words.attr("evaluate.confusion.table");
    html! {
        <div class="scroll matrix" role="region" tabindex="0" aria-label={caption.clone()}>
            <table>
                <caption>{ caption }</caption>
                <thead><tr>
                    <th scope="col">{ words.say("evaluate.confusion.truth") }</th>
                    { for shown.iter().map(head) }
                    <th scope="col" class="n">{ words.named(None) }</th>
                </tr></thead>
                <tbody>{ for shown.iter().map(row) }</tbody>
            </table>
        </div>
    }
}
