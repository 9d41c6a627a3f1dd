//! Facts about checkpoint barriers.

use serde::Deserialize;
use streamgauge_event_at_a_time::{
    Alignment, BarrierHandler, BarrierOutcome, BarrierTracker, CheckpointId, EndOfPartition,
};

#[derive(Deserialize)]
struct Fact {
    name: String,
    window: Settings,
    steps: Vec<Step>,
    expected: Expected,
}

#[derive(Deserialize)]
struct Settings {
    mode: Mode,
    channels: usize,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    Aligned,
    Unaligned,
    AtLeastOnce,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    Data(OnChannel),
    Barrier(Barrier),
    EndOfPartition(OnChannel),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OnChannel {
    channel: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Barrier {
    channel: usize,
    id: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    emitted: Vec<After>,
    aborted: Vec<After>,
    /// After every step, the channels that are not read; absent where none ever is.
    #[serde(default)]
    blocked_channels_after: Vec<Vec<usize>>,
    late: Vec<i64>,
    dropped: u64,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct After {
    after_step: usize,
    checkpoint: u64,
}

/// A handler or a tracker.
enum Input {
    Handler(BarrierHandler),
    Tracker(BarrierTracker),
}

impl Input {
    fn new(settings: &Settings) -> Self {
        // The tests that the facts come from run without checkpoints after tasks have finished.
        let ends = EndOfPartition::Aborts;
        let handler = |alignment| Self::Handler(BarrierHandler::new(settings.channels, alignment, ends));
        match settings.mode {
            Mode::Aligned => handler(Alignment::Aligned),
            Mode::Unaligned => handler(Alignment::Unaligned),
            Mode::AtLeastOnce => Self::Tracker(BarrierTracker::new(settings.channels, ends)),
        }
    }

    fn take(&mut self, step: &Step) -> BarrierOutcome {
        match (self, step) {
            (_, Step::Data(_)) => BarrierOutcome::default(),
            (Self::Handler(handler), Step::Barrier(b)) => handler.on_barrier(b.channel, CheckpointId(b.id)),
            (Self::Tracker(tracker), Step::Barrier(b)) => tracker.on_barrier(b.channel, CheckpointId(b.id)),
            (Self::Handler(handler), Step::EndOfPartition(e)) => handler.on_end_of_partition(e.channel),
            (Self::Tracker(tracker), Step::EndOfPartition(e)) => tracker.on_end_of_partition(e.channel),
        }
    }

    fn blocks(&self, channel: usize) -> bool {
        match self {
            Self::Handler(handler) => handler.is_blocked(channel),
            Self::Tracker(_) => false,
        }
    }
}

fn holds(fact: &Fact) {
    let mut input = Input::new(&fact.window);
    let (mut taken, mut aborted, mut blocked) = (Vec::new(), Vec::new(), Vec::new());
    for (after_step, step) in fact.steps.iter().enumerate() {
        if let Step::Data(data) = step {
            assert!(
                !input.blocks(data.channel),
                "{}: step {after_step} reads a blocked channel",
                fact.name
            );
        }
        let outcome = input.take(step);
        let after = |id: CheckpointId| After {
            after_step,
            checkpoint: id.0,
        };
        taken.extend(outcome.taken.map(after));
        aborted.extend(outcome.aborted.into_iter().map(after));
        let channels = 0..fact.window.channels;
        blocked.push(channels.filter(|&c| input.blocks(c)).collect::<Vec<_>>());
    }
    let Expected {
        emitted,
        aborted: given_up,
        blocked_channels_after,
        late,
        dropped,
    } = &fact.expected;
    assert_eq!(&taken, emitted, "{}", fact.name);
    assert_eq!(&aborted, given_up, "{}", fact.name);
    if blocked_channels_after.is_empty() {
        assert!(blocked.iter().all(Vec::is_empty), "{}", fact.name);
    } else {
        assert_eq!(&blocked, blocked_channels_after, "{}", fact.name);
    }
    assert!(late.is_empty() && *dropped == 0, "{}", fact.name);
}

#[test]
fn barriers_cut_the_streams_as_in_flink() {
    streamgauge_facts::read("flink-checkpoint-barriers")
        .iter()
        .for_each(holds);
}
