//! How fast scenarios are generated, on one core.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use streamgauge_model::{Arrival, MAX_HALF_STARS, MIN_HALF_STARS};
use streamgauge_workloads::{ArrivalLaw, ArrivalStream, Length, Scenario, ScenarioKind};

/// Events per iteration.
const EVENTS: usize = 1 << 18;
/// Events per block: 4096 of 48 bytes stay in a second-level cache.
const BLOCK: usize = 4096;

fn open(kind: ScenarioKind, arrival: ArrivalLaw) -> Box<dyn ArrivalStream + Send> {
    let scenario = Scenario {
        length: Length::Endless,
        arrival,
        ..Scenario::new(kind)
    };
    scenario.open().expect("the defaults are valid")
}

fn fill(stream: &mut dyn ArrivalStream, block: &mut Vec<Arrival>) -> u64 {
    let mut made = 0;
    while made < EVENTS as u64 {
        block.clear();
        made += stream.fill(block, BLOCK).expect("generated, not read") as u64;
        black_box(&block);
    }
    made
}

fn assert_answer(kind: ScenarioKind, arrival: ArrivalLaw) {
    let mut block = Vec::new();
    open(kind, arrival)
        .fill(&mut block, BLOCK)
        .expect("generated, not read");
    assert_eq!(block.len(), BLOCK);
    assert!((0..).zip(&block).all(|(seq, arrival)| arrival.event.seq == seq));
    assert!(block.is_sorted_by_key(|arrival| arrival.due_ns));
    assert!(
        block
            .iter()
            .all(|arrival| (MIN_HALF_STARS..=MAX_HALF_STARS).contains(&arrival.event.value))
    );
}

fn generate(c: &mut Criterion) {
    for (kind, arrival) in [
        (ScenarioKind::Ratings, ArrivalLaw::Constant),
        (ScenarioKind::Ratings, ArrivalLaw::Poisson),
        (ScenarioKind::MovieLens, ArrivalLaw::Constant),
    ] {
        assert_answer(kind, arrival);
        let mut group = c.benchmark_group(format!("generate/{kind}"));
        group.throughput(Throughput::Elements(EVENTS as u64));
        let (mut stream, mut block) = (open(kind, arrival), Vec::with_capacity(BLOCK));
        group.bench_function(arrival.to_string(), |b| {
            b.iter(|| fill(stream.as_mut(), &mut block));
        });
        group.finish();
    }
}

criterion_group! { name = benches; config = streamgauge_benches::criterion(); targets = generate }
criterion_main!(benches);
