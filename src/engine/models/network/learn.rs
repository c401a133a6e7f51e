//! Learning, batch by batch and pass by pass.

use super::adam::Adam;
use super::layers::{Shape, Space};
use super::output::loss;
use super::product::filled;
use super::{Fitted, Params, Snapshot, near};
use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::models::Answers;
use crate::rng::Rng;
use crate::task::Task;
use crate::work::{Meter, Pace};

/// Weights on the way that are kept at most.
const SNAPSHOTS: usize = 24;

/// What is learned from, as it is computed with.
struct Rows {
    task: Task,
    n_outputs: usize,
    /// Width of a row, filled.
    k: usize,
    x: Vec<f32>,
    y: Vec<f64>,
    weights: Vec<f64>,
}

/// A network under way.
struct Learner<'a> {
    params: &'a Params,
    rows: &'a Rows,
    shape: Shape,
    space: Space,
    weights: Vec<f32>,
    gradient: Vec<f32>,
    adam: Adam,
    y: Vec<f64>,
    w: Vec<f64>,
    rng: Rng,
    meter: Meter,
}

/// Where the loss of the rows held back was lowest.
struct Best {
    loss: f64,
    epoch: u32,
    weights: Vec<f32>,
}

/// Learns from `x` and its answers, from the weights `start` on or from drawn ones.
pub async fn learn(
    params: &Params,
    widths: Vec<u32>,
    start: Option<&[f32]>,
    (x, answers): (&Matrix, &Answers),
    mut rng: Rng,
    pace: &Pace,
) -> Result<Fitted> {
    let most = Some(params.max_iter as usize);
    pace.rest("train", 0, most, None).await;
    let (mut order, held) = params.held_back(answers, &mut rng)?;
    let shape = Shape::new(&widths);
    let target = spread(answers, &order);
    let rows = Rows::new(x, answers, shape.n_in(), target, pace).await;
    let weights = start.map_or_else(|| shape.draw(&mut rng), |start| shape.fill(start));
    let mut own = Learner::new(params, &rows, shape, weights, rng);
    let mut fitted = Fitted {
        task: answers.task,
        activation: params.activation,
        widths,
        weights: Vec::new(),
        target,
        n_iter: 0,
        train_loss: Vec::new(),
        held_loss: Vec::new(),
        path: Vec::new(),
    };
    let mut best: Option<Best> = None;
    let (mut epoch, mut every) = (0, 1);
    loop {
        if params.early_stopping {
            let loss = own.look(&held, pace).await;
            fitted.held_loss.push(loss);
            if best.as_ref().is_none_or(|best| loss < best.loss) {
                best = Some(Best { loss, epoch, weights: own.weights.clone() });
            }
        }
        if epoch == params.max_iter || params.has_settled(&fitted.held_loss) {
            break;
        }
        note(&mut fitted.path, epoch, &mut every, || own.shape.plain(&own.weights));
        if params.shuffle {
            own.rng.shuffle(&mut order);
        }
        let loss = own.pass(&order, pace).await;
        if !loss.is_finite() {
            return Err(EngineError::NotFinite { what: "loss".into() });
        }
        fitted.train_loss.push(loss);
        epoch += 1;
        pace.rest("train", epoch as usize, most, Some(loss)).await;
    }
    let Best { epoch, weights, .. } = best.unwrap_or(Best { loss: 0.0, epoch, weights: own.weights });
    fitted.path.retain(|snapshot| snapshot.epoch < epoch);
    fitted.weights = own.shape.plain(&weights);
    fitted.n_iter = epoch;
    if fitted.weights.iter().all(|w| w.is_finite()) {
        return Ok(fitted);
    }
    Err(EngineError::NotFinite { what: "loss".into() })
}

/// The mean loss over all rows at `weights`, and its derivatives; see [`Params::gradient`].
pub async fn gradient(
    params: &Params,
    widths: &[u32],
    weights: &[f32],
    (x, answers): (&Matrix, &Answers),
    pace: &Pace,
) -> (f64, Vec<f32>) {
    let (shape, order): (_, Vec<u32>) = (Shape::new(widths), (0..x.n_rows() as u32).collect());
    let rows = Rows::new(x, answers, shape.n_in(), spread(answers, &order), pace).await;
    let weights = shape.fill(weights);
    let mut own = Learner::new(params, &rows, shape, weights, Rng::new(0, "gradient"));
    let (losses, all) = own.collect(&order, false, pace).await;
    own.shape.settle(&own.weights, params.alpha, all, &mut own.gradient);
    let decay = 0.5 * params.alpha * own.shape.squares(&own.weights);
    ((losses + decay) / all, own.shape.plain(&own.gradient))
}

/// Keeps the weights of every so many passes; of more, once there are too many.
fn note(path: &mut Vec<Snapshot>, epoch: u32, every: &mut u32, weights: impl FnOnce() -> Vec<f32>) {
    if epoch.is_multiple_of(*every) {
        path.push(Snapshot { epoch, weights: weights() });
    }
    if path.len() > SNAPSHOTS {
        *every *= 2;
        path.retain(|snapshot| snapshot.epoch.is_multiple_of(*every));
    }
}

/// Mean and standard deviation of the answers of a regression; what does not vary is not stretched.
fn spread(answers: &Answers, rows: &[u32]) -> [f64; 2] {
    if answers.task != Task::Regression {
        return [0.0, 1.0];
    }
    let y: Vec<f64> = rows.iter().map(|row| answers.y[*row as usize]).collect();
    let deviation = math::sqrt(math::variance(&y, 0).unwrap_or(0.0));
    [math::mean(&y).unwrap_or(0.0), if deviation > 0.0 { deviation } else { 1.0 }]
}

impl Params {
    /// Draws the rows to learn from and those held back; see [`Answers::hold_back`].
    fn held_back(&self, answers: &Answers, rng: &mut Rng) -> Result<(Vec<u32>, Vec<u32>)> {
        let n = answers.y.len() as u32;
        if !self.early_stopping {
            return Ok(((0..n).collect(), Vec::new()));
        }
        let (train, held) = answers.hold_back(self.validation_fraction, rng);
        let counts = |rows: &[u32]| rows.iter().any(|row| answers.weight(*row as usize) > 0.0);
        if counts(&train) && counts(&held) {
            return Ok((train, held));
        }
        Err(EngineError::TooFewRows { what: "early_stopping".into(), needed: 4, found: u64::from(n) })
    }

    /// Whether the lowest loss has not been beaten, by `tol`, for `n_iter_no_change` passes.
    fn has_settled(&self, losses: &[f64]) -> bool {
        let Some(before) = losses.len().checked_sub(self.n_iter_no_change as usize + 1) else { return false };
        let lowest = losses[..=before].iter().fold(f64::INFINITY, |low, loss| low.min(*loss));
        losses[before + 1..].iter().all(|loss| *loss >= lowest - self.tol)
    }
}

impl Rows {
    async fn new(x: &Matrix, answers: &Answers, k: usize, [mean, deviation]: [f64; 2], pace: &Pace) -> Self {
        let n = x.n_rows();
        let (mut own, mut meter) = (vec![0.0; n * k], Meter::default());
        for (i, row) in own.chunks_exact_mut(k).enumerate() {
            row.iter_mut().zip(x.row(i)).for_each(|(to, value)| *to = near(*value));
            if meter.spend(k) {
                pace.pause().await;
            }
        }
        Self {
            task: answers.task,
            n_outputs: answers.n_outputs(),
            k,
            x: own,
            y: answers.y.iter().map(|y| (y - mean) / deviation).collect(),
            weights: (0..n).map(|i| answers.weight(i)).collect(),
        }
    }
}

impl<'a> Learner<'a> {
    fn new(params: &'a Params, rows: &'a Rows, shape: Shape, weights: Vec<f32>, rng: Rng) -> Self {
        let n = shape.len();
        Self {
            params,
            rows,
            space: shape.space(),
            gradient: vec![0.0; n],
            adam: Adam::new(params.learning_rate_init, n),
            y: Vec::new(),
            w: Vec::new(),
            meter: Meter::default(),
            shape,
            weights,
            rng,
        }
    }

    /// Learns from the rows in this order once: their mean loss as they went by.
    async fn pass(&mut self, order: &[u32], pace: &Pace) -> f64 {
        let (mut losses, mut total) = (0.0, 0.0);
        for batch in order.chunks(self.params.batch_size as usize) {
            let (sum, all) = self.collect(batch, self.params.dropout > 0.0, pace).await;
            // Rows that do not count have nothing to say.
            if all > 0.0 {
                self.shape.settle(&self.weights, self.params.alpha, all, &mut self.gradient);
                self.adam.step(&mut self.weights, &self.gradient);
            }
            (losses, total) = (losses + sum, total + all);
        }
        losses / total
    }

    /// Sums up the gradient over a batch: the sums of its losses and of its weights.
    async fn collect(&mut self, batch: &[u32], drops: bool, pace: &Pace) -> (f64, f64) {
        let (mut losses, mut all) = (0.0, 0.0);
        self.gradient.fill(0.0);
        for some in batch.chunks(self.space.rows) {
            losses += self.forward(some, drops);
            self.backward(some.len());
            all += math::sum(&self.w);
            if self.is_due(some.len()) {
                pace.pause().await;
            }
        }
        (losses, all)
    }

    /// The mean loss over some rows as it stands.
    async fn look(&mut self, rows: &[u32], pace: &Pace) -> f64 {
        let (mut losses, mut total) = (0.0, 0.0);
        for some in rows.chunks(self.space.rows) {
            losses += self.forward(some, false);
            total += math::sum(&self.w);
            if self.is_due(some.len()) {
                pace.pause().await;
            }
        }
        losses / total
    }

    /// Whether it is time to rest after so many rows more.
    fn is_due(&mut self, rows: usize) -> bool {
        self.meter.spend(filled(rows) * self.shape.len() / 2)
    }

    /// The loss of some rows, with some units left out or with all; leaves what [`Learner::backward`] needs.
    #[inline(never)]
    fn forward(&mut self, some: &[u32], drops: bool) -> f64 {
        let Self { params, rows, shape, space, weights, rng, .. } = self;
        let (k, lines) = (rows.k, filled(some.len()));
        let first = &mut space.values[0][..lines * k];
        for (line, row) in first.chunks_exact_mut(k).zip(some) {
            line.copy_from_slice(&rows.x[*row as usize * k..(*row as usize + 1) * k]);
        }
        let pick = |to: &mut Vec<f64>, from: &[f64]| {
            to.clear();
            to.extend(some.iter().map(|row| from[*row as usize]));
        };
        pick(&mut self.y, &rows.y);
        pick(&mut self.w, &rows.weights);
        let dropout = drops.then_some((params.dropout, rng));
        shape.forward(weights, params.activation, lines, space, dropout);
        let n = shape.n_out();
        let (Some(z), Some(deltas)) = (space.values.last(), space.deltas.last_mut()) else { return 0.0 };
        // Lines that are filled in say nothing.
        deltas[some.len() * n..lines * n].fill(0.0);
        loss(rows.task, (z, n, rows.n_outputs), &self.y, &self.w, deltas)
    }

    /// Adds what the rows of [`Learner::forward`] say to the gradient.
    #[inline(never)]
    fn backward(&mut self, n_rows: usize) {
        self.shape.backward(&self.weights, filled(n_rows), &mut self.space, &mut self.gradient);
    }
}
