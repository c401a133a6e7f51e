//! Screening's masses: scikit-learn's scaler and logistic regression on the rows of our split and of its own.

use engine::expedition::record::Record;
use engine::expedition::{ModelSpec, WorldId, logistic, scenario};
use engine::metrics::{Scored, proba, rank};
use engine::models::Answers;
use engine::rng::Rng;
use engine::table::Table;
use engine::work::{Pace, Work};
use engine::worlds::screening::{self, SEED, calendar};

use super::case::Case;
use crate::flights::unpack;

pub fn run(case: &Case) {
    if case.kind != "-" {
        return;
    }
    let source = screening::read(&unpack("static/data/screening.cols")).unwrap().table;
    let rows = |name: &str| case.codes(name);
    if case.input.get("validation").is_some() {
        is_ours(&[rows("train"), rows("validation"), rows("test")]);
    }
    let (train, test) = (rows("train"), rows("test"));
    let (learned, asked) = (source.take(&train), source.take(&test));
    let (y_train, y) = (malignant(&learned), malignant(&asked));
    let recipe = scenario::offered(WorldId::Screening);
    let scores = Work::new(move |pace: Pace| async move {
        let (recipe, x) = recipe.fit_transform(&learned, &y_train, &pace).await?;
        let spec = ModelSpec::Logistic(logistic::Params::default());
        let model = spec.fit(&x, &Answers::binary(y_train), Rng::new(1, "golden"), &pace).await?;
        model.predict_proba(&recipe.transform(&asked, &mut Vec::new(), &pace).await?, &pace).await
    });
    let scores = scores.finish().unwrap();
    let at_half = |flagged: bool, outcome: f64| {
        (0..y.len()).filter(|i| (scores[*i] >= 0.5) == flagged && y[*i] == outcome).count() as i64
    };
    case.same("positives", y.iter().sum::<f64>() as i64);
    case.same("missed_at_half", at_half(false, 1.0));
    case.same("alarms_at_half", at_half(true, 0.0));
    let scored = Scored::new(&y, &scores, None).unwrap();
    case.same("roc_auc", rank::roc_auc(&scored));
    case.same("log_loss", proba::log_loss(&scored));
    case.same("probabilities", scores.clone());
}

fn malignant(table: &Table) -> Vec<f64> {
    let (levels, codes) = table.categories(screening::TARGET).unwrap();
    codes.iter().map(|code| f64::from(u8::from(levels[*code as usize] == "yes"))).collect()
}

/// The rows of the golden split are those that a learner gets in lap 1.
fn is_ours(parts: &[Vec<u32>; 3]) {
    let world = crate::screening::shipped();
    let record = Record::for_world(&world, 1);
    let plan = engine::expedition::plan::Plan::of(&record);
    let (n, days) = (240, &world.days[..240]);
    let split = plan.split.split(n, days, &[], &mut Rng::new(1, "split")).unwrap();
    let drawn = calendar().draw(569, SEED).unwrap().rows;
    let of = |rows: &[u32]| rows.iter().map(|row| drawn[*row as usize]).collect::<Vec<u32>>();
    assert_eq!([of(&split.train), of(&split.validation), of(&split.test)], *parts);
}
