//! What is measured unless told otherwise, in one place.
//!
//! `compare` makes 3 engines × 4 queries × 3 repeats = 36 runs of 2.25 s of schedule each. With what triggers, judging
//! and the floor add, that stays below two minutes on two cores.

use streamgauge_runner::ProfileLengths;

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
/// Repeats and lengths of `compare` without a profile.
pub(crate) const COMPARE: ProfileLengths = ProfileLengths {
    repeats: 3,
    warm_up_ns: WARM_UP_NS,
    measured_ns: 2_000_000_000,
    capacity: true,
};

/// The engine of `run`.
pub(crate) const RUN_ENGINE: &str = "event-at-a-time:watermark=per-event";
/// The query of `run`.
pub(crate) const RUN_QUERY: &str = "movie-tumbling";
/// Repeats and lengths of `run` without a profile.
pub(crate) const RUN: ProfileLengths = ProfileLengths {
    repeats: 1,
    warm_up_ns: WARM_UP_NS,
    measured_ns: 10_000_000_000,
    capacity: true,
};

/// Where the doubling of `search` begins.
pub(crate) const SEARCH_FROM: &str = "50k";

/// Schedule before measuring begins, nanoseconds. At the default time scale of 200 these are 50 s of event time: the watermark delay
/// of 30 s, a window of 15 s and the jitter of 5 s.
const WARM_UP_NS: u64 = 250_000_000;
/// How long an engine may go on after the end of the schedule.
pub(crate) const DRAIN: &str = "10s";
/// How late the source may be before a run is void, unless latencies are far above it.
pub(crate) const SLIP_LIMIT: &str = "1ms";
/// Where records go.
pub(crate) const OUT: &str = "runs";
/// Events of a file, where a directory of files is written.
pub(crate) const EVENTS_PER_FILE: u64 = 100_000;
/// The most repeats where a comparison goes on until it is decided.
pub(crate) const MOST_REPEATS: u32 = 40;
