//! Columns of levels: who reads them, what a recipe makes of them, and that a set of levels is a question like any other.

use std::rc::Rc;

use engine::error::EngineError;
use engine::expedition::asked::IMPORTANCE;
use engine::expedition::record::{Choice, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{WorldId, dials, scenario};
use engine::explain::contributions::{Scale, contributions};
use engine::matrix::{MOST_LEVELS, Matrix};
use engine::models::levels::LevelSet;
use engine::models::{Answers, Model, ModelSpec, boosting, decision_tree, random_forest};
use engine::note::Note;
use engine::prepare::{Columns, FittedRecipe, Recipe, Step, categorical, impute, one_hot, standardise};
use engine::rng::Rng;
use engine::table::{Column, MISSING, Table, Values};
use engine::task::{KnownAt, Task};
use engine::work::{Pace, Work};

use crate::contract::listed::{for_columns, full_depth, specs};
use crate::replay::{shipped, show};
use crate::training::trained;
use crate::{now, ridership, rodents};

const ROWS: usize = 600;

/// A column of levels, some missing, and one of numbers; both say something.
fn rows(n_levels: u32, gaps: bool) -> (Vec<f64>, Vec<f64>) {
    let mut rng = Rng::new(5, "levels");
    let (mut values, mut score) = (Vec::new(), Vec::new());
    for _ in 0..ROWS {
        let level = rng.below(n_levels);
        let number = rng.normal();
        let missing = gaps && rng.below(8) == 0;
        values.extend([if missing { f64::NAN } else { f64::from(level) }, number]);
        let moved = if missing { 2.0 } else { f64::from(level * 7 % n_levels) - f64::from(n_levels) / 2.0 };
        score.push(moved + number + rng.normal());
    }
    (values, score)
}

fn matrix(values: &[f64], n_levels: u32) -> Rc<Matrix> {
    let all = Matrix::new(values.len() / 2, 2, values.to_vec()).unwrap();
    Rc::new(all.with_levels(vec![Some(n_levels), None]).unwrap())
}

fn answers(task: Task, score: &[f64]) -> Answers {
    match task {
        Task::Binary => {
            Answers::binary(score.iter().map(|s| f64::from(u8::from(*s > 0.0))).collect::<Vec<_>>())
        }
        Task::Multiclass => {
            let class = |s: &f64| if *s > 1.0 { 2.0 } else { f64::from(u8::from(*s > -1.0)) };
            Answers::classes(score.iter().map(class).collect::<Vec<_>>(), 3)
        }
        Task::Regression => Answers::numbers(score.to_vec()),
    }
}

fn fit(spec: &ModelSpec, x: &Rc<Matrix>, answers: Answers) -> Result<Model, EngineError> {
    spec.start(x.clone(), answers, Rng::new(1, "model")).finish()
}

fn said(model: &Model, x: &Rc<Matrix>) -> Matrix {
    let (model, x) = (model.clone(), x.clone());
    Work::new(|pace| async move { model.predict(&x, &pace).await }).finish().unwrap()
}

fn readers() -> [ModelSpec; 3] {
    let forest = random_forest::Params {
        n_estimators: 5,
        max_features: random_forest::MaxFeatures::All,
        ..Default::default()
    };
    [
        ModelSpec::DecisionTree(full_depth()),
        ModelSpec::RandomForest(forest),
        ModelSpec::Boosting(boosting::Params { max_iter: 10, ..Default::default() }),
    ]
}

#[test]
fn every_model_reads_levels_or_says_so() {
    let (values, score) = rows(6, true);
    let x = matrix(&values, 6);
    for (task, spec) in specs() {
        // No column of levels can push one way.
        match fit(&for_columns(&spec, &[4, 0]), &x, answers(task, &score)) {
            Ok(model) => {
                assert!(spec.reads_levels(), "{spec:?}");
                assert!(said(&model, &x).values().iter().all(|v| v.is_finite()), "{spec:?}");
            }
            Err(EngineError::NoLevels { model, feature, column }) => {
                assert!(!spec.reads_levels());
                assert_eq!((model.as_str(), feature, column), (spec.name(), 0, None));
            }
            Err(other) => panic!("{spec:?}: {other}"),
        }
    }
    let refused = ModelSpec::Linear(Default::default()).reads(&x).unwrap_err();
    let column = Some("carrier".into());
    let named = EngineError::NoLevels { model: "linear".into(), feature: 0, column };
    assert_eq!(refused.naming(&["carrier".into(), "gust".into()]), named);
}

/// Two levels are two numbers: the same partings, so the same answers and the same reasons.
#[test]
fn two_levels_are_parted_like_two_numbers() {
    let (values, score) = rows(2, false);
    let (levels, numbers) = (matrix(&values, 2), Rc::new(Matrix::new(ROWS, 2, values).unwrap()));
    let tree = ModelSpec::DecisionTree(full_depth());
    let boosted = ModelSpec::Boosting(boosting::Params { max_iter: 10, ..Default::default() });
    for task in [Task::Binary, Task::Regression] {
        for spec in [&tree, &boosted] {
            let [one, other] = [&levels, &numbers].map(|x| fit(spec, x, answers(task, &score)).unwrap());
            assert_eq!(said(&one, &levels), said(&other, &numbers), "{spec:?}");
            let of = |model: &Model, x: &Matrix| {
                let found = now(contributions(model, x, &[], &Pace::default())).unwrap().unwrap();
                found.rows.concat()
            };
            let far = of(&one, &levels)
                .iter()
                .zip(of(&other, &numbers))
                .fold(0.0_f64, |far, (a, b)| far.max((a - b).abs()));
            assert!(far < 1e-9, "{spec:?}: {far}");
        }
    }
}

#[test]
fn reasons_add_up_to_what_is_said_of_levels() {
    let (values, score) = rows(9, true);
    let x = matrix(&values, 9);
    for spec in readers() {
        for task in [Task::Binary, Task::Regression, Task::Multiclass] {
            let model = fit(&spec, &x, answers(task, &score)).unwrap();
            // Of classes the second is told against the first.
            let pairs = if task == Task::Multiclass { vec![[1, 0]; ROWS] } else { Vec::new() };
            let found = now(contributions(&model, &x, &pairs, &Pace::default())).unwrap().unwrap();
            let said = said(&model, &x);
            let moved = found.rows.iter().filter(|row| row[0].abs() > 1e-3).count();
            assert!(moved > ROWS / 2, "{spec:?}: levels move {moved} rows");
            for (i, row) in found.rows.iter().enumerate() {
                let sum = found.scale.says(found.base[i] + row[0] + row[1]);
                let right = match (task, found.scale) {
                    (Task::Multiclass, Scale::Lead) => said.row(i)[1] - said.row(i)[0],
                    (Task::Multiclass, _) => said.row(i)[1] / (said.row(i)[0] + said.row(i)[1]),
                    _ => said.row(i)[0],
                };
                assert!((sum - right).abs() < 1e-9, "{spec:?}: row {i}");
            }
        }
    }
}

/// The side with fewer rows is named; a level that a node never saw goes where most rows went.
#[test]
fn what_a_node_never_saw_goes_with_the_many() {
    // Level 0 is rare and always yes; level 3 no row has.
    let level = |i: usize| if i < 20 { 0.0 } else { 1.0 + (i % 2) as f64 };
    let x: Vec<f64> = (0..100).map(level).collect();
    let y: Vec<f64> = (0..100).map(|i| f64::from(u8::from(i < 20))).collect();
    let x = Rc::new(Matrix::new(100, 1, x).unwrap().with_levels(vec![Some(4)]).unwrap());
    let spec = ModelSpec::DecisionTree(decision_tree::Params::default());
    let Ok(Model::DecisionTree(fitted)) = fit(&spec, &x, Answers::binary(y)) else { panic!("refused") };
    let set: &LevelSet = fitted.tree.sets.of(0).unwrap();
    assert_eq!(set.levels().collect::<Vec<_>>(), [0]);
    let asked = [0.0, 1.0, 3.0, f64::NAN, 7.0].map(|level| fitted.tree.answer(&[level])[0]);
    assert_eq!(asked, [1.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_file_keeps_the_sets_and_says_nothing_of_them_without() {
    let (values, score) = rows(9, true);
    let (x, plain) = (
        matrix(&values, 9),
        Rc::new(Matrix::new(ROWS, 1, (0..ROWS).map(|i| values[2 * i + 1]).collect()).unwrap()),
    );
    for spec in readers() {
        for task in [Task::Binary, Task::Multiclass, Task::Regression] {
            let model = fit(&spec, &x, answers(task, &score)).unwrap();
            let kept: Model = serde_json::from_str(&serde_json::to_string(&model).unwrap()).unwrap();
            assert_eq!(said(&kept, &x), said(&model, &x), "{spec:?}");
            let bytes: Model = postcard::from_bytes(&postcard::to_allocvec(&model).unwrap()).unwrap();
            assert_eq!(bytes, model, "{spec:?}");
            let without = fit(&spec, &plain, answers(task, &score)).unwrap();
            assert!(!serde_json::to_string(&without).unwrap().contains("sets"), "{spec:?}");
        }
    }
}

#[test]
fn pruning_keeps_the_sets() {
    let (values, score) = rows(9, true);
    let (x, answers) = (matrix(&values, 9), answers(Task::Regression, &score));
    let spec = |ccp_alpha| ModelSpec::DecisionTree(decision_tree::Params { ccp_alpha, ..full_depth() });
    let tree = |ccp_alpha| match fit(&spec(ccp_alpha), &x, answers.clone()) {
        Ok(Model::DecisionTree(fitted)) => fitted.tree,
        other => panic!("{other:?}"),
    };
    let (whole, pruned) = (tree(0.0), tree(0.05));
    assert!(pruned.n_nodes() < whole.n_nodes() && !pruned.sets.is_empty());
    // A row ends above where it ended before, at a node of the same mean.
    for i in 0..ROWS {
        let (leaf, path) = (pruned.leaf(x.row(i)), whole.decision_path(x.row(i)));
        assert!(path.iter().any(|node| whole.value(*node as usize) == pruned.value(leaf)), "row {i}");
    }
}

#[test]
fn levels_push_no_one_way() {
    let (values, score) = rows(3, false);
    let one_way = boosting::Params { monotonic_cst: vec![1, 0], ..Default::default() };
    let refused = fit(&ModelSpec::Boosting(one_way), &matrix(&values, 3), answers(Task::Binary, &score));
    assert!(matches!(refused, Err(EngineError::Unsupported { .. })));
    // Others may: then what levels gain is counted as what they gain.
    let other_way = boosting::Params { monotonic_cst: vec![0, 1], ..Default::default() };
    let x = matrix(&values, 3);
    let model = fit(&ModelSpec::Boosting(other_way), &x, answers(Task::Binary, &score)).unwrap();
    for level in 0..3 {
        let rising = (-8..8).flat_map(|v| [f64::from(level), f64::from(v) / 4.0]).collect();
        let said = said(
            &model,
            &Rc::new(Matrix::new(16, 2, rising).unwrap().with_levels(vec![Some(3), None]).unwrap()),
        );
        assert!(said.values().windows(2).all(|two| two[0] <= two[1]), "level {level}");
    }
}

#[test]
fn a_matrix_takes_levels_or_says_why_not() {
    let two = || Matrix::new(2, 2, vec![0.0, 1.0, 1.5, 2.0]).unwrap();
    let taken = two().with_levels(vec![Some(2), None]).unwrap();
    assert_eq!((taken.levels(0), taken.levels(1), taken.first_of_levels()), (Some(2), None, Some(0)));
    assert!(taken.row(1)[0].is_nan() && taken.row(1)[1] == 2.0, "half a level is none");
    assert_eq!(taken.take(&[0]).levels(0), Some(2));
    assert_eq!(two().with_levels(vec![None, None]).unwrap(), two(), "no levels leave no trace");
    assert!(matches!(two().with_levels(vec![None]), Err(EngineError::LengthMismatch { .. })));
    let many = two().with_levels(vec![Some(MOST_LEVELS + 1), None]);
    assert!(matches!(many, Err(EngineError::OutOfRange { .. })));
}

fn table(levels: &[&str], codes: Vec<u32>) -> Table {
    let n = codes.len();
    let column = |name: &str, values| Column { name: name.into(), known_at: KnownAt::Decision, values };
    let word =
        Values::Category { levels: levels.iter().map(|l| String::from(*l)).collect(), codes: codes.into() };
    let other = Values::Category {
        levels: ["x", "y"].map(String::from).into(),
        codes: (0..n as u32).map(|i| i % 2).collect(),
    };
    let number = Values::Number((0..n).map(|i| i as f64).collect());
    Table::new(vec![column("word", word), column("other", other), column("number", number)]).unwrap()
}

fn prepared(steps: Vec<Step>, train: &Table) -> Result<(FittedRecipe, Matrix), EngineError> {
    let features = ["word", "other", "number"].map(String::from).to_vec();
    let y: Vec<f64> = (0..train.n_rows()).map(|i| (i % 3) as f64).collect();
    now(Recipe { features, steps }.fit_transform(train, &y, &Pace::default()))
}

#[test]
fn kept_levels_pass_by_all_later_steps() {
    let keep = Step::Categorical(categorical::Params { columns: Columns::Named(vec!["word".into()]) });
    let later = [
        Step::Impute(impute::Params { columns: Columns::All, fill: impute::Fill::MostFrequent }),
        Step::OneHot(one_hot::Params { columns: Columns::All, max_levels: None, drop_first: false }),
        Step::Standardise(standardise::Params { columns: Columns::All }),
    ];
    let train = table(&["b", "a", "never"], vec![0, 1, 1, MISSING, 0, 0]);
    let (fitted, x) = prepared([std::slice::from_ref(&keep), &later[..]].concat(), &train).unwrap();
    assert_eq!(fitted.output, ["other = x", "other = y", "number", "word"]);
    assert_eq!(fitted.levels("word"), Some(&["a", "b"].map(String::from)[..]));
    assert_eq!((fitted.levels("number"), x.levels(2), x.levels(3)), (None, None, Some(2)));
    let codes: Vec<f64> = (0..6).map(|i| x.row(i)[3]).collect();
    assert!(codes[3].is_nan());
    assert_eq!([codes[0], codes[1], codes[2], codes[4], codes[5]], [1.0, 0.0, 0.0, 1.0, 1.0]);
    // Other rows list their levels otherwise, and have one that is new.
    let live = table(&["new", "a", "b"], vec![0, 1, 2, MISSING]);
    let mut notes = Vec::new();
    let again = now(fitted.transform(&live, &mut notes, &Pace::default())).unwrap();
    assert_eq!(notes, [Note::UnseenLevels { column: "word".into(), rows: 1 }]);
    let codes: Vec<f64> = (0..4).map(|i| again.row(i)[3]).collect();
    assert!(codes[0].is_nan() && codes[3].is_nan() && codes[1..3] == [0.0, 1.0]);
    assert_eq!(again.levels(3), Some(2));
    // A later step cannot name it either; one before can, and then there is nothing left to keep.
    let named = Step::OneHot(one_hot::Params {
        columns: Columns::Named(vec!["word".into()]),
        max_levels: None,
        drop_first: false,
    });
    let refused = prepared(vec![keep.clone(), named.clone()], &train).unwrap_err();
    let unknown = EngineError::UnknownColumn { column: "word".into() };
    assert_eq!(refused, EngineError::InStep { step: 1, error: Box::new(unknown) });
    assert!(matches!(prepared(vec![named, keep], &train), Err(EngineError::InStep { step: 1, .. })));
}

#[test]
fn of_too_many_levels_the_rarest_count_as_missing() {
    let names: Vec<String> = (0..=MOST_LEVELS).map(|i| format!("level {i}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let keep = vec![Step::Categorical(categorical::Params { columns: Columns::All })];
    // The first is there once, all others twice.
    let all = table(&names, (0..=MOST_LEVELS).chain(1..=MOST_LEVELS).collect());
    let (fitted, x) = prepared(keep.clone(), &all).unwrap();
    assert_eq!(fitted.notes[0], Note::LeftOut { column: "word".into(), levels: 1 });
    assert_eq!(x.levels(1), Some(MOST_LEVELS));
    let missing = |x: &Matrix| (0..x.n_rows()).filter(|i| x.row(*i)[1].is_nan()).collect::<Vec<usize>>();
    assert_eq!(missing(&x), [0]);
    let (_, x) = prepared(keep, &all.take(&(0..MOST_LEVELS).collect::<Vec<u32>>())).unwrap();
    assert_eq!(x.levels(1), Some(MOST_LEVELS));
    // As many as can be kept can be learned from, missing ones besides.
    let y = Answers::numbers((0..x.n_rows()).map(|i| (i % 7) as f64).collect::<Vec<f64>>());
    let x = Rc::new(x);
    for spec in readers() {
        let model = fit(&spec, &x, y.clone()).unwrap();
        assert_eq!(said(&model, &x).n_rows(), x.n_rows());
    }
}

/// The recipe as it is offered for what is known in time, its words kept as they are.
fn kept(world: WorldId) -> Recipe {
    let mut recipe = scenario::at_decision(world);
    for step in recipe.steps.iter_mut().filter(|step| step.word() == "one_hot") {
        *step = scenario::step(world, "categorical", "");
    }
    recipe
}

/// A whole round of the Data and the Train room, for every kind of answer.
#[test]
fn a_drawn_tree_names_the_levels_it_asks_for() {
    for world in [shipped(), ridership::shipped(), rodents::shipped()] {
        let (id, session) = (world.id, Session::new(world));
        let mut recipe = kept(id);
        let columns = scenario::kept(id, &recipe);
        if id == WorldId::Rodents {
            // Of animals the numbers tell more: there the words are all that goes in.
            recipe.features.retain(|name| columns.contains(name));
        }
        assert!(!columns.is_empty(), "{id:?}");
        assert_eq!(scenario::reads(id, &recipe), recipe.features, "{id:?}");
        let mut record = Record::new(id, 0x2013);
        record.choose(Choice::Recipe { recipe: recipe.clone() });
        let Report::Data(data) = &*show(&session, &record, Stage::Data) else { panic!("another report") };
        assert_eq!((&data.refused, data.words.len(), data.gaps.len()), (&None, 0, 0), "{id:?}");
        for kind in ["decision_tree", "random_forest", "boosting"] {
            let spec = dials::offered(kind);
            assert!(spec.reads_levels());
            record.choose(Choice::Run { spec });
            record.happen(Fact::Revealed { what: IMPORTANCE.into() });
        }
        let report = trained(&session, &record);
        assert_eq!(report.runs.len(), 3, "{id:?}");
        let tree = &report.runs[0].judged.tree;
        let asks: Vec<_> = tree.iter().filter(|node| node.named.is_some()).collect();
        assert!(!asks.is_empty(), "{id:?}: no question names levels");
        for node in &asks {
            let column = node.feature.as_ref().unwrap();
            assert!(columns.contains(column), "{id:?}: {column}");
            assert!(!node.named.as_ref().unwrap().levels.is_empty() && !node.in_unit);
        }
        let of_numbers = tree.iter().filter(|node| node.feature.is_some() && node.named.is_none());
        assert!(of_numbers.into_iter().all(|node| !columns.contains(node.feature.as_ref().unwrap())));
    }
}

/// What is told before anything is trained is what would be refused.
#[test]
fn a_formula_is_refused_with_the_column_by_its_name() {
    let (session, id) = (Session::new(shipped()), WorldId::Flights);
    let mut record = Record::new(id, 0x2013);
    record.choose(Choice::Recipe { recipe: kept(id) });
    record.choose(Choice::Run { spec: dials::offered("logistic") });
    let refused = crate::refused::last(&session, &record);
    let EngineError::NoLevels { model, column, .. } = refused else { panic!("{refused:?}") };
    assert_eq!(model, "logistic");
    assert_eq!(column.as_ref(), scenario::kept(id, &kept(id)).first());
}
