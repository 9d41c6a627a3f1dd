//! What must hold of splits and of inputs, whatever they say: the same rule combines both.

use streamgauge_event_at_a_time::{CombinedInputs, Delivery, Message, SplitOutputs, WatermarkStatus};
use streamgauge_model::{SourceId, Watermark};

use crate::mark;

/// What one of three sources of time does: it moves on, falls silent, comes back.
#[derive(Clone, Copy, Debug)]
enum Act {
    Say(i64),
    Turn(WatermarkStatus),
}

/// Draws acts (the generator is a 64-bit linear congruence).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn act(&mut self, now: i64) -> Act {
        match self.below(4) {
            0 => Act::Turn(WatermarkStatus::Idle),
            1 => Act::Turn(WatermarkStatus::Active),
            _ => Act::Say(now + self.below(20).cast_signed()),
        }
    }
}

/// What each has said last, and whether it is idle.
#[derive(Clone, Copy)]
struct Told {
    watermark: Watermark,
    idle: bool,
}

/// The definition: the slowest active one, or the fastest if all are idle, and never less than before.
fn defined(told: &[Told; 3], before: Watermark) -> Watermark {
    let active = told.iter().filter(|t| !t.idle).map(|t| t.watermark).min();
    let fastest = told.iter().map(|t| t.watermark).max();
    before.max(active.or(fastest).expect("there are three"))
}

#[test]
fn the_output_is_the_slowest_active_one_and_never_falls() {
    for seed in 0..2_000 {
        let mut dice = Dice(seed);
        let (mut inputs, mut splits) = (CombinedInputs::new(3), SplitOutputs::new());
        let ids = [0, 1, 2].map(SourceId);
        assert!(ids.into_iter().all(|id| splits.register(id)));
        let silent = Told {
            watermark: Watermark::NONE,
            idle: false,
        };
        let (mut told, mut expected) = ([silent; 3], Watermark::NONE);
        let (mut by_inputs, mut by_splits) = (Vec::new(), Vec::new());
        for now in 0..60 {
            let (index, act) = (dice.below(3) as usize, dice.act(now));
            let (id, of) = (ids[index], &mut told[index]);
            match act {
                // An idle channel says nothing about time: its valve or its source sees to that.
                Act::Say(_) if of.idle => {}
                Act::Say(millis) => {
                    of.watermark = of.watermark.max(mark(millis));
                    inputs.on_watermark(index, mark(millis), &mut |m| by_inputs.push(m));
                    splits.on_watermark(id, mark(millis), Delivery::Immediate, &mut |m| by_splits.push(m));
                }
                Act::Turn(status) => {
                    of.idle = status == WatermarkStatus::Idle;
                    inputs.on_status(index, status, &mut |m| by_inputs.push(m));
                    splits.on_status(id, status, Delivery::Immediate, &mut |m| by_splits.push(m));
                }
            }
            expected = defined(&told, expected);
            assert_eq!(inputs.watermark(), expected, "seed {seed}, step {now}");
            assert_eq!(splits.watermark(), expected, "seed {seed}, step {now}");
            let idle = told.iter().all(|t| t.idle);
            assert_eq!(
                inputs.status() == WatermarkStatus::Idle,
                idle,
                "seed {seed}, step {now}"
            );
        }
        assert_eq!(by_inputs, by_splits, "seed {seed}");
        assert!(alternates(&by_inputs), "seed {seed}");
    }
}

/// Whether watermarks only rise, statuses only change, and nothing is said of time while idle.
fn alternates(said: &[Message]) -> bool {
    let (mut last, mut idle) = (Watermark::NONE, false);
    said.iter().all(|message| match *message {
        Message::Watermark(watermark) => !idle && watermark > std::mem::replace(&mut last, watermark),
        Message::Status(status) => {
            let now_idle = status == WatermarkStatus::Idle;
            std::mem::replace(&mut idle, now_idle) != now_idle
        }
        Message::Event(_) => false,
    })
}
