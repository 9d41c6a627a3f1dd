//! The source task in front of a keyed exchange.

use std::marker::PhantomData;

use streamgauge_model::{Engine, Input, Output, Pressure, ProcessingTime, Step};
use streamgauge_operators::{KeyGroups, Operator};

use crate::{Exchange, Source, WatermarkGenerator};

/// Events taken between two looks at the clock and at the queues.
const BLOCK: usize = 64;

/// Filters, generates watermarks and routes every record to the task that owns its key.
#[derive(Debug)]
pub struct SourceTask<Op, G> {
    source: Source<G>,
    exchange: Exchange,
    key_groups: KeyGroups,
    operator: PhantomData<fn() -> Op>,
}

impl<Op: Operator, G: WatermarkGenerator> SourceTask<Op, G> {
    /// A task that sends over `exchange`.
    #[must_use]
    pub const fn new(source: Source<G>, exchange: Exchange, key_groups: KeyGroups) -> Self {
        Self {
            source,
            exchange,
            key_groups,
            operator: PhantomData,
        }
    }

    fn pressure(&self) -> Pressure {
        if self.exchange.is_blocked() {
            Pressure::Back
        } else {
            Pressure::Free
        }
    }
}

impl<Op: Operator, G: WatermarkGenerator> Engine for SourceTask<Op, G> {
    fn step(&mut self, now: ProcessingTime, input: &mut impl Input, out: &mut impl Output) -> Pressure {
        let Self {
            source,
            exchange,
            key_groups,
            ..
        } = self;
        exchange.retry();
        if let Some(watermark) = source.tick(now) {
            out.step(Step::Watermark {
                watermark,
                after_events: source.taken(),
                now,
            });
            exchange.broadcast(watermark);
        }
        exchange.tick(now);
        if input.is_finished() {
            exchange.flush();
        }
        if exchange.is_blocked() {
            return Pressure::Back;
        }
        let Some(taken) = input.take(BLOCK) else {
            return Pressure::Free;
        };
        let mut filtered = 0;
        for event in taken.events {
            if !source.accepts(event) {
                filtered += 1;
                continue;
            }
            exchange.send(key_groups.task(Op::key(event)), *event);
            if let Some(watermark) = source.after_event(taken.source, event) {
                out.step(Step::Watermark {
                    watermark,
                    after_events: source.taken(),
                    now,
                });
                exchange.broadcast(watermark);
            }
        }
        if filtered > 0 {
            out.filtered(filtered);
        }
        self.pressure()
    }

    fn next_wake(&self) -> Option<ProcessingTime> {
        self.source
            .next_tick()
            .into_iter()
            .chain(self.exchange.next_flush())
            .min()
    }

    fn wakes_on_input(&self) -> bool {
        true
    }

    fn is_done(&self) -> bool {
        !self.source.has_unsaid() && self.exchange.is_empty()
    }

    fn state_entries(&self) -> u64 {
        0
    }
}
