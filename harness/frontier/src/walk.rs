//! From point to point.

use std::sync::atomic::{AtomicBool, Ordering};

use streamgauge_record::{FrontierPoint, Run};
use streamgauge_runner::{RunError, drawn_turns};

use crate::{Laboratory, Point, Sweep};

/// How often a live run is tried again that is void by the harness's fault.
const RETRIES: u32 = 2;

/// Told how far a walk is. Nothing is called while a run is measured.
pub trait Progress {
    /// A run begins: of how many it is which (from 0), of which point, and whether in real time.
    fn begins(&mut self, done: usize, of: usize, point: &Point, live: bool);
}

/// How a sweep is carried out.
#[derive(Clone, Copy, Debug)]
pub struct Walk {
    /// Live runs of each point; 0: on the virtual clock only.
    pub repeats: u32,
    /// Seed of the order of the live runs.
    pub seed: u64,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Walked {
    /// One entry for each point, in the order of [`Sweep::points`].
    pub points: Vec<FrontierPoint>,
    /// Whether all was carried out.
    pub complete: bool,
}

impl Walk {
    /// Simulates every point, then measures all points once for each repeat, in an order drawn anew: what drifts on the
    /// machine falls on all of them alike. Ends between two runs when `stop` is set.
    ///
    /// # Errors
    /// What the laboratory cannot run at all.
    pub fn carry_out(
        self,
        sweep: &Sweep,
        laboratory: &mut dyn Laboratory,
        progress: &mut dyn Progress,
        stop: &AtomicBool,
    ) -> Result<Walked, RunError> {
        let points = sweep.points();
        let mut walked: Vec<_> = points
            .iter()
            .map(|point| empty(sweep, point, laboratory))
            .collect();
        let of = points.len() * (1 + self.repeats as usize);
        let stopped = || stop.load(Ordering::Relaxed);
        for (index, point) in points.iter().enumerate() {
            if stopped() {
                return Ok(Walked {
                    points: walked,
                    complete: false,
                });
            }
            progress.begins(index, of, point, false);
            walked[index].simulated = Some(slim(laboratory.simulate(point)?));
        }
        let turns = drawn_turns(points.len(), self.repeats, self.seed);
        for (done, index) in turns.into_iter().enumerate() {
            for _ in 0..=RETRIES {
                if stopped() {
                    return Ok(Walked {
                        points: walked,
                        complete: false,
                    });
                }
                progress.begins(points.len() + done, of, &points[index], true);
                let run = slim(laboratory.measure(&points[index])?);
                let is_spoilt = run.status.harness_fault;
                walked[index].live.push(run);
                if !is_spoilt {
                    break;
                }
            }
        }
        Ok(Walked {
            points: walked,
            complete: !stopped(),
        })
    }
}

fn empty(sweep: &Sweep, point: &Point, laboratory: &dyn Laboratory) -> FrontierPoint {
    FrontierPoint {
        arm: sweep.arms[point.arm].label.clone(),
        watermark_delay_ms: point.watermark_delay_ms,
        allowed_lateness_ms: point.allowed_lateness_ms,
        argv: laboratory.argv(point),
        simulated: None,
        live: Vec::new(),
    }
}

/// A run without what a frontier has no use for: it may hold hundreds.
fn slim(run: Run) -> Run {
    Run {
        series: None,
        batches: Vec::new(),
        ..run
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_model::{Cadence, EventAtATimeRules, Rules};
    use streamgauge_record::Slot;
    use streamgauge_runner::{Arm, EngineChoice, broken_run};
    use streamgauge_workloads::query;

    use super::*;

    /// Runs nothing, and writes down what it was asked for.
    #[derive(Default)]
    struct Diary {
        asked: Vec<(i64, bool)>,
        spoilt: u32,
    }

    impl Diary {
        fn run(&mut self, point: &Point, live: bool) -> Run {
            self.asked.push((point.watermark_delay_ms, live));
            let slot = Slot {
                arm: "e".into(),
                query: "q".into(),
                repeat: 0,
            };
            let mut run = broken_run(
                &query("movie-tumbling").unwrap(),
                &EngineChoice::Null,
                &slot,
                0,
                String::new(),
            );
            run.status.harness_fault = live && self.spoilt > 0;
            self.spoilt = self.spoilt.saturating_sub(u32::from(live));
            run
        }
    }

    impl Laboratory for Diary {
        fn argv(&self, point: &Point) -> Vec<String> {
            vec![point.watermark_delay_ms.to_string()]
        }
        fn simulate(&mut self, point: &Point) -> Result<Run, RunError> {
            Ok(self.run(point, false))
        }
        fn measure(&mut self, point: &Point) -> Result<Run, RunError> {
            Ok(self.run(point, true))
        }
    }

    /// Stops a walk when so many runs have begun.
    struct StopAt<'a>(usize, &'a AtomicBool);

    impl Progress for StopAt<'_> {
        fn begins(&mut self, done: usize, _: usize, _: &Point, _: bool) {
            self.1.store(done + 1 >= self.0, Ordering::Relaxed);
        }
    }

    fn sweep() -> Sweep {
        Sweep {
            arms: vec![Arm {
                label: "e".into(),
                engine: EngineChoice::Rules(Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent))),
            }],
            watermark_delays_ms: (0..10).collect(),
            allowed_latenesses_ms: vec![0],
        }
    }

    fn walk(diary: &mut Diary, repeats: u32, stop_at: usize) -> Walked {
        let stop = AtomicBool::new(false);
        let mut progress = StopAt(stop_at, &stop);
        Walk { repeats, seed: 7 }
            .carry_out(&sweep(), diary, &mut progress, &stop)
            .unwrap()
    }

    #[test]
    fn every_point_is_simulated_first_and_then_measured_once_for_each_repeat() {
        let mut diary = Diary::default();
        let walked = walk(&mut diary, 3, usize::MAX);
        assert!(walked.complete);
        assert!(
            walked
                .points
                .iter()
                .all(|point| point.simulated.is_some() && point.live.len() == 3)
        );
        assert!(diary.asked[..10].iter().all(|(_, live)| !live));
        for repeat in diary.asked[10..].chunks(10) {
            let mut delays: Vec<i64> = repeat.iter().map(|(delay, _)| *delay).collect();
            assert!(!delays.is_sorted(), "the order is drawn");
            delays.sort_unstable();
            assert_eq!(delays, (0..10).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_the_harness_spoilt_is_tried_again_and_kept() {
        let mut diary = Diary {
            spoilt: 1,
            ..Diary::default()
        };
        let walked = walk(&mut diary, 1, usize::MAX);
        assert_eq!(
            walked.points.iter().map(|point| point.live.len()).sum::<usize>(),
            11
        );
        diary = Diary {
            spoilt: u32::MAX,
            ..Diary::default()
        };
        let walked = walk(&mut diary, 1, usize::MAX);
        assert!(
            walked.points.iter().all(|point| point.live.len() == 3),
            "but not for ever"
        );
    }

    #[test]
    fn what_was_measured_before_a_stop_stays() {
        let walked = walk(&mut Diary::default(), 1, 13);
        assert!(!walked.complete);
        assert_eq!(walked.points.len(), 10);
        assert_eq!(
            walked
                .points
                .iter()
                .filter(|point| point.simulated.is_some())
                .count(),
            10
        );
        assert_eq!(
            walked.points.iter().map(|point| point.live.len()).sum::<usize>(),
            3
        );
    }
}
