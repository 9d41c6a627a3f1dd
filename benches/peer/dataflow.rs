//! A query as a dataflow: workers that read, exchange by key, and hold windows.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Barrier};
use std::time::Instant;

use streamgauge_model::{Event, Output};
use timely::Config;
use timely::dataflow::channels::pact::Exchange;
use timely::dataflow::operators::{Operator as _, Probe as _};
use timely::dataflow::{InputHandleVec, ProbeHandle};
use timely::worker::Worker;

use crate::keying::spread;
use crate::reader::{Item, Reader};
use crate::seats::Seats;
use crate::timed::{Part, Timed};
use crate::windows::Windows;

/// So many batches a worker may be ahead of the slowest. What is ahead of the watermark is state.
const AHEAD: usize = 8;

/// How events are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    /// Threads. They read batches in turn.
    pub workers: usize,
    /// Events of a batch. The watermark moves behind each.
    pub batch: usize,
    /// How far the watermark stays behind the newest event, milliseconds; `None`: there is no watermark.
    pub delay_ms: Option<i64>,
}

/// Answers a query over `events`. Each worker has an output of its own.
///
/// A batch is stamped with the watermark of the worker that has read it, so that the frontier in front of the windows is
/// the watermark: the least of all workers'. As in a measured run, the end of the input completes nothing.
pub(crate) fn run<I, R, W, O>(
    events: &Arc<[Event]>,
    reading: Reading,
    make: impl Fn() -> (R, W) + Send + Sync + 'static,
) -> Timed<O>
where
    I: Item,
    R: Reader<I>,
    W: Windows<I>,
    O: Output + Default + Send + 'static,
{
    let shared = Shared {
        events: Arc::clone(events),
        reading,
        end: AtomicI64::new(i64::MIN),
        start: Barrier::new(reading.workers),
    };
    let shared = Arc::new(shared);
    let seats = Seats::here();
    let workers = timely::execute(Config::process(reading.workers), move |worker| {
        seats.take_one(worker.index(), reading.workers);
        let (reader, windows) = make();
        work(worker, &shared, reader, windows)
    });
    let parts = workers.expect("threads can be started").join();
    Timed::of(parts.into_iter().map(|part| part.expect("no worker panics")))
}

/// What all workers know.
struct Shared {
    events: Arc<[Event]>,
    reading: Reading,
    /// The watermark at the end of the input, once all have read it.
    end: AtomicI64,
    start: Barrier,
}

fn work<I, R, W, O>(worker: &mut Worker, shared: &Arc<Shared>, reader: R, mut windows: W) -> Part<O>
where
    I: Item,
    R: Reader<I>,
    W: Windows<I>,
    O: Output + Default + 'static,
{
    let out = Rc::new(RefCell::new(O::default()));
    let mut input = InputHandleVec::<i64, I>::new();
    let probe = ProbeHandle::new();
    worker.dataflow::<i64, _, _>(|scope| {
        let (out, shared) = (Rc::clone(&out), Arc::clone(shared));
        let exchange = Exchange::new(|item: &I| spread(item.key()));
        input
            .to_stream(scope)
            .probe_with(&probe)
            .sink(exchange, "windows", move |(batches, frontier)| {
                let out = &mut *out.borrow_mut();
                // An empty frontier: all have read to the end.
                let watermark = frontier.frontier().first().copied();
                windows.advance(
                    watermark.unwrap_or_else(|| shared.end.load(Ordering::Acquire)),
                    out,
                );
                batches.for_each(|_, batch| batch.drain(..).for_each(|item| windows.add(item, out)));
            });
    });
    shared.start.wait();
    let begun = Instant::now();
    read(worker, shared, reader, input, &probe);
    while worker.has_dataflows() {
        worker.step_or_park(None);
    }
    Part {
        begun,
        ended: Instant::now(),
        out: out.take(),
    }
}

/// Hands this worker's batches over, and lets the dataflow work behind each.
fn read<I: Item>(
    worker: &mut Worker,
    shared: &Shared,
    mut reader: impl Reader<I>,
    mut input: InputHandleVec<i64, I>,
    probe: &ProbeHandle<i64>,
) {
    let Reading {
        workers,
        batch,
        delay_ms,
    } = shared.reading;
    let mut watermark = i64::MIN;
    let mut newest = i64::MIN;
    let mut recent = VecDeque::with_capacity(AHEAD + 1);
    let batches = shared.events.chunks(batch).zip(1..);
    for (events, number) in batches.skip(worker.index()).step_by(workers) {
        input.send_batch(&mut reader.read(events));
        newest = events
            .iter()
            .map(|event| event.time.millis())
            .fold(newest, i64::max);
        // Without a watermark, the number of the batch tells how far the worker is.
        watermark = delay_ms.map_or(number, |delay_ms| newest - delay_ms - 1);
        input.advance_to(watermark);
        worker.step();
        recent.push_back(watermark);
        if recent.len() > AHEAD
            && let Some(reached) = recent.pop_front()
        {
            worker.step_or_park_while(None, || probe.less_than(&reached));
        }
    }
    if delay_ms.is_some() {
        shared.end.fetch_max(watermark, Ordering::Release);
    }
}
