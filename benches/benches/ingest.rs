//! How fast ratings are read from files, on one core, against what the hardware allows (the same bytes read and cut into lines;
//! of Parquet, which has none, read and looked through) and against general readers; and from files to answers on two cores: one thread reads, the engine has the other.
//!
//! The files are in the page cache: the disk is not measured. `cargo bench --bench ingest`.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;

use memchr::memchr_iter;
use serde::Deserialize;
use streamgauge_benches::{Schedule, Sink, StreamFeed, assert_right, medians};
use streamgauge_model::{
    Arrival, Cadence, EventAtATimeRules, MicroBatchRules, Output, OutputMode, Rules, Trigger,
};
use streamgauge_oracle::TaskTrace;
use streamgauge_runner::{Batches, drive_supply};
use streamgauge_workloads::{FileOptions, Length, RecordFormat, Scenario, ScenarioKind, query, write_file};

/// Events per file if timed, and if only the answers are checked.
const TIMED: u64 = 1_000_000;
const CHECKED: u64 = 20_000;
/// Arrivals per block: 4096 of 48 bytes stay in a second-level cache.
const BLOCK: usize = 4096;
/// Bytes read at a time.
const CHUNK: usize = 1 << 18;
/// Blocks between the reading thread and the engine's.
const BETWEEN: usize = 8;
const ROUNDS: usize = 7;

/// A file of ratings.
struct Input {
    format: &'static str,
    path: PathBuf,
    bytes: u64,
    events: u64,
}

impl Input {
    fn create(format: RecordFormat, events: u64) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ingest.{}", format.extension()));
        let scenario = Scenario {
            length: Length::Events(events),
            ..Scenario::new(ScenarioKind::Ratings)
        };
        let mut stream = scenario.open().expect("the defaults are valid");
        let written = write_file(stream.as_mut(), &path, format, &mut |_| true).expect("there is room");
        Self {
            format: format.extension(),
            path,
            bytes: written.bytes,
            events: written.events,
        }
    }

    /// Fills blocks with the ratings of the file.
    fn blocks(&self) -> impl FnMut(&mut Vec<Arrival>) + Send + use<> {
        let scenario = Scenario {
            file: FileOptions {
                path: self.path.clone(),
                ..FileOptions::default()
            },
            time_scale: 200.0,
            ..Scenario::new(ScenarioKind::File)
        };
        let mut stream = scenario.open().expect("just written");
        move |block| {
            stream.fill(block, BLOCK).expect("just written");
        }
    }

    /// Reads all ratings.
    fn read(&self) -> u64 {
        let (mut blocks, mut block, mut read) = (self.blocks(), Vec::with_capacity(BLOCK), 0);
        loop {
            block.clear();
            blocks(&mut block);
            if block.is_empty() {
                return read;
            }
            read += std::hint::black_box(&block).len() as u64;
        }
    }

    /// Reads all bytes and counts the ends of lines.
    fn scan(&self) -> u64 {
        let (mut file, mut buffer, mut lines) = (self.open(), vec![0; CHUNK], 0);
        loop {
            let read = file.read(&mut buffer).expect("just written");
            if read == 0 {
                return lines;
            }
            lines += memchr_iter(b'\n', &buffer[..read]).count() as u64;
        }
    }

    fn open(&self) -> File {
        File::open(&self.path).expect("just written")
    }

    /// The answer of an engine to the ratings, which another thread reads.
    fn answer<O: Output>(&self, rules: &Rules, output: fn() -> O) -> Vec<O> {
        let query = query("movie-tumbling").expect("in the catalogue");
        let (full, filled) = sync_channel::<Vec<Arrival>>(BETWEEN);
        let (empty, emptied) = sync_channel::<Vec<Arrival>>(BETWEEN + 2);
        let mut blocks = self.blocks();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                loop {
                    let mut block = emptied.try_recv().unwrap_or_else(|_| Vec::with_capacity(BLOCK));
                    block.clear();
                    blocks(&mut block);
                    if block.is_empty() || full.send(block).is_err() {
                        return;
                    }
                }
            });
            let feed = StreamFeed::new(move |block: &mut Vec<Arrival>| {
                if let Ok(next) = filled.recv() {
                    // Blocks go back and forth, so that none is allocated anew; one too many is let go.
                    let _ = empty.try_send(std::mem::replace(block, next));
                }
            });
            drive_supply(&query, rules, Batches::AsTriggered, feed, output).expect("they fit")
        })
    }

    /// The oracle finds the answers right that an engine gives to what was read.
    fn assert_answer(&self, rules: &Rules) {
        assert_eq!((self.read(), self.events), (self.events, self.events));
        let (mut blocks, mut all) = (self.blocks(), Vec::new());
        let mut before = usize::MAX;
        while before != all.len() {
            before = all.len();
            blocks(&mut all);
        }
        let schedule = Schedule {
            events: all.iter().map(|arrival| arrival.event).collect(),
            due_ns: all.iter().map(|arrival| arrival.due_ns).collect(),
        };
        let tasks = self.answer(rules, TaskTrace::default);
        let query = query("movie-tumbling").expect("in the catalogue");
        assert_right(&query, rules, &schedule, &tasks);
        assert!(tasks.iter().any(|task| !task.results.is_empty()));
    }
}

/// A line as derived readers see it.
#[derive(Deserialize)]
#[expect(dead_code, reason = "read, and that is all")]
struct Line<'a> {
    user_id: u32,
    movie_id: u32,
    rating: f64,
    event_time: &'a str,
    event_time_ms: i64,
    is_late: bool,
}

/// Reads every line with a general reader of JSON: event times stay text, nothing is checked, nothing is put in order.
fn derive<'a>(text: &'a [u8], mut parse: impl FnMut(&'a [u8]) -> Option<Line<'a>>) {
    let mut start = 0;
    for end in memchr_iter(b'\n', text) {
        std::hint::black_box(parse(&text[start..end])).expect("just written");
        start = end + 1;
    }
}

fn engines() -> [(&'static str, Rules); 2] {
    let batches = MicroBatchRules::new(Trigger::Interval { millis: 1_000 }, OutputMode::Append);
    let events = EventAtATimeRules::new(Cadence::PerEvent);
    [
        ("micro-batch", Rules::MicroBatch(batches)),
        ("event-at-a-time", Rules::EventAtATime(events)),
    ]
}

#[allow(clippy::print_stdout, reason = "the figures are what this bench is for")]
fn measure(input: &Input) {
    let text = std::fs::read(&input.path).expect("just written");
    let engines = engines();
    let (is_text, limit) = match input.format {
        "parquet" => (false, "read and looked through (the limit)"),
        _ => (true, "cut into lines (the limit)"),
    };
    let mut scan = || assert!(input.scan() >= input.events || !is_text);
    let mut read = || assert_eq!(input.read(), input.events);
    let mut serde = || derive(&text, |line| serde_json::from_slice(line).ok());
    let mut sonic = || derive(&text, |line| sonic_rs::from_slice(line).ok());
    let answer = |rules: &Rules| {
        let sinks = input.answer(rules, Sink::default);
        assert!(sinks.iter().any(|sink| sink.rows > 0));
    };
    let (mut batches, mut events) = (|| answer(&engines[0].1), || answer(&engines[1].1));
    let mut rows: Vec<(&str, &mut dyn FnMut())> = vec![
        (limit, &mut scan),
        ("ratings", &mut read),
        ("answers of micro-batch, 2 cores", &mut batches),
        ("answers of event-at-a-time, 2 cores", &mut events),
    ];
    if input.format == "jsonl" {
        rows.push(("serde_json, derived, text in memory", &mut serde));
        rows.push(("sonic-rs, derived, text in memory", &mut sonic));
    }
    let (names, mut things): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    let times = medians(ROUNDS, &mut things);
    for (name, time) in names.iter().zip(&times) {
        let seconds = time.as_secs_f64();
        println!(
            "ingest/{}: {name}: {:.1} M events/s, {:.2} GB/s, {:.3} of the limit (median of {ROUNDS})",
            input.format,
            input.events as f64 / seconds / 1e6,
            input.bytes as f64 / seconds / 1e9,
            times[0].as_secs_f64() / seconds
        );
    }
}

fn main() {
    let is_timed = std::env::args().any(|argument| argument == "--bench");
    for format in [RecordFormat::JsonLines, RecordFormat::Csv, RecordFormat::Parquet] {
        let input = Input::create(format, CHECKED);
        engines().iter().for_each(|(_, rules)| input.assert_answer(rules));
        if is_timed {
            measure(&Input::create(format, TIMED));
        }
    }
}
