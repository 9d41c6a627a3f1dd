//! Documents: links that lead somewhere, metrics that are explained.

use streamgauge_scripts::links::broken;
use streamgauge_scripts::metrics::{
    MEASURED, MEASURED_BY_CHANGE, MEASURED_BY_GROWTH, MEASURED_BY_HISTORY, MEASURED_BY_SEARCH, names_within,
    of_schema, of_struct, quoted_after, unexplained,
};
use streamgauge_scripts::{Source, Tree};

#[test]
fn every_relative_link_resolves() {
    let tree = Tree::here();
    let documents = tree.sources(|path| path.ends_with(".md"));
    assert!(
        documents.iter().any(|document| document.path == "README.md"),
        "no README.md"
    );
    let found: Vec<_> = documents
        .iter()
        .flat_map(|document| broken(document, &tree))
        .collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn a_link_to_nowhere_is_found() {
    let tree = Tree::here();
    let text = "[a](no-such-file.md)\n[b](../../outside.md)\n[c](#no-such-heading)\n# d\n[e](#d)";
    let found = broken(&Source::new("docs/planted.md", text), &tree);
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn every_metric_is_explained() {
    let tree = Tree::here();
    let document = tree.read("docs/METRICS.md");
    let schema = tree.read("reports/record/schemas/streamgauge.record-1.json");
    let fields = of_schema(&schema.text, MEASURED).unwrap();
    let schema = tree.read("reports/record/schemas/streamgauge.search-1.json");
    let of_search = of_schema(&schema.text, MEASURED_BY_SEARCH).unwrap();
    let schema = tree.read("reports/record/schemas/streamgauge.history-1.json");
    let of_history = of_schema(&schema.text, MEASURED_BY_HISTORY).unwrap();
    let schema = tree.read("reports/record/schemas/streamgauge.change-1.json");
    let of_change = of_schema(&schema.text, MEASURED_BY_CHANGE).unwrap();
    let schema = tree.read("reports/record/schemas/streamgauge.growth-1.json");
    let of_growth = of_schema(&schema.text, MEASURED_BY_GROWTH).unwrap();
    let growth = names_within(
        &tree.read("reports/render/src/growth_text.rs"),
        "const GROWTH_COLUMNS",
        "];",
    );
    let checks = names_within(
        &tree.read("harness/search/src/checks.rs"),
        "pub fn checks",
        "#[cfg(test)]",
    );
    let frontier = names_within(
        &tree.read("reports/render/src/frontier_text.rs"),
        "const CSV_COLUMNS",
        "];",
    );
    let history = names_within(
        &tree.read("reports/render/src/history_data.rs"),
        "const HISTORY_COLUMNS",
        "];",
    );
    let seen = of_struct(&tree.read("reports/record/src/glimpse.rs"), "Glimpse");
    assert_eq!(seen.len(), 10, "the fields of a glimpse were not found: {seen:?}");
    assert!(
        [&checks, &frontier, &growth, &history]
            .iter()
            .all(|names| names.len() >= 10),
        "{checks:?} {frontier:?} {growth:?} {history:?}"
    );
    let of_files = |files: &[&str], before: &str| {
        let names = files
            .iter()
            .flat_map(|file| quoted_after(&tree.read(file), before));
        names.collect::<Vec<_>>()
    };
    let runner = ["event_latency", "window_latency"].map(|name| format!("harness/runner/src/{name}.rs"));
    let mut latencies = of_files(&runner.each_ref().map(String::as_str), "self.at(\"");
    latencies.extend(of_files(
        &["harness/runner/src/completeness_latency.rs"],
        "level(\"",
    ));
    let render = [
        "metric",
        "cost_metric",
        "detail",
        "lateness_detail",
        "completeness_detail",
        "recovery_metrics",
        "detection_metric",
    ];
    let render = render.map(|name| format!("reports/render/src/{name}.rs"));
    let rendered = of_files(&render.each_ref().map(String::as_str), "key: \"");
    assert!(
        latencies.len() >= 10,
        "the runner's latencies were not found: {latencies:?}"
    );
    assert!(
        rendered.len() >= 10,
        "the rendered metrics were not found: {rendered:?}"
    );
    for (names, origin) in [
        (fields, "the record's schema"),
        (latencies, "the runner"),
        (rendered, "the renderer"),
        (of_search, "the schema of searches"),
        (of_change, "the schema of compared records"),
        (checks, "the checks of trials"),
        (frontier, "the frontier's table"),
        (of_growth, "the schema of growths"),
        (growth, "the growth's table"),
        (of_history, "the schema of histories"),
        (history, "the table of a history"),
        (seen, "the live view"),
    ] {
        let missing = unexplained(&names, &document);
        assert!(
            missing.is_empty(),
            "docs/METRICS.md does not explain, of {origin}: {}",
            missing.join(", ")
        );
    }
}

#[test]
fn a_name_in_prose_does_not_count_as_explained() {
    let document = Source::new("m.md", "The policy is `from_end` minus `from_trigger`.");
    let names = ["from_end".to_owned(), "policy".to_owned()];
    assert_eq!(unexplained(&names, &document), ["policy"]);
}
