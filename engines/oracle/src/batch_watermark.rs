//! The watermarks of micro-batches, by Spark's rule.

use streamgauge_model::{Event, Query, TimeDomain, Watermark, WatermarkPolicy};

use crate::batch::Batch;
use crate::report::Report;
use crate::{Evidence, ViolationKind};

/// The three watermarks of a batch, in milliseconds and in Spark's convention: a window is over when its end is at
/// or before the value.
///
/// What a batch learns is used from the next one on: the watermark of a batch is the greatest (event time minus
/// delay) of all batches before it, from 0 and never falling. It closes windows in its batch; late rows are judged
/// by the watermark of the batch before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BatchWatermark {
    pub(crate) late: i64,
    pub(crate) evict: i64,
    pub(crate) next: i64,
    ruled: bool,
}

impl BatchWatermark {
    /// Before batch 0.
    pub(crate) fn start(query: &Query) -> Self {
        Self {
            late: 0,
            evict: 0,
            next: 0,
            ruled: Self::has_rule(query),
        }
    }

    /// Whether the query has a watermark at all. With windows of processing time, events bear the instant of their
    /// batch and nothing is out of order: whatever delay the rule asks for, it is 0.
    pub(crate) const fn has_rule(query: &Query) -> bool {
        query.watermark.is_some()
    }

    /// Goes on to a batch at whose end the sources have learnt `learnt`.
    pub(crate) fn advance(self, learnt: Option<i64>) -> Self {
        let learnt = learnt.filter(|_| self.ruled);
        Self {
            late: self.evict,
            evict: self.next,
            next: learnt.map_or(self.next, |learnt| self.next.max(learnt)),
            ruled: self.ruled,
        }
    }

    /// Whether a window that ends at `end` refuses rows.
    pub(crate) const fn refuses(self, end: i64) -> bool {
        self.ruled && end <= self.late
    }

    /// Whether a window that ends at `end` is over.
    pub(crate) const fn closes(self, end: i64) -> bool {
        self.ruled && end <= self.evict
    }

    /// How rows of the batch name it.
    pub(crate) const fn in_rows(self) -> Watermark {
        Watermark::before(streamgauge_model::EventTime::from_millis(self.evict))
    }

    /// Compares with what the batch reports.
    pub(crate) fn check(self, batch: &Batch, report: &mut Report) {
        let progress = &batch.progress;
        let pairs = [
            ("late watermark", self.late, progress.late_watermark_ms),
            ("watermark", self.evict, progress.watermark_ms),
            ("next watermark", self.next, progress.next_watermark_ms),
        ];
        for (name, expected, found) in pairs {
            if found == expected {
                continue;
            }
            let kind = if found > expected {
                ViolationKind::WatermarkAhead
            } else {
                ViolationKind::WatermarkBehind
            };
            report.add(kind, || {
                format!("{name} of batch {}: expected {expected}, found {found}", batch.id)
            });
        }
        if progress.next_watermark_ms < progress.watermark_ms
            || progress.watermark_ms < progress.late_watermark_ms
        {
            report.add(ViolationKind::WentBack, || {
                format!("the watermarks of batch {} fall", batch.id)
            });
        }
    }
}

/// How far each source is, if each has a watermark of its own; otherwise how far all are together.
#[derive(Debug)]
pub(crate) struct SourceTimes {
    /// Greatest event time, and the delay.
    sources: Vec<(Option<i64>, i64)>,
    splits: u32,
}

impl SourceTimes {
    /// Before batch 0.
    pub(crate) fn of(evidence: &Evidence<'_>) -> Self {
        let query = evidence.query;
        let common = query.watermark.map_or(0, |rule| rule.delay_ms);
        let own = &query.source_delays_ms;
        let delays = if own.is_empty() { &[common][..] } else { own };
        let delay = |delay: &i64| match query.time {
            TimeDomain::Processing => 0,
            TimeDomain::Event => *delay,
        };
        Self {
            sources: delays.iter().map(|own| (None, delay(own))).collect(),
            splits: evidence.splits.max(1),
        }
    }

    /// What is known at the end of `batch`, which holds `events`: the smallest or greatest of the sources' watermarks,
    /// where one that has had no event counts as 0. `None` before the first event.
    pub(crate) fn learn(
        &mut self,
        query: &Query,
        policy: WatermarkPolicy,
        batch: &Batch,
        events: &[Event],
    ) -> Option<i64> {
        for event in events {
            if query.filter.is_some_and(|filter| !filter.keeps(event)) {
                continue;
            }
            let source = match self.sources.len() {
                1 => 0,
                _ => (event.user % self.splits) as usize,
            };
            if let Some((newest, _)) = self.sources.get_mut(source) {
                *newest = (*newest).max(Some(time_in(query, batch, event)));
            }
        }
        self.sources.iter().find(|(newest, _)| newest.is_some())?;
        let each = self.sources.iter();
        let each = each.map(|(newest, delay)| newest.map_or(0, |newest| newest.saturating_sub(*delay)));
        match policy {
            WatermarkPolicy::Min => each.min(),
            WatermarkPolicy::Max => each.max(),
        }
    }
}

/// The time of an event in a batch: its own, or the instant at which the batch was planned.
pub(crate) const fn time_in(query: &Query, batch: &Batch, event: &Event) -> i64 {
    match query.time {
        TimeDomain::Event => event.time.millis(),
        TimeDomain::Processing => batch.now.millis(),
    }
}
