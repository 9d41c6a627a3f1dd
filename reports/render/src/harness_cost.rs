//! What measuring costs, in words.

use streamgauge_record::{HarnessCost, Record, Run};

use crate::{LatencySummary, Spread, Unit};

/// Clock, recorder and the recorder's share of each arm's CPU time, as name and value; empty if they were not measured.
pub(crate) fn harness_lines(record: &Record) -> Vec<(String, String)> {
    let Some(cost) = &record.harness else {
        return Vec::new();
    };
    let mut lines = vec![
        (
            format!("clock ({}), a reading", cost.clock),
            repeats(&cost.clock_ns),
        ),
        ("recorder, a result".into(), repeats(&cost.recorder_ns)),
        ("recorder, a move of the watermark".into(), repeats(&cost.step_ns)),
    ];
    for arm in &record.plan.arms {
        if let Some(shares) = shares(record, cost, arm) {
            lines.push((
                format!("recorder, of the CPU time of {arm}"),
                Unit::Share.range(shares.min, shares.max),
            ));
        }
    }
    lines
}

/// The same in a line, with the floor.
pub(crate) fn harness_line(record: &Record) -> Option<String> {
    let cost = record.harness.as_ref()?;
    let mut parts = Vec::new();
    if let Some(floor) = &record.floor {
        let p50 = LatencySummary::floor(&floor.total, 0.5).text(Unit::Nanoseconds);
        parts.push(format!("floor p50 {p50}"));
        parts.extend(
            floor
                .capacity_per_s
                .map(|rate| format!("carries {}", Unit::PerSecond.text(rate))),
        );
        parts.extend(
            floor
                .source_cpu_share
                .map(|share| format!("source {} of a core", Unit::Share.text(share))),
        );
    }
    let recorder = Spread::over((0..).zip(cost.recorder_ns.iter().copied()))?;
    parts.push(format!(
        "recorder {} a result",
        Unit::Nanoseconds.text(recorder.median)
    ));
    let all = record
        .plan
        .arms
        .iter()
        .filter_map(|arm| shares(record, cost, arm));
    let (low, high) = all.fold((f64::INFINITY, 0.0_f64), |(low, high), arm| {
        (low.min(arm.min), high.max(arm.max))
    });
    if low.is_finite() {
        parts.push(format!(
            "{} of the engines' CPU time",
            Unit::Share.range(low, high)
        ));
    }
    Some(parts.join(" · "))
}

/// What the recorder took of the CPU time of an arm's engine, by run.
fn shares(record: &Record, cost: &HarnessCost, arm: &str) -> Option<Spread> {
    let row = Spread::over((0..).zip(cost.recorder_ns.iter().copied()))?.median;
    let step = Spread::over((0..).zip(cost.step_ns.iter().copied()))?.median;
    let runs = record
        .runs
        .iter()
        .filter(|run| run.status.valid && run.arm == arm);
    Spread::over((0..).zip(runs.filter_map(|run| share(run, row, step))))
}

#[allow(clippy::cast_precision_loss)]
fn share(run: &Run, row_ns: f64, step_ns: f64) -> Option<f64> {
    let cpu = run.usage.engine_cpu_ns.filter(|cpu| *cpu > 0)?;
    let recorded = run.recorded.rows as f64 * row_ns + run.recorded.steps as f64 * step_ns;
    Some(recorded / cpu as f64)
}

/// Median and range.
fn repeats(nanos: &[f64]) -> String {
    Spread::over((0..).zip(nanos.iter().copied())).map_or_else(
        || "—".into(),
        |spread| {
            format!(
                "{} ({}, n = {})",
                Unit::Nanoseconds.text(spread.median),
                Unit::Nanoseconds.range(spread.min, spread.max),
                spread.runs()
            )
        },
    )
}
