//! A task of an engine on its own thread.

use std::sync::Arc;
use std::time::Duration;

use streamgauge_model::{Pressure, ProcessingTime};

use crate::doorbell::Patience;
use crate::driven::{Driven, Finished};
use crate::shared::Shared;
use crate::simulation::SAMPLE_EVERY_NS;
use crate::stall::{Stall, stalled_until};
use crate::usage::thread_cpu_ns;
use crate::{Pool, RunClock, ThreadUse, allocations};

/// So often a task that found no room downstream looks again before it sleeps in between.
const QUICK_LOOKS: u32 = 16;
/// The longest wait before the task looks around, in nanoseconds.
const LONGEST_WAIT_NS: i64 = 100_000_000;
/// How long it sleeps then, unless rung for.
const ROOM_NAP: Duration = Duration::from_micros(50);

/// Calls a task when its input, its wake-up or the room behind it says so, and accounts for the time.
pub(crate) struct TaskThread {
    pub task: Box<dyn Driven>,
    pub index: usize,
    pub clock: RunClock,
    pub start: ProcessingTime,
    pub shared: Arc<Shared>,
    pub patience: Patience,
    /// The engine looks at its input once: it is first called when all of it waits (or the queue is full).
    pub waits_for_all: bool,
    /// When allocations begin to be counted.
    pub counts_from: ProcessingTime,
    /// Whose allocations are counted together with this task's; it stands still between the task's steps.
    pub pool: Option<Pool>,
    /// Planted pauses.
    pub stalls: Vec<Stall>,
    /// Planted slowness: every step takes this share longer.
    pub drag: f64,
}

/// How a task ended.
#[derive(Debug)]
pub(crate) struct TaskEnd {
    pub finished: Finished,
    /// It had nothing more to do; otherwise the end of the run came first.
    pub is_done: bool,
}

/// Where the time of a task went, in nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Account {
    busy_ns: i64,
    back_pressured_ns: i64,
    spin_ns: i64,
}

impl TaskThread {
    /// Runs the task to its end.
    pub fn run(mut self) -> TaskEnd {
        self.shared.bell(self.index).move_in();
        let mut account = Account::default();
        self.wait_for_the_start(&mut account);
        let is_done = self.drive(&mut account);
        let end = self.clock.now();
        self.sample(end, true);
        let life_ns = end.nanos_since(self.start);
        self.leave(is_done, life_ns, account)
    }

    fn leave(self, is_done: bool, life_ns: i64, account: Account) -> TaskEnd {
        let thread = ThreadUse::of_this_thread();
        let mut finished = self.task.finish();
        // The end of the exchange closed with the task: whoever waits behind it may end, too.
        self.shared.ring_partners(self.index);
        let positive = |nanos: i64| u64::try_from(nanos).unwrap_or(0);
        let observed = &mut finished.observed;
        observed.busy_ns = positive(account.busy_ns);
        observed.back_pressured_ns = positive(account.back_pressured_ns);
        observed.idle_ns = positive(life_ns - account.busy_ns - account.back_pressured_ns);
        observed.spin_ns = positive(account.spin_ns);
        observed.cpu_ns = Some(thread_cpu_ns());
        observed.thread = Some(thread);
        TaskEnd { finished, is_done }
    }

    /// Steps and waits until the task is done (`true`) or the run is over.
    fn drive(&mut self, account: &mut Account) -> bool {
        let mut now = self.clock.now();
        let mut next_sample = now;
        let mut looks = 0;
        let mut is_counting = false;
        while !self.is_over(now) {
            if !is_counting && now >= self.counts_from {
                is_counting = true;
                self.count_allocations();
            }
            if let Some(until) = stalled_until(&self.stalls, now.nanos_since(self.start)) {
                now = self.sit_out(until, account);
                continue;
            }
            let stepped = self.task.step(now);
            let after = self.dragged(now, self.clock.now());
            self.shared.ring_partners(self.index);
            let is_stopped = stepped.pressure == Pressure::Back && !stepped.moved;
            account.add(is_stopped, after.nanos_since(now));
            if after >= next_sample {
                self.sample(after, false);
                next_sample = after.saturating_add_nanos(SAMPLE_EVERY_NS);
            }
            if self.task.is_done() {
                return true;
            }
            looks = if is_stopped { looks + 1 } else { 0 };
            now = match stepped.pressure {
                Pressure::Back => self.wait_for_room(after, looks, account),
                Pressure::Free => self.wait_for_work(after, account),
            };
        }
        false
    }

    /// Notes how much state there is, and lets everybody know how far the task is.
    fn sample(&mut self, now: ProcessingTime, is_end: bool) {
        self.task.sample_state(now, is_end);
        self.publish(now);
    }

    fn publish(&self, now: ProcessingTime) {
        let cell = &self.shared.gauges()[self.index];
        cell.publish(now.nanos_since(self.start), self.task.gauges());
    }

    #[cold]
    fn count_allocations(&self) {
        if let Some(pool) = &self.pool {
            pool.count_allocations();
        }
        allocations::begin();
    }

    fn is_over(&self, now: ProcessingTime) -> bool {
        self.shared.is_aborted() || now.nanos_since(self.start) > self.shared.deadline_ns()
    }

    /// Makes a step that has just ended longer by the planted share; returns the time then.
    fn dragged(&self, before: ProcessingTime, after: ProcessingTime) -> ProcessingTime {
        if self.drag == 0.0 {
            return after;
        }
        let longer = after.nanos_since(before) as f64 * self.drag;
        let until = after.saturating_add_nanos(longer as i64);
        let mut now = self.clock.now();
        while now < until {
            std::hint::spin_loop();
            now = self.clock.now();
        }
        now
    }

    /// Waits, deaf to input and wake-ups, until a planted pause is over; returns the time then.
    fn sit_out(&self, until_ns: i64, account: &mut Account) -> ProcessingTime {
        let until = self.start.saturating_add_nanos(until_ns);
        let is_aborted = || self.shared.is_aborted();
        let bell = self.shared.bell(self.index);
        account.spin_ns += bell.wait(&self.clock, until, self.patience, false, is_aborted);
        self.clock.now()
    }

    fn wait_for_the_start(&self, account: &mut Account) {
        let bell = self.shared.bell(self.index);
        let is_aborted = || self.shared.is_aborted();
        bell.wait(&self.clock, self.start, self.patience, false, is_aborted);
        if self.waits_for_all && self.index == 0 {
            let ready = || self.shared.is_filled() || self.shared.is_aborted();
            account.spin_ns += bell.wait(&self.clock, ProcessingTime::MAX, self.patience, true, ready);
        }
    }

    /// Waits until there is a reason to call the task, or the run is over; returns the time then.
    fn wait_for_work(&self, since: ProcessingTime, account: &mut Account) -> ProcessingTime {
        let listens = self.task.wakes_on_input();
        let mut now = since;
        loop {
            let wake = self.task.next_wake().unwrap_or(ProcessingTime::MAX);
            if wake <= now || self.is_ready() || self.is_over(now) {
                return now;
            }
            // The end of the run may be moved meanwhile.
            let until = wake.min(now.saturating_add_nanos(LONGEST_WAIT_NS));
            let bell = self.shared.bell(self.index);
            account.spin_ns += bell.wait(&self.clock, until, self.patience, listens, || self.is_ready());
            now = self.clock.now();
            if now >= until {
                // What the last samples before a long wait missed.
                self.publish(now);
            }
        }
    }

    fn is_ready(&self) -> bool {
        self.task.has_work() || self.task.is_done() || self.shared.is_aborted()
    }

    /// Waits a little for room downstream, longer after many looks in vain; returns the time then.
    fn wait_for_room(&self, since: ProcessingTime, looks: u32, account: &mut Account) -> ProcessingTime {
        if looks <= QUICK_LOOKS {
            self.patience.spin();
            let now = self.clock.now();
            account.spin_ns += now.nanos_since(since);
            account.add(true, now.nanos_since(since));
            return now;
        }
        self.shared.bell(self.index).nap(ROOM_NAP);
        let now = self.clock.now();
        account.add(true, now.nanos_since(since));
        now
    }
}

impl Account {
    fn add(&mut self, is_back_pressured: bool, nanos: i64) {
        if is_back_pressured {
            self.back_pressured_ns += nanos;
        } else {
            self.busy_ns += nanos;
        }
    }
}
