//! What a row is made of.

use std::rc::Rc;

use streamgauge_model::Window;

/// One row: its values in the order of the columns.
pub type Row = Vec<Value>;

/// One value of a row. Values of one column have one [`Kind`], or are null.
///
/// The order serves grouping and sorting only; null comes first, as in Spark's ascending sort.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// No value.
    Null,
    /// A whole number.
    Int(i64),
    /// A text.
    Text(Rc<str>),
    /// A point in event time.
    Time(Timestamp),
    /// A span of event time; its bounds are whole milliseconds.
    Window(Window),
}

/// What kind of value a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers.
    Int,
    /// Texts.
    Text,
    /// Points in event time.
    Time,
    /// Spans of event time.
    Window,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Int => "a number",
            Self::Text => "a text",
            Self::Time => "a timestamp",
            Self::Window => "a window",
        })
    }
}

/// A point in event time in microseconds since the Unix epoch, as Spark keeps it: `window_time` is one
/// microsecond before the end of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant `micros` microseconds after the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// The instant `millis` milliseconds after the epoch; stops at the ends of the range.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole milliseconds since the epoch, rounded towards minus infinity: what watermarks are made of.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// This instant moved by `millis` milliseconds; stops at the ends of the range.
    #[must_use]
    pub const fn saturating_add_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis.saturating_mul(1_000)))
    }

    /// The last instant inside `window`, one microsecond before its end (Spark's `window_time`).
    #[must_use]
    pub const fn last_inside(window: Window) -> Self {
        Self(Self::from_millis(window.end.millis()).0.saturating_sub(1))
    }
}

impl Value {
    /// A point in event time, `millis` milliseconds after the epoch.
    #[must_use]
    pub const fn millis(millis: i64) -> Self {
        Self::Time(Timestamp::from_millis(millis))
    }

    /// The kind of a value that is not null.
    #[must_use]
    pub const fn kind(&self) -> Option<Kind> {
        match self {
            Self::Null => None,
            Self::Int(_) => Some(Kind::Int),
            Self::Text(_) => Some(Kind::Text),
            Self::Time(_) => Some(Kind::Time),
            Self::Window(_) => Some(Kind::Window),
        }
    }

    /// Whether a watermark of `watermark_ms` has passed this value: the one test behind both lateness and
    /// eviction. A window has passed when `end <= watermark`, a timestamp when `t <= watermark`, both
    /// inclusive (Spark's `WatermarkSupport.watermarkExpression`). Other values never pass.
    #[must_use]
    pub const fn is_past(&self, watermark_ms: i64) -> bool {
        match self {
            Self::Window(window) => window.end.millis() <= watermark_ms,
            Self::Time(time) => time.micros() <= watermark_ms.saturating_mul(1_000),
            Self::Null | Self::Int(_) | Self::Text(_) => false,
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_closes_when_the_watermark_is_its_end_and_not_a_millisecond_before() {
        let window = Value::Window(Window::new(10_000, 15_000));
        assert!(!window.is_past(14_999));
        assert!(window.is_past(15_000));
    }

    #[test]
    fn the_time_of_a_window_lies_a_microsecond_before_its_end_and_floors_to_milliseconds() {
        let time = Timestamp::last_inside(Window::new(10_000, 15_000));
        assert_eq!(time.micros(), 14_999_999);
        assert_eq!(time.millis(), 14_999);
        assert!(!Value::Time(time).is_past(14_999));
        assert!(Value::Time(time).is_past(15_000));
    }

    #[test]
    fn microseconds_before_the_epoch_floor_to_the_millisecond_before() {
        assert_eq!(Timestamp::from_micros(-1).millis(), -1);
    }

    #[test]
    fn the_ends_of_time_do_not_overflow() {
        assert_eq!(Timestamp::from_millis(i64::MIN).micros(), i64::MIN);
        assert!(Value::millis(i64::MAX).is_past(i64::MAX));
        assert_eq!(
            Timestamp::from_millis(i64::MAX).saturating_add_millis(1).micros(),
            i64::MAX
        );
    }
}
