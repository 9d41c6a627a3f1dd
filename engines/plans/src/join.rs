//! The join of two streams.

use crate::condition::Test;
use crate::join_side::{Expiry, JoinSide};
use crate::stateful::{Instants, Stateful};
use crate::{BatchError, JoinKind, Row, StateMetrics};

/// A symmetric hash join. In each batch first all left rows look for partners among the right rows that wait,
/// and are stored; then all right rows among the left rows, those of this batch included; then both sides are
/// swept (J1-J6; Spark's `StreamingSymmetricHashJoinExec`).
#[derive(Clone)]
pub(crate) struct Join {
    pub(crate) kind: JoinKind,
    pub(crate) left: JoinSide,
    pub(crate) right: JoinSide,
    /// What a pair must satisfy besides equal keys.
    pub(crate) pairs: Vec<Test>,
}

/// What a batch has produced so far.
struct Batch<'a> {
    at: Instants,
    output: Vec<Row>,
    metrics: &'a mut StateMetrics,
}

impl Join {
    fn is_semi(&self) -> bool {
        self.kind == JoinKind::LeftSemi
    }

    fn left_row(&mut self, row: Row, batch: &mut Batch<'_>) {
        if !admits(&self.left, &row, batch, |row| beside(row, &self.right.nulls())) {
            return;
        }
        let key = self.left.key(&row);
        let pairs = &self.pairs;
        let partners = self
            .right
            .partners(&key, |waiting| holds(pairs, &row, &waiting.row));
        let matched = !partners.is_empty();
        if self.is_semi() && matched {
            // It has its partner and needs no other: it does not wait.
            batch.output.push(row);
            return;
        }
        batch
            .output
            .extend(partners.iter().map(|right| beside(&row, right)));
        // Stored even if this batch evicts it: it has not met the right rows of this batch yet.
        self.left.store(key, row, matched);
        batch.metrics.updated += 1;
    }

    fn right_row(&mut self, row: Row, batch: &mut Batch<'_>) {
        if !admits(&self.right, &row, batch, |row| beside(&self.left.nulls(), row)) {
            return;
        }
        let key = self.right.key(&row);
        let (pairs, semi) = (&self.pairs, self.is_semi());
        let partners = self.left.partners(&key, |waiting| {
            !(semi && waiting.matched) && holds(pairs, &waiting.row, &row)
        });
        let matched = !partners.is_empty();
        let expired = self.right.is_expired(&key, &row, batch.at.evict_ms);
        if semi {
            batch.output.extend(partners);
        } else {
            batch
                .output
                .extend(partners.iter().map(|left| beside(left, &row)));
        }
        // An expired row has met all that it can meet; it is stored only to come out alone in the sweep.
        if !expired || (self.right.preserved && !matched) {
            self.right.store(key, row, matched);
            batch.metrics.updated += 1;
        }
    }

    fn sweep(&mut self, batch: &mut Batch<'_>) {
        let (left_nulls, right_nulls) = (self.left.nulls(), self.right.nulls());
        sweep(&mut self.left, batch, |row| beside(row, &right_nulls));
        sweep(&mut self.right, batch, |row| beside(&left_nulls, row));
    }
}

/// Whether `row` may look for partners. Late rows are dropped; a row that fails its own side's conditions
/// never finds a partner, so on a preserved side it comes out `alone` at once (J2).
fn admits(side: &JoinSide, row: &Row, batch: &mut Batch<'_>, alone: impl Fn(&Row) -> Row) -> bool {
    if side.is_late(row, batch.at.late_ms) {
        batch.metrics.dropped += 1;
        return false;
    }
    let qualifies = side.qualifies(row);
    if !qualifies && side.preserved {
        batch.output.push(alone(row));
    }
    qualifies
}

/// On a preserved side, the rows that never had a partner come out `alone`; rows of the other side count as
/// removed (J5, J6).
fn sweep(side: &mut JoinSide, batch: &mut Batch<'_>, alone: impl Fn(&Row) -> Row) {
    let gone = side.sweep(batch.at.evict_ms);
    if side.preserved {
        let lonely = gone.iter().filter(|waiting| !waiting.matched);
        batch.output.extend(lonely.map(|waiting| alone(&waiting.row)));
    } else {
        batch.metrics.removed += gone.len() as u64;
    }
}

fn beside(left: &Row, right: &Row) -> Row {
    [left.as_slice(), right.as_slice()].concat()
}

fn holds(pairs: &[Test], left: &Row, right: &Row) -> bool {
    let both = beside(left, right);
    pairs.iter().all(|test| test(&both))
}

impl Stateful for Join {
    fn name(&self) -> &'static str {
        "symmetricHashJoin"
    }

    fn process(
        &mut self,
        inputs: Vec<Vec<Row>>,
        at: Instants,
        metrics: &mut StateMetrics,
    ) -> Result<Vec<Row>, BatchError> {
        let mut batch = Batch {
            at,
            output: Vec::new(),
            metrics,
        };
        let mut inputs = inputs.into_iter();
        for row in inputs.next().unwrap_or_default() {
            self.left_row(row, &mut batch);
        }
        for row in inputs.next().unwrap_or_default() {
            self.right_row(row, &mut batch);
        }
        self.sweep(&mut batch);
        batch.metrics.state_rows = self.left.len() + self.right.len();
        Ok(batch.output)
    }

    /// The smallest of the two state watermarks and the input's: a row that waited comes out with its own,
    /// old time.
    fn output_watermark(&self, input_ms: i64) -> Option<i64> {
        let states = [self.left.expiry, self.right.expiry].map(|expiry| expiry.state_watermark(input_ms));
        states.into_iter().flatten().chain([input_ms]).min()
    }

    fn wants_batch(&self, moved: bool) -> bool {
        moved && (self.left.expiry != Expiry::Never || self.right.expiry != Expiry::Never)
    }

    fn copy(&self) -> Box<dyn Stateful> {
        Box::new(self.clone())
    }
}
