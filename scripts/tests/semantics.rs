//! The semantics documents: every rule names what pins it, and everything that pins is named.

use streamgauge_scripts::semantics::{Pins, references};
use streamgauge_scripts::{Source, Tree};

/// The documents that list the rules.
fn documents(tree: &Tree) -> Vec<Source> {
    [
        "docs/semantics/micro-batch.md",
        "docs/semantics/event-at-a-time.md",
    ]
    .map(|path| tree.read(path))
    .to_vec()
}

#[test]
fn every_rule_names_what_there_is() {
    let tree = Tree::here();
    let pins = Pins::of(&tree);
    let documents = documents(&tree);
    let found: Vec<String> = documents
        .iter()
        .flat_map(|document| {
            let unknown = references(document).into_iter().filter(|r| !pins.know(r));
            unknown.map(|r| format!("{}:{}: no {} '{}'", document.path, r.line, r.kind, r.name))
        })
        .collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_rule_is_pinned() {
    for document in documents(&Tree::here()) {
        for (number, line) in document.lines().filter(|(_, line)| is_rule(line)) {
            let pinned = references(&Source::new("row", line));
            assert!(
                !pinned.is_empty(),
                "{}:{number}: nothing pins {line}",
                document.path
            );
        }
    }
}

/// Rows of the tables of rules begin with a letter and a number.
fn is_rule(line: &str) -> bool {
    let cell = line.strip_prefix("| ").and_then(|rest| rest.split(" |").next());
    cell.is_some_and(|cell| {
        let number = cell.trim_start_matches(|c: char| c.is_ascii_uppercase());
        number.len() + 1 == cell.len() && number.parse::<u32>().is_ok()
    })
}

#[test]
fn every_fact_is_named_by_a_rule() {
    let tree = Tree::here();
    let pins = Pins::of(&tree);
    let named: Vec<_> = documents(&tree).iter().flat_map(references).collect();
    assert!(pins.facts.len() > 100, "the facts were not found");
    assert!(pins.cases.len() > 40, "the cases were not found");
    let missing: Vec<_> = pins.unnamed(&named).map(String::as_str).collect();
    assert!(missing.is_empty(), "no rule names {}", missing.join(", "));
}

#[test]
fn a_name_that_leads_nowhere_is_found() {
    let pins = Pins::of(&Tree::here());
    let text = "`case:no-such-case` `fact:no_such_fact` `test:no_such_test` `feature:none` `recorded:x*`";
    let found = references(&Source::new("planted.md", text));
    assert_eq!(found.iter().filter(|r| !pins.know(r)).count(), 5);
}
