//! A choice in a sentence, as the story and the list of choices tell it.

use engine::expedition::balance;
use engine::expedition::calibrated::Method;
use engine::expedition::plan::Plan;
use engine::expedition::record::{Choice, Ending, EntryId, Problem, Record};
use engine::expedition::serving::{Mode, Serving};
use engine::expedition::{By, Recipe, SplitSpec, scenario};
use yew::prelude::*;

use crate::rooms::words::{Value, Words};
use crate::rooms::{kinds, told};

/// A choice in a sentence.
pub fn sentence(words: &Words, record: &Record, id: EntryId, choice: &Choice) -> Html {
    let say = |key: &str, values: &[Value]| words.line(&format!("journal.choice.{key}"), values);
    let number = |n: u32| words.number(f64::from(n), 0);
    let plan = || Plan::at(record, Some(id));
    match choice {
        Choice::Frame { problem } => {
            let values = [
                ("miss", words.money(problem.costs.miss)),
                ("false_alarm", words.money(problem.costs.false_alarm)),
                ("capacity", words.percent(problem.capacity, 0)),
                ("goal", words.score(problem.goal)),
            ];
            let before = Plan::before(record, id);
            let own = before.problem.rule != problem.rule;
            let rule = || say("frame.rule", &[("rule", told::rule(words, &problem.rule))]);
            // A rule that is tried changes nothing else.
            let tried = Problem { rule: problem.rule.clone(), ..before.problem.clone() };
            if before.framed.is_some() && own && tried == *problem {
                return rule();
            }
            html! {
                <>
                    { say("frame", &values) }
                    if own {
                        { " " }{ rule() }
                    }
                </>
            }
        }
        Choice::Recipe { recipe } => {
            let later = |recipe: &Recipe| told::known_later(words, record.world, recipe);
            let reads = scenario::reads(record.world, recipe).len() as u32;
            let columns = number(reads);
            let (now, before) = (later(recipe), Plan::before(record, id));
            // A gate had let the leak through to the live flights.
            let leaked = if before.gate.is_some() { later(&before.recipe) } else { Vec::new() };
            let same = before.recipe.features == recipe.features && later(&before.recipe) == now;
            if before.prepared.is_some() && same {
                let of = recipe.steps.iter().filter(|step| step.is_on()).count() as u32;
                return match of {
                    0 => words.line("journal.choice.recipe.steps.zero", &[]),
                    of => words.marked(words.count("journal.choice.recipe.steps", of, &[])),
                };
            }
            match (now.len() as u32, leaked.is_empty()) {
                (0, true) => words.marked(words.count("journal.choice.recipe", reads, &[])),
                (0, false) => {
                    let values = [("names", words.list(&leaked))];
                    words.marked(words.count("journal.choice.recipe.repaired", reads, &values))
                }
                (n, _) => {
                    let values = [("columns", columns), ("names", words.list(&now))];
                    words.marked(words.count("journal.choice.recipe.later", n, &values))
                }
            }
        }
        Choice::Split { split } => {
            let way = match split {
                SplitSpec::Time { .. } => say("split.time", &[]),
                SplitSpec::Random { .. } => say("split.random", &[]),
                SplitSpec::Stratified { .. } => say("split.stratified", &[]),
                SplitSpec::Group { by: By::Day, .. } => say("split.day", &[]),
                SplitSpec::Group { by: By::Column(name), .. } => {
                    say("split.group", &[("column", told::column(words, name))])
                }
            };
            let [train, validation, test] = split.shares().map(|share| words.share(share));
            let shares = [("train", train), ("validation", validation), ("test", test)];
            html! { <>{ way }{ " " }{ say("split.shares", &shares) }</> }
        }
        Choice::Search { search } => {
            let [folds, seconds] = [search.folds, search.seconds].map(number);
            let model = kinds::kind(words, &search.spec);
            say("search", &[("model", model), ("folds", folds), ("seconds", seconds)])
        }
        Choice::Run { spec } => say("run", &[("model", kinds::named(words, spec))]),
        Choice::Pick { .. } => say("pick", &[]),
        Choice::Calibrate { method, .. } => {
            let key = match method {
                None => "calibrate.none",
                Some(Method::Sigmoid) => "calibrate.sigmoid",
                Some(Method::Isotonic) => "calibrate.isotonic",
            };
            let model = plan().run().map(|run| kinds::named(words, &run.fit.spec));
            say(key, &[("model", model.unwrap_or_default())])
        }
        Choice::Threshold { threshold } => say("threshold", &[("threshold", words.said(*threshold))]),
        Choice::Gate { ending } => match ending {
            Ending::Ship => say("gate.ship", &[]),
            Ending::DoNotShip if plan().live().is_some() => say("gate.keep", &[]),
            Ending::DoNotShip => say("gate.do_not_ship", &[]),
            Ending::KeepRule => say("gate.keep_rule", &[("rule", told::rule(words, &plan().problem.rule))]),
        },
        Choice::Serve { serving } => {
            let own = *serving == Serving::default();
            let each = serving.mode == Mode::EachRequest;
            let key = if own {
                "serve.plain"
            } else if each {
                "serve.request"
            } else {
                "serve.batch"
            };
            let checks = if serving.checks { "journal.choice.serve.on" } else { "journal.choice.serve.off" };
            let values = [
                ("checks", words.say(checks)),
                ("band", words.number(serving.band * 100.0, 1)),
                ("people", number(serving.people)),
            ];
            say(key, &values)
        }
        Choice::GoLive => match plan().live().filter(|version| version.id == id) {
            Some(version) => say("go_live", &[("number", number(version.number))]),
            None => say("go_live.none", &[]),
        },
        Choice::NewLap { window } => say(
            "new_lap",
            &[
                ("lap", number(plan().lap)),
                ("from", words.month(window.from)),
                ("to", words.month(window.to)),
            ],
        ),
        Choice::Prices { .. } => say("prices", &[]),
        Choice::Ignore { month } => say("ignore", &[("month", words.month(*month))]),
        Choice::Aside { aside } => match (aside.copies, aside.doubted) {
            (false, false) => say("aside.none", &[]),
            (true, false) => say("aside.copies", &[]),
            (false, true) => say("aside.doubted", &[]),
            (true, true) => say("aside.both", &[]),
        },
        Choice::Balance { balance: None } => say("balance.none", &[]),
        Choice::Balance { balance: Some(balance) } => {
            let way =
                if balance.method == balance::Method::Oversample { "balance.over" } else { "balance.under" };
            say(way, &[("share", words.percent(balance.sampling_strategy, 0))])
        }
    }
}
