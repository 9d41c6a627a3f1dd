//! Cases at random.

use serde_json::{Value, json};

/// What a case asks and does.
#[derive(Debug)]
pub struct RandomCase {
    pub window: Shape,
    pub on_clock: bool,
    pub trigger: Trigger,
    pub purges: bool,
    pub delay_ms: Option<i64>,
    pub lateness: i64,
    pub late_output: bool,
    pub acts: Vec<Act>,
}

#[derive(Clone, Copy, Debug)]
pub enum Shape {
    Tumbling { size: i64, offset: i64 },
    Sliding { size: i64, slide: i64, offset: i64 },
    Session { gap: i64 },
    Global,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    EventTime,
    ProcessingTime,
    Count(i64),
    Continuous(i64),
    EndOfStream,
}

#[derive(Clone, Copy, Debug)]
pub enum Act {
    Event { key: i64, t: i64, value: i64 },
    Watermark(i64),
    Clock(i64),
    Restart,
    End,
}

struct Random(u64);

impl Random {
    fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end.unsigned_abs()) as i64
    }

    fn offset(&mut self, span: i64) -> i64 {
        self.below(2 * span - 1) + 1 - span
    }

    fn window(&mut self) -> Shape {
        let size = 1 + self.below(12);
        match self.below(4) {
            0 => Shape::Tumbling {
                size,
                offset: self.offset(size),
            },
            1 => {
                let slide = 1 + self.below(8);
                Shape::Sliding {
                    size,
                    slide,
                    offset: self.offset(slide),
                }
            }
            2 => Shape::Session { gap: size },
            _ => Shape::Global,
        }
    }

    fn trigger(&mut self) -> Trigger {
        match self.below(5) {
            0 => Trigger::EventTime,
            1 => Trigger::ProcessingTime,
            2 => Trigger::Count(1 + self.below(4)),
            3 => Trigger::Continuous(1 + self.below(7)),
            _ => Trigger::EndOfStream,
        }
    }
}

impl RandomCase {
    pub fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        let mut case = Self {
            window: random.window(),
            on_clock: random.below(4) == 0,
            trigger: random.trigger(),
            purges: random.below(2) == 0,
            delay_ms: (random.below(2) == 0).then(|| random.below(7)),
            lateness: [0, 0, 1, 4, 20, i64::MAX][random.below(6) as usize],
            late_output: random.below(2) == 0,
            acts: Vec::new(),
        };
        case.act(&mut random);
        case
    }

    /// The input of an endless window that fires at intervals does not end: that would be 10^18 firings.
    fn ends(&self) -> bool {
        !matches!(
            (self.window, self.trigger),
            (Shape::Global, Trigger::Continuous(_))
        )
    }

    fn act(&mut self, random: &mut Random) {
        let (mut newest, mut clock, mut ended) = (-10, random.below(20) - 15, false);
        for _ in 0..4 + random.below(30) {
            let act = match random.below(16) {
                0 => Act::Restart,
                1 if self.ends() => Act::End,
                1..=3 => {
                    clock += random.below(9);
                    Act::Clock(clock)
                }
                4..=6 if self.delay_ms.is_none() => Act::Watermark(newest + random.below(17) - 10),
                _ => Act::Event {
                    key: random.below(2),
                    t: newest + random.below(23) - 14,
                    value: random.below(9) - 3,
                },
            };
            match act {
                Act::Event { .. } | Act::Watermark(_) if ended => continue,
                Act::Event { t, .. } => newest = newest.max(t),
                Act::End => ended = true,
                Act::Restart => ended = false,
                Act::Watermark(_) | Act::Clock(_) => {}
            }
            self.acts.push(act);
        }
    }

    /// The query as a case file has it.
    pub fn query(&self) -> Value {
        let window = match self.window {
            Shape::Tumbling { size, offset } => {
                json!({"type": "tumbling", "size_ms": size, "offset_ms": offset})
            }
            Shape::Sliding { size, slide, offset } => {
                json!({"type": "sliding", "size_ms": size, "slide_ms": slide, "offset_ms": offset})
            }
            Shape::Session { gap } => json!({"type": "session", "gap_ms": gap}),
            Shape::Global => json!({"type": "global"}),
        };
        let trigger = match self.trigger {
            Trigger::EventTime => json!({"type": "event-time"}),
            Trigger::ProcessingTime => json!({"type": "processing-time"}),
            Trigger::Count(count) => json!({"type": "count", "count": count}),
            Trigger::Continuous(interval) => {
                json!({"type": "continuous-event-time", "interval_ms": interval})
            }
            Trigger::EndOfStream => json!({"type": "end-of-stream"}),
        };
        let bounded = |delay| json!({"strategy": "bounded-out-of-orderness", "delay_ms": delay, "cadence": "per-event"});
        json!({
            "key": "key", "window": window, "time": if self.on_clock { "processing" } else { "event" },
            "aggregates": ["count", "sum"],
            "watermark": self.delay_ms.map_or_else(|| json!({"strategy": "explicit"}), bounded),
            "allowed_lateness_ms": self.lateness, "late_output": self.late_output,
            "window_trigger": if self.purges { json!({"type": "purging", "inner": trigger}) } else { trigger },
        })
    }

    /// The steps as a case file has them.
    pub fn steps(&self) -> Value {
        let mut seq = 0..;
        let step = |act: &Act| match *act {
            Act::Event { key, t, value } => {
                json!({"event": {"seq": seq.next(), "key": key, "t_ms": t, "value": value}})
            }
            Act::Watermark(millis) => json!({"watermark_ms": millis}),
            Act::Clock(millis) => json!({"processing_time_ms": millis}),
            Act::Restart => json!({"restart": true}),
            Act::End => json!({"end": true}),
        };
        self.acts.iter().map(step).collect()
    }
}
