//! Links between documents.

use crate::{Source, Tree};

/// Links of a document that lead nowhere, as `path:line: target`.
#[must_use]
pub fn broken(document: &Source, tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (number, target) in targets(document) {
        let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
        let problem = if path.is_empty() {
            wrong_anchor(document, anchor)
        } else {
            match resolve(&document.path, path) {
                None => Some("leads out of the repository"),
                Some(path) if !tree.at(&path).exists() => Some("does not exist"),
                Some(_) if anchor.is_empty() => None,
                Some(path) => wrong_anchor(&tree.read(&path), anchor),
            }
        };
        found.extend(problem.map(|problem| format!("{}:{number}: {target} {problem}", document.path)));
    }
    found
}

fn wrong_anchor(document: &Source, anchor: &str) -> Option<&'static str> {
    (!anchors(document).any(|known| known == anchor)).then_some("has no such heading")
}

/// The targets of all relative links and images, with their lines. Code is passed over.
fn targets(document: &Source) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (number, line) in document.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        // Between backticks stands code: every second part.
        for text in line.split('`').step_by(2) {
            let inline = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
            let html = ["src=\"", "href=\""].into_iter().flat_map(|start| {
                text.split(start)
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next())
            });
            let relative = |target: &&str| !target.contains("://") && !target.starts_with("mailto:");
            found.extend(inline.chain(html).filter(relative).map(|target| (number, target)));
        }
    }
    found
}

/// `link`, seen from the directory of `from`, relative to the root; `None` if it leads out of it.
fn resolve(from: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The anchors that a forge makes of headings.
fn anchors(document: &Source) -> impl Iterator<Item = String> {
    document
        .lines()
        .filter(|(_, line)| line.starts_with('#'))
        .map(|(_, line)| anchor(line.trim_start_matches('#')))
}

fn anchor(heading: &str) -> String {
    let kept = heading
        .trim()
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_seen_from_their_document() {
        assert_eq!(
            resolve("docs/adr/0001.md", "../METRICS.md").as_deref(),
            Some("docs/METRICS.md")
        );
        assert_eq!(resolve("README.md", "../elsewhere"), None);
    }

    #[test]
    fn headings_become_anchors() {
        assert_eq!(anchor(" What it *measures*, and not"), "what-it-measures-and-not");
        assert_eq!(anchor(" `from_end`"), "from_end");
    }

    #[test]
    fn code_holds_no_links() {
        let text = "[a](b.md) `[c](d.md)` ![e](f.svg)\n```\n[g](h.md)\n```\n[i](https://example.org/j)";
        let document = Source::new("x.md", text);
        assert_eq!(targets(&document), [(1, "b.md"), (1, "f.svg")]);
    }
}
