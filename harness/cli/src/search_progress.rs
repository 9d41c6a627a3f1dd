//! How far a search is, told on the standard error output between trials.

use std::time::Instant;

use streamgauge_record::{CheckUnit, Trial, TrialPhase, TrialVerdict};
use streamgauge_render::Unit;
use streamgauge_search::{Order, Watch};

use crate::duration::rough;
use crate::journal::Journal;
use crate::notes::Notes;
use crate::search_plan::Job;
use crate::search_time::SearchTime;

/// Tells people what each trial came to, and about how long it still takes.
pub(crate) struct SearchReporter {
    notes: Notes,
    /// Where every trial is kept until the whole is saved.
    journal: Journal,
    /// Engine and query.
    subject: String,
    /// Estimates of the searches that have not begun, the next one last.
    ahead: Vec<SearchTime>,
    began: Instant,
    /// What the trials of the search under way take.
    time: Option<SearchTime>,
}

impl SearchReporter {
    pub(crate) fn new(jobs: &[Job], journal: Journal, notes: Notes) -> Self {
        let ahead: Vec<SearchTime> = jobs.iter().rev().map(Job::time).collect();
        let (least, most) = jobs
            .iter()
            .map(Job::estimated_ns)
            .fold((0_u64, 0_u64), |all, one| {
                (all.0.saturating_add(one.0), all.1.saturating_add(one.1))
            });
        let plural = if jobs.len() == 1 { "search" } else { "searches" };
        notes.info(&format!(
            "{} {plural}, about {} to {}; the first trials show it",
            jobs.len(),
            rough(least),
            rough(most)
        ));
        Self {
            notes,
            journal,
            subject: String::new(),
            ahead,
            began: Instant::now(),
            time: None,
        }
    }

    /// Where the trials were kept.
    pub(crate) fn into_journal(self) -> Journal {
        self.journal
    }

    /// The next search begins.
    pub(crate) fn next(&mut self, job: &Job) {
        self.subject = format!("{} · {}", job.engine.engine.arm.label, job.query.name);
        self.time = self.ahead.pop();
    }

    fn left_ns(&self, trials: u32) -> u64 {
        let whole = |time: &SearchTime| {
            let (least, most) = time.whole_ns();
            least / 2 + most / 2
        };
        let ahead = self.ahead.iter().map(whole).fold(0, u64::saturating_add);
        let own = self.time.map_or(0, |time| time.left_ns(trials));
        own.saturating_add(ahead)
    }
}

impl Watch for SearchReporter {
    fn started(&mut self, order: &Order, left: u32) {
        self.began = Instant::now();
        self.notes.detail(&format!(
            "{} · {}: trial {} at {}, about {left} trials left",
            self.subject,
            phase(order.phase),
            order.number,
            Unit::PerSecond.text(order.rate_per_s as f64)
        ));
    }

    fn finished(&mut self, trial: &Trial, left: u32) {
        // Only those that pass are as long as planned.
        if let Some(time) = self.time.as_mut().filter(|_| trial.verdict == TrialVerdict::Pass) {
            let took = u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX);
            time.learn(trial.phase, trial.rate_per_s, took);
        }
        self.journal.trial(trial);
        let verdict = match trial.verdict {
            TrialVerdict::Pass => format!("met{}", trends(trial)),
            TrialVerdict::Fail => format!("not met: {}", trial.reason),
            TrialVerdict::Void => format!("void: {}", trial.reason),
        };
        self.notes.info(&format!(
            "[{:>2}] {} · {} · {}: {verdict} · {} left",
            trial.number,
            self.subject,
            phase(trial.phase),
            Unit::PerSecond.text(trial.rate_per_s as f64),
            rough(self.left_ns(left)),
        ));
    }
}

/// The two trends of a trial, in brackets.
fn trends(trial: &Trial) -> String {
    let shown: Vec<String> = trial
        .checks
        .iter()
        .filter(|check| check.trend.is_some())
        .filter_map(|check| {
            let measured = check.measured?;
            Some(match check.unit {
                CheckUnit::Share => format!("backlog {:+.2} %", measured * 100.0),
                _ => format!("latency {measured:+.4} s/s"),
            })
        })
        .collect();
    if shown.is_empty() {
        String::new()
    } else {
        format!(" ({} at most)", shown.join(", "))
    }
}

const fn phase(phase: TrialPhase) -> &'static str {
    match phase {
        TrialPhase::Doubling => "doubling",
        TrialPhase::Bisection => "bisection",
        TrialPhase::Confirmation => "confirmation",
        TrialPhase::Curve => "curve",
        TrialPhase::Recovery => "from above",
    }
}
