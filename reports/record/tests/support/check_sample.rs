//! A small check, written by hand: a kernel and a metric got worse, one got better, one could not be decided.

use std::collections::BTreeMap;

use streamgauge_record::{
    AnswerCheck, AnswerVerdict, Block, Build, CHECK_SCHEMA, CheckMetric, CheckPolicy, CheckRecord,
    CheckScenario, CheckVerdict, CheckedScenario, Comparison, KernelCheck, Machine, MetricComparison, Side,
    Tool, VERSION, WaitingCheck,
};

/// The check.
pub fn check() -> CheckRecord {
    let build = |name: &str| Build {
        program: format!("{name}/streamgauge"),
        version: "streamgauge 0.1.0".to_owned(),
        sha256: name.repeat(16),
    };
    CheckRecord {
        schema: CHECK_SCHEMA.to_owned(),
        version: VERSION.to_owned(),
        created: "2026-09-01T10:15:02Z".to_owned(),
        tool: Tool::default(),
        argv: ["streamgauge", "check", "--base-bin", "base/streamgauge"]
            .map(str::to_owned)
            .to_vec(),
        machine: machine(),
        policy: policy(),
        seed: 1,
        base: build("base"),
        head: build("head"),
        answers: vec![AnswerCheck {
            scenario: "event · tumbling".to_owned(),
            verdict: AnswerVerdict::Equal,
            why: String::new(),
        }],
        waiting: vec![WaitingCheck {
            scenario: "micro-batch · tumbling".to_owned(),
            quantile: 0.5,
            base_ns: 500_000_000,
            head_ns: 500_000_000,
            verdict: CheckVerdict::Same,
        }],
        kernels: vec![
            kernel("operator::tumbling", 1000, 1100, CheckVerdict::Worse),
            kernel("operator::sliding", 2000, 2003, CheckVerdict::Same),
        ],
        scenarios: vec![scenario()],
        complete: true,
        warnings: Vec::new(),
    }
}

fn machine() -> Machine {
    Machine {
        os: "Linux 6.12".to_owned(),
        arch: "x86_64".to_owned(),
        cpu: "Intel(R) Xeon(R) Processor @ 2.60GHz".to_owned(),
        cores: 4,
        cpu_limit: None,
        memory_bytes: 16 << 30,
        ..Machine::default()
    }
}

fn policy() -> CheckPolicy {
    CheckPolicy {
        scenarios: vec![CheckScenario {
            name: "event · tumbling".to_owned(),
            engine: "event-at-a-time".to_owned(),
            query: "movie-tumbling".to_owned(),
            args: Vec::new(),
        }],
        ..CheckPolicy::default()
    }
}

fn kernel(name: &str, base: u64, head: u64, verdict: CheckVerdict) -> KernelCheck {
    KernelCheck {
        kernel: name.to_owned(),
        base: Some(base),
        head: Some(head),
        verdict,
    }
}

fn scenario() -> CheckedScenario {
    let block = |side| Block {
        pair: 1,
        side,
        control_ns: 20_000.0,
        void: None,
        failed: false,
        wrong_answer: false,
        figures: BTreeMap::from([(CheckMetric::Saturated, 2e6)]),
    };
    CheckedScenario {
        scenario: "event · tumbling".to_owned(),
        blocks: vec![block(Side::Base), block(Side::Head)],
        control: comparison((0.0, -0.001, 0.001), CheckVerdict::Same, ""),
        comparisons: vec![
            metric(
                CheckMetric::LatencyP50,
                (6.9e6, 7.71e6),
                comparison((0.117, 0.089, 0.141), CheckVerdict::Worse, ""),
            ),
            metric(
                CheckMetric::Saturated,
                (2e6, 2.2e6),
                comparison((0.1, 0.08, 0.12), CheckVerdict::Better, ""),
            ),
            metric(
                CheckMetric::CpuPerEvent,
                (100.0, 101.7),
                comparison(
                    (0.017, -0.031, 0.064),
                    CheckVerdict::Undecided,
                    "the interval reaches beyond the limit; more pairs would narrow it",
                ),
            ),
        ],
        confirmation: None,
    }
}

fn metric(metric: CheckMetric, (base, head): (f64, f64), comparison: Comparison) -> MetricComparison {
    MetricComparison {
        metric,
        base: Some(base),
        head: Some(head),
        comparison,
    }
}

fn comparison((change, lower, upper): (f64, f64, f64), verdict: CheckVerdict, why: &str) -> Comparison {
    Comparison {
        pairs: 12,
        change: Some(change),
        lower: Some(lower),
        upper: Some(upper),
        floor: Some(0.024),
        verdict,
        why: why.to_owned(),
    }
}
