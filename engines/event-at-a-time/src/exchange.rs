//! The keyed exchange: bounded queues between a source task and window tasks.

use rtrb::{Consumer, Producer, RingBuffer};
use streamgauge_model::{Event, ProcessingTime, Watermark};

use crate::WatermarkStatus;

/// What flows over a channel, in order.
///
/// The tag takes a whole word. With a byte, the seven behind it and the record are copied as one block from the second
/// byte on, and such copies wait for each other: more than half of the source's time went there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Message {
    /// A record.
    Event(Event),
    /// All records sent before this one are covered by the watermark's promise.
    Watermark(Watermark),
    /// From here on the sender does, or does not, take part in event time.
    Status(WatermarkStatus),
}

/// Records that a buffer holds at most: Flink's buffer of 32 KiB, at 40 bytes a record.
const BUFFER_RECORDS: usize = 32 * 1024 / size_of::<Message>();

/// The sending side: one buffer and one bounded queue for each receiver.
///
/// With a buffer timeout, records wait in their buffer until it is full or the flusher comes round; watermarks
/// wait with them (Flink's `RecordWriter`), and of two between which no record waits the later one stands for both.
/// Without a timeout, every record is sent at once. A full queue stops the sender: what cannot be sent stays in its
/// buffer, in order.
#[derive(Debug)]
pub struct Exchange {
    channels: Vec<Channel>,
    timeout_ns: i64,
    /// A buffer with so many messages is sent.
    send_at: usize,
    next_flush: ProcessingTime,
}

#[derive(Debug)]
struct Channel {
    buffer: Vec<Message>,
    sent: usize,
    /// A flush found no room for everything: the receiver is behind.
    held: bool,
    queue: Producer<Message>,
}

impl Exchange {
    /// An exchange with `receivers` channels of `capacity` records, and the receiving ends. Flushes come at the
    /// multiples of `timeout_ns` nanoseconds after `start`; 0: at once.
    #[must_use]
    pub fn new(
        receivers: usize,
        capacity: usize,
        timeout_ns: i64,
        start: ProcessingTime,
    ) -> (Self, Vec<Consumer<Message>>) {
        let (channels, ends) = (0..receivers.max(1))
            .map(|_| {
                let (queue, end) = RingBuffer::new(capacity);
                (
                    Channel {
                        buffer: Vec::with_capacity(BUFFER_RECORDS),
                        sent: 0,
                        held: false,
                        queue,
                    },
                    end,
                )
            })
            .unzip();
        (
            Self {
                channels,
                timeout_ns,
                send_at: if timeout_ns == 0 { 1 } else { BUFFER_RECORDS },
                next_flush: start.saturating_add_nanos(timeout_ns),
            },
            ends,
        )
    }

    /// Sends a record to one receiver.
    #[inline]
    pub fn send(&mut self, receiver: usize, event: &Event) {
        let channel = &mut self.channels[receiver];
        channel.buffer.push(Message::Event(*event));
        channel.flush_at(self.send_at);
    }

    /// Sends a watermark or a status to all receivers.
    pub fn broadcast(&mut self, message: Message) {
        for channel in &mut self.channels {
            channel.append(message);
            channel.flush_at(self.send_at);
        }
    }

    /// Sends what can be sent if the flusher is due at `now`.
    pub fn tick(&mut self, now: ProcessingTime) {
        if self.timeout_ns == 0 || now < self.next_flush {
            return;
        }
        let behind = now.nanos_since(self.next_flush) / self.timeout_ns;
        self.next_flush = self
            .next_flush
            .saturating_add_nanos(self.timeout_ns.saturating_mul(behind + 1));
        self.flush();
    }

    /// Sends what can be sent.
    pub fn flush(&mut self) {
        self.channels.iter_mut().for_each(Channel::flush);
    }

    /// Whether a queue had no room for all that was to be sent: the sender must stop and try again.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.channels.iter().any(|channel| channel.held)
    }

    /// Tries to send again what a full queue has held up.
    pub fn retry(&mut self) {
        self.channels
            .iter_mut()
            .filter(|channel| channel.held)
            .for_each(Channel::flush);
    }

    /// Whether everything has been sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.channels.iter().all(|c| c.buffer.is_empty())
    }

    /// When the flusher comes round, if anything waits for it.
    #[must_use]
    pub fn next_flush(&self) -> Option<ProcessingTime> {
        (self.timeout_ns > 0 && !self.is_empty()).then_some(self.next_flush)
    }
}

impl Channel {
    /// Appends a message; a watermark takes the place of one that waits right before it.
    fn append(&mut self, message: Message) {
        match (self.buffer[self.sent..].last_mut(), message) {
            (Some(last @ Message::Watermark(_)), Message::Watermark(_)) => *last = message,
            _ => self.buffer.push(message),
        }
    }

    /// Sends what can be sent if so many messages wait.
    #[inline]
    fn flush_at(&mut self, messages: usize) {
        if self.buffer.len() >= messages {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let (pushed, _) = self.queue.push_partial_slice(&self.buffer[self.sent..]);
        self.sent += pushed.len();
        self.held = self.sent < self.buffer.len();
        if !self.held {
            self.buffer.clear();
            self.sent = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use streamgauge_model::EventTime;

    fn received(end: &mut Consumer<Message>) -> Vec<Message> {
        std::iter::from_fn(|| end.pop().ok()).collect()
    }

    fn event(seq: u64) -> Event {
        Event {
            seq,
            ..Event::default()
        }
    }

    #[test]
    fn without_a_timeout_everything_is_sent_at_once_and_in_order() {
        let (mut exchange, mut ends) = Exchange::new(2, 8, 0, ProcessingTime::from_nanos(0));
        exchange.send(1, &event(0));
        exchange.broadcast(Message::Watermark(Watermark::END));
        exchange.send(1, &event(1));
        let expected = [
            Message::Event(event(0)),
            Message::Watermark(Watermark::END),
            Message::Event(event(1)),
        ];
        assert_eq!(received(&mut ends[1]), expected);
        assert_eq!(received(&mut ends[0]), [Message::Watermark(Watermark::END)]);
        assert!(exchange.is_empty());
    }

    #[test]
    fn a_record_waits_for_the_flusher() {
        let start = ProcessingTime::from_millis(0);
        let (mut exchange, mut ends) = Exchange::new(1, 8, 100_000_000, start);
        exchange.send(0, &event(0));
        exchange.tick(ProcessingTime::from_millis(99));
        assert!(received(&mut ends[0]).is_empty());
        assert_eq!(exchange.next_flush(), Some(ProcessingTime::from_millis(100)));
        exchange.tick(ProcessingTime::from_millis(100));
        assert_eq!(received(&mut ends[0]).len(), 1);
        assert_eq!(exchange.next_flush(), None);
    }

    #[test]
    fn of_two_watermarks_that_wait_without_a_record_in_between_the_later_is_sent() {
        let mark = |millis| Message::Watermark(Watermark::at(EventTime::from_millis(millis)));
        let (mut exchange, mut ends) = Exchange::new(2, 16, 100_000_000, ProcessingTime::from_nanos(0));
        for millis in 0_i64..3 {
            exchange.send(0, &event(millis.cast_unsigned()));
            exchange.broadcast(mark(millis));
        }
        exchange.broadcast(Message::Status(WatermarkStatus::Idle));
        exchange.broadcast(mark(3));
        exchange.flush();
        exchange.broadcast(mark(4));
        exchange.flush();
        let idle = Message::Status(WatermarkStatus::Idle);
        assert_eq!(received(&mut ends[1]), [mark(2), idle, mark(3), mark(4)]);
        let records = (0..3).flat_map(|at| [Message::Event(event(at)), mark(at.cast_signed())]);
        let expected: Vec<_> = records.chain([idle, mark(3), mark(4)]).collect();
        assert_eq!(received(&mut ends[0]), expected);
    }

    #[test]
    fn a_full_queue_blocks_the_sender_and_loses_nothing() {
        let (mut exchange, mut ends) = Exchange::new(1, 2, 0, ProcessingTime::from_nanos(0));
        (0..3).for_each(|seq| exchange.send(0, &event(seq)));
        assert!(exchange.is_blocked() && !exchange.is_empty());
        let first = received(&mut ends[0]);
        exchange.retry();
        let all: Vec<_> = first.into_iter().chain(received(&mut ends[0])).collect();
        assert_eq!(
            all,
            (0..3).map(|seq| Message::Event(event(seq))).collect::<Vec<_>>()
        );
        assert!(!exchange.is_blocked());
    }
}
