//! Which event a duplicate is a duplicate of.

use std::collections::HashMap;

use streamgauge_replay::{CaseEvent, Deduplicate, KeyBy};

use crate::content::key_of;

/// What equal events agree in, as far as the query compares it.
type Identity = (Option<i64>, Option<i64>, Option<i64>);

/// The last event of each identity that has passed: it is the one that is remembered, because a further one passes only
/// when it has been forgotten.
#[derive(Clone, Debug, Default)]
pub struct Originals(HashMap<Identity, u64>);

impl Originals {
    /// An event that is not late passes, or is the duplicate of the event with the number that is returned.
    pub fn see(&mut self, event: &CaseEvent, by: &Deduplicate, key: KeyBy, passes: bool) -> Option<u64> {
        let identity = identity(event, by, key);
        if passes {
            self.0.insert(identity, event.seq);
            return None;
        }
        self.0.get(&identity).copied()
    }
}

fn identity(event: &CaseEvent, by: &Deduplicate, key: KeyBy) -> Identity {
    let compares = |name: &str| by.by.iter().any(|field| field == name);
    let key = match key {
        KeyBy::None => event.movie_id.or(event.key),
        other => key_of(event, other),
    };
    (
        key.filter(|_| compares("key")),
        event.amount().filter(|_| compares("value")),
        compares("t_ms").then_some(event.t_ms),
    )
}
