//! What this machine keeps: the record after every change, and results of the engine that took long.
//!
//! In the browser's database; where that is forbidden (a sandboxed frame, private windows) in memory, for as long as
//! the page is open, and the learner is told.

use std::collections::BTreeMap;

use js_sys::Uint8Array;
use rexie::{ObjectStore, Rexie, TransactionMode};
use wasm_bindgen::{JsCast, JsValue};

use crate::state::Saved;

const RECORDS: &str = "records";
const KEPT: &str = "kept";

/// Results kept at most; beyond, all are dropped: they are only a cache.
const MOST: u32 = 1_000;

/// A place to keep things.
pub struct Storage {
    database: Option<Rexie>,
    build: &'static str,
}

/// What was found on opening.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The expedition file last kept.
    pub record: Option<String>,
    /// Results of the engine: key and value.
    pub kept: Vec<(String, Vec<u8>)>,
}

impl Storage {
    /// Opens the browser's database, or else keeps nothing. The engine's results are bytes that only the same `build`
    /// can read, so they are kept under its name.
    pub async fn open(build: &'static str) -> Self {
        let store = |name| ObjectStore::new(name);
        let database = Rexie::builder("full-loop")
            .version(1)
            .add_object_store(store(RECORDS))
            .add_object_store(store(KEPT));
        Self { database: database.build().await.ok(), build }
    }

    /// Whether anything is kept.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.database.is_some()
    }

    /// What was kept under `name`, and the engine's results.
    pub async fn find(&self, name: &str) -> Found {
        let mut found = Found::default();
        let Some(database) = &self.database else { return found };
        if let Ok(records) = database.transaction(&[RECORDS], TransactionMode::ReadOnly)
            && let Ok(store) = records.store(RECORDS)
            && let Ok(Some(text)) = store.get(name.into()).await
        {
            found.record = text.as_string();
        }
        if let Ok(kept) = database.transaction(&[KEPT], TransactionMode::ReadOnly)
            && let Ok(store) = kept.store(KEPT)
            && let Ok(pairs) = store.scan(None, None, None, None).await
        {
            let both = |(key, value): (JsValue, JsValue)| {
                let key = key.as_string()?;
                let key = key.strip_prefix(self.build)?.to_owned();
                Some((key, value.dyn_into::<Uint8Array>().ok()?.to_vec()))
            };
            found.kept = pairs.into_iter().filter_map(both).collect();
        }
        found
    }

    /// Keeps an expedition file under `name`.
    pub async fn save(&self, name: &str, text: &str) -> Saved {
        match self.put(RECORDS, vec![(name.into(), text.into())]).await {
            Ok(()) => Saved::Saved,
            Err(error) if error.contains("Quota") => Saved::Full,
            Err(_) => Saved::Forbidden,
        }
    }

    /// Keeps results of the engine. If they find no room, they are computed again some day.
    pub async fn keep(&self, results: &[(String, Vec<u8>)]) {
        let named = |(key, value): &(String, Vec<u8>)| {
            (format!("{}{key}", self.build).into(), Uint8Array::from(value.as_slice()).into())
        };
        if self.put(KEPT, results.iter().map(named).collect()).await.is_err() || self.count().await > MOST {
            self.forget().await;
        }
    }

    async fn put(&self, store: &str, pairs: Vec<(JsValue, JsValue)>) -> Result<(), String> {
        let database = self.database.as_ref().ok_or_else(|| String::from("none"))?;
        let transaction = database.transaction(&[store], TransactionMode::ReadWrite).map_err(name_of)?;
        let target = transaction.store(store).map_err(name_of)?;
        for (key, value) in pairs {
            target.put(&value, Some(&key)).await.map_err(name_of)?;
        }
        transaction.done().await.map(|_| ()).map_err(name_of)
    }

    async fn count(&self) -> u32 {
        let Some(database) = &self.database else { return 0 };
        match database.transaction(&[KEPT], TransactionMode::ReadOnly).and_then(|t| t.store(KEPT)) {
            Ok(store) => store.count(None).await.unwrap_or(0),
            Err(_) => 0,
        }
    }

    async fn forget(&self) {
        if let Some(database) = &self.database
            && let Ok(transaction) = database.transaction(&[KEPT], TransactionMode::ReadWrite)
        {
            if let Ok(store) = transaction.store(KEPT) {
                // A cache that cannot be emptied only takes room.
                let _ = store.clear().await;
            }
            let _ = transaction.done().await;
        }
    }
}

/// The results of this session by key, for a worker that has to be started again.
#[derive(Clone, Debug, Default)]
pub struct Kept(BTreeMap<String, Vec<u8>>);

impl Kept {
    /// Adds results.
    pub fn add(&mut self, results: &[(String, Vec<u8>)]) {
        self.0.extend(results.iter().cloned());
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> Vec<(String, Vec<u8>)> {
        self.0.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }
}

/// What went wrong, in the browser's words.
fn name_of(error: rexie::Error) -> String {
    format!("{error:?}")
}
