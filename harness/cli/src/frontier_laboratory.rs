//! How a point of a frontier is run: as a command line of `run`.

use std::ffi::OsString;
use std::sync::atomic::AtomicBool;

use streamgauge_frontier::{Laboratory, Point, Sweep};
use streamgauge_record::{Clock, Run};
use streamgauge_runner::{ComparisonPlan, Laboratory as _, RunError, broken_run, measure_slot};

use crate::command_line::measurement_of;
use crate::duration::{self, millis_text};
use crate::failure::Failure;
use crate::fresh_process::{FreshProcesses, ProcessSeeds};
use crate::journal::Journal;

/// Flags of `frontier` that make points, or that every point says itself.
const OWN: [&str; 10] = [
    "--engine",
    "--triggers",
    "--delays",
    "--allowed-latenesses",
    "--query",
    "--repeats",
    "--measure",
    "--warm-up",
    "--clock",
    "--splits",
];

/// Makes the command line of a point.
#[derive(Clone, Debug)]
pub(crate) struct Bench {
    engines: Vec<String>,
    common: Vec<String>,
}

impl Bench {
    /// From the command line of a frontier, as documents keep it, and what it means.
    pub(crate) fn new(
        argv: &[String],
        engines: Vec<String>,
        query: &str,
        measure_ns: u64,
        warm_up_ns: u64,
        splits: u32,
    ) -> Self {
        let mut common: Vec<String> = Vec::new();
        let said = [
            ("--query", query.to_owned()),
            ("--measure", duration::text(measure_ns)),
            ("--warm-up", duration::text(warm_up_ns)),
            ("--splits", splits.to_string()),
            ("--repeats", "1".to_owned()),
        ];
        said.into_iter()
            .for_each(|(flag, value)| common.extend([flag.to_owned(), value]));
        common.push("--no-capacity".to_owned());
        let mut given = argv.iter().skip(2);
        while let Some(word) = given.next() {
            if OWN.contains(&word.as_str()) {
                given.next();
            } else {
                common.push(word.clone());
            }
        }
        Self { engines, common }
    }

    /// The command that measures a point alone.
    pub(crate) fn argv(&self, point: &Point) -> Vec<String> {
        let delay = millis_text(point.watermark_delay_ms);
        let mut argv = vec!["streamgauge".to_owned(), "run".to_owned()];
        for (flag, value) in [("--engine", &self.engines[point.arm]), ("--delay", &delay)] {
            argv.extend([flag.to_owned(), value.clone()]);
        }
        if point.allowed_lateness_ms > 0 {
            argv.extend([
                "--allowed-lateness".to_owned(),
                millis_text(point.allowed_lateness_ms),
            ]);
        }
        argv.extend(self.common.iter().cloned());
        argv
    }

    /// Plans every point, so that what cannot be is refused before anything is run; gives back the first.
    ///
    /// # Errors
    /// The first point that cannot be.
    pub(crate) fn check(&self, sweep: &Sweep, clock: Clock) -> Result<ComparisonPlan, Failure> {
        let mut first = None;
        for point in sweep.points() {
            let plan = self.plan(&point, clock)?;
            let windowed = plan.queries[0].window != streamgauge_model::WindowSpec::Running
                && !plan.queries[0].aggregates.is_empty();
            if !windowed {
                return Err(Failure::Usage(format!(
                    "--query {}: it has no windows, so nothing can be complete; choose one with windows of event time",
                    plan.queries[0].name
                )));
            }
            first.get_or_insert(plan);
        }
        first.ok_or_else(|| {
            Failure::Usage(
                "nothing to sweep: give at least one engine, one delay and, for micro-batch, one trigger"
                    .to_owned(),
            )
        })
    }

    fn plan(&self, point: &Point, clock: Clock) -> Result<ComparisonPlan, Failure> {
        let argv = self.argv(point);
        let plan = measurement_of(&argv)?.plan(argv)?;
        Ok(ComparisonPlan { clock, ..plan })
    }
}

/// Runs points: simulated ones here, live ones each in a fresh process.
pub(crate) struct FrontierLaboratory<'a> {
    bench: Bench,
    seeds: ProcessSeeds,
    /// Where every live run is kept until the whole is saved.
    journal: Journal,
    stop: &'a AtomicBool,
}

impl<'a> FrontierLaboratory<'a> {
    /// The sizes of the processes' environments are drawn from `seed`.
    pub(crate) const fn new(bench: Bench, seed: u64, journal: Journal, stop: &'a AtomicBool) -> Self {
        Self {
            bench,
            seeds: ProcessSeeds::after(seed),
            journal,
            stop,
        }
    }

    /// Where the runs were kept.
    pub(crate) fn into_journal(self) -> Journal {
        self.journal
    }

    fn plan(&self, point: &Point, clock: Clock) -> Result<ComparisonPlan, RunError> {
        self.bench
            .plan(point, clock)
            .map_err(|failure| RunError::Setup(format!("{failure:?}")))
    }
}

impl Laboratory for FrontierLaboratory<'_> {
    fn argv(&self, point: &Point) -> Vec<String> {
        self.bench.argv(point)
    }

    fn simulate(&mut self, point: &Point) -> Result<Run, RunError> {
        measure_slot(&self.plan(point, Clock::Simulated)?, 0, self.stop)
    }

    fn measure(&mut self, point: &Point) -> Result<Run, RunError> {
        let plan = self.plan(point, Clock::Live)?;
        let argv: Vec<OsString> = self.bench.argv(point).into_iter().map(OsString::from).collect();
        let processes = FreshProcesses::new(&argv, self.seeds.draw());
        let run = processes.measure(0, self.stop).unwrap_or_else(|error| {
            // What the process could not do makes its run void, not the sweep.
            let (arm, slots) = (&plan.arms[0], plan.slots());
            broken_run(&plan.queries[0], &arm.engine, &slots[0], 0, error.to_string())
        });
        self.journal.run(&run);
        Ok(run)
    }
}
