//! Measures the harness itself: what one record costs, and how many events a second the null engine lets through.
//!
//! `cargo run --release -p streamgauge-runner --example floor`
#![expect(clippy::print_stdout, reason = "an example speaks to its reader")]

use std::error::Error;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use streamgauge_model::{
    Arrival, Event, Firing, Key, KeyBy, Output, Query, ResultRow, TimeDomain, Values, Watermark, Window,
    WindowSpec,
};
use streamgauge_runner::{
    EngineChoice, Expected, Observed, Recorder, RunClock, Setup, run_live, run_simulated,
};

const EVENTS: u64 = 10_000_000;
const ROWS: usize = 1_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    recorder();
    for gap_ns in [0, 100] {
        let setup = setup(EVENTS, gap_ns);
        let begin = Instant::now();
        let observed = run_simulated(&setup)?;
        let per_event = begin.elapsed().as_nanos() as f64 / EVENTS as f64;
        println!(
            "simulated, {gap_ns} ns apart: {per_event:.1} ns per event, drained {}",
            observed.drained
        );
    }
    for _ in 0..3 {
        let observed = run_live(&setup(EVENTS, 0), &AtomicBool::new(false))?;
        println!("live, all due at once: {}", capacity(&observed));
    }
    for (events, gap_ns) in [(2_000, 1_000_000), (200_000, 10_000), (2_000_000, 1_000)] {
        let observed = run_live(&setup(events, gap_ns), &AtomicBool::new(false))?;
        println!("live, {gap_ns} ns apart: {}", latency(&observed));
    }
    Ok(())
}

fn setup(events: u64, gap_ns: u64) -> Setup {
    let arrivals = (0..events).map(|seq| Arrival {
        event: Event {
            seq,
            ..Event::default()
        },
        due_ns: seq * gap_ns,
        is_late: false,
    });
    let query = Query {
        name: "floor".to_owned(),
        filter: None,
        key: KeyBy::None,
        window: WindowSpec::Running,
        time: TimeDomain::Event,
        aggregates: Vec::new(),
        alert: None,
        top: None,
        watermark: None,
        allowed_lateness_ms: 0,
        firing: Firing::AT_END,
        deduplicate: None,
        source_delays_ms: Vec::new(),
        digest: true,
    };
    Setup::new(query, EngineChoice::Null, arrivals.collect())
}

/// What the recorder costs, its reading of the clock included.
fn recorder() {
    let clock = RunClock::live();
    let begin = Instant::now();
    for _ in 0..EVENTS {
        std::hint::black_box(clock.now());
    }
    report("one reading of the clock", begin, EVENTS as usize);
    let expected = Expected {
        passed: EVENTS as usize,
        received: EVENTS as usize,
        results: 0,
    };
    let mut out = Recorder::new("floor", expected, clock.clone(), clock.now());
    let event = Event::default();
    let begin = Instant::now();
    (0..EVENTS).for_each(|_| out.pass(std::hint::black_box(&event)));
    report("recorder, an event passes", begin, EVENTS as usize);
    let begin = Instant::now();
    (0..EVENTS).for_each(|_| out.received(std::hint::black_box(&event)));
    report("recorder, an event is received", begin, EVENTS as usize);
    let row = ResultRow {
        key: Key(1),
        window: Window::new(0, 10),
        pane: 0,
        rank: 0,
        watermark: Watermark::NONE,
        values: Values::default(),
    };
    for (what, results) in [("with room for it", ROWS), ("while growing", 0)] {
        let expected = Expected {
            results,
            ..Expected::default()
        };
        let mut out = Recorder::new("floor", expected, clock.clone(), clock.now());
        let begin = Instant::now();
        (0..ROWS).for_each(|_| out.result(std::hint::black_box(&row)));
        report(&format!("recorder, a result leaves, {what}"), begin, ROWS);
    }
}

fn report(what: &str, begin: Instant, times: usize) {
    println!(
        "{what}: {:.1} ns",
        begin.elapsed().as_nanos() as f64 / times as f64
    );
}

fn capacity(observed: &Observed) -> String {
    let last = observed.tasks[0].passed_ns.last().copied().unwrap_or(1);
    let blocked: i64 = observed.full_spans.iter().map(|(from, to)| to - from).sum();
    let handed = observed.handed_ns.last().copied().unwrap_or(1);
    format!(
        "{:.1} M events/s passed; the source alone {:.1} M/s (found the queue full {} times); drained {}",
        EVENTS as f64 * 1e3 / last as f64,
        EVENTS as f64 * 1e3 / (handed - blocked).max(1) as f64,
        observed.queue_full,
        observed.drained
    )
}

fn latency(observed: &Observed) -> String {
    let mut total: Vec<_> = (observed.arrivals.iter().zip(&observed.tasks[0].passed_ns))
        .map(|(arrival, passed)| passed - arrival.due_ns as i64)
        .collect();
    total.sort_unstable();
    let mut slips = observed.slips_ns();
    slips.sort_unstable();
    let at = |sorted: &[i64], share: f64| sorted[((sorted.len() - 1) as f64 * share) as usize] as f64 / 1e3;
    let task = &observed.tasks[0];
    format!(
        "total p50 {:.1} p99 {:.1} p99.9 {:.1} max {:.1} µs; slip p50 {:.1} p99.9 {:.1} µs; \
         busy {:.1} %, spun {:.1} %, cpu {:.1} %",
        at(&total, 0.5),
        at(&total, 0.99),
        at(&total, 0.999),
        at(&total, 1.0),
        at(&slips, 0.5),
        at(&slips, 0.999),
        task.busy_ns as f64 * 100.0 / observed.end_ns as f64,
        task.spin_ns as f64 * 100.0 / observed.end_ns as f64,
        task.cpu_ns.unwrap_or(0) as f64 * 100.0 / observed.end_ns as f64
    )
}
