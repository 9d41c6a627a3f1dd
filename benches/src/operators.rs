//! Operators, fed event by event and in batches.

use streamgauge_model::{Event, EventTime, Output, OutputMode, Query, Watermark, WindowSpec};
use streamgauge_operators::{
    BatchOperator, BatchWork, EventOperator, Lateness, OperatorVisitor, PartialTable, select,
};

/// Events in a batch: what a trigger of one second finds at the default rate.
const BATCH: usize = 10_000;
/// How far the watermark stays behind, milliseconds.
const DELAY_MS: i64 = 30_000;

/// How an operator is fed.
#[derive(Clone, Copy, Debug)]
pub enum Feeding {
    /// A watermark after every event.
    EventByEvent,
    /// Folded, merged, and closed by the watermark of the batch before.
    Batched,
}

/// Lets the operator of a query process all events.
///
/// # Panics
/// If no operator answers the query.
pub fn feed<O: Output>(query: &Query, events: &[Event], feeding: Feeding, out: &mut O) {
    let mode = if query.window == WindowSpec::Running {
        OutputMode::Update
    } else {
        OutputMode::Append
    };
    select(
        query,
        Feeder {
            events,
            feeding,
            mode,
            out,
        },
    )
    .expect("the catalogue is valid");
}

struct Feeder<'a, O> {
    events: &'a [Event],
    feeding: Feeding,
    mode: OutputMode,
    out: &'a mut O,
}

impl<O: Output> OperatorVisitor for Feeder<'_, O> {
    type Out = ();

    fn visit<Op: EventOperator + BatchOperator>(self, operator: Op) {
        match self.feeding {
            Feeding::EventByEvent => event_by_event(operator, self.events, self.out),
            Feeding::Batched => batched(operator, self.events, self.mode, self.out),
        }
    }
}

fn behind(newest: EventTime) -> Watermark {
    Watermark::before(newest.saturating_add(-DELAY_MS))
}

fn event_by_event<Op: EventOperator>(mut operator: Op, events: &[Event], out: &mut impl Output) {
    let mut newest = EventTime::MIN;
    let mut watermark = Watermark::NONE;
    for event in events {
        operator.on_event(event, event.time, watermark, out);
        if event.time > newest {
            newest = event.time;
            watermark = behind(newest);
            operator.advance(watermark, out);
        }
    }
    operator.advance(Watermark::END, out);
}

fn batched<Op: BatchOperator>(mut operator: Op, events: &[Event], mode: OutputMode, out: &mut impl Output) {
    let mut table = PartialTable::default();
    let (mut late, mut evict, mut newest) = (Watermark::NONE, Watermark::NONE, EventTime::MIN);
    let mut work = BatchWork::default();
    let mut batch = 0;
    for part in events.chunks(BATCH) {
        batch += 1;
        let policy = Lateness::new(late, 0);
        operator.fold(&mut table, part.iter(), None, policy);
        table
            .drain()
            .for_each(|group| operator.absorb(group, batch, policy, &mut work));
        operator.close_batch(batch, mode, evict, &mut work, out);
        newest = part.iter().map(|event| event.time).fold(newest, EventTime::max);
        (late, evict) = (evict, behind(newest));
    }
    if mode == OutputMode::Append {
        operator.close_batch(batch + 1, mode, Watermark::END, &mut work, out);
    }
}
