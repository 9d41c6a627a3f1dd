//! Whether a run had reached a steady state when it was measured.

use streamgauge_model::{Rules, TimeDomain, Trigger, WindowSpec};
use streamgauge_record::{Interval, Series, SteadyState, SteadyVerdict};
use streamgauge_statistics::{LEAST_POINTS, Steadiness, median, steadiness};

use crate::Subject;
use crate::duration_text::duration_text;

/// Seed of the test; any would do, the same keeps records the same.
const SEED: u64 = 0;

/// Tests throughput, headline latency and state entries of the measured phase for changes of level.
///
/// What is tested begins after the warm-up, and not before one window, the watermark delay, the allowed lateness and the
/// session gap have passed, because keyed state grows until then. A point is as many intervals of the series as hold
/// whole triggers and whole windows: inside of them everything is a saw-tooth.
pub(crate) fn steady_state(subject: &Subject<'_>, series: &Series) -> SteadyState {
    let from_ns = subject.phase.warm_up_ns.max(settling_ns(subject));
    let span = Span {
        from_ns,
        end_ns: subject.phase.end_ns(),
        point_ns: point_ns(tooth_ns(subject), series.interval_ns),
    };
    let found = [
        ("throughput", span.points(series, taken)),
        ("latency", span.points(series, latency)),
        ("state", span.points(series, state)),
    ];
    summed_up(span, &found)
}

/// What to keep in mind of a valid run that was not steady, or could not be tested.
pub(crate) fn steady_note(found: &SteadyState) -> Option<String> {
    let series = found.shifted.join(" and ");
    match found.verdict {
        SteadyVerdict::Steady => None,
        SteadyVerdict::Since => Some(format!(
            "steady only since {} of the schedule: {series} changed before; a longer --warm-up would leave that out",
            duration_text(found.since_ns.unwrap_or(found.from_ns))
        )),
        SteadyVerdict::NoSteadyState => Some(format!(
            "no steady state: {series} kept changing; the figures are of a run in motion, so measure longer or lower --rate"
        )),
        SteadyVerdict::TooShort => Some(format!(
            "steady state not tested: that takes {} points of {} each after the first {}; measure longer",
            LEAST_POINTS,
            duration_text(found.point_ns),
            duration_text(found.from_ns)
        )),
    }
}

/// The part of the schedule that is tested, in points.
#[derive(Clone, Copy)]
struct Span {
    from_ns: u64,
    end_ns: u64,
    point_ns: u64,
}

impl Span {
    /// The value of each whole point that has one, with its start.
    fn points(self, series: &Series, value: impl Fn(&[Interval]) -> Option<f64>) -> Vec<(u64, f64)> {
        let point = |interval: &Interval| interval.start_ns.saturating_sub(self.from_ns) / self.point_ns;
        let is_whole = |start: u64| start.saturating_add(self.point_ns) <= self.end_ns;
        let tested: Vec<Interval> = series
            .intervals
            .iter()
            .filter(|interval| interval.start_ns >= self.from_ns)
            .cloned()
            .collect();
        tested
            .chunk_by(|a, b| point(a) == point(b))
            .filter_map(|group| {
                let start = self.from_ns + point(&group[0]) * self.point_ns;
                Some((start, value(group)?)).filter(|_| is_whole(start))
            })
            .collect()
    }
}

fn taken(group: &[Interval]) -> Option<f64> {
    Some(group.iter().map(|interval| interval.taken).sum::<u64>() as f64 / group.len() as f64)
}

/// The median of the intervals' medians: a level to test for changes, never printed as a percentile.
fn latency(group: &[Interval]) -> Option<f64> {
    let medians: Vec<f64> = group
        .iter()
        .filter_map(|interval| Some(interval.p50_ns? as f64))
        .collect();
    median(&medians)
}

fn state(group: &[Interval]) -> Option<f64> {
    let entries = group.iter().map(|interval| interval.state_entries);
    let sum: u64 = entries.sum::<Option<u64>>()?;
    Some(sum as f64 / group.len() as f64)
}

fn summed_up(span: Span, found: &[(&str, Vec<(u64, f64)>)]) -> SteadyState {
    let mut state = SteadyState {
        verdict: SteadyVerdict::Steady,
        from_ns: span.from_ns,
        point_ns: span.point_ns,
        since_ns: None,
        shifted: Vec::new(),
        untested: Vec::new(),
    };
    for (name, points) in found {
        let values: Vec<f64> = points.iter().map(|&(_, value)| value).collect();
        match steadiness(&values, SEED) {
            Steadiness::Steady => {}
            Steadiness::Since(first) => {
                state.shifted.push((*name).to_owned());
                state.since_ns = state.since_ns.max(points.get(first).map(|&(start, _)| start));
                if state.verdict == SteadyVerdict::Steady {
                    state.verdict = SteadyVerdict::Since;
                }
            }
            Steadiness::NoSteadyState => {
                state.shifted.push((*name).to_owned());
                state.verdict = SteadyVerdict::NoSteadyState;
            }
            Steadiness::TooShort => state.untested.push((*name).to_owned()),
        }
    }
    if state.untested.len() == found.len() {
        state.verdict = SteadyVerdict::TooShort;
    }
    if state.verdict == SteadyVerdict::NoSteadyState {
        state.since_ns = None;
    }
    state
}

/// When keyed state can first be steady: one window or session gap, the watermark delay and the allowed lateness after
/// the start, in wall time.
fn settling_ns(subject: &Subject<'_>) -> u64 {
    let query = subject.query;
    let (window_ms, _) = lengths_ms(query.window);
    let delay_ms = query.watermark.as_ref().map_or(0, |rule| rule.delay_ms);
    let event_ms = window_ms
        .saturating_add(delay_ms)
        .saturating_add(query.allowed_lateness_ms);
    wall_ns(subject, event_ms)
}

/// The period of what a run does over and over: its trigger, or the distance of its windows if that is longer.
fn tooth_ns(subject: &Subject<'_>) -> u64 {
    let trigger_ns = match subject.rules {
        Some(Rules::MicroBatch(rules)) => match rules.trigger {
            Trigger::Interval { millis } => u64::try_from(millis).unwrap_or(0).saturating_mul(1_000_000),
            _ => 0,
        },
        _ => 0,
    };
    let (_, slide_ms) = lengths_ms(subject.query.window);
    trigger_ns.max(wall_ns(subject, slide_ms))
}

/// As many whole teeth as cover an interval of the series; an interval where there are none.
fn point_ns(tooth_ns: u64, interval_ns: u64) -> u64 {
    let interval_ns = interval_ns.max(1);
    match tooth_ns {
        0 => interval_ns,
        tooth => tooth.saturating_mul(interval_ns.div_ceil(tooth)),
    }
}

/// Length and distance of windows, milliseconds of event time; a session is as long as its gap and has no distance.
fn lengths_ms(window: WindowSpec) -> (i64, i64) {
    match window {
        WindowSpec::Tumbling { size_ms, .. } => (size_ms, size_ms),
        WindowSpec::Sliding {
            size_ms, slide_ms, ..
        } => (size_ms, slide_ms),
        WindowSpec::Session { gap_ms } => (gap_ms, 0),
        _ => (0, 0),
    }
}

fn wall_ns(subject: &Subject<'_>, millis: i64) -> u64 {
    let nanos_per_ms = match subject.query.time {
        TimeDomain::Processing => 1_000_000,
        TimeDomain::Event => subject.phi.nanos_per_ms(),
    };
    u64::try_from(millis).unwrap_or(0).saturating_mul(nanos_per_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLI: u64 = 1_000_000;

    /// Intervals of 100 ms over 30 s: batches of one second, and latency and state as the functions of the second say.
    fn series(latency: impl Fn(u64) -> u64, state: impl Fn(u64) -> u64) -> Series {
        let interval = |place: u64| {
            let (second, tenth) = (place / 10, place % 10);
            Interval {
                start_ns: place * 100 * MILLI,
                taken: if tenth == 0 {
                    10_000 + 10 * (second * 7 % 5)
                } else {
                    0
                },
                p50_ns: (tenth == 0).then(|| latency(second) + second * 11 % 7),
                state_entries: Some(state(second) + 30 * tenth),
                ..Interval::default()
            }
        };
        Series {
            interval_ns: 100 * MILLI,
            intervals: (0..300).map(interval).collect(),
            ..Series::default()
        }
    }

    fn tested(series: &Series, measured_s: u64) -> SteadyState {
        let span = Span {
            from_ns: 1_000 * MILLI,
            end_ns: (1_000 + measured_s * 1_000) * MILLI,
            point_ns: point_ns(1_000 * MILLI, series.interval_ns),
        };
        let found = [
            ("throughput", span.points(series, taken)),
            ("latency", span.points(series, latency)),
            ("state", span.points(series, state)),
        ];
        summed_up(span, &found)
    }

    #[test]
    fn a_saw_tooth_of_whole_triggers_is_steady() {
        let found = tested(&series(|_| 500, |_| 1_000), 29);
        assert_eq!(found.verdict, SteadyVerdict::Steady, "{found:?}");
        assert_eq!(steady_note(&found), None);
    }

    #[test]
    fn a_latency_that_settles_is_steady_since_then() {
        let found = tested(
            &series(|second| if second < 9 { 900 } else { 500 }, |_| 1_000),
            29,
        );
        assert_eq!(found.verdict, SteadyVerdict::Since, "{found:?}");
        assert_eq!(
            (found.since_ns, &found.shifted[..]),
            (Some(9_000 * MILLI), &["latency".to_owned()][..])
        );
        assert!(steady_note(&found).unwrap().starts_with("steady only since 9"));
    }

    #[test]
    fn state_that_grows_to_the_end_is_no_steady_state() {
        let found = tested(&series(|_| 500, |second| 1_000 * second), 29);
        assert_eq!(
            (found.verdict, found.since_ns),
            (SteadyVerdict::NoSteadyState, None)
        );
        assert_eq!(found.shifted, ["state"]);
        assert!(steady_note(&found).unwrap().contains("no steady state: state"));
    }

    #[test]
    fn a_short_phase_is_not_tested_and_says_so() {
        let found = tested(&series(|_| 500, |_| 1_000), 19);
        assert_eq!(found.verdict, SteadyVerdict::TooShort);
        assert!(steady_note(&found).unwrap().contains("20 points of 1"));
    }

    #[test]
    fn a_point_is_whole_teeth_and_covers_an_interval() {
        assert_eq!(point_ns(0, 50), 50);
        assert_eq!(point_ns(1_000, 50), 1_000);
        assert_eq!(point_ns(30, 50), 60);
    }
}
