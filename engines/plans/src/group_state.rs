//! What a group function may do with the state of its group.

use std::rc::Rc;

use crate::{Row, Value};

/// A function over the rows of one group and its state: its key, the rows of this batch in order of arrival
/// (none, if it is called because the group timed out), and the state.
#[derive(Clone)]
pub struct GroupFunction(Rc<Call>);

type Call = dyn Fn(&[Value], &[Row], &mut GroupState) -> Result<Vec<Row>, GroupStateError>;

impl GroupFunction {
    /// The function `call`.
    #[must_use]
    pub fn new(
        call: impl Fn(&[Value], &[Row], &mut GroupState) -> Result<Vec<Row>, GroupStateError> + 'static,
    ) -> Self {
        Self(Rc::new(call))
    }

    pub(crate) fn call(
        &self,
        key: &[Value],
        rows: &[Row],
        state: &mut GroupState,
    ) -> Result<Vec<Row>, GroupStateError> {
        (self.0)(key, rows, state)
    }
}

impl std::fmt::Debug for GroupFunction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("GroupFunction")
    }
}

/// Which clock ends the waiting of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeout {
    /// None: groups wait for ever.
    None,
    /// The clock of the trigger.
    ProcessingTime,
    /// The watermark.
    EventTime,
}

/// The state of one group during one call of its function (S1; Spark's `GroupStateImpl`).
///
/// A timeout holds until the next call only: each call sets it anew, or the group waits for ever.
#[derive(Clone, Debug)]
pub struct GroupState {
    value: Option<Row>,
    updated: bool,
    removed: bool,
    timeout: Timeout,
    timeout_ms: Option<i64>,
    timed_out: bool,
    now_ms: i64,
    watermark_ms: i64,
}

/// Why a call on a [`GroupState`] is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupStateError {
    /// The operator has no timeout of this kind.
    NoSuchTimeout(&'static str),
    /// A timeout that is over before it begins.
    TimeoutPassed {
        /// The instant asked for, in milliseconds.
        asked_ms: i64,
        /// It must not be before this.
        earliest_ms: i64,
    },
    /// The function itself failed.
    Failed(String),
}

impl std::fmt::Display for GroupStateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSuchTimeout(call) => {
                write!(f, "{call} needs a group operator with that kind of timeout")
            }
            Self::TimeoutPassed {
                asked_ms,
                earliest_ms,
            } => write!(
                f,
                "a timeout at {asked_ms} ms is over already; the earliest is {earliest_ms} ms"
            ),
            Self::Failed(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for GroupStateError {}

impl GroupState {
    pub(crate) const fn new(value: Option<Row>, timeout: Timeout, now_ms: i64, watermark_ms: i64) -> Self {
        Self {
            value,
            updated: false,
            removed: false,
            timeout,
            timeout_ms: None,
            timed_out: false,
            now_ms,
            watermark_ms,
        }
    }

    pub(crate) const fn timed_out(mut self) -> Self {
        self.timed_out = true;
        self
    }

    /// What was last written; `None`: nothing, or it was removed.
    #[must_use]
    pub fn get(&self) -> Option<&[Value]> {
        self.value.as_deref()
    }

    /// Writes `value`.
    pub fn update(&mut self, value: Row) {
        self.value = Some(value);
        self.updated = true;
        self.removed = false;
    }

    /// Forgets the value; the group's row of state goes, unless a timeout is set.
    pub fn remove(&mut self) {
        self.value = None;
        self.updated = false;
        self.removed = true;
    }

    /// Whether the function is called because the group timed out.
    #[must_use]
    pub const fn has_timed_out(&self) -> bool {
        self.timed_out
    }

    /// The instant of the batch on the clock of the trigger, in milliseconds.
    #[must_use]
    pub const fn processing_time_ms(&self) -> i64 {
        self.now_ms
    }

    /// The watermark that times groups out in this batch, in milliseconds.
    #[must_use]
    pub const fn watermark_ms(&self) -> i64 {
        self.watermark_ms
    }

    /// Times the group out once the clock of the trigger is past the instant of this batch by more than this
    /// many milliseconds.
    ///
    /// # Errors
    /// The operator has no processing-time timeout, or the duration is not positive.
    pub const fn set_timeout_duration(&mut self, millis: i64) -> Result<(), GroupStateError> {
        if !matches!(self.timeout, Timeout::ProcessingTime) {
            return Err(GroupStateError::NoSuchTimeout("set_timeout_duration"));
        }
        if millis <= 0 {
            return Err(GroupStateError::TimeoutPassed {
                asked_ms: self.now_ms.saturating_add(millis),
                earliest_ms: self.now_ms.saturating_add(1),
            });
        }
        self.timeout_ms = Some(self.now_ms.saturating_add(millis));
        Ok(())
    }

    /// Times the group out once the watermark is past this instant, in milliseconds.
    ///
    /// # Errors
    /// The operator has no event-time timeout, or the watermark is past the instant already.
    pub const fn set_timeout_timestamp(&mut self, millis: i64) -> Result<(), GroupStateError> {
        if !matches!(self.timeout, Timeout::EventTime) {
            return Err(GroupStateError::NoSuchTimeout("set_timeout_timestamp"));
        }
        if millis < self.watermark_ms {
            return Err(GroupStateError::TimeoutPassed {
                asked_ms: millis,
                earliest_ms: self.watermark_ms,
            });
        }
        self.timeout_ms = Some(millis);
        Ok(())
    }

    /// What is to be done after the call; `before_ms` is the timeout that was stored before it.
    pub(crate) fn outcome(self, before_ms: Option<i64>) -> Outcome {
        if self.removed && self.timeout_ms.is_none() {
            Outcome::Remove
        } else if self.updated || self.removed || self.timeout_ms != before_ms {
            Outcome::Write(Stored {
                value: self.value,
                timeout_ms: self.timeout_ms,
            })
        } else {
            Outcome::Nothing
        }
    }
}

/// The row of state of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) value: Option<Row>,
    pub(crate) timeout_ms: Option<i64>,
}

/// What a call leaves to be done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Remove,
    Write(Stored),
    Nothing,
}
