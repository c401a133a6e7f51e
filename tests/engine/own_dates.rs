//! Dates of a learner's own file that do not say when: they go into a model by their parts.

use std::rc::Rc;

use engine::expedition::asked::{DEPENDENCE, SURFACE, about};
use engine::expedition::evaluate::prediction;
use engine::expedition::own::{Chosen, Decided, Own};
use engine::expedition::plan::Plan;
use engine::expedition::prepare::calendar::Part;
use engine::expedition::prepare::{Columns, Step};
use engine::expedition::record::{Choice, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{Kind, Task, WorldId, date, dials, scenario};

use crate::own::{bytes, decide, look, open, walk};
use crate::replay::show;

/// Those who joined in winter leave, whenever they are asked.
fn members() -> Rc<[u8]> {
    let mut text = String::from("asked,joined,size,left\n");
    for i in 0..900_i32 {
        let joined = 12_000 + i * 97 % 2_000;
        let month = date::to_ymd(joined).1;
        let left = (month < 3 || month == 12) == (i % 11 > 0);
        let joined = if i % 40 == 9 { String::new() } else { date::iso(joined) };
        let left = if left { "yes" } else { "no" };
        text += &format!("{},{joined},{},{left}\n", date::iso(15_706 + i / 3), i % 17);
    }
    bytes(&text)
}

fn decided(when: Option<u32>) -> Decided {
    let file = members();
    let mut chosen = look(&file).suggested;
    assert_eq!((chosen.when, chosen.dates), (Some(0), true));
    chosen.when = when;
    decide(&file, chosen).unwrap()
}

#[test]
fn a_date_that_does_not_say_when_is_a_column_to_learn_from() {
    let (file, decided) = (members(), decided(Some(0)));
    let world = WorldId::Own(Own::of(decided.clone()));
    let features: Vec<(&str, Kind)> = world.features().iter().map(|f| (f.name, world.kind(f.name))).collect();
    assert_eq!(features, [("c02", Kind::Date), ("c03", Kind::Number)], "what says when is none");
    let Step::Calendar(parts) = &scenario::offered(world).steps[0] else { panic!("no step for dates") };
    assert_eq!(
        (&parts.columns, &*parts.parts),
        (&Columns::All, &[Part::Year, Part::Month, Part::Weekday][..])
    );

    // The months tell who leaves, and only the step can read them.
    let session = Session::new(open(&decided, &file));
    let data = |recipe| {
        let mut record = Record::for_world(&session.world, 7);
        record.choose(Choice::Recipe { recipe });
        match &*show(&session, &record, Stage::Data) {
            Report::Data(report) => report.clone(),
            other => panic!("{other:?}"),
        }
    };
    let offered = data(scenario::offered(world));
    assert_eq!((&offered.refused, offered.gaps.len(), offered.words.len()), (&None, 0, 0));
    let mut without = scenario::offered(world);
    without.steps.remove(0);
    let found = data(without);
    assert_eq!(found.words, ["c02"], "a model cannot read a date");
    let first = offered.columns.iter().find(|column| column.name == "c02").unwrap();
    assert!(first.summary.kind == Kind::Date && first.alone.is_some());
}

#[test]
fn the_loop_on_dates() {
    walk(&decided(Some(0)), &members());
    // In an invented year both dates are columns like others.
    let both = decided(None);
    assert_eq!(WorldId::Own(Own::of(both.clone())).features().len(), 3);
    walk(&both, &members());
}

/// What a model says moves with a date that is set to others, and a date can be usual.
#[test]
fn a_date_can_stand_in_the_place_of_another() {
    let (file, decided) = (members(), decided(Some(0)));
    let session = Session::new(open(&decided, &file));
    let world = session.world.id;
    let mut record = Record::for_world(&session.world, 7);
    record.choose(Choice::Recipe { recipe: scenario::offered(world) });
    record.choose(Choice::Run { spec: dials::offered("decision_tree") });
    record.happen(Fact::Revealed { what: about(DEPENDENCE, &["c02"]) });
    record.happen(Fact::Revealed { what: about(SURFACE, &["c02", "c03"]) });
    let Report::Train(report) = &*show(&session, &record, Stage::Train) else { panic!("no runs") };
    let spread = |values: &[f64]| {
        let ends = values.iter().fold((1.0_f64, 0.0_f64), |(low, high), p| (low.min(*p), high.max(*p)));
        ends.1 - ends.0
    };
    let line = &report.asked.dependence.as_ref().unwrap()[0];
    assert!(spread(&line.average) > 0.1, "who joined when tells who leaves: {line:?}");

    // A row that is a mistake can be one for its date, in the place of which a usual one is put.
    let (what, because) = (prediction(Task::Binary).into(), String::new());
    record.happen(Fact::Committed { what, magnitude: 0.5, confidence: 0.7, because });
    let plan = Plan::of(&record);
    let (test, candidate) = (plan.test_key().unwrap(), plan.candidate_key().unwrap());
    record.happen(Fact::Peeked { test, candidate });
    let Report::Evaluate(report) = &*show(&session, &record, Stage::Evaluate) else { panic!("not judged") };
    let mistakes = &report.test.as_ref().unwrap().mistakes;
    let reasons = mistakes.iter().flat_map(|mistake| &mistake.reasons);
    let usual: Vec<&Option<String>> =
        reasons.filter(|reason| reason.column == "c02").map(|reason| &reason.usual).collect();
    assert!(!usual.is_empty() && usual.iter().all(|usual| usual.is_some()), "{mistakes:?}");
}

/// What was decided before dates could go in stays what it was: the columns, the rows and its very name.
#[test]
fn files_of_before_keep_their_dates_out() {
    let file = members();
    let new = decided(Some(0));
    let before = Chosen { dates: false, ..new.chosen.clone() };
    let written = serde_json::to_string(&before).unwrap();
    assert!(!written.contains("dates"), "{written}");
    assert_eq!(serde_json::from_str::<Chosen>(&written).unwrap(), before);
    let old = decide(&file, before).unwrap();
    let names = |decided: &Decided| -> Vec<String> {
        open(decided, &file).table.columns().iter().map(|column| column.name.clone()).collect()
    };
    assert_eq!(names(&old), ["date", "c03", "answer"]);
    assert_eq!(names(&new), ["date", "c02", "c03", "answer"]);
    let world = WorldId::Own(Own::of(old));
    assert!(scenario::offered(world).steps.iter().all(|step| step.word() != "calendar"));
}
