//! How far a growth is, told on the standard error output between trials.

use std::io::IsTerminal as _;
use std::time::Instant;

use indicatif::ProgressBar;
use streamgauge_growth::Progress;

use crate::duration::rough;
use crate::growth_bench::GrowthBench;
use crate::notes::Notes;
use crate::progress::bar;
use crate::talk::Volume;

/// About how long a trial takes, its process, rehearsal and judge included, nanoseconds.
pub(crate) const TRIAL_NS: u64 = 1_300_000_000;

/// Tells people how far it is: a bar on a terminal, else a line for every trial.
pub(crate) struct GrowthProgress {
    notes: Notes,
    bar: Option<ProgressBar>,
    names: Vec<String>,
    left: Left,
    /// The point that is being tried, and since when.
    tried: Option<(usize, Instant)>,
}

impl GrowthProgress {
    pub(crate) fn new(bench: &GrowthBench, notes: Notes) -> Self {
        let points = bench.grid().points();
        let left = Left::new(points.len(), bench.grid().repeats);
        notes.info(&format!(
            "{} points, each {} times, about {}",
            points.len(),
            bench.grid().repeats,
            rough(left.ns())
        ));
        let name = |point| {
            let label = bench.label(point);
            format!("{label} · {} {}", point.axis.name(), point.value)
        };
        let drawn = std::io::stderr().is_terminal() && notes.volume() == Volume::Normal;
        let trials = points.len() as u64 * u64::from(bench.grid().repeats);
        Self {
            notes,
            bar: drawn.then(|| bar("trials", trials)),
            names: points.iter().map(name).collect(),
            left,
            tried: None,
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress for GrowthProgress {
    fn begins(&mut self, done: usize, of: usize, index: usize) {
        if let Some((before, since)) = self.tried.replace((index, Instant::now())) {
            let spent = u64::try_from(since.elapsed().as_nanos()).unwrap_or(u64::MAX);
            self.left.note(before, spent);
        }
        let text = format!("{} · {} left", self.names[index], rough(self.left.ns()));
        match &self.bar {
            Some(bar) => {
                bar.set_position(done as u64);
                bar.set_message(text);
            }
            None => self.notes.info(&format!("[{}/{of}] {text}", done + 1)),
        }
    }
}

/// The time left: a trial takes what those of its point took, else what all took, else what is usual.
struct Left {
    repeats: u32,
    /// Of each point: how many trials, and how long they took together.
    seen: Vec<(u32, u64)>,
}

impl Left {
    fn new(points: usize, repeats: u32) -> Self {
        Self {
            repeats,
            seen: vec![(0, 0); points],
        }
    }

    fn note(&mut self, point: usize, spent_ns: u64) {
        let (trials, spent) = &mut self.seen[point];
        *trials += 1;
        *spent = spent.saturating_add(spent_ns);
    }

    fn ns(&self) -> u64 {
        let mean = |(trials, spent): (u32, u64)| spent.checked_div(u64::from(trials));
        let all = self.seen.iter().fold((0, 0_u64), |all, seen| {
            (all.0 + seen.0, all.1.saturating_add(seen.1))
        });
        let usual = mean(all).unwrap_or(TRIAL_NS);
        let left = |seen: &(u32, u64)| {
            let trials = self.repeats.saturating_sub(seen.0);
            mean(*seen).unwrap_or(usual).saturating_mul(u64::from(trials))
        };
        self.seen.iter().map(left).fold(0, u64::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_takes_what_its_point_took_else_what_all_took() {
        let mut left = Left::new(3, 2);
        assert_eq!(left.ns(), 6 * TRIAL_NS);
        left.note(0, 100);
        left.note(1, 300);
        assert_eq!(left.ns(), 100 + 300 + 2 * 200);
        for point in [0, 1, 2, 2] {
            left.note(point, 100);
        }
        assert_eq!(left.ns(), 0);
        left.note(0, u64::MAX);
        assert_eq!(left.ns(), 0);
    }
}
