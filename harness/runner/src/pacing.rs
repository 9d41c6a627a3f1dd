//! The source: hands over each event when it is due.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rtrb::Producer;
use streamgauge_model::{Arrival, Event, ProcessingTime};

use crate::doorbell::{Doorbell, Patience};
use crate::queue_zones::ZoneWatch;
use crate::shared::Shared;
use crate::source_log::SourceLog;
use crate::usage::thread_cpu_ns;
use crate::{RunClock, ThreadUse};

/// The most events that are handed over under one stamp: so many are copied in a fraction of a microsecond.
const CHUNK: usize = 256;

/// For so long a full queue is watched without sleeping, in nanoseconds.
const WATCH_FULL_NS: i64 = 20_000;

/// How long the source sleeps between two looks at a full queue.
const FULL_NAP: Duration = Duration::from_micros(50);

/// The open loop: nothing that the engine does moves an event's due instant. What is due goes into the queue at once,
/// all of it; what finds no room waits here and grows old.
pub(crate) struct Pacer {
    pub arrivals: Arc<[Arrival]>,
    pub producer: Producer<Event>,
    pub clock: RunClock,
    pub start: ProcessingTime,
    pub shared: Arc<Shared>,
    pub patience: Patience,
    /// Where the source itself sleeps.
    pub own_bell: Doorbell,
    pub log: SourceLog,
    pub next: usize,
    /// The end of the run came while the queue was full, or the engine fell too far behind.
    pub gave_up: bool,
    /// What ends the run if the engine falls too far behind.
    pub watch: Option<ZoneWatch>,
}

impl Pacer {
    /// Hands over the schedule and leaves the queue.
    pub fn run(mut self) -> SourceLog {
        self.own_bell.move_in();
        while self.next < self.arrivals.len() && !self.must_stop() {
            let now_ns = self.now_ns();
            match self.due_by(now_ns) {
                0 => self.wait_for_the_next(),
                due => self.hand_over(due, now_ns),
            }
        }
        let now_ns = self.now_ns();
        self.log.room(now_ns);
        drop(self.producer);
        self.shared.source_has_filled();
        self.shared.ring(0);
        self.log.cpu_ns = Some(thread_cpu_ns());
        self.log.thread = Some(ThreadUse::of_this_thread());
        self.log
    }

    #[inline]
    fn now_ns(&self) -> i64 {
        self.clock.now().nanos_since(self.start)
    }

    #[inline]
    fn must_stop(&self) -> bool {
        self.gave_up || self.shared.is_aborted() || self.shared.source_stops() || self.producer.is_abandoned()
    }

    /// How many of the next events are due by `now_ns`, a chunk at most.
    #[inline]
    fn due_by(&self, now_ns: i64) -> usize {
        let Ok(now) = u64::try_from(now_ns) else {
            return 0;
        };
        let rest = &self.arrivals[self.next..];
        let chunk = &rest[..rest.len().min(CHUNK)];
        match chunk.last() {
            Some(last) if last.due_ns <= now => chunk.len(),
            _ => chunk.iter().take_while(|arrival| arrival.due_ns <= now).count(),
        }
    }

    #[inline]
    fn hand_over(&mut self, due: usize, now_ns: i64) {
        let room = self.producer.slots();
        if self.is_too_far_behind(room, now_ns) {
            return;
        }
        if room == 0 {
            self.wait_for_room(now_ns);
            return;
        }
        self.log.room(now_ns);
        let events = due.min(room);
        let arrivals = &self.arrivals[self.next..self.next + events];
        self.log.handed(events, arrivals[0].due_ns, now_ns);
        if let Ok(chunk) = self.producer.write_chunk_uninit(events) {
            chunk.fill_from_iter(arrivals.iter().map(|arrival| arrival.event));
        }
        self.next += events;
        self.shared.ring(0);
    }

    /// Looks at the oldest event that the engine has not taken, and ends the run if it has waited for too long.
    #[inline]
    fn is_too_far_behind(&mut self, room: usize, now_ns: i64) -> bool {
        let Some(watch) = &mut self.watch else {
            return false;
        };
        let waiting = self.producer.buffer().capacity() - room;
        let oldest = &self.arrivals[self.next.saturating_sub(waiting)];
        let behind_ns = u64::try_from(now_ns).unwrap_or(0).saturating_sub(oldest.due_ns);
        self.log.ended_early = watch.look(behind_ns, now_ns);
        if self.log.ended_early.is_some() {
            self.gave_up = true;
            self.shared.end_at(now_ns);
        }
        self.gave_up
    }

    fn wait_for_the_next(&self) {
        let due = self.arrivals[self.next].due_ns;
        let due = self
            .start
            .saturating_add_nanos(i64::try_from(due).unwrap_or(i64::MAX));
        self.own_bell
            .wait(&self.clock, due, self.patience, false, || self.must_stop());
    }

    fn wait_for_room(&mut self, found_ns: i64) {
        self.log.full(found_ns);
        self.shared.source_has_filled();
        self.shared.ring(0);
        loop {
            let now_ns = self.now_ns();
            if !self.producer.is_full() {
                self.log.room(now_ns);
                return;
            }
            if self.is_too_far_behind(0, now_ns) {
                return;
            }
            if self.must_stop() || now_ns > self.shared.deadline_ns() {
                self.gave_up = true;
                return;
            }
            if now_ns - found_ns < WATCH_FULL_NS {
                self.patience.spin();
            } else {
                thread::sleep(FULL_NAP);
            }
        }
    }
}
