//! Data: which columns the model may use, what is in them, the recipe that prepares them, and who sees which rows.

use engine::expedition::data::DataReport;
use engine::expedition::keys;
use engine::expedition::record::Choice;
use engine::expedition::report::Report;
use engine::expedition::scenario;
use engine::expedition::stage::Stage;
use engine::expedition::{Feature, Recipe, WorldId};
use yew::prelude::*;

use super::RoomProps;
use super::fold::Fold;
use super::told::{self, waiting};
use super::words::{Words, use_words};
use crate::state::{Action, State};
use crate::widgets::{self, CheckList, ChoiceGroup, use_focus};

mod aside;
mod balance;
mod columns;
mod odd;
mod probe;
mod profile;
mod recipe;
mod related;
mod sources;
mod split;
mod spread;
mod steps;
mod views;

use columns::Look;
use recipe::Edit;

/// The room.
#[component]
pub fn DataRoom(props: &RoomProps) -> Html {
    let words = use_words(&props.texts);
    let plan = props.state.plan();
    let world = plan.world;
    let draft = use_state(|| plan.recipe.features.clone());
    {
        // What is undone, redone or opened shows at once.
        let draft = draft.clone();
        use_effect_with(plan.recipe.features.clone(), move |features| draft.set(features.clone()));
    }
    let sets = sets(world);
    let chosen = sets.iter().find(|(_, set)| *set == *draft).map(|(key, _)| AttrValue::from(*key));
    let by_hand = chosen.is_none();
    let pick = {
        let (draft, sets) = (draft.clone(), sets.clone());
        Callback::from(move |key: AttrValue| {
            if let Some((_, set)) = sets.iter().find(|(name, _)| *name == key) {
                draft.set(set.clone());
            }
        })
    };
    let number = |n: usize| words.number(n as f64, 0);
    let options = sets.iter().map(|(key, set)| {
        let says = words.line(&format!("data.use.{key}.says"), &[("n", number(set.len()))]);
        widgets::Choice::new(*key, words.attr(&format!("data.use.{key}")), says)
    });
    let settled = plan.prepared.is_some() && plan.recipe.features == *draft;
    let look = use_state(Look::default);
    let open = use_state(|| None::<usize>);
    let kind = use_state(|| AttrValue::from("impute"));
    let alike = use_state(|| None::<u32>);
    let focus = use_focus(plan.recipe.clone());
    let recipe = Recipe { features: (*draft).clone(), steps: plan.recipe.steps.clone() };
    let edit = {
        let (act, features, open) = (props.act.clone(), (*draft).clone(), open.clone());
        Callback::from(move |edit: Edit| {
            *focus.borrow_mut() = edit.focus;
            open.set(edit.open);
            let recipe = Recipe { features: features.clone(), steps: edit.steps };
            act.emit(Action::Choose(Choice::Recipe { recipe }));
        })
    };
    // What looks wrong goes by the columns as they stand on the page.
    let set_aside = {
        let (act, recipe, stands) = (props.act.clone(), recipe.clone(), plan.recipe.features == *draft);
        Callback::from(move |aside| {
            if !stands {
                act.emit(Action::Choose(Choice::Recipe { recipe: recipe.clone() }));
            }
            act.emit(Action::Choose(Choice::Aside { aside }));
        })
    };
    let last = props.state.record.undoable();
    let undo = last.filter(|last| {
        matches!(
            last,
            Choice::Recipe { .. } | Choice::Split { .. } | Choice::Balance { .. } | Choice::Aside { .. }
        )
    });
    let undo = undo.map(|_| {
        let open = open.clone();
        props.act.reform(move |_: MouseEvent| {
            open.set(None);
            Action::Undo
        })
    });
    let done = {
        let (act, recipe) = (props.act.clone(), recipe.clone());
        Callback::from(move |_: MouseEvent| {
            if !settled {
                act.emit(Action::Choose(Choice::Recipe { recipe: recipe.clone() }));
            }
            act.emit(Action::Go(Stage::Train));
        })
    };
    let counted = [("n", number(draft.len())), ("all", number(world.features().len()))];
    let again = plan.run().is_some();
    let report = report(&props.state);
    let told = report.filter(|_| tells(&props.state));
    let fresh = told.filter(|_| plan.recipe.features == *draft);
    let answering = odd::answering(props, report) || views::answering(props, report);
    let turn = {
        let open = open.clone();
        Callback::from(move |at: Option<usize>| open.set(at))
    };
    let why = match fresh {
        _ if draft.is_empty() => "data.none",
        Some(report) if report.refused.is_some() || !report.gaps.is_empty() => "data.done.unfinished",
        _ => "data.done.why",
    };
    let on_demand = |title: &str, inside: &dyn Fn(&DataReport) -> Html| {
        let soon = || html! { <p class="soft">{ words.say("told.soon") }</p> };
        html! { <Fold title={words.attr(title)}>{ report.map_or_else(soon, inside) }</Fold> }
    };
    html! {
        <>
            <h1 tabindex="-1" id="room-heading">{ words.say(if again { "data.title.again" } else { "data.title" }) }</h1>
            <div class="lead">{ lead(&words, &props.state, again) }</div>
            <ChoiceGroup legend={words.attr("data.use")} options={options.collect::<Vec<_>>()} {chosen} onchange={pick} />
            if by_hand {
                <p class="small">{ words.line("data.by_hand", &counted) }</p>
            }
            <Fold title={words.attr("data.hand")}>{ by_hand_lists(&words, world, &draft) }</Fold>
            { on_demand("data.sources", &|report| sources::sources(&words, report)) }
            { on_demand("data.columns", &|report| columns::panel(
                &words, report, &look, &profile::ask(props, &words), related::panel(props, &words, report),
            )) }
            { on_demand("data.groups", &|report| sources::groups(&words, report)) }
            { on_demand("data.odd", &|report| odd::panel(&odd::Given {
                props,
                words: &words,
                report,
                recipe: &recipe,
                edit: &edit,
            })) }
            { on_demand("data.views", &|report| views::panel(&views::Given {
                props,
                words: &words,
                report,
                fresh: fresh.is_some(),
                groups: &alike,
            })) }
            { recipe::panel(&recipe::Given {
                words: &words,
                world,
                features: &draft,
                steps: &recipe.steps,
                report,
                fresh,
                open: *open,
                kind: &kind,
                edit: &edit,
                look: &turn,
                undo,
                waiting: if answering { Html::default() } else { waiting(props, Stage::Data) },
                untried: plan.recipe.features != *draft,
            }) }
            { split::panel(&words, &plan.split, report, &props.act) }
            { aside::panel(&words, plan.aside, told, plan.recipe.features != *draft, &set_aside) }
            { balance::panel(&words, plan.balance, report, &props.act) }
            <div class="acts">
                <button type="button" class="do" disabled={draft.is_empty()} onclick={done}>{ words.say("data.done") }</button>
                <p class="why">{ words.line(why, &[]) }</p>
            </div>
        </>
    }
}

/// The sets of columns to choose among, as text keys.
fn sets(world: WorldId) -> [(&'static str, Vec<String>); 3] {
    scenario::of(world).sets.map(|set| (set.key, set.of(world)))
}

/// The groups of columns, in the order shown.
fn groups(world: WorldId) -> Vec<&'static str> {
    let mut groups: Vec<&'static str> = world.features().iter().map(|feature| feature.group).collect();
    groups.dedup();
    groups
}

fn lead(words: &Words, state: &State, again: bool) -> Html {
    let plan = state.plan();
    let used = plan.run().map_or(0, |run| run.fit.recipe.features.len());
    let key = if again { "data.lead.again" } else { "data.lead" };
    words.prose(
        key,
        &[
            ("from", words.month(plan.window.from)),
            ("to", words.month(plan.window.to)),
            ("n", words.number(plan.world.features().len() as f64, 0)),
            ("used", words.number(used as f64, 0)),
        ],
    )
}

fn by_hand_lists(words: &Words, world: WorldId, draft: &UseStateHandle<Vec<String>>) -> Html {
    let list = |group: &'static str| {
        let of_group = move |feature: &&Feature| feature.group == group;
        let option = |feature: &Feature| {
            let about = words.attr(&format!("column.{}.about", feature.name));
            widgets::Choice::new(feature.name, told::column(words, feature.name), Html::from(about))
        };
        let options: Vec<widgets::Choice> = world.features().iter().filter(of_group).map(option).collect();
        let chosen: Vec<AttrValue> = draft.iter().map(|name| name.clone().into()).collect();
        let onchange = {
            let draft = draft.clone();
            Callback::from(move |of_list: Vec<AttrValue>| {
                let holds = |f: &&Feature| {
                    if f.group == group {
                        of_list.iter().any(|n| *n == f.name)
                    } else {
                        draft.iter().any(|n| n == f.name)
                    }
                };
                draft.set(world.features().iter().filter(holds).map(|f| f.name.into()).collect());
            })
        };
        html! { <CheckList key={group} legend={words.attr(&format!("data.group.{group}"))} {options} {chosen} {onchange} /> }
    };
    html! { <div class="lists">{ for groups(world).into_iter().map(list) }</div> }
}

/// Whether the report of this room tells of the choices as they stand; what is asked about rows besides changes nothing of
/// that.
fn tells(state: &State) -> bool {
    let held = state.answers.get(&Stage::Data).map(|(key, _)| key);
    held.is_some_and(|key| keys::is_data(&state.record, key) && state.refused(Stage::Data).is_none())
}

/// The report of this room, stale or not: what is in the columns does not depend on the choice.
fn report(state: &State) -> Option<&DataReport> {
    match &**state.held(Stage::Data)? {
        Report::Data(report) => Some(report),
        _ => None,
    }
}
