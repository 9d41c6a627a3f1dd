//! Event times as text, in and out.

use streamgauge_model::EventTime;

/// The years 1 to 9999, in milliseconds since the Unix epoch: what can be written with four digits (the calendar
/// library ends two days before the last year does).
const WRITABLE_MS: std::ops::RangeInclusive<i64> = -62_135_596_800_000..=253_402_207_200_000;

const MS_PER_DAY: i64 = 86_400_000;

/// Reads `2026-01-05 14:00:03` (taken as UTC), RFC 3339 with any offset, or milliseconds since the Unix epoch.
pub(crate) fn parse(text: &str) -> Option<EventTime> {
    let text = text.trim();
    let millis = if let Ok(millis) = text.parse::<i64>() {
        millis
    } else if text.get(10..)?.contains(['Z', 'z', '+', '-']) {
        text.parse::<jiff::Timestamp>().ok()?.as_millisecond()
    } else {
        let civil = text.parse::<jiff::civil::DateTime>().ok()?;
        jiff::tz::TimeZone::UTC.to_timestamp(civil).ok()?.as_millisecond()
    };
    in_range(millis)
}

/// The event time of milliseconds since the Unix epoch, if it can be written.
#[inline]
pub(crate) fn in_range(millis: i64) -> Option<EventTime> {
    WRITABLE_MS
        .contains(&millis)
        .then_some(EventTime::from_millis(millis))
}

/// Reads `2026-01-05 14:00:03`, with or without milliseconds and with a space or `T` between, at UTC; nothing else. For what it
/// reads, [`parse`] gives the same.
#[inline]
pub(crate) fn parse_plain(text: &[u8]) -> Option<EventTime> {
    let (second, fraction) = text.split_at_checked(19)?;
    let second: &[u8; 19] = second.try_into().ok()?;
    let marks =
        [second[4], second[7], second[13], second[16]] == *b"--::" && matches!(second[10], b' ' | b'T');
    let milli = match fraction {
        [] | [b'Z'] => 0,
        [b'.', digits @ ..] => number::<3>(digits.strip_suffix(b"Z").unwrap_or(digits).try_into().ok()?)?,
        _ => return None,
    };
    if !marks {
        return None;
    }
    let part = |at: usize| number([second[at], second[at + 1]]);
    let (year, month, day) = (part(0)? * 100 + part(2)?, part(5)?, part(8)?);
    let (hour, minute, second) = (part(11)?, part(14)?, part(17)?);
    let valid = year > 0
        && (1..=12).contains(&month)
        && (1..=days_of_month(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    let ms = i64::from((hour * 60 + minute) * 60 + second) * 1000 + i64::from(milli);
    valid.then(|| in_range(days_since_1970(year, month, day) * MS_PER_DAY + ms))?
}

/// The number that some digits make.
#[inline(always)]
fn number<const N: usize>(digits: [u8; N]) -> Option<u32> {
    let mut number = 0;
    for digit in digits.map(|byte| u32::from(byte.wrapping_sub(b'0'))) {
        if digit > 9 {
            return None;
        }
        number = number * 10 + digit;
    }
    Some(number)
}

const fn days_of_month(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms",
/// `days_from_civil`, for years from 1 on): years begin in March, so that the leap day is their last.
const fn days_since_1970(year: u32, month: u32, day: u32) -> i64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let (century, of_century) = (year / 100, year % 100);
    let days = century as i64 * 146_097 / 4 + of_century as i64 * 1_461 / 4;
    days + (153 * month + 2) as i64 / 5 + day as i64 - 719_469
}

/// Writes event times as `2026-01-05 14:00:03`, with `.123` where milliseconds are not zero. Keeps the date of
/// the last one, since neighbours mostly share it.
#[derive(Default)]
pub(crate) struct TimeWriter {
    day: Option<i64>,
    date: String,
}

impl TimeWriter {
    /// Appends the text of `time`.
    pub(crate) fn write(&mut self, time: EventTime, out: &mut Vec<u8>) {
        let day = time.millis().div_euclid(MS_PER_DAY);
        if self.day != Some(day) {
            self.date = date_text(day);
            self.day = Some(day);
        }
        out.extend_from_slice(self.date.as_bytes());
        let ms = time.millis().rem_euclid(MS_PER_DAY) as u32;
        let (seconds, rest) = (ms / 1000, ms % 1000);
        for (mark, part) in [
            (b' ', seconds / 3600),
            (b':', seconds / 60 % 60),
            (b':', seconds % 60),
        ] {
            out.extend_from_slice(&[mark, digit(part / 10), digit(part % 10)]);
        }
        if rest > 0 {
            out.extend_from_slice(&[b'.', digit(rest / 100), digit(rest / 10 % 10), digit(rest % 10)]);
        }
    }
}

const fn digit(value: u32) -> u8 {
    b'0' + value as u8
}

/// The date of a day since the epoch; beyond the calendar, the milliseconds of its start, so that nothing is
/// lost silently.
fn date_text(day: i64) -> String {
    let millis = day.saturating_mul(MS_PER_DAY);
    jiff::Timestamp::from_millisecond(millis).map_or_else(
        |_| millis.to_string(),
        |instant| jiff::tz::TimeZone::UTC.to_datetime(instant).date().to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_forms_are_the_same_instant() {
        for text in [
            "2026-01-05 14:00:03",
            "2026-01-05T14:00:03Z",
            "2026-01-05T15:00:03+01:00",
            "2026-01-05 14:00:03.000",
            "1767621603000",
        ] {
            assert_eq!(
                parse(text),
                Some(EventTime::from_millis(1_767_621_603_000)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let mut writer = TimeWriter::default();
        for millis in [
            0,
            -1,
            1_767_621_603_007,
            951_826_154_000,
            -62_135_596_800_000,
            253_402_207_200_000,
        ] {
            let mut out = Vec::new();
            writer.write(EventTime::from_millis(millis), &mut out);
            let text = String::from_utf8(out).unwrap();
            assert_eq!(parse(&text), Some(EventTime::from_millis(millis)), "{text}");
        }
    }

    #[test]
    fn the_plain_form_is_read_as_the_calendar_library_reads_it() {
        let mut dates = vec![
            (1, 1, 1),
            (1, 2, 28),
            (4, 2, 29),
            (1900, 3, 1),
            (2000, 2, 29),
            (9999, 12, 29),
        ];
        dates.extend((1890..2110).flat_map(|year| (1..=12).map(move |month| (year, month, 28))));
        for (year, month, day) in dates {
            for rest in [
                " 00:00:00",
                "T23:59:59",
                " 14:00:03.007",
                "T14:00:03Z",
                " 07:08:09.120Z",
            ] {
                let text = format!("{year:04}-{month:02}-{day:02}{rest}");
                assert_eq!(parse_plain(text.as_bytes()), parse(&text), "{text}");
                assert!(parse(&text).is_some(), "{text}");
            }
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_calendar_library() {
        for text in [
            "1900-02-29 00:00:00",
            "2026-04-31 00:00:00",
            "2026-13-01 00:00:00",
            "2026-00-01 00:00:00",
            "2026-01-00 00:00:00",
            "0000-01-01 00:00:00",
            "2026-01-05 24:00:00",
            "2026-01-05 00:60:00",
            "2026-01-05 00:00:60",
            "2026-01-05 00:00:0a",
            "2026-01-05 00:00:00.1",
            "2026-01-05 00:00:00+01:00",
            "2026/01/05 00:00:00",
            "9999-12-31 23:59:59",
            "2026-01-05",
            "1767621603000",
            "",
        ] {
            assert_eq!(parse_plain(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "yesterday",
            "2026-02-30 00:00:00",
            "2026-01-05 25:00:00",
            "99999999999999999",
            "ééééééé",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
