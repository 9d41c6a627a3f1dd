//! What the mean headline latency should be, by the engine's own rules.

use streamgauge_model::{Cadence, EventAtATimeRules, MicroBatchRules, Query, Rules, TimeDomain, Trigger};

use crate::{Headline, headline};

/// The mean headline latency that the rules of an engine predict, nanoseconds; `None` where they predict none.
///
/// `work_ns` is the mean time that work takes: of a batch for the micro-batch engine, of one event for the
/// event-at-a-time engine. Micro-batch, with the period `D` of batches (the trigger interval, or the batch time
/// `P` if that is longer or batches run back to back):
///
/// ```text
/// events:  D/2 + P        an event waits for the next batch, half a period on average
/// windows: D/2 + D + P    the watermark learnt in one batch is applied in the next
/// ```
///
/// Event-at-a-time: the work, and for windows half the interval at which the watermark is generated. Results and
/// events that wait in buffers of the exchange, windows of processing time (whose ends are aligned with triggers)
/// and runs that end by themselves have no prediction.
#[must_use]
pub fn expected_delay_ns(rules: &Rules, query: &Query, work_ns: f64) -> Option<f64> {
    let windows = headline(query, Some(rules)) == Headline::Window;
    if windows && query.time == TimeDomain::Processing {
        return None;
    }
    match rules {
        Rules::MicroBatch(rules) => micro_batch(rules, windows, work_ns),
        Rules::EventAtATime(rules) => event_at_a_time(rules, windows, work_ns),
    }
}

fn micro_batch(rules: &MicroBatchRules, windows: bool, batch_ns: f64) -> Option<f64> {
    let period = match rules.trigger {
        Trigger::Interval { millis } => (millis as f64 * 1e6).max(batch_ns),
        Trigger::BackToBack => batch_ns,
        Trigger::AvailableNow | Trigger::Once => return None,
    };
    // Without batches that carry no data, a window waits for the next batch all the same while events keep coming.
    let watermark = if windows { period } else { 0.0 };
    Some(period / 2.0 + watermark + batch_ns)
}

fn event_at_a_time(rules: &EventAtATimeRules, windows: bool, event_ns: f64) -> Option<f64> {
    if rules.buffer_timeout_ns > 0 {
        return None;
    }
    let wait = match rules.cadence {
        Cadence::Periodic { millis } if windows => millis as f64 * 1e6 / 2.0,
        _ => 0.0,
    };
    Some(wait + event_ns)
}

#[cfg(test)]
mod tests {
    use streamgauge_model::{Aggregate, KeyBy, OutputMode, WatermarkRule, WindowSpec};

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
        }
    }

    fn micro(trigger: Trigger) -> Rules {
        Rules::MicroBatch(MicroBatchRules::new(trigger, OutputMode::Append))
    }

    const WINDOW: WindowSpec = WindowSpec::Tumbling {
        size_ms: 15_000,
        offset_ms: 0,
    };

    #[test]
    fn a_window_waits_half_a_trigger_and_one_more() {
        let rules = micro(Trigger::Interval { millis: 100 });
        let delay = |window| expected_delay_ns(&rules, &query(window), 5e6).unwrap();
        assert!((delay(WINDOW) - 155e6).abs() < 1.0);
        assert!((delay(WindowSpec::Running) - 55e6).abs() < 1.0);
    }

    #[test]
    fn batches_that_overrun_set_the_period_themselves() {
        let slow = expected_delay_ns(&micro(Trigger::Interval { millis: 1 }), &query(WINDOW), 8e6).unwrap();
        let back_to_back = expected_delay_ns(&micro(Trigger::BackToBack), &query(WINDOW), 8e6).unwrap();
        assert!((slow - 20e6).abs() < 1.0);
        assert!((back_to_back - 20e6).abs() < 1.0);
    }

    #[test]
    fn a_periodic_watermark_costs_half_its_interval() {
        let rules = Rules::EventAtATime(EventAtATimeRules::new(Cadence::FLINK_DEFAULT));
        assert!((expected_delay_ns(&rules, &query(WINDOW), 500.0).unwrap() - 100_000_500.0).abs() < 1.0);
        let rules = Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent));
        assert!((expected_delay_ns(&rules, &query(WINDOW), 500.0).unwrap() - 500.0).abs() < 1.0);
    }

    #[test]
    fn no_prediction_where_none_is_possible() {
        assert_eq!(
            expected_delay_ns(&micro(Trigger::Once), &query(WINDOW), 1.0),
            None
        );
        let processing = Query {
            time: TimeDomain::Processing,
            ..query(WINDOW)
        };
        assert_eq!(
            expected_delay_ns(&micro(Trigger::BackToBack), &processing, 1.0),
            None
        );
    }
}
