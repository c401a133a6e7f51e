//! The training rows, and what of their quality is told: from all that was found to the findings of [`odd`](super::odd).

use super::odd::{Finding, LOOKED_FOR, Lacks, OddReport, Sample, Shown};
use super::requests::text;
use crate::math;
use crate::quality::leak::SUSPICIOUS;
use crate::quality::report::Quality;
use crate::quality::rows::Repeats;
use crate::table::{Kind, Table, Values};
use crate::task::{KnownAt, Task};

/// So many standard errors apart, what comes of rows with a gap and of the others is told; and so many rows of each.
const ERRORS: f64 = 4.0;
const LEAST: u32 = 20;

/// What has fewer of the rows is pooled where levels are.
pub(super) const RARE: f64 = 0.01;

/// A value within this share of a code is a neighbour of it.
const NEAR: f64 = 0.1;

/// Groups of rows, rows of a group, levels, and columns of a row that are shown, at most.
const GROUPS: usize = 5;
const ROWS: usize = 3;
const LEVELS: usize = 12;
const COLUMNS: usize = 4;

/// The training rows.
pub(super) struct Rows {
    /// The day of each.
    pub days: Vec<i32>,
    /// Its answer.
    pub y: Vec<f64>,
    /// The columns a model may be given.
    pub table: Table,
}

/// Rows that belong together, beyond what [`Quality`] has of them.
pub(super) struct Same {
    /// Rows that are there twice.
    pub exact: Repeats,
    /// Rows that look the same when the decision is taken, and were answered differently.
    pub conflicting: Repeats,
}

impl Rows {
    /// The findings in order, and what there is none of.
    pub(super) fn told(&self, found: &Quality, same: &Same, task: Task) -> OddReport {
        let leaks = self.leaks(found);
        let told = leaks.first().map(|leak| leak.columns.clone()).unwrap_or_default();
        let mut all = leaks;
        all.extend(self.late(found, &told));
        all.extend(self.values(found));
        all.extend(self.together(found, same));
        all.extend(self.words(found));
        all.extend(self.gaps(found, &told, task));
        all.extend(self.thin(found));
        let mut findings: Vec<Finding> = Vec::with_capacity(all.len());
        let mut clean = Vec::new();
        for what in LOOKED_FOR {
            let begin = findings.len();
            for one in all.iter().filter(|one| one.what == what) {
                let of = &findings[begin..];
                let at = begin + of.iter().position(|other| other.n < one.n).unwrap_or(of.len());
                findings.insert(at, one.clone());
            }
            // Two numbers are seldom the same: that they differ is no conflict.
            let asked = !matches!((task, what), (Task::Regression, "conflict") | (Task::Multiclass, "gap"));
            if findings.len() == begin && asked {
                clean.push(what.into());
            }
        }
        let gaps = &found.gaps;
        let sets = gaps.patterns.iter().map(|pattern| (pattern.columns.clone(), pattern.n_rows));
        let lacks = Lacks { n_complete: gaps.n_complete, n_sets: gaps.n_patterns, sets: sets.collect() };
        OddReport { n: self.y.len() as u32, findings, clean, lacks }
    }

    /// Columns that say too much alone.
    fn leaks(&self, found: &Quality) -> Vec<Finding> {
        let leaks: Vec<_> = found.powers.iter().filter(|power| power.power >= SUSPICIOUS).collect();
        let late = leaks.iter().filter(|p| p.later).map(|p| p.column.clone()).collect();
        let columns: Vec<String> = leaks.iter().map(|p| p.column.clone()).collect();
        let table = self.powers(found, &columns);
        let n = self.y.len() as u32;
        some(&leaks, Finding { what: "leak".into(), columns, n, table, mends: late })
    }

    /// Columns that are known only after the decision, however little each says, but for those that are `told` already.
    fn late(&self, found: &Quality, told: &[String]) -> Vec<Finding> {
        let all = self.table.columns().iter().filter(|column| !column.known_at.at_decision());
        let columns: Vec<String> =
            all.map(|column| column.name.clone()).filter(|name| !told.contains(name)).collect();
        let (n, table) = (self.y.len() as u32, self.powers(found, &columns));
        let mends = columns.clone();
        some(&columns.clone(), Finding { what: "late".into(), columns, n, table, mends })
    }

    /// What each of some columns says alone, what says most first, and when it is known.
    fn powers(&self, found: &Quality, columns: &[String]) -> Shown {
        let known = |name: &str| self.table.column(name).map_or(KnownAt::Decision, |c| c.known_at.clone());
        let told = found.powers.iter().filter(|power| columns.contains(&power.column));
        Shown::Powers(told.map(|p| (p.column.clone(), p.power, known(&p.column))).collect())
    }

    /// Values that do not mean what the others mean.
    fn values(&self, found: &Quality) -> Vec<Finding> {
        let codes: Vec<_> = found.codes.iter().filter(|code| self.alone(&code.column, code.value)).collect();
        let mut columns: Vec<String> = codes.iter().map(|code| code.column.clone()).collect();
        columns.dedup();
        let shown = codes.iter().map(|code| (code.column.clone(), code.value, code.n_rows)).collect();
        let n = codes.iter().map(|code| code.n_rows).sum();
        let mends = columns.clone();
        let mut all =
            some(&codes, Finding { what: "code".into(), columns, n, table: Shown::Codes(shown), mends });
        for unit in found.units.iter().filter(|unit| self.table.column(&unit.column).is_ok()) {
            let table = Shown::Unit { factor: unit.factor, low: unit.low, high: unit.high };
            let (columns, n) = (vec![unit.column.clone()], unit.n_rows);
            // Units were looked for by size: of numbers on both sides of nought no one limit parts them.
            let numbers = self.table.numbers(&unit.column);
            let mends = if numbers.is_ok_and(|all| all.iter().all(|v| v.is_nan() || *v >= 0.0)) {
                columns.clone()
            } else {
                Vec::new()
            };
            all.push(Finding { what: "unit".into(), columns, n, table, mends });
        }
        all
    }

    /// Rows that contradict each other, are there twice, or nearly.
    fn together(&self, found: &Quality, same: &Same) -> Vec<Finding> {
        let known = |name: &str| self.table.column(name).is_ok_and(|column| column.known_at.at_decision());
        let telling: Vec<&str> =
            found.powers.iter().map(|power| power.column.as_str()).filter(|name| known(name)).collect();
        let mut nearly = found.alike.clone();
        nearly.groups.retain(|rows| rows.iter().any(|row| self.written(*row) != self.written(rows[0])));
        let conflicting = &same.conflicting;
        let all = [
            ("conflict", conflicting.n_rows + conflicting.n_groups, conflicting),
            ("repeat", same.exact.n_rows, &same.exact),
            ("alike", found.n_near_duplicates, &nearly),
        ];
        let there = all.into_iter().filter(|(_, n, _)| *n > 0);
        let told = there.map(|(what, n, rows)| Finding {
            what: what.into(),
            columns: Vec::new(),
            n,
            table: Shown::Rows(self.samples(rows, &telling)),
            mends: Vec::new(),
        });
        told.collect()
    }

    /// One thing in several spellings, and numbers among words.
    fn words(&self, found: &Quality) -> Vec<Finding> {
        let (n_rows, mut all) = (self.y.len() as u32, Vec::new());
        for column in self.table.columns() {
            let groups = || found.spellings.iter().filter(|spelling| spelling.column == column.name);
            let rarer = || groups().flat_map(|group| group.levels.iter().skip(1)).map(|(_, n)| *n);
            let columns = vec![column.name.clone()];
            if rarer().next().is_some() {
                let table = Shown::Spellings(groups().map(|group| group.levels.clone()).collect());
                let mends = columns.clone();
                let n = rarer().sum();
                all.push(Finding { what: "spelling".into(), columns: columns.clone(), n, table, mends });
            }
            let Some(profile) = found.profile.of(&column.name) else { continue };
            let (present, numeric) =
                (n_rows - profile.n_missing, profile.words.as_ref().map_or(0, |words| words.n_numeric));
            if 2 * numeric > present && numeric < present {
                let (n, table, mends) = (present - numeric, Shown::Nothing, Vec::new());
                all.push(Finding { what: "number".into(), columns, n, table, mends });
            }
        }
        all
    }

    /// Groups of few rows, and columns that say nothing.
    fn thin(&self, found: &Quality) -> Vec<Finding> {
        let mut all = Vec::new();
        for of in found.coverage.iter().filter(|of| of.groups.len() > 1) {
            // A level that no training row has is known only from what came later.
            let thin: Vec<_> = of.groups.iter().filter(|group| group.thin && group.n_rows > 0).collect();
            let shown = thin.iter().take(LEVELS).map(|group| (group.level.clone(), group.n_rows)).collect();
            let n = thin.iter().map(|group| group.n_rows).sum();
            let (what, columns, mends) = ("thin".into(), vec![of.column.clone()], vec![of.column.clone()]);
            all.extend(some(&thin, Finding { what, columns, n, table: Shown::Levels(shown), mends }));
        }
        let empty =
            [("constant", &found.profile.constant_columns), ("name", &found.profile.unique_key_columns)];
        for (what, names) in empty {
            let columns: Vec<String> =
                names.iter().filter(|name| self.table.column(name).is_ok()).cloned().collect();
            let (n, mends) = (self.y.len() as u32, columns.clone());
            let (what, table) = (what.into(), Shown::Nothing);
            all.extend(some(&columns.clone(), Finding { what, columns, n, table, mends }));
        }
        all
    }

    /// Columns whose gaps say something of the answer, and columns that are missing together.
    fn gaps(&self, found: &Quality, leaks: &[String], task: Task) -> Vec<Finding> {
        let n_rows = self.y.len() as u32;
        let spread = math::variance(&self.y, 1).unwrap_or(0.0);
        let (mut shown, mut columns, mut mends) = (Vec::new(), Vec::new(), Vec::new());
        // Classes have numbers, and no mean.
        let meant = |_: &&_| task != Task::Multiclass;
        for gap in found.gaps.answers.iter().filter(meant).filter(|gap| !leaks.contains(&gap.column)) {
            let (Some(with), Some(without)) = (gap.where_present, gap.where_missing) else { continue };
            let (n, rest) = (gap.n_missing, n_rows - gap.n_missing);
            let error = math::sqrt(spread * (1.0 / f64::from(n) + 1.0 / f64::from(rest)));
            let Ok(column) = self.table.column(&gap.column) else { continue };
            if n.min(rest) < LEAST || (with - without).abs() < ERRORS * error {
                continue;
            }
            // A mark on what is known only afterwards would be a leak itself.
            if column.values.kind() == Kind::Number && column.known_at.at_decision() {
                mends.push(gap.column.clone());
            }
            columns.push(gap.column.clone());
            shown.push((gap.column.clone(), n, with, without));
        }
        let n = shown.iter().map(|(_, n, ..)| *n).max().unwrap_or(0);
        let tells =
            Finding { what: "gap".into(), columns: columns.clone(), n, table: Shown::Gaps(shown), mends };
        let mut all = some(&columns, tells);
        for columns in sets(found) {
            let of: Vec<&Values> =
                columns.iter().filter_map(|name| Some(&self.table.column(name).ok()?.values)).collect();
            let whole = |row: &usize| of.iter().all(|values| values.is_missing(*row));
            let n = (0..self.y.len()).filter(whole).count() as u32;
            let (what, table) = ("together".into(), Shown::Nothing);
            all.push(Finding { what, columns, n, table, mends: Vec::new() });
        }
        all
    }

    /// Whether a column has no other value near this one: what has neighbours is a value like them, and no code.
    fn alone(&self, column: &str, value: f64) -> bool {
        let Ok(values) = self.table.numbers(column) else { return false };
        !values.iter().any(|other| *other != value && (other - value).abs() <= NEAR * value.abs())
    }

    /// Everything that is written in a row.
    fn written(&self, row: u32) -> Vec<Option<String>> {
        self.table.columns().iter().map(|column| text(&column.values, row as usize)).collect()
    }

    /// The first rows of the first groups: of the columns, those that rows of a group differ in first, then the most
    /// telling.
    fn samples(&self, repeats: &Repeats, telling: &[&str]) -> Vec<Sample> {
        let groups: Vec<&[u32]> =
            repeats.groups.iter().take(GROUPS).map(|rows| &rows[..rows.len().min(ROWS)]).collect();
        let cell = |name: &str, row: u32| self.table.column(name).ok().map(|c| text(&c.values, row as usize));
        let differs = |name: &&&str| {
            groups.iter().any(|rows| rows.iter().any(|row| cell(name, *row) != cell(name, rows[0])))
        };
        let mut columns: Vec<&str> = telling.iter().filter(differs).copied().collect();
        columns.extend(telling.iter().filter(|name| !differs(name)));
        columns.truncate(COLUMNS);
        let of = |(group, rows): (usize, &&[u32])| -> Vec<Sample> {
            rows.iter().map(|row| self.sample(group as u32, *row, &columns)).collect()
        };
        groups.iter().enumerate().flat_map(of).collect()
    }

    pub(super) fn sample(&self, group: u32, row: u32, columns: &[&str]) -> Sample {
        let written = |name: &&str| {
            let column = self.table.column(name).ok();
            (String::from(*name), column.and_then(|column| text(&column.values, row as usize)))
        };
        Sample {
            group,
            day: self.days[row as usize],
            y: self.y[row as usize],
            values: columns.iter().map(written).collect(),
        }
    }
}

/// The finding, if it is about anything.
fn some<T>(about: &[T], finding: Finding) -> Vec<Finding> {
    if about.is_empty() { Vec::new() } else { vec![finding] }
}

/// The sets of columns that are missing together: pairs that share a column are one set.
fn sets(found: &Quality) -> Vec<Vec<String>> {
    let mut sets: Vec<Vec<String>> = Vec::new();
    for pair in &found.gaps.together {
        let (mut joined, others): (Vec<Vec<String>>, Vec<Vec<String>>) =
            sets.into_iter().partition(|set: &Vec<String>| set.contains(&pair.a) || set.contains(&pair.b));
        joined.push(vec![pair.a.clone(), pair.b.clone()]);
        let mut set: Vec<String> = Vec::new();
        for name in joined.concat() {
            if !set.contains(&name) {
                set.push(name);
            }
        }
        sets = others;
        sets.push(set);
    }
    sets
}
