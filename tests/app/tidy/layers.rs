//! Who may import whom: the table of ARCHITECTURE.md.

use engine::expedition::stage::Stage;

/// The modules of the engine, from the ground up, as `lib.rs` lists them.
pub struct Engine {
    modules: Vec<(String, Layer)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Layer {
    Ground,
    Skill,
    /// A story, the door, or what stands above it: it imports what stands before it in `lib.rs`.
    Story,
}

impl Engine {
    /// Reads the order and the headings (`// ground`, `// skills`, `// stories`) of `lib.rs`.
    pub fn read(lib: &str) -> Self {
        let (mut layer, mut modules) = (None, Vec::new());
        for line in lib.lines() {
            match (line, line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';'))) {
                (heading, _) if heading.starts_with("// ground") => layer = Some(Layer::Ground),
                (heading, _) if heading.starts_with("// skills") => layer = Some(Layer::Skill),
                (heading, _) if heading.starts_with("// stories") => layer = Some(Layer::Story),
                (_, Some(name)) => {
                    modules.push((name.into(), layer.expect("a module stands under a heading")))
                }
                _ => {}
            }
        }
        let has = |layer| modules.iter().any(|(_, l)| *l == layer);
        assert!(
            has(Layer::Ground) && has(Layer::Skill) && has(Layer::Story),
            "lib.rs has its three headings"
        );
        Self { modules }
    }

    fn place(&self, module: &str) -> Option<(usize, Layer)> {
        let at = self.modules.iter().position(|(name, _)| name == module)?;
        Some((at, self.modules[at].1))
    }

    /// Why the file `inside` the engine may not name `path`, if it may not.
    pub fn refuses(&self, inside: &str, path: &str) -> Option<String> {
        let first = path.split("::").next()?;
        if ["yew", "web_sys", "js_sys", "wasm_bindgen", "gloo_timers", "rexie", "plotters", "full_loop"]
            .contains(&first)
        {
            return Some("the engine knows nothing of the page".into());
        }
        let inside = inside.trim_end_matches(".rs").trim_end_matches("/mod");
        let here: Vec<&str> = inside.split('/').collect();
        let (at, layer) = self.place(here[0])?;
        let module = absolute(&here, path)?;
        let (other, other_layer) = self.place(&module)?;
        if other == at {
            return None;
        }
        match layer {
            Layer::Ground if other_layer != Layer::Ground => Some("ground imports only ground".into()),
            Layer::Skill if other_layer != Layer::Ground => {
                Some("a skill imports ground and no other skill".into())
            }
            Layer::Story if other > at => Some(format!("{module} stands below {} in lib.rs", here[0])),
            _ => None,
        }
    }
}

/// The module of the engine that `path`, written in the module `here`, leads to.
fn absolute(here: &[&str], path: &str) -> Option<String> {
    let mut parts = path.split("::").peekable();
    let mut at: Vec<&str> = match *parts.peek()? {
        "crate" => Vec::new(),
        "self" | "super" => here.to_vec(),
        _ => return None,
    };
    for part in parts {
        match part {
            "crate" | "self" => {}
            "super" => drop(at.pop()),
            name => at.push(name),
        }
    }
    at.first().map(|name| String::from(*name))
}

/// What touches the browser itself.
const BROWSER: &[&str] =
    &["web_sys", "js_sys", "gloo_timers", "wasm_bindgen", "wasm_bindgen_futures", "rexie"];

/// Why a file of the page may not name `path`, if it may not.
pub fn page_refuses(file: &str, path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split("::").collect();
    let inside = file.trim_start_matches("src/").trim_end_matches(".rs");
    let place = inside.split('/').next()?;
    let engine = parts[0] == "engine";
    if engine && !["expedition", "error"].contains(&parts[1]) {
        return Some("the page comes into the engine by `expedition` and `error` only".into());
    }
    let ours = (parts[0] == "crate").then(|| parts[1]);
    let browser = parts.iter().any(|part| BROWSER.contains(part));
    let only = |allowed: &[&str]| ours.is_some_and(|module| !allowed.contains(&module));
    let refused = match place {
        "worker" => only(&["worker"]) || parts[0] == "yew",
        "state" => {
            let protocol = ours != Some("worker") || parts.get(2) == Some(&"protocol");
            only(&["state", "worker", "route", "shared"]) || !protocol || browser || parts[0] == "yew"
        }
        "rooms" => {
            let another = ours == Some("rooms") && other_room(inside, parts.get(2).copied());
            only(&["state", "widgets", "charts", "texts", "shared", "rooms", "route"]) || browser || another
        }
        "widgets" => only(&["widgets"]) || engine || parts[0] == "plotters",
        // The table behind each chart is a widget.
        "charts" => only(&["charts", "widgets"]) || engine,
        "texts" => only(&["texts"]) || parts[0] == "yew",
        "route" | "shared" => ours.is_some() || browser || parts[0] == "yew",
        _ => false,
    };
    refused.then(|| format!("{place} may not"))
}

/// Whether `module` of `rooms` is the room of another stage than the one that `inside` belongs to.
fn other_room(inside: &str, module: Option<&str>) -> bool {
    let own = inside.split('/').nth(1);
    module.is_some_and(|m| {
        Stage::of(m).is_some() && own.is_some_and(|own| Stage::of(own).is_some() && own != m)
    })
}

#[test]
fn the_rules_bite() {
    let lib = "// ground\npub mod a;\npub mod b;\n// skills\npub mod c;\npub mod d;\n// stories\npub mod e;\npub mod f;\n";
    let engine = Engine::read(lib);
    let check = |inside: &str, path: &str, refused: bool| {
        assert_eq!(engine.refuses(inside, path).is_some(), refused, "{inside}: {path}");
    };
    check("a.rs", "crate::b::x", false);
    check("a.rs", "crate::c::x", true);
    check("c/mod.rs", "crate::d", true);
    check("c/mod.rs", "super::a", false);
    check("c/x.rs", "super::y", false);
    check("c/x.rs", "super::super::d::y", true);
    check("e.rs", "crate::d::y", false);
    check("e.rs", "crate::f::y", true);
    check("f.rs", "crate::e::y", false);
    check("e.rs", "web_sys::Window", true);
    let check = |file: &str, path: &str, refused: bool| {
        assert_eq!(page_refuses(file, path).is_some(), refused, "{file}: {path}");
    };
    check("src/rooms/train/mod.rs", "crate::rooms::evaluate::x", true);
    check("src/rooms/train/mod.rs", "crate::rooms::told::x", false);
    check("src/rooms/train/mod.rs", "crate::worker::protocol", true);
    check("src/rooms/train/mod.rs", "yew::web_sys::Window", true);
    check("src/rooms/mod.rs", "crate::rooms::train", false);
    check("src/state/update.rs", "crate::worker::protocol::Event", false);
    check("src/state.rs", "crate::worker::client::Client", true);
    check("src/widgets/ring.rs", "engine::expedition::stage::Stage", true);
    check("src/charts/plot.rs", "crate::texts::Texts", true);
    check("src/app.rs", "crate::worker::client::Client", false);
    check("src/app.rs", "engine::models::ModelSpec", true);
}
