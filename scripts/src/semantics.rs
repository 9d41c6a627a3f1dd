//! What pins the rules of the semantics documents.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{Source, Tree};

/// What a rule may name: cases and their features, facts, test functions.
#[derive(Clone, Debug, Default)]
pub struct Pins {
    /// Cases made from facts or from rules.
    pub cases: BTreeSet<String>,
    /// Cases recorded from a real engine.
    pub recorded: BTreeSet<String>,
    /// The tags of all cases.
    pub features: BTreeSet<String>,
    /// Facts that have no form as a case.
    pub facts: BTreeSet<String>,
    /// Test functions.
    pub tests: BTreeSet<String>,
}

impl Pins {
    /// What there is in `tree`.
    ///
    /// # Panics
    /// If a case or a file of facts is no JSON object of the known form.
    #[must_use]
    pub fn of(tree: &Tree) -> Self {
        let mut pins = Self::default();
        for case in tree.sources(|path| path.starts_with("harness/replay/tests/cases/")) {
            pins.add_case(&case);
        }
        for file in tree.sources(|path| path.starts_with("engines/facts/data/")) {
            let cases = json(&file)["cases"].as_array().cloned().unwrap_or_default();
            pins.facts.extend(cases.iter().filter_map(name));
        }
        for source in tree.sources(|path| path.ends_with(".rs")) {
            pins.tests.extend(tests(&source));
        }
        pins
    }

    fn add_case(&mut self, file: &Source) {
        let case = json(file);
        let named = if file.path.contains("/recorded/") {
            &mut self.recorded
        } else {
            &mut self.cases
        };
        named.extend(name(&case));
        let features = case["features"].as_array().into_iter().flatten();
        self.features
            .extend(features.filter_map(Value::as_str).map(str::to_owned));
    }

    /// Whether `reference`, such as `fact:NAME`, leads somewhere.
    #[must_use]
    pub fn know(&self, reference: &Reference) -> bool {
        let Reference { kind, name, .. } = reference;
        match kind.as_str() {
            "case" => self.cases.contains(name),
            "recorded" => self.recorded.iter().any(|case| matches(name, case)),
            "feature" => self.features.contains(name),
            "fact" => self.facts.contains(name),
            _ => self.tests.contains(name),
        }
    }

    /// Facts, and cases that are not recorded, that none of `references` names.
    pub fn unnamed<'a>(&'a self, references: &'a [Reference]) -> impl Iterator<Item = &'a String> {
        let named = |kind: &'static str, name: &String| {
            references
                .iter()
                .any(|reference| reference.kind == kind && reference.name == *name)
        };
        let facts = self.facts.iter().filter(move |name| !named("fact", name));
        facts.chain(self.cases.iter().filter(move |name| !named("case", name)))
    }
}

/// A name in a document that must lead somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The line it stands in, from 1.
    pub line: usize,
    /// `case`, `recorded`, `feature`, `fact` or `test`.
    pub kind: String,
    /// What is named.
    pub name: String,
}

/// What the code between backticks of `document` refers to. Words in capitals stand for others and are passed over.
#[must_use]
pub fn references(document: &Source) -> Vec<Reference> {
    let codes = document.lines().flat_map(|(line, text)| {
        let code = text.split('`').skip(1).step_by(2);
        code.map(move |code| (line, code))
    });
    let kinds = ["case", "recorded", "feature", "fact", "test"];
    codes
        .filter_map(|(line, code)| {
            let (kind, name) = code.split_once(':')?;
            let stands_for_others = name.chars().all(|c| c.is_ascii_uppercase());
            (kinds.contains(&kind) && !stands_for_others).then(|| Reference {
                line,
                kind: kind.to_owned(),
                name: name.to_owned(),
            })
        })
        .collect()
}

/// Whether `name` is `pattern`, in which a star stands for any text.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(name) = name.strip_prefix(head) else {
        return false;
    };
    (0..=name.len()).any(|from| name.get(from..).is_some_and(|tail| matches(rest, tail)))
}

fn json(file: &Source) -> Value {
    serde_json::from_str(&file.text).unwrap_or_else(|cause| panic!("{}: {cause}", file.path))
}

fn name(case: &Value) -> Option<String> {
    case["name"].as_str().map(str::to_owned)
}

/// The names of the test functions of `source`.
fn tests(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_test = false;
    for (_, line) in source.lines() {
        if let Some(name) = function(line) {
            found.extend(std::mem::take(&mut is_test).then(|| name.to_owned()));
        }
        is_test |= line.trim() == "#[test]";
    }
    found
}

/// The name of the function that `line` begins.
fn function(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix("fn ")?.split(['(', '<']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_code_of_the_known_kinds() {
        let text = "| `fact:a_b` | `std::fmt` `fact:NAME` |\n`recorded:*.append.*` `fn x`";
        let found = references(&Source::new("x.md", text));
        let found: Vec<_> = found.iter().map(|r| (r.line, &*r.kind, &*r.name)).collect();
        assert_eq!(found, [(1, "fact", "a_b"), (2, "recorded", "*.append.*")]);
    }

    #[test]
    fn only_functions_that_are_tests_pin_anything() {
        let text = "#[test]\n#[should_panic]\nfn first() {}\nfn second() {}\n    #[test]\n    fn third() {}";
        assert_eq!(tests(&Source::new("x.rs", text)), ["first", "third"]);
    }

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(matches("s1.*.append.*", "s1.movie-tumbling.append.stepped"));
        assert!(matches("*", ""));
        assert!(!matches("s1.*.update", "s1.movie-tumbling.update.stepped"));
    }
}
