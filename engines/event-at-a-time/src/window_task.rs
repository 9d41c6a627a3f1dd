//! A window task behind a keyed exchange.

use rtrb::Consumer;
use streamgauge_model::{Output, Pressure, ProcessingTime, Task};
use streamgauge_operators::EventOperator;

use crate::{Message, OperatorTask, StatusWatermarkValve};

/// Messages received between two looks at the clock.
const BLOCK: usize = 256;

/// There is one source task, hence one channel.
const CHANNEL: usize = 0;

/// Owns the state of some key groups and handles what the source task sends.
#[derive(Debug)]
pub struct WindowTask<Op> {
    queue: Consumer<Message>,
    valve: StatusWatermarkValve,
    operator: OperatorTask<Op>,
    received: u64,
}

impl<Op: EventOperator> WindowTask<Op> {
    /// A task at the receiving end of a channel.
    #[must_use]
    pub fn new(queue: Consumer<Message>, operator: OperatorTask<Op>) -> Self {
        Self {
            queue,
            valve: StatusWatermarkValve::new(1),
            operator,
            received: 0,
        }
    }
}

impl<Op: EventOperator> Task for WindowTask<Op> {
    fn step(&mut self, now: ProcessingTime, out: &mut impl Output) -> Pressure {
        let Self {
            queue,
            valve,
            operator,
            received,
        } = self;
        operator.on_clock(now, *received, out);
        let waiting = queue.slots().min(BLOCK);
        let Ok(block) = queue.read_chunk(waiting) else {
            return Pressure::Free;
        };
        let (first, wrapped) = block.as_slices();
        for message in first.iter().chain(wrapped) {
            match message {
                Message::Event(event) => {
                    out.received(event);
                    operator.on_event(event, out);
                    *received += 1;
                }
                Message::Watermark(watermark) => {
                    if let Some(risen) = valve.on_watermark(CHANNEL, *watermark) {
                        operator.on_watermark(risen, *received, now, out);
                    }
                }
                Message::Status(status) => valve.on_status(CHANNEL, *status, &mut |said| {
                    if let Message::Watermark(risen) = said {
                        operator.on_watermark(risen, *received, now, out);
                    }
                }),
            }
        }
        block.commit_all();
        Pressure::Free
    }

    fn has_input(&self) -> bool {
        !self.queue.is_empty()
    }

    fn next_wake(&self) -> Option<ProcessingTime> {
        self.operator.next_timer()
    }

    fn is_done(&self) -> bool {
        self.queue.is_abandoned() && self.queue.is_empty()
    }

    fn state_entries(&self) -> u64 {
        self.operator.entries()
    }

    fn state_bytes(&self) -> u64 {
        self.operator.operator().bytes()
    }
}
