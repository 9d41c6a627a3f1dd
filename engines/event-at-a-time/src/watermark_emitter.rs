//! The last step of every watermark before it leaves.

use streamgauge_model::Watermark;

use crate::{Message, WatermarkStatus};

/// Lets a watermark out only if it rises, and a status only if it changes; a watermark from an idle stream is
/// preceded by the word that it is active (Flink's `TimestampsAndWatermarksOperator.WatermarkEmitter`).
#[derive(Clone, Copy, Debug)]
pub struct WatermarkEmitter {
    emitted: Watermark,
    status: WatermarkStatus,
}

impl Default for WatermarkEmitter {
    fn default() -> Self {
        Self::new()
    }
}

impl WatermarkEmitter {
    /// An active stream that has said nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            emitted: Watermark::NONE,
            status: WatermarkStatus::Active,
        }
    }

    /// A watermark to let out.
    #[inline]
    pub fn watermark(&mut self, watermark: Watermark, out: &mut impl FnMut(Message)) {
        if watermark > self.emitted {
            self.emitted = watermark;
            self.status(WatermarkStatus::Active, out);
            out(Message::Watermark(watermark));
        }
    }

    /// A status to let out.
    #[inline]
    pub fn status(&mut self, status: WatermarkStatus, out: &mut impl FnMut(Message)) {
        if status != self.status {
            self.status = status;
            out(Message::Status(status));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use streamgauge_model::EventTime;

    #[test]
    fn watermarks_rise_and_end_idleness() {
        let mark = |millis| Watermark::at(EventTime::from_millis(millis));
        let mut said = Vec::new();
        let mut emitter = WatermarkEmitter::new();
        for millis in [3, 2, 3] {
            emitter.watermark(mark(millis), &mut |m| said.push(m));
        }
        for _ in 0..2 {
            emitter.status(WatermarkStatus::Idle, &mut |m| said.push(m));
        }
        emitter.watermark(mark(3), &mut |m| said.push(m));
        emitter.watermark(mark(4), &mut |m| said.push(m));
        let expected = [
            Message::Watermark(mark(3)),
            Message::Status(WatermarkStatus::Idle),
            Message::Status(WatermarkStatus::Active),
            Message::Watermark(mark(4)),
        ];
        assert_eq!(said, expected);
    }
}
