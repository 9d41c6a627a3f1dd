//! Instants of event time for people.

const DAY_MS: i64 = 86_400_000;
/// The first instant of the year 10,000: event time never gets there, but the watermark of a stream that ended does.
const FAR_MS: i64 = 253_402_300_800_000;

/// How far a watermark has come: `2026-01-05 14:06:59.887` in UTC, or in words that there is none or that all is over.
pub(crate) fn watermark_text(ms: i64) -> String {
    match ms {
        ..0 => "— none".into(),
        FAR_MS.. => "end of the stream".into(),
        _ => instant_text(ms),
    }
}

fn instant_text(ms: i64) -> String {
    let (year, month, day) = civil(ms.div_euclid(DAY_MS));
    let within = ms.rem_euclid(DAY_MS);
    let (seconds, millis) = (within / 1_000, within % 1_000);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{millis:03}")
}

/// Year, month and day of a day counted from 1970-01-01: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
/// `civil_from_days`.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march_based = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_based + 2) / 5 + 1;
    let month = if march_based < 10 {
        march_based + 3
    } else {
        march_based - 9
    };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_those_of_the_calendar() {
        for (ms, text) in [
            (0, "1970-01-01 00:00:00.000"),
            (951_827_696_007, "2000-02-29 12:34:56.007"),
            (1_767_622_019_887, "2026-01-05 14:06:59.887"),
            (FAR_MS - 1, "9999-12-31 23:59:59.999"),
        ] {
            assert_eq!(watermark_text(ms), text);
        }
    }

    #[test]
    fn what_is_no_instant_of_an_event_is_said_in_words() {
        assert_eq!(watermark_text(-1), "— none");
        assert_eq!(watermark_text(i64::MIN), "— none");
        assert_eq!(watermark_text(i64::MAX), "end of the stream");
    }
}
