//! Rating events as JSON lines.

use std::borrow::Cow;

use serde::Deserialize;
use streamgauge_model::EventTime;

use super::Rating;
use super::field::{EVENT_TIME, Misread, RATING, event_time, half_stars, quote};
use super::json_plain;
use crate::event_time_text;

/// What every line should be.
const SHAPE: &str = "a JSON object with user_id, movie_id, rating and event_time";

/// A line. Other members are ignored.
#[derive(Deserialize)]
struct Line<'a> {
    user_id: u32,
    movie_id: u32,
    rating: f64,
    #[serde(borrow)]
    event_time: Option<Time<'a>>,
    event_time_ms: Option<i64>,
    #[serde(default)]
    is_late: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Time<'a> {
    Millis(i64),
    Text(#[serde(borrow)] Cow<'a, str>),
}

/// The rating on a line.
#[inline]
pub(crate) fn parse(line: &[u8]) -> Result<Rating, Misread> {
    json_plain::parse(line).map_or_else(|| parse_any(line), Ok)
}

/// The rating on a line of any JSON. Text that is not UTF-8 is read leniently: it can only be in members that do not matter.
#[inline(never)]
pub(crate) fn parse_any(line: &[u8]) -> Result<Rating, Misread> {
    let text = String::from_utf8_lossy(line);
    let parsed: Line<'_> = serde_json::from_str(&text).map_err(|error| Misread {
        expected: SHAPE.to_owned(),
        found: format!("{} ({error})", quote(line)),
    })?;
    let half_stars = half_stars(parsed.rating)
        .ok_or_else(|| Misread::new(RATING, parsed.rating.to_string().as_bytes()))?;
    let time = match (parsed.event_time, parsed.event_time_ms) {
        (Some(Time::Text(text)), _) => event_time(text.as_bytes())?,
        (Some(Time::Millis(millis)), _) | (None, Some(millis)) => in_range(millis)?,
        (None, None) => return Err(Misread::new(EVENT_TIME, line)),
    };
    Ok(Rating {
        time,
        user: parsed.user_id,
        movie: parsed.movie_id,
        half_stars,
        is_late: parsed.is_late,
    })
}

fn in_range(millis: i64) -> Result<EventTime, Misread> {
    event_time_text::in_range(millis).ok_or_else(|| Misread::new(EVENT_TIME, millis.to_string().as_bytes()))
}
