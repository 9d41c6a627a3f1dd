//! Both engines, with one worker, against the single thread that means the same, over the same events and in turns.
//!
//! Nothing is paced: events lie in memory. `cargo bench -p streamgauge-benches --bench ratios` prints the tables of
//! docs/PERFORMANCE.md; words behind `--` measure only the queries whose names contain one of them. Without `--bench`,
//! answers are judged and nothing is timed.

use std::io::Write as _;
use std::time::Duration;

use streamgauge_benches::{START, Schedule, Sink, assert_right, drive, read_gb_per_s, rounds, traces};
use streamgauge_model::{
    Arrival, Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Query, Rules, Trigger, WindowSpec,
};
use streamgauge_oracle::TaskTrace;
use streamgauge_single_thread::answer;
use streamgauge_workloads::{Length, Scenario, ScenarioKind, query};

/// Events that are timed: they fit into the last cache of a server, and so do the arrivals of the single thread.
const TIMED: u64 = 200_000;
/// Events whose answers are judged.
const JUDGED: u64 = 10_000;
/// How often each is measured.
const ROUNDS: usize = 9;
/// How many times faster than the clock event time runs. At 10 000 events per second there are 50 events per second of event
/// time and sessions close, or 10 000 and most events find their group.
const TIME_SCALES: [f64; 2] = [200.0, 1.0];

fn known(name: &str) -> Query {
    query(name).expect("in the catalogue")
}

fn tumbling(like: &str, size_ms: i64) -> Query {
    let offset_ms = 0;
    Query {
        window: WindowSpec::Tumbling { size_ms, offset_ms },
        ..known(like)
    }
}

fn sliding(like: &str, size_ms: i64, slide_ms: i64) -> Query {
    Query {
        window: WindowSpec::Sliding {
            size_ms,
            slide_ms,
            offset_ms: 0,
        },
        ..known(like)
    }
}

/// What is asked: queries of the catalogue, and windows that overlap little and much.
fn queries() -> Vec<(&'static str, Query)> {
    let catalogue = [
        "movie-tumbling",
        "rating-sliding",
        "user-session",
        "movie-running",
        "trending",
        "rating-tumbling",
        "rating-extremes",
    ];
    let mut all: Vec<_> = catalogue.into_iter().map(|name| (name, known(name))).collect();
    all.extend([
        ("no key, 1 s", tumbling("rating-sliding", 1_000)),
        ("no key, 60 s every 1 s", sliding("rating-sliding", 60_000, 1_000)),
        (
            "no key, 60 s every 500 ms",
            sliding("rating-sliding", 60_000, 500),
        ),
        ("by movie, 1 s", tumbling("movie-tumbling", 1_000)),
        (
            "by movie, 60 s every 1 s",
            sliding("movie-tumbling", 60_000, 1_000),
        ),
    ]);
    all
}

fn event_at_a_time() -> Rules {
    Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent))
}

fn micro_batch(query: &Query) -> Rules {
    let mode = match query.window {
        WindowSpec::Running => OutputMode::Update,
        _ => OutputMode::Append,
    };
    Rules::MicroBatch(MicroBatchRules::new(Trigger::Interval { millis: 1_000 }, mode))
}

/// Events in memory, as the engines and as the single thread read them.
struct Events {
    schedule: Schedule,
    arrivals: Vec<Arrival>,
}

impl Events {
    /// A tenth of them late.
    fn of(events: u64, time_scale: f64) -> Self {
        let schedule = Schedule::of(&Scenario {
            length: Length::Events(events),
            time_scale,
            ..Scenario::new(ScenarioKind::Ratings)
        });
        let arrivals = schedule.arrivals();
        Self { schedule, arrivals }
    }
}

/// Asserts that all three answer right.
fn assert_answers(query: &Query, events: &Events) {
    let mut trace = TaskTrace::default();
    answer(query, START, &events.arrivals, &mut trace).expect("a query of the catalogue");
    assert_right(query, &event_at_a_time(), &events.schedule, &[trace]);
    for rules in [event_at_a_time(), micro_batch(query)] {
        let tasks = traces(query, &rules, &events.schedule).expect("query and engine fit");
        assert_right(query, &rules, &events.schedule, &tasks);
    }
}

/// How long each takes, round by round: the single thread, event at a time, in batches.
fn measured(query: &Query, events: &Events) -> Vec<Vec<Duration>> {
    let batches = micro_batch(query);
    let engine = |rules: &Rules| {
        std::hint::black_box(drive(query, rules, &events.schedule, Sink::default).expect("they fit"));
    };
    let mut single_thread = || {
        let mut sink = Sink::default();
        answer(query, START, &events.arrivals, &mut sink).expect("a query of the catalogue");
        std::hint::black_box(sink);
    };
    let (mut by_event, mut by_batch) = (|| engine(&event_at_a_time()), || engine(&batches));
    // The first round warms up.
    let mut times = rounds(
        1 + ROUNDS,
        &mut [&mut single_thread, &mut by_event, &mut by_batch],
    );
    for times in &mut times {
        times.remove(0);
    }
    times
}

/// A line of the table: rates, and ratios within each round.
fn line(name: &str, times: &[Vec<Duration>]) -> String {
    let rate = |times: &Vec<Duration>| {
        let millions = times.iter().map(|time| TIMED as f64 * 1e-6 / time.as_secs_f64());
        spread(millions.collect(), 1)
    };
    let ratio = |times: &Vec<Duration>, single: &[Duration]| {
        let rounds = times.iter().zip(single);
        spread(
            rounds
                .map(|(time, single)| single.as_secs_f64() / time.as_secs_f64())
                .collect(),
            2,
        )
    };
    let mut cells = vec![name.to_owned(), rate(&times[0])];
    cells.extend(
        times[1..]
            .iter()
            .flat_map(|times_of| [rate(times_of), ratio(times_of, &times[0])]),
    );
    format!("| {} |", cells.join(" | "))
}

/// The median, the least and the greatest.
fn spread(mut figures: Vec<f64>, decimals: usize) -> String {
    figures.sort_by(f64::total_cmp);
    let (median, least, greatest) = (figures[ROUNDS / 2], figures[0], figures[ROUNDS - 1]);
    format!("{median:.decimals$} ({least:.decimals$} to {greatest:.decimals$})")
}

/// Measures, and prints a table for each time scale, with digests of members and without.
fn print(queries: &[(&str, Query)]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "Millions of events per second, one worker each: the median of {ROUNDS} rounds (least to greatest). Ratios are taken \
         within each round. One thread reads memory at {:.1} GB/s.",
        read_gb_per_s(ROUNDS)
    )?;
    for (time_scale, digest) in TIME_SCALES
        .into_iter()
        .flat_map(|scale| [(scale, true), (scale, false)])
    {
        let per_s = 10_000.0 / time_scale;
        let digests = if digest { "digests" } else { "no digests" };
        writeln!(
            out,
            "\n| {per_s} events per s of event time, {digests} | single thread | event-at-a-time | / single thread | micro-batch \
             | / single thread |\n|---|---|---|---|---|---|"
        )?;
        let events = Events::of(TIMED, time_scale);
        for (name, query) in queries {
            let query = Query {
                digest,
                ..query.clone()
            };
            writeln!(out, "{}", line(name, &measured(&query, &events)))?;
        }
    }
    Ok(())
}

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&String> = arguments.iter().filter(|word| !word.starts_with('-')).collect();
    let asked = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    let queries: Vec<_> = queries().into_iter().filter(|(name, _)| asked(name)).collect();
    for time_scale in TIME_SCALES {
        let judged = Events::of(JUDGED, time_scale);
        queries
            .iter()
            .for_each(|(_, query)| assert_answers(query, &judged));
    }
    match arguments.iter().any(|argument| argument == "--bench") {
        true => print(&queries),
        false => Ok(()),
    }
}
