//! Links: what is right is taken, what is wrong is put right and named.

use engine::expedition::WorldId;
use engine::expedition::stage::Stage;
use full_loop::route::{Route, Theme};
use full_loop::state::{Action, Effect, Message, update};

use super::ready;

fn wrong(query: &str) -> Vec<(String, String)> {
    Route::read(query).1
}

#[test]
fn every_place_leads_back_to_itself() {
    let mut places = 0;
    for stage in Stage::ALL {
        for theme in [Theme::System, Theme::Light, Theme::Dark] {
            for seed in [None, Some(0), Some(0x2a), Some(u64::MAX)] {
                for lang in ["en", "de", "en-XA"] {
                    for embed in [false, true] {
                        for world in [None, Some(WorldId::Flights), Some(WorldId::Screening)] {
                            let route = Route { stage, seed, world, lang: lang.into(), theme, embed };
                            assert_eq!(Route::read(&route.query()), (route, Vec::new()));
                            places += 1;
                        }
                    }
                }
            }
        }
    }
    assert_eq!(places, 7 * 3 * 4 * 3 * 2 * 3);
}

#[test]
fn a_bare_address_is_the_beginning() {
    for query in ["", "?", "?&&"] {
        assert_eq!(Route::read(query), (Route::default(), Vec::new()), "{query}");
    }
}

#[test]
fn wrong_parameters_are_named_and_the_rest_is_taken() {
    let (route, wrong) = Route::read("?stage=cellar&seed=xyz&lang=1&theme=pink&embed=yes");
    let named = [("stage", "cellar"), ("seed", "xyz"), ("lang", "1"), ("theme", "pink"), ("embed", "yes")];
    assert_eq!(wrong, named.map(|(name, value)| (String::from(name), String::from(value))));
    assert_eq!(route, Route::default(), "each is put right");
    let (route, wrong) = Route::read("?stage=train&seed=12345678901234567&theme=dark");
    assert_eq!((route.stage, route.seed, route.theme), (Stage::Train, None, Theme::Dark));
    assert_eq!(wrong.len(), 1, "a seed of 17 digits");
}

#[test]
fn what_is_wrong_cannot_flood_the_page() {
    let long = "x".repeat(10_000);
    let found = wrong(&format!("?stage={long}&seed={long}&lang={long}"));
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|(name, value)| name.len() <= 40 && value.len() <= 40));
    for lang in ["..", "e", "../../secret", "<script>", "de%2F..", "thirteencharsx"] {
        assert_eq!(wrong(&format!("?lang={lang}")).len(), 1, "{lang} names no file");
    }
    // A seed with a sign is no seed: it would come back as another address than it came from.
    assert_eq!(wrong("?seed=+2a").len(), 1);
    assert_eq!(wrong("?seed=").len(), 1);
}

#[test]
fn parameters_of_others_are_left_alone() {
    assert_eq!(wrong("?utm_source=course&x=1&stage=data&flag"), []);
}

#[test]
fn some_languages_run_from_right_to_left() {
    let rtl = |lang: &str| Route { lang: lang.into(), ..Route::default() }.is_rtl();
    assert!(rtl("ar") && rtl("he-IL") && rtl("ar-XB") && !rtl("en") && !rtl("en-XA") && !rtl("arn"));
}

#[test]
fn going_shows_in_the_address_and_coming_back_does_not() {
    let (mut state, _) = ready();
    let there = update(&mut state, Action::Go(Stage::Train));
    assert!(there.contains(&Effect::Address { push: true }));
    assert!(
        there.contains(&Effect::Tell(Message::Stage(Stage::Train))) && there.contains(&Effect::FocusHeading)
    );
    let same = update(&mut state, Action::Go(Stage::Train));
    assert!(
        !same.iter().any(|e| matches!(e, Effect::Address { .. } | Effect::FocusHeading)),
        "already there"
    );
    let back = update(&mut state, Action::Arrive(Stage::Frame));
    assert_eq!(state.route.stage, Stage::Frame);
    assert!(!back.iter().any(|e| matches!(e, Effect::Address { .. })), "the browser has moved already");
    assert!(back.contains(&Effect::FocusHeading));
}
