//! Deduplication on a rowtime that answers at once and changes its mind.

use std::collections::BTreeMap;

use streamgauge_model::ProcessingTime;

use crate::{Change, Expiring, Keep, RowKind, RowtimeRow, StateTtl, UpdateBefore};

/// Keeps one row of each key and tells of every row that takes the place of another (Flink's
/// `RowTimeDeduplicateFunction`). No row is late here: the watermark plays no part.
#[derive(Clone, Debug)]
pub struct RowtimeDeduplicate<K, R> {
    keep: Keep,
    ttl: StateTtl,
    update_before: UpdateBefore,
    kept: BTreeMap<K, Expiring<RowtimeRow<K, R>>>,
}

impl<K: Ord + Clone, R: Clone> RowtimeDeduplicate<K, R> {
    /// An operator without state.
    #[must_use]
    pub const fn new(keep: Keep, ttl: StateTtl, update_before: UpdateBefore) -> Self {
        Self {
            keep,
            ttl,
            update_before,
            kept: BTreeMap::new(),
        }
    }

    /// Takes a row. The first of a key is inserted; one that replaces another updates it.
    pub fn on_row(
        &mut self,
        row: RowtimeRow<K, R>,
        now: ProcessingTime,
        out: &mut impl FnMut(Change<RowtimeRow<K, R>>),
    ) {
        let kept = self.kept.get(&row.key);
        match kept.and_then(|kept| kept.get(self.ttl, now)) {
            Some(stored) if !self.keep.replaces(stored.rowtime, row.rowtime) => return,
            Some(stored) => {
                if self.update_before == UpdateBefore::Sent {
                    out(Change::new(RowKind::UpdateBefore, stored.clone()));
                }
                out(Change::new(RowKind::UpdateAfter, row.clone()));
            }
            None => out(Change::insert(row.clone())),
        }
        self.kept.insert(row.key.clone(), Expiring::new(row, now));
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_model::EventTime;

    use super::*;

    #[test]
    fn the_first_row_gives_way_only_to_an_earlier_one() {
        let mut operator = RowtimeDeduplicate::new(Keep::First, StateTtl::OFF, UpdateBefore::Sent);
        let mut told = Vec::new();
        for (rowtime, row) in [(5, 'a'), (5, 'b'), (7, 'c'), (4, 'd')] {
            let row = RowtimeRow {
                key: "key",
                rowtime: EventTime::from_millis(rowtime),
                row,
            };
            operator.on_row(row, ProcessingTime::MIN, &mut |change| {
                told.push((change.kind.to_string(), change.row.row));
            });
        }
        let expected = [("+I", 'a'), ("-U", 'a'), ("+U", 'd')];
        assert_eq!(told, expected.map(|(kind, row)| (kind.to_owned(), row)));
    }
}
