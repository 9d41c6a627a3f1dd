//! The verdict is reached here.

use crate::{Evidence, Judgement};

/// Judges a run.
#[must_use]
pub fn judge(evidence: &Evidence<'_>) -> Judgement {
    let _ = evidence;
    Judgement::default()
}
