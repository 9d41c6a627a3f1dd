//! What the runs found out about the harness.

use streamgauge_record::{Record, SelfTest};

use crate::Unit;
use crate::quantity::three;
use crate::query::plural;

/// Each self-test with how many runs passed it and the one that came nearest to failing.
pub(crate) fn self_test_rows(record: &Record) -> Vec<(String, String)> {
    let tests = || record.runs.iter().flat_map(|run| &run.self_tests);
    let mut names: Vec<&str> = Vec::new();
    for test in tests() {
        if !names.contains(&test.name.as_str()) {
            names.push(&test.name);
        }
    }
    let row = |name: &str| {
        let own: Vec<&SelfTest> = tests().filter(|test| test.name == name).collect();
        (name.to_owned(), text(&own))
    };
    names.into_iter().map(row).collect()
}

/// All tests of all runs in a line; `None` if there are none.
pub(crate) fn self_test_line(record: &Record) -> Option<String> {
    let with: Vec<_> = record
        .runs
        .iter()
        .filter(|run| !run.self_tests.is_empty())
        .collect();
    let failed = with
        .iter()
        .filter(|run| run.self_tests.iter().any(|test| !test.passed))
        .count();
    let most = with.iter().map(|run| run.self_tests.len()).max()?;
    let verdict = if failed == 0 {
        "all passed".into()
    } else {
        format!("some failed in {}, which are void", plural(failed, "run"))
    };
    Some(format!(
        "up to {most} in each of {}: {verdict}",
        plural(with.len(), "run")
    ))
}

fn text(tests: &[&SelfTest]) -> String {
    let passed = tests.iter().filter(|test| test.passed).count();
    let off = |test: &SelfTest| (test.measured - test.expected).abs() / test.tolerance.max(f64::MIN_POSITIVE);
    let worst = tests.iter().max_by(|one, other| off(one).total_cmp(&off(other)));
    let worst = worst.map_or_else(String::new, |test| {
        format!(
            "; worst: {} measured, {} expected, limit ±{}",
            value(test.measured, &test.unit),
            value(test.expected, &test.unit),
            value(test.tolerance, &test.unit)
        )
    });
    format!("passed in {passed} of {}{worst}", plural(tests.len(), "run"))
}

/// Times are recorded in nanoseconds and read in the unit that fits.
fn value(value: f64, unit: &str) -> String {
    if unit == Unit::Nanoseconds.key() {
        Unit::Nanoseconds.text(value)
    } else {
        format!("{} {unit}", three(value))
    }
}
