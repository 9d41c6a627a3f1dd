//! Made-up figures of one thread, of the harness, and of its self-tests.

use streamgauge_record::{HarnessCost, Recorded, SelfTest, SingleThread};

pub fn harness() -> HarnessCost {
    HarnessCost {
        clock: "tick counter".into(),
        clock_ns: vec![8.9, 8.9, 9.1, 8.8, 9.0],
        recorder_ns: vec![13.1, 12.9, 13.4, 13.0, 13.2],
        step_ns: vec![3.1, 3.0, 3.3, 3.2, 3.1],
    }
}

pub fn single_thread<'a>(queries: impl Iterator<Item = &'a str>) -> Vec<SingleThread> {
    let of = |query: &str| SingleThread {
        query: query.into(),
        events: 300_000,
        rows: 12_000,
        max_rate_per_s: vec![4.1e7, 3.9e7, 4.2e7, 4.0e7, 4.0e7],
        wall_rate_per_s: vec![4.0e7, 3.8e7, 4.2e7, 3.9e7, 4.0e7],
        unmeasured: None,
    };
    queries.map(of).collect()
}

pub const fn recorded(steps_per_event: bool) -> Recorded {
    Recorded {
        rows: 240_000,
        steps: if steps_per_event { 180_000 } else { 48 },
    }
}

pub fn self_tests() -> Vec<SelfTest> {
    let of = |name: &str, measured: f64, expected: f64, tolerance: f64, unit: &str| SelfTest {
        name: name.into(),
        passed: true,
        measured,
        expected,
        tolerance,
        unit: unit.into(),
    };
    vec![
        of("conservation", 240_000.0, 240_000.0, 0.0, "events"),
        of("clock_back_steps", 0.0, 0.0, 0.0, "steps"),
        of("littles_law", 41.7, 41.8, 2.09, "events"),
        of("clock_rate", 0.4, 0.0, 500.1, "ppm"),
    ]
}
