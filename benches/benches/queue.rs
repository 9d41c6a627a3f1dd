//! The queue between source and engine: hand-over and taking, on one thread.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use streamgauge_benches::{START, Schedule};
use streamgauge_model::{Event, Input as _};
use streamgauge_runner::{QueueInput, RunClock, source_queue};

const EVENTS: u64 = 1 << 16;
/// Events handed over before the engine takes them.
const HANDED: usize = 1024;

/// Hands over and takes everything; returns how many events came out and the sum of their numbers.
fn pass(events: &[Event], splits: u32, clock: &RunClock) -> impl FnOnce() -> (u64, u64) {
    let (mut producer, mut input) = source_queue(2 * HANDED, splits, events.len(), clock.clone(), START);
    move || {
        let (mut count, mut sum) = (0, 0);
        for block in events.chunks(HANDED) {
            for event in block {
                producer.push(*event).expect("taken before it is full");
            }
            take(&mut input, &mut count, &mut sum);
        }
        (count, sum)
    }
}

fn take(input: &mut QueueInput, count: &mut u64, sum: &mut u64) {
    input.open_step();
    while let Some(taken) = input.take(usize::MAX) {
        *count += taken.events.len() as u64;
        *sum += taken.events.iter().map(|event| event.seq).sum::<u64>();
    }
}

fn queue(c: &mut Criterion) {
    let events = Schedule::ratings(EVENTS, 0.1).events;
    let clock = RunClock::live();
    let mut group = c.benchmark_group("queue/hand-over");
    group.throughput(Throughput::Elements(EVENTS));
    for splits in [1, 4] {
        assert_eq!(
            pass(&events, splits, &clock)(),
            (EVENTS, EVENTS * (EVENTS - 1) / 2)
        );
        group.bench_function(format!("splits {splits}"), |b| {
            b.iter_batched(
                || pass(&events, splits, &clock),
                |pass| pass(),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group! { name = benches; config = streamgauge_benches::criterion(); targets = queue }
criterion_main!(benches);
