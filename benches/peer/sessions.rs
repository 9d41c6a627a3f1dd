//! Session windows.

use streamgauge_model::{EventTime, Key, Output, ResultRow, Watermark, Window};

use crate::dense_keys::DenseKeys;
use crate::reader::Rating;
use crate::tally::Tally;
use crate::timers::Timers;
use crate::windows::Windows;

/// No session.
const NONE: u32 = u32::MAX;
/// Spans of the timers in a gap: a session is looked at about once in each gap of its life.
const SPANS_PER_GAP: i64 = 16;

/// Spans of activity of each key, which merge when they touch. They lie in one vector; those of a key are linked.
pub(crate) struct Sessions<T> {
    gap_ms: i64,
    keys: DenseKeys,
    /// The first session of each key, by its number.
    heads: Vec<u32>,
    sessions: Vec<Session<T>>,
    free: Vec<u32>,
    timers: Timers<Timer>,
    watermark: i64,
}

struct Session<T> {
    first_ms: i64,
    last_ms: i64,
    tally: T,
    /// The number of its key.
    number: u32,
    /// The next session of the key.
    next: u32,
    /// How many sessions have been here before: a timer of one of them is void.
    turn: u32,
}

#[derive(Clone, Copy)]
struct Timer {
    at: u32,
    turn: u32,
}

impl<T: Tally> Sessions<T> {
    /// A session ends after a silence of `gap_ms` milliseconds.
    pub(crate) fn new(gap_ms: i64) -> Self {
        Self {
            gap_ms,
            keys: DenseKeys::new(),
            heads: Vec::new(),
            sessions: Vec::new(),
            free: Vec::new(),
            timers: Timers::new(gap_ms / SPANS_PER_GAP),
            watermark: i64::MIN,
        }
    }

    /// The first session from `at` on that an event at `time_ms` belongs to.
    #[inline]
    fn find(&self, mut at: u32, time_ms: i64) -> u32 {
        while at != NONE {
            let session = &self.sessions[at as usize];
            if session.first_ms - self.gap_ms <= time_ms && time_ms <= session.last_ms + self.gap_ms {
                break;
            }
            at = session.next;
        }
        at
    }

    /// The last instant of a session that ends with `last_ms`.
    const fn due_ms(&self, last_ms: i64) -> i64 {
        last_ms + self.gap_ms - 1
    }

    fn open(&mut self, number: usize, (time_ms, value, _, mark): Rating<T>) {
        let mut session = Session {
            first_ms: time_ms,
            last_ms: time_ms,
            tally: T::default(),
            number: number as u32,
            next: self.heads[number],
            turn: 0,
        };
        session.tally.add(value, mark);
        let at = match self.free.pop() {
            Some(at) => {
                session.turn = self.sessions[at as usize].turn;
                self.sessions[at as usize] = session;
                at
            }
            None => {
                self.sessions.push(session);
                self.sessions.len() as u32 - 1
            }
        };
        self.heads[number] = at;
        let turn = self.sessions[at as usize].turn;
        self.timers.set(self.due_ms(time_ms), Timer { at, turn });
    }

    /// Merges into `at` the sessions behind it to which an event at `time_ms` belongs as well.
    #[inline]
    fn absorb(&mut self, at: u32, time_ms: i64) {
        loop {
            let other = self.find(self.sessions[at as usize].next, time_ms);
            if other == NONE {
                return;
            }
            let Session {
                first_ms,
                last_ms,
                tally,
                ..
            } = self.sessions[other as usize];
            let session = &mut self.sessions[at as usize];
            session.first_ms = session.first_ms.min(first_ms);
            session.last_ms = session.last_ms.max(last_ms);
            session.tally.merge(&tally);
            self.close(other);
        }
    }

    /// Takes a session out of the list of its key.
    fn close(&mut self, at: u32) {
        let Session { number, next, .. } = self.sessions[at as usize];
        let mut before = self.heads[number as usize];
        if before == at {
            self.heads[number as usize] = next;
        } else {
            while self.sessions[before as usize].next != at {
                before = self.sessions[before as usize].next;
            }
            self.sessions[before as usize].next = next;
        }
        self.sessions[at as usize].turn += 1;
        self.free.push(at);
    }

    fn look_after(&mut self, timer: Timer, watermark: i64, out: &mut impl Output) {
        let session = &self.sessions[timer.at as usize];
        if session.turn != timer.turn {
            return;
        }
        let due_ms = self.due_ms(session.last_ms);
        if due_ms > watermark {
            self.timers.set(due_ms, timer);
            return;
        }
        out.result(&ResultRow {
            key: Key(self.keys.keys()[session.number as usize]),
            window: Window::new(session.first_ms, session.last_ms + self.gap_ms),
            pane: 0,
            rank: 0,
            watermark: Watermark::at(EventTime::from_millis(watermark)),
            values: session.tally.values(),
        });
        self.close(timer.at);
    }
}

impl<T: Tally> Windows<Rating<T>> for Sessions<T> {
    #[inline]
    fn add(&mut self, rating: Rating<T>, out: &mut impl Output) {
        let (time_ms, value, key, mark) = rating;
        let number = self.keys.number(key);
        if number >= self.heads.len() {
            self.heads.resize(number + 1, NONE);
        }
        let at = self.find(self.heads[number], time_ms);
        if at != NONE {
            let session = &mut self.sessions[at as usize];
            session.first_ms = session.first_ms.min(time_ms);
            session.last_ms = session.last_ms.max(time_ms);
            session.tally.add(value, mark);
            self.absorb(at, time_ms);
        } else if self.due_ms(time_ms) <= self.watermark {
            out.dropped(1);
        } else {
            self.open(number, rating);
        }
    }

    #[inline]
    fn advance(&mut self, watermark: i64, out: &mut impl Output) {
        if watermark <= self.watermark {
            return;
        }
        self.watermark = watermark;
        while let Some((entries, over)) = self.timers.begun(watermark) {
            for timer in &entries {
                self.look_after(*timer, watermark, out);
            }
            self.timers.give_back(entries);
            if !over {
                break;
            }
        }
    }
}
