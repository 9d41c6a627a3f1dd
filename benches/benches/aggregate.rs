//! How fast values are folded.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use streamgauge_benches::Schedule;
use streamgauge_model::{Event, Values};
use streamgauge_operators::{Aggregator, Full, Tally};
use streamgauge_workloads::query;

const EVENTS: u64 = 10_000;

fn fold<A: Aggregator>(aggregator: &A, events: &[Event]) -> A::Acc {
    let mut acc = aggregator.empty();
    events.iter().for_each(|event| aggregator.add(&mut acc, event));
    acc
}

fn assert_answer(values: &Values, events: &[Event]) {
    assert_eq!(values.digest.count, EVENTS);
    assert_eq!(values.sum, events.iter().map(|event| event.value).sum::<i64>());
}

fn bench<A: Aggregator>(c: &mut Criterion, name: &str, id: &str, aggregator: &A) {
    let events = Schedule::ratings(EVENTS, 0.1).events;
    assert_answer(&aggregator.values(&fold(aggregator, &events)), &events);
    let mut group = c.benchmark_group(format!("aggregate/{name}"));
    group.throughput(Throughput::Elements(EVENTS));
    group.bench_function(id, |b| b.iter(|| aggregator.values(&fold(aggregator, &events))));
    let (left, right) = events.split_at(events.len() / 2);
    let halves = || (fold(aggregator, left), fold(aggregator, right));
    let merge = |(mut left, right): (A::Acc, A::Acc)| {
        aggregator.merge(&mut left, right);
        aggregator.values(&left)
    };
    assert_answer(&merge(halves()), &events);
    group.throughput(Throughput::Elements(1));
    group.bench_function(format!("{id}, merge"), |b| {
        b.iter_batched(halves, merge, BatchSize::SmallInput);
    });
    group.finish();
}

fn aggregate(c: &mut Criterion) {
    bench(c, "tally", "count, mean", &Tally);
    for (id, name) in [
        ("count, distinct users, mean", "rating-tumbling"),
        ("extremes, conditional", "rating-extremes"),
    ] {
        bench(c, "full", id, &Full::new(&query(name).expect("in the catalogue")));
    }
}

criterion_group! { name = benches; config = streamgauge_benches::criterion(); targets = aggregate }
criterion_main!(benches);
