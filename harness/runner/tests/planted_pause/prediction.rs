//! What an open loop must see, from the schedule and the rules alone.

use std::collections::{BTreeMap, BTreeSet};

use streamgauge_runner::{SIMULATION_START, Stall};

use crate::trial::{DELAY_MS, SIZE_MS, Trial};

/// When an engine that needs no time lets go of what reaches it at `at_ns`.
pub(crate) fn released(at_ns: u64, stall: Stall) -> u64 {
    if stall.at_ns <= at_ns && at_ns < stall.end_ns() {
        stall.end_ns()
    } else {
        at_ns
    }
}

/// The instants at which batches run: the first at once, then at the multiples of the trigger since 1970; those in the
/// pause as one at its end.
pub(crate) fn batch_instants(every_ns: u64, stall: Stall, until_ns: u64) -> Vec<u64> {
    let past_ns = SIMULATION_START.nanos().unsigned_abs() % every_ns;
    let multiples = (1..).map(|n| n * every_ns - past_ns);
    let all = std::iter::once(0).chain(multiples.take_while(|at| *at <= until_ns));
    let instants: BTreeSet<u64> = all.map(|at| released(at, stall)).collect();
    instants.into_iter().collect()
}

/// The instant at which each window could be known to be complete, and how many keys it has: those in the measured
/// phase. Event times never go back in these trials, so that is the first event `DELAY_MS` after the window's end.
pub(crate) fn triggers(trial: &Trial) -> impl Iterator<Item = (u64, u64)> {
    let mut movies: BTreeMap<i64, BTreeSet<u32>> = BTreeMap::new();
    let mut known: BTreeMap<i64, u64> = BTreeMap::new();
    let mut newest = i64::MIN;
    for arrival in trial.arrivals.iter() {
        let time = arrival.event.time.millis();
        assert!(time >= newest, "event times never go back here");
        newest = time;
        let end = time.div_euclid(SIZE_MS) * SIZE_MS + SIZE_MS;
        movies.entry(end).or_default().insert(arrival.event.movie);
        for end in movies.range(..=time - DELAY_MS).rev().map(|(end, _)| *end) {
            if known.contains_key(&end) {
                break;
            }
            known.insert(end, arrival.due_ns);
        }
    }
    let (warm_up_ns, end_ns) = (trial.warm_up_ns(), trial.end_ns());
    known
        .into_iter()
        .filter(move |(_, at)| (warm_up_ns..end_ns).contains(at))
        .map(move |(end, at)| (at, movies[&end].len() as u64))
}
