//! A vague wish, made sharp: one question after the other, each answered until it can be built on.

use engine::expedition::scenario::{self, Question};
use yew::prelude::*;

use crate::rooms::RoomProps;
use crate::rooms::words::Words;
use crate::state::Action;
use crate::widgets::{Choice, ChoiceGroup, use_focus};

const HEADING: &str = "wish-heading";

/// What the wish shows.
#[derive(Clone, PartialEq, Properties)]
pub struct WishProps {
    /// The room it is in.
    pub room: RoomProps,
    /// Called when the learner would rather not.
    pub skip: Callback<MouseEvent>,
}

/// The wish, and the question that is open; once there is none, what it came to.
#[component]
pub fn Wish(props: &WishProps) -> Html {
    let WishProps { room, skip } = props;
    let words = Words::new(&room.texts);
    let record = &room.state.record;
    let open = scenario::open_question(record);
    let picked = use_state(|| None::<AttrValue>);
    // The next question stands where the last one stood: the keyboard goes to its heading.
    let focus = use_focus(open.map(|(question, _)| question.key));
    let onchange = {
        let picked = picked.clone();
        Callback::from(move |answer| picked.set(Some(answer)))
    };
    let answer = {
        let (act, picked) = (room.act.clone(), picked.clone());
        Callback::from(move |question: &'static Question| {
            let Some(answer) = picked.as_ref().map(ToString::to_string) else { return };
            if answer == question.sharp {
                *focus.borrow_mut() = Some(HEADING.into());
                picked.set(None);
            }
            act.emit(Action::Answer { what: question.key.into(), answer });
        })
    };
    let all = scenario::of(record.world).wish;
    let done = open.map_or(all.len(), |(question, _)| all.iter().take_while(|one| *one != question).count());
    let heading =
        open.map_or("frame.wish.sharp".into(), |(question, _)| format!("frame.wish.{}", question.key));
    html! {
        <section class="panel" aria-labelledby={HEADING}>
            { words.prose("frame.wish.quote", &[]) }
            <h2 id={HEADING} tabindex="-1">{ words.say(&heading) }</h2>
            if done > 0 {
                <ul class="settled">
                    { for all[..done].iter().map(|one| html! {
                        <li key={one.key}>{ words.line(&format!("frame.wish.{}.settled", one.key), &[]) }</li>
                    }) }
                </ul>
            }
            if let Some((question, last)) = open {
                { ask(&words, question, last, (*picked).clone(), onchange, answer) }
                <p class="small soft">
                    { words.line("frame.wish.left", &[
                        ("n", words.number(done as f64 + 1.0, 0)),
                        ("all", words.number(all.len() as f64, 0)),
                    ]) }{ " " }
                    <button type="button" class="quiet" onclick={skip}>{ words.say("frame.wish.skip") }</button>
                </p>
            }
        </section>
    }
}

fn ask(
    words: &Words,
    question: &'static Question,
    last: Option<&str>,
    picked: Option<AttrValue>,
    onchange: Callback<AttrValue>,
    answer: Callback<&'static Question>,
) -> Html {
    let key = question.key;
    let option = |word: &&'static str| {
        Choice::new(*word, words.say(&format!("frame.wish.{key}.{word}")), Html::default())
    };
    let options: Vec<Choice> = question.answers.iter().map(option).collect();
    let chosen = picked.or_else(|| last.map(|word| word.to_owned().into()));
    // What was found too vague is no answer a second time.
    let ready = chosen.as_deref().is_some_and(|word| Some(word) != last);
    html! {
        <>
            <ChoiceGroup {key} legend={words.attr("frame.wish.legend")} {options} {chosen} {onchange} />
            <div aria-live="polite">
                if let Some(word) = last {
                    <div class="notice">{ words.prose(&format!("frame.wish.{key}.{word}.why"), &[]) }</div>
                }
            </div>
            <div class="acts">
                <button type="button" class="do" aria-disabled={(!ready).to_string()}
                    onclick={move |_: MouseEvent| if ready { answer.emit(question) }}>
                    { words.say("frame.wish.answer") }
                </button>
            </div>
        </>
    }
}
