//! Measuring several things beside each other.

use std::time::{Duration, Instant};

/// How long each of `things` takes, round by round. They take turns, and every round begins with another one, so that a slow
/// moment of the machine does not hit one of them alone.
pub fn rounds(rounds: usize, things: &mut [&mut dyn FnMut()]) -> Vec<Vec<Duration>> {
    let mut times = vec![Vec::with_capacity(rounds); things.len()];
    for round in 0..rounds {
        for turn in 0..things.len() {
            let chosen = (round + turn) % things.len();
            let begun = Instant::now();
            things[chosen]();
            times[chosen].push(begun.elapsed());
        }
    }
    times
}

/// How long each of `things` takes: the median of so many [`rounds()`].
///
/// # Panics
/// If there are no rounds.
pub fn medians(count: usize, things: &mut [&mut dyn FnMut()]) -> Vec<Duration> {
    let median = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    rounds(count, things).into_iter().map(median).collect()
}
