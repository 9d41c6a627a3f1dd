//! The operators of each window shape, fed event by event and in batches.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use streamgauge_benches::{Feeding, Rows, Schedule, Sink, feed};
use streamgauge_workloads::query;

const EVENTS: u64 = 50_000;
fn operator(c: &mut Criterion) {
    let events = Schedule::ratings(EVENTS, 0.0).events;
    for (window, name, windows_each) in [
        ("tumbling", "movie-tumbling", 1),
        ("sliding", "rating-sliding", 3),
        ("session", "user-session", 1),
        ("running", "movie-running", 1),
    ] {
        let query = query(name).expect("in the catalogue");
        let mut group = c.benchmark_group(format!("operator/{window}/{name}"));
        group.throughput(Throughput::Elements(EVENTS));
        for (id, feeding) in [
            ("event by event", Feeding::EventByEvent),
            ("batched", Feeding::Batched),
        ] {
            let mut rows = Rows::default();
            feed(&query, &events, feeding, &mut rows);
            // Nothing is late, and the end closes everything: every event must be in all of its windows.
            assert_eq!(rows.events(), EVENTS * windows_each, "{name}, {id}");
            group.bench_function(id, |b| {
                b.iter(|| {
                    let mut sink = Sink::default();
                    feed(&query, &events, feeding, &mut sink);
                    sink
                });
            });
        }
        group.finish();
    }
}

criterion_group! { name = benches; config = streamgauge_benches::criterion(); targets = operator }
criterion_main!(benches);
