//! The work of one batch: fold in parallel, shuffle by key, merge into state, emit.

use streamgauge_model::{Event, EventTime, Executor, Filter, Output, OutputMode, ResultRow, Step, Watermark};
use streamgauge_operators::{BatchOperator, BatchWork, Lateness, PartialGroup, PartialTable};

/// What all tasks of a batch need to know.
#[derive(Clone, Copy, Debug)]
pub struct BatchContext {
    /// Number of the batch, counted from 1.
    pub batch: u64,
    /// Which rows leave.
    pub mode: OutputMode,
    /// Judges late groups.
    pub late: Lateness,
    /// Closes windows; [`Watermark::NONE`] for a query without one.
    pub evict: Watermark,
    /// The time of all events, for windows of processing time.
    pub at: Option<EventTime>,
}

/// The map tasks and the reduce tasks of a query. Each reduce task owns one partition of the state.
pub struct Stage<Op: BatchOperator> {
    filter: Option<Filter>,
    mappers: Vec<Mapper<Op>>,
    reducers: Vec<Reducer<Op>>,
}

/// A map task: folds its share of the batch and sorts the partial groups by partition.
struct Mapper<Op: BatchOperator> {
    operator: Op,
    table: PartialTable<Op::Acc>,
    buckets: Vec<Vec<PartialGroup<Op::Acc>>>,
    newest: Option<EventTime>,
    filtered: u64,
    late_events: u64,
}

/// A reduce task: one partition of the state.
struct Reducer<Op: BatchOperator> {
    operator: Op,
    inbox: Vec<Vec<PartialGroup<Op::Acc>>>,
    work: BatchWork,
    rows: Rows,
}

impl<Op: BatchOperator> Stage<Op> {
    /// `workers` map tasks and as many partitions.
    pub fn new(operator: &Op, filter: Option<Filter>, workers: usize) -> Self {
        let mapper = || Mapper {
            operator: operator.clone(),
            table: PartialTable::default(),
            buckets: (0..workers).map(|_| Vec::new()).collect(),
            newest: None,
            filtered: 0,
            late_events: 0,
        };
        let reducer = || Reducer {
            operator: operator.clone(),
            inbox: (0..workers).map(|_| Vec::new()).collect(),
            work: BatchWork::default(),
            rows: Rows::default(),
        };
        Self {
            filter,
            mappers: (0..workers).map(|_| mapper()).collect(),
            reducers: (0..workers).map(|_| reducer()).collect(),
        }
    }

    /// Carries out a batch. Returns what it did to the state and the greatest event time that passed the filter.
    pub fn run(
        &mut self,
        events: &[Event],
        context: BatchContext,
        executor: &impl Executor,
        out: &mut impl Output,
    ) -> (BatchWork, Option<EventTime>) {
        if Op::STATELESS {
            return (BatchWork::default(), pass(self.filter, events, context.at, out));
        }
        self.map(events, context, executor);
        self.shuffle();
        executor.run(&mut self.reducers, |_, reducer| reducer.reduce(context));
        self.collect(out)
    }

    /// Groups in state, over all partitions.
    pub fn entries(&self) -> u64 {
        self.reducers.iter().map(|r| r.operator.entries()).sum()
    }

    fn map(&mut self, events: &[Event], context: BatchContext, executor: &impl Executor) {
        let share = events.len().div_ceil(self.mappers.len()).max(1);
        let filter = self.filter;
        executor.run(&mut self.mappers, |index, mapper| {
            let from = (index * share).min(events.len());
            let to = (from + share).min(events.len());
            mapper.map(&events[from..to], filter, context);
        });
    }

    /// Moves every bucket to the partition it belongs to.
    fn shuffle(&mut self) {
        for (from, mapper) in self.mappers.iter_mut().enumerate() {
            for (bucket, reducer) in mapper.buckets.iter_mut().zip(&mut self.reducers) {
                std::mem::swap(bucket, &mut reducer.inbox[from]);
            }
        }
    }

    fn collect(&mut self, out: &mut impl Output) -> (BatchWork, Option<EventTime>) {
        let mut work = BatchWork::default();
        for reducer in &mut self.reducers {
            reducer.rows.0.drain(..).for_each(|row| out.result(&row));
            work.add(&std::mem::take(&mut reducer.work));
        }
        let filtered = self.mappers.iter().map(|m| m.filtered).sum();
        if filtered > 0 {
            out.filtered(filtered);
        }
        work.late_events = self.mappers.iter().map(|m| m.late_events).sum();
        if work.late_events > 0 {
            out.dropped(work.late_events);
        }
        (work, self.mappers.iter().filter_map(|m| m.newest).max())
    }
}

impl<Op: BatchOperator> Mapper<Op> {
    fn map(&mut self, events: &[Event], filter: Option<Filter>, context: BatchContext) {
        let (mut newest, mut kept) = (None, 0);
        let passing = events
            .iter()
            .filter(|event| filter.is_none_or(|f| f.keeps(event)))
            .inspect(|event| {
                newest = newest.max(Some(context.at.unwrap_or(event.time)));
                kept += 1;
            });
        self.late_events = self
            .operator
            .fold(&mut self.table, passing, context.at, context.late);
        self.newest = newest;
        self.filtered = events.len() as u64 - kept;
        let partitions = self.buckets.len();
        for group in self.table.drain() {
            self.buckets[self.operator.partition(&group, partitions)].push(group);
        }
    }
}

impl<Op: BatchOperator> Reducer<Op> {
    fn reduce(&mut self, context: BatchContext) {
        let Self {
            operator,
            inbox,
            work,
            rows,
        } = self;
        for group in inbox.iter_mut().flat_map(|bucket| bucket.drain(..)) {
            operator.absorb(group, context.batch, context.late, work);
        }
        operator.close_batch(context.batch, context.mode, context.evict, work, rows);
    }
}

/// A query without aggregates: events pass in order.
fn pass(
    filter: Option<Filter>,
    events: &[Event],
    at: Option<EventTime>,
    out: &mut impl Output,
) -> Option<EventTime> {
    let mut filtered = 0;
    let mut newest = None;
    for event in events {
        if filter.is_none_or(|f| f.keeps(event)) {
            newest = newest.max(Some(at.unwrap_or(event.time)));
            out.pass(event);
        } else {
            filtered += 1;
        }
    }
    if filtered > 0 {
        out.filtered(filtered);
    }
    newest
}

/// The rows of one reduce task, on their way to the sink.
#[derive(Debug, Default)]
struct Rows(Vec<ResultRow>);

impl Output for Rows {
    fn result(&mut self, row: &ResultRow) {
        self.0.push(*row);
    }

    fn pass(&mut self, _event: &Event) {}
    fn late(&mut self, _event: &Event) {}
    fn dropped(&mut self, _events: u64) {}
    fn filtered(&mut self, _events: u64) {}
    fn step(&mut self, _step: Step) {}
}
