//! The format of compared records as others see it: schema, file.

use streamgauge_record::{
    AnswerChange, ArmOnQuery, Change, ChangeFigure, ChangeScale, ChangeVerdict, Changes, ComparedRecord,
    Direction, Document as _, MeanChange,
};

use crate::{assert_checked_in, sample};

fn changes() -> Changes {
    let record = sample();
    let figure = |value: f64| ChangeFigure {
        value: Some(value),
        missing: None,
        runs: 8,
        min: Some(value * 0.9),
        max: Some(value * 1.1),
    };
    let head = |name| ComparedRecord::of(name, &record);
    Changes {
        subject: "ratings".into(),
        confidence: Some(0.99),
        notes: vec!["both are the same record".into()],
        answers: vec![AnswerChange {
            arm: "micro-batch 1s".into(),
            query: "user-session".into(),
            base_answers: 1,
            new_answers: 2,
            verdict: ChangeVerdict::Undecided,
        }],
        changes: vec![Change {
            arm: "micro-batch 1s".into(),
            query: "user-session".into(),
            metric: "from_trigger p99".into(),
            label: "from_trigger p99".into(),
            unit: "ns".into(),
            direction: Direction::Lower,
            base: figure(6.9e6),
            new: figure(7.71e6),
            scale: ChangeScale::Relative,
            change: Some(0.117),
            low: Some(0.089),
            high: Some(0.141),
            floor: Some(0.024),
            pairs: 8,
            verdict: ChangeVerdict::Worse,
            pairs_needed: None,
        }],
        means: vec![MeanChange {
            label: "latency p99".into(),
            change: 0.117,
            over: 2,
        }],
        only_in_base: vec![ArmOnQuery {
            arm: "null".into(),
            query: "user-session".into(),
        }],
        ..Changes::between(head("a"), head("b"), 0.05)
    }
}

#[test]
fn the_checked_in_schema_is_the_one_of_the_types() {
    assert_checked_in("schemas/streamgauge.change-1.json", &Changes::json_schema_text());
}

#[test]
fn changes_fulfil_the_schema_and_come_back_as_they_were() {
    let schema = serde_json::from_str(&Changes::json_schema_text()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut value = serde_json::to_value(changes()).unwrap();
    assert!(
        validator.is_valid(&value),
        "{:?}",
        validator.iter_errors(&value).next()
    );
    let file = tempfile::NamedTempFile::new().unwrap();
    changes().save(file.path()).unwrap();
    assert_eq!(Changes::load(file.path()).unwrap(), changes());
    value["changes"][0]["verdict"] = "perhaps".into();
    assert!(!validator.is_valid(&value));
}

#[test]
fn verdicts_are_counted_over_figures_and_answers() {
    let changes = changes();
    assert_eq!(changes.count(&[ChangeVerdict::Worse]), 1);
    assert_eq!(
        changes.count(&[ChangeVerdict::Worse, ChangeVerdict::Undecided]),
        2
    );
}
