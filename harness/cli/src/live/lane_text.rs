//! What a lane says, in words and numbers.

use streamgauge_render::Unit;

use super::lane::{Lane, LaneState, LaneVerdict};

/// What stands for a figure that there is not.
const NONE: &str = "—";

/// What the lane's arm does, or how its last run ended; a schedule lasts so long.
pub(super) fn state(lane: &Lane, schedule_ns: u64) -> String {
    let at_ns = lane.now().map_or(0, |glimpse| glimpse.at_ns);
    match lane.state {
        LaneState::New => "not run yet".to_owned(),
        LaneState::Starts => "starting".to_owned(),
        LaneState::Runs if at_ns >= schedule_ns => "schedule over, judging".to_owned(),
        LaneState::Runs => format!("running {:.1} of {:.1} s", seconds(at_ns), seconds(schedule_ns)),
        LaneState::Ended(LaneVerdict::Valid) => "last run: valid".to_owned(),
        LaneState::Ended(LaneVerdict::Void) => "last run: void".to_owned(),
        LaneState::Ended(LaneVerdict::WrongAnswer) => "last run: WRONG ANSWER".to_owned(),
    }
}

fn seconds(nanos: u64) -> f64 {
    nanos as f64 / 1e9
}

/// The query of the lane's run, and which repeat it is.
pub(super) fn subject(lane: &Lane) -> String {
    lane.slot.as_ref().map_or_else(String::new, |slot| {
        format!("{}, repeat {}", slot.query, slot.repeat + 1)
    })
}

/// Its figures as names and values; those of the run so far, but for the last, which is of the last valid run.
pub(super) fn figures(lane: &Lane, schedule_ns: u64) -> [(String, String); 7] {
    let now = lane.now();
    let count = |value: Option<u64>| text(Unit::Count, value.map(|value| value as f64));
    let time = |nanos: Option<f64>| text(Unit::Nanoseconds, nanos);
    let lag_ns = now.and_then(|glimpse| glimpse.watermark_lag_ns);
    let oldest_ns = now.and_then(|glimpse| glimpse.oldest_ns);
    let (p99, value) = match lane.p99() {
        Some((repeat, value)) => (format!("p99 of repeat {}", repeat + 1), value.clone()),
        None => ("p99".to_owned(), "after a valid run".to_owned()),
    };
    [
        (
            "taken".to_owned(),
            text(Unit::PerSecond, lane.recent_per_s(schedule_ns)),
        ),
        ("waiting".to_owned(), count(now.map(|glimpse| glimpse.backlog))),
        (
            "oldest waits".to_owned(),
            time(oldest_ns.map(|nanos| nanos as f64)),
        ),
        ("watermark lag".to_owned(), time(lag_ns.map(|nanos| nanos as f64))),
        (
            "refused late".to_owned(),
            count(now.map(|glimpse| glimpse.refused)),
        ),
        ("rows".to_owned(), count(now.map(|glimpse| glimpse.rows))),
        (p99, value),
    ]
}

fn text(unit: Unit, value: Option<f64>) -> String {
    value.map_or_else(|| NONE.to_owned(), |value| unit.text(value))
}

/// A name at the left and its value at the right end of a line.
pub(super) fn spread((name, value): &(String, String), width: u16) -> String {
    let room = usize::from(width).saturating_sub(name.chars().count());
    format!("{name}{value:>room$}")
}

/// State and query on one line.
pub(super) fn headed(lane: &Lane, schedule_ns: u64) -> String {
    let state = state(lane, schedule_ns);
    match &lane.slot {
        Some(slot) => format!("{state} · {}", slot.query),
        None => state,
    }
}

/// The figures but for the first, several on a line.
pub(super) fn packed([_, waiting, oldest, lag, refused, rows, p99]: &[(String, String); 7]) -> [String; 3] {
    [
        format!("waiting {}, oldest {}", waiting.1, oldest.1),
        format!("lag {} · late {} · rows {}", lag.1, refused.1, rows.1),
        format!("{}: {}", p99.0, p99.1),
    ]
}
