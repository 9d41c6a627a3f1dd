//! How far a measurement is, told on the standard error output.
//!
//! Told between runs only. While a run is measured nothing is drawn and no timer ticks: the display must not take
//! time from what it displays. The live view, which must be asked for, draws then as well, four times a second.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use streamgauge_record::{Machine, Run, Slot, Steadiness};
use streamgauge_runner::{ComparisonPlan, Progress};

use crate::duration::rough;
#[cfg(feature = "live")]
use crate::failure::Failure;
#[cfg(feature = "live")]
use crate::live::LiveView;
use crate::notes::Notes;
use crate::talk::Volume;

/// Tells people how far a measurement is.
pub(crate) struct Reporter {
    notes: Notes,
    display: Display,
}

/// Where it is told.
enum Display {
    /// A line for every run.
    Lines,
    /// A bar on a terminal.
    Bar(ProgressBar),
    /// The whole terminal; the lines come when it is given back, if they are wanted.
    #[cfg(feature = "live")]
    View(LiveView),
}

impl Reporter {
    /// With a bar on a terminal, else lines.
    pub(crate) fn new(plan: &ComparisonPlan, notes: Notes) -> Self {
        announce(plan, notes);
        let drawn = std::io::stderr().is_terminal() && notes.volume() == Volume::Normal;
        let display = if drawn {
            Display::Bar(bar("runs", plan.slots().len() as u64))
        } else {
            Display::Lines
        };
        Self { notes, display }
    }

    /// With the live view, which is returned, too.
    ///
    /// # Errors
    /// The terminal cannot be had.
    #[cfg(feature = "live")]
    pub(crate) fn watching(plan: &ComparisonPlan, notes: Notes) -> Result<(Self, LiveView), Failure> {
        announce(plan, notes);
        let view = LiveView::open(plan)?;
        let display = Display::View(view.clone());
        Ok((Self { notes, display }, view))
    }

    /// Says something beside the bar.
    pub(crate) fn aside(&self, say: impl FnOnce()) {
        match &self.display {
            Display::Bar(bar) => bar.suspend(say),
            _ => say(),
        }
    }

    /// Takes bar or view away.
    pub(crate) fn finish(&self) {
        match &self.display {
            Display::Lines => {}
            Display::Bar(bar) => bar.finish_and_clear(),
            #[cfg(feature = "live")]
            Display::View(view) => view.close(),
        }
    }
}

/// How many runs there will be, and how long that takes.
fn announce(plan: &ComparisonPlan, notes: Notes) {
    let runs = plan.slots().len();
    let plural = if runs == 1 { "" } else { "s" };
    notes.info(&format!(
        "{}{runs} run{plural}{}, about {}{}",
        if plan.until_decided { "at most " } else { "" },
        by_builds(plan),
        rough(plan.estimated_ns()),
        if plan.until_decided {
            " if nothing is decided before"
        } else {
            ""
        },
    ));
}

/// By whom, if not by this build alone.
pub(crate) fn by_builds(plan: &ComparisonPlan) -> String {
    match plan.builds {
        0 | 1 => String::new(),
        several => format!(" by each of {several} builds"),
    }
}

impl Progress for Reporter {
    fn stage(&mut self, what: &str) {
        match &self.display {
            Display::Lines => self.notes.detail(what),
            Display::Bar(bar) => bar.set_message(what.to_owned()),
            #[cfg(feature = "live")]
            Display::View(view) => view.stage(what),
        }
    }

    fn looked(&mut self, what: &str) {
        self.aside(|| self.notes.info(what));
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
        match &self.display {
            Display::Lines => {}
            Display::Bar(bar) => {
                bar.set_position(index as u64);
                let (arm, query, repeat) = (&slot.arm, &slot.query, slot.repeat + 1);
                bar.set_message(format!(
                    "{arm} · {query} · repeat {repeat} · {} left",
                    rough(eta_ns)
                ));
            }
            #[cfg(feature = "live")]
            Display::View(view) => view.turn_to(index, eta_ns),
        }
    }

    fn slot_finished(&mut self, run: &Run, index: usize, total: usize, eta_ns: u64) {
        match &self.display {
            Display::Lines => self.notes.info(&line(run, index, total, eta_ns)),
            Display::Bar(_) if run.attempt > 0 => {}
            Display::Bar(bar) => bar.set_position(index as u64 + 1),
            #[cfg(feature = "live")]
            Display::View(view) => {
                self.notes.detail(&line(run, index, total, eta_ns));
                view.end(run);
            }
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
