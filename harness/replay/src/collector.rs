//! Where the engines' output is collected.

use streamgauge_model::{BatchProgress, Event, Output, ResultRow, Step, TimeDomain, Watermark};

use crate::stream::Stream;
use crate::{CaseQuery, Row};

/// Collects what an engine puts out, translated back into the words of the case.
#[derive(Debug)]
pub struct Collector<'a> {
    query: &'a CaseQuery,
    stream: &'a Stream,
    /// Whose watermark rows carry; `None`: rows carry none (micro-batch).
    stamps: Option<TimeDomain>,
    watermark: Watermark,
    rows: Vec<Row>,
    late: Vec<u64>,
    dropped: u64,
    batches: Vec<(BatchProgress, Vec<Row>)>,
}

/// What came out since the last time somebody asked.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Rows, in window order.
    pub rows: Vec<Row>,
    /// Late events, by number.
    pub late: Vec<u64>,
    /// Events counted as dropped.
    pub dropped: u64,
}

impl<'a> Collector<'a> {
    /// A collector for batches, whose rows carry no watermark.
    pub const fn of_batches(query: &'a CaseQuery, stream: &'a Stream) -> Self {
        Self::new(query, stream, None)
    }

    /// A collector for steps, whose rows carry the watermark at which they left. Operators on the clock stamp
    /// rows with the clock, so those rows get the watermark that was announced last.
    pub const fn of_steps(query: &'a CaseQuery, stream: &'a Stream, time: TimeDomain) -> Self {
        Self::new(query, stream, Some(time))
    }

    const fn new(query: &'a CaseQuery, stream: &'a Stream, stamps: Option<TimeDomain>) -> Self {
        Self {
            query,
            stream,
            stamps,
            watermark: Watermark::NONE,
            rows: Vec::new(),
            late: Vec::new(),
            dropped: 0,
            batches: Vec::new(),
        }
    }

    /// The watermark announced last; `None`: none yet.
    pub fn watermark_ms(&self) -> Option<i64> {
        millis(self.watermark)
    }

    /// The engine starts again: no watermark has been announced yet.
    pub const fn restart(&mut self) {
        self.watermark = Watermark::NONE;
    }

    /// Hands over what has been collected.
    pub fn take(&mut self) -> Collected {
        let mut rows = std::mem::take(&mut self.rows);
        Row::sort(&mut rows);
        Collected {
            rows,
            late: std::mem::take(&mut self.late),
            dropped: std::mem::take(&mut self.dropped),
        }
    }

    /// Hands over the batches that have ended.
    pub fn take_batches(&mut self) -> Vec<(BatchProgress, Vec<Row>)> {
        std::mem::take(&mut self.batches)
    }

    fn push(&mut self, row: Row, stamped: Watermark) {
        let at_watermark_ms = self.stamps.map(|time| match time {
            TimeDomain::Event => millis(stamped),
            TimeDomain::Processing => self.watermark_ms(),
        });
        self.rows.push(Row {
            at_watermark_ms,
            ..row
        });
    }
}

fn millis(watermark: Watermark) -> Option<i64> {
    (watermark != Watermark::NONE).then(|| watermark.millis())
}

impl Output for Collector<'_> {
    fn result(&mut self, row: &ResultRow) {
        self.push(Row::of_group(row, self.query, self.stream), row.watermark);
    }

    fn pass(&mut self, event: &Event) {
        self.push(Row::of_event(event, self.stream), self.watermark);
    }

    fn late(&mut self, event: &Event) {
        self.late.push(event.seq);
    }

    fn dropped(&mut self, events: u64) {
        self.dropped += events;
    }

    fn filtered(&mut self, _events: u64) {}

    fn step(&mut self, step: Step) {
        match step {
            Step::Watermark { watermark, .. } => self.watermark = watermark,
            Step::BatchEnd(progress) => self.batches.push((progress, std::mem::take(&mut self.rows))),
            Step::Clock { .. } | Step::BatchStart { .. } => {}
        }
    }
}
