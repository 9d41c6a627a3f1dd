//! Facts about the channels of one input, and what must hold whatever arrives.

use serde::Deserialize;
use streamgauge_event_at_a_time::{Message, StatusWatermarkValve, WatermarkStatus};
use streamgauge_model::Watermark;

use crate::{Fact, InputStatus, InputWatermark, Said, hold, mark};

#[derive(Deserialize)]
struct Settings {
    channels: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    InputWatermark(InputWatermark),
    InputStatus(InputStatus),
}

fn run(fact: &Fact<Settings, Step, Said>) -> Vec<(usize, Message)> {
    let mut valve = StatusWatermarkValve::new(fact.window.channels);
    let mut said = Vec::new();
    for (index, step) in fact.steps.iter().enumerate() {
        match step {
            Step::InputWatermark(s) => said.extend(
                valve
                    .on_watermark(s.channel, mark(s.ts))
                    .map(|w| (index, Message::Watermark(w))),
            ),
            Step::InputStatus(s) => {
                valve.on_status(s.channel, s.status.into(), &mut |message| {
                    said.push((index, message));
                });
            }
        }
    }
    said
}

#[test]
fn channels_combine_as_in_flink() {
    hold("flink-watermark-valve", run);
}

/// What one channel does: says a watermark, falls silent, comes back.
#[derive(Clone, Copy, Debug)]
enum Act {
    Say(i64),
    Turn(WatermarkStatus),
}

/// What every channel has said, kept by the test itself.
#[derive(Default)]
struct Ledger {
    channels: [(Option<i64>, bool); 2],
    out: Option<i64>,
    idle: bool,
}

impl Ledger {
    fn act(&mut self, channel: usize, act: Act) {
        let (said, idle) = &mut self.channels[channel];
        match act {
            Act::Say(millis) if !*idle => *said = (*said).max(Some(millis)),
            Act::Say(_) => {}
            Act::Turn(status) => *idle = status == WatermarkStatus::Idle,
        }
    }

    /// The output rises, and never above the slowest active channel that had not been overtaken before; once
    /// all are idle, never above the fastest.
    fn check(&mut self, message: Message, history: &[(usize, Act)]) {
        match message {
            Message::Watermark(watermark) => {
                let millis = watermark.millis();
                assert!(!self.idle && Some(millis) > self.out, "{history:?}");
                let of_active = || self.channels.iter().filter(|(_, idle)| !idle);
                let ahead = of_active().filter(|(said, _)| *said > self.out);
                let bound = match of_active().count() {
                    0 => self.channels.iter().map(|(said, _)| *said).max(),
                    _ => ahead.map(|(said, _)| *said).min(),
                };
                assert!(bound.is_some_and(|bound| Some(millis) <= bound), "{history:?}");
                self.out = Some(millis);
            }
            Message::Status(status) => {
                let idle = status == WatermarkStatus::Idle;
                assert_ne!(self.idle, idle, "{history:?}");
                assert_eq!(self.channels.iter().all(|(_, idle)| *idle), idle, "{history:?}");
                self.idle = idle;
            }
            Message::Event(_) => panic!("a valve passes no events: {history:?}"),
        }
    }

    /// Nothing is kept back: the output stands at the slowest active channel that is not behind it. A channel
    /// behind it does not hold the other up.
    fn check_progress(&self, history: &[(usize, Act)]) {
        let counted = self
            .channels
            .iter()
            .filter(|(said, idle)| !idle && *said >= self.out);
        let slowest = counted.map(|(said, _)| *said).min();
        assert!(slowest.is_none_or(|slowest| slowest == self.out), "{history:?}");
    }
}

/// All sequences of six acts on two channels.
#[test]
fn the_output_never_falls_and_never_passes_the_active_channels() {
    let acts = [
        Act::Say(1),
        Act::Say(2),
        Act::Say(3),
        Act::Turn(WatermarkStatus::Idle),
        Act::Turn(WatermarkStatus::Active),
    ];
    let choices = acts.len() * 2;
    for sequence in 0..choices.pow(6) {
        let mut valve = StatusWatermarkValve::new(2);
        let mut ledger = Ledger::default();
        let digits = (0..6).map(|place| sequence / choices.pow(place) % choices);
        let history: Vec<_> = digits.map(|digit| (digit % 2, acts[digit / 2])).collect();
        for &(channel, act) in &history {
            ledger.act(channel, act);
            match act {
                Act::Say(millis) => {
                    let risen = valve.on_watermark(channel, mark(millis));
                    if let Some(watermark) = risen {
                        ledger.check(Message::Watermark(watermark), &history);
                    }
                }
                Act::Turn(status) => {
                    valve.on_status(channel, status, &mut |message| ledger.check(message, &history));
                }
            }
            ledger.check_progress(&history);
        }
    }
}

#[test]
fn the_end_of_all_channels_is_the_end() {
    let mut valve = StatusWatermarkValve::new(2);
    assert_eq!(valve.on_watermark(0, Watermark::END), None);
    assert_eq!(valve.on_watermark(1, Watermark::END), Some(Watermark::END));
    assert_eq!(valve.on_watermark(1, Watermark::END), None);
}
