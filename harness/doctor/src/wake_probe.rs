//! How late sleepers wake.

use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use streamgauge_record::WakeProbe;

use crate::ranks::at_percent;

/// How often each is tried.
const TRIES: usize = 50;
/// How long to sleep, and between two rings.
const NAP: Duration = Duration::from_millis(1);

pub(crate) fn wake_probe() -> WakeProbe {
    let timer = sorted((0..TRIES).map(|_| oversleeping()).collect());
    let doorbell = sorted(ringings());
    WakeProbe {
        timer_p50_ns: at_percent(&timer, 50).unwrap_or(0),
        timer_max_ns: at_percent(&timer, 100).unwrap_or(0),
        doorbell_p50_ns: at_percent(&doorbell, 50).unwrap_or(0),
        doorbell_max_ns: at_percent(&doorbell, 100).unwrap_or(0),
    }
}

fn sorted(mut times: Vec<u64>) -> Vec<u64> {
    times.sort_unstable();
    times
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

fn oversleeping() -> u64 {
    let begin = Instant::now();
    thread::sleep(NAP);
    nanos(begin.elapsed().saturating_sub(NAP))
}

/// How long after each ring the sleeping thread ran. It sleeps as an engine's task does: parked, until it is rung for.
fn ringings() -> Vec<u64> {
    let rung = Mutex::new(None::<Instant>);
    let (answer, answers) = channel();
    thread::scope(|scope| {
        let sleeper = scope.spawn(|| {
            // The channel lives as long as the thread, and no longer.
            let answer = answer;
            for _ in 0..TRIES {
                let since = loop {
                    thread::park();
                    let now = Instant::now();
                    // Whoever panicked with it in hand has left an instant or none.
                    let mut rung = rung.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    if let Some(since) = rung.take() {
                        break now.saturating_duration_since(since);
                    }
                };
                if answer.send(nanos(since)).is_err() {
                    return;
                }
            }
        });
        let ring = || {
            thread::sleep(NAP);
            *rung.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(Instant::now());
            sleeper.thread().unpark();
            answers.recv().ok()
        };
        (0..TRIES).map_while(|_| ring()).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ring_is_answered() {
        assert_eq!(ringings().len(), TRIES);
    }

    #[test]
    fn nobody_wakes_before_the_median() {
        let probe = wake_probe();
        assert!(probe.timer_max_ns >= probe.timer_p50_ns);
        assert!(probe.doorbell_max_ns >= probe.doorbell_p50_ns);
    }
}
