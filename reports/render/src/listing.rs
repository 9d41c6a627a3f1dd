//! Names in a sentence.

use crate::Summary;

/// `all 4 queries`, or their names.
pub(crate) fn counted(queries: &[String], summary: &Summary) -> String {
    if queries.len() > 2 && queries.len() == summary.queries.len() {
        format!("all {} queries", queries.len())
    } else {
        listed(queries)
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
