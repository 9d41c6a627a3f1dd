//! The source task in front of a keyed exchange.

use std::marker::PhantomData;

use streamgauge_model::{Engine, Input, Output, Pressure, ProcessingTime, Step, Watermark};
use streamgauge_operators::{KeyGroups, Operator};

use crate::{Exchange, Message, Source, WatermarkGenerator, WatermarkStatus};

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

    /// Sends what is new about time, in order: active, the watermark, idle.
    #[inline]
    fn announce(&mut self, watermark: Option<Watermark>, now: ProcessingTime, out: &mut impl Output) {
        let status = self.source.status_change();
        if status == Some(WatermarkStatus::Active) {
            self.exchange.broadcast(Message::Status(WatermarkStatus::Active));
        }
        if let Some(watermark) = watermark {
            out.step(Step::Watermark {
                watermark,
                after_events: self.source.taken(),
                now,
            });
            self.exchange.broadcast(Message::Watermark(watermark));
        }
        if status == Some(WatermarkStatus::Idle) {
            self.exchange.broadcast(Message::Status(WatermarkStatus::Idle));
        }
    }

    fn pressure(&mut self, now: ProcessingTime) -> Pressure {
        let blocked = self.exchange.is_blocked();
        self.source.set_blocked(blocked, now);
        if blocked { Pressure::Back } else { Pressure::Free }
    }
}

impl<Op: Operator, G: WatermarkGenerator> Engine for SourceTask<Op, G> {
    fn step(&mut self, now: ProcessingTime, input: &mut impl Input, out: &mut impl Output) -> Pressure {
        self.exchange.retry();
        let watermark = self.source.tick(now);
        self.announce(watermark, now, out);
        self.exchange.tick(now);
        if input.is_finished() {
            self.exchange.flush();
        }
        if self.pressure(now) == Pressure::Back {
            return Pressure::Back;
        }
        let Some(taken) = input.take(BLOCK) else {
            return Pressure::Free;
        };
        let mut filtered = 0;
        for event in taken.events {
            if !self.source.accepts(event) {
                filtered += 1;
                continue;
            }
            self.exchange.send(self.key_groups.task(&Op::key(event)), event);
            let watermark = self.source.after_event(taken.source, event);
            if watermark.is_some() {
                self.announce(watermark, now, out);
            }
        }
        if filtered > 0 {
            out.filtered(filtered);
        }
        self.pressure(now)
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

    fn state_bytes(&self) -> u64 {
        0
    }
}
