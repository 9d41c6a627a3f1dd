//! What is measured unless told otherwise, in one place.
//!
//! `compare` makes 3 engines × 4 queries × 3 repeats = 36 runs of 2.25 s of schedule each. With what triggers, judging
//! and the floor add, that stays below two minutes on two cores.

/// The engines of `compare`.
pub(crate) const COMPARE_ENGINES: [&str; 3] = [
    "micro-batch:trigger=1s",
    "micro-batch:trigger=back-to-back",
    "event-at-a-time:watermark=per-event",
];
/// The queries of `compare`: every kind of window, and none.
pub(crate) const COMPARE_QUERIES: [&str; 4] = [
    "movie-tumbling",
    "rating-sliding",
    "user-session",
    "movie-running",
];
/// Repeats of `compare`.
pub(crate) const COMPARE_REPEATS: &str = "3";
/// Measured phase of `compare`.
pub(crate) const COMPARE_MEASURE: &str = "2s";

/// The engine of `run`.
pub(crate) const RUN_ENGINE: &str = "event-at-a-time:watermark=per-event";
/// The query of `run`.
pub(crate) const RUN_QUERY: &str = "movie-tumbling";
/// Repeats of `run`.
pub(crate) const RUN_REPEATS: &str = "1";
/// Measured phase of `run`.
pub(crate) const RUN_MEASURE: &str = "10s";

/// Schedule before measuring begins. At the default time scale of 200 these are 50 s of event time: the watermark delay
/// of 30 s, a window of 15 s and the jitter of 5 s.
pub(crate) const WARM_UP: &str = "250ms";
/// How long an engine may go on after the end of the schedule.
pub(crate) const DRAIN: &str = "10s";
/// Where records go.
pub(crate) const OUT: &str = "runs";
/// Events of a file, where a directory of files is written.
pub(crate) const EVENTS_PER_FILE: u64 = 100_000;
