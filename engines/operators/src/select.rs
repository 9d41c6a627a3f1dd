//! From a query, known at run time, to an operator, a type known at compile time.

use streamgauge_model::{KeyBy, Query, QueryError, TimeDomain, WindowSpec};

use crate::running::PassThrough;
use crate::{
    Aggregator, AlignedWindows, ByMovie, ByUser, Full, Gate, KeyOf, NoKey, Operator, Running, SessionWindows,
    Sliding, Tally, Tumbling,
};

/// Receives the operator of a query.
pub trait OperatorVisitor {
    /// What the visitor makes of it.
    type Out;

    /// Called once, with an operator that has no state yet.
    fn visit<Op: Operator>(self, operator: Op) -> Self::Out;
}

/// Hands the operator of `query` to `visitor`.
///
/// # Errors
/// The query itself is not valid; see [`Query::validate`].
pub fn select<V: OperatorVisitor>(query: &Query, visitor: V) -> Result<V::Out, QueryError> {
    query.validate()?;
    if query.aggregates.is_empty() {
        return Ok(visitor.visit(PassThrough));
    }
    Ok(match query.key {
        KeyBy::None => with_key::<NoKey, V>(query, visitor),
        KeyBy::Movie => with_key::<ByMovie, V>(query, visitor),
        KeyBy::User => with_key::<ByUser, V>(query, visitor),
    })
}

fn with_key<K: KeyOf, V: OperatorVisitor>(query: &Query, visitor: V) -> V::Out {
    if Full::is_needed(query) {
        with_window::<K, _, V>(query, Full::new(query), visitor)
    } else {
        with_window::<K, _, V>(query, Tally, visitor)
    }
}

fn with_window<K: KeyOf, A: Aggregator, V: OperatorVisitor>(
    query: &Query,
    aggregator: A,
    visitor: V,
) -> V::Out {
    let gate = Gate::new(query);
    // Flink ignores the allowed lateness of processing time: nothing can be late there.
    let allowed = if query.time == TimeDomain::Processing {
        0
    } else {
        query.allowed_lateness_ms
    };
    match query.window {
        WindowSpec::Running => visitor.visit(Running::<K, A>::new(aggregator, gate)),
        WindowSpec::Tumbling {
            size_ms: size,
            offset_ms: offset,
        } => visitor.visit(AlignedWindows::<K, _, A>::new(
            Tumbling { size, offset },
            aggregator,
            gate,
            allowed,
        )),
        WindowSpec::Sliding {
            size_ms: size,
            slide_ms: slide,
            offset_ms: offset,
        } => visitor.visit(AlignedWindows::<K, _, A>::new(
            Sliding { size, slide, offset },
            aggregator,
            gate,
            allowed,
        )),
        WindowSpec::Session { gap_ms } => {
            visitor.visit(SessionWindows::<K, A>::new(gap_ms, aggregator, gate, allowed))
        }
    }
}
