//! Event times as text, in and out.

use streamgauge_model::EventTime;

/// The years 1 to 9999, in milliseconds since the Unix epoch: what can be written with four digits (the calendar
/// library ends two days before the last year does).
pub(crate) const WRITABLE_MS: std::ops::RangeInclusive<i64> = -62_135_596_800_000..=253_402_207_200_000;

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
    WRITABLE_MS
        .contains(&millis)
        .then_some(EventTime::from_millis(millis))
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
