//! The micro-batch engine: being written.

use streamgauge_model::{EngineVisitor, Executor, MicroBatchRules, Query, QueryError};

/// Makes the engine for a query.
///
/// # Errors
/// The query and the rules are not legal together; says what would be.
pub fn with_engine<V: EngineVisitor, X: Executor + Send + 'static>(
    query: &Query,
    rules: &MicroBatchRules,
    executor: X,
    visitor: V,
) -> Result<V::Out, QueryError> {
    let _ = (query, rules, executor, visitor);
    Err(QueryError {
        field: "engine",
        message: "not there yet".to_owned(),
    })
}
