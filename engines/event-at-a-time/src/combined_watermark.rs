//! The rule by which several partial watermarks make one.

use streamgauge_model::Watermark;

use crate::{Message, WatermarkStatus};

/// What one of several splits or inputs has said about time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PartialWatermark {
    watermark: Watermark,
    status: WatermarkStatus,
}

impl PartialWatermark {
    /// Nothing said, and active: it holds the others back.
    pub(crate) const SILENT: Self = Self::new(Watermark::NONE, WatermarkStatus::Active);

    pub(crate) const fn new(watermark: Watermark, status: WatermarkStatus) -> Self {
        Self { watermark, status }
    }

    /// Takes up a watermark, which also ends idleness. Returns whether it is greater than the last.
    pub(crate) fn advance(&mut self, watermark: Watermark) -> bool {
        self.status = WatermarkStatus::Active;
        let rises = watermark > self.watermark;
        self.watermark = self.watermark.max(watermark);
        rises
    }

    pub(crate) const fn mark(&mut self, status: WatermarkStatus) {
        self.status = status;
    }
}

/// The minimum over the active ones. If all are idle, the maximum over all, and together they are idle: so it
/// does not matter which of them fell silent first. `None` if there are none.
#[inline]
pub(crate) fn combine(
    partials: impl Iterator<Item = PartialWatermark> + Clone,
) -> Option<(Watermark, WatermarkStatus)> {
    let slowest_active = partials
        .clone()
        .filter(|p| p.status == WatermarkStatus::Active)
        .map(|p| p.watermark)
        .min();
    if let Some(watermark) = slowest_active {
        return Some((watermark, WatermarkStatus::Active));
    }
    let fastest = partials.map(|p| p.watermark).max()?;
    Some((fastest, WatermarkStatus::Idle))
}

/// What several splits or inputs have said together so far (Flink's `CombinedWatermarkStatus`).
#[derive(Clone, Copy, Debug)]
pub(crate) struct CombinedWatermark {
    watermark: Watermark,
    status: WatermarkStatus,
}

impl CombinedWatermark {
    /// Nothing said yet.
    pub(crate) const fn new() -> Self {
        Self {
            watermark: Watermark::NONE,
            status: WatermarkStatus::Active,
        }
    }

    pub(crate) const fn watermark(&self) -> Watermark {
        self.watermark
    }

    pub(crate) const fn status(&self) -> WatermarkStatus {
        self.status
    }

    /// Combines again and says what is new: that the stream is active before the watermark, that it is idle
    /// behind it. Without partials, a stream that has spoken before is idle.
    pub(crate) fn update(
        &mut self,
        partials: impl Iterator<Item = PartialWatermark> + Clone,
        out: &mut impl FnMut(Message),
    ) {
        let before = self.status;
        let (watermark, status) = match combine(partials) {
            Some(combined) => combined,
            None if self.watermark > Watermark::NONE => (self.watermark, WatermarkStatus::Idle),
            None => return,
        };
        self.status = status;
        if (before, status) == (WatermarkStatus::Idle, WatermarkStatus::Active) {
            out(Message::Status(status));
        }
        if watermark > self.watermark {
            self.watermark = watermark;
            out(Message::Watermark(watermark));
        }
        if (before, status) == (WatermarkStatus::Active, WatermarkStatus::Idle) {
            out(Message::Status(status));
        }
    }
}
