//! Runs a plan over two sources of rows `t, key, v`.

use streamgauge_model::{OutputMode, ProcessingTime};
use streamgauge_plans::{
    Batch, Field, Kind, MemorySource, Plan, Row, Settings, Source, StateMetrics, StreamingQuery, Value,
};

pub struct Driver {
    sources: [MemorySource; 2],
    pub query: StreamingQuery,
}

/// The rows of source number `source`.
pub fn stream(source: usize) -> Plan {
    Plan::source(
        source,
        vec![
            Field::new("t", Kind::Time),
            Field::new("key", Kind::Int),
            Field::new("v", Kind::Int),
        ],
    )
}

/// A row at `seconds`; its value is the seconds, too.
pub fn row(seconds: i64, key: i64) -> Row {
    vec![Value::millis(seconds * 1_000), key.into(), seconds.into()]
}

/// Rows of key 1.
pub fn rows(seconds: &[i64]) -> Vec<Row> {
    seconds.iter().map(|&seconds| row(seconds, 1)).collect()
}

impl Driver {
    pub fn new(plan: Plan, mode: OutputMode) -> Self {
        Self::with(plan, Settings::new(mode))
    }

    pub fn with(plan: Plan, settings: Settings) -> Self {
        let sources = [MemorySource::new(), MemorySource::new()];
        let boxed = |source: &MemorySource| Box::new(source.clone()) as Box<dyn Source>;
        let query = StreamingQuery::new(plan, settings, sources.iter().map(boxed).collect());
        Self {
            sources,
            query: query.expect("a legal plan"),
        }
    }

    /// New rows wait in a source.
    pub fn add(&self, source: usize, rows: Vec<Row>) {
        self.sources[source].add(rows);
    }

    /// New rows in the first source, and all that there is to do then.
    pub fn feed(&mut self, rows: Vec<Row>) -> Vec<Batch> {
        self.add(0, rows);
        self.run()
    }

    /// All that there is to do.
    pub fn run(&mut self) -> Vec<Batch> {
        self.query
            .run_available(ProcessingTime::from_millis(0))
            .expect("batches that complete")
    }

    /// The trigger fires once.
    pub fn fire(&mut self, now_ms: i64) -> Option<Batch> {
        self.query
            .trigger(ProcessingTime::from_millis(now_ms))
            .expect("a batch that completes")
    }
}

/// The rows in order, each as one text.
pub fn show(rows: &[Row]) -> Vec<String> {
    let value = |value: &Value| match value {
        Value::Null => "null".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Time(time) => format!("{}ms", time.millis()),
        Value::Window(window) => format!("[{},{})", window.start.millis(), window.end.millis()),
    };
    let mut texts: Vec<String> = rows
        .iter()
        .map(|row| row.iter().map(value).collect::<Vec<_>>().join(" "))
        .collect();
    texts.sort();
    texts
}

/// The numbers that the only stateful operator counted.
pub fn only(batch: &Batch) -> &StateMetrics {
    match &batch.operators[..] {
        [only] => only,
        others => panic!("{} operators", others.len()),
    }
}
