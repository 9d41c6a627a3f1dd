//! Facts about which input each batch takes.

use serde::Deserialize;
use serde_json::Value as Json;
use streamgauge_model::{OutputMode, ProcessingTime};
use streamgauge_plans::{
    Batch, Directory, Field, File, FileLimit, FileSource, Kind, Plan, RateSource, Row, Settings, Source,
    StreamingQuery, Value, col,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fact {
    name: String,
    #[serde(rename = "source_test")]
    _source_test: String,
    kind: String,
    query: Query,
    batches: Vec<Entry>,
    expected: Vec<Expected>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    source: String,
    output_mode: String,
    #[serde(rename = "maxFilesPerTrigger")]
    max_files: Option<usize>,
    #[serde(rename = "rowsPerBatch")]
    rows_per_batch: Option<u64>,
    window: Option<Json>,
    watermark_delay: Option<Json>,
    keys: Vec<String>,
    aggs: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Files { files: Vec<Named> },
    Run { trigger: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    file: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Expected {
    Files { batch: u64, files: Vec<String> },
    Values { run: usize, values: [i64; 2] },
}

#[test]
fn sources_cut_their_input_into_batches_as_recorded() {
    let facts = streamgauge_facts::read::<Fact>("spark-source-batches");
    assert_eq!(facts.len(), 2);
    for fact in &facts {
        let query = &fact.query;
        assert_eq!(fact.kind, "source_batches", "{}", fact.name);
        assert_eq!(query.output_mode, "append", "{}", fact.name);
        let bare = query.window.is_none() && query.watermark_delay.is_none();
        assert!(
            bare && query.keys.is_empty() && query.aggs.is_empty(),
            "{}",
            fact.name
        );
        match query.source.as_str() {
            "file" => files(fact),
            "rate-micro-batch" => rates(fact),
            other => panic!("{}: unknown source {other}", fact.name),
        }
    }
}

/// Each entry's files appear, in the order of their times, and are read until nothing is left.
fn files(fact: &Fact) {
    let directory = Directory::new();
    let limit = FileLimit::Files(fact.query.max_files.expect("a limit"));
    let plan = Plan::source(0, vec![Field::new("name", Kind::Text)]);
    let mut query = query(plan, Box::new(FileSource::new(directory.clone(), limit)));
    let mut modified_ms = 0;
    let mut batches = Vec::new();
    for entry in &fact.batches {
        let Entry::Files { files } = entry else {
            panic!("{}: an entry without files", fact.name);
        };
        for Named { file } in files {
            modified_ms += 1_000;
            directory.add(File {
                name: file.clone(),
                modified_ms,
                bytes: 1,
                rows: vec![vec![file.as_str().into()]],
            });
        }
        batches.extend(
            query
                .run_available(ProcessingTime::from_millis(0))
                .expect("batches"),
        );
    }
    assert_eq!(batches.len(), fact.expected.len(), "{}", fact.name);
    for (batch, expected) in batches.iter().zip(&fact.expected) {
        let Expected::Files { batch: id, files } = expected else {
            panic!("{}: a batch without files", fact.name);
        };
        assert_eq!((batch.id, &texts(&batch.rows)), (*id, files), "{}", fact.name);
    }
}

fn texts(rows: &[Row]) -> Vec<String> {
    rows.iter()
        .map(|row| match &row[0] {
            Value::Text(text) => text.to_string(),
            other => panic!("{other:?}"),
        })
        .collect()
}

/// Each entry is a run of the query from its checkpoint, long enough for one batch.
fn rates(fact: &Fact) {
    let rate = RateSource {
        rows_per_batch: fact.query.rows_per_batch.expect("a rate"),
        start_ms: 0,
        advance_ms: 1_000,
    };
    let fields = vec![Field::new("time", Kind::Time), Field::new("value", Kind::Int)];
    let plan = Plan::source(0, fields).project(&[("value", col("value"))]);
    let mut query = query(plan, Box::new(rate));
    assert_eq!(fact.batches.len(), fact.expected.len(), "{}", fact.name);
    for (index, (entry, expected)) in fact.batches.iter().zip(&fact.expected).enumerate() {
        let (Entry::Run { trigger }, Expected::Values { run, values }) = (entry, expected) else {
            panic!("{}: an entry without trigger or values", fact.name);
        };
        let now = ProcessingTime::from_millis(0);
        query.restart();
        let batches: Vec<Batch> = match trigger.as_str() {
            "processingTime 10" => query.trigger(now).expect("a batch").into_iter().collect(),
            "availableNow" => query.run_available_now(now).expect("batches"),
            other => panic!("{}: unknown trigger {other}", fact.name),
        };
        assert_eq!((*run, batches.len()), (index, 1), "{}", fact.name);
        let numbers = numbers(&batches[0].rows);
        assert_eq!(
            numbers,
            (values[0]..=values[1]).collect::<Vec<i64>>(),
            "{}",
            fact.name
        );
    }
}

fn numbers(rows: &[Row]) -> Vec<i64> {
    rows.iter()
        .map(|row| match &row[0] {
            Value::Int(number) => *number,
            other => panic!("{other:?}"),
        })
        .collect()
}

fn query(plan: Plan, source: Box<dyn Source>) -> StreamingQuery {
    StreamingQuery::new(plan, Settings::new(OutputMode::Append), vec![source]).expect("a legal plan")
}
