//! The queue between source and engine, on one thread.

use streamgauge_model::{Event, Input as _};
use streamgauge_runner::{QueueInput, RunClock, source_queue};

use crate::START;

/// Events handed over before the engine takes them.
const HANDED: usize = 1024;

/// Hands over and takes everything; returns how many events came out and the sum of their numbers.
///
/// # Panics
/// If the queue loses room.
pub fn hand_over(events: &[Event], splits: u32, clock: &RunClock) -> impl FnOnce() -> (u64, u64) {
    let (mut producer, mut input) = source_queue(2 * HANDED, splits, events.len(), clock.clone(), START);
    move || {
        let (mut count, mut sum) = (0, 0);
        for block in events.chunks(HANDED) {
            for event in block {
                producer.push(*event).expect("taken before it is full");
            }
            take(&mut input, &mut count, &mut sum);
        }
        (count, sum)
    }
}

fn take(input: &mut QueueInput, count: &mut u64, sum: &mut u64) {
    input.open_step();
    while let Some(taken) = input.take(usize::MAX) {
        *count += taken.events.len() as u64;
        *sum += taken.events.iter().map(|event| event.seq).sum::<u64>();
    }
}
