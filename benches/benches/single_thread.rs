//! The single thread that engines are measured against, and the engine that means the same beside it: every query of the
//! catalogue over events in memory, nothing paced.

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use streamgauge_benches::{START, Schedule, Sink, assert_right, drive};
use streamgauge_model::{Arrival, Cadence, EventAtATimeRules, Query, Rules, TimeDomain};
use streamgauge_oracle::TaskTrace;
use streamgauge_single_thread::answer;
use streamgauge_workloads::QUERIES;

/// Ten seconds of the default scenario: more than half an hour of event time.
const EVENTS: u64 = 100_000;

fn assert_answer(query: &Query, rules: &Rules, schedule: &Schedule, arrivals: &[Arrival]) {
    let mut trace = TaskTrace::default();
    answer(query, START, arrivals, &mut trace).expect("a query of the catalogue");
    assert_right(query, rules, schedule, &[trace]);
}

fn single_thread(c: &mut Criterion) {
    let schedule = Schedule::ratings(EVENTS, 0.1);
    let arrivals = schedule.arrivals();
    let rules = Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent));
    for entry in &QUERIES {
        let query = entry.query();
        assert_answer(&query, &rules, &schedule, &arrivals);
        let mut group = c.benchmark_group(format!("single-thread/{}", entry.name));
        group
            .throughput(Throughput::Elements(EVENTS))
            .sampling_mode(SamplingMode::Flat)
            .sample_size(10);
        group.bench_function("single thread", |b| {
            b.iter(|| {
                let mut sink = Sink::default();
                answer(&query, START, &arrivals, &mut sink).map(|()| sink)
            });
        });
        // Windows of the wall clock would not see it move.
        if query.time == TimeDomain::Event {
            group.bench_function("event-at-a-time", |b| {
                b.iter(|| drive(&query, &rules, &schedule, Sink::default));
            });
        }
        group.finish();
    }
}

criterion_group! { name = benches; config = streamgauge_benches::criterion(); targets = single_thread }
criterion_main!(benches);
