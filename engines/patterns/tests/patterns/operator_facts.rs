//! The facts about Flink's `CepOperator`.

use serde::Deserialize;
use streamgauge_model::{Event, EventTime, Key, Watermark};
use streamgauge_patterns::{Pattern, PatternOperator, Stage};

use crate::operator::Collector;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fact {
    name: String,
    kind: String,
    #[serde(rename = "source_test")]
    _source_test: String,
    #[serde(rename = "source_file")]
    _source_file: String,
    window: Asked,
    allowed_lateness: Option<i64>,
    late_output: bool,
    steps: Vec<Step>,
    expected: Expected,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

/// The facts do not tell the pattern: they are about late events.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    Watermark(i64),
    Event(Named),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    key: char,
    name: char,
    ts: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    emitted: Vec<Vec<u64>>,
    late: Vec<u64>,
    dropped: u64,
}

impl Named {
    fn event(&self, step: usize) -> Event {
        Event {
            time: EventTime::from_millis(self.ts),
            seq: step as u64,
            value: i64::from(u32::from(self.name)),
            user: u32::from(self.key),
            movie: 0,
        }
    }
}

/// The pattern of `CEPOperatorTest`, in letters that stand for its names: a start, any middle, any end within 10 ms.
fn operator(late_output: bool) -> PatternOperator<impl Fn(&Event) -> Key> {
    let named = |name: char| move |event: &Event| event.value == i64::from(u32::from(name));
    let pattern = Pattern::new([
        Stage::begin("start", named('s')),
        Stage::followed_by_any("middle", named('m')),
        Stage::followed_by_any("end", named('e')),
    ]);
    let automaton = pattern.within(10).build().expect("a legal pattern");
    let operator = PatternOperator::new(automaton, |event: &Event| Key(event.user));
    if late_output {
        operator.with_late_output()
    } else {
        operator
    }
}

#[test]
fn every_fact_about_the_operator_holds() {
    for fact in streamgauge_facts::read::<Fact>("flink-cep-operator") {
        assert_eq!(fact.kind, "cep_operator", "{}", fact.name);
        assert_eq!(fact.window.kind, "pattern", "{}", fact.name);
        assert_eq!(fact.allowed_lateness, None, "{}", fact.name);
        let mut operator = operator(fact.late_output);
        let mut out = Collector::default();
        for (number, step) in fact.steps.iter().enumerate() {
            match step {
                Step::Watermark(t) => operator.advance(Watermark::at(EventTime::from_millis(*t)), &mut out),
                Step::Event(named) => operator.on_event(&named.event(number), &mut out),
            }
        }
        let emitted: Vec<_> = out.matches.into_iter().map(|(_, seqs, _)| seqs).collect();
        assert_eq!(emitted, fact.expected.emitted, "{}", fact.name);
        assert_eq!(out.late, fact.expected.late, "{}", fact.name);
        assert_eq!(out.dropped, fact.expected.dropped, "{}", fact.name);
    }
}
