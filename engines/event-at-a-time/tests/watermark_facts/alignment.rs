//! Facts about sources that wait for each other.

use serde::Deserialize;
use streamgauge_event_at_a_time::AlignmentGroup;
use streamgauge_model::{SourceId, Watermark};

use crate::{Fact, hold, mark};

#[derive(Deserialize)]
struct Settings {
    max_drift: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    ReportWatermark(Report),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    subtask: u32,
    ts: i64,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Allowed {
    max_allowed_watermark: i64,
}

impl From<Watermark> for Allowed {
    fn from(watermark: Watermark) -> Self {
        Self {
            max_allowed_watermark: watermark.millis(),
        }
    }
}

fn run(fact: &Fact<Settings, Step, Allowed>) -> Vec<(usize, Watermark)> {
    let mut group = AlignmentGroup::new(fact.window.max_drift);
    let report = |(index, Step::ReportWatermark(report)): (usize, &Step)| {
        group.report(SourceId(report.subtask), mark(report.ts));
        (index, group.max_allowed())
    };
    fact.steps.iter().enumerate().map(report).collect()
}

#[test]
fn sources_are_kept_together_as_in_flink() {
    hold("flink-watermark-alignment", run);
}
