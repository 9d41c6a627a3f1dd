//! What is done with the rows and timers of each key.

use std::rc::Rc;

use crate::{GroupStateError, Row, StateHandle, Value};

/// Which clock timers and times to live go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeMode {
    /// None: there are no timers.
    None,
    /// The clock of the trigger.
    ProcessingTime,
    /// The watermark; nothing lives for a time only.
    EventTime,
}

/// A function over the rows and the timers of each key, with several variables of state (S2; Spark's
/// `StatefulProcessor`).
pub trait StatefulProcessor {
    /// Rows of this batch, in order of arrival.
    ///
    /// # Errors
    /// A call on the state that is not allowed; the batch fails.
    fn on_rows(
        &self,
        key: &[Value],
        rows: &[Row],
        state: &mut StateHandle<'_>,
    ) -> Result<Vec<Row>, GroupStateError>;

    /// A timer set for `at_ms` has expired.
    ///
    /// # Errors
    /// A call on the state that is not allowed; the batch fails.
    fn on_timer(
        &self,
        key: &[Value],
        at_ms: i64,
        state: &mut StateHandle<'_>,
    ) -> Result<Vec<Row>, GroupStateError> {
        let _ = (key, at_ms, state);
        Ok(Vec::new())
    }

    /// For how many milliseconds of processing time a value of `variable` lives after it was written; `None`:
    /// for ever.
    fn ttl_ms(&self, variable: &str) -> Option<i64> {
        let _ = variable;
        None
    }
}

/// A processor as it stands in a plan.
#[derive(Clone)]
pub struct Processor(pub(crate) Rc<dyn StatefulProcessor>);

impl Processor {
    /// The processor `of`.
    #[must_use]
    pub fn new(of: impl StatefulProcessor + 'static) -> Self {
        Self(Rc::new(of))
    }
}

impl std::fmt::Debug for Processor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Processor")
    }
}
