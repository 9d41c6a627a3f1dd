//! What each task of each engine did with its time.

use streamgauge_record::{Run, TaskLoad};

use crate::event_instant::watermark_text;
use crate::explanation::Explanation;
use crate::quantity::three;
use crate::{ArmSummary, DataTable, QuerySummary, Summary, Unit};

/// Busy, idle and back-pressured shares, one representative run for each arm and query.
pub(crate) fn loads(summary: &Summary) -> Option<Explanation> {
    if summary.simulated {
        // Processing costs no time there: every task is idle.
        return None;
    }
    let arms = summary
        .queries
        .iter()
        .flat_map(|query| query.arms.iter().map(move |arm| (query, arm)));
    let rows: Vec<Vec<String>> = arms.flat_map(|(query, arm)| rows(query, arm)).collect();
    let head = [
        "query",
        "arm",
        "task",
        "busy",
        "idle",
        "back-pressured",
        "records in",
        "records out",
        "watermark at the end",
    ];
    (!rows.is_empty()).then(|| Explanation {
        title: "Where the engines' time went",
        text: "A task is busy while it works, idle while it waits for input, a trigger or a timer, and back-pressured \
               while the task behind it has no room. A task that is nearly always busy is the bottleneck; one that is \
               back-pressured waits for it. One run of each arm, the one with the median latency. Watermarks are \
               instants of event time (UTC) up to which everything has been seen."
            .into(),
        table: Some(DataTable { head: head.map(Into::into).into(), rows }),
    })
}

fn rows(query: &QuerySummary, arm: &ArmSummary) -> Vec<Vec<String>> {
    let run: Option<&Run> = arm.representative();
    let tasks = run.map_or(&[][..], |run| run.tasks.as_slice());
    tasks.iter().map(|task| row(query, arm, task)).collect()
}

fn row(query: &QuerySummary, arm: &ArmSummary, task: &TaskLoad) -> Vec<String> {
    let share = |share: f64| format!("{} %", three(share * 100.0));
    #[allow(clippy::cast_precision_loss)]
    let count = |count: u64| Unit::Count.text(count as f64);
    vec![
        query.name.clone(),
        arm.arm.clone(),
        task.name.clone(),
        share(task.busy),
        share(task.idle),
        share(task.back_pressured),
        count(task.records_in),
        count(task.records_out),
        task.watermark_ms.map_or("—".into(), watermark_text),
    ]
}
