//! The queue between source and engine: hand-over and taking, on one thread.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use streamgauge_benches::{Schedule, hand_over};
use streamgauge_runner::RunClock;

const EVENTS: u64 = 1 << 16;

fn queue(c: &mut Criterion) {
    let events = Schedule::ratings(EVENTS, 0.1).events;
    let clock = RunClock::live();
    let mut group = c.benchmark_group("queue/hand-over");
    group.throughput(Throughput::Elements(EVENTS));
    for splits in [1, 4] {
        assert_eq!(
            hand_over(&events, splits, &clock)(),
            (EVENTS, EVENTS * (EVENTS - 1) / 2)
        );
        group.bench_function(format!("splits {splits}"), |b| {
            b.iter_batched(
                || hand_over(&events, splits, &clock),
                |pass| pass(),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group! { name = benches; config = streamgauge_benches::criterion(); targets = queue }
criterion_main!(benches);
