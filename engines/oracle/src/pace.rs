//! Whether the watermarks of an event-at-a-time engine obey its declared cadence.

use streamgauge_model::{Cadence, Event, EventAtATimeRules, ProcessingTime, Query, Step, Watermark};

use crate::report::Report;
use crate::section::Section;
use crate::ticks::Ticks;
use crate::{Evidence, ViolationKind};

/// The watermark after every event, by definition: the greatest event time so far, minus the delay, minus 1 ms;
/// with several splits the minimum over the splits, and none before each of them has had an event. Filtered
/// events do not count.
struct Generator<'a> {
    query: &'a Query,
    newest: Vec<Option<i64>>,
}

impl Generator<'_> {
    fn pass(&mut self, event: &Event) {
        if self.query.filter.is_some_and(|filter| !filter.keeps(event)) {
            return;
        }
        let splits = self.newest.len();
        if let Some(newest) = self.newest.get_mut(event.user as usize % splits.max(1)) {
            *newest = Some(event.time.millis()).max(*newest);
        }
    }

    fn reading(&self, newest: Option<&Option<i64>>) -> Watermark {
        match (newest.copied().flatten(), self.query.watermark) {
            (Some(newest), Some(rule)) => {
                let behind = rule.delay_ms.saturating_add(1);
                Watermark::at(streamgauge_model::EventTime::from_millis(newest).saturating_add(-behind))
            }
            _ => Watermark::NONE,
        }
    }

    /// What a generator without idleness says.
    fn exact(&self) -> Watermark {
        self.reading(self.newest.iter().min())
    }

    /// What the foremost split alone would say: no rule for idle splits allows more.
    fn most(&self) -> Watermark {
        self.reading(self.newest.iter().max())
    }
}

/// Checks every watermark step of the task that generates them.
///
/// Per event: the value after each event. Periodic: the value at each step, and a tick of the interval between any two
/// steps. Where idle splits are left out of the minimum, the trace does not tell which were idle:
/// then a watermark must only never fall and never be ahead of the foremost split. The end of the input may come
/// at any time after the last event.
pub(crate) fn check_watermarks(
    evidence: &Evidence<'_>,
    rules: &EventAtATimeRules,
    sections: &[Section],
    report: &mut Report,
) {
    let splits = evidence.splits.max(1);
    let mut check = Check {
        exact: splits == 1 || rules.idle_after_ms.is_none(),
        rules,
        generator: Generator {
            query: evidence.query,
            newest: vec![None; splits as usize],
        },
        value: Watermark::NONE,
        last_step: None,
        ticks: Ticks::default(),
    };
    let mut events = evidence.events.iter();
    let mut taken = 0;
    for section in sections {
        let Some(Step::Watermark {
            watermark,
            after_events,
            now,
        }) = section.step
        else {
            continue;
        };
        for event in events
            .by_ref()
            .take(usize::try_from(after_events - taken.min(after_events)).unwrap_or(0))
        {
            check.before(event, report);
        }
        taken = taken.max(after_events);
        let finished = events.as_slice().is_empty();
        check.step(watermark, now, finished, report);
    }
    for event in events {
        check.before(event, report);
    }
    check.lag(evidence.events.len() as u64, report);
}

struct Check<'a> {
    exact: bool,
    rules: &'a EventAtATimeRules,
    generator: Generator<'a>,
    value: Watermark,
    last_step: Option<ProcessingTime>,
    ticks: Ticks,
}

impl Check<'_> {
    /// An event is about to be processed: everything before it must have been heeded.
    fn before(&mut self, event: &Event, report: &mut Report) {
        self.lag(event.seq, report);
        self.generator.pass(event);
    }

    fn lag(&self, seq: u64, report: &mut Report) {
        let due = self.generator.exact();
        if self.exact && self.rules.cadence == Cadence::PerEvent && self.value < due {
            report.add(ViolationKind::WatermarkBehind, || {
                let (due, value) = (due.millis(), self.value.millis());
                format!("after {seq} events: expected {due}, found {value}")
            });
        }
    }

    fn step(&mut self, watermark: Watermark, now: ProcessingTime, finished: bool, report: &mut Report) {
        if watermark < self.value || self.last_step.is_some_and(|last| now < last) {
            report.add(ViolationKind::WentBack, || {
                let (before, after) = (self.value.millis(), watermark.millis());
                format!("a watermark of {after} follows one of {before}, or its instant went back")
            });
        }
        if watermark == Watermark::END && finished {
            self.value = watermark;
            return;
        }
        let due = if self.exact {
            self.generator.exact()
        } else {
            self.generator.most()
        };
        if watermark > due || (self.exact && watermark < due) {
            let kind = if watermark > due {
                ViolationKind::WatermarkAhead
            } else {
                ViolationKind::WatermarkBehind
            };
            report.add(kind, || {
                format!("expected {}, found {}", due.millis(), watermark.millis())
            });
        }
        self.interval(now, report);
        self.value = self.value.max(watermark);
        self.last_step = Some(now);
    }

    fn interval(&mut self, now: ProcessingTime, report: &mut Report) {
        if let (Cadence::Periodic { millis }, Some(last)) = (self.rules.cadence, self.last_step)
            && !self.ticks.admits(last, now, millis.saturating_mul(1_000_000))
        {
            report.add(ViolationKind::WatermarkEarly, || {
                let passed = now.nanos_since(last);
                format!("{passed} ns after the watermark before, with no tick of {millis} ms between them")
            });
        }
    }
}
