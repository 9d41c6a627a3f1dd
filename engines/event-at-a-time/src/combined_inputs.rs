//! The inputs of one operator, one watermark.

use streamgauge_model::Watermark;

use crate::combined_watermark::{CombinedWatermark, PartialWatermark};
use crate::{Message, WatermarkStatus};

/// The clock of an operator with two or more inputs: the minimum over the inputs that are not idle, and idle
/// only if all are (Flink's `IndexedCombinedWatermarkStatus`). Each input is itself the output of a
/// [`StatusWatermarkValve`](crate::StatusWatermarkValve).
#[derive(Clone, Debug)]
pub struct CombinedInputs {
    inputs: Vec<PartialWatermark>,
    combined: CombinedWatermark,
}

impl CombinedInputs {
    /// The clock of an operator with `inputs` inputs that have said nothing.
    #[must_use]
    pub fn new(inputs: usize) -> Self {
        Self {
            inputs: vec![PartialWatermark::SILENT; inputs],
            combined: CombinedWatermark::new(),
        }
    }

    /// A watermark arrives on `input`; what follows from it goes to `out`.
    pub fn on_watermark(&mut self, input: usize, watermark: Watermark, out: &mut impl FnMut(Message)) {
        self.inputs[input].advance(watermark);
        self.combined.update(self.inputs.iter().copied(), out);
    }

    /// A status arrives on `input`; what follows from it goes to `out`, in order.
    pub fn on_status(&mut self, input: usize, status: WatermarkStatus, out: &mut impl FnMut(Message)) {
        self.inputs[input].mark(status);
        self.combined.update(self.inputs.iter().copied(), out);
    }

    /// The watermark of all inputs together.
    #[must_use]
    pub const fn watermark(&self) -> Watermark {
        self.combined.watermark()
    }

    /// Whether all inputs are idle.
    #[must_use]
    pub const fn status(&self) -> WatermarkStatus {
        self.combined.status()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use streamgauge_model::EventTime;

    fn mark(millis: i64) -> Watermark {
        Watermark::at(EventTime::from_millis(millis))
    }

    #[test]
    fn the_slower_input_sets_the_clock_until_it_is_idle() {
        let mut said = Vec::new();
        let mut inputs = CombinedInputs::new(2);
        inputs.on_watermark(0, mark(10), &mut |m| said.push(m));
        assert_eq!(inputs.watermark(), Watermark::NONE, "the other has said nothing");
        inputs.on_watermark(1, mark(4), &mut |m| said.push(m));
        inputs.on_status(1, WatermarkStatus::Idle, &mut |m| said.push(m));
        inputs.on_status(1, WatermarkStatus::Active, &mut |m| said.push(m));
        inputs.on_watermark(1, mark(7), &mut |m| said.push(m));
        assert_eq!(said, [4, 10].map(|millis| Message::Watermark(mark(millis))));
        assert_eq!(inputs.watermark(), mark(10), "the clock does not go back");
    }

    #[test]
    fn all_inputs_idle_is_idle_and_one_active_is_active() {
        let mut said = Vec::new();
        let mut inputs = CombinedInputs::new(2);
        inputs.on_watermark(0, mark(10), &mut |m| said.push(m));
        inputs.on_watermark(1, mark(4), &mut |m| said.push(m));
        inputs.on_status(0, WatermarkStatus::Idle, &mut |m| said.push(m));
        assert_eq!(inputs.status(), WatermarkStatus::Active);
        inputs.on_status(1, WatermarkStatus::Idle, &mut |m| said.push(m));
        inputs.on_status(0, WatermarkStatus::Active, &mut |m| said.push(m));
        let expected = [
            Message::Watermark(mark(4)),
            Message::Watermark(mark(10)),
            Message::Status(WatermarkStatus::Idle),
            Message::Status(WatermarkStatus::Active),
        ];
        assert_eq!(said, expected);
    }
}
