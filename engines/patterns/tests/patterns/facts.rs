//! The facts about Flink's `NFA`.

use serde::Deserialize;
use streamgauge_model::EventTime;
use streamgauge_patterns::{
    AfterMatch, Automaton, Contiguity, Match, Matcher, Pattern, Stage, Taken, TimedOut,
};

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
    steps: Vec<Step>,
    expected: Expected,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(rename = "type")]
    kind: String,
    pattern: Vec<Part>,
    after_match_skip: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Part {
    Stage(Described),
    Limit(Limit),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Described {
    name: String,
    #[serde(rename = "where")]
    condition: Option<String>,
    contiguity: Option<String>,
    quantifier: Option<String>,
    #[serde(rename = "loop")]
    repetition: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    within: i64,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    event: Named,
}

/// An event. A volume stands in its name, as in `foo(volume 10)`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    id: String,
    name: String,
    ts: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    emitted: Vec<Emitted>,
    late: Vec<serde_json::Value>,
    dropped: u64,
    timed_out: Option<Vec<Late>>,
}

#[derive(Deserialize, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
struct Emitted {
    after_step: usize,
    #[serde(rename = "match")]
    ids: Vec<String>,
}

#[derive(Deserialize, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
struct Late {
    partial: Vec<String>,
    ts: i64,
}

impl Named {
    fn word(&self) -> &str {
        self.name.split('(').next().unwrap_or_default()
    }

    fn volume(&self) -> Option<i64> {
        let inside = self.name.split_once("(volume ")?.1;
        inside.strip_suffix(')')?.parse().ok()
    }
}

fn condition(text: Option<&str>) -> Box<dyn Fn(&Named) -> bool + Send + Sync> {
    let Some(text) = text else {
        return Box::new(|_| true);
    };
    if let Some(name) = text.strip_prefix("name=") {
        let name = name.to_owned();
        Box::new(move |event| event.word() == name)
    } else if let Some(part) = text.strip_prefix("name contains ") {
        let part = part.to_owned();
        Box::new(move |event| event.word().contains(&part))
    } else if let Some(bound) = text.strip_prefix("volume>") {
        let bound: i64 = bound.parse().expect("a volume");
        Box::new(move |event| event.volume().is_some_and(|volume| volume > bound))
    } else {
        panic!("unknown condition {text}")
    }
}

fn stage(part: &Described) -> Stage<Named> {
    let contiguity = match part.contiguity.as_deref() {
        None => Contiguity::Begin,
        Some("next") => Contiguity::Next,
        Some("followed_by") => Contiguity::FollowedBy,
        Some("followed_by_any") => Contiguity::FollowedByAny,
        Some("not_next") => Contiguity::NotNext,
        Some("not_followed_by") => Contiguity::NotFollowedBy,
        Some(other) => panic!("unknown contiguity {other}"),
    };
    let stage = Stage::new(&part.name, contiguity, condition(part.condition.as_deref()));
    let stage = match part.quantifier.as_deref() {
        None => stage,
        Some("one_or_more") => stage.one_or_more(),
        Some(times) => stage.times(argument(times, "times").parse().expect("a number")),
    };
    match part.repetition.as_deref() {
        None | Some("relaxed") => stage,
        Some("consecutive") => stage.consecutive(),
        Some("combinations") => stage.allow_combinations(),
        Some(other) => panic!("unknown loop {other}"),
    }
}

/// What stands between the brackets of `function(argument)`.
fn argument<'t>(text: &'t str, function: &str) -> &'t str {
    let inside = text
        .strip_prefix(function)
        .and_then(|rest| rest.strip_prefix('('));
    inside
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or_else(|| panic!("{text} is not {function}(...)"))
}

fn after_match(text: &str) -> AfterMatch {
    match text {
        "no_skip" => AfterMatch::NoSkip,
        "to_next" => AfterMatch::SkipToNext,
        "past_last_event" => AfterMatch::SkipPastLastEvent,
        text if text.starts_with("to_first") => {
            AfterMatch::SkipToFirst(argument(text, "to_first").to_owned())
        }
        text => AfterMatch::SkipToLast(argument(text, "to_last").to_owned()),
    }
}

fn automaton(asked: &Asked) -> Automaton<Named> {
    assert_eq!(asked.kind, "pattern");
    let mut stages: Vec<Stage<Named>> = Vec::new();
    let mut within = None;
    for part in &asked.pattern {
        match part {
            Part::Stage(described) => stages.push(stage(described)),
            Part::Limit(limit) if limit.kind == "first_and_last" => within = Some(limit.within),
            Part::Limit(limit) => {
                assert_eq!(limit.kind, "previous_and_current");
                let last = stages.pop().expect("a stage to limit");
                stages.push(last.within_of_previous(limit.within));
            }
        }
    }
    let pattern = Pattern::new(stages).after_match(after_match(&asked.after_match_skip));
    let pattern = match within {
        Some(millis) => pattern.within(millis),
        None => pattern,
    };
    pattern.build().unwrap_or_else(|fault| panic!("{fault}"))
}

fn ids(taken: &[Taken<Named>]) -> Vec<String> {
    taken.iter().map(|taken| taken.event.id.clone()).collect()
}

#[derive(Default)]
struct Found {
    emitted: Vec<Emitted>,
    timed_out: Vec<Late>,
}

impl Found {
    fn matches(&mut self, after_step: usize, matches: &[Match<Named>]) {
        let emitted = |found: &Match<Named>| Emitted {
            after_step,
            ids: ids(&found.taken),
        };
        self.emitted.extend(matches.iter().map(emitted));
    }

    fn timed_out(&mut self, partial: &[TimedOut<Named>]) {
        let late = |partial: &TimedOut<Named>| Late {
            partial: ids(&partial.taken),
            ts: partial.at.millis(),
        };
        self.timed_out.extend(partial.iter().map(late));
    }
}

fn run(fact: &Fact) -> Found {
    let automaton = automaton(&fact.window);
    let mut matcher = Matcher::default();
    let mut found = Found::default();
    for (number, Step { event }) in fact.steps.iter().enumerate() {
        let at = EventTime::from_millis(event.ts);
        let expiry = matcher.advance(&automaton, at);
        found.matches(number, &expiry.matches);
        found.timed_out(&expiry.timed_out);
        found.matches(number, &matcher.process(&automaton, event, at));
    }
    found.emitted.sort();
    found.timed_out.sort();
    found
}

#[test]
fn every_fact_about_patterns_holds() {
    let facts = streamgauge_facts::read::<Fact>("flink-cep");
    for mut fact in facts {
        assert_eq!(fact.kind, "cep", "{}", fact.name);
        assert_eq!(fact.allowed_lateness, None, "{}", fact.name);
        let found = run(&fact);
        fact.expected.emitted.sort();
        assert_eq!(found.emitted, fact.expected.emitted, "{}", fact.name);
        if let Some(mut timed_out) = fact.expected.timed_out {
            timed_out.sort();
            assert_eq!(found.timed_out, timed_out, "{}: timed out", fact.name);
        }
        assert!(fact.expected.late.is_empty(), "{}: nothing comes late", fact.name);
        assert_eq!(fact.expected.dropped, 0, "{}: nothing comes late", fact.name);
    }
}
