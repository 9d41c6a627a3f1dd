//! From a query, known at run time, to an operator, a type known at compile time.

use streamgauge_model::{Firing, KeyBy, Query, QueryError, TimeDomain, WindowSpec};

use crate::running::PassThrough;
use crate::{
    Aggregator, AlignedWindows, BatchOperator, ByMovie, ByUser, Deduplicated, EventOperator, Full, Gate,
    KeyOf, NoKey, Running, SessionWindows, Sliding, Tally, Tumbling,
};

/// Receives an operator that can be fed event by event.
pub trait EventVisitor {
    /// What the visitor makes of it.
    type Out;

    /// Called once, with an operator that has no state yet.
    fn visit<Op: EventOperator>(self, operator: Op) -> Self::Out;
}

/// Receives an operator that can be fed in batches.
pub trait BatchVisitor {
    /// What the visitor makes of it.
    type Out;

    /// Called once, with an operator that has no state yet.
    fn visit<Op: BatchOperator>(self, operator: Op) -> Self::Out;
}

/// Receives an operator that can be fed in both ways.
pub trait OperatorVisitor {
    /// What the visitor makes of it.
    type Out;

    /// Called once, with an operator that has no state yet.
    fn visit<Op: EventOperator + BatchOperator>(self, operator: Op) -> Self::Out;
}

/// Hands the operator of `query` to `visitor`, to be fed event by event.
///
/// # Errors
/// The query itself is not valid ([`Query::validate`]), or it can only be fed in batches.
pub fn select_for_events<V: EventVisitor>(query: &Query, visitor: V) -> Result<V::Out, QueryError> {
    select(query, ForEvents(visitor))
}

/// Hands the operator of `query` to `visitor`, to be fed in batches.
///
/// # Errors
/// The query itself is not valid ([`Query::validate`]), or it can only be fed event by event.
pub fn select_for_batches<V: BatchVisitor>(query: &Query, visitor: V) -> Result<V::Out, QueryError> {
    if let Some(by) = query.deduplicate {
        query.validate()?;
        let delay_ms = query.watermark.map_or(0, |rule| rule.delay_ms);
        return Ok(match query.key {
            KeyBy::None => visitor.visit(Deduplicated::<NoKey>::new(by, delay_ms)),
            KeyBy::Movie => visitor.visit(Deduplicated::<ByMovie>::new(by, delay_ms)),
            KeyBy::User => visitor.visit(Deduplicated::<ByUser>::new(by, delay_ms)),
        });
    }
    select(query, ForBatches(visitor))
}

/// Hands the operator of `query` to `visitor`, to be fed in either way.
///
/// # Errors
/// The query itself is not valid ([`Query::validate`]), or only one of the ways can compute it.
pub fn select<V: OperatorVisitor>(query: &Query, visitor: V) -> Result<V::Out, QueryError> {
    query.validate()?;
    let fail = |field, message: &str| {
        Err(QueryError {
            field,
            message: message.to_owned(),
        })
    };
    if query.firing != Firing::AT_END || query.window == WindowSpec::Global {
        return fail(
            "window trigger",
            "in batches, windows fire at their end; use tumbling, sliding or session windows",
        );
    }
    if query.deduplicate.is_some() {
        return fail(
            "deduplicate",
            "event at a time, nothing is deduplicated; use the micro-batch engine",
        );
    }
    if query.aggregates.is_empty() {
        return Ok(visitor.visit(PassThrough));
    }
    Ok(match query.key {
        KeyBy::None => with_key::<NoKey, V>(query, visitor),
        KeyBy::Movie => with_key::<ByMovie, V>(query, visitor),
        KeyBy::User => with_key::<ByUser, V>(query, visitor),
    })
}

struct ForEvents<V>(V);

impl<V: EventVisitor> OperatorVisitor for ForEvents<V> {
    type Out = V::Out;

    fn visit<Op: EventOperator + BatchOperator>(self, operator: Op) -> V::Out {
        self.0.visit(operator)
    }
}

struct ForBatches<V>(V);

impl<V: BatchVisitor> OperatorVisitor for ForBatches<V> {
    type Out = V::Out;

    fn visit<Op: EventOperator + BatchOperator>(self, operator: Op) -> V::Out {
        self.0.visit(operator)
    }
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
        // A global window keeps one group per key for ever, as no window does; `select` has sent away its triggers.
        WindowSpec::Running | WindowSpec::Global => visitor.visit(Running::<K, A>::new(aggregator, gate)),
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
