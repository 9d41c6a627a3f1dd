//! `history prune`.

use clap::Args;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use streamgauge_record::{HistoryRecord, HistoryStore, Prune};

use crate::failure::Failure;
use crate::history::{failed, load};
use crate::notes::Notes;
use crate::quantity::positive_u32;
use crate::stdout;

/// Which records go.
#[derive(Args, Clone, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct PruneArgs {
    /// Keep the newest so many records of each class of machines
    #[arg(long, value_name = "NUMBER", value_parser = positive_u32, allow_hyphen_values = true)]
    keep: Option<u32>,
    /// Remove what was measured before a day (UTC) or an instant
    ///
    /// 2026-09-01 or 2026-09-01T10:15:02Z. A record of a virtual clock has no date of its own: when it was added counts.
    #[arg(long, value_name = "DATE", value_parser = instant)]
    before: Option<String>,
}

impl PruneArgs {
    /// Removes records, and prints which.
    ///
    /// # Errors
    /// Files that cannot be read or replaced, and what cannot be printed.
    pub(crate) fn carry_out(&self, store: &HistoryStore, notes: Notes) -> Result<(), Failure> {
        let prune = match (self.keep, &self.before) {
            (Some(keep), _) => Prune::Keep(usize::try_from(keep).unwrap_or(usize::MAX)),
            (None, Some(before)) => Prune::Before(before.clone()),
            (None, None) => return Err(Failure::Usage("say what goes: --keep or --before".to_owned())),
        };
        load(store, notes)?;
        let gone = store.prune(&prune).map_err(|error| failed(&error))?;
        if gone.is_empty() {
            notes.info("nothing to remove");
            return Ok(());
        }
        stdout::print(&gone.iter().map(line).collect::<String>())
    }
}

fn line(gone: &HistoryRecord) -> String {
    let commit = gone.tool.commit.as_deref().unwrap_or("unknown commit");
    format!(
        "removed {}, {}, {commit}, of {}\n",
        gone.id,
        gone.date(),
        gone.class()
    )
}

/// An instant in the form of records.
fn instant(text: &str) -> Result<String, String> {
    let day = |day: Date| day.to_zoned(TimeZone::UTC).ok().as_ref().map(Zoned::timestamp);
    let instant = text
        .parse::<Timestamp>()
        .ok()
        .or_else(|| text.parse::<Date>().ok().and_then(day));
    let instant = instant.ok_or_else(|| format!("'{text}' is no day; write one such as 2026-09-01"))?;
    Ok(instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants_are_read() {
        assert_eq!(instant("2026-09-01").unwrap(), "2026-09-01T00:00:00Z");
        assert_eq!(
            instant("2026-09-01T12:00:00+02:00").unwrap(),
            "2026-09-01T10:00:00Z"
        );
        for text in ["yesterday", "2026-13-01", "", "9"] {
            assert!(instant(text).unwrap_err().contains("2026-09-01"), "{text}");
        }
    }
}
