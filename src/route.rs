//! The address bar: which stage, and how a course author wants the page.
//!
//! `?stage=train&world=screening&seed=000000000000002a&lang=de&theme=dark&embed=1`. What is wrong is put right and named.

use engine::expedition::WorldId;
use engine::expedition::fingerprint::from_hex;
use engine::expedition::record::Record;
use engine::expedition::stage::Stage;

/// The seed of an expedition that nobody gave one; the claims of the texts are proved at it.
pub const SHIPPED_SEED: u64 = 0x2013;

/// The colours asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Where the learner is, and how the page was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The room.
    pub stage: Stage,
    /// The seed of a fresh expedition, if the link gives one.
    pub seed: Option<u64>,
    /// The world of a fresh expedition, if the link names one.
    pub world: Option<WorldId>,
    /// The language.
    pub lang: String,
    /// The colours.
    pub theme: Theme,
    /// Whether the page sits in another: no header of its own.
    pub embed: bool,
}

impl Default for Route {
    fn default() -> Self {
        let (lang, theme) = ("en".into(), Theme::System);
        Self { stage: Stage::Frame, seed: None, world: None, lang, theme, embed: false }
    }
}

impl Route {
    /// Reads a query (`?a=b&c=d`, as the address bar has it); returns the parameters that were wrong beside it.
    #[must_use]
    pub fn read(query: &str) -> (Self, Vec<(String, String)>) {
        let mut route = Self::default();
        let mut wrong = Vec::new();
        for pair in query.trim_start_matches('?').split('&').filter(|p| !p.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if !route.take(name, value) {
                wrong.push((name.chars().take(40).collect(), value.chars().take(40).collect()));
            }
        }
        (route, wrong)
    }

    /// Takes a parameter; whether it was right. Parameters of others (`utm_…`) are left alone.
    fn take(&mut self, name: &str, value: &str) -> bool {
        match name {
            "stage" => Stage::of(value).map(|stage| self.stage = stage).is_some(),
            "seed" => {
                // An address may leave out leading zeros.
                let seed = if value.is_empty() { None } else { from_hex(&format!("{value:0>16}")) };
                self.seed = seed;
                seed.is_some()
            }
            "world" => {
                self.world = WorldId::of(value);
                self.world.is_some()
            }
            "lang" => {
                let right = (2..=12).contains(&value.len())
                    && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
                if right {
                    self.lang = value.into();
                }
                right
            }
            "theme" => match value {
                "light" => self.set_theme(Theme::Light),
                "dark" => self.set_theme(Theme::Dark),
                "system" => self.set_theme(Theme::System),
                _ => false,
            },
            "embed" => {
                self.embed = value == "1";
                matches!(value, "0" | "1")
            }
            _ => true,
        }
    }

    fn set_theme(&mut self, theme: Theme) -> bool {
        self.theme = theme;
        true
    }

    /// The query that leads here.
    #[must_use]
    pub fn query(&self) -> String {
        let mut query = format!("?stage={}", self.stage.word());
        if let Some(seed) = self.seed {
            query += &format!("&seed={seed:x}");
        }
        if let Some(world) = self.world {
            query += &format!("&world={}", world.word());
        }
        if self.lang != "en" {
            query += &format!("&lang={}", self.lang);
        }
        match self.theme {
            Theme::System => {}
            Theme::Light => query += "&theme=light",
            Theme::Dark => query += "&theme=dark",
        }
        if self.embed {
            query += "&embed=1";
        }
        query
    }

    /// The expedition that this link leads to; `None` if it leads to whatever was open last.
    #[must_use]
    pub fn own(&self) -> Option<String> {
        let seed = self.seed.or(self.world.map(|_| SHIPPED_SEED))?;
        let world = self.world.map(|world| format!("-{}", world.word())).unwrap_or_default();
        Some(format!("seed-{seed:016x}{world}"))
    }

    /// A fresh expedition as this link wants it.
    #[must_use]
    pub fn fresh(&self) -> Record {
        Record::new(self.world.unwrap_or(WorldId::ALL[0]), self.seed.unwrap_or(SHIPPED_SEED))
    }

    /// Whether the language runs from right to left.
    #[must_use]
    pub fn is_rtl(&self) -> bool {
        ["ar", "fa", "he", "ur"].contains(&self.lang.split('-').next().unwrap_or_default())
    }
}
