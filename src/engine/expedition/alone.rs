//! What a column says alone: a look for what is worth having, and for what is too good to be true.

use crate::error::Result;
use crate::math::QuantileMethod;
use crate::metrics::regression::Predicted;
use crate::metrics::{Scored, rank};
use crate::prepare::{Columns, bins, target};
use crate::quality::leak;
use crate::table::{Column, NO_DATE, Table, Values};
use crate::task::Task;
use crate::work::Pace;
use crate::worlds::WorldId;

/// What one column says alone: the area under the ROC curve of its target encoding, cross-fitted on the training rows,
/// a number in ten bins first; that a value is missing counts as a value. One half (or just below, by chance) is
/// nothing, near one is too good to be true. `None` where a class is absent. Of numbers, the share of their squared
/// distance from the mean that this encoding explains; of classes see [`leak::power`].
///
/// # Errors
/// What encoding refuses.
pub(super) async fn alone(world: WorldId, column: &Column, y: &[f64], pace: &Pace) -> Result<Option<f64>> {
    let task = world.target().task;
    if task == Task::Multiclass {
        return Ok(leak::power(column, y, task, pace).await?.map(|of| of.power));
    }
    let columns = Columns::All;
    let mut table = Table::new(vec![column.clone()])?;
    if let Values::Date(days) = &column.values {
        let blank = |d: &i32| if *d == NO_DATE { f64::NAN } else { f64::from(*d) };
        let values = Values::Number(days.iter().map(blank).collect());
        table = Table::new(vec![Column { values, ..column.clone() }])?;
    }
    let ten = bins::Params {
        columns: columns.clone(),
        n_bins: 10,
        strategy: bins::Strategy::Quantile { method: QuantileMethod::Linear },
        encode: bins::Encode::Level,
    };
    let table = ten.fit(&table, &mut Vec::new(), pace).await?.transform(&table, pace).await?;
    let encoded =
        target::Params { columns, smooth: 10.0, cv: 5, n_classes: 0 }.cross_fit(&table, y, pace).await?;
    let said = encoded.numbers(&column.name)?;
    match task {
        Task::Regression => Ok(Predicted::new(y, said, None)?.r2()),
        Task::Binary => Ok(rank::roc_auc(&Scored::new(y, said, None)?)),
        // Told above.
        Task::Multiclass => Ok(None),
    }
}
