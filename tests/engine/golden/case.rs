//! A golden file, its cases, and how a value of ours is compared with what is expected.

use std::cell::RefCell;
use std::fmt;
use std::path::Path;

use engine::models::logistic::ClassWeight;
use serde_json::{Map, Value};

/// One file.
pub struct Family {
    pub cases: Vec<Case>,
}

/// One case: what goes in, what is expected, and what has been compared so far.
pub struct Case {
    pub family: String,
    pub id: String,
    /// `-` if the case has none.
    pub kind: String,
    pub input: Value,
    pub expected: Value,
    tolerance: Value,
    compared: RefCell<Vec<String>>,
    failures: RefCell<Vec<String>>,
}

/// `|got − expected| <= abs + rel · |expected|`.
#[derive(Clone, Copy, Debug)]
pub struct Tolerance {
    pub abs: f64,
    pub rel: f64,
}

impl Family {
    /// Reads every `.json` file of a folder but `versions.json`, in order of their names.
    pub fn read_all(folder: &Path) -> Vec<Self> {
        let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        files
            .retain(|file| file.extension().is_some_and(|e| e == "json") && !file.ends_with("versions.json"));
        files.sort();
        files.iter().map(|file| Self::read(file)).collect()
    }

    fn read(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).unwrap();
        let all: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let name = file.file_stem().unwrap().to_str().unwrap();
        assert_eq!(all["schema"], format!("{name}/1"), "{}: unknown schema", file.display());
        let case = |case: &Value| Case {
            family: name.into(),
            id: case["id"].as_str().unwrap().into(),
            kind: case.get("kind").map_or("-", |kind| kind.as_str().unwrap()).into(),
            input: case["input"].clone(),
            expected: case["expected"].clone(),
            tolerance: all["tolerance"].clone(),
            compared: RefCell::default(),
            failures: RefCell::default(),
        };
        Self { cases: all["cases"].as_array().unwrap().iter().map(case).collect() }
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.family, self.id)
    }
}

impl Case {
    /// The file's tolerance, or the named one of several.
    pub fn tolerance(&self, name: Option<&str>) -> Tolerance {
        let from = name.map_or(&self.tolerance, |name| &self.tolerance[name]);
        if let Some(both) = from.as_f64() {
            return Tolerance { abs: both, rel: both };
        }
        let part = |part: &str| from[part].as_f64().unwrap_or(0.0);
        Tolerance { abs: part("abs"), rel: part("rel") }
    }

    /// The expected value at a path, e.g. `at/0/precision`.
    pub fn at(&self, path: &str) -> &Value {
        self.expected.pointer(&format!("/{path}")).unwrap_or(&Value::Null)
    }

    /// Whether its classes count the same in all.
    pub fn class_weight(&self) -> ClassWeight {
        match self.input.get("class_weight").and_then(Value::as_str) {
            Some("balanced") => ClassWeight::Balanced,
            _ => ClassWeight::Equal,
        }
    }

    /// Whether anything is expected at a path.
    pub fn has(&self, path: &str) -> bool {
        self.expected.pointer(&format!("/{path}")).is_some()
    }

    /// Compares: whole numbers, words and truth exactly, other numbers by the file's tolerance.
    pub fn same(&self, path: &str, got: impl Into<Got>) {
        self.same_within(path, got, self.tolerance(None));
    }

    /// Compares by a given tolerance.
    pub fn same_within(&self, path: &str, got: impl Into<Got>, tolerance: Tolerance) {
        let got = got.into().0;
        let verdict = if self.has(path) {
            differ(path, self.at(path), &got, tolerance)
        } else {
            Some(format!("{path} is not expected at all, got {got}"))
        };
        self.note(path, verdict);
    }

    /// Compares by a rule of the caller's.
    pub fn check(&self, path: &str, right: bool, found: &str) {
        self.note(path, (!right).then(|| format!("{path}: {found}, expected {}", self.at(path))));
    }

    /// Fails the case.
    fn note(&self, path: &str, failure: Option<String>) {
        self.compared.borrow_mut().push(path.into());
        self.failures.borrow_mut().extend(failure.map(|failure| format!("{self}: {failure}")));
    }

    pub fn failures(&self) -> Vec<String> {
        self.failures.borrow().clone()
    }

    pub fn compared(&self) -> usize {
        self.compared.borrow().len()
    }

    /// Whether a field, or what it belongs to, has been compared.
    pub fn is_compared(&self, path: &str) -> bool {
        let covers = |done: &String| path == done || path.starts_with(&format!("{done}/"));
        self.compared.borrow().iter().any(covers)
    }

    /// The paths of all fields; a list is one field unless it holds lists or objects.
    pub fn leaves(&self) -> Vec<String> {
        let mut found = Vec::new();
        leaves("", &self.expected, &mut found);
        found
    }

    /// Numbers of the input at a path.
    pub fn numbers(&self, path: &str) -> Vec<f64> {
        numbers(self.input(path))
    }

    /// Rows of numbers of the input at a path.
    pub fn rows(&self, path: &str) -> Vec<Vec<f64>> {
        self.input(path).as_array().unwrap().iter().map(numbers).collect()
    }

    /// Whole numbers of the input at a path.
    pub fn codes(&self, path: &str) -> Vec<u32> {
        self.numbers(path).into_iter().map(|v| v as u32).collect()
    }

    /// Words of the input at a path.
    pub fn words(&self, path: &str) -> Vec<String> {
        self.input(path).as_array().unwrap().iter().map(|w| w.as_str().unwrap().into()).collect()
    }

    fn input(&self, path: &str) -> &Value {
        self.input.pointer(&format!("/{path}")).unwrap_or_else(|| panic!("{self} has no input {path}"))
    }
}

/// A value of ours, as JSON with NaN and infinity as words, undefined as null.
pub struct Got(Value);

impl From<f64> for Got {
    fn from(number: f64) -> Self {
        Self(if number.is_finite() { number.into() } else { word(number).into() })
    }
}

impl From<Option<f64>> for Got {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self(Value::Null), Self::from)
    }
}

impl From<i64> for Got {
    fn from(number: i64) -> Self {
        Self(number.into())
    }
}

impl From<&str> for Got {
    fn from(word: &str) -> Self {
        Self(word.into())
    }
}

impl<T: Into<Got>> From<Vec<T>> for Got {
    fn from(list: Vec<T>) -> Self {
        Self(list.into_iter().map(|item| item.into().0).collect())
    }
}

/// An object of ours, from its fields.
pub fn object(fields: Vec<(&str, Got)>) -> Got {
    Got(Value::Object(fields.into_iter().map(|(name, got)| (name.into(), got.0)).collect::<Map<_, _>>()))
}

/// A number, which may be written as a word.
pub fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some("NaN") => f64::NAN,
        Some("Infinity") => f64::INFINITY,
        Some("-Infinity") => f64::NEG_INFINITY,
        _ => value.as_f64().unwrap_or_else(|| panic!("{value} is no number")),
    }
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(number).collect()
}

fn word(number: f64) -> &'static str {
    match (number.is_nan(), number > 0.0) {
        (true, _) => "NaN",
        (false, true) => "Infinity",
        (false, false) => "-Infinity",
    }
}

fn leaves(path: &str, value: &Value, found: &mut Vec<String>) {
    let below = |name: &str| if path.is_empty() { name.into() } else { format!("{path}/{name}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, field)| leaves(&below(name), field, found)),
        Value::Array(items) if items.iter().any(|i| i.is_object() || i.is_array()) => {
            items.iter().enumerate().for_each(|(i, item)| leaves(&below(&i.to_string()), item, found));
        }
        _ => found.push(path.into()),
    }
}

/// What differs, if anything does.
fn differ(path: &str, expected: &Value, got: &Value, tolerance: Tolerance) -> Option<String> {
    let all_same = || format!("{path}: got {got}, expected {expected}");
    match (expected, got) {
        (Value::Array(e), Value::Array(g)) if e.len() == g.len() => e
            .iter()
            .zip(g)
            .enumerate()
            .find_map(|(i, (e, g))| differ(&format!("{path}/{i}"), e, g, tolerance)),
        (Value::Object(e), Value::Object(g)) if e.len() == g.len() => e.iter().find_map(|(name, e)| {
            differ(&format!("{path}/{name}"), e, g.get(name).unwrap_or(&Value::Null), tolerance)
        }),
        // Undefined is null with us, NaN with most references.
        (Value::String(word), Value::Null) if word == "NaN" => None,
        (Value::Number(e), Value::Number(g)) => {
            let (e_number, g_number) = (e.as_f64()?, g.as_f64()?);
            let allowed = if e.is_f64() { tolerance.abs + tolerance.rel * e_number.abs() } else { 0.0 };
            let off = (g_number - e_number).abs();
            (off > allowed)
                .then(|| format!("{path}: got {g_number:?}, expected {e_number:?}, off by {off:e}"))
        }
        _ => (expected != got).then(all_same),
    }
}
