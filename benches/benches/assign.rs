//! Which windows an instant belongs to.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use streamgauge_benches::Schedule;
use streamgauge_model::EventTime;
use streamgauge_operators::{Assigner, Sliding, Tumbling};

const EVENTS: u64 = 10_000;

fn ends(assigner: &impl Assigner, times: &[EventTime]) -> (u64, i64) {
    let (mut windows, mut sum) = (0, 0_i64);
    for &time in times {
        assigner.each_window(time, |window| {
            windows += 1;
            sum = sum.wrapping_add(window.end.millis());
        });
    }
    (windows, sum)
}

fn bench(c: &mut Criterion, name: &str, id: &str, assigner: &impl Assigner, windows_each: u64) {
    let times: Vec<_> = Schedule::ratings(EVENTS, 0.1)
        .events
        .iter()
        .map(|event| event.time)
        .collect();
    assert_eq!(ends(assigner, &times).0, EVENTS * windows_each);
    times
        .iter()
        .for_each(|&t| assigner.each_window(t, |w| assert!(w.start <= t && t < w.end)));
    let mut group = c.benchmark_group(format!("assign/{name}"));
    group.throughput(Throughput::Elements(EVENTS));
    group.bench_function(id, |b| b.iter(|| ends(assigner, &times)));
    group.finish();
}

fn assign(c: &mut Criterion) {
    bench(
        c,
        "tumbling",
        "15s",
        &Tumbling {
            size: 15_000,
            offset: 0,
        },
        1,
    );
    bench(
        c,
        "sliding",
        "30s every 10s",
        &Sliding {
            size: 30_000,
            slide: 10_000,
            offset: 0,
        },
        3,
    );
}

criterion_group! { name = benches; config = streamgauge_benches::criterion(); targets = assign }
criterion_main!(benches);
