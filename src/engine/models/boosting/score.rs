//! Many rows going down many trees, or one row down all of them.
//!
//! A row waits for each number it asks for, so several go in turn: eight rows down a tree, or one row down eight
//! trees. Trees of at most 64 nodes and rows of at most 32 numbers, the usual, go by fixed sizes: no look is checked.

use std::cell::OnceCell;

use super::tree::Tree;
use crate::matrix::Matrix;
use crate::work::{Meter, Pace};

/// Rows that go down together: their numbers stay in the cache.
const TOGETHER: usize = 64;
/// Rows, or trees, that take a step in turn.
const ABREAST: usize = 8;
/// Nodes of a small tree at most.
const NODES: usize = 64;
/// Numbers of a narrow row at most.
const WIDE: usize = 32;
/// Elementary steps after which a rest may be due.
const PIECE: usize = 1 << 17;

/// The highest bit.
const MISSING_RIGHT: u32 = 1 << 31;

/// A node as a row meets it. A leaf leads to itself.
#[derive(Clone, Copy, Debug)]
struct Node {
    threshold: f64,
    /// The left child, counted from the root.
    next: u32,
    /// The feature, and in the highest bit whether a missing value goes right.
    asks: u32,
}

/// Where a tree stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    first: usize,
    n_nodes: usize,
    depth: usize,
    /// Whether it asks for sets of levels: the quick ways down know thresholds only.
    by_sets: bool,
}

/// The nodes of all trees, one after the other; small trees are filled up to [`NODES`].
#[derive(Clone, Debug, Default)]
struct Laid {
    places: Vec<Place>,
    nodes: Vec<Node>,
    values: Vec<f64>,
    all_small: bool,
}

/// Trees laid out for going down, when they are first asked; never stored, never compared.
#[derive(Debug, Default)]
pub struct Ready(OnceCell<Laid>);

impl Clone for Ready {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Ready {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The numbers of a block of rows, each row filled up.
type Block = [[f64; WIDE]; TOGETHER];

impl Laid {
    fn new(trees: &[Tree]) -> Self {
        let mut laid = Self { all_small: true, ..Self::default() };
        for tree in trees {
            let n_nodes = tree.n_nodes();
            let node = |i: usize| match tree.left[i] {
                0 => Node { threshold: f64::INFINITY, next: i as u32, asks: 0 },
                next => Node {
                    threshold: tree.threshold[i],
                    next,
                    asks: tree.feature[i] | if tree.missing_left[i] { 0 } else { MISSING_RIGHT },
                },
            };
            let by_sets = !tree.sets.is_empty();
            laid.places.push(Place { first: laid.nodes.len(), n_nodes, depth: tree.depth(), by_sets });
            laid.nodes.extend((0..n_nodes).map(node));
            laid.values.extend(&tree.value);
            if n_nodes > NODES || by_sets {
                laid.all_small = false;
            } else {
                let full = laid.nodes.len() + NODES - n_nodes;
                laid.nodes.resize(full, Node { threshold: f64::INFINITY, next: 0, asks: 0 });
                laid.values.resize(full, 0.0);
            }
        }
        laid
    }

    /// Adds to `raw` what a small tree says of the rows of `block`.
    #[inline(never)]
    fn down_small(&self, place: Place, block: &Block, raw: &mut [f64]) {
        let nodes = self.nodes[place.first..].first_chunk::<NODES>();
        let values = self.values[place.first..].first_chunk::<NODES>();
        let (Some(nodes), Some(values)) = (nodes, values) else { return };
        let (groups, _) = block.as_chunks::<ABREAST>();
        for (rows, raw) in groups.iter().zip(raw.chunks_mut(ABREAST)) {
            let mut at = [0; ABREAST];
            // As many steps for every row: where it has come to a leaf, it stays there.
            for _ in 0..place.depth {
                for (at, row) in at.iter_mut().zip(rows) {
                    let node = &nodes[*at & (NODES - 1)];
                    let right = row[node.asks as usize & (WIDE - 1)] > node.threshold;
                    *at = node.next as usize + usize::from(right);
                }
            }
            raw.iter_mut().zip(at).for_each(|(raw, at)| *raw += values[at & (NODES - 1)]);
        }
    }

    /// The same for any tree and the rows of `x` from `first` on, missing values among them.
    #[inline(never)]
    fn down_any(&self, place: Place, x: &Matrix, first: usize, raw: &mut [f64]) {
        let nodes = &self.nodes[place.first..place.first + place.n_nodes];
        for (group, raw) in raw.chunks_mut(ABREAST).enumerate() {
            // A last group that is not full goes down with its first row several times.
            let first = first + group * ABREAST;
            let rows: [&[f64]; ABREAST] =
                std::array::from_fn(|i| x.row(if i < raw.len() { first + i } else { first }));
            let mut at = [0; ABREAST];
            for _ in 0..place.depth {
                for (at, row) in at.iter_mut().zip(&rows) {
                    let node = &nodes[*at];
                    let value = row[(node.asks & !MISSING_RIGHT) as usize];
                    let missing_right = (node.asks & MISSING_RIGHT != 0) & value.is_nan();
                    let right = (value > node.threshold) | missing_right;
                    *at = node.next as usize + usize::from(right);
                }
            }
            raw.iter_mut().zip(at).for_each(|(raw, at)| *raw += self.values[place.first + at]);
        }
    }

    /// Adds to `raw`, one number an output, what small trees say of a row without gaps.
    #[inline(never)]
    fn one_small(&self, row: &[f64; WIDE], raw: &mut [f64], trees: std::ops::Range<usize>) {
        let mut output = trees.start % raw.len();
        for places in self.places[trees].chunks(ABREAST) {
            // What is missing of the last trees is the first of them again.
            let firsts: [usize; ABREAST] = std::array::from_fn(|i| places.get(i).unwrap_or(&places[0]).first);
            let depth = places.iter().fold(0, |depth, place| depth.max(place.depth));
            let mut at = [0; ABREAST];
            for _ in 0..depth {
                for (at, first) in at.iter_mut().zip(firsts) {
                    let node = &self.nodes[first + *at];
                    let right = row[node.asks as usize & (WIDE - 1)] > node.threshold;
                    *at = node.next as usize + usize::from(right);
                }
            }
            for (at, first) in at.into_iter().zip(firsts).take(places.len()) {
                raw[output] += self.values[first + at];
                output = if output + 1 == raw.len() { 0 } else { output + 1 };
            }
        }
    }
}

impl Ready {
    /// Adds what the trees `which` say of each row of `x` to `raw`, tree after tree: each speaks for the next output.
    ///
    /// `raw` has `n_outputs` numbers a row, output after output; `trees` are always the same, and were grown from rows as
    /// wide as those of `x`.
    pub async fn add_to(
        &self,
        raw: &mut [f64],
        (trees, which): (&[Tree], std::ops::Range<usize>),
        x: &Matrix,
        meter: &mut Meter,
        pace: &Pace,
    ) {
        let n = x.n_rows();
        if n == 0 || which.is_empty() {
            return;
        }
        let laid = self.0.get_or_init(|| Laid::new(trees));
        let n_outputs = raw.len() / n;
        if n == 1 && laid.all_small {
            let mut row = [0.0; WIDE];
            if fill(&mut row, x.row(0)) {
                laid.one_small(&row, raw, which);
                return;
            }
        }
        let mut block = Box::new([[0.0; WIDE]; TOGETHER]);
        for first in (0..n).step_by(TOGETHER) {
            let len = TOGETHER.min(n - first);
            // For a tree or two, rows are not worth copying.
            let narrow = which.len() > 2
                && block.iter_mut().zip(first..first + len).all(|(row, i)| fill(row, x.row(i)));
            let mut spent = 0;
            for tree in which.clone() {
                let (place, from) = (laid.places[tree], tree % n_outputs * n + first);
                let raw = &mut raw[from..from + len];
                if place.by_sets {
                    raw.iter_mut()
                        .enumerate()
                        .for_each(|(i, raw)| *raw += trees[tree].answer(x.row(first + i)));
                } else if narrow && place.n_nodes <= NODES {
                    laid.down_small(place, &block, raw);
                } else {
                    laid.down_any(place, x, first, raw);
                }
                spent += len * (1 + place.depth);
                if spent >= PIECE && meter.spend(std::mem::take(&mut spent)) {
                    pace.pause().await;
                }
            }
            if meter.spend(spent) {
                pace.pause().await;
            }
        }
    }
}

/// Copies a row if it is narrow and has no gaps; whether it is.
#[inline]
fn fill(place: &mut [f64; WIDE], row: &[f64]) -> bool {
    let Some(own) = place.get_mut(..row.len()) else { return false };
    own.copy_from_slice(row);
    // A gap makes the sum one, and nothing else does: there is no infinity in a row.
    !row.iter().fold(0.0, |sum, v| sum + 0.0 * v).is_nan()
}
