//! The tables below the pictures of checks, as the turns and the comparisons say.

use std::collections::BTreeMap;

use streamgauge_record::{
    Block, CheckMetric, CheckRecord, CheckVerdict, CheckedScenario, GateSelfTest, MetricComparison, Side,
};
use streamgauge_render::{check_charts, gate_self_test_charts};

use crate::{checks, records};

fn name(metric: CheckMetric) -> &'static str {
    match metric {
        CheckMetric::LatencyP50 => "latency p50",
        CheckMetric::LatencyP99 => "latency p99",
        CheckMetric::Unthreaded => "unthreaded",
        CheckMetric::Saturated => "saturated",
        CheckMetric::CpuPerEvent => "cpu per event",
    }
}

fn signed(share: f64) -> String {
    match format!("{:+.1}", 100.0 * share).as_str() {
        "+0.0" | "-0.0" => "0.0".to_owned(),
        text => text.replace('-', "−"),
    }
}

fn percent(share: Option<f64>) -> String {
    share.map_or("—".to_owned(), |share| format!("{} %", signed(share)))
}

fn sign(verdict: CheckVerdict) -> &'static str {
    match verdict {
        CheckVerdict::Worse => "✗ worse",
        CheckVerdict::Better => "✓ better",
        CheckVerdict::Same => "~ same",
        CheckVerdict::Undecided => "? undecided",
    }
}

/// Least and greatest.
fn ends(values: &[f64]) -> [String; 2] {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    [percent(sorted.first().copied()), percent(sorted.last().copied())]
}

/// A turn that counts.
fn turn(pair: u32, side: Side, figures: &[(CheckMetric, f64)]) -> Block {
    Block {
        pair,
        side,
        control_ns: 1e6,
        void: None,
        wrong_answer: false,
        failed: false,
        figures: figures.iter().copied().collect(),
    }
}

/// Five pairs after one that warms up: one made again, one with a figure less, one without a head that counts.
fn turns() -> Vec<Block> {
    use CheckMetric::{CpuPerEvent, LatencyP50, Saturated};
    let figures = |latency: f64| {
        [
            (LatencyP50, latency),
            (Saturated, 2e6 / latency),
            (CpuPerEvent, 7.0),
        ]
    };
    let mut turns = vec![
        turn(0, Side::Base, &figures(1.0)),
        turn(0, Side::Head, &figures(50.0)),
    ];
    for (pair, base, head) in [
        (1, 100.0, 97.0),
        (2, 101.0, 131.0),
        (3, 99.0, 99.0),
        (4, 98.0, 120.0),
    ] {
        turns.push(turn(pair, Side::Base, &figures(base)));
        turns.push(turn(pair, Side::Head, &figures(head)));
    }
    let mut void = turn(2, Side::Head, &figures(9_999.0));
    void.void = Some("planted".into());
    turns.insert(5, void.clone());
    let _ = turns[3].figures.remove(&Saturated);
    turns.push(turn(5, Side::Base, &figures(1.0)));
    turns.push(Block { pair: 5, ..void });
    turns
}

/// Of every pair of turns that count, in order.
fn changes(checked: &CheckedScenario, metric: CheckMetric) -> Vec<f64> {
    let mut pairs: BTreeMap<u32, [Option<f64>; 2]> = BTreeMap::new();
    for turn in checked
        .blocks
        .iter()
        .filter(|turn| turn.void.is_none() && turn.pair > 0)
    {
        let both = pairs.entry(turn.pair).or_default();
        both[usize::from(turn.side == Side::Head)] = turn.figures.get(&metric).copied();
    }
    let whole = pairs.into_values().filter_map(|[base, head]| base.zip(head));
    whole.map(|(base, head)| (head - base) / base).collect()
}

fn row(checked: &CheckedScenario, found: &MetricComparison) -> Vec<String> {
    let changes = changes(checked, found.metric);
    let [least, greatest] = ends(&changes);
    let interval = match (found.comparison.lower, found.comparison.upper) {
        (Some(low), Some(high)) => format!("{} … {} %", signed(low), signed(high)),
        _ => "—".to_owned(),
    };
    vec![
        checked.scenario.clone(),
        name(found.metric).to_owned(),
        match changes.len() {
            1 => "1 pair".to_owned(),
            count => format!("{count} pairs"),
        },
        least,
        greatest,
        percent(found.comparison.change),
        interval,
        sign(found.comparison.verdict).to_owned(),
    ]
}

/// The sample, and a second scenario of few turns, one of whose metrics has no interval.
fn check() -> CheckRecord {
    let mut check = records::check();
    let mut other = check.scenarios[0].clone();
    other.scenario = "micro-batch · sliding".into();
    other.blocks = turns();
    let found = &mut other.comparisons[1].comparison;
    (found.change, found.lower, found.upper) = (None, None, None);
    check.scenarios.push(other);
    check
}

#[test]
fn every_row_of_a_check_is_that_of_its_turns() {
    let check = check();
    let expected: Vec<Vec<String>> = check
        .scenarios
        .iter()
        .flat_map(|checked| checked.comparisons.iter().map(|found| row(checked, found)))
        .collect();
    let shown = check_charts(&check)[0].table().rows;
    assert_eq!(shown, expected);
    let ends = |at: usize| [&shown[at][2], &shown[at][3], &shown[at][4]];
    assert_eq!(ends(3), ["4 pairs", "−3.0 %", "+29.7 %"]);
    assert_eq!(ends(4), ["3 pairs", "−22.9 %", "0.0 %"]);
}

/// Two rounds of the sample's comparisons and another scenario between them, of which some came out otherwise.
fn self_test() -> GateSelfTest {
    let mut test = checks::self_test();
    let first = test.equal[0].clone();
    let (mut other, mut again) = (first.clone(), first);
    other.scenario = "micro-batch · sliding".into();
    for (number, found) in (1_u8..).zip(&mut again.comparisons) {
        found.comparison.verdict = CheckVerdict::Same;
        found.comparison.change = Some(-0.004 * f64::from(number));
    }
    other.comparisons[0].comparison.change = None;
    test.equal.extend([other, again]);
    test
}

fn told(scenario: &str, metric: CheckMetric, builds: &str, found: &[&MetricComparison]) -> Vec<String> {
    let count = |verdict| {
        let same = found.iter().filter(|found| found.comparison.verdict == verdict);
        same.count().to_string()
    };
    let changes: Vec<f64> = found.iter().filter_map(|found| found.comparison.change).collect();
    let [least, greatest] = ends(&changes);
    vec![
        scenario.to_owned(),
        name(metric).to_owned(),
        builds.to_owned(),
        found.len().to_string(),
        count(CheckVerdict::Worse),
        count(CheckVerdict::Better),
        count(CheckVerdict::Undecided),
        least,
        greatest,
    ]
}

#[test]
fn every_row_of_the_gates_test_of_itself_counts_its_comparisons() {
    let test = self_test();
    let mut expected = Vec::new();
    for (builds, checked, scenarios) in [
        (
            "equal builds",
            &test.equal,
            &["event · tumbling", "micro-batch · sliding"][..],
        ),
        ("slowed by 10.0 %", &test.slowed, &["event · tumbling"]),
    ] {
        for scenario in scenarios {
            for metric in [
                CheckMetric::LatencyP50,
                CheckMetric::Saturated,
                CheckMetric::CpuPerEvent,
            ] {
                let of_scenario = checked.iter().filter(|checked| checked.scenario == *scenario);
                let found: Vec<&MetricComparison> = of_scenario
                    .flat_map(|checked| &checked.comparisons)
                    .filter(|found| found.metric == metric)
                    .collect();
                expected.push(told(scenario, metric, builds, &found));
            }
        }
    }
    assert_eq!(gate_self_test_charts(&test)[0].table().rows, expected);
}
