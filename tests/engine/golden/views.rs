//! The two views of the Data room on Screening's training rows: scikit-learn's PCA and KMeans on the same rows.

use engine::expedition::alike::GROUPS;
use engine::expedition::session::Session;

use super::case::{Case, object};
use crate::views::asked;

pub fn run(case: &Case) {
    let session = Session::new(crate::screening::shipped());
    let report = asked(&session, &GROUPS.map(|n| format!("alike/{n}")).collect::<Vec<_>>());
    let views = report.views.as_ref().unwrap();
    let sheet = views.sheet.as_ref().unwrap();
    assert_eq!(sheet.points.len(), case.codes("rows").len(), "all rows are drawn");
    case.same("shares", sheet.shares.clone());
    case.same("held", sheet.held);
    case.same("needed", i64::from(sheet.needed));
    let sizes = sheet.axes.iter().map(|axis| axis.iter().map(|one| one.weight.abs()).collect::<Vec<f64>>());
    case.same("loadings", sizes.collect::<Vec<_>>());
    let points: Vec<Vec<f64>> = sheet.points.iter().map(|point| vec![point.x, point.y]).collect();
    case.same_within("points", points, case.tolerance(Some("points")));
    case.same("kinds", sheet.points.iter().map(|point| i64::from(point.kind)).collect::<Vec<_>>());
    let (few, many) = views.alike.split_at(2);
    // Fewer beginnings may end in groups that are hardly less tight, and never in tighter ones.
    let inertia: Vec<f64> = many.iter().map(|alike| alike.inertia).collect();
    let least = case.at("inertia_of_more").as_array().unwrap();
    assert!(least.iter().zip(&inertia).all(|(least, ours)| *ours > least.as_f64().unwrap() * (1.0 - 1e-9)));
    case.same_within("inertia_of_more", inertia, case.tolerance(Some("more")));
    let groups = few.iter().map(|alike| {
        let mut each: Vec<(u32, f64)> =
            alike.groups.iter().map(|group| (group.n, group.told.mean.unwrap())).collect();
        each.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)));
        let sizes: Vec<i64> = each.iter().map(|(n, _)| i64::from(*n)).collect();
        let yes: Vec<f64> = each.iter().map(|(_, share)| *share).collect();
        object(vec![
            ("inertia", alike.inertia.into()),
            ("left", alike.left.into()),
            ("sizes", sizes.into()),
            ("yes", yes.into()),
        ])
    });
    case.same("groups", groups.collect::<Vec<_>>());
}
