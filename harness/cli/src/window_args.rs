//! Flags that change the windows of a query.

use clap::Args;
use streamgauge_model::{Query, WindowSpec};

use crate::duration::millis;
use crate::failure::Failure;
use crate::query_args::change;

/// Changes to the windows of the catalogue's queries. Each applies to the queries that have such a part.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Query (changes answers and latencies)")]
pub(crate) struct WindowArgs {
    /// Window size of tumbling and sliding queries [default: the query's]
    #[arg(long, value_name = "TIME", value_parser = millis, allow_hyphen_values = true)]
    pub(crate) size: Option<i64>,
    /// Distance between the windows of sliding queries [default: the query's]
    #[arg(long, value_name = "TIME", value_parser = millis, allow_hyphen_values = true)]
    pub(crate) slide: Option<i64>,
    /// Silence that ends a session [default: the query's]
    #[arg(long, value_name = "TIME", value_parser = millis, allow_hyphen_values = true)]
    pub(crate) gap: Option<i64>,
}

impl WindowArgs {
    /// Makes the changes.
    ///
    /// # Errors
    /// A change that no query has use for.
    pub(crate) fn apply(&self, queries: &mut [Query]) -> Result<(), Failure> {
        change("size", self.size, queries, set_size)?;
        change("slide", self.slide, queries, set_slide)?;
        change("gap", self.gap, queries, set_gap)
    }
}

const fn set_size(query: &mut Query, value: i64) -> bool {
    match &mut query.window {
        WindowSpec::Tumbling { size_ms, .. } | WindowSpec::Sliding { size_ms, .. } => *size_ms = value,
        _ => return false,
    }
    true
}

const fn set_slide(query: &mut Query, value: i64) -> bool {
    let WindowSpec::Sliding { slide_ms, .. } = &mut query.window else {
        return false;
    };
    *slide_ms = value;
    true
}

const fn set_gap(query: &mut Query, value: i64) -> bool {
    let WindowSpec::Session { gap_ms } = &mut query.window else {
        return false;
    };
    *gap_ms = value;
    true
}
