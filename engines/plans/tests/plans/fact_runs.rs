//! Facts about runs: what each micro-batch gave, dropped, kept, wrote and removed.

use serde_json::Value as Json;
use streamgauge_model::{OutputMode, ProcessingTime};
use streamgauge_plans::{
    Batch, BatchError, MemorySource, Row, Settings, Source, StateMetrics, StreamingQuery, Value,
};

use crate::fact::{Action, Entry, Event, EventTime, Expected, Fact, OneOrMany, Query};
use crate::fact_plans::{Setup, setup};

#[test]
fn chains_of_operators_do_as_recorded() {
    assert_eq!(replay("spark-run-chain"), 8);
}

#[test]
fn joins_do_as_recorded() {
    assert_eq!(replay("spark-run-join"), 12);
}

#[test]
fn functions_over_group_state_do_as_recorded() {
    assert_eq!(replay("spark-run-group-state"), 3);
}

#[test]
fn limits_do_as_recorded() {
    assert_eq!(replay("spark-run-limit"), 1);
}

#[test]
fn other_aggregations_do_as_recorded() {
    assert_eq!(replay("spark-run-other"), 3);
}

/// Replays all facts of a group and says how many they were.
fn replay(group: &str) -> usize {
    let facts = streamgauge_facts::read::<Fact>(group);
    for fact in &facts {
        assert_eq!(fact.kind, "run", "{}", fact.name);
        let batches = run(fact);
        compare(fact, &batches);
    }
    facts.len()
}

/// The batches of a run, each with the entry that its data came from.
fn run(fact: &Fact) -> Vec<(Option<usize>, Batch)> {
    let Setup {
        plan,
        crash,
        clock_ms,
    } = setup(fact);
    let columns = plan.schema().expect(&fact.name).fields().len();
    assert_eq!(columns, fact.query.output_columns.len(), "{}", fact.name);
    let sources = [MemorySource::new(), MemorySource::new()];
    let boxed = |source: &MemorySource| Box::new(source.clone()) as Box<dyn Source>;
    let mut query = StreamingQuery::new(
        plan,
        Settings::new(mode(&fact.query)),
        sources.iter().map(boxed).collect(),
    )
    .unwrap_or_else(|refusal| panic!("{}: {refusal}", fact.name));
    if let Some(point) = crash {
        query.crash_at(point);
    }
    let mut clock_ms = clock_ms.into_iter();
    let mut batches = Vec::new();
    for (index, entry) in fact.batches.iter().enumerate() {
        let now_ms = match entry {
            Entry::Action(Action::Restart) => {
                query.restart();
                continue;
            }
            Entry::Action(Action::TriggerWithoutData { clock }) => *clock,
            Entry::Events(entry) => {
                hand_over(&sources, &entry.events);
                clock_ms.next().unwrap_or(0)
            }
        };
        let fired = fire(&mut query, fact, ProcessingTime::from_millis(now_ms));
        batches.extend(
            fired
                .into_iter()
                .map(|batch| ((!batch.no_data).then_some(index), batch)),
        );
    }
    batches
}

fn mode(query: &Query) -> OutputMode {
    match query.output_mode.as_str() {
        "append" => OutputMode::Append,
        "update" => OutputMode::Update,
        "complete" => OutputMode::Complete,
        other => panic!("unknown output mode {other}"),
    }
}

/// The default trigger runs all that there is to do; one with an interval fires once for each entry.
fn fire(query: &mut StreamingQuery, fact: &Fact, now: ProcessingTime) -> Vec<Batch> {
    let mut attempt = || match fact.query.trigger.as_deref() {
        None => query.run_available(now),
        Some("processingTime 1000 ms, manual clock") => {
            query.trigger(now).map(|batch| batch.into_iter().collect())
        }
        Some(other) => panic!("{}: unknown trigger {other}", fact.name),
    };
    let fired = match attempt() {
        Err(BatchError::Crashed(_)) => attempt(),
        other => other,
    };
    fired.unwrap_or_else(|error| panic!("{}: {error}", fact.name))
}

fn hand_over(sources: &[MemorySource], events: &[Event]) {
    let mut rows: Vec<Vec<Row>> = vec![Vec::new(); sources.len()];
    for event in events {
        let source = match event.src.as_deref() {
            None | Some("l") => 0,
            Some("r") => 1,
            Some(other) => panic!("unknown source {other}"),
        };
        rows[source].push(vec![
            Value::millis(event.t),
            event.k.as_deref().map_or(Value::Null, Value::from),
            event.v.map_or(Value::Null, Value::from),
            event.key.map_or(Value::Null, Value::from),
        ]);
    }
    for (source, rows) in sources.iter().zip(rows).filter(|(_, rows)| !rows.is_empty()) {
        source.add(rows);
    }
}

fn compare(fact: &Fact, batches: &[(Option<usize>, Batch)]) {
    for ((input, batch), expected) in batches.iter().zip(&fact.expected) {
        let at = format!("{} ({}), batch {}", fact.name, fact.source_test, expected.batch);
        assert_eq!(batch.id, expected.batch, "{at}");
        assert_eq!(*input, expected.input, "{at}: input");
        assert_eq!(batch.no_data, expected.no_data, "{at}: no data");
        assert_eq!(batch.watermark_ms, expected.watermark, "{at}: watermark");
        assert_eq!(
            batch.next_watermark_ms, expected.next_watermark,
            "{at}: next watermark"
        );
        assert_eq!(output(&batch.rows), sorted(&expected.output), "{at}: output");
        compare_event_time(batch, expected, &at);
        compare_operators(&fact.query, batch, expected, &at);
    }
    assert_eq!(batches.len(), fact.expected.len(), "{}: batches", fact.name);
}

fn compare_event_time(batch: &Batch, expected: &Expected, at: &str) {
    let event_time = batch.event_time.map(|seen| EventTime {
        min: seen.min_ms,
        max: seen.max_ms,
        avg: seen.mean_ms(),
    });
    assert_eq!(event_time, expected.event_time, "{at}: event time");
}

fn compare_operators(query: &Query, batch: &Batch, expected: &Expected, at: &str) {
    let names: Vec<&str> = batch.operators.iter().map(|operator| operator.operator).collect();
    assert_eq!(names, query.state_operators, "{at}: operators");
    let all = |of: fn(&StateMetrics) -> u64| -> Vec<u64> { batch.operators.iter().map(of).collect() };
    assert_eq!(all(|m| m.dropped), expected.dropped.as_slice(), "{at}: dropped");
    assert_eq!(
        all(|m| m.state_rows),
        expected.state_rows.as_slice(),
        "{at}: state rows"
    );
    assert_eq!(all(|m| m.updated), expected.updated.as_slice(), "{at}: updated");
    assert_eq!(all(|m| m.removed), expected.removed.as_slice(), "{at}: removed");
    let duplicates = expected.duplicates_dropped.as_ref().map(OneOrMany::as_slice);
    let none = vec![0; batch.operators.len()];
    assert_eq!(
        all(|m| m.duplicates_dropped),
        duplicates.unwrap_or(&none),
        "{at}: duplicates dropped"
    );
}

/// The rows as the facts write them, as a multiset.
fn output(rows: &[Row]) -> Vec<String> {
    let json = |value: &Value| match value {
        Value::Null => Json::Null,
        Value::Int(number) => Json::from(*number),
        Value::Text(text) => Json::from(text.as_ref()),
        Value::Time(time) => Json::from(time.millis()),
        Value::Window(window) => panic!("{window:?}: facts show no windows"),
    };
    let rows: Vec<Vec<Json>> = rows.iter().map(|row| row.iter().map(json).collect()).collect();
    sorted(&rows)
}

fn sorted(rows: &[Vec<Json>]) -> Vec<String> {
    let mut texts: Vec<String> = rows
        .iter()
        .map(|row| Json::from(row.clone()).to_string())
        .collect();
    texts.sort();
    texts
}
