//! The verdicts of a check, line by line, as every form of it shows them.

use streamgauge_record::{
    AnswerVerdict, CheckMetric, CheckOutcome, CheckRecord, CheckVerdict, Comparison, KernelCheck,
    MetricComparison, TurnTally, WaitingCheck,
};

use crate::Unit;
use crate::query::plural;

/// One verdict.
pub(crate) struct CheckLine {
    /// What was compared: a scenario, or the kernels.
    pub(crate) scenario: String,
    /// By which number.
    pub(crate) metric: &'static str,
    pub(crate) base: String,
    pub(crate) head: String,
    pub(crate) change: String,
    pub(crate) interval: String,
    pub(crate) floor: String,
    pub(crate) verdict: CheckVerdict,
    /// Why it could not be decided.
    pub(crate) why: String,
    /// It was to be measured, and there are too few pairs for an interval.
    pub(crate) is_unmeasured: bool,
}

/// What is exact first, waiting and kernels; then scenario by scenario.
pub(crate) fn lines(record: &CheckRecord) -> Vec<CheckLine> {
    let waiting = record.waiting.iter().map(waiting);
    let kernels = record.kernels.iter().map(kernel);
    let metrics = record.scenarios.iter().flat_map(|checked| {
        let lines = checked.comparisons.iter();
        lines.map(|found| CheckLine {
            is_unmeasured: record.complete && checked.is_unmeasured(found),
            ..metric(&checked.scenario, found)
        })
    });
    waiting.chain(kernels).chain(metrics).collect()
}

fn kernel(check: &KernelCheck) -> CheckLine {
    let count = |count: Option<u64>| count.map_or("—".to_owned(), |count| count.to_string());
    let change = check
        .base
        .zip(check.head)
        .map(|(base, head)| head as f64 / base as f64 - 1.0);
    CheckLine {
        scenario: check.kernel.clone(),
        metric: "instructions",
        base: count(check.base),
        head: count(check.head),
        change: change.map_or("—".to_owned(), percent),
        interval: "exact".to_owned(),
        floor: "0 %".to_owned(),
        verdict: check.verdict,
        why: if change.is_none() {
            "only one of the builds has this kernel".to_owned()
        } else {
            String::new()
        },
        is_unmeasured: false,
    }
}

fn waiting(check: &WaitingCheck) -> CheckLine {
    let change = check.head_ns as f64 / check.base_ns as f64 - 1.0;
    CheckLine {
        scenario: check.scenario.clone(),
        metric: if check.quantile == 0.5 {
            "waiting p50"
        } else {
            "waiting p99"
        },
        base: Unit::Nanoseconds.text(check.base_ns as f64),
        head: Unit::Nanoseconds.text(check.head_ns as f64),
        change: match (check.base_ns, check.head_ns) {
            (0, 0) => percent(0.0),
            (0, _) => "—".to_owned(),
            _ => percent(change),
        },
        interval: "exact".to_owned(),
        floor: "0 %".to_owned(),
        verdict: check.verdict,
        why: String::new(),
        is_unmeasured: false,
    }
}

fn metric(scenario: &str, found: &MetricComparison) -> CheckLine {
    let unit = unit(found.metric);
    let value = |value: Option<f64>| value.map_or("—".to_owned(), |value| unit.text(value));
    let Comparison {
        change,
        floor,
        verdict,
        why,
        ..
    } = &found.comparison;
    CheckLine {
        scenario: scenario.to_owned(),
        metric: label(found.metric),
        base: value(found.base),
        head: value(found.head),
        change: change.map_or("—".to_owned(), percent),
        interval: interval_text(&found.comparison),
        floor: floor.map_or("—".to_owned(), |floor| format!("±{:.1} %", 100.0 * floor)),
        verdict: *verdict,
        why: why.clone(),
        is_unmeasured: false,
    }
}

/// `−0.4 … +1.2 %`.
pub(crate) fn interval_text(found: &Comparison) -> String {
    let ends = found.lower.zip(found.upper);
    ends.map_or("—".to_owned(), |(low, high)| {
        format!("{} … {}", signed(low), percent(high))
    })
}

const fn unit(metric: CheckMetric) -> Unit {
    match metric {
        CheckMetric::LatencyP50 | CheckMetric::LatencyP99 | CheckMetric::CpuPerEvent => Unit::Nanoseconds,
        CheckMetric::Unthreaded | CheckMetric::Saturated => Unit::PerSecond,
    }
}

/// A figure of a run, for people.
pub(crate) fn metric_text(metric: CheckMetric, value: f64) -> String {
    unit(metric).text(value)
}

/// The metric as tables call it.
pub(crate) const fn label(metric: CheckMetric) -> &'static str {
    match metric {
        CheckMetric::LatencyP50 => "latency p50",
        CheckMetric::LatencyP99 => "latency p99",
        CheckMetric::Unthreaded => "unthreaded",
        CheckMetric::Saturated => "saturated",
        CheckMetric::CpuPerEvent => "cpu per event",
    }
}

/// `+11.7 %`.
pub(crate) fn percent(share: f64) -> String {
    format!("{} %", signed(share))
}

fn signed(share: f64) -> String {
    let text = format!("{:+.1}", 100.0 * share);
    match text.as_str() {
        "+0.0" | "-0.0" => "0.0".to_owned(),
        _ => text.replace('-', "−"),
    }
}

/// What the change is, where something was measured in pairs.
pub(crate) const CHANGE: &str = "change: head ÷ base − 1; where there is an interval, the median over pairs of runs \
                                 (Hodges-Lehmann): it is not the quotient of the two medians shown, and may differ from \
                                 it where runs vary much";

/// The verdict in a sign and a word.
pub(crate) const fn word(verdict: CheckVerdict) -> &'static str {
    match verdict {
        CheckVerdict::Worse => "✗ worse",
        CheckVerdict::Better => "✓ better",
        CheckVerdict::Same => "~ same",
        CheckVerdict::Undecided => "? undecided",
    }
}

/// Everything in a sentence.
pub(crate) fn sentence(record: &CheckRecord) -> String {
    let mut sentence = match record.outcome() {
        CheckOutcome::WrongAnswers => "The answers are not right, or not those of the base.".to_owned(),
        CheckOutcome::Worse => format!(
            "{} got worse.",
            plural(record.count(CheckVerdict::Worse), "figure")
        ),
        CheckOutcome::Unmeasured => {
            "Of some scenario too few pairs of turns count, so that nothing can be said of it.".to_owned()
        }
        CheckOutcome::Undecided => {
            "Nothing is known to have got worse; not everything could be decided.".to_owned()
        }
        CheckOutcome::Fine => "Nothing got worse.".to_owned(),
    };
    if !record.complete {
        sentence.push_str(" Interrupted before everything was measured.");
    }
    sentence
}

/// How many answers are how.
pub(crate) fn answers(record: &CheckRecord) -> String {
    let equal = record
        .answers
        .iter()
        .filter(|check| check.verdict == AnswerVerdict::Equal)
        .count();
    format!(
        "{equal} of {} scenarios: equal rows and drops, as the oracle says",
        record.answers.len()
    )
}

/// Answers that are not as they should be: on the virtual clock, and in turns that were measured.
pub(crate) fn answer_problems(record: &CheckRecord) -> Vec<(String, String)> {
    let problems = record
        .answers
        .iter()
        .filter(|check| check.verdict != AnswerVerdict::Equal);
    let turns = record.wrong_turns().into_iter().map(|(scenario, count, first)| {
        let why = format!(
            "wrong answers in {} of the head; the first: {first}",
            plural(count, "turn")
        );
        (scenario.to_owned(), why)
    });
    let failing = record.failing_heads().into_iter();
    problems
        .map(|check| (check.scenario.clone(), check.why.clone()))
        .chain(turns)
        .chain(failing.map(|(scenario, tally)| (scenario.to_owned(), failing_text(&tally))))
        .collect()
}

/// A head most of whose turns fail.
pub(crate) fn failing_text(head: &TurnTally) -> String {
    let (reason, times) = head.reason.clone().unwrap_or_default();
    format!(
        "the base answers, and the head does not: {} of {} failed, {times} of {} because: {reason}",
        head.failed,
        plural(head.turns, "turn"),
        plural(head.tries, "attempt"),
    )
}
