//! Why tries do not count, for what could not be decided.

use streamgauge_record::{Block, Side, TurnTally};

/// How many tries of each build are void, and most often why; `None` if none is.
pub(crate) fn void_tries(blocks: &[Block]) -> Option<String> {
    let sides = [("base", Side::Base), ("head", Side::Head)];
    let tallies = sides.map(|(name, side)| (name, TurnTally::of(blocks, side)));
    let is_any = tallies.iter().any(|(_, tally)| tally.void_tries > 0);
    is_any.then(|| tallies.map(|(name, tally)| void_of(name, &tally)).join("; "))
}

fn void_of(name: &str, tally: &TurnTally) -> String {
    let counts = format!(
        "{} of {} tries of the {name} are void",
        tally.void_tries, tally.tries
    );
    match &tally.reason {
        Some((reason, times)) => format!("{counts}, {times} of them because: {reason}"),
        None => counts,
    }
}
