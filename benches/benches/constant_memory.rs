//! Streams of any length through whole engines, on one thread in constant memory: events/s and peak resident memory.
//!
//! `cargo bench --bench constant_memory -- event-at-a-time micro-batch 10000000 1000000000` (engines and numbers of events).

use std::time::Instant;

use streamgauge_benches::{Schedule, Sink, StreamFeed, assert_right, traces};
use streamgauge_model::{Arrival, Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Rules, Trigger};
use streamgauge_oracle::TaskTrace;
use streamgauge_runner::{Batches, drive_supply};
use streamgauge_workloads::{Length, Scenario, ScenarioKind, query};

/// Arrivals per block: 4096 of 48 bytes stay in a second-level cache.
const BLOCK: usize = 4096;
/// Events whose answer the oracle checks.
const CHECKED: u64 = 100_000;
/// Events that are timed if no number is given.
const TIMED: u64 = 10_000_000;

fn engines() -> [(&'static str, Rules); 2] {
    let batches = MicroBatchRules::new(Trigger::Interval { millis: 1_000 }, OutputMode::Append);
    let events = EventAtATimeRules::new(Cadence::PerEvent);
    [
        ("micro-batch", Rules::MicroBatch(batches)),
        ("event-at-a-time", Rules::EventAtATime(events)),
    ]
}

/// Fills blocks with the default scenario up to a number of events.
fn blocks(events: u64) -> impl FnMut(&mut Vec<Arrival>) {
    let scenario = Scenario {
        length: Length::Events(events),
        ..Scenario::new(ScenarioKind::Ratings)
    };
    let mut stream = scenario.open().expect("the defaults are valid");
    move |block| {
        stream.fill(block, BLOCK).expect("generated, not read");
    }
}

/// The answer over blocks is that over all events at once, and right.
fn assert_answer(rules: &Rules) {
    let query = query("movie-tumbling").expect("in the catalogue");
    let schedule = Schedule::ratings(CHECKED, 0.1);
    let feed = StreamFeed::new(blocks(CHECKED));
    let tasks =
        drive_supply(&query, rules, Batches::AsTriggered, feed, TaskTrace::default).expect("they fit");
    assert_right(&query, rules, &schedule, &tasks);
    let whole = traces(&query, rules, &schedule).expect("they fit");
    let results = |tasks: &[TaskTrace]| tasks.iter().map(|task| task.results.clone()).collect::<Vec<_>>();
    assert!(results(&tasks) == results(&whole) && tasks.iter().any(|task| !task.results.is_empty()));
}

#[allow(clippy::print_stdout, reason = "the figures are what this bench is for")]
fn measure(name: &str, rules: &Rules, events: u64) {
    let query = query("movie-tumbling").expect("in the catalogue");
    forget_peak();
    let begun = Instant::now();
    let feed = StreamFeed::new(blocks(events));
    let sinks = drive_supply(&query, rules, Batches::AsTriggered, feed, Sink::default).expect("they fit");
    let seconds = begun.elapsed().as_secs_f64();
    let rows: u64 = sinks.iter().map(|sink| sink.rows).sum();
    assert!(rows > 0);
    println!(
        "constant_memory/{name}: {events} events generated and answered ({rows} rows), {:.1} M events/s, peak {}",
        events as f64 / seconds / 1e6,
        peak()
    );
}

/// Lets the kernel count the peak anew, where it can.
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The most memory that was resident, in the kernel's words; `—` where there is no such file.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "—".to_owned(), |size| size.trim().to_owned())
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_timed = arguments.iter().any(|argument| argument == "--bench");
    let mut counts: Vec<u64> = arguments
        .iter()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    if counts.is_empty() {
        counts.push(TIMED);
    }
    let is_named = |name: &&str| arguments.iter().any(|argument| argument == name);
    let all = !engines().iter().any(|(name, _)| is_named(name));
    for (name, rules) in engines().iter().filter(|(name, _)| all || is_named(name)) {
        assert_answer(rules);
        for events in counts.iter().filter(|_| is_timed) {
            measure(name, rules, *events);
        }
    }
}
