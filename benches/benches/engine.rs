//! Whole engines over events in memory: no threads, no pacing, a clock that follows the schedule.

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use streamgauge_benches::{Schedule, Sink, assert_right, drive, traces};
use streamgauge_model::{
    Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Query, Rules, Trigger, WindowSpec,
};
use streamgauge_workloads::query;

/// Ten seconds of the default scenario: more than half an hour of event time.
const EVENTS: u64 = 100_000;

/// The engines, by label. Running aggregates never close, so a batch answers them in update mode.
fn engines(query: &Query) -> [(&'static str, Rules); 4] {
    let mode = if query.window == WindowSpec::Running {
        OutputMode::Update
    } else {
        OutputMode::Append
    };
    let batches = |trigger| Rules::MicroBatch(MicroBatchRules::new(trigger, mode));
    let events = EventAtATimeRules::new(Cadence::PerEvent);
    [
        ("micro-batch-1s", batches(Trigger::Interval { millis: 1_000 })),
        ("micro-batch-back-to-back", batches(Trigger::BackToBack)),
        ("event-at-a-time", Rules::EventAtATime(events.clone())),
        (
            "event-at-a-time-exchange",
            Rules::EventAtATime(EventAtATimeRules { workers: 2, ..events }),
        ),
    ]
}

fn assert_answer(query: &Query, rules: &Rules, schedule: &Schedule) {
    let tasks = traces(query, rules, schedule).expect("query and engine fit");
    assert_right(query, rules, schedule, &tasks);
    assert!(tasks.iter().any(|task| !task.results.is_empty()));
}

fn engine(c: &mut Criterion) {
    let schedule = Schedule::ratings(EVENTS, 0.1);
    for (window, name) in [
        ("tumbling", "movie-tumbling"),
        ("sliding", "rating-sliding"),
        ("session", "user-session"),
        ("running", "movie-running"),
    ] {
        let query = query(name).expect("in the catalogue");
        for (label, rules) in engines(&query) {
            assert_answer(&query, &rules, &schedule);
            let mut group = c.benchmark_group(format!("{label}/{window}"));
            group
                .throughput(Throughput::Elements(EVENTS))
                .sampling_mode(SamplingMode::Flat)
                .sample_size(10);
            group.bench_function(name, |b| {
                b.iter(|| drive(&query, &rules, &schedule, Sink::default));
            });
            group.finish();
        }
    }
}

criterion_group! { name = benches; config = streamgauge_benches::criterion(); targets = engine }
criterion_main!(benches);
