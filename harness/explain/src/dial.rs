//! Instants as people read them.

use streamgauge_model::Window;

const MS_PER_DAY: i64 = 86_400_000;

/// How a watermark is written that is none.
pub const NONE_YET: &str = "none yet";

/// Writes instants as `14:00:05`, with `.250` where milliseconds are not zero, and with the date where it is not the
/// day of the first event. What no calendar holds is written in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dial {
    day: i64,
    /// All events lie behind the Unix epoch, at which the watermark of micro-batch begins: it refuses none of them.
    epoch_is_none: bool,
}

impl Dial {
    /// A dial for events of these times, in order of arrival.
    #[must_use]
    pub fn new(times_ms: impl IntoIterator<Item = i64>) -> Self {
        let (mut first, mut earliest) = (None, i64::MAX);
        for t in times_ms {
            first = first.or(Some(t));
            earliest = earliest.min(t);
        }
        Self {
            day: first.unwrap_or(0).div_euclid(MS_PER_DAY),
            epoch_is_none: first.is_some() && earliest > MS_PER_DAY,
        }
    }

    /// Whether a micro-batch watermark at the Unix epoch is written as none.
    #[must_use]
    pub const fn epoch_is_none(&self) -> bool {
        self.epoch_is_none
    }

    /// The day that is not written.
    #[must_use]
    pub fn date(&self) -> String {
        date(self.day).unwrap_or_else(|| format!("day {}", self.day))
    }

    /// An instant.
    #[must_use]
    pub fn at(&self, ms: i64) -> String {
        let (day, of_day) = (ms.div_euclid(MS_PER_DAY), ms.rem_euclid(MS_PER_DAY));
        let Some(date) = date(day) else {
            return format!("{ms} ms");
        };
        let time = time(of_day);
        if day == self.day {
            time
        } else {
            format!("{date} {time}")
        }
    }

    /// A watermark of the event-at-a-time engine.
    #[must_use]
    pub fn watermark(&self, ms: Option<i64>) -> String {
        match ms {
            None => NONE_YET.to_owned(),
            Some(i64::MAX) => "the end of time".to_owned(),
            Some(ms) => self.at(ms),
        }
    }

    /// A watermark of the micro-batch engine, which begins at the Unix epoch: where all events lie behind it, that is
    /// none.
    #[must_use]
    pub fn batch_watermark(&self, ms: i64) -> String {
        if ms == 0 && self.epoch_is_none {
            NONE_YET.to_owned()
        } else {
            self.at(ms)
        }
    }

    /// A window, half-open.
    #[must_use]
    pub fn window(&self, window: Window) -> String {
        if window == Window::ALL {
            return "the endless window".to_owned();
        }
        format!(
            "[{}, {})",
            self.at(window.start.millis()),
            self.at(window.end.millis())
        )
    }
}

/// The date of a day since the epoch; `None` beyond the years of four digits.
fn date(day: i64) -> Option<String> {
    let instant = jiff::Timestamp::from_millisecond(day.checked_mul(MS_PER_DAY)?).ok()?;
    let date = jiff::tz::TimeZone::UTC.to_datetime(instant).date();
    (date.year() > 0).then(|| date.to_string())
}

fn time(of_day: i64) -> String {
    let (seconds, millis) = (of_day / 1000, of_day % 1000);
    let text = format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    if millis == 0 {
        text
    } else {
        format!("{text}.{millis:03}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-01-01 14:00:00.
    const TWO: i64 = 1_767_276_000_000;

    #[test]
    fn the_day_of_the_events_is_left_away() {
        let dial = Dial::new([TWO]);
        assert_eq!(dial.date(), "2026-01-01");
        assert_eq!(dial.at(TWO + 5_000), "14:00:05");
        assert_eq!(dial.at(TWO - 1), "13:59:59.999");
        assert_eq!(dial.at(TWO + 10 * 3_600_000), "2026-01-02 00:00:00");
    }

    #[test]
    fn what_no_calendar_holds_is_written_in_milliseconds() {
        let dial = Dial::new([i64::MIN]);
        for ms in [i64::MIN, i64::MIN + 1, i64::MAX, -70_000_000_000_000] {
            assert_eq!(dial.at(ms), format!("{ms} ms"));
        }
        assert_eq!(dial.watermark(Some(i64::MAX)), "the end of time");
    }

    #[test]
    fn a_batch_watermark_at_the_epoch_is_none_unless_the_events_are_there() {
        assert_eq!(Dial::new([TWO]).batch_watermark(0), "none yet");
        assert_eq!(Dial::new([10_000]).batch_watermark(0), "00:00:00");
        assert_eq!(Dial::new([-TWO]).batch_watermark(0), "1970-01-01 00:00:00");
        assert_eq!(Dial::new([TWO, 5]).batch_watermark(0), "1970-01-01 00:00:00");
    }
}
