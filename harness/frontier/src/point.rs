//! One combination of settings.

/// One engine under one combination of settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The place of its engine among those of the sweep.
    pub arm: usize,
    /// How far the watermark stays behind the newest event, milliseconds of event time.
    pub watermark_delay_ms: i64,
    /// How long windows accept late events after their result, milliseconds of event time.
    pub allowed_lateness_ms: i64,
}
