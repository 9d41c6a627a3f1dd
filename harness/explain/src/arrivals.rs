//! Events as people write them down: `14:00:01 14:00:03 | 14:00:05@7=9`.

use streamgauge_replay::CaseEvent;

/// The day of times that are written without one: 2026-01-01, UTC.
const DAY_MS: i64 = 1_767_225_600_000;
const MS_PER_DAY: i64 = 86_400_000;
/// How a date is written.
const DATE: &str = "2026-01-05";
/// The bar that ends a batch.
const BAR: &str = "|";

/// Events in order of arrival, cut into batches where bars were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrivals {
    /// The events.
    pub events: Vec<CaseEvent>,
    /// How many events stand before each bar.
    pub bars: Vec<usize>,
    /// What was read in a way that may not have been meant, one sentence each.
    pub remarks: Vec<String>,
}

/// Reads events: times, separated by spaces or commas, each with `@key` and `=value` if it has them. A bar ends a
/// batch. A time is `14:00`, `14:00:01` or `14:00:01.250`, `2026-01-05T14:00:03` or `2026-01-05 14:00:03`, RFC 3339, or
/// milliseconds since the Unix epoch. A time without a date is of the day of the event before it; before the first
/// date it is of that date, and where there is none, of 2026-01-01. All are UTC.
///
/// # Errors
/// Names the event, what is wrong with it and what would be right.
pub fn arrivals(text: &str) -> Result<Arrivals, String> {
    let mut bars = Vec::new();
    let mut written: Vec<Written<'_>> = Vec::new();
    let mut date = None;
    for word in words(text) {
        let number = written.len() + 1;
        if word == BAR {
            bars.push(written.len());
        } else if let Ok(day) = word.parse::<jiff::civil::Date>()
            && word.len() == DATE.len()
        {
            if date.replace(day).is_some() {
                return Err(date_alone(number));
            }
            continue;
        } else {
            written.push(read(word, date.take(), number)?);
        }
        if date.is_some() {
            return Err(date_alone(number));
        }
    }
    if date.is_some() {
        return Err(date_alone(written.len() + 1));
    }
    if written.is_empty() {
        return Err("there is no event in it; write times such as 14:00:01 14:00:03".to_owned());
    }
    let remarks = small_number(&written).into_iter().collect();
    let events = placed(written);
    check_alike(&events)?;
    Ok(Arrivals {
        events,
        bars,
        remarks,
    })
}

/// The words of the text; bars need no spaces around them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || c == ',');
    let apart = words.flat_map(|word| word.split_inclusive(BAR));
    let apart = apart.flat_map(|word| match word.strip_suffix(BAR) {
        Some(before) => [before, BAR],
        None => [word, ""],
    });
    apart.filter(|word| !word.is_empty())
}

fn date_alone(number: usize) -> String {
    format!("event {number}: a date needs a time behind it; write 2026-01-05T14:00:03 or 2026-01-05 14:00:03")
}

/// An event as it was written.
struct Written<'a> {
    time: &'a str,
    when: When,
    key: Option<i64>,
    value: Option<i64>,
}

/// A time as it was written.
#[derive(Clone, Copy)]
enum When {
    /// Milliseconds since the epoch.
    Instant(i64),
    /// Milliseconds since midnight, of a day that other events say.
    OfDay(i64),
}

fn read<'a>(word: &'a str, date: Option<jiff::civil::Date>, number: usize) -> Result<Written<'a>, String> {
    let (rest, value) = parted(word, '=');
    let (time, key) = parted(rest, '@');
    let day = date.map(|date| instant_of(date.at(0, 0, 0, 0)));
    let when = when(time).map_err(|why| format!("event {number}: {why}"))?;
    Ok(Written {
        time,
        when: match (when, day) {
            (when, None) => when,
            (When::OfDay(of_day), Some(day)) => When::Instant(day.unwrap_or(0).saturating_add(of_day)),
            (When::Instant(_), Some(_)) => return Err(date_alone(number)),
        },
        key: self::number(key, "key", '@', number)?,
        value: self::number(value, "value", '=', number)?,
    })
}

/// Puts times without a date on the day of the event before, or of the first event that has one.
fn placed(written: Vec<Written<'_>>) -> Vec<CaseEvent> {
    let midnight = |instant: i64| instant.saturating_sub(instant.rem_euclid(MS_PER_DAY));
    let first = written.iter().find_map(|event| match event.when {
        When::Instant(instant) => Some(midnight(instant)),
        When::OfDay(_) => None,
    });
    let mut day = first.unwrap_or(DAY_MS);
    let placed = |(seq, event): (u64, Written<'_>)| {
        let t_ms = match event.when {
            When::Instant(instant) => instant,
            When::OfDay(of_day) => day.saturating_add(of_day),
        };
        day = midnight(t_ms);
        CaseEvent {
            seq,
            t_ms,
            user_id: None,
            movie_id: None,
            half_stars: None,
            key: event.key,
            value: event.value,
            source: None,
        }
    };
    (0..).zip(written).map(placed).collect()
}

/// A number that looks like a time of day is milliseconds all the same.
fn small_number(written: &[Written<'_>]) -> Option<String> {
    let looks_so =
        |event: &&Written<'_>| matches!(event.when, When::Instant(1..=2400)) && !event.time.contains(':');
    let time = written.iter().find(looks_so)?.time;
    Some(format!(
        "{time} is {time} ms after 1970 began; a time of day is written 14:00 or 14:00:01"
    ))
}

fn parted(word: &str, mark: char) -> (&str, Option<&str>) {
    word.split_once(mark)
        .map_or((word, None), |(before, after)| (before, Some(after)))
}

fn number(text: Option<&str>, what: &str, mark: char, number: usize) -> Result<Option<i64>, String> {
    let wrong = |text: &str| {
        format!("event {number}: the {what} '{text}' is no whole number; write one such as {mark}7")
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

fn when(text: &str) -> Result<When, String> {
    if let Ok(millis) = text.parse::<i64>() {
        return Ok(When::Instant(millis));
    }
    let wrong = || {
        format!(
            "'{text}' is no time; write 14:00:01, 14:00:01.250, 2026-01-01T14:00:01 or milliseconds since 1970"
        )
    };
    check_digits(text)?;
    let zoned = text
        .get(DATE.len()..)
        .is_some_and(|rest| rest.contains(['Z', 'z', '+', '-']));
    if zoned {
        let instant = text.parse::<jiff::Timestamp>().map_err(|_| wrong())?;
        return Ok(When::Instant(instant.as_millisecond()));
    }
    // The parser would take the time of a date, too.
    let dateless = text.contains(':') && !text.contains('-');
    if dateless && let Ok(time) = text.parse::<jiff::civil::Time>() {
        let of_day = time.duration_since(jiff::civil::Time::midnight());
        return i64::try_from(of_day.as_millis())
            .map(When::OfDay)
            .map_err(|_| wrong());
    }
    let civil = text.parse::<jiff::civil::DateTime>().map_err(|_| wrong())?;
    if !text.contains(':') {
        return Err(wrong());
    }
    instant_of(civil).map(When::Instant).ok_or_else(wrong)
}

/// What would have to be cut: a fraction of a millisecond, and a second that clocks here do not have.
fn check_digits(text: &str) -> Result<(), String> {
    let fraction = text.split_once('.').map_or("", |(_, rest)| rest);
    let digits = fraction.chars().take_while(char::is_ascii_digit).count();
    if digits > 3 {
        return Err(format!(
            "'{text}' is finer than a millisecond; write at most three digits behind the point"
        ));
    }
    if text.contains(":60") && text.matches(':').count() >= 2 {
        return Err(format!("'{text}' is no time: a minute has the seconds 00 to 59"));
    }
    Ok(())
}

fn instant_of(civil: jiff::civil::DateTime) -> Option<i64> {
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
    fn a_time_without_a_date_is_of_the_day_of_the_event_before() {
        let day = |day: i64, second: i64| DAY_MS + (day - 1) * MS_PER_DAY + 14 * 3_600_000 + second * 1000;
        for text in [
            "2026-01-05T14:00:03 14:00:01",
            "2026-01-05 14:00:03 14:00:01",
            "14:00:03 2026-01-05T14:00:01",
            "2026-01-05 14:00:03, 2026-01-05 14:00:01",
        ] {
            assert_eq!(times(text), [day(5, 3), day(5, 1)], "{text}");
        }
        let changing = "14:00:03 2026-01-05 14:00:01 14:00:02 2026-01-06T14:00:01|14:00:02";
        assert_eq!(
            times(changing),
            [day(5, 3), day(5, 1), day(5, 2), day(6, 1), day(6, 2)]
        );
        assert_eq!(times("14:00:03 14:00:01"), [day(1, 3), day(1, 1)]);
    }

    #[test]
    fn a_number_that_looks_like_a_time_of_day_is_remarked() {
        assert!(arrivals("14").unwrap().remarks[0].contains("14 is 14 ms after 1970 began"));
        for text in ["14:00", "0 6000", "19000", "-5"] {
            assert_eq!(arrivals(text).unwrap().remarks, [""; 0], "{text}");
        }
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
            ("2026-01-05", "event 1: a date needs a time behind it"),
            ("14:00 2026-01-05", "event 2: a date needs a time behind it"),
            (
                "2026-01-05 2026-01-06 14:00",
                "event 1: a date needs a time behind it",
            ),
            (
                "2026-01-05 2026-01-06T14:00",
                "event 1: a date needs a time behind it",
            ),
            ("2026-01-05 | 14:00", "a date needs a time behind it"),
            ("2026-01-05@1", "is no time"),
            ("14:00:01.2505", "finer than a millisecond"),
            ("2026-01-05T14:00:01.2505Z", "finer than a millisecond"),
            ("14:00:60", "has the seconds 00 to 59"),
        ] {
            let error = arrivals(given).unwrap_err();
            assert!(error.contains(says), "{given}: {error}");
        }
    }
}
