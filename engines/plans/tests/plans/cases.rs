//! The conformance cases of the micro-batch engine, run as plans: recorded runs of Spark and facts of its tests.
//!
//! The engine of one window and the executor of plans share no code beyond window arithmetic; that both give what
//! was recorded says that they mean the same.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json};
use streamgauge_model::{OutputMode, ProcessingTime, WatermarkPolicy};
use streamgauge_plans::{
    Aggregate, Batch, Expr, Field, Kind, MemorySource, Plan, Refusal, RefusalKind, Row, Settings, Source,
    StreamingQuery, Value, WindowSpan, col, lit,
};

const MISSING: Json = Json::Null;

#[test]
fn the_conformance_cases_come_out_of_plans_too() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../harness/replay/tests/cases");
    let mut count = 0;
    for group in ["recorded", "facts"] {
        for file in files(&root.join(group).join("micro-batch")) {
            let text = fs::read_to_string(&file).expect("a case");
            let case: Json = serde_json::from_str(&text).expect("JSON");
            check(&case);
            count += 1;
        }
    }
    assert!(count >= 185, "{count} cases");
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("a directory");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}

fn check(case: &Json) {
    let name = case["name"].as_str().expect("a name");
    let sources: Vec<OneByOne> = delays(case).iter().map(|_| OneByOne::default()).collect();
    let boxed = |source: &OneByOne| Box::new(source.clone()) as Box<dyn Source>;
    let made = plan(case)
        .and_then(|plan| StreamingQuery::new(plan, settings(case), sources.iter().map(boxed).collect()));
    match (made, case["expected_error"].as_str()) {
        (Err(refusal), Some(expected)) => assert_eq!(kind(&refusal), expected, "{name}"),
        (Ok(query), None) => {
            let lines = run(case, query, &sources);
            compare(case, &lines, name);
        }
        (Ok(_), Some(expected)) => panic!("{name}: not refused as {expected}"),
        (Err(refusal), None) => panic!("{name}: {refusal}"),
    }
}

/// How the cases call a refusal.
fn kind(refusal: &Refusal) -> &'static str {
    match refusal.kind {
        RefusalKind::NegativeDelay => "negative-watermark-delay",
        RefusalKind::SessionUpdate => "session-update-unsupported",
        RefusalKind::SessionWithoutKey => "session-without-key",
        RefusalKind::AppendAggregationWithoutWatermark => "append-aggregation-without-watermark",
        RefusalKind::CompleteWithoutAggregation => "complete-without-aggregation",
        RefusalKind::DeduplicationWithoutWatermark => "deduplicate-within-watermark-without-watermark",
        other => panic!("{other:?} has no name among the cases"),
    }
}

/// Each hand-over is a batch of its own.
#[derive(Clone, Default)]
struct OneByOne(MemorySource);

impl Source for OneByOne {
    fn latest(&mut self, from: u64) -> u64 {
        self.0.available(from).min(from + 1)
    }

    fn available(&mut self, from: u64) -> u64 {
        self.0.available(from)
    }

    fn rows(&self, from: u64, to: u64) -> Vec<Row> {
        self.0.rows(from, to)
    }
}

fn delays(case: &Json) -> Vec<Option<i64>> {
    let watermark = &case["query"]["watermark"];
    match watermark["strategy"].as_str() {
        Some("none") => vec![None],
        Some("bounded-out-of-orderness") => vec![watermark["delay_ms"].as_i64()],
        Some("per-source") => {
            let delays = watermark["delays_ms"].as_array().expect("delays");
            delays.iter().map(Json::as_i64).collect()
        }
        other => panic!("unknown strategy {other:?}"),
    }
}

fn settings(case: &Json) -> Settings {
    let query = &case["query"];
    let mode = match query["output_mode"].as_str() {
        Some("append") => OutputMode::Append,
        Some("update") => OutputMode::Update,
        Some("complete") => OutputMode::Complete,
        other => panic!("unknown output mode {other:?}"),
    };
    Settings {
        policy: match query["watermark"]["policy"].as_str() {
            Some("max") => WatermarkPolicy::Max,
            _ => WatermarkPolicy::Min,
        },
        no_data_batches: case["no_data_batches"]
            .as_bool()
            .expect("whether batches without data run"),
        ..Settings::new(mode)
    }
}

fn stream(source: usize, delay_ms: Option<i64>) -> Plan {
    let fields = vec![
        Field::new("t_ms", Kind::Time),
        Field::new("key", Kind::Int),
        Field::new("value", Kind::Int),
    ];
    let plan = Plan::source(source, fields);
    delay_ms.map_or(plan.clone(), |delay_ms| plan.watermark("t_ms", delay_ms))
}

fn plan(case: &Json) -> Result<Plan, Refusal> {
    let query = &case["query"];
    let streams = delays(case).into_iter().enumerate();
    let rows = streams
        .map(|(source, delay_ms)| stream(source, delay_ms))
        .reduce(Plan::union)
        .expect("a source");
    let names = |names: &Json| -> Vec<String> {
        let names = names.as_array().into_iter().flatten();
        names.filter_map(Json::as_str).map(str::to_owned).collect()
    };
    if let Some(deduplicate) = query.get("deduplicate") {
        let by = names(&deduplicate["by"]);
        let by: Vec<&str> = by.iter().map(String::as_str).collect();
        return Ok(match deduplicate["within_watermark"].as_bool() {
            Some(true) => rows.deduplicate_within_watermark(&by),
            _ => rows.deduplicate(&by),
        });
    }
    if names(&query["aggregates"]).is_empty() {
        return Ok(rows);
    }
    let aggregates = [
        ("count", Aggregate::Count),
        ("sum", Aggregate::Sum("value".to_owned())),
    ];
    let mut keys: Vec<&str> = if query["key"] == "none" {
        vec![]
    } else {
        vec!["key"]
    };
    let window = &query["window"];
    let millis = |field: &str| window[field].as_i64().expect("milliseconds");
    match window["type"].as_str() {
        Some("none") => Ok(rows.aggregate(&keys, &aggregates)),
        Some("session") => Ok(shown(
            rows.sessions("t_ms", lit(millis("gap_ms")), &keys, &aggregates),
            "session_window",
            &keys,
        )),
        Some(kind @ ("tumbling" | "sliding")) => {
            let slide = if kind == "tumbling" { "size_ms" } else { "slide_ms" };
            let span = WindowSpan {
                size_ms: millis("size_ms"),
                slide_ms: millis(slide),
                offset_ms: millis("offset_ms"),
            };
            keys.push("w");
            let plan = rows.window("t_ms", "w", span).aggregate(&keys, &aggregates);
            keys.pop();
            Ok(shown(plan, "w", &keys))
        }
        other => panic!("unknown window {other:?}"),
    }
}

/// With the bounds of its window instead of the window.
fn shown(plan: Plan, window: &str, keys: &[&str]) -> Plan {
    let mut columns: Vec<(&str, Expr)> = keys.iter().map(|key| (*key, col(key))).collect();
    columns.push(("window_start_ms", col(window).window_start()));
    columns.push(("window_end_ms", col(window).window_end()));
    columns.extend(["count", "sum"].map(|name| (name, col(name))));
    plan.project(&columns)
}

/// The micro-batches of a case, each with the step that its data came from.
fn run(case: &Json, mut query: StreamingQuery, sources: &[OneByOne]) -> Vec<(Option<usize>, Batch)> {
    let now = ProcessingTime::from_millis(0);
    let trigger = case["trigger"]["type"].as_str().expect("a trigger");
    let steps = case["steps"].as_array().expect("steps");
    let mut waiting = Vec::new();
    let mut lines = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        if let Some(events) = step["batch"].as_array() {
            hand_over(case, events, sources);
            waiting.push(index);
        }
        let restarts = step["restart"] == true;
        let last = index + 1 == steps.len();
        let fired = match trigger {
            "default" if !restarts => query.run_available(now),
            "processing-time" if !restarts => query.trigger(now).map(|batch| batch.into_iter().collect()),
            "once" if !waiting.is_empty() => query.run_once(now).map(|batch| batch.into_iter().collect()),
            "available-now" if restarts || last => query.run_available_now(now),
            "default" | "processing-time" | "once" | "available-now" => Ok(Vec::new()),
            other => panic!("unknown trigger {other}"),
        };
        let batches = fired.expect("batches that complete");
        for batch in batches {
            let step = (!batch.no_data).then(|| waiting.remove(0));
            lines.push((step, batch));
        }
        if restarts {
            query.restart();
        }
    }
    lines
}

fn hand_over(case: &Json, events: &[Json], sources: &[OneByOne]) {
    let key = match case["query"]["key"].as_str() {
        Some("movie") => "movie_id",
        Some("user") => "user_id",
        _ => "key",
    };
    let number = |value: &Json| value.as_i64().map_or(Value::Null, Value::Int);
    for (source, OneByOne(memory)) in sources.iter().enumerate() {
        let own = events
            .iter()
            .filter(|event| event["source"].as_u64().unwrap_or(0) == source as u64);
        let rows = own.map(|event| {
            let value = event.get("half_stars").or(event.get("value")).unwrap_or(&MISSING);
            let t_ms = event["t_ms"].as_i64().expect("a time");
            vec![Value::millis(t_ms), number(&event[key]), number(value)]
        });
        memory.add(rows.collect());
    }
}

fn compare(case: &Json, lines: &[(Option<usize>, Batch)], name: &str) {
    let expected = case["expected"].as_array().expect("lines");
    let columns: Vec<String> = {
        let schema = plan(case).and_then(|plan| plan.schema()).expect("a plan");
        schema.fields().iter().map(|field| field.name.clone()).collect()
    };
    for (expected, (step, batch)) in expected.iter().zip(lines) {
        let mut line = figures(*step, batch);
        line.retain(|field, _| expected.get(field).is_some());
        for (field, value) in line {
            assert_eq!(value, expected[&field], "{name}, batch {}: {field}", batch.id);
        }
        let results = expected["results"].as_array().into_iter().flatten();
        let mut wanted: Vec<String> = results.clone().map(|row| reduced(row, &columns)).collect();
        let fields: Vec<String> = match results.clone().next() {
            Some(row) => row.as_object().expect("a row").keys().cloned().collect(),
            None => columns.clone(),
        };
        let mut given: Vec<String> = batch
            .rows
            .iter()
            .map(|row| written(row, &columns, &fields))
            .collect();
        wanted.sort();
        given.sort();
        assert_eq!(given, wanted, "{name}, batch {}: results", batch.id);
    }
    assert_eq!(lines.len(), expected.len(), "{name}: batches");
}

fn figures(step: Option<usize>, batch: &Batch) -> Map<String, Json> {
    let mut line = Map::new();
    let mut add = |field: &str, value: Json| line.insert(field.to_owned(), value);
    add("batch_id", batch.id.into());
    add("input_step", step.into());
    add("no_data", batch.no_data.into());
    add("input_rows", batch.input_rows.into());
    add("watermark_ms", batch.watermark_ms.into());
    add("next_watermark_ms", batch.next_watermark_ms.into());
    if let [only] = &batch.operators[..] {
        add("dropped_rows", only.dropped.into());
        add("duplicate_rows", only.duplicates_dropped.into());
        add("state_rows", only.state_rows.into());
        add("updated_rows", only.updated.into());
        add("removed_rows", only.removed.into());
    }
    line
}

/// An expected row without what no plan computes: the number of different users, a distinct aggregate.
fn reduced(row: &Json, columns: &[String]) -> String {
    let row = row.as_object().expect("a row");
    let known = row.iter().filter(|(field, _)| columns.contains(field));
    let unknown = row
        .keys()
        .find(|field| !columns.contains(field) && *field != "distinct_users");
    assert_eq!(unknown, None, "a field that plans do not know");
    Json::Object(
        known
            .map(|(field, value)| (field.clone(), value.clone()))
            .collect(),
    )
    .to_string()
}

fn written(row: &Row, columns: &[String], fields: &[String]) -> String {
    let json = |value: &Value| match value {
        Value::Int(number) => Json::from(*number),
        Value::Time(time) => Json::from(time.millis()),
        Value::Null | Value::Text(_) | Value::Window(_) => Json::Null,
    };
    let named = columns.iter().zip(row).filter(|(name, _)| fields.contains(name));
    Json::Object(named.map(|(name, value)| (name.clone(), json(value))).collect()).to_string()
}
