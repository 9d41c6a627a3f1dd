//! From trial to trial.

use std::sync::atomic::{AtomicBool, Ordering};

use streamgauge_record::{GrowthAxis, GrowthTrial};
use streamgauge_runner::{RunError, drawn_turns};

use crate::{Laboratory, Point};

/// Told how far it is. Nothing is called while a trial is measured.
pub trait Progress {
    /// A trial begins: of how many it is which (from 0), and of which point, by its place in [`Grid::points`].
    fn begins(&mut self, done: usize, of: usize, index: usize);
}

/// Which points there are, and how often each is tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// The axes with their values.
    pub axes: Vec<(GrowthAxis, Vec<f64>)>,
    /// How many engines there are.
    pub arms: usize,
    /// Trials of each point.
    pub repeats: u32,
    /// Seed of the order of the trials.
    pub seed: u64,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Grown {
    /// The trials of each point, in the order of [`Grid::points`].
    pub trials: Vec<Vec<GrowthTrial>>,
    /// Whether all was carried out.
    pub complete: bool,
}

impl Grid {
    /// All points: axis by axis, in each engine by engine, in the order of the values.
    #[must_use]
    pub fn points(&self) -> Vec<Point> {
        let of_axis = |(axis, values): &(GrowthAxis, Vec<f64>)| {
            let lines = (0..self.arms).flat_map(|arm| values.iter().map(move |value| (arm, *value)));
            let point = |(arm, value)| Point {
                axis: *axis,
                value,
                arm,
            };
            lines.map(point).collect::<Vec<_>>()
        };
        self.axes.iter().flat_map(of_axis).collect()
    }

    /// Tries all points once for each repeat, in an order drawn anew: what drifts on the machine falls on all of them
    /// alike. Ends between two trials when `stop` is set; a trial that was broken off is not kept.
    ///
    /// # Errors
    /// What the laboratory cannot run at all.
    pub fn carry_out(
        &self,
        laboratory: &mut dyn Laboratory,
        progress: &mut dyn Progress,
        stop: &AtomicBool,
    ) -> Result<Grown, RunError> {
        let points = self.points();
        let mut trials = vec![Vec::new(); points.len()];
        let order = drawn_turns(points.len(), self.repeats, self.seed);
        for (done, index) in order.iter().copied().enumerate() {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            progress.begins(done, order.len(), index);
            let trial = laboratory.try_once(&points[index])?;
            if !trial.status.interrupted {
                trials[index].push(trial);
            }
        }
        let kept: usize = trials.iter().map(Vec::len).sum();
        Ok(Grown {
            trials,
            complete: kept == order.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs nothing, and writes down what it was asked for.
    #[derive(Default)]
    struct Diary {
        asked: Vec<Point>,
        broken_off: bool,
    }

    impl Laboratory for Diary {
        fn try_once(&mut self, point: &Point) -> Result<GrowthTrial, RunError> {
            self.asked.push(*point);
            let mut trial = GrowthTrial::void("planted".to_owned());
            trial.status.interrupted = self.broken_off;
            Ok(trial)
        }
    }

    /// Stops when so many trials have begun.
    struct StopAt<'a>(usize, &'a AtomicBool);

    impl Progress for StopAt<'_> {
        fn begins(&mut self, done: usize, _: usize, _: usize) {
            self.1.store(done + 1 >= self.0, Ordering::Relaxed);
        }
    }

    fn grid() -> Grid {
        Grid {
            axes: vec![
                (GrowthAxis::Keys, vec![10.0, 100.0, 1e3, 1e4]),
                (GrowthAxis::Late, vec![0.0, 0.5]),
            ],
            arms: 2,
            repeats: 3,
            seed: 7,
        }
    }

    fn grown(diary: &mut Diary, stop_at: usize) -> Grown {
        let stop = AtomicBool::new(false);
        grid()
            .carry_out(diary, &mut StopAt(stop_at, &stop), &stop)
            .unwrap()
    }

    #[test]
    fn points_stand_by_axis_then_engine_then_value() {
        let points: Vec<_> = grid()
            .points()
            .iter()
            .map(|point| (point.axis.name(), point.arm, point.value))
            .collect();
        assert_eq!(points.len(), 12);
        assert_eq!(
            points[..5],
            [
                ("keys", 0, 10.0),
                ("keys", 0, 100.0),
                ("keys", 0, 1e3),
                ("keys", 0, 1e4),
                ("keys", 1, 10.0)
            ]
        );
        assert_eq!(points[8..10], [("late", 0, 0.0), ("late", 0, 0.5)]);
    }

    #[test]
    fn every_repeat_tries_every_point_once_in_an_order_of_its_own() {
        let mut diary = Diary::default();
        let grown = grown(&mut diary, usize::MAX);
        assert!(grown.complete && grown.trials.iter().all(|trials| trials.len() == 3));
        let points = grid().points();
        let repeats: Vec<&[Point]> = diary.asked.chunks(points.len()).collect();
        for repeat in &repeats {
            assert!(points.iter().all(|point| repeat.contains(point)));
        }
        assert_ne!(repeats[0], repeats[1]);
    }

    #[test]
    fn what_was_tried_before_a_stop_stays() {
        let grown = grown(&mut Diary::default(), 14);
        assert!(!grown.complete);
        assert_eq!(grown.trials.iter().map(Vec::len).sum::<usize>(), 14);
    }

    #[test]
    fn a_trial_that_was_broken_off_is_not_kept() {
        let mut diary = Diary {
            broken_off: true,
            ..Diary::default()
        };
        let grown = grown(&mut diary, 3);
        assert!(!grown.complete);
        assert!(grown.trials.iter().all(Vec::is_empty));
    }
}
