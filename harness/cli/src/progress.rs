//! How far a measurement is, told on the standard error output.
//!
//! Told between runs only. While a run is measured nothing is drawn and no timer ticks: the display must not take
//! time from what it displays.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use streamgauge_record::{Machine, Run, Slot, Steadiness};
use streamgauge_runner::{ComparisonPlan, Progress};

use crate::duration::rough;
use crate::notes::Notes;
use crate::talk::Volume;

/// Tells people how far a measurement is: a bar on a terminal, else a line for every run.
pub(crate) struct Reporter {
    notes: Notes,
    bar: Option<ProgressBar>,
}

impl Reporter {
    pub(crate) fn new(plan: &ComparisonPlan, notes: Notes) -> Self {
        let runs = plan.slots().len();
        let plural = if runs == 1 { "" } else { "s" };
        notes.info(&format!(
            "{}{runs} run{plural}, about {}{}",
            if plan.until_decided { "at most " } else { "" },
            rough(plan.estimated_ns()),
            if plan.until_decided {
                " if nothing is decided before"
            } else {
                ""
            },
        ));
        let drawn = std::io::stderr().is_terminal() && notes.volume() == Volume::Normal;
        Self {
            notes,
            bar: drawn.then(|| bar("runs", runs as u64)),
        }
    }

    /// Says something beside the bar.
    pub(crate) fn aside(&self, say: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Reporter {
    fn stage(&mut self, what: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(what.to_owned()),
            None => self.notes.detail(what),
        }
    }

    fn looked(&mut self, what: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| self.notes.info(what)),
            None => self.notes.info(what),
        }
    }

    fn examined(&mut self, machine: &Machine) {
        let tell = || {
            self.notes.info(&format!("machine  {}", machine.line()));
            let is_quiet = |steadiness| steadiness == Steadiness::Quiet;
            if machine
                .probe
                .as_ref()
                .is_some_and(|probe| !is_quiet(probe.steadiness))
            {
                self.notes
                    .info("  note: differences near this noise mean nothing; `streamgauge doctor` explains");
            }
        };
        self.aside(tell);
    }

    fn slot_started(&mut self, slot: &Slot, index: usize, _total: usize, eta_ns: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(index as u64);
            let (arm, query, repeat) = (&slot.arm, &slot.query, slot.repeat + 1);
            bar.set_message(format!(
                "{arm} · {query} · repeat {repeat} · {} left",
                rough(eta_ns)
            ));
        }
    }

    fn slot_finished(&mut self, run: &Run, index: usize, total: usize, eta_ns: u64) {
        match &self.bar {
            Some(_) if run.attempt > 0 => {}
            Some(bar) => bar.set_position(index as u64 + 1),
            None => self.notes.info(&line(run, index, total, eta_ns)),
        }
    }
}

fn line(run: &Run, index: usize, total: usize, eta_ns: u64) -> String {
    let verdict = match (run.status.valid, run.status.wrong_answer) {
        (true, _) => "valid",
        (false, true) => "WRONG ANSWER",
        (false, false) => "void",
    };
    let (arm, query, repeat) = (&run.arm, &run.query.name, run.repeat + 1);
    let digits = total.to_string().len();
    let ending = if run.attempt > 0 {
        "tried again".to_owned()
    } else {
        format!("{} left", rough(eta_ns))
    };
    format!(
        "[{:>digits$}/{total}] {arm} · {query} · repeat {repeat}: {verdict} · {ending}",
        index + 1
    )
}

/// A bar on the standard error output.
pub(crate) fn bar(unit: &str, total: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
    let template = format!("[{{pos}}/{{len}} {unit}] {{bar:20}} {{wide_msg}}");
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style.progress_chars("█░"));
    }
    bar
}
