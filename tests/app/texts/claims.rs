//! Which text leans on which claim of the engine (`src/engine/claims.rs`), both ways round: what a text says in general
//! is proved, and what is proved is said, or stands for a reason.
//!
//! A sentence that a report chooses ("the rule costs least here: …") needs no claim, nor does a definition. Whether a
//! general sentence stands in the table at all no test can see: that is for the author.

use std::collections::{BTreeMap, BTreeSet};

use engine::expedition::WorldId;
use full_loop::texts::marks;

use super::english;
use crate::tidy::{files, none};

/// Texts, as they are written (`key`, or `key@world`), with the claims that each leans on.
const LEANS: &[(&str, &[&str])] = &[
    ("frame.stakes.lean.says@screening", &["a_song_lets_more_through"]),
    ("frame.wish.costs.alike.why", &["accuracy_of_never"]),
    ("frame.wish.success.accurate.why", &["accuracy_of_never"]),
    ("frame.wish.success.accurate.why@screening", &["benign_is_right_for_most"]),
    ("frame.wish.unsure.guess.why@rodents", &["a_name_for_all_is_dear"]),
    ("frame.worth.rule", &["rule_is_about_winter"]),
    ("data.ask.gaps.says", &["tailnum_missing_is_the_answer"]),
    ("data.ask.good.think", &["too_good_is_too_late", "a_leak_can_hide"]),
    ("data.ask.good.think@screening", &["nearly_right_and_in_time"]),
    ("data.sources.about@screening", &["nothing_is_missing"]),
    ("data.groups.about", &["many_words_few_cancellations"]),
    ("data.probe.about", &["filling_and_scaling_leave_the_probe", "scaling_leaves_the_probe"]),
    ("data.probe.one_hot", &["many_words_few_cancellations"]),
    ("data.claims.about", &["random_split_promises_too_much"]),
    ("data.balance.chances", &["rows_evened_out_say_too_much"]),
    ("train.board.leak", &["leak_looks_better", "leak_fails_by_mechanism"]),
    ("train.board.leak.several", &["leak_looks_better", "leak_fails_by_mechanism"]),
    (
        "train.dial.much.says",
        &["freedom_fits_training_rows", "too_much_freedom_overfits", "freedom_fits_the_days_learned_from"],
    ),
    ("train.ask.freedom.turned", &["freedom_fits_training_rows", "too_much_freedom_overfits"]),
    ("train.ask.freedom.sure", &["naive_bayes_is_too_sure"]),
    ("train.looks.bell.about", &["naive_bayes_is_too_sure"]),
    ("train.ask.learning.helped", &["few_rows_are_learned_by_heart"]),
    ("evaluate.accuracy.title", &["useful_but_less_accurate"]),
    ("evaluate.card.limits.says@rodents", &["who_never_saw_it_cannot_say_it"]),
    ("evaluate.card.leak.says", &["leak_fails_by_mechanism"]),
    ("deploy.broken.leak.why", &["tailnum_missing_is_the_answer", "leak_fails_by_mechanism"]),
    ("deploy.broken.leak.checks", &["checks_catch_the_leak"]),
    ("deploy.times.from", &["another_source_is_slower"]),
    (
        "monitor.title.asks",
        &[
            "july_nothing_changed_but_useless",
            "second_clinic_rings",
            "second_clinic_moves_sizes",
            "years_leave_the_model_behind",
        ],
    ),
    ("monitor.money.first.worse", &["december_retraining_hurts"]),
    ("monitor.money.hurt.proved", &["december_hurts_whenever_retrained", "year_retraining_pays"]),
    (
        "monitor.decide.about",
        &["july_ranks_worse", "july_retraining_helps", "december_retraining_hurts", "december_ranks_worse"],
    ),
    ("monitor.decide.about@ridership", &["latest_years_keep_up"]),
    ("monitor.decide.about@rodents", &["new_years_keep_up_with_the_desert", "who_saw_it_can_say_it"]),
    ("monitor.decide.about@screening", &["second_clinic_moves_sizes", "retraining_pays"]),
    ("nudge.monitor.start", &["july_nothing_changed_but_useless", "july_ranks_worse"]),
    ("nudge.monitor.start@ridership", &["years_leave_the_model_behind"]),
    (
        "nudge.monitor.start@rodents",
        &["the_desert_leaves_the_model_behind", "who_never_saw_it_cannot_say_it"],
    ),
    ("nudge.monitor.start@screening", &["second_clinic_moves_sizes", "second_clinic_rings"]),
    ("journal.lesson.leak.lived", &["leak_looks_better", "leak_fails_by_mechanism"]),
    (
        "journal.lesson.stale",
        &[
            "first_alarm_in_may",
            "july_nothing_changed_but_useless",
            "second_clinic_rings",
            "years_leave_the_model_behind",
        ],
    ),
    ("journal.lesson.loop.hurt", &["december_retraining_hurts"]),
    ("term.accuracy.text", &["accuracy_of_never"]),
    ("term.leakage.text", &["leak_looks_better", "leak_fails_by_mechanism"]),
    ("term.overfitting.text", &["freedom_fits_training_rows", "too_much_freedom_overfits"]),
];

/// Claims that no text says in general, each with why it stands: mostly that a text is chosen by a report's numbers,
/// and the story would have a hole if they never came out that way.
const STANDS: &[(&str, &str)] = &[
    ("half_finds_next_to_nothing", "why `evaluate.threshold.about` has the line where the costs put it"),
    ("boosting_turns", "else nobody ever read `train.curve.turned`, where overfitting is first seen"),
    (
        "checks_stop_more_in_summer",
        "what `monitor.fallbacks` counts must grow for input checks to be a choice",
    ),
    ("july_expects_next_to_nothing", "else `monitor.share.caption.under` had no month that shows it"),
    ("december_rings_after_retraining", "else December’s loss came without an alarm to answer"),
    ("year_old_still_pays", "else `journal.lesson.rule` taught that no model was worth having"),
    ("rule_beats_nothing", "else the rule of Screening was no bar for `train.lead`"),
    ("two_weeks_ago_beats_the_mean", "else the rule of Ridership was no bar for `train.lead`"),
    ("a_margin_is_worth_money", "else Ridership had nothing worth shipping at `evaluate.gate.ship`"),
    ("a_rule_that_moves_stays", "else Ridership’s rule was no lesson at `journal.lesson.rule.rule`"),
    ("long_feet_pay", "else the rule of Rodents was no bar for `train.lead`"),
    ("two_measures_pay", "else Rodents had nothing worth shipping at `evaluate.gate.ship`"),
    ("model_beats_rule", "else Screening had nothing worth shipping at `evaluate.gate.ship`"),
];

/// The names of the engine's claims with the source that lists them. A list holds functions; each names itself.
fn claims() -> BTreeMap<String, String> {
    let mut listed = BTreeMap::new();
    let mut named = BTreeSet::new();
    for file in files("src/engine", &["claims.rs"]).into_iter().chain(files("src/engine/claims", &[".rs"])) {
        let list = file.text.split_once("\nconst CLAIMS: ").and_then(|(_, rest)| rest.split_once("= ["));
        let list = list.and_then(|(_, rest)| rest.split_once("];")).map(|(list, _)| list).unwrap_or_default();
        for function in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let name = function.rsplit("::").next().unwrap_or(function);
            assert!(listed.insert(name.into(), file.path.clone()).is_none(), "{name} is in two lists");
        }
        let calls = file.text.split("claim(\"").skip(1);
        named.extend(calls.filter_map(|call| Some(String::from(call.split_once('"')?.0))));
    }
    assert!(listed.len() > 30, "the lists are found: {listed:?}");
    assert_eq!(listed.keys().cloned().collect::<BTreeSet<_>>(), named, "a claim is named as its function");
    listed
}

#[test]
fn every_text_leans_on_claims_that_are_proved() {
    let (english, claims) = (english(), claims());
    let mut broken = Vec::new();
    let mut seen = BTreeSet::new();
    for (key, leans) in LEANS {
        if !english.contains_key(*key) {
            broken.push(format!("{key}: no such text"));
        }
        if !seen.insert(key) || leans.is_empty() {
            broken.push(format!("{key}: twice, or on nothing"));
        }
        let unknown = leans.iter().filter(|name| !claims.contains_key(**name));
        broken.extend(unknown.map(|name| format!("{key}: the engine proves no “{name}”")));
    }
    none("a text and its claims", &broken);
}

/// What is told in one world alone is not proved by another.
#[test]
fn a_text_of_one_world_leans_on_that_world() {
    let (english, claims) = (english(), claims());
    // Where a claim is proved: the flights are what the claims were first of, each other world has a file of its own.
    let home = |name: &str| {
        let of = |world: &WorldId| {
            claims.get(name).is_some_and(|path| path.ends_with(&format!("/{}.rs", world.word())))
        };
        WorldId::ALL.into_iter().find(of).unwrap_or(WorldId::Flights)
    };
    let told = |base: &str, world: WorldId| {
        let own = marks(world).into_iter().rev().map(|mark| format!("{base}@{mark}"));
        own.into_iter().find(|key| english.contains_key(key)).unwrap_or_else(|| base.into())
    };
    let mut broken = Vec::new();
    for (key, leans) in LEANS {
        let base = key.split('@').next().unwrap_or(key);
        let right = leans.iter().all(|name| told(base, home(name)) == *key);
        broken.extend((!right).then(|| format!("{key}: {leans:?}")));
    }
    none("a text that leans on another world", &broken);
}

#[test]
fn every_claim_is_said_or_stands_for_a_reason() {
    let said: BTreeSet<&str> = LEANS.iter().flat_map(|(_, leans)| leans.iter().copied()).collect();
    let stands: BTreeSet<&str> = STANDS.iter().map(|(name, _)| *name).collect();
    let claims = claims();
    let orphans =
        claims.keys().filter(|name| !said.contains(name.as_str()) && !stands.contains(name.as_str()));
    let mut broken: Vec<String> = orphans.map(|name| format!("{name}: said by no text")).collect();
    broken.extend(
        stands.intersection(&said).map(|name| format!("{name}: a text says it, so it need not stand")),
    );
    broken.extend(
        stands.iter().filter(|name| !claims.contains_key(**name)).map(|name| format!("{name}: none")),
    );
    // A reason names the text that would never be shown, and must name one that there is.
    let english = english();
    for (name, why) in STANDS {
        let keys = why.split('`').skip(1).step_by(2);
        broken.extend(keys.filter(|key| !english.contains_key(*key)).map(|key| format!("{name}: {key}")));
    }
    none("a claim without a text", &broken);
}
