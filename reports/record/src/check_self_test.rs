//! What the gate makes of builds whose difference is known.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Build, CheckPolicy, CheckedScenario, Document, Machine, Tool};

/// The name of the format, the value of [`GateSelfTest::schema`].
pub const GATE_SELF_TEST_SCHEMA: &str = "streamgauge.gate-self-test";

/// The gate on one build against itself, as it is and with a planted slow-down: how often it raises a false alarm, and
/// how often it finds what is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GateSelfTest {
    /// Always `streamgauge.gate-self-test`.
    pub schema: String,
    /// Version of the format, `major.minor`.
    pub version: String,
    /// When measuring began, RFC 3339, UTC.
    pub created: String,
    /// What measured.
    pub tool: Tool,
    /// The exact command line, without output locations.
    pub argv: Vec<String>,
    /// Where it was measured.
    pub machine: Machine,
    /// By which limits.
    pub policy: CheckPolicy,
    /// The seed that the orders of execution are drawn from.
    pub seed: u64,
    /// The build on both sides.
    pub build: Build,
    /// By what share every step of the head was made longer in the tests with a slow-down.
    pub drag: f64,
    /// The build against itself.
    pub equal: Vec<CheckedScenario>,
    /// The build against itself, made slower.
    pub slowed: Vec<CheckedScenario>,
    /// Comparisons of the build with itself: scenarios times metrics.
    pub comparisons: u32,
    /// Those of them that were called worse: false alarms.
    pub false_alarms: u32,
    /// Those of them that were called better.
    pub false_praise: u32,
    /// Those of them that stayed undecided.
    pub undecided: u32,
    /// Tests with the slow-down.
    pub planted: u32,
    /// Those of them in which some metric was called worse.
    pub found: u32,
    /// Whether everything was carried out; `false` after an interruption.
    pub complete: bool,
}

/// Of so many comparisons of a build with itself at most one may be called worse; fewer tell nothing.
const FALSE_ALARM_IN: u32 = 200;
/// Of so many planted slow-downs at most one may be missed; fewer tell nothing.
const MISSED_IN: u32 = 10;

/// Whether the gate may be trusted on a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fitness {
    /// At most 1 in 200 comparisons is a false alarm, and at least 9 in 10 planted slow-downs are found.
    Fit,
    /// More false alarms, or fewer slow-downs found.
    Unfit,
    /// It did not err more than it may, in fewer than 200 comparisons or 10 slow-downs.
    TooFew,
}

impl Document for GateSelfTest {
    const SCHEMA: &'static str = GATE_SELF_TEST_SCHEMA;
}

impl GateSelfTest {
    /// Whether the gate may be trusted on this machine. Few comparisons can show that it may not, where it would err too
    /// often even if it did not err in any further one; that it may takes 200 of them and 10 planted slow-downs.
    #[must_use]
    pub fn fitness(&self) -> Fitness {
        let errs = |errors: u32, tried: u32, one_in: u32| {
            u64::from(errors) * u64::from(one_in) > u64::from(tried.max(one_in))
        };
        let missed = self.planted.saturating_sub(self.found);
        if errs(self.false_alarms, self.comparisons, FALSE_ALARM_IN) || errs(missed, self.planted, MISSED_IN)
        {
            Fitness::Unfit
        } else if self.comparisons < FALSE_ALARM_IN || self.planted < MISSED_IN {
            Fitness::TooFew
        } else {
            Fitness::Fit
        }
    }

    /// The part of the comparisons of the build with itself that stayed undecided; 0 of none.
    #[must_use]
    pub fn undecided_share(&self) -> f64 {
        f64::from(self.undecided) / f64::from(self.comparisons.max(1))
    }
}
