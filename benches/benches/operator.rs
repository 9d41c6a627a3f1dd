//! The operators of each window shape, fed event by event and in batches.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use streamgauge_benches::{Rows, Schedule, Sink};
use streamgauge_model::{Event, EventTime, Output, OutputMode, Query, Watermark, WindowSpec};
use streamgauge_operators::{
    BatchOperator, BatchWork, EventOperator, Lateness, OperatorVisitor, PartialTable, select,
};
use streamgauge_workloads::query;

const EVENTS: u64 = 50_000;
/// Events in a batch: what a trigger of one second finds at the default rate.
const BATCH: usize = 10_000;
/// How far the watermark stays behind, milliseconds.
const DELAY_MS: i64 = 30_000;

/// How an operator is fed.
#[derive(Clone, Copy)]
enum Feeding {
    /// A watermark after every event.
    EventByEvent,
    /// Folded, merged, and closed by the watermark of the batch before.
    Batched,
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

fn feed<O: Output>(query: &Query, events: &[Event], feeding: Feeding, out: &mut O) {
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

fn operator(c: &mut Criterion) {
    let events = Schedule::ratings(EVENTS, 0.0).events;
    for (window, name, windows_each) in [
        ("tumbling", "movie-tumbling", 1),
        ("sliding", "rating-sliding", 3),
        ("session", "user-session", 1),
        ("running", "movie-running", 1),
    ] {
        let query = query(name).expect("in the catalogue");
        let mut group = c.benchmark_group(format!("operator/{window}/{name}"));
        group.throughput(Throughput::Elements(EVENTS));
        for (id, feeding) in [
            ("event by event", Feeding::EventByEvent),
            ("batched", Feeding::Batched),
        ] {
            let mut rows = Rows::default();
            feed(&query, &events, feeding, &mut rows);
            // Nothing is late, and the end closes everything: every event must be in all of its windows.
            assert_eq!(rows.events(), EVENTS * windows_each, "{name}, {id}");
            group.bench_function(id, |b| {
                b.iter(|| {
                    let mut sink = Sink::default();
                    feed(&query, &events, feeding, &mut sink);
                    sink
                });
            });
        }
        group.finish();
    }
}

criterion_group! { name = benches; config = streamgauge_benches::criterion(); targets = operator }
criterion_main!(benches);
