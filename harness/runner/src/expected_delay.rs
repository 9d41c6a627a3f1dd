//! What the mean headline latency should be, by the engine's own rules.

use streamgauge_model::{Cadence, EventAtATimeRules, MicroBatchRules, Query, Rules, TimeDomain, Trigger};

use crate::{Headline, headline};

/// How long a micro-batch engine that found nothing waits before it looks again (see [`Trigger::BackToBack`]).
const POLL_NS: f64 = 10e6;
/// A batch this many times longer than the gap between events always finds some waiting; one this many times
/// shorter finds none.
const CLEARLY: f64 = 5.0;

/// What a run was seen to do, as far as predictions need it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Mean time of a batch, nanoseconds.
    pub batch_ns: f64,
    /// Mean gap between arrivals, nanoseconds.
    pub gap_ns: f64,
}

/// The mean headline latency that the rules of an engine predict, nanoseconds; `None` where they predict none.
///
/// Micro-batch, with batches of `P` and trigger interval `D` (or `P`, if that is longer):
///
/// ```text
/// interval      events: D/2 + P     windows: D/2 + D + P    the watermark learnt in one batch is applied in the next
/// back to back  events: D/2 + P     windows: D/2 + 2 P      where D is P if events always wait, and the polling
///                                                           delay of 10 ms if they never do
/// ```
///
/// Event-at-a-time: half the interval at which the watermark is generated, for windows. What has no rule to wait
/// for has no prediction: its latency is the work itself, and waking up. Nor have results that wait in buffers of
/// the exchange, windows of processing time (their ends are aligned with triggers), runs that end by themselves, and
/// back-to-back batches about as long as the gap between events.
#[must_use]
pub fn expected_delay_ns(rules: &Rules, query: &Query, pace: Pace) -> Option<f64> {
    let windows = headline(query, Some(rules)) == Headline::Window;
    if windows && query.time == TimeDomain::Processing {
        return None;
    }
    match rules {
        Rules::MicroBatch(rules) => micro_batch(rules, windows, pace),
        Rules::EventAtATime(rules) => event_at_a_time(rules, windows),
    }
}

fn micro_batch(rules: &MicroBatchRules, windows: bool, pace: Pace) -> Option<f64> {
    let batch = pace.batch_ns;
    let (period, next) = match rules.trigger {
        Trigger::Interval { millis } => {
            let period = (millis as f64 * 1e6).max(batch);
            (period, period)
        }
        Trigger::BackToBack => {
            let period = back_to_back_period(pace)?;
            (period, if rules.no_data_batches { batch } else { period })
        }
        Trigger::AvailableNow | Trigger::Once => return None,
    };
    Some(period / 2.0 + if windows { next } else { 0.0 } + batch)
}

fn back_to_back_period(pace: Pace) -> Option<f64> {
    if pace.batch_ns > pace.gap_ns * CLEARLY {
        Some(pace.batch_ns)
    } else {
        (pace.batch_ns * CLEARLY < pace.gap_ns).then_some(POLL_NS)
    }
}

fn event_at_a_time(rules: &EventAtATimeRules, windows: bool) -> Option<f64> {
    match rules.cadence {
        Cadence::Periodic { millis } if windows && rules.buffer_timeout_ns == 0 => {
            Some(millis as f64 * 1e6 / 2.0)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_model::{Aggregate, Firing, KeyBy, OutputMode, WatermarkRule, WindowSpec};

    use super::*;

    fn query(window: WindowSpec) -> Query {
        Query {
            name: "q".into(),
            filter: None,
            key: KeyBy::Movie,
            window,
            time: TimeDomain::Event,
            aggregates: vec![Aggregate::Count],
            alert: None,
            top: None,
            watermark: Some(WatermarkRule { delay_ms: 0 }),
            allowed_lateness_ms: 0,
            firing: Firing::AT_END,
            deduplicate: None,
            source_delays_ms: Vec::new(),
            digest: true,
        }
    }

    fn micro(trigger: Trigger) -> Rules {
        Rules::MicroBatch(MicroBatchRules::new(trigger, OutputMode::Append))
    }

    const WINDOW: WindowSpec = WindowSpec::Tumbling {
        size_ms: 15_000,
        offset_ms: 0,
    };

    fn pace(batch_ns: f64) -> Pace {
        Pace {
            batch_ns,
            gap_ns: 1e5,
        }
    }

    #[test]
    fn a_window_waits_half_a_trigger_and_one_more() {
        let rules = micro(Trigger::Interval { millis: 100 });
        let delay = |window| expected_delay_ns(&rules, &query(window), pace(5e6)).unwrap();
        assert!((delay(WINDOW) - 155e6).abs() < 1.0);
        assert!((delay(WindowSpec::Running) - 55e6).abs() < 1.0);
    }

    #[test]
    fn batches_that_overrun_set_the_period_themselves() {
        let of = |trigger| expected_delay_ns(&micro(trigger), &query(WINDOW), pace(8e6)).unwrap();
        assert!((of(Trigger::Interval { millis: 1 }) - 20e6).abs() < 1.0);
        assert!((of(Trigger::BackToBack) - 20e6).abs() < 1.0);
    }

    #[test]
    fn batches_that_find_nothing_wait_for_the_poll() {
        let of = |batch_ns| expected_delay_ns(&micro(Trigger::BackToBack), &query(WINDOW), pace(batch_ns));
        assert!(
            (of(1e4).unwrap() - 5.02e6).abs() < 1.0,
            "half a poll and two batches"
        );
        assert_eq!(of(1e5), None, "about as long as the gap: either");
    }

    #[test]
    fn a_periodic_watermark_costs_half_its_interval() {
        let of = |cadence, window| {
            expected_delay_ns(
                &Rules::EventAtATime(EventAtATimeRules::new(cadence)),
                &query(window),
                pace(1.0),
            )
        };
        assert!((of(Cadence::FLINK_DEFAULT, WINDOW).unwrap() - 100e6).abs() < 1.0);
        assert_eq!(of(Cadence::FLINK_DEFAULT, WindowSpec::Running), None);
        assert_eq!(of(Cadence::PerEvent, WINDOW), None);
    }

    #[test]
    fn no_prediction_where_none_is_possible() {
        assert_eq!(
            expected_delay_ns(&micro(Trigger::Once), &query(WINDOW), pace(1.0)),
            None
        );
        let processing = Query {
            time: TimeDomain::Processing,
            ..query(WINDOW)
        };
        assert_eq!(
            expected_delay_ns(&micro(Trigger::BackToBack), &processing, pace(1.0)),
            None
        );
    }
}
