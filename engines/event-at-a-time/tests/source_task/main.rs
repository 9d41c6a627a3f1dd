//! What a source task says about time over its exchange.

use streamgauge_event_at_a_time::{
    BoundedOutOfOrderness, Exchange, Message, Source, SourceTask, WatermarkStatus,
};
use streamgauge_model::{
    Aggregate, Cadence, Engine, Event, EventAtATimeRules, EventTime, Firing, Input, KeyBy, Output, Pressure,
    ProcessingTime, Query, ResultRow, SourceId, Step, Taken, TimeDomain, Watermark, WatermarkRule,
    WindowSpec,
};
use streamgauge_operators::{KeyGroups, PassThrough};

const IDLE: Message = Message::Status(WatermarkStatus::Idle);
const ACTIVE: Message = Message::Status(WatermarkStatus::Active);

/// Nobody listens to the source task itself.
struct Deaf;

impl Output for Deaf {
    fn result(&mut self, _row: &ResultRow) {}
    fn pass(&mut self, _event: &Event) {}
    fn late(&mut self, _event: &Event) {}
    fn dropped(&mut self, _events: u64) {}
    fn filtered(&mut self, _events: u64) {}
    fn step(&mut self, _step: Step) {}
}

/// The events that wait, all of one split.
struct Waiting {
    split: u32,
    events: Vec<Event>,
    taken: bool,
}

impl Waiting {
    fn new(split: u32, times: &[i64]) -> Self {
        Self {
            split,
            events: times.iter().map(|&time| event(time)).collect(),
            taken: times.is_empty(),
        }
    }
}

impl Input for Waiting {
    fn take(&mut self, _limit: usize) -> Option<Taken<'_>> {
        (!std::mem::replace(&mut self.taken, true)).then_some(Taken {
            source: SourceId(self.split),
            events: &self.events,
        })
    }

    fn is_finished(&self) -> bool {
        false
    }
}

fn event(millis: i64) -> Event {
    Event {
        time: EventTime::from_millis(millis),
        ..Event::default()
    }
}

fn mark(millis: i64) -> Message {
    Message::Watermark(Watermark::at(EventTime::from_millis(millis)))
}

/// A source task of two splits, idle after 300 ms and probed every 100 ms, and the end of its only channel.
struct Rig {
    task: SourceTask<PassThrough, BoundedOutOfOrderness>,
    end: rtrb::Consumer<Message>,
}

impl Rig {
    fn new(cadence: Cadence, capacity: usize) -> Self {
        let query = Query {
            name: "test".to_owned(),
            filter: None,
            key: KeyBy::None,
            window: WindowSpec::Running,
            time: TimeDomain::Event,
            aggregates: vec![Aggregate::Count],
            alert: None,
            top: None,
            watermark: Some(WatermarkRule { delay_ms: 0 }),
            allowed_lateness_ms: 0,
            firing: Firing::AT_END,
            deduplicate: None,
            source_delays_ms: Vec::new(),
            digest: true,
        };
        let rules = EventAtATimeRules {
            idle_after_ms: Some(300),
            ..EventAtATimeRules::new(cadence)
        };
        let start = ProcessingTime::from_millis(0);
        let generator = BoundedOutOfOrderness::new(0);
        let source = Source::new(&query, &rules, 2, start, Some(generator));
        let (exchange, mut ends) = Exchange::new(1, capacity, 0, start);
        let groups = KeyGroups::new(1);
        Self {
            task: SourceTask::new(source, exchange, groups),
            end: ends.remove(0),
        }
    }

    fn step(&mut self, now: i64, split: u32, times: &[i64]) -> Pressure {
        let now = ProcessingTime::from_millis(now);
        self.task.step(now, &mut Waiting::new(split, times), &mut Deaf)
    }

    /// Probes without an event, at every tick in between.
    fn wait(&mut self, from: i64, to: i64) {
        (from..=to).step_by(100).for_each(|now| {
            self.step(now, 0, &[]);
        });
    }

    fn received(&mut self) -> Vec<Message> {
        std::iter::from_fn(|| self.end.pop().ok()).collect()
    }
}

const EVERY_100_MS: Cadence = Cadence::Periodic { millis: 100 };

#[test]
fn all_splits_idle_says_the_greatest_watermark_then_idle_and_active_before_the_next() {
    let mut rig = Rig::new(EVERY_100_MS, 64);
    rig.step(0, 0, &[1_000]);
    rig.step(10, 1, &[5_000]);
    rig.wait(100, 1_000);
    let expected = [
        Message::Event(event(1_000)),
        Message::Event(event(5_000)),
        mark(999),
        mark(4_999),
        IDLE,
    ];
    assert_eq!(rig.received(), expected);
    rig.step(1_050, 0, &[9_000]);
    rig.step(1_060, 1, &[8_000]);
    rig.wait(1_100, 1_200);
    let expected = [
        Message::Event(event(9_000)),
        ACTIVE,
        Message::Event(event(8_000)),
        mark(7_999),
    ];
    assert_eq!(rig.received(), expected);
}

#[test]
fn watermarks_after_every_event_wait_for_the_word_that_the_source_is_active() {
    let mut rig = Rig::new(Cadence::PerEvent, 64);
    for now in (0..=2_000).step_by(200) {
        rig.step(now, 0, &[]);
    }
    assert_eq!(rig.received(), [IDLE]);
    rig.step(2_010, 1, &[5_000]);
    let expected = [Message::Event(event(5_000)), ACTIVE, mark(4_999)];
    assert_eq!(rig.received(), expected);
}

#[test]
fn a_source_that_its_receiver_holds_up_does_not_become_idle() {
    let mut rig = Rig::new(EVERY_100_MS, 1);
    assert_eq!(rig.step(0, 0, &[1_000, 2_000, 3_000]), Pressure::Back);
    rig.wait(100, 5_000);
    // One place in the queue: what is received makes room for one more.
    for expected in [1_000, 2_000, 3_000] {
        assert_eq!(rig.received(), [Message::Event(event(expected))]);
        rig.step(5_010, 0, &[]);
    }
    assert!(rig.received().is_empty());
    rig.wait(5_100, 5_200);
    assert!(rig.received().is_empty(), "silent for 200 ms, not for 5 seconds");
    rig.wait(5_300, 5_600);
    assert_eq!(rig.received(), [mark(2_999)]);
    rig.step(5_600, 0, &[]);
    assert_eq!(rig.received(), [IDLE]);
}
