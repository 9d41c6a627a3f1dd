//! How much is too much: beyond these, threads and memory run out before anything is measured.

use crate::quantity::positive;

/// Most parallel tasks of an engine; each is a thread.
const MOST_WORKERS: u32 = 256;
/// Most splits of a source.
const MOST_SPLITS: u32 = 4096;
/// Most events between source and engine: their room is allocated beforehand.
const LONGEST_QUEUE: u64 = 1 << 27;

/// A number of workers.
///
/// # Errors
/// No number, none, and more than an engine may have.
pub(crate) fn workers(text: &str) -> Result<u32, String> {
    at_most_u32(text, MOST_WORKERS, "workers")
}

/// A number of splits.
///
/// # Errors
/// No number, none, and more than a source may have.
pub(crate) fn splits(text: &str) -> Result<u32, String> {
    at_most_u32(text, MOST_SPLITS, "splits")
}

/// The length of a queue, in events.
///
/// # Errors
/// No number, none, and more than there can be room for.
pub(crate) fn queue(text: &str) -> Result<u64, String> {
    at_most(text, LONGEST_QUEUE, "events")
}

fn at_most_u32(text: &str, most: u32, what: &str) -> Result<u32, String> {
    let value = at_most(text, u64::from(most), what)?;
    Ok(u32::try_from(value).unwrap_or(most))
}

fn at_most(text: &str, most: u64, what: &str) -> Result<u64, String> {
    match positive(text)? {
        value if value > most => Err(format!("{text} {what} are too many; use at most {most}")),
        value => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_itself_is_accepted_and_one_more_is_not() {
        assert_eq!(
            (workers("256"), splits("4096"), queue("134217728")),
            (Ok(256), Ok(4096), Ok(1 << 27))
        );
        for refused in [workers("257").err(), splits("4097").err()] {
            assert!(
                refused
                    .as_deref()
                    .is_some_and(|text| text.contains("use at most"))
            );
        }
        assert!(queue("134217729").unwrap_err().contains("use at most 134217728"));
        assert!(splits("0").unwrap_err().contains("at least 1"));
    }
}
