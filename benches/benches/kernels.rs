//! Instructions of the kernels, counted by callgrind: the same from run to run, so that 2 % more is 2 % more.
//!
//! `scripts/kernels` counts them; `streamgauge check --base-kernels … --head-kernels …` compares two builds.

#![allow(missing_docs, reason = "the macros make public modules")]

use std::hint::black_box;

use gungraun::{library_benchmark, library_benchmark_group, main};
use streamgauge_benches::{
    Feeding, START, Schedule, Sink, drive, feed, hand_over, prepared_recorder, written,
};
use streamgauge_model::{
    Cadence, Digest, Event, EventAtATimeRules, MicroBatchRules, OutputMode, Query, Rules, Trigger,
};
use streamgauge_operators::{Assigner, Sliding, Tumbling};
use streamgauge_runner::{Recorder, VirtualClock};
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

/// A whole engine, all of its tasks in turn: watermarks, triggers and timers are in it and, with several workers, the exchange.
fn engine_of(rules: Rules) -> (Query, Rules, Schedule) {
    let query = query("movie-tumbling").expect("in the catalogue");
    (query, rules, Schedule::ratings(EVENTS, 0.1))
}

fn event_at_a_time(workers: u32) -> (Query, Rules, Schedule) {
    engine_of(Rules::EventAtATime(EventAtATimeRules {
        workers,
        ..EventAtATimeRules::new(Cadence::PerEvent)
    }))
}

fn micro_batch(workers: u32) -> (Query, Rules, Schedule) {
    engine_of(Rules::MicroBatch(MicroBatchRules {
        workers,
        ..MicroBatchRules::new(Trigger::Interval { millis: 100 }, OutputMode::Append)
    }))
}

#[library_benchmark]
#[bench::event_at_a_time(event_at_a_time(1))]
#[bench::event_at_a_time_exchange(event_at_a_time(2))]
#[bench::micro_batch(micro_batch(1))]
#[bench::micro_batch_shuffle(micro_batch(2))]
fn engine((query, rules, schedule): (Query, Rules, Schedule)) -> Vec<Sink> {
    black_box(drive(&query, &rules, &schedule, Sink::default).expect("query and engine fit"))
}

#[library_benchmark(setup = events)]
#[bench::one_split()]
fn queue(events: Vec<Event>) -> (u64, u64) {
    let clock = VirtualClock::new(START).reader();
    black_box(hand_over(&events, 1, &clock)())
}

fn recorder_for_all() -> Recorder {
    prepared_recorder(EVENTS as usize, &VirtualClock::new(START).reader())
}

#[library_benchmark(setup = recorder_for_all)]
#[bench::results()]
fn recorder(recorder: Recorder) -> Recorder {
    black_box(written(recorder, EVENTS as usize))
}

library_benchmark_group!(
    name = kernels,
    benchmarks = [
        operator,
        assign_tumbling,
        assign_sliding,
        digest,
        generate,
        engine,
        queue,
        recorder
    ]
);
main!(library_benchmark_groups = kernels);
