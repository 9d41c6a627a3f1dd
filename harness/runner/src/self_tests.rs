//! What every run finds out about the harness itself.

use std::collections::BTreeMap;

use streamgauge_record::{Distribution, Ledger, SelfTest, Status};

use crate::attribution::Attribution;
use crate::latency::{Latencies, may_be_negative};
use crate::ledger::imbalances;
use crate::littles_law::littles_law;
use crate::own_slip::slip_p999;
use crate::void::{is_wrong, slip_limit_ns};
use crate::{Headline, Subject};

/// Means of histograms with 3 significant digits may be so far apart, as a share.
const HISTOGRAM_ERROR: f64 = 0.002;
/// The system's clock is slewed by at most so many parts per million (`MAX_SLEWRATE` of NTP).
const GREATEST_SLEW_PPM: f64 = 500.0;
/// Sums of latencies that must hold: the whole and its parts.
const SUMS: [(&str, &str, &[&str]); 2] = [
    ("sum_of_total", "total", &["slip", "queue", "process"]),
    ("sum_of_from_end", "from_end", &["policy", "from_trigger"]),
];

/// What the tests look at: raw instants and what was made of them.
#[derive(Clone, Copy)]
pub(crate) struct Evidence<'a> {
    pub(crate) subject: &'a Subject<'a>,
    pub(crate) attribution: &'a Attribution,
    pub(crate) ledger: &'a Ledger,
    pub(crate) latencies: &'a Latencies,
    pub(crate) distributions: &'a BTreeMap<String, Distribution>,
}

/// Writes a [`SelfTest`] as a sentence: measured, expected, within.
pub(crate) trait SelfTestExt {
    /// Both sides; not yet passed.
    fn new(name: &str, measured: f64, expected: f64) -> Self;

    /// Passes if both are no further apart than `tolerance`.
    fn within(self, tolerance: f64, unit: &str) -> Self;
}

impl SelfTestExt for SelfTest {
    fn new(name: &str, measured: f64, expected: f64) -> Self {
        Self {
            name: name.to_owned(),
            passed: false,
            measured,
            expected,
            tolerance: 0.0,
            unit: String::new(),
        }
    }

    fn within(self, tolerance: f64, unit: &str) -> Self {
        Self {
            passed: (self.measured - self.expected).abs() <= tolerance,
            tolerance,
            unit: unit.to_owned(),
            ..self
        }
    }
}

/// All tests that this run allows.
pub(crate) fn self_tests(evidence: &Evidence<'_>) -> Vec<SelfTest> {
    let mut tests = counts(evidence);
    tests.extend(littles_law(evidence));
    tests.extend(
        SUMS.iter()
            .filter_map(|(name, whole, parts)| sum(evidence, name, whole, parts)),
    );
    tests.extend(clock_rate(evidence.subject));
    tests.extend(source_slip(evidence));
    tests
}

/// What must be equal, or must not occur at all.
fn counts(evidence: &Evidence<'_>) -> Vec<SelfTest> {
    let Evidence {
        subject,
        ledger,
        latencies,
        ..
    } = evidence;
    let accounted = ledger.included + ledger.dropped + ledger.side_output + ledger.filtered + ledger.passed;
    let judgement = &subject.verdict.judgement;
    let wrong = if is_wrong(subject) {
        judgement.violation_count
    } else {
        0
    };
    let exactly = |name, measured: u64, expected: u64, unit| {
        SelfTest::new(name, measured as f64, expected as f64).within(0.0, unit)
    };
    vec![
        exactly("conservation", accounted, ledger.taken, "events"),
        exactly(
            "counters",
            imbalances(subject, ledger).len() as u64,
            0,
            "counters",
        ),
        exactly("answers", wrong, 0, "violations"),
        exactly("identities", latencies.broken_identities, 0, "samples"),
        exactly("negative_values", impossible_negatives(latencies), 0, "samples"),
        exactly(
            "histogram_overflow",
            latencies.overflows().map(|(_, n)| n).sum(),
            0,
            "samples",
        ),
        exactly("clock_back_steps", subject.observed.clock_back_steps, 0, "steps"),
    ]
}

/// Values below zero where nothing but a broken clock, or an engine that emits too early, makes them.
fn impossible_negatives(latencies: &Latencies) -> u64 {
    let negatives = latencies.negatives();
    negatives
        .filter(|(name, _)| !may_be_negative(name))
        .map(|(_, count)| count)
        .sum()
}

/// Whether the mean of a latency is the sum of the means of its parts, if all were recorded for the same samples.
fn sum(evidence: &Evidence<'_>, name: &str, whole: &str, parts: &[&str]) -> Option<SelfTest> {
    let of = |name: &str| evidence.distributions.get(name);
    let whole = of(whole)?;
    let is_same =
        |part: &&Distribution| part.samples == whole.samples && part.negative == 0 && part.censored == 0;
    let mut expected = 0.0;
    for part in parts {
        expected += of(part).filter(is_same)?.mean_ns?;
    }
    let whole = Some(whole).filter(is_same)?;
    Some(SelfTest::new(name, whole.mean_ns?, expected).within(expected * HISTOGRAM_ERROR + 1.0, "ns"))
}

/// Whether the clock of the run ran as fast as the system's.
fn clock_rate(subject: &Subject<'_>) -> Option<SelfTest> {
    let drift = subject
        .observed
        .clock_drift
        .filter(|drift| drift.watched_ns > 0)?;
    let ppm = |nanos: i64| nanos as f64 / drift.watched_ns as f64 * 1e6;
    let tolerance = GREATEST_SLEW_PPM + ppm(drift.doubt_ns);
    Some(SelfTest::new("clock_rate", ppm(drift.ahead_ns), 0.0).within(tolerance, "ppm"))
}

/// Whether the source kept the schedule.
fn source_slip(evidence: &Evidence<'_>) -> Option<SelfTest> {
    let slip = slip_p999(evidence.subject)?;
    let limit = slip_limit_ns(evidence.subject, evidence.latencies);
    Some(SelfTest::new("source_slip", slip as f64, 0.0).within(limit as f64, "ns"))
}

/// A run with a failed test is void. What the rules of validity have said is not said again.
pub(crate) fn void_by(status: &mut Status, tests: &[SelfTest]) {
    let only_here = ["littles_law", "sum_of_total", "sum_of_from_end", "clock_rate"];
    for test in tests.iter().filter(|test| !test.passed) {
        if status.valid {
            status.reasons.clear();
        }
        if status.valid || only_here.contains(&test.name.as_str()) {
            status.reasons.push(reason(test));
            // Another attempt would not mend it.
            status.harness_fault = false;
        }
        status.valid = false;
    }
}

fn reason(test: &SelfTest) -> String {
    let SelfTest {
        name,
        measured,
        expected,
        tolerance,
        unit,
        ..
    } = test;
    format!(
        "the self-test {name} failed: {measured:.3} {unit} measured, {expected:.3} expected, limit ±{tolerance:.3}; the \
         harness cannot be believed in this run, please report it"
    )
}

/// What to keep in mind if the mean headline is far from what the engine's own rules predict: a bug in engine or harness,
/// an engine near its limit, or windows in step with the trigger.
pub(crate) fn mean_note(
    subject: &Subject<'_>,
    distributions: &BTreeMap<String, Distribution>,
    expected_ns: Option<f64>,
) -> Option<String> {
    let name = match subject.headline() {
        Headline::Event => "total",
        Headline::Window => "from_trigger",
    };
    let (expected, mean) = (expected_ns?, distributions.get(name)?.mean_ns?);
    let is_far = (mean - expected).abs() > expected / 2.0 + 1e6;
    is_far.then(|| {
        format!(
            "the mean {name} is {:.3} ms, the engine's own rules predict {:.3} ms: the engine is near its limit, its windows \
             end in step with its trigger, or there is a bug in engine or harness",
            mean / 1e6,
            expected / 1e6
        )
    })
}
