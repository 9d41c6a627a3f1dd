//! How far a sweep is, told on the standard error output between runs.

use std::io::IsTerminal as _;
use std::time::Instant;

use indicatif::ProgressBar;
use streamgauge_frontier::{Point, Progress, Sweep};

use crate::duration::{millis_text, rough};
use crate::notes::Notes;
use crate::progress::bar;
use crate::talk::Volume;

/// Tells people how far a sweep is: a bar on a terminal, else a line for every live run.
pub(crate) struct FrontierProgress {
    notes: Notes,
    bar: Option<ProgressBar>,
    labels: Vec<String>,
    run_ns: u64,
    /// When the live runs began, and how many runs had been made until then.
    live_since: Option<(Instant, usize)>,
}

impl FrontierProgress {
    pub(crate) fn new(sweep: &Sweep, run_ns: u64, repeats: u32, notes: Notes) -> Self {
        let points = sweep.points().len();
        let live = points as u64 * u64::from(repeats);
        notes.info(&format!(
            "{points} points, about {}",
            rough(run_ns.saturating_mul(live).max(1_000_000_000))
        ));
        let drawn = std::io::stderr().is_terminal() && notes.volume() == Volume::Normal;
        Self {
            notes,
            bar: drawn.then(|| bar("runs", points as u64 + live)),
            labels: sweep.arms.iter().map(|arm| arm.label.clone()).collect(),
            run_ns,
            live_since: None,
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// What is left, from how long live runs took so far.
    fn left_ns(&mut self, done: usize, of: usize) -> u64 {
        let (since, before) = *self.live_since.get_or_insert((Instant::now(), done));
        let made = (done - before) as u64;
        let spent = u64::try_from(since.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let each = spent.checked_div(made).unwrap_or(self.run_ns);
        each.saturating_mul((of - done) as u64)
    }
}

impl Progress for FrontierProgress {
    fn begins(&mut self, done: usize, of: usize, point: &Point, live: bool) {
        let mut text = format!(
            "{} · delay {}",
            self.labels[point.arm],
            millis_text(point.watermark_delay_ms)
        );
        if point.allowed_lateness_ms > 0 {
            text.push_str(&format!(" · lateness {}", millis_text(point.allowed_lateness_ms)));
        }
        let text = if live {
            format!("{text} · {} left", rough(self.left_ns(done, of)))
        } else {
            format!("{text} · virtual clock")
        };
        match &self.bar {
            Some(bar) => {
                bar.set_position(done as u64);
                bar.set_message(text);
            }
            None if live => self.notes.info(&format!("[{}/{of}] {text}", done + 1)),
            None => self.notes.detail(&format!("[{}/{of}] {text}", done + 1)),
        }
    }
}
