//! What the threads of a live run tell each other.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use crate::doorbell::Doorbell;
use crate::gauges::GaugeCell;

/// What the threads of a run share.
#[derive(Debug)]
pub(crate) struct Shared {
    aborts: AtomicBool,
    source_stops: AtomicBool,
    source_filled: AtomicBool,
    deadline_ns: AtomicI64,
    bells: Vec<Doorbell>,
    gauges: Vec<GaugeCell>,
}

impl Shared {
    /// For `tasks` tasks that leave at `deadline_ns` at the latest.
    pub fn new(tasks: usize, deadline_ns: i64) -> Self {
        Self {
            aborts: AtomicBool::new(false),
            source_stops: AtomicBool::new(false),
            source_filled: AtomicBool::new(false),
            deadline_ns: AtomicI64::new(deadline_ns),
            bells: (0..tasks).map(|_| Doorbell::default()).collect(),
            gauges: (0..tasks).map(|_| GaugeCell::default()).collect(),
        }
    }

    /// Ends the source now and everybody else at `deadline_ns`, unless that was earlier.
    pub fn stop_source(&self, deadline_ns: i64) {
        self.end_at(deadline_ns);
        self.source_stops.store(true, Ordering::Relaxed);
    }

    /// Everybody leaves at `deadline_ns`, unless that was earlier.
    pub fn end_at(&self, deadline_ns: i64) {
        self.deadline_ns.fetch_min(deadline_ns, Ordering::Relaxed);
    }

    /// Something broke: everybody leaves.
    pub fn abort(&self) {
        self.aborts.store(true, Ordering::Relaxed);
    }

    pub fn is_aborted(&self) -> bool {
        self.aborts.load(Ordering::Relaxed)
    }

    /// The user wants the source to end.
    pub fn source_stops(&self) -> bool {
        self.source_stops.load(Ordering::Relaxed)
    }

    /// The source has put into the queue all there is, or all there is room for.
    pub fn source_has_filled(&self) {
        self.source_filled.store(true, Ordering::Release);
    }

    pub fn is_filled(&self) -> bool {
        self.source_filled.load(Ordering::Acquire)
    }

    /// When everybody leaves at the latest, in nanoseconds after the start.
    pub fn deadline_ns(&self) -> i64 {
        self.deadline_ns.load(Ordering::Relaxed)
    }

    /// What each task said last of how far it is.
    pub fn gauges(&self) -> &[GaugeCell] {
        &self.gauges
    }

    /// Where task `index` sleeps.
    pub fn bell(&self, index: usize) -> &Doorbell {
        &self.bells[index]
    }

    /// Wakes task `index`.
    #[inline]
    pub fn ring(&self, index: usize) {
        self.bells[index].ring();
    }

    /// Wakes the tasks that exchange messages with task `index`.
    #[inline]
    pub fn ring_partners(&self, index: usize) {
        if index > 0 {
            self.bells[0].ring();
        } else {
            self.bells[1..].iter().for_each(Doorbell::ring);
        }
    }
}
