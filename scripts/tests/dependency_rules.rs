//! Who may depend on whom, read from the manifests.

use streamgauge_scripts::Tree;
use streamgauge_scripts::layers::{check, complaints};

#[test]
fn every_package_is_listed_and_keeps_to_its_layer() {
    let found = check(&Tree::here()).unwrap();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

fn planted(directory: &str, package: &str, rest: &str) -> Vec<String> {
    complaints(directory, &format!("[package]\nname = '{package}'\n{rest}")).expect("a manifest")
}

#[test]
fn a_wrong_dependency_is_found_in_every_section() {
    for section in [
        "[dependencies]\nstreamgauge-operators.workspace = true",
        "[dev-dependencies]\nstreamgauge-operators = { path = '../operators' }",
        "[build-dependencies]\nstreamgauge-operators.workspace = true",
        "[target.'cfg(unix)'.dependencies]\nstreamgauge-operators.workspace = true",
        "[dependencies]\nharmless = { package = 'streamgauge-operators', path = '../operators' }",
    ] {
        let found = planted("engines/oracle", "streamgauge-oracle", section);
        assert_eq!(found.len(), 1, "{section}: {found:?}");
        assert!(
            found[0].contains("must not depend on streamgauge-operators"),
            "{found:?}"
        );
    }
}

#[test]
fn each_wall_stands() {
    for (directory, package, wrong) in [
        ("engines/model", "streamgauge-model", "serde"),
        ("engines/model", "streamgauge-model", "streamgauge-record"),
        ("engines/operators", "streamgauge-operators", "rand"),
        (
            "engines/operators",
            "streamgauge-operators",
            "streamgauge-micro-batch",
        ),
        ("engines/oracle", "streamgauge-oracle", "itertools"),
        (
            "engines/micro-batch",
            "streamgauge-micro-batch",
            "streamgauge-event-at-a-time",
        ),
        (
            "engines/event-at-a-time",
            "streamgauge-event-at-a-time",
            "streamgauge-runner",
        ),
        ("workloads", "streamgauge-workloads", "streamgauge-operators"),
        ("harness/runner", "streamgauge-runner", "streamgauge-render"),
        ("harness/runner", "streamgauge-runner", "streamgauge-operators"),
        ("harness/replay", "streamgauge-replay", "streamgauge-runner"),
        ("reports/record", "streamgauge-record", "streamgauge-model"),
        ("reports/render", "streamgauge-render", "streamgauge-runner"),
        ("scripts", "streamgauge-scripts", "streamgauge-model"),
    ] {
        let found = planted(directory, package, &format!("[dependencies]\n{wrong} = '1'"));
        assert_eq!(found.len(), 1, "{package} -> {wrong}: {found:?}");
    }
}

#[test]
fn tests_may_use_more_than_what_is_shipped() {
    let proptest = "[dev-dependencies]\nproptest = '1'";
    assert!(planted("engines/operators", "streamgauge-operators", proptest).is_empty());
    let oracle = "[dev-dependencies]\nstreamgauge-oracle.workspace = true";
    assert!(planted("engines/micro-batch", "streamgauge-micro-batch", oracle).is_empty());
    let shipped = "[dependencies]\nstreamgauge-oracle.workspace = true";
    assert_eq!(
        planted("engines/micro-batch", "streamgauge-micro-batch", shipped).len(),
        1
    );
}

#[test]
fn an_unknown_room_needs_a_rule() {
    let found = planted("engines/attic", "streamgauge-attic", "");
    assert!(found[0].contains("no rule"), "{found:?}");
}
