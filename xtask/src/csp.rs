//! The strict Content-Security-Policy the site must live with, and what breaks it in a page.

/// The policy the server sends: own files only, no inline script, no inline style.
pub const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'";

/// Everything in `html` that this policy forbids, one sentence each.
pub fn violations(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in tags(html) {
        let name =
            tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or("").to_ascii_lowercase();
        let mut attributes = attribute_names(tag);
        if name == "script" && !attributes.clone().any(|a| a == "src") {
            found.push("an inline <script>: move it into a file".to_owned());
        }
        if name == "style" {
            found.push("an inline <style>: move it into static/style".to_owned());
        }
        if let Some(bad) = attributes.find(|a| a == "style" || (a.starts_with("on") && a.len() > 4)) {
            found.push(format!("the attribute {bad}= of <{name}>: use a class or a listener"));
        }
    }
    found
}

/// The inside of every tag that opens.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<')
        .skip(1)
        .filter(|piece| piece.starts_with(|c: char| c.is_ascii_alphabetic()))
        .map(|piece| piece.split('>').next().unwrap_or(piece))
}

/// The names of a tag's attributes; what stands in quotes is no name.
fn attribute_names(tag: &str) -> impl Iterator<Item = String> + Clone + '_ {
    tag.split('"')
        .step_by(2)
        .flat_map(str::split_whitespace)
        .skip(1)
        .map(|word| word.split('=').next().unwrap_or(word).trim_matches('/').to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_the_policy_forbids() {
        assert!(
            violations(r#"<html lang="en"><script type="module" src="a.js"></script><p class="style = x">"#)
                .is_empty()
        );
        assert_eq!(violations("<script type=\"module\">import './a'</script>").len(), 1);
        assert_eq!(violations("<p style=\"color:red\">").len(), 1);
        assert_eq!(violations("<style>p{}</style>").len(), 1);
        assert_eq!(violations("<button type=\"button\" onclick=\"go()\">").len(), 1);
    }
}
