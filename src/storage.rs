//! What this machine keeps: the learner's expeditions, and results of the engine that took long.
//!
//! In the browser's database; where that is forbidden (a sandboxed frame, private windows) in memory, for as long as
//! the page is open, and the learner is told.

use std::collections::BTreeMap;

use js_sys::Uint8Array;
use rexie::{ObjectStore, Rexie, Store, Transaction, TransactionMode};
use wasm_bindgen::{JsCast, JsValue};

use crate::state::Saved;
use crate::state::stored::{CHANGED, DELETED, FILE, Value};

const RECORDS: &str = "records";
const KEPT: &str = "kept";

/// Part of the browser's name for having no room.
const QUOTA: &str = "Quota";

/// Results kept at most; beyond, all are dropped: they are only a cache.
const MOST: u32 = 1_000;

/// A place to keep things.
pub struct Storage {
    database: Option<Rexie>,
    build: &'static str,
}

/// What became of keeping an expedition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is kept, or not.
    Done(Saved),
    /// Somebody else has kept this under its id: it was left as it is.
    Clash(String),
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

    /// All that stands among the expeditions; see [`read`](crate::state::stored::read).
    pub async fn look(&self) -> Vec<(String, Value)> {
        let value = |(key, value): (String, JsValue)| {
            let found = value.as_string().map(Value::Text);
            Some((key, found.or_else(|| value.as_f64().map(Value::Time))?))
        };
        self.all(RECORDS).await.into_iter().filter_map(value).collect()
    }

    /// The engine's results.
    pub async fn kept(&self) -> Vec<(String, Vec<u8>)> {
        let own = |(key, value): (String, JsValue)| {
            let key = key.strip_prefix(self.build)?.to_owned();
            Some((key, value.dyn_into::<Uint8Array>().ok()?.to_vec()))
        };
        self.all(KEPT).await.into_iter().filter_map(own).collect()
    }

    async fn all(&self, store: &str) -> Vec<(String, JsValue)> {
        if let Some(database) = &self.database
            && let Ok(transaction) = database.transaction(&[store], TransactionMode::ReadOnly)
            && let Ok(store) = transaction.store(store)
            && let Ok(pairs) = store.scan(None, None, None, None).await
        {
            return pairs.into_iter().filter_map(|(key, value)| Some((key.as_string()?, value))).collect();
        }
        Vec::new()
    }

    /// Keeps an expedition file under `id`, unless something stands there that is neither this nor `base`, what this
    /// page knows of it. Where there is no room, the engine's results make some: they can be computed again.
    pub async fn save(&self, id: &str, text: &str, base: Option<&str>, now: f64) -> Put {
        let mut told = self.try_save(id, text, base, now).await;
        if matches!(&told, Err(error) if error.contains(QUOTA)) {
            self.forget().await;
            told = self.try_save(id, text, base, now).await;
        }
        match told {
            Ok(None) => Put::Done(Saved::Saved),
            Ok(Some(theirs)) => Put::Clash(theirs),
            Err(error) if error.contains(QUOTA) => Put::Done(Saved::Full),
            Err(_) => Put::Done(Saved::Forbidden),
        }
    }

    /// One transaction, so that no other tab comes between the look and the writing.
    async fn try_save(
        &self,
        id: &str,
        text: &str,
        base: Option<&str>,
        now: f64,
    ) -> Result<Option<String>, String> {
        let (transaction, store) = self.writing(RECORDS)?;
        let there = store.get(id.into()).await.map_err(name_of)?.and_then(|there| there.as_string());
        if let Some(there) = there.filter(|there| there != text && Some(there.as_str()) != base) {
            return Ok(Some(there));
        }
        store.put(&text.into(), Some(&id.into())).await.map_err(name_of)?;
        store.put(&now.into(), Some(&format!("{CHANGED}{id}").into())).await.map_err(name_of)?;
        store.delete(format!("{DELETED}{id}").into()).await.map_err(name_of)?;
        transaction.done().await.map(|_| None).map_err(name_of)
    }

    /// Keeps a word under a key of its own.
    pub async fn note(&self, key: &str, value: JsValue) {
        // What is noted is not worth a word if there is no room for it.
        let _ = self.put(RECORDS, vec![(key.into(), value)]).await;
    }

    /// Keeps a file of the learner's own under its fingerprint; whether it is kept.
    pub async fn keep_file(&self, fingerprint: &str, file: &web_sys::Blob) -> bool {
        let pair = || vec![(format!("{FILE}{fingerprint}").into(), file.into())];
        let mut put = self.put(RECORDS, pair()).await;
        if matches!(&put, Err(error) if error.contains(QUOTA)) {
            self.forget().await;
            put = self.put(RECORDS, pair()).await;
        }
        put.is_ok()
    }

    /// The file of this fingerprint, if it is kept here.
    pub async fn file(&self, fingerprint: &str) -> Option<web_sys::Blob> {
        let database = self.database.as_ref()?;
        let transaction = database.transaction(&[RECORDS], TransactionMode::ReadOnly).ok()?;
        let found = transaction.store(RECORDS).ok()?.get(format!("{FILE}{fingerprint}").into()).await;
        found.ok()??.dyn_into().ok()
    }

    /// Forgets what stands under these keys.
    pub async fn remove(&self, keys: &[String]) {
        if let Ok((transaction, store)) = self.writing(RECORDS) {
            for key in keys {
                // What cannot be removed stays, and is seen.
                let _ = store.delete(key.into()).await;
            }
            let _ = transaction.done().await;
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
        let (transaction, target) = self.writing(store)?;
        for (key, value) in pairs {
            target.put(&value, Some(&key)).await.map_err(name_of)?;
        }
        transaction.done().await.map(|_| ()).map_err(name_of)
    }

    fn writing(&self, store: &str) -> Result<(Transaction, Store), String> {
        let database = self.database.as_ref().ok_or_else(|| String::from("none"))?;
        let transaction = database.transaction(&[store], TransactionMode::ReadWrite).map_err(name_of)?;
        let store = transaction.store(store).map_err(name_of)?;
        Ok((transaction, store))
    }

    async fn count(&self) -> u32 {
        let Some(database) = &self.database else { return 0 };
        match database.transaction(&[KEPT], TransactionMode::ReadOnly).and_then(|t| t.store(KEPT)) {
            Ok(store) => store.count(None).await.unwrap_or(0),
            Err(_) => 0,
        }
    }

    async fn forget(&self) {
        if let Ok((transaction, store)) = self.writing(KEPT) {
            // A cache that cannot be emptied only takes room.
            let _ = store.clear().await;
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
