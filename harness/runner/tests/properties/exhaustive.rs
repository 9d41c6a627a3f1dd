//! Both engines against the oracle on every sequence of up to five events on six instants.

use streamgauge_model::{OutputMode, Rules, WindowSpec};

use crate::counterexample::assert_holds;
use crate::drive::Pace;
use crate::queries::{ALIGNED, SESSIONS, allowing, by_movie, query, sliding};
use crate::sequences::{SEQUENCES, each_cutting, each_stream};
use crate::settings::{batches, modes, per_event};
use crate::stream::Stream;
use crate::trial::Trial;

/// Around the epoch, and where no window ends before it.
const FIRSTS: [i64; 2] = [-3, 0];

/// What was looked at, lest nothing was.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    runs: u64,
    rows: u64,
    refused: u64,
}

impl Seen {
    fn judge(&mut self, trial: &Trial<'_>, stream: &Stream) {
        match trial.judged(stream) {
            Ok((_, judgement)) => {
                self.runs += 1;
                self.rows += judgement.results_checked;
                self.refused += judgement.assignments.refused;
            }
            Err(_) => assert_holds(&"exhaustive", trial, stream, |stream| {
                trial.judged(stream).map(|_| ())
            }),
        }
    }
}

fn micro_batch(windows: &[WindowSpec], mode: OutputMode) -> Seen {
    let mut seen = Seen::default();
    for (turn, window) in (0..).zip(windows) {
        for delay_ms in [0, 1, 3] {
            let queries = [query(*window, delay_ms), by_movie(query(*window, delay_ms))];
            for (no_data, pace) in [(true, Pace::IDLE), (true, Pace::Busy), (false, Pace::IDLE)] {
                let rules = batches(mode, no_data);
                let at = turn * 100
                    + delay_ms as u64 * 10
                    + u64::from(no_data)
                    + 2 * u64::from(pace == Pace::Busy);
                let trial = Trial {
                    pace,
                    ..Trial::new(&queries[at as usize % 2], &rules)
                };
                each_stream(FIRSTS[at as usize / 2 % 2], at, |stream| {
                    seen.judge(&trial, stream);
                });
            }
        }
    }
    seen
}

fn event_at_a_time(windows: &[WindowSpec], lateness_ms: i64) -> Seen {
    let mut seen = Seen::default();
    for (turn, window) in (0..).zip(windows) {
        for delay_ms in [0, 1, 3] {
            for late_output in [false, true] {
                let query = allowing(query(*window, delay_ms), lateness_ms);
                let query = if late_output { by_movie(query) } else { query };
                let rules = per_event(late_output);
                let at = turn * 10 + delay_ms as u64;
                each_stream(FIRSTS[at as usize % 2], at, |stream| {
                    seen.judge(&Trial::new(&query, &rules), stream);
                });
            }
        }
    }
    seen
}

fn assert_seen(seen: Seen, runs: u64, refused: bool) {
    assert_eq!(seen.runs, runs * SEQUENCES);
    assert!(seen.rows > seen.runs / 4, "{seen:?}: too tame");
    assert_eq!(seen.refused > 0, refused, "{seen:?}");
}

#[test]
fn micro_batch_windows_in_append_mode() {
    assert_seen(micro_batch(&ALIGNED, OutputMode::Append), 5 * 3 * 3, true);
}

#[test]
fn micro_batch_windows_in_update_mode() {
    assert_seen(micro_batch(&ALIGNED, OutputMode::Update), 5 * 3 * 3, true);
}

#[test]
fn micro_batch_windows_in_complete_mode() {
    assert_seen(micro_batch(&ALIGNED, OutputMode::Complete), 5 * 3 * 3, false);
}

#[test]
fn micro_batch_sessions() {
    for mode in modes(SESSIONS[0]) {
        assert_seen(micro_batch(&SESSIONS, *mode), 2 * 3 * 3, true);
    }
}

#[test]
fn event_at_a_time_windows() {
    assert_seen(event_at_a_time(&ALIGNED, 0), 5 * 3 * 2, true);
}

#[test]
fn event_at_a_time_windows_with_allowed_lateness() {
    assert_seen(event_at_a_time(&ALIGNED, 1), 5 * 3 * 2, true);
    assert_seen(event_at_a_time(&ALIGNED, 3), 5 * 3 * 2, true);
}

#[test]
fn event_at_a_time_windows_with_gaps_between_them() {
    let gaps = [sliding(1, 2, 0), sliding(2, 3, 1)];
    assert_seen(event_at_a_time(&gaps, 0), 2 * 3 * 2, true);
    assert_seen(event_at_a_time(&gaps, 2), 2 * 3 * 2, true);
}

#[test]
fn event_at_a_time_sessions() {
    for lateness_ms in [0, 1, 3] {
        assert_seen(event_at_a_time(&SESSIONS, lateness_ms), 2 * 3 * 2, true);
    }
}

#[test]
fn every_way_of_forming_batches_of_every_sequence() {
    for window in [ALIGNED[0], SESSIONS[1]] {
        let query = query(window, 1);
        for (no_data, pace) in [(true, Pace::IDLE), (true, Pace::Busy), (false, Pace::Busy)] {
            let rules = batches(OutputMode::Append, no_data);
            let mut seen = Seen::default();
            let trial = Trial {
                pace,
                ..Trial::new(&query, &rules)
            };
            each_cutting(-2, 5, |stream| seen.judge(&trial, stream));
            assert_eq!(seen.runs, 6 + 36 * 2 + 216 * 4 + 1_296 * 8 + 7_776 * 16);
            assert!(seen.refused > 0 && matches!(rules, Rules::MicroBatch(_)));
        }
    }
}
