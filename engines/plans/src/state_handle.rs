//! What a stateful processor may do with the state of one key.

use std::collections::{BTreeMap, BTreeSet};

use crate::{GroupStateError, StatefulProcessor, TimeMode, Value};

/// The variables and timers of one key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeyedState {
    /// Each variable's rows of state: a value and a list are one row, at null; of a map each entry is one.
    pub(crate) variables: BTreeMap<String, BTreeMap<Value, Stored>>,
    pub(crate) timers: BTreeSet<i64>,
}

/// A row of state: the items of a value or list, each with the instant at which it is gone.
type Stored = Vec<(Value, Option<i64>)>;

impl KeyedState {
    pub(crate) fn rows(&self) -> u64 {
        self.variables.values().map(|rows| rows.len() as u64).sum()
    }

    /// Forgets what has lived its time, and says how many rows of state that were.
    pub(crate) fn expire(&mut self, now_ms: i64) -> u64 {
        let before = self.rows();
        for rows in self.variables.values_mut() {
            for items in rows.values_mut() {
                items.retain(|item| lives(item, now_ms));
            }
            rows.retain(|_, items| !items.is_empty());
        }
        self.variables.retain(|_, rows| !rows.is_empty());
        before - self.rows()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.variables.is_empty() && self.timers.is_empty()
    }
}

/// What was written `ttl` ago is gone (W15).
fn lives((_, gone_ms): &(Value, Option<i64>), now_ms: i64) -> bool {
    gone_ms.is_none_or(|gone_ms| gone_ms > now_ms)
}

/// The state of one key during one call.
pub struct StateHandle<'a> {
    pub(crate) state: &'a mut KeyedState,
    pub(crate) processor: &'a dyn StatefulProcessor,
    pub(crate) mode: TimeMode,
    pub(crate) now_ms: i64,
    pub(crate) watermark_ms: i64,
    pub(crate) updated: u64,
    pub(crate) removed: u64,
}

impl StateHandle<'_> {
    /// The clock of the trigger in this batch, in milliseconds.
    #[must_use]
    pub const fn processing_time_ms(&self) -> i64 {
        self.now_ms
    }

    /// The watermark that timers expire by in this batch, in milliseconds.
    #[must_use]
    pub const fn watermark_ms(&self) -> i64 {
        self.watermark_ms
    }

    /// The value of `variable`.
    #[must_use]
    pub fn value(&self, variable: &str) -> Option<Value> {
        self.entry(variable, &Value::Null)
    }

    /// Writes the value of `variable`.
    ///
    /// # Errors
    /// It has a time to live and time is not the processing time.
    pub fn set_value(&mut self, variable: &str, value: Value) -> Result<(), GroupStateError> {
        self.set_entry(variable, Value::Null, value)
    }

    /// The items of the list `variable`, oldest first.
    #[must_use]
    pub fn list(&self, variable: &str) -> Vec<Value> {
        self.items(variable, &Value::Null).cloned().collect()
    }

    /// Appends an item to the list `variable`.
    ///
    /// # Errors
    /// It has a time to live and time is not the processing time.
    pub fn append(&mut self, variable: &str, item: Value) -> Result<(), GroupStateError> {
        let gone_ms = self.gone_ms(variable)?;
        self.row(variable, Value::Null).push((item, gone_ms));
        self.updated += 1;
        Ok(())
    }

    /// The value at `at` of the map `variable`.
    #[must_use]
    pub fn entry(&self, variable: &str, at: &Value) -> Option<Value> {
        self.items(variable, at).next().cloned()
    }

    /// Writes the value at `at` of the map `variable`.
    ///
    /// # Errors
    /// It has a time to live and time is not the processing time.
    pub fn set_entry(&mut self, variable: &str, at: Value, value: Value) -> Result<(), GroupStateError> {
        let gone_ms = self.gone_ms(variable)?;
        *self.row(variable, at) = vec![(value, gone_ms)];
        self.updated += 1;
        Ok(())
    }

    /// Removes the value at `at` of the map `variable`.
    pub fn remove_entry(&mut self, variable: &str, at: &Value) {
        let rows = self.state.variables.get_mut(variable);
        if rows.is_some_and(|rows| rows.remove(at).is_some()) {
            self.removed += 1;
        }
    }

    /// Removes all of `variable`.
    pub fn clear(&mut self, variable: &str) {
        let rows = self.state.variables.remove(variable);
        self.removed += rows.map_or(0, |rows| rows.len() as u64);
    }

    /// Sets a timer; a key may have several.
    ///
    /// # Errors
    /// There are no timers without a time mode.
    pub fn set_timer(&mut self, at_ms: i64) -> Result<(), GroupStateError> {
        if self.mode == TimeMode::None {
            return Err(GroupStateError::NoSuchTimeout("set_timer"));
        }
        self.state.timers.insert(at_ms);
        Ok(())
    }

    /// Deletes a timer.
    pub fn delete_timer(&mut self, at_ms: i64) {
        self.state.timers.remove(&at_ms);
    }

    /// The timers of this key, earliest first.
    #[must_use]
    pub fn timers(&self) -> Vec<i64> {
        self.state.timers.iter().copied().collect()
    }

    fn items(&self, variable: &str, at: &Value) -> impl Iterator<Item = &Value> {
        let rows = self.state.variables.get(variable);
        let items = rows.and_then(|rows| rows.get(at)).into_iter().flatten();
        items
            .filter(|item| lives(item, self.now_ms))
            .map(|(value, _)| value)
    }

    fn row(&mut self, variable: &str, at: Value) -> &mut Stored {
        let rows = self.state.variables.entry(variable.to_owned()).or_default();
        rows.entry(at).or_default()
    }

    fn gone_ms(&self, variable: &str) -> Result<Option<i64>, GroupStateError> {
        match self.processor.ttl_ms(variable) {
            Some(_) if self.mode != TimeMode::ProcessingTime => {
                Err(GroupStateError::NoSuchTimeout("a time to live"))
            }
            ttl_ms => Ok(ttl_ms.map(|ttl_ms| self.now_ms.saturating_add(ttl_ms))),
        }
    }
}
