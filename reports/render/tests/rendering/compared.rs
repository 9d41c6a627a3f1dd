//! Two records that differ in known ways.

use streamgauge_record::{Clock, Distribution, Record, Run};

use crate::records;

/// Eight repeats of two arms on two queries, with some noise of their own.
pub fn base() -> Record {
    let mut record = records::sample();
    record.plan.queries = vec!["movie-tumbling".into(), "user-session".into()];
    record.plan.arms = vec!["micro-batch 1s".into(), "event-at-a-time".into()];
    record.plan.repeats = 8;
    record.tool.commit = Some("9c1e8d0".into());
    record.plan.slots.clear();
    let (queries, arms) = (record.plan.queries.clone(), record.plan.arms.clone());
    let planned =
        |run: &&Run| run.repeat == 0 && queries.contains(&run.query.name) && arms.contains(&run.arm);
    let first: Vec<Run> = record.runs.iter().filter(planned).cloned().collect();
    record.runs = (0..8)
        .flat_map(|repeat| {
            first.iter().map(move |run| Run {
                repeat,
                ..run.clone()
            })
        })
        .collect();
    make_noise(&mut record, 1);
    record
}

/// The same on another day, by another build: event-at-a-time is slower on films and cheaper on sessions, micro-batch
/// drops more, and takes memory as it likes.
pub fn new() -> Record {
    let mut record = base();
    record.id = "20260907-090000-7f3a9c".into();
    record.created = Some("2026-09-07T09:00:00Z".into());
    record.tool.commit = Some("4f1c2ab".into());
    make_noise(&mut record, 3);
    for run in &mut record.runs {
        match (run.arm.as_str(), run.query.name.as_str()) {
            ("event-at-a-time", "movie-tumbling") => stretch(run, 1.12),
            ("event-at-a-time", _) => {
                run.usage.engine_cpu_ns = run.usage.engine_cpu_ns.map(|nanos| nanos / 10 * 8);
            }
            (_, "movie-tumbling") => {
                run.lateness.events.true_drop += 40;
                run.lateness.events.true_keep -= 40;
                run.judged.answer = "other".into();
            }
            _ => {
                let factor = 1 + u64::from(run.repeat % 3);
                run.usage.peak_memory_bytes = run.usage.peak_memory_bytes.map(|bytes| bytes * factor);
            }
        }
    }
    record
}

/// The first of both with few repeats.
pub fn few(record: &Record, repeats: u32) -> Record {
    let mut record = record.clone();
    record.runs.retain(|run| run.repeat < repeats);
    record
}

/// As on a virtual clock: every repeat is the first.
pub fn simulated(record: &Record) -> Record {
    let mut record = few(record, 1);
    record.plan.clock = Clock::Simulated;
    record.created = None;
    for run in &mut record.runs {
        run.usage.engine_cpu_ns = None;
        run.usage.peak_memory_bytes = None;
    }
    record
}

/// A little noise on everything that takes time.
fn make_noise(record: &mut Record, salt: u32) {
    for run in &mut record.runs {
        let wobble = 1.0 + 0.001 * f64::from((run.repeat * 7 + salt) % 5);
        stretch(run, wobble);
        run.throughput.saturated_per_s = Some(1_000_000.0 * wobble);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss
        )]
        let scaled = |nanos: u64| (nanos as f64 * wobble) as u64;
        run.usage.engine_cpu_ns = run.usage.engine_cpu_ns.map(scaled);
    }
}

/// Makes every latency of a run so many times as long.
pub fn stretch(run: &mut Run, times: f64) {
    for distribution in run.latency.values_mut() {
        *distribution = stretched(distribution, times);
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]
fn stretched(distribution: &Distribution, times: f64) -> Distribution {
    let mut histogram = Distribution::histogram(1 << 50);
    for bucket in distribution.decode().unwrap().iter_recorded() {
        let value = (bucket.value_iterated_to() as f64 * times) as u64;
        histogram.saturating_record_n(value, bucket.count_at_value());
    }
    Distribution::from_histogram(&histogram, distribution.negative, distribution.censored)
}
