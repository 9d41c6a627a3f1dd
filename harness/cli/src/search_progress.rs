//! How far a search is, told on the standard error output between trials.

use std::time::Instant;

use streamgauge_record::{CheckUnit, Trial, TrialPhase, TrialVerdict};
use streamgauge_render::Unit;
use streamgauge_search::{Order, Watch};

use crate::duration::rough;
use crate::journal::Journal;
use crate::notes::Notes;
use crate::search_plan::Job;

/// Tells people what each trial came to, and about how long it still takes.
pub(crate) struct SearchReporter {
    notes: Notes,
    /// Where every trial is kept until the whole is saved.
    journal: Journal,
    /// Engine and query.
    subject: String,
    /// Estimates of the searches that have not begun, nanoseconds.
    ahead_ns: Vec<u64>,
    began: Instant,
    /// What a trial takes that is not ended early: as expected, then as the last one that passed did, nanoseconds. Most
    /// of those that are left, the confirmations, are such trials.
    whole_ns: u64,
}

impl SearchReporter {
    pub(crate) fn new(jobs: &[Job], journal: Journal, notes: Notes) -> Self {
        let ahead_ns: Vec<u64> = jobs.iter().rev().map(Job::estimated_ns).collect();
        let all = ahead_ns.iter().copied().fold(0, u64::saturating_add);
        let plural = if jobs.len() == 1 { "search" } else { "searches" };
        notes.info(&format!("{} {plural}, about {}", jobs.len(), rough(all)));
        Self {
            notes,
            journal,
            subject: String::new(),
            ahead_ns,
            began: Instant::now(),
            whole_ns: 0,
        }
    }

    /// Where the trials were kept.
    pub(crate) fn into_journal(self) -> Journal {
        self.journal
    }

    /// The next search begins.
    pub(crate) fn next(&mut self, job: &Job) {
        self.subject = format!("{} · {}", job.engine.engine.arm.label, job.query.name);
        self.ahead_ns.pop();
        self.whole_ns = job.trial_ns();
    }

    fn left_ns(&self, trials: u32) -> u64 {
        let ahead = self.ahead_ns.iter().copied().fold(0, u64::saturating_add);
        self.whole_ns
            .saturating_mul(u64::from(trials))
            .saturating_add(ahead)
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
        if trial.verdict == TrialVerdict::Pass {
            self.whole_ns = u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX);
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
