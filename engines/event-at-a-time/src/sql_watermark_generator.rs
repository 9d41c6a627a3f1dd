//! Watermarks that SQL declares, made inside the source.

use streamgauge_model::{Event, Watermark};

use crate::WatermarkGenerator;

/// `WATERMARK FOR t AS expression` pushed down into a source that can do so: one generator for each split, which
/// starts at the smallest instant (Flink's `GeneratedWatermarkGeneratorSupplier`). Where the source cannot, it is
/// the business of [`SqlWatermarkAssigner`](crate::SqlWatermarkAssigner), which starts at 0.
#[derive(Clone, Copy, Debug)]
pub struct SqlWatermarkGenerator<F> {
    expression: F,
    on_event: bool,
    greatest: Watermark,
}

impl<F: Fn(&Event) -> Option<Watermark>> SqlWatermarkGenerator<F> {
    /// A generator that speaks when the engine asks (`scan.watermark.emit.strategy` = `on-periodic`, the default).
    /// `expression` gives a row's watermark; `None` is SQL's NULL and moves nothing. `t - INTERVAL d` is just
    /// that: 1 ms ahead of [`BoundedOutOfOrderness`](crate::BoundedOutOfOrderness) at the same delay.
    #[must_use]
    pub const fn emitting_on_periodic(expression: F) -> Self {
        Self {
            expression,
            on_event: false,
            greatest: Watermark::NONE,
        }
    }

    /// A generator that speaks behind every row that has a watermark (`on-event`).
    #[must_use]
    pub const fn emitting_on_event(expression: F) -> Self {
        Self {
            expression,
            on_event: true,
            greatest: Watermark::NONE,
        }
    }
}

impl<F: Fn(&Event) -> Option<Watermark> + Clone + Send + 'static> WatermarkGenerator
    for SqlWatermarkGenerator<F>
{
    #[inline]
    fn on_event(&mut self, event: &Event) -> bool {
        let watermark = (self.expression)(event);
        self.greatest = self.greatest.max(watermark.unwrap_or(Watermark::NONE));
        self.on_event && watermark.is_some()
    }

    #[inline]
    fn current(&self) -> Watermark {
        self.greatest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BoundedOutOfOrderness;
    use streamgauge_model::EventTime;

    fn at(millis: i64) -> Event {
        Event {
            time: EventTime::from_millis(millis),
            ..Event::default()
        }
    }

    fn five_less(event: &Event) -> Option<Watermark> {
        (event.time.millis() != 0).then(|| Watermark::at(event.time.saturating_add(-5)))
    }

    #[test]
    fn a_declared_delay_is_one_millisecond_ahead_of_a_bound_and_may_be_negative_time() {
        let mut declared = SqlWatermarkGenerator::emitting_on_periodic(five_less);
        let mut bounded = BoundedOutOfOrderness::new(5);
        for millis in [-20, -30, -10] {
            assert!(!declared.on_event(&at(millis)));
            bounded.on_event(&at(millis));
        }
        assert_eq!(declared.current().millis(), -15);
        assert_eq!(bounded.current().millis(), -16);
    }

    #[test]
    fn on_event_speaks_behind_every_row_but_those_whose_watermark_is_null() {
        let mut declared = SqlWatermarkGenerator::emitting_on_event(five_less);
        let speaks = [7, 0, 6].map(|millis| declared.on_event(&at(millis)));
        assert_eq!(speaks, [true, false, true]);
        assert_eq!(declared.current().millis(), 2);
    }
}
