//! State with a time to live.

use serde::Deserialize;
use streamgauge_model::ProcessingTime;
use streamgauge_operators::{StateTtl, TtlRenewal, TtlValue, TtlVisibility};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what a fact says about itself is for people")]
struct Fact {
    name: String,
    kind: String,
    source_test: String,
    source_file: String,
    window: Config,
    allowed_lateness: Option<i64>,
    steps: Vec<Step>,
    expected: Expected,
    note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Config {
    None {
        ttl: i64,
        update: Update,
        visibility: Visibility,
    },
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Update {
    OnCreateAndWrite,
    OnReadAndWrite,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Visibility {
    NeverReturnExpired,
    ReturnExpired,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    state_time: i64,
    op: Access,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Access {
    Write,
    Read,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    emitted: Vec<Seen>,
    late: Vec<()>,
    dropped: u64,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    after_step: usize,
    result: Reading,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reading {
    Value,
    ExpiredValue,
    Empty,
}

fn ttl(config: &Config) -> StateTtl {
    let Config::None {
        ttl,
        update,
        visibility,
    } = *config;
    StateTtl {
        millis: ttl,
        renewal: match update {
            Update::OnCreateAndWrite => TtlRenewal::Write,
            Update::OnReadAndWrite => TtlRenewal::ReadAndWrite,
        },
        visibility: match visibility {
            Visibility::NeverReturnExpired => TtlVisibility::Hidden,
            Visibility::ReturnExpired => TtlVisibility::SeenOnce,
        },
    }
}

#[test]
fn state_expires_as_flinks_does() {
    let facts = streamgauge_facts::read::<Fact>("flink-state-ttl");
    assert_eq!(facts.len(), 3);
    for fact in facts {
        let ttl = ttl(&fact.window);
        let mut state = TtlValue::default();
        let mut seen = Vec::new();
        for (after_step, step) in fact.steps.iter().enumerate() {
            let now = ProcessingTime::from_millis(step.state_time);
            match step.op {
                Access::Write => state.write(after_step, now),
                Access::Read => {
                    let result = match (state.read(&ttl, now), state.is_empty()) {
                        (None, _) => Reading::Empty,
                        // Only an expired value goes when it is read.
                        (Some(_), true) => Reading::ExpiredValue,
                        (Some(_), false) => Reading::Value,
                    };
                    seen.push(Seen { after_step, result });
                }
            }
        }
        assert_eq!(seen, fact.expected.emitted, "{}", fact.name);
        assert!(fact.expected.late.is_empty() && fact.expected.dropped == 0);
    }
}
