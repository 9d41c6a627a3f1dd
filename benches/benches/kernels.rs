//! Instructions of the kernels, counted by callgrind: the same from run to run, so that 2 % more is 2 % more.
//!
//! `scripts/kernels` counts them; `streamgauge check --base-kernels … --head-kernels …` compares two builds.

#![allow(missing_docs, reason = "the macros make public modules")]

use std::hint::black_box;

use gungraun::{library_benchmark, library_benchmark_group, main};
use streamgauge_benches::{Feeding, Schedule, Sink, feed};
use streamgauge_model::{Digest, Event, Query};
use streamgauge_operators::{Assigner, Sliding, Tumbling};
use streamgauge_workloads::query;

const EVENTS: u64 = 20_000;

fn events() -> Vec<Event> {
    Schedule::ratings(EVENTS, 0.1).events
}

fn fed(name: &str, feeding: Feeding) -> (Query, Vec<Event>, Feeding) {
    (query(name).expect("in the catalogue"), events(), feeding)
}

#[library_benchmark(setup = fed)]
#[bench::tumbling("movie-tumbling", Feeding::EventByEvent)]
#[bench::tumbling_batched("movie-tumbling", Feeding::Batched)]
#[bench::sliding("rating-sliding", Feeding::EventByEvent)]
#[bench::sliding_batched("rating-sliding", Feeding::Batched)]
#[bench::session("user-session", Feeding::EventByEvent)]
#[bench::session_batched("user-session", Feeding::Batched)]
#[bench::running("movie-running", Feeding::EventByEvent)]
#[bench::running_batched("movie-running", Feeding::Batched)]
fn operator((query, events, feeding): (Query, Vec<Event>, Feeding)) -> Sink {
    let mut sink = Sink::default();
    feed(&query, &events, feeding, &mut sink);
    black_box(sink)
}

const TUMBLING: Tumbling = Tumbling {
    size: 15_000,
    offset: 0,
};
const SLIDING: Sliding = Sliding {
    size: 30_000,
    slide: 10_000,
    offset: 0,
};

fn ends(assigner: &impl Assigner, events: &[Event]) -> i64 {
    let mut sum = 0_i64;
    for event in events {
        assigner.each_window(event.time, |window| sum = sum.wrapping_add(window.end.millis()));
    }
    sum
}

#[library_benchmark(setup = events)]
#[bench::of_15_s()]
fn assign_tumbling(events: Vec<Event>) -> i64 {
    black_box(ends(&TUMBLING, &events))
}

#[library_benchmark(setup = events)]
#[bench::of_30_s_every_10_s()]
fn assign_sliding(events: Vec<Event>) -> i64 {
    black_box(ends(&SLIDING, &events))
}

#[library_benchmark(setup = events)]
#[bench::of_all()]
fn digest(events: Vec<Event>) -> Digest {
    let mut digest = Digest::default();
    events.iter().for_each(|event| digest.add(event));
    black_box(digest)
}

#[library_benchmark]
#[bench::ratings()]
fn generate() -> Vec<Event> {
    black_box(events())
}

library_benchmark_group!(
    name = kernels,
    benchmarks = [operator, assign_tumbling, assign_sliding, digest, generate]
);
main!(library_benchmark_groups = kernels);
