//! Engines with one habit each, for the tests of the drivers.

use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};

use streamgauge_model::{
    Arrival, Engine, Event, Firing, Input, KeyBy, Output, Pressure, ProcessingTime, Query, Step, Task,
    TimeDomain, Watermark, WindowSpec,
};

use crate::{EngineChoice, Setup, VirtualClock};

/// A query that lets everything through.
pub fn pass_query() -> Query {
    Query {
        name: "pass".to_owned(),
        filter: None,
        key: KeyBy::None,
        window: WindowSpec::Running,
        time: TimeDomain::Event,
        aggregates: Vec::new(),
        alert: None,
        top: None,
        watermark: None,
        allowed_lateness_ms: 0,
        firing: Firing::AT_END,
        deduplicate: None,
        source_delays_ms: Vec::new(),
        digest: true,
    }
}

/// The null engine over events due at `due_ns`.
pub fn setup(due_ns: impl IntoIterator<Item = u64>) -> Setup {
    let arrivals = due_ns.into_iter().enumerate().map(|(index, due_ns)| Arrival {
        event: Event {
            seq: index as u64,
            user: index as u32,
            ..Event::default()
        },
        due_ns,
        is_late: false,
    });
    Setup::new(pass_query(), EngineChoice::Null, arrivals.collect())
}

/// Panics when it is given the event numbered `at`.
pub struct Panicking {
    pub at: u64,
}

impl Engine for Panicking {
    fn step(&mut self, _: ProcessingTime, input: &mut impl Input, _: &mut impl Output) -> Pressure {
        while let Some(taken) = input.take(usize::MAX) {
            assert!(taken.events.iter().all(|e| e.seq != self.at), "planted");
        }
        Pressure::Free
    }
    fn next_wake(&self) -> Option<ProcessingTime> {
        None
    }
    fn wakes_on_input(&self) -> bool {
        true
    }
    fn is_done(&self) -> bool {
        true
    }
    fn state_entries(&self) -> u64 {
        0
    }
    fn state_bytes(&self) -> u64 {
        0
    }
}

/// Never takes anything.
pub struct Deaf;

impl Engine for Deaf {
    fn step(&mut self, _: ProcessingTime, _: &mut impl Input, _: &mut impl Output) -> Pressure {
        Pressure::Free
    }
    fn next_wake(&self) -> Option<ProcessingTime> {
        None
    }
    fn wakes_on_input(&self) -> bool {
        false
    }
    fn is_done(&self) -> bool {
        true
    }
    fn state_entries(&self) -> u64 {
        0
    }
    fn state_bytes(&self) -> u64 {
        0
    }
}

/// Takes all there is at every multiple of an interval since it was made, `ticks` times; notes each call.
pub struct Ticking {
    pub next: ProcessingTime,
    pub every_ns: i64,
    pub ticks: u32,
}

impl Engine for Ticking {
    fn step(&mut self, now: ProcessingTime, input: &mut impl Input, out: &mut impl Output) -> Pressure {
        out.step(Step::Watermark {
            watermark: Watermark::NONE,
            after_events: 0,
            now,
        });
        self.next = self.next.saturating_add_nanos(self.every_ns);
        self.ticks = self.ticks.saturating_sub(1);
        while let Some(taken) = input.take(usize::MAX) {
            taken.events.iter().for_each(|event| out.pass(event));
        }
        Pressure::Free
    }
    fn next_wake(&self) -> Option<ProcessingTime> {
        (self.ticks > 0).then_some(self.next)
    }
    fn wakes_on_input(&self) -> bool {
        false
    }
    fn is_done(&self) -> bool {
        self.ticks == 0
    }
    fn state_entries(&self) -> u64 {
        u64::from(self.ticks)
    }
    fn state_bytes(&self) -> u64 {
        0
    }
}

/// Passes events on and stalls for `stall_ns` of virtual time before it does so with the event numbered `at`.
pub struct Stalling {
    pub clock: VirtualClock,
    pub at: u64,
    pub stall_ns: i64,
}

impl Engine for Stalling {
    fn step(&mut self, now: ProcessingTime, input: &mut impl Input, out: &mut impl Output) -> Pressure {
        while let Some(taken) = input.take(usize::MAX) {
            for event in taken.events {
                if event.seq == self.at {
                    self.clock.set(now.saturating_add_nanos(self.stall_ns));
                }
                out.pass(event);
            }
        }
        Pressure::Free
    }
    fn next_wake(&self) -> Option<ProcessingTime> {
        None
    }
    fn wakes_on_input(&self) -> bool {
        true
    }
    fn is_done(&self) -> bool {
        true
    }
    fn state_entries(&self) -> u64 {
        0
    }
    fn state_bytes(&self) -> u64 {
        0
    }
}

/// Wants to be called now, whenever now is, and does nothing.
pub struct Restless;

impl Engine for Restless {
    fn step(&mut self, _: ProcessingTime, _: &mut impl Input, _: &mut impl Output) -> Pressure {
        Pressure::Free
    }
    fn next_wake(&self) -> Option<ProcessingTime> {
        Some(ProcessingTime::MIN)
    }
    fn wakes_on_input(&self) -> bool {
        false
    }
    fn is_done(&self) -> bool {
        false
    }
    fn state_entries(&self) -> u64 {
        0
    }
    fn state_bytes(&self) -> u64 {
        0
    }
}

/// Sends event after event to the windows in turn, through channels with room for `room` events.
pub struct Sending {
    /// It does not say so when it finds no room.
    pub is_silent: bool,
    windows: Vec<SyncSender<Event>>,
    held: Option<Event>,
}

/// Receives what [`Sending`] sent it and passes it on.
pub struct Receiving {
    channel: Arc<Mutex<Receiver<Event>>>,
    peeked: Mutex<Option<Event>>,
}

/// A source task and `windows` window tasks at the other end of an exchange.
pub fn exchange(windows: usize, room: usize) -> (Sending, Vec<Receiving>) {
    let (senders, receivers) = (0..windows).map(|_| sync_channel(room)).unzip();
    let receiving = |channel| Receiving {
        channel: Arc::new(Mutex::new(channel)),
        peeked: Mutex::new(None),
    };
    let receivers: Vec<Receiver<Event>> = receivers;
    (
        Sending {
            is_silent: false,
            windows: senders,
            held: None,
        },
        receivers.into_iter().map(receiving).collect(),
    )
}

impl Engine for Sending {
    fn step(&mut self, _: ProcessingTime, input: &mut impl Input, _: &mut impl Output) -> Pressure {
        loop {
            self.held = self.held.or_else(|| input.take(1).map(|taken| taken.events[0]));
            let Some(event) = self.held else {
                return Pressure::Free;
            };
            let window = event.seq as usize % self.windows.len();
            match self.windows[window].try_send(event) {
                Err(TrySendError::Full(_)) if self.is_silent => return Pressure::Free,
                Err(TrySendError::Full(_)) => return Pressure::Back,
                Ok(()) | Err(TrySendError::Disconnected(_)) => self.held = None,
            }
        }
    }
    fn next_wake(&self) -> Option<ProcessingTime> {
        None
    }
    fn wakes_on_input(&self) -> bool {
        true
    }
    fn is_done(&self) -> bool {
        self.held.is_none()
    }
    fn state_entries(&self) -> u64 {
        0
    }
    fn state_bytes(&self) -> u64 {
        0
    }
}

impl Receiving {
    /// Looks for a message without giving it away; `Err` when the sender is gone.
    fn peek(&self) -> Result<bool, TryRecvError> {
        let mut peeked = self.peeked.lock().expect("one thread");
        if peeked.is_none() {
            match self.channel.lock().expect("one thread").try_recv() {
                Ok(event) => *peeked = Some(event),
                Err(TryRecvError::Empty) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }
}

impl Task for Receiving {
    fn step(&mut self, _: ProcessingTime, out: &mut impl Output) -> Pressure {
        while self.peek() == Ok(true) {
            if let Some(event) = self.peeked.lock().expect("one thread").take() {
                out.received(&event);
                out.pass(&event);
            }
        }
        Pressure::Free
    }
    fn has_input(&self) -> bool {
        self.peek() == Ok(true)
    }
    fn next_wake(&self) -> Option<ProcessingTime> {
        None
    }
    fn is_done(&self) -> bool {
        self.peek().is_err()
    }
    fn state_entries(&self) -> u64 {
        0
    }
    fn state_bytes(&self) -> u64 {
        0
    }
}
