//! Attacks in a comparison, from flag to figures, and the document that tells of them.

use std::collections::BTreeMap;
use std::path::Path;

use crate::binary::streamgauge;

const BEGIN: &str = "<!-- figures: made by `streamgauge detect` -->\n";
const END: &str = "<!-- end of figures -->\n";
/// Set to anything to write the figures of the document anew.
const UPDATE: &str = "STREAMGAUGE_UPDATE";

/// Values of a CSV file by (query, arm, metric).
type Figures = BTreeMap<(String, String, String), String>;

fn figures(csv: &str) -> Figures {
    let line = |line: &str| {
        let fields: Vec<&str> = line.split(',').map(|field| field.trim_matches('"')).collect();
        (
            (fields[1].to_owned(), fields[2].to_owned(), fields[7].to_owned()),
            fields[10].to_owned(),
        )
    };
    csv.lines().skip(1).map(line).collect()
}

/// The table of the document.
fn table(figures: &Figures) -> String {
    let mut text = String::from(
        "| query | engine | found | would be found if nothing were late | precision | F1 | first alert after, median | at most |\n\
         |:--|:--|--:|--:|--:|--:|--:|--:|\n",
    );
    for query in ["suspicious-movies", "hyperactive-users", "suspicious-sessions"] {
        for arm in ["micro-batch 10s", "micro-batch 60s", "event-at-a-time"] {
            let value = |metric: &str| -> f64 {
                let key = (query.to_owned(), arm.to_owned(), metric.to_owned());
                figures[&key].parse().unwrap()
            };
            let attacks = value("attacks");
            text.push_str(&format!(
                "| `{query}` | {arm} | {} of {attacks} | {} | {:.0} % | {:.1} % | {:.0} s | {:.0} s |\n",
                value("attacks_found"),
                (value("rule_recall") * attacks).round(),
                value("precision") * 100.0,
                value("f1") * 100.0,
                value("detection_p50") / 1e9,
                value("detection_max") / 1e9,
            ));
        }
    }
    text
}

#[test]
fn the_document_has_the_figures_that_the_command_gives() {
    let ended = streamgauge(&["detect", "-q", "--no-save", "--format", "csv"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let made = table(&figures(&ended.out));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/detection.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (stored, after) = rest.split_once(END).unwrap();
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}\n{made}\n{END}{after}")).unwrap();
        return;
    }
    assert!(
        stored.trim() == made.trim(),
        "docs/detection.md is out of date: run `{UPDATE}=1 cargo test -p streamgauge detecting`, read the diff and what \
         the document says of it:\n{made}"
    );
}

#[test]
fn what_was_found_and_why_not_the_rest_is_said() {
    let line = "detect -q --no-save --measure 20min --attack user:every=2min,ratings=20,for=100s --query \
                hyperactive-users,suspicious-sessions --engine event-at-a-time";
    let ended = streamgauge(&line.split_whitespace().collect::<Vec<_>>());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let said = ended.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for wanted in [
        "detection",
        "recall by rule",
        "split over several windows, none of which holds enough",
        "event-at-a-time: found 0 of",
        "0 ns after the window could be known to be complete",
    ] {
        assert!(said.contains(wanted), "{wanted}: {}", ended.out);
    }
}

#[test]
fn a_query_that_alerts_nobody_has_no_detection() {
    let line = "run -q --no-save --clock simulated --measure 1s --attack film";
    let ended = streamgauge(&line.split_whitespace().collect::<Vec<_>>());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(!ended.out.contains("recall"), "{ended:?}");
}
