//! What a tree is to tell apart, and how mixed a set of rows is: Gini, entropy, squared error.

/// What trees need to know of the answers.
///
/// A *sum* describes a set of rows: rows are added to it one by one.
pub trait Target {
    /// What is known of a set of rows.
    type Sum: Clone;

    /// The sum of no rows.
    fn none(&self) -> Self::Sum;

    /// Adds a row.
    fn add(&self, sum: &mut Self::Sum, row: u32);

    /// The sum of the rows of `all` that are not in `part`.
    fn without(&self, all: &Self::Sum, part: &Self::Sum) -> Self::Sum;

    /// Rows in the set, each as often as it counts.
    fn weight(&self, sum: &Self::Sum) -> u32;

    /// How mixed the set is; 0 if all are alike.
    fn impurity(&self, sum: &Self::Sum) -> f64;

    /// How good it is to part `all` into `left` and the others: larger is better, the scale is free.
    fn score(&self, left: &Self::Sum, all: &Self::Sum) -> f64;

    /// Numbers a node answers.
    fn n_outputs(&self) -> u32;

    /// Appends what a node with these rows answers.
    fn answer(&self, sum: &Self::Sum, out: &mut Vec<f64>);
}

/// How mixed two or more classes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// `1 − Σ p²`: how often two rows drawn at random differ.
    Gini,
    /// `−Σ p · log₂ p`, in bits.
    Entropy,
}

/// Yes or no. A node answers the share of yes.
#[derive(Clone, Debug)]
pub struct Binary {
    /// `weight · 2 + class` of each row.
    cells: Vec<u32>,
    entropy: Option<Entropy>,
}

impl Binary {
    /// From 0 or 1 a row, and how often each row counts (once if not given).
    #[must_use]
    pub fn new(y: &[f64], weights: Option<&[u32]>, criterion: Criterion) -> Self {
        let weight = |i: usize| weights.map_or(1, |w| w[i]);
        let cells: Vec<u32> =
            y.iter().enumerate().map(|(i, y)| weight(i) << 1 | u32::from(*y == 1.0)).collect();
        let all = cells.iter().map(|cell| cell >> 1).sum();
        Self { cells, entropy: (criterion == Criterion::Entropy).then(|| Entropy::up_to(all)) }
    }
}

/// Rows of either class.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    all: u32,
    yes: u32,
}

impl Target for Binary {
    type Sum = Counts;

    fn none(&self) -> Counts {
        Counts::default()
    }

    #[inline]
    fn add(&self, sum: &mut Counts, row: u32) {
        let cell = self.cells[row as usize];
        sum.all += cell >> 1;
        sum.yes += (cell >> 1) * (cell & 1);
    }

    fn without(&self, all: &Counts, part: &Counts) -> Counts {
        Counts { all: all.all - part.all, yes: all.yes - part.yes }
    }

    fn weight(&self, sum: &Counts) -> u32 {
        sum.all
    }

    fn impurity(&self, sum: &Counts) -> f64 {
        match &self.entropy {
            Some(entropy) => entropy.of(sum.all, [sum.yes, sum.all - sum.yes].into_iter()),
            None => 2.0 * disorder(*sum) / (f64::from(sum.all) * f64::from(sum.all)),
        }
    }

    #[inline]
    fn score(&self, left: &Counts, all: &Counts) -> f64 {
        let right = self.without(all, left);
        match &self.entropy {
            Some(entropy) => entropy.score(*left) + entropy.score(right),
            // Gini summed over both sides. Numerator and denominator are whole numbers below 2^53 up to some
            // 200,000 rows, so that equally good partings get the same bits and the first one is taken.
            None => {
                let (l, r) = (f64::from(left.all), f64::from(right.all));
                -(disorder(*left) * r + disorder(right) * l) / (l * r)
            }
        }
    }

    fn n_outputs(&self) -> u32 {
        1
    }

    fn answer(&self, sum: &Counts, out: &mut Vec<f64>) {
        out.push(f64::from(sum.yes) / f64::from(sum.all));
    }
}

/// Pairs of a yes and a no.
#[inline]
fn disorder(sum: Counts) -> f64 {
    f64::from(sum.yes) * f64::from(sum.all - sum.yes)
}

/// `n · log₂ n` for every count there can be: a logarithm costs more than all else in a search.
#[derive(Clone, Debug)]
struct Entropy(Vec<f64>);

impl Entropy {
    fn up_to(n: u32) -> Self {
        let times_log = |n: u32| if n == 0 { 0.0 } else { f64::from(n) * crate::math::log2(f64::from(n)) };
        Self((0..=n).map(times_log).collect())
    }

    fn of(&self, all: u32, classes: impl Iterator<Item = u32>) -> f64 {
        let parts: f64 = classes.map(|count| self.0[count as usize]).sum();
        ((self.0[all as usize] - parts) / f64::from(all)).max(0.0)
    }

    /// Minus entropy times rows.
    #[inline]
    fn score(&self, sum: Counts) -> f64 {
        self.0[sum.yes as usize] + self.0[(sum.all - sum.yes) as usize] - self.0[sum.all as usize]
    }
}

/// One of several classes. A node answers the share of each.
#[derive(Clone, Debug)]
pub struct Classes {
    codes: Vec<u32>,
    n_classes: u32,
    entropy: Option<Entropy>,
}

impl Classes {
    /// From a code below `n_classes` a row.
    #[must_use]
    pub fn new(codes: &[u32], n_classes: u32, criterion: Criterion) -> Self {
        let entropy = (criterion == Criterion::Entropy).then(|| Entropy::up_to(codes.len() as u32));
        Self { codes: codes.to_vec(), n_classes, entropy }
    }
}

impl Target for Classes {
    type Sum = Vec<u32>;

    fn none(&self) -> Vec<u32> {
        vec![0; self.n_classes as usize]
    }

    fn add(&self, sum: &mut Vec<u32>, row: u32) {
        sum[self.codes[row as usize] as usize] += 1;
    }

    fn without(&self, all: &Vec<u32>, part: &Vec<u32>) -> Vec<u32> {
        all.iter().zip(part).map(|(all, part)| all - part).collect()
    }

    fn weight(&self, sum: &Vec<u32>) -> u32 {
        sum.iter().sum()
    }

    fn impurity(&self, sum: &Vec<u32>) -> f64 {
        let all = self.weight(sum);
        match &self.entropy {
            Some(entropy) => entropy.of(all, sum.iter().copied()),
            None => {
                let share = |count: &u32| f64::from(*count) / f64::from(all);
                1.0 - sum.iter().map(|count| share(count) * share(count)).sum::<f64>()
            }
        }
    }

    fn score(&self, left: &Vec<u32>, all: &Vec<u32>) -> f64 {
        let right = self.without(all, left);
        let mixed = |sum: &Vec<u32>| f64::from(self.weight(sum)) * self.impurity(sum);
        -mixed(left) - mixed(&right)
    }

    fn n_outputs(&self) -> u32 {
        self.n_classes
    }

    fn answer(&self, sum: &Vec<u32>, out: &mut Vec<f64>) {
        let all = f64::from(self.weight(sum));
        out.extend(sum.iter().map(|count| f64::from(*count) / all));
    }
}

/// A number, by squared error. A node answers the mean.
#[derive(Clone, Debug)]
pub struct Numbers(Vec<f64>);

impl Numbers {
    /// From a finite number a row.
    #[must_use]
    pub fn new(y: &[f64]) -> Self {
        Self(y.to_vec())
    }
}

/// Sums of a set of numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moments {
    n: u32,
    sum: f64,
    squares: f64,
}

impl Target for Numbers {
    type Sum = Moments;

    fn none(&self) -> Moments {
        Moments::default()
    }

    fn add(&self, sum: &mut Moments, row: u32) {
        let y = self.0[row as usize];
        sum.n += 1;
        sum.sum += y;
        sum.squares += y * y;
    }

    fn without(&self, all: &Moments, part: &Moments) -> Moments {
        Moments { n: all.n - part.n, sum: all.sum - part.sum, squares: all.squares - part.squares }
    }

    fn weight(&self, sum: &Moments) -> u32 {
        sum.n
    }

    fn impurity(&self, sum: &Moments) -> f64 {
        let mean = sum.sum / f64::from(sum.n);
        (sum.squares / f64::from(sum.n) - mean * mean).max(0.0)
    }

    fn score(&self, left: &Moments, all: &Moments) -> f64 {
        let right = all.sum - left.sum;
        left.sum * left.sum / f64::from(left.n) + right * right / f64::from(all.n - left.n)
    }

    fn n_outputs(&self) -> u32 {
        1
    }

    fn answer(&self, sum: &Moments, out: &mut Vec<f64>) {
        out.push(sum.sum / f64::from(sum.n));
    }
}
