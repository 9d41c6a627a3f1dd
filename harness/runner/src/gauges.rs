//! How far a task of a live run is, for whoever looks.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use streamgauge_model::{EventTime, Watermark};

/// How far a task is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Gauges {
    /// Events taken or received.
    pub records_in: u64,
    /// Rows and passed events handed on.
    pub rows: u64,
    /// Events that all of their windows refused.
    pub refused: u64,
    /// The watermark; `None` before the first.
    pub watermark: Option<Watermark>,
}

/// Where a task puts its gauges, so seldom that it costs nothing, and another thread reads them. The values of one reading may
/// be of two neighbouring samples.
#[derive(Debug)]
pub(crate) struct GaugeCell {
    sampled_ns: AtomicI64,
    records_in: AtomicU64,
    rows: AtomicU64,
    refused: AtomicU64,
    watermark_ms: AtomicI64,
}

impl Default for GaugeCell {
    fn default() -> Self {
        Self {
            sampled_ns: AtomicI64::new(i64::MIN),
            records_in: AtomicU64::new(0),
            rows: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            watermark_ms: AtomicI64::new(Watermark::NONE.millis()),
        }
    }
}

impl GaugeCell {
    /// Says what holds at `now_ns`, nanoseconds after the start.
    pub fn publish(&self, now_ns: i64, gauges: Gauges) {
        let watermark = gauges.watermark.unwrap_or(Watermark::NONE);
        self.records_in.store(gauges.records_in, Ordering::Relaxed);
        self.rows.store(gauges.rows, Ordering::Relaxed);
        self.refused.store(gauges.refused, Ordering::Relaxed);
        self.watermark_ms.store(watermark.millis(), Ordering::Relaxed);
        self.sampled_ns.store(now_ns, Ordering::Relaxed);
    }

    /// What was said last, and for which instant; `i64::MIN` if nothing was.
    pub fn read(&self) -> (i64, Gauges) {
        let millis = self.watermark_ms.load(Ordering::Relaxed);
        let gauges = Gauges {
            records_in: self.records_in.load(Ordering::Relaxed),
            rows: self.rows.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
            // The value before the epoch is where Spark's watermark begins: it promises nothing.
            watermark: (millis >= 0).then(|| Watermark::at(EventTime::from_millis(millis))),
        };
        (self.sampled_ns.load(Ordering::Relaxed), gauges)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_published_is_read() {
        let cell = GaugeCell::default();
        assert_eq!(cell.read(), (i64::MIN, Gauges::default()));
        let gauges = Gauges {
            records_in: 7,
            rows: 3,
            refused: 1,
            watermark: Some(Watermark::at(EventTime::from_millis(15_000))),
        };
        cell.publish(20, gauges);
        assert_eq!(cell.read(), (20, gauges));
    }

    #[test]
    fn a_watermark_before_the_epoch_is_none() {
        let cell = GaugeCell::default();
        for watermark in [
            Some(Watermark::before(EventTime::from_millis(0))),
            Some(Watermark::NONE),
            None,
        ] {
            cell.publish(
                0,
                Gauges {
                    watermark,
                    ..Gauges::default()
                },
            );
            assert_eq!(cell.read().1.watermark, None);
        }
    }
}
