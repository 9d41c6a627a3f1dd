//! From a query, known at run time, to an operator, a type known at compile time.

use streamgauge_model::{Firing, KeyBy, Query, QueryError, TimeDomain, WindowSpec, WindowTrigger};

use crate::running::PassThrough;
use crate::{
    AlignedWindows, BareTally, BatchOperator, ByMovie, ByUser, Contents, Deduplicated, EventOperator,
    Eviction, Full, Gate, KeyOf, NoKey, QueryTrigger, QueryWindows, Rolls, Running, SessionWindows,
    SlicedWindows, Sliding, Tally, TriggeredWindows, Tumbling,
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
    query.validate()?;
    refuse_for_events(query)?;
    if query.aggregates.is_empty() || fires_at_end(query) {
        return Ok(common(query, ForEvents(visitor)));
    }
    Ok(match query.key {
        KeyBy::None => triggered::<NoKey, V>(query, visitor),
        KeyBy::Movie => triggered::<ByMovie, V>(query, visitor),
        KeyBy::User => triggered::<ByUser, V>(query, visitor),
    })
}

/// Hands the operator of `query` to `visitor`, to be fed in batches.
///
/// # Errors
/// The query itself is not valid ([`Query::validate`]), or it can only be fed event by event.
pub fn select_for_batches<V: BatchVisitor>(query: &Query, visitor: V) -> Result<V::Out, QueryError> {
    query.validate()?;
    refuse_triggers(query)?;
    if let Some(by) = query.deduplicate {
        let delay_ms = query.watermark.map_or(0, |rule| rule.delay_ms);
        return Ok(match query.key {
            KeyBy::None => visitor.visit(Deduplicated::<NoKey>::new(by, delay_ms)),
            KeyBy::Movie => visitor.visit(Deduplicated::<ByMovie>::new(by, delay_ms)),
            KeyBy::User => visitor.visit(Deduplicated::<ByUser>::new(by, delay_ms)),
        });
    }
    Ok(common(query, ForBatches(visitor)))
}

/// Hands the operator of `query` to `visitor`, to be fed in either way.
///
/// # Errors
/// The query itself is not valid ([`Query::validate`]), or only one of the ways can compute it.
pub fn select<V: OperatorVisitor>(query: &Query, visitor: V) -> Result<V::Out, QueryError> {
    query.validate()?;
    refuse_for_events(query)?;
    refuse_triggers(query)?;
    Ok(common(query, visitor))
}

fn fail(field: &'static str, message: &str) -> Result<(), QueryError> {
    Err(QueryError {
        field,
        message: message.to_owned(),
    })
}

/// What can only be fed in batches, and firings that make no sense.
fn refuse_for_events(query: &Query) -> Result<(), QueryError> {
    if query.deduplicate.is_some() {
        return fail(
            "deduplicate",
            "event at a time, nothing is deduplicated; use the micro-batch engine",
        );
    }
    if !query.source_delays_ms.is_empty() {
        return fail(
            "watermark delay",
            "event at a time, all sources have one delay; use the micro-batch engine for a delay per source",
        );
    }
    if query.window == WindowSpec::Running && query.firing != Firing::AT_END {
        return fail(
            "window trigger",
            "without a window, every event brings a result; use a global window to fire otherwise",
        );
    }
    if query.top.is_some() && !fires_at_end(query) {
        return fail(
            "top",
            "a ranking needs windows that fire at their end and for all keys at once; use the default trigger",
        );
    }
    Ok(())
}

/// What can only be fed event by event.
fn refuse_triggers(query: &Query) -> Result<(), QueryError> {
    if query.window == WindowSpec::Global {
        return fail(
            "window",
            "in batches, there is no global window; use tumbling, sliding or session windows, or none",
        );
    }
    if query.firing != Firing::AT_END {
        return fail(
            "window trigger",
            "in batches, windows fire at their end; use the default trigger, or the event-at-a-time engine",
        );
    }
    Ok(())
}

/// Whether windows fire at their end, in their own time, and keep what they hold: whether the operators that know
/// nothing else will do. Without a window there is nothing to fire.
fn fires_at_end(query: &Query) -> bool {
    let Firing {
        trigger,
        purges,
        evictor,
    } = query.firing;
    let own = match query.time {
        TimeDomain::Event => WindowTrigger::EventTime,
        TimeDomain::Processing => WindowTrigger::ProcessingTime,
    };
    let at_end = trigger == WindowTrigger::AtEnd || trigger == own;
    match query.window {
        WindowSpec::Running => true,
        WindowSpec::Global => false,
        _ => at_end && !purges && evictor.is_none(),
    }
}

fn triggered<K: KeyOf, V: EventVisitor>(query: &Query, visitor: V) -> V::Out {
    let contents = Contents::new(Full::new(query), query.firing.evictor.map(Eviction::before));
    visitor.visit(TriggeredWindows::<K, _, _, _>::new(
        QueryWindows::new(query),
        query.time,
        contents,
        QueryTrigger::new(query),
        Gate::new(query),
        query.allowed_lateness_ms,
    ))
}

fn common<V: OperatorVisitor>(query: &Query, visitor: V) -> V::Out {
    if query.aggregates.is_empty() {
        return visitor.visit(PassThrough);
    }
    match query.key {
        KeyBy::None => with_key::<NoKey, V>(query, visitor),
        KeyBy::Movie => with_key::<ByMovie, V>(query, visitor),
        KeyBy::User => with_key::<ByUser, V>(query, visitor),
    }
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
    } else if query.digest {
        with_window::<K, _, V>(query, Tally, visitor)
    } else {
        with_window::<K, _, V>(query, BareTally, visitor)
    }
}

fn with_window<K: KeyOf, A: Rolls, V: OperatorVisitor>(query: &Query, aggregator: A, visitor: V) -> V::Out {
    let gate = Gate::new(query);
    // Flink ignores the allowed lateness of processing time: nothing can be late there.
    let allowed = if query.time == TimeDomain::Processing {
        0
    } else {
        query.allowed_lateness_ms
    };
    match query.window {
        // A global window does not come here.
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
        } => {
            let windows = Sliding { size, slide, offset };
            match SlicedWindows::<K, A>::new(windows, aggregator.clone(), gate.clone(), allowed) {
                Some(sharing) => visitor.visit(sharing),
                None => visitor.visit(AlignedWindows::<K, _, A>::new(windows, aggregator, gate, allowed)),
            }
        }
        WindowSpec::Session { gap_ms } => {
            visitor.visit(SessionWindows::<K, A>::new(gap_ms, aggregator, gate, allowed))
        }
    }
}
