//! What the membership digest costs: each engine with and without it, measured in turn, and the overhead in words.

use std::time::{Duration, Instant};

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use streamgauge_benches::{Schedule, Sink, drive, traces};
use streamgauge_model::{
    Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Query, Rules, Trigger, Values,
};
use streamgauge_workloads::query;

/// Ten seconds of the default scenario.
const EVENTS: u64 = 100_000;

/// One engine on one query, and the same query without the digest.
struct Pair<'a> {
    with: Query,
    without: Query,
    rules: Rules,
    schedule: &'a Schedule,
    /// What both took in each round, the first with the digest.
    rounds: Vec<(Duration, Duration)>,
}

impl Pair<'_> {
    /// Runs both in turn, the one that begins changing from round to round, so that a slow moment of the machine hits
    /// both alike; returns what each took in all.
    fn measure(&mut self, rounds: u64) -> (Duration, Duration) {
        let mut sum = (Duration::ZERO, Duration::ZERO);
        for round in 0..rounds {
            let (with, without) = if round % 2 == 0 {
                let with = self.time(&self.with);
                (with, self.time(&self.without))
            } else {
                let without = self.time(&self.without);
                (self.time(&self.with), without)
            };
            self.rounds.push((with, without));
            sum = (sum.0 + with, sum.1 + without);
        }
        sum
    }

    fn time(&self, query: &Query) -> Duration {
        let begun = Instant::now();
        std::hint::black_box(drive(query, &self.rules, self.schedule, Sink::default).expect("they fit"));
        begun.elapsed()
    }

    /// The median over rounds of how much longer the digest took: nanoseconds per event, and share.
    fn overhead(&self) -> (f64, f64) {
        let each = |of: fn(&(Duration, Duration)) -> f64| {
            let mut values: Vec<f64> = self.rounds.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        let more = each(|(with, without)| (with.as_secs_f64() - without.as_secs_f64()) * 1e9);
        let share = each(|(with, without)| with.as_secs_f64() / without.as_secs_f64() - 1.0);
        (more / EVENTS as f64, share * 100.0)
    }

    /// The answers are the same but for the digest, which only one of them has.
    fn assert_answers(&self) {
        let rows = |query: &Query| {
            let tasks = traces(query, &self.rules, self.schedule).expect("they fit");
            let rows = tasks.into_iter().flat_map(|task| task.results);
            rows.map(|row| row.values).collect::<Vec<_>>()
        };
        let (with, without) = (rows(&self.with), rows(&self.without));
        assert!(!with.is_empty() && with.len() == without.len());
        for (with, without) in with.iter().zip(&without) {
            let bare = Values {
                digest: streamgauge_model::Digest::of_count(with.digest.count),
                ..*with
            };
            assert_eq!(bare, *without);
            assert_ne!(with.digest.hash_sum, 0);
        }
    }
}

#[allow(clippy::print_stdout, reason = "the overhead is what this bench is for")]
fn digest(c: &mut Criterion) {
    let schedule = Schedule::ratings(EVENTS, 0.1);
    let batches = MicroBatchRules::new(Trigger::Interval { millis: 1_000 }, OutputMode::Append);
    for (label, rules) in [
        ("micro-batch", Rules::MicroBatch(batches)),
        (
            "event-at-a-time",
            Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent)),
        ),
    ] {
        for name in ["movie-tumbling", "rating-sliding", "user-session"] {
            let with = query(name).expect("in the catalogue");
            let mut pair = Pair {
                without: Query {
                    digest: false,
                    ..with.clone()
                },
                with,
                rules: rules.clone(),
                schedule: &schedule,
                rounds: Vec::new(),
            };
            pair.assert_answers();
            let mut group = c.benchmark_group(format!("digest/{label}/{name}"));
            group
                .throughput(Throughput::Elements(EVENTS))
                .sampling_mode(SamplingMode::Flat);
            group.bench_function("with", |b| b.iter_custom(|rounds| pair.measure(rounds).0));
            group.bench_function("without", |b| b.iter_custom(|rounds| pair.measure(rounds).1));
            group.finish();
            let (nanos, percent) = pair.overhead();
            println!(
                "digest/{label}/{name}: the digest costs {nanos:.2} ns per event, {percent:.1} % (median of {} rounds)",
                pair.rounds.len()
            );
        }
    }
}

criterion_group! { name = benches; config = streamgauge_benches::criterion(); targets = digest }
criterion_main!(benches);
