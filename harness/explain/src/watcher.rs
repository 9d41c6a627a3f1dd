//! An operator that keeps a journal.

use streamgauge_model::{
    Event, EventTime, Key, Output, OutputMode, Phase, ResultRow, Step, Watermark, Window,
};
use streamgauge_operators::{
    BatchOperator, BatchWork, EventOperator, Fate, GroupView, Lateness, Operator, PartialGroup, PartialTable,
};
use streamgauge_replay::Lens;

use crate::journal::{Entry, Folded, Handled, Journal};

/// Watches an engine while it runs a case: keeps a journal of what it asks of its operator.
#[derive(Clone, Debug, Default)]
pub struct Watcher {
    journal: Journal,
}

impl Watcher {
    /// The entries so far.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.journal.take()
    }

    fn watch<Op>(&self, operator: Op) -> Watched<Op> {
        Watched {
            operator,
            journal: self.journal.clone(),
        }
    }
}

impl Lens for Watcher {
    type Events<Op: EventOperator> = Watched<Op>;
    type Batches<Op: BatchOperator> = Watched<Op>;

    fn events<Op: EventOperator>(&self, operator: Op) -> Watched<Op> {
        self.watch(operator)
    }

    fn batches<Op: BatchOperator>(&self, operator: Op) -> Watched<Op> {
        self.watch(operator)
    }

    fn step(&self, index: usize) {
        self.journal.note(Entry::Step(index));
    }
}

/// An operator whose calls are written down. It answers as the operator inside does.
#[derive(Clone, Debug)]
pub struct Watched<Op> {
    operator: Op,
    journal: Journal,
}

impl<Op: Operator> Watched<Op> {
    fn sorted_groups(&self) -> Vec<GroupView> {
        let mut groups = Vec::new();
        self.operator.groups(&mut |group| groups.push(group));
        groups.sort_by_key(|group| (group.window.end, group.window.start, group.key));
        groups
    }
}

impl<Op: Operator> Operator for Watched<Op> {
    fn key(event: &Event) -> Key {
        Op::key(event)
    }

    fn entries(&self) -> u64 {
        self.operator.entries()
    }

    fn bytes(&self) -> u64 {
        self.operator.bytes()
    }

    fn groups(&self, see: &mut dyn FnMut(GroupView)) {
        self.operator.groups(see);
    }
}

impl<Op: EventOperator> EventOperator for Watched<Op> {
    const TELLS_CLOCKS_APART: bool = Op::TELLS_CLOCKS_APART;

    fn on_event<O: Output>(
        &mut self,
        event: &Event,
        at: EventTime,
        watermark: Watermark,
        out: &mut O,
    ) -> Fate {
        let fate = self.operator.on_event(event, at, watermark, out);
        self.journal.note(Entry::Handled(Handled {
            seq: event.seq,
            key: Op::key(event),
            at,
            watermark,
            fate,
            groups: self.sorted_groups(),
        }));
        fate
    }

    fn advance<O: Output>(&mut self, watermark: Watermark, out: &mut O) {
        self.operator.advance(watermark, out);
        self.journal.note(Entry::Advanced {
            groups: self.sorted_groups(),
        });
    }

    fn next_timer(&self) -> i64 {
        self.operator.next_timer()
    }

    fn reads_clock(&self) -> bool {
        self.operator.reads_clock()
    }

    fn on_clock<O: Output>(
        &mut self,
        clock: EventTime,
        due: Option<EventTime>,
        watermark: Watermark,
        out: &mut O,
    ) {
        self.operator.on_clock(clock, due, watermark, out);
        self.journal.note(Entry::Advanced {
            groups: self.sorted_groups(),
        });
    }

    fn next_clock_timer(&self) -> i64 {
        self.operator.next_clock_timer()
    }

    fn withholds_firings(&self) -> bool {
        self.operator.withholds_firings()
    }
}

impl<Op: BatchOperator> BatchOperator for Watched<Op> {
    type Acc = Op::Acc;

    const STATELESS: bool = Op::STATELESS;

    /// Every event is folded twice: once alone, which shows its groups, and then with the others.
    fn fold<'e>(
        &self,
        table: &mut PartialTable<Op::Acc>,
        events: impl Iterator<Item = &'e Event>,
        at: Option<EventTime>,
        late: Lateness,
    ) -> u64 {
        let events: Vec<&Event> = events.collect();
        let groups_of = |event: &&Event| {
            let mut alone = PartialTable::default();
            let late_events = self.operator.fold(&mut alone, std::iter::once(*event), at, late);
            let spans = alone.drain().map(|group| group.window);
            let windows = spans.flat_map(|span| self.operator.windows_of(span)).collect();
            Folded {
                seq: event.seq,
                key: Op::key(event),
                windows,
                late: late_events > 0,
            }
        };
        self.journal.note(Entry::Folded {
            late,
            events: events.iter().map(groups_of).collect(),
        });
        self.operator.fold(table, events.into_iter(), at, late)
    }

    fn windows_of(&self, span: Window) -> Vec<Window> {
        self.operator.windows_of(span)
    }

    fn partition(&self, group: &PartialGroup<Op::Acc>, partitions: usize) -> usize {
        self.operator.partition(group, partitions)
    }

    fn absorb(&mut self, group: PartialGroup<Op::Acc>, batch: u64, late: Lateness, work: &mut BatchWork) {
        let (key, dropped) = (group.key, work.dropped_rows);
        let windows = self.operator.windows_of(group.window);
        self.operator.absorb(group, batch, late, work);
        let shares = windows.len() > 1;
        for window in windows {
            self.journal.note(Entry::Absorbed {
                key,
                window,
                // Of windows that share a group, some may refuse it.
                refused: work.dropped_rows > dropped && (!shares || late.refuses(window)),
            });
        }
    }

    fn close_batch<O: Output>(
        &mut self,
        batch: u64,
        mode: OutputMode,
        watermark: Watermark,
        work: &mut BatchWork,
        out: &mut O,
    ) {
        let mut listener = Listener {
            out,
            passed: Vec::new(),
        };
        self.operator
            .close_batch(batch, mode, watermark, work, &mut listener);
        let passed = listener.passed;
        self.journal.note(Entry::Closed {
            groups: self.sorted_groups(),
            passed,
        });
    }
}

/// Hands on what leaves, and remembers the events among it.
struct Listener<'a, O> {
    out: &'a mut O,
    passed: Vec<u64>,
}

impl<O: Output> Output for Listener<'_, O> {
    fn result(&mut self, row: &ResultRow) {
        self.out.result(row);
    }

    fn pass(&mut self, event: &Event) {
        self.passed.push(event.seq);
        self.out.pass(event);
    }

    fn late(&mut self, event: &Event) {
        self.out.late(event);
    }

    fn dropped(&mut self, events: u64) {
        self.out.dropped(events);
    }

    fn received(&mut self, event: &Event) {
        self.out.received(event);
    }

    fn filtered(&mut self, events: u64) {
        self.out.filtered(events);
    }

    fn step(&mut self, step: Step) {
        self.out.step(step);
    }

    fn phase(&mut self, phase: Phase) {
        self.out.phase(phase);
    }
}
