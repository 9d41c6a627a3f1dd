//! Data at rest that a stream is joined with.

use std::cell::RefCell;
use std::rc::Rc;

use crate::condition::Test;
use crate::{Field, JoinKind, Refusal, Row, Schema, Value};

/// A table that may change while a query runs: each batch reads it again, so later batches see the change and
/// earlier ones are not corrected (F6). Copies are the same table.
#[derive(Clone, Debug)]
pub struct StaticTable {
    schema: Schema,
    rows: Rc<RefCell<Vec<Row>>>,
}

impl StaticTable {
    /// A table of `rows`.
    ///
    /// # Errors
    /// Two columns have one name, or a row is not of these columns.
    pub fn new(fields: Vec<Field>, rows: Vec<Row>) -> Result<Self, Refusal> {
        let schema = Schema::new(fields)?;
        schema.admit(&rows)?;
        Ok(Self {
            schema,
            rows: Rc::new(RefCell::new(rows)),
        })
    }

    /// Replaces its rows.
    ///
    /// # Errors
    /// A row is not of its columns; it stays as it was.
    pub fn replace(&self, rows: Vec<Row>) -> Result<(), Refusal> {
        self.schema.admit(&rows)?;
        *self.rows.borrow_mut() = rows;
        Ok(())
    }

    /// Its columns.
    #[must_use]
    pub const fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The rows of `stream` with their partners in the table as it is now.
    pub(crate) fn join(&self, stream: Vec<Row>, kind: JoinKind, on: &Test) -> Vec<Row> {
        let table = self.rows.borrow();
        let mut joined = Vec::new();
        for row in stream {
            let beside = |other: &Row| [row.as_slice(), other.as_slice()].concat();
            let pairs: Vec<Row> = table.iter().map(beside).filter(|both| on(both)).collect();
            match kind {
                JoinKind::LeftSemi if pairs.is_empty() => {}
                JoinKind::LeftSemi => joined.push(row),
                JoinKind::LeftOuter if pairs.is_empty() => {
                    joined.push(beside(&vec![Value::Null; self.schema.fields().len()]));
                }
                _ => joined.extend(pairs),
            }
        }
        joined
    }
}
