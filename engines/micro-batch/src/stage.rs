//! The work of one batch: fold in parallel, shuffle by key, merge into state, emit.

use streamgauge_model::{
    Event, EventTime, Executor, Filter, Inline, Output, OutputMode, ResultRow, Step, Watermark,
};
use streamgauge_operators::{BatchOperator, BatchWork, Lateness, PartialGroup, PartialTable};

use crate::input_batch::InputBatch;

/// The greatest event time of a batch that passed the filter, by the watermark it moves.
type Newest = Vec<Option<EventTime>>;

/// Fewer groups than this, received and in state, are merged by the calling thread.
const FEW_GROUPS: u64 = 2048;

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
    /// How many watermarks the events move.
    pub slots: usize,
}

/// The map tasks and the reduce tasks of a query. Each reduce task owns one partition of the state.
pub struct Stage<Op: BatchOperator> {
    filter: Option<Filter>,
    mappers: Vec<Mapper<Op::Acc>>,
    reducers: Vec<Reducer<Op>>,
}

/// A map task: folds its share of the batch and sorts the partial groups by partition.
struct Mapper<Acc> {
    table: PartialTable<Acc>,
    buckets: Vec<Vec<PartialGroup<Acc>>>,
    newest: Newest,
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
    /// A reduce task for each partition, and as many map tasks.
    pub fn new(partitions: Vec<Op>, filter: Option<Filter>) -> Self {
        let workers = partitions.len();
        let mapper = || Mapper {
            table: PartialTable::default(),
            buckets: (0..workers).map(|_| Vec::new()).collect(),
            newest: Vec::new(),
            filtered: 0,
            late_events: 0,
        };
        let reducer = |operator| Reducer {
            operator,
            inbox: (0..workers).map(|_| Vec::new()).collect(),
            work: BatchWork::default(),
            rows: Rows::default(),
        };
        Self {
            filter,
            mappers: (0..workers).map(|_| mapper()).collect(),
            reducers: partitions.into_iter().map(reducer).collect(),
        }
    }

    /// The state, partition by partition.
    pub fn into_partitions(self) -> Vec<Op> {
        self.reducers
            .into_iter()
            .map(|reducer| reducer.operator)
            .collect()
    }

    /// Carries out a batch. Returns what it did to the state and the greatest event times that passed the filter.
    pub fn run(
        &mut self,
        input: &InputBatch,
        context: BatchContext,
        executor: &impl Executor,
        out: &mut impl Output,
    ) -> (BatchWork, Newest) {
        if Op::STATELESS {
            return (BatchWork::default(), pass(self.filter, input, context, out));
        }
        self.map(input, context, executor);
        self.shuffle();
        self.reduce(context, executor);
        self.collect(context.slots, out)
    }

    /// To wake a thread takes longer than to merge a few groups.
    fn reduce(&mut self, context: BatchContext, executor: &impl Executor) {
        let groups = |reducer: &Reducer<Op>| {
            let received: usize = reducer.inbox.iter().map(Vec::len).sum();
            received as u64 + reducer.operator.entries()
        };
        let reduce = |_, reducer: &mut Reducer<Op>| reducer.reduce(context);
        if self.reducers.iter().map(groups).sum::<u64>() < FEW_GROUPS {
            Inline.run(&mut self.reducers, reduce);
        } else {
            executor.run(&mut self.reducers, reduce);
        }
    }

    /// Groups in state, over all partitions.
    pub fn entries(&self) -> u64 {
        self.reducers.iter().map(|r| r.operator.entries()).sum()
    }

    /// Bytes of state, over all partitions.
    pub fn bytes(&self) -> u64 {
        self.reducers.iter().map(|r| r.operator.bytes()).sum()
    }

    fn map(&mut self, input: &InputBatch, context: BatchContext, executor: &impl Executor) {
        let share = input.len().div_ceil(self.mappers.len()).max(1);
        let filter = self.filter;
        // Folding asks an operator for its rules, not for its state: any of them will do.
        let Some(Reducer { operator, .. }) = self.reducers.first() else {
            return;
        };
        executor.run(&mut self.mappers, |index, mapper| {
            let from = (index * share).min(input.len());
            let to = (from + share).min(input.len());
            mapper.map(operator, input.runs(from, to), filter, context);
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

    fn collect(&mut self, slots: usize, out: &mut impl Output) -> (BatchWork, Newest) {
        let mut work = BatchWork::default();
        for reducer in &mut self.reducers {
            reducer.rows.hand_over(out);
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
        let newest = |slot: usize| self.mappers.iter().filter_map(|m| m.newest[slot]).max();
        (work, (0..slots).map(newest).collect())
    }
}

impl<Acc: Clone + Send + Sync + 'static> Mapper<Acc> {
    fn map<'e, Op: BatchOperator<Acc = Acc>>(
        &mut self,
        operator: &Op,
        runs: impl Iterator<Item = (usize, &'e [Event])>,
        filter: Option<Filter>,
        context: BatchContext,
    ) {
        self.newest.clear();
        self.newest.resize(context.slots, None);
        (self.filtered, self.late_events) = (0, 0);
        for (slot, events) in runs {
            let (mut newest, mut kept) = (None, 0);
            let passing = events
                .iter()
                .filter(|event| filter.is_none_or(|f| f.keeps(event)))
                .inspect(|event| {
                    newest = newest.max(Some(context.at.unwrap_or(event.time)));
                    kept += 1;
                });
            self.late_events += operator.fold(&mut self.table, passing, context.at, context.late);
            self.filtered += events.len() as u64 - kept;
            raise(&mut self.newest, slot, newest);
        }
        let partitions = self.buckets.len();
        for group in self.table.drain() {
            self.buckets[operator.partition(&group, partitions)].push(group);
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

/// A source without a watermark of its own moves none.
fn raise(newest: &mut Newest, slot: usize, to: Option<EventTime>) {
    if let Some(newest) = newest.get_mut(slot) {
        *newest = to.max(*newest);
    }
}

/// A query without aggregates: events pass in order.
fn pass(filter: Option<Filter>, input: &InputBatch, context: BatchContext, out: &mut impl Output) -> Newest {
    let mut filtered = 0;
    let mut newest = vec![None; context.slots];
    for (slot, events) in input.runs(0, input.len()) {
        for event in events {
            if filter.is_none_or(|f| f.keeps(event)) {
                raise(&mut newest, slot, Some(context.at.unwrap_or(event.time)));
                out.pass(event);
            } else {
                filtered += 1;
            }
        }
    }
    if filtered > 0 {
        out.filtered(filtered);
    }
    newest
}

/// What one reduce task puts out, on its way to the sink.
#[derive(Debug, Default)]
struct Rows {
    results: Vec<ResultRow>,
    passed: Vec<Event>,
}

impl Rows {
    fn hand_over(&mut self, out: &mut impl Output) {
        self.results.drain(..).for_each(|row| out.result(&row));
        self.passed.drain(..).for_each(|event| out.pass(&event));
    }
}

impl Output for Rows {
    fn result(&mut self, row: &ResultRow) {
        self.results.push(*row);
    }

    fn pass(&mut self, event: &Event) {
        self.passed.push(*event);
    }

    fn late(&mut self, _event: &Event) {}
    fn dropped(&mut self, _events: u64) {}
    fn filtered(&mut self, _events: u64) {}
    fn step(&mut self, _step: Step) {}
}
