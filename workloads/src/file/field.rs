//! The fields of a rating, with what to say if they are not what they should be.

use streamgauge_model::EventTime;

use super::digits;
use crate::event_time_text;

/// Longest piece of a file that a message quotes.
const QUOTED: usize = 80;

/// Why a line is not a rating.
#[derive(Debug)]
pub(crate) struct Misread {
    pub(crate) expected: String,
    pub(crate) found: String,
}

impl Misread {
    /// `expected` where the file has `found`, which is quoted.
    pub(crate) fn new(expected: impl Into<String>, found: &[u8]) -> Self {
        Self {
            expected: expected.into(),
            found: quote(found),
        }
    }
}

/// A piece of a file, fit to be shown: lenient about encoding, without control characters, not too long.
pub(crate) fn quote(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "nothing".to_owned();
    }
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4 * QUOTED)]);
    let short: String = text.chars().take(QUOTED).collect();
    let more = if short.len() < text.len() || bytes.len() > 4 * QUOTED {
        "..."
    } else {
        ""
    };
    format!("'{}{more}'", short.escape_debug())
}

/// A user's or a movie's number.
#[inline]
pub(crate) fn number(name: &str, field: &[u8]) -> Result<u32, Misread> {
    match digits::only(field).and_then(|number| u32::try_from(number).ok()) {
        Some(number) => Ok(number),
        None => number_in_space(name, field),
    }
}

/// A number with spaces around it or a sign before it, or none at all.
fn number_in_space(name: &str, field: &[u8]) -> Result<u32, Misread> {
    let text = std::str::from_utf8(field).ok();
    text.and_then(|text| text.trim().parse().ok())
        .ok_or_else(|| not_a_number(name, field))
}

/// What is found where a user's or a movie's number should be.
pub(crate) fn not_a_number(name: &str, found: &[u8]) -> Misread {
    Misread::new(format!("{name}, a whole number from 0 to {}", u32::MAX), found)
}

/// A rating, as half stars.
pub(crate) fn half_stars(rating: f64) -> Option<u8> {
    let doubled = rating * 2.0;
    ((1.0..=10.0).contains(&doubled) && doubled.fract() == 0.0).then_some(doubled as u8)
}

/// What [`half_stars`] wants.
pub(crate) const RATING: &str = "a rating from 0.5 to 5 in steps of 0.5";

/// The text of a rating, as half stars.
#[inline]
pub(crate) fn rating(field: &[u8]) -> Result<u8, Misread> {
    match field {
        [stars @ b'1'..=b'5'] | [stars @ b'1'..=b'5', b'.', b'0'] => Ok(2 * (stars - b'0')),
        [stars @ b'0'..=b'4', b'.', b'5'] => Ok(2 * (stars - b'0') + 1),
        _ => rating_at_length(field),
    }
}

/// A rating written in another way, or none at all.
fn rating_at_length(field: &[u8]) -> Result<u8, Misread> {
    let text = std::str::from_utf8(field).ok();
    text.and_then(|text| text.trim().parse().ok())
        .and_then(half_stars)
        .ok_or_else(|| Misread::new(RATING, field))
}

/// What [`event_time`] wants.
pub(crate) const EVENT_TIME: &str = "an event_time such as 2026-01-05 14:00:03 (UTC), 2026-01-05T14:00:03Z or 1767621603000 (ms), in the years 1 \
     to 9999";

/// The text of an event time.
#[inline]
pub(crate) fn event_time(field: &[u8]) -> Result<EventTime, Misread> {
    let text = || std::str::from_utf8(field).ok();
    event_time_text::parse_plain(field)
        .or_else(|| text().and_then(event_time_text::parse))
        .ok_or_else(|| Misread::new(EVENT_TIME, field))
}

/// A MovieLens timestamp: whole seconds since the Unix epoch.
pub(crate) fn timestamp(field: &[u8]) -> Result<EventTime, Misread> {
    let text = || std::str::from_utf8(field).ok();
    let seconds = digits::only(field).and_then(|seconds| i64::try_from(seconds).ok());
    seconds
        .or_else(|| text().and_then(|text| text.trim().parse().ok()))
        .and_then(of_seconds)
        .ok_or_else(|| Misread::new(TIMESTAMP, field))
}

/// What [`timestamp`] wants.
pub(crate) const TIMESTAMP: &str = "a timestamp in seconds since 1970, in the years 1 to 9999";

/// The event time of seconds since the Unix epoch, if it can be written.
pub(crate) fn of_seconds(seconds: i64) -> Option<EventTime> {
    event_time_text::in_range(seconds.checked_mul(1000)?)
}

/// `true` or `false`; nothing is `false`.
pub(crate) fn flag(field: &[u8]) -> Result<bool, Misread> {
    match field.trim_ascii() {
        b"true" | b"True" | b"1" => Ok(true),
        b"false" | b"False" | b"0" | b"" => Ok(false),
        _ => Err(Misread::new("is_late, true or false", field)),
    }
}
