//! What a worker holds of a query's state.

use streamgauge_model::Output;

/// The windows of the keys that a worker owns, made of items that other workers send. A watermark of `t` says that nothing
/// up to and including `t` will come.
pub(crate) trait Windows<I>: 'static {
    /// One item.
    fn add(&mut self, item: I, out: &mut impl Output);

    /// The watermark may have moved: what it completes leaves.
    fn advance(&mut self, watermark: i64, out: &mut impl Output);
}
