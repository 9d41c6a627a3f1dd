//! What it costs to write down a result, and to record a latency.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use hdrhistogram::Histogram;
use streamgauge_benches::{START, prepared_recorder, written};
use streamgauge_record::Distribution;
use streamgauge_runner::{RunClock, VirtualClock};

const ROWS: usize = 1 << 16;

fn recorder(c: &mut Criterion) {
    let virtual_clock = VirtualClock::new(START);
    let mut group = c.benchmark_group("recorder/results");
    group.throughput(Throughput::Elements(ROWS as u64));
    for (id, clock) in [
        ("live clock", RunClock::live()),
        ("virtual clock", virtual_clock.reader()),
    ] {
        let seen = written(prepared_recorder(ROWS, &clock), ROWS).finish();
        assert_eq!((seen.trace.results.len(), seen.result_ns.len()), (ROWS, ROWS));
        assert!(seen.result_ns.is_sorted());
        group.bench_function(id, |b| {
            b.iter_batched(
                || prepared_recorder(ROWS, &clock),
                |recorder| written(recorder, ROWS),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

fn histogram(c: &mut Criterion) {
    let empty = || Distribution::histogram(3_600_000_000_000);
    // Latencies from a microsecond to a second, evenly over the orders of magnitude.
    let values: Vec<u64> = (0..ROWS as u64).map(|i| 1_000_u64 << (i % 20)).collect();
    let fill = |mut histogram: Histogram<u64>| {
        values
            .iter()
            .for_each(|value| histogram.record(*value).expect("within range"));
        histogram
    };
    let filled = fill(empty());
    assert_eq!(Distribution::from_histogram(&filled, 0, 0).samples, ROWS as u64);
    let mut group = c.benchmark_group("recorder/histogram");
    group.throughput(Throughput::Elements(ROWS as u64));
    group.bench_function("record", |b| b.iter_batched(empty, fill, BatchSize::LargeInput));
    group.throughput(Throughput::Elements(1));
    group.bench_function("encode", |b| {
        b.iter(|| Distribution::from_histogram(&filled, 0, 0));
    });
    group.finish();
}

criterion_group! { name = benches; config = streamgauge_benches::criterion(); targets = recorder, histogram }
criterion_main!(benches);
