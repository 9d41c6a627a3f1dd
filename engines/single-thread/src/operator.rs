//! What is done with an event, and when time has passed.

use streamgauge_model::{Event, Output};

/// The part of the loop that depends on window, key and aggregate. Times are milliseconds; a watermark of `i64::MIN`
/// is none.
pub(crate) trait Operator {
    /// An event that belongs to the instant `at`.
    fn on_event<O: Output>(&mut self, event: &Event, at: i64, watermark: i64, out: &mut O);

    /// Everything up to and including `watermark` has been seen: what that completes leaves.
    fn advance<O: Output>(&mut self, watermark: i64, out: &mut O);
}

/// No aggregate: every event that the filter keeps passes.
pub(crate) struct PassThrough;

impl Operator for PassThrough {
    #[inline]
    fn on_event<O: Output>(&mut self, event: &Event, _at: i64, _watermark: i64, out: &mut O) {
        out.pass(event);
    }

    #[inline]
    fn advance<O: Output>(&mut self, _watermark: i64, _out: &mut O) {}
}
