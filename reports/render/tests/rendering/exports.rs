//! Records in the formats of other tools, read back.

use std::collections::BTreeMap;

use hdrhistogram::serialization::interval_log::{IntervalLogIterator, LogEntry};
use insta::assert_snapshot;
use streamgauge_record::{Direction, Distribution, Record};
use streamgauge_render::{Summary, bencher_metrics, github_action_benchmark, hdr_log, open_metrics};

use crate::records;

/// Two arms on one query.
fn small() -> Record {
    let mut record = records::with_a_void_run();
    record.plan.queries.truncate(1);
    record.plan.arms = vec!["micro-batch 1s".into(), "event-at-a-time".into()];
    let (arms, query) = (record.plan.arms.clone(), record.plan.queries[0].clone());
    record
        .runs
        .retain(|run| run.query.name == query && arms.contains(&run.arm));
    for run in &mut record.runs {
        run.latency
            .retain(|name, _| ["from_trigger", "from_end"].contains(&name.as_str()));
    }
    record
}

/// Names and labels that would break a careless writer.
fn hostile() -> Record {
    let text = serde_json::to_string(&small()).unwrap();
    let name = "a, b/c%\\ \"d\"\n{e}";
    let text = text.replace("\"micro-batch 1s\"", &serde_json::to_string(name).unwrap());
    serde_json::from_str(&text).unwrap()
}

#[test]
fn an_interval_log() {
    assert_snapshot!(hdr_log(&small()).unwrap());
}

#[test]
fn open_metrics_text() {
    assert_snapshot!(open_metrics(&small()).unwrap());
}

#[test]
fn arrays_for_github_action_benchmark() {
    assert_snapshot!(
        "smaller_is_better",
        github_action_benchmark(&small(), Direction::Lower).unwrap()
    );
    assert_snapshot!(
        "bigger_is_better",
        github_action_benchmark(&small(), Direction::Higher).unwrap()
    );
}

#[test]
fn bencher_metric_format() {
    assert_snapshot!(bencher_metrics(&small()).unwrap());
}

#[test]
fn an_interval_log_holds_every_histogram_under_a_tag_of_its_own() {
    for record in [small(), hostile(), records::censored(), records::empty()] {
        let summary = Summary::new(&record).unwrap();
        let text = hdr_log(&record).unwrap();
        let entries = IntervalLogIterator::new(text.as_bytes()).map(|entry| entry.unwrap());
        let intervals: Vec<_> = entries
            .map(|entry| match entry {
                LogEntry::Interval(interval) => interval,
                other => panic!("{other:?}"),
            })
            .collect();
        let latencies = || {
            summary
                .queries
                .iter()
                .flat_map(|query| &query.arms)
                .flat_map(|arm| arm.latency.values())
        };
        assert_eq!(intervals.len(), latencies().count());
        let tags: std::collections::BTreeSet<&str> = intervals
            .iter()
            .map(|interval| interval.tag().unwrap().as_str())
            .collect();
        assert_eq!(tags.len(), intervals.len());
        for (interval, latency) in intervals.iter().zip(latencies()) {
            let mut read = Distribution::from_histogram(&latency.histogram, 0, 0);
            interval.encoded_histogram().clone_into(&mut read.histogram);
            assert_eq!(read.decode().unwrap(), latency.histogram);
            assert_eq!(interval.start_timestamp().as_nanos(), 0);
            assert!(interval.duration().as_secs_f64() >= 20.0);
        }
    }
    assert!(
        hdr_log(&records::censored())
            .unwrap()
            .contains("results that had not arrived at the end")
    );
}

#[test]
fn open_metrics_text_is_what_a_strict_reader_accepts() {
    for record in [
        small(),
        hostile(),
        records::sample(),
        records::simulated(),
        records::censored(),
        records::empty(),
    ] {
        let families = read_open_metrics(&open_metrics(&record).unwrap());
        assert!(families.contains_key("streamgauge_record"));
    }
    let families = read_open_metrics(&open_metrics(&hostile()).unwrap());
    let name = "a, b/c%\\ \"d\"\n{e}";
    let arms = families["streamgauge_runs"]
        .samples
        .iter()
        .map(|sample| sample.label("arm"));
    assert!(arms.into_iter().any(|arm| arm == Some(name)));
    let simulated = read_open_metrics(&open_metrics(&records::simulated()).unwrap());
    assert!(
        !simulated.contains_key("streamgauge_offered_per_second"),
        "a virtual clock has no throughput"
    );
}

#[test]
fn figures_for_trackers_are_those_of_the_table() {
    let record = small();
    let summary = Summary::new(&record).unwrap();
    let arm = &summary.queries[0].arms[1];
    let latency = arm.headline_latency().unwrap().spread(0.99).unwrap().median;
    let metrics: serde_json::Value = serde_json::from_str(&bencher_metrics(&record).unwrap()).unwrap();
    let of_arm = &metrics["movie-tumbling/event-at-a-time"];
    assert_eq!(of_arm["from_trigger_p99_ns"]["value"], latency);
    assert_eq!(
        of_arm["completed_per_s"]["value"].as_f64(),
        arm.figure("completed").value()
    );
    for measures in metrics.as_object().unwrap().values() {
        for (name, metric) in measures.as_object().unwrap() {
            let value = |key: &str| metric[key].as_f64().unwrap();
            assert!(
                value("lower_value") <= value("value") && value("value") <= value("upper_value"),
                "{name}"
            );
            assert!(name.len() <= 64, "{name}");
        }
    }
    let names = |direction| -> Vec<String> {
        let text = github_action_benchmark(&record, direction).unwrap();
        let entries: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        entries
            .iter()
            .map(|entry| {
                assert!(entry["value"].is_number() && entry["unit"].is_string(), "{entry}");
                entry["name"].as_str().unwrap().to_owned()
            })
            .collect()
    };
    let (smaller, bigger) = (names(Direction::Lower), names(Direction::Higher));
    assert!(
        smaller.contains(&"movie-tumbling/event-at-a-time/from_trigger_p99".to_owned()),
        "{smaller:?}"
    );
    assert!(
        bigger.contains(&"movie-tumbling/event-at-a-time/completed".to_owned()),
        "{bigger:?}"
    );
    assert!(smaller.iter().all(|name| !bigger.contains(name)));
}

/// What a strict reader makes of a family.
struct Family {
    samples: Vec<Sample>,
}

struct Sample {
    labels: BTreeMap<String, String>,
}

impl Sample {
    fn label(&self, name: &str) -> Option<&str> {
        self.labels.get(name).map(String::as_str)
    }
}

/// Reads OpenMetrics 1.0 as far as this project writes it, and panics at the first breach of its rules.
fn read_open_metrics(text: &str) -> BTreeMap<String, Family> {
    let body = text.strip_suffix("# EOF\n").expect("the text ends with # EOF");
    let mut families: BTreeMap<String, Family> = BTreeMap::new();
    let (mut name, mut kind) = (String::new(), String::new());
    let mut seen = std::collections::BTreeSet::new();
    for line in body.lines() {
        if let Some(rest) = line.strip_prefix("# ") {
            let mut words = rest.splitn(3, ' ');
            let (what, of, value) = (
                words.next().unwrap(),
                words.next().unwrap(),
                words.next().unwrap(),
            );
            match what {
                "TYPE" => {
                    assert!(is_name(of), "{of}");
                    assert!(["gauge", "info", "summary"].contains(&value), "{line}");
                    let new = families.insert(of.to_owned(), Family { samples: vec![] });
                    assert!(new.is_none(), "{of} is interleaved");
                    (name, kind) = (of.to_owned(), value.to_owned());
                }
                "UNIT" => assert!(of == name && of.ends_with(&format!("_{value}")), "{line}"),
                "HELP" => assert!(of == name && !value.is_empty(), "{line}"),
                other => panic!("{other}: {line}"),
            }
            continue;
        }
        let (metric, rest) = line.split_once('{').unwrap();
        let (labels, value) = labels(rest);
        let suffix = metric
            .strip_prefix(&name)
            .unwrap_or_else(|| panic!("{metric} is not of {name}"));
        let allowed: &[&str] = match kind.as_str() {
            "info" => &["_info"],
            "summary" => &["", "_count", "_sum"],
            _ => &[""],
        };
        assert!(allowed.contains(&suffix), "{line}");
        assert_eq!(
            suffix.is_empty() && kind == "summary",
            labels.contains_key("quantile"),
            "{line}"
        );
        let number: f64 = value.strip_prefix(' ').unwrap().parse().unwrap();
        assert!(number.is_finite(), "{line}");
        assert!(seen.insert((metric.to_owned(), labels.clone())), "twice: {line}");
        families.get_mut(&name).unwrap().samples.push(Sample { labels });
    }
    for name in families.keys() {
        for reserved in ["_total", "_count", "_sum", "_bucket", "_created", "_info"] {
            assert!(!name.ends_with(reserved), "{name}");
        }
    }
    families
}

fn is_name(name: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(letters)
}

/// The labels of a sample from behind its opening brace, and what follows the closing one.
fn labels(text: &str) -> (BTreeMap<String, String>, &str) {
    let mut labels = BTreeMap::new();
    let mut rest = text;
    loop {
        let (name, after) = rest.split_once("=\"").unwrap();
        assert!(is_name(name), "{name}");
        let (value, after) = quoted(after);
        assert!(labels.insert(name.to_owned(), value).is_none(), "{name} twice");
        match after.split_at(1) {
            (",", after) => rest = after,
            ("}", after) => return (labels, after),
            other => panic!("{other:?}"),
        }
    }
}

/// A text up to its closing quotation mark, and what follows.
fn quoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value, &text[at + 1..]),
            '\\' => value.push(match letters.next().unwrap().1 {
                'n' => '\n',
                other => other,
            }),
            other => value.push(other),
        }
    }
    panic!("no end: {text}");
}
