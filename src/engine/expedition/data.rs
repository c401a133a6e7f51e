//! Data: every column of the past, what of it a model may see, and who may see which rows.

use serde::{Deserialize, Serialize};

use super::frame::extent;
use super::pipeline;
use super::plan::Plan;
use super::report::Rows;
use super::session::Session;
use crate::error::Result;
use crate::models::ModelSpec;
use crate::note::Note;
use crate::table::summary::{self, Summary};
use crate::task::KnownAt;
use crate::work::Pace;

/// The columns and the split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataReport {
    /// Every column a model may be given.
    pub columns: Vec<ColumnReport>,
    /// The training rows.
    pub train: Rows,
    /// The validation rows.
    pub validation: Rows,
    /// The sealed test rows.
    pub test: Rows,
    /// Cancellations among the training rows.
    pub positives: u32,
    /// Numbers a row the recipe makes for the model.
    pub n_features: u32,
    /// What the recipe did anyway.
    pub notes: Vec<Note>,
}

/// One column of the training rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnReport {
    /// Its name.
    pub name: String,
    /// When it is known.
    pub known_at: KnownAt,
    /// Whether the recipe uses it.
    pub used: bool,
    /// What is in it.
    pub summary: Summary,
    /// Share of the cancelled flights for which it is missing.
    pub missing_if_yes: Option<f64>,
    /// Share of the other flights for which it is missing.
    pub missing_if_no: Option<f64>,
}

pub(super) async fn report(session: &Session, plan: &Plan, pace: &Pace) -> Result<DataReport> {
    let world = &session.world;
    let fit = plan.fit(ModelSpec::Majority);
    let split = pipeline::split(&fit, world)?;
    let train = world.table.take(&split.train);
    let y = pipeline::targets(world, &split.train);
    let mut columns = Vec::new();
    for (done, feature) in world.id.features().iter().enumerate() {
        pace.rest("summary", done, Some(world.id.features().len()), None).await;
        let column = train.column(feature.name)?;
        let missing_share = |class: f64| {
            let of_class = (0..y.len()).filter(|i| y[*i] == class);
            let (mut n, mut missing) = (0_u32, 0_u32);
            for i in of_class {
                n += 1;
                missing += u32::from(column.values.is_missing(i));
            }
            (n > 0).then(|| f64::from(missing) / f64::from(n))
        };
        columns.push(ColumnReport {
            name: column.name.clone(),
            known_at: column.known_at.clone(),
            used: plan.recipe.features.contains(&column.name),
            summary: summary::summarise(column)?,
            missing_if_yes: missing_share(1.0),
            missing_if_no: missing_share(0.0),
        });
    }
    let fitted = plan.recipe.fit(&train, &y, pace).await?;
    Ok(DataReport {
        columns,
        train: extent(&pipeline::days(world, &split.train)),
        validation: extent(&pipeline::days(world, &split.validation)),
        test: extent(&pipeline::days(world, &split.test)),
        positives: y.iter().filter(|v| **v == 1.0).count() as u32,
        n_features: fitted.output.len() as u32,
        notes: fitted.notes,
    })
}
