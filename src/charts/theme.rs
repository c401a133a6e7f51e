//! The colours of a drawing. They are written once, in `static/style/tokens.css`, and read from there:
//! from the element's computed style on the page, from the file's text in native tests.

use plotters::style::RGBColor;

use super::plot::Role;

/// Everything a drawing takes from the tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// Behind the drawing.
    pub sheet: RGBColor,
    /// Words and what really happened.
    pub ink: RGBColor,
    /// Axis words and context.
    pub soft: RGBColor,
    /// Rules of the paper.
    pub line: RGBColor,
    model: RGBColor,
    challenger: RGBColor,
    baseline: RGBColor,
    harm: RGBColor,
    good: RGBColor,
    classes: Vec<RGBColor>,
    /// The family of words.
    pub sans: String,
    /// The size of words, in CSS pixels; never under 12.
    pub text: f64,
}

impl Theme {
    /// Reads the tokens through a look-up by name (`"--ink"`); `rem` is the root's size in pixels.
    pub fn read(token: impl Fn(&str) -> Option<String>, rem: f64) -> Option<Self> {
        let colour = |name: &str| hex(token(name)?.trim());
        let size = token("--t-small")?;
        let size = size.trim().strip_suffix("rem").and_then(|size| size.parse::<f64>().ok())?;
        Some(Self {
            sheet: colour("--sheet")?,
            ink: colour("--ink")?,
            soft: colour("--soft")?,
            line: colour("--line")?,
            model: colour("--model")?,
            challenger: colour("--challenger")?,
            baseline: colour("--baseline")?,
            harm: colour("--harm")?,
            good: colour("--good")?,
            classes: token("--classes")?.split_whitespace().filter_map(hex).collect(),
            sans: token("--sans")?.trim().to_owned(),
            text: (size * rem).max(12.0),
        })
    }

    /// Reads the tokens that hold for an element of the page.
    pub fn from_computed(element: &web_sys::Element) -> Option<Self> {
        let window = web_sys::window()?;
        let style = window.get_computed_style(element).ok()??;
        let root = window.document()?.document_element()?;
        let root = window.get_computed_style(&root).ok()??.get_property_value("font-size").ok()?;
        let rem = root.trim_end_matches("px").parse().unwrap_or(16.0);
        Self::read(|name| style.get_property_value(name).ok().filter(|value| !value.is_empty()), rem)
    }

    /// Reads a token file's text; for tests, where there is no page.
    pub fn from_css(css: &str, dark: bool) -> Option<Self> {
        let find = |part: &str, name: &str| {
            let start = part.find(&format!("{name}:"))? + name.len() + 1;
            part.get(start..)?.split(';').next().map(str::to_owned)
        };
        let later = if dark { css.find("[data-theme=\"dark\"]").and_then(|at| css.get(at..)) } else { None };
        let token = |name: &str| later.and_then(|part| find(part, name)).or_else(|| find(css, name));
        Self::read(token, 16.0)
    }

    /// The light theme of the shipped tokens.
    pub fn light() -> Option<Self> {
        Self::from_css(include_str!("../../static/style/tokens.css"), false)
    }

    /// The colour of a role.
    pub fn role(&self, role: Role) -> RGBColor {
        match role {
            Role::Truth => self.ink,
            Role::Model => self.model,
            Role::Challenger => self.challenger,
            Role::Baseline => self.baseline,
            Role::Harm => self.harm,
            Role::Good => self.good,
            Role::Soft => self.soft,
            Role::Class(class) => self.classes.get(class as usize).copied().unwrap_or(self.soft),
        }
    }
}

fn hex(value: &str) -> Option<RGBColor> {
    let digits = value.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some(RGBColor(red, green, blue))
}
