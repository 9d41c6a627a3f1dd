//! Events as people write them down: `14:00:01 14:00:03 | 14:00:05@7=9`.

use streamgauge_replay::CaseEvent;

/// The day of times that are written without one: 2026-01-01, UTC.
const DAY_MS: i64 = 1_767_225_600_000;
/// The bar that ends a batch.
const BAR: &str = "|";

/// Events in order of arrival, cut into batches where bars were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrivals {
    /// The events.
    pub events: Vec<CaseEvent>,
    /// How many events stand before each bar.
    pub bars: Vec<usize>,
}

/// Reads events: times, separated by spaces or commas, each with `@key` and `=value` if it has them. A bar ends a
/// batch. A time is `14:00`, `14:00:01` or `14:00:01.250` (of 2026-01-01, UTC), `2026-01-05T14:00:03`, RFC 3339, or
/// milliseconds since the Unix epoch.
///
/// # Errors
/// Names the event, what is wrong with it and what would be right.
pub fn arrivals(text: &str) -> Result<Arrivals, String> {
    let mut arrivals = Arrivals {
        events: Vec::new(),
        bars: Vec::new(),
    };
    let spaced = text.replace(BAR, " | ");
    let words = spaced
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty());
    for word in words {
        if word == BAR {
            arrivals.bars.push(arrivals.events.len());
        } else {
            let seq = arrivals.events.len() as u64;
            arrivals.events.push(event(word, seq)?);
        }
    }
    if arrivals.events.is_empty() {
        return Err("there is no event in it; write times such as 14:00:01 14:00:03".to_owned());
    }
    check_alike(&arrivals.events)?;
    Ok(arrivals)
}

fn event(word: &str, seq: u64) -> Result<CaseEvent, String> {
    let (rest, value) = parted(word, '=');
    let (time, key) = parted(rest, '@');
    Ok(CaseEvent {
        seq,
        t_ms: instant(time).ok_or_else(|| {
            format!(
                "event {}: '{time}' is no time; write 14:00:01, 14:00:01.250, 2026-01-01T14:00:01 or milliseconds \
                 since 1970",
                seq + 1
            )
        })?,
        user_id: None,
        movie_id: None,
        half_stars: None,
        key: number(key, "key", '@', seq)?,
        value: number(value, "value", '=', seq)?,
        source: None,
    })
}

fn parted(word: &str, mark: char) -> (&str, Option<&str>) {
    word.split_once(mark)
        .map_or((word, None), |(before, after)| (before, Some(after)))
}

fn number(text: Option<&str>, what: &str, mark: char, seq: u64) -> Result<Option<i64>, String> {
    let wrong = |text: &str| {
        format!(
            "event {}: the {what} '{text}' is no whole number; write one such as {mark}7",
            seq + 1
        )
    };
    text.map(|text| text.parse().map_err(|_| wrong(text))).transpose()
}

/// Keys and values: either all events have one, or none has.
fn check_alike(events: &[CaseEvent]) -> Result<(), String> {
    let has_key = |event: &CaseEvent| event.key.is_some();
    let has_value = |event: &CaseEvent| event.value.is_some();
    check_all(events, "key", '@', has_key)?;
    check_all(events, "value", '=', has_value)
}

fn check_all(
    events: &[CaseEvent],
    what: &str,
    mark: char,
    has: impl Fn(&CaseEvent) -> bool,
) -> Result<(), String> {
    let Some(without) = events.iter().find(|event| !has(event)) else {
        return Ok(());
    };
    if !events.iter().any(has) {
        return Ok(());
    }
    Err(format!(
        "event {} has no {what}, others have; write {mark}7 behind every time, or behind none",
        without.seq + 1
    ))
}

fn instant(text: &str) -> Option<i64> {
    if let Ok(millis) = text.parse::<i64>() {
        return Some(millis);
    }
    if text
        .get(10..)
        .is_some_and(|rest| rest.contains(['Z', 'z', '+', '-']))
    {
        return text
            .parse::<jiff::Timestamp>()
            .ok()
            .map(jiff::Timestamp::as_millisecond);
    }
    if let Ok(time) = text.parse::<jiff::civil::Time>()
        && text.contains(':')
    {
        let of_day = time.duration_since(jiff::civil::Time::midnight());
        return Some(DAY_MS + i64::try_from(of_day.as_millis()).ok()?);
    }
    let civil = text.parse::<jiff::civil::DateTime>().ok()?;
    let instant = jiff::tz::TimeZone::UTC.to_timestamp(civil).ok()?;
    Some(instant.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(text: &str) -> Vec<i64> {
        arrivals(text)
            .unwrap()
            .events
            .iter()
            .map(|event| event.t_ms)
            .collect()
    }

    #[test]
    fn times_are_read_in_all_their_forms() {
        let two = DAY_MS + 14 * 3_600_000;
        let text =
            "14:00 14:00:01, 14:00:01.250 2026-01-01T14:00:02 2026-01-01T15:00:03+01:00 1767276004000 -5";
        let expected = [
            two,
            two + 1000,
            two + 1250,
            two + 2000,
            two + 3000,
            two + 4000,
            -5,
        ];
        assert_eq!(times(text), expected);
    }

    #[test]
    fn bars_cut_batches_and_keys_and_values_follow() {
        let read = arrivals("14:00:01@7=9 14:00:02@-8=0|14:00:03@7=1").unwrap();
        assert_eq!(read.bars, [2]);
        let fields: Vec<_> = read.events.iter().map(|e| (e.seq, e.key, e.value)).collect();
        let expected = [
            (0, Some(7), Some(9)),
            (1, Some(-8), Some(0)),
            (2, Some(7), Some(1)),
        ];
        assert_eq!(fields, expected);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (given, says) in [
            ("", "there is no event"),
            ("|", "there is no event"),
            ("14:00:01 noon", "event 2: 'noon' is no time"),
            ("14:00:61", "event 1: '14:00:61' is no time"),
            ("99999999999999999999", "is no time"),
            ("14:00:01@movie", "the key 'movie' is no whole number"),
            ("14:00:01=4.5", "the value '4.5' is no whole number"),
            ("14:00:01@1 14:00:02", "event 2 has no key"),
            ("14:00:01 14:00:02=1", "event 1 has no value"),
            ("14:00:é", "is no time"),
        ] {
            let error = arrivals(given).unwrap_err();
            assert!(error.contains(says), "{given}: {error}");
        }
    }
}
