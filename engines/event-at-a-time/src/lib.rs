//! The event-at-a-time engine: being written.

use streamgauge_model::{EngineVisitor, EventAtATimeRules, ProcessingTime, Query, QueryError};

/// Makes the engine for a query over `splits` splits, started at `start`: one chain
/// ([`EngineVisitor::engine`]) or, where the rules ask for an exchange, its tasks ([`EngineVisitor::tasks`]).
///
/// # Errors
/// The query and the rules are not legal together; says what would be.
pub fn with_engine<V: EngineVisitor>(
    query: &Query,
    rules: &EventAtATimeRules,
    splits: u32,
    start: ProcessingTime,
    visitor: V,
) -> Result<V::Out, QueryError> {
    let _ = (query, rules, splits, start, visitor);
    Err(QueryError {
        field: "engine",
        message: "not there yet".to_owned(),
    })
}
