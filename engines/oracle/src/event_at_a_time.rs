//! The judge of the event-at-a-time model.

use streamgauge_model::{Event, EventAtATimeRules};

use crate::answer::Answer;
use crate::exchange::{Exchange, check_source};
use crate::pace::check_watermarks;
use crate::report::Report;
use crate::section::sections;
use crate::task_run::TaskRun;
use crate::{Contribution, Evidence, ViolationKind};

/// Recomputes what every task should have done and compares. Returns the contributions, parallel to the results.
pub(crate) fn judge_event_at_a_time(
    evidence: &Evidence<'_>,
    rules: &EventAtATimeRules,
    answer: &mut Answer<'_>,
    report: &mut Report,
) -> Vec<Vec<Contribution>> {
    let Some((first, window_tasks)) = evidence.tasks.split_first() else {
        report.add(ViolationKind::MalformedTrace, || "there is no trace".to_owned());
        return Vec::new();
    };
    let cut = sections(first, report);
    check_watermarks(evidence, rules, &cut, report);
    let keeps = |event: &&Event| evidence.query.filter.is_none_or(|filter| filter.keeps(event));
    let kept = evidence.events.iter().filter(keeps).count();
    answer.account.fates.filtered += (evidence.events.len() - kept) as u64;
    if window_tasks.is_empty() {
        let feed: Vec<_> = evidence.events.iter().collect();
        return vec![TaskRun::new(0, first, rules, &feed, evidence.query).play(&cut, answer, report)];
    }
    check_source(first, report);
    let mut exchange = Exchange::new(evidence, &cut);
    let mut contributions = vec![Vec::new()];
    for (task, trace) in (1..).zip(window_tasks) {
        let cut = sections(trace, report);
        let feed = exchange.receive(task, trace, &cut, report);
        let run = TaskRun::new(task, trace, rules, &feed, evidence.query);
        contributions.push(run.play(&cut, answer, report));
    }
    exchange.finish(report);
    contributions
}
