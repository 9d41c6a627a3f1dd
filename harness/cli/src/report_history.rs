//! The past of what a page shows.

use std::collections::BTreeSet;
use std::path::Path;

use streamgauge_record::{HistoryStore, Plan, Record};
use streamgauge_render::{HISTORY_METRICS, HistoryChoice, HistorySeries, history_series};

use crate::failure::Failure;
use crate::history::load;
use crate::notes::Notes;

/// The smallest change of level that a page shows.
pub(crate) const LEAST_CHANGE: f64 = 0.05;

/// The series of the queries and arms of these records, or all without records.
///
/// # Errors
/// A history that cannot be read.
pub(crate) fn series<'a>(
    directory: &Path,
    records: impl Iterator<Item = &'a Record>,
    notes: Notes,
) -> Result<Vec<HistorySeries>, Failure> {
    let files = load(&HistoryStore::at(directory.join("history")), notes)?;
    let plans: Vec<&Plan> = records.map(|record| &record.plan).collect();
    let names = |of: fn(&Plan) -> &Vec<String>| {
        let names: BTreeSet<String> = plans.iter().flat_map(|plan| of(plan)).cloned().collect();
        names.into_iter().collect()
    };
    let choice = HistoryChoice {
        metrics: HISTORY_METRICS.map(str::to_owned).into(),
        queries: names(|plan| &plan.queries),
        arms: names(|plan| &plan.arms),
        least_change: LEAST_CHANGE,
    };
    Ok(history_series(&files, &choice))
}
