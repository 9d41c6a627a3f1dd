//! From point to point.

use std::sync::atomic::{AtomicBool, Ordering};

use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;
use streamgauge_record::{FrontierPoint, Run};
use streamgauge_runner::RunError;

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
        for (done, index) in self.order(points.len()).into_iter().enumerate() {
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

    /// The points of all live runs, repeat by repeat.
    fn order(self, points: usize) -> Vec<usize> {
        let mut generator = ChaCha8Rng::seed_from_u64(self.seed);
        let mut order = Vec::new();
        for _ in 0..self.repeats {
            let mut repeat: Vec<usize> = (0..points).collect();
            repeat.shuffle(&mut generator);
            order.extend(repeat);
        }
        order
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
