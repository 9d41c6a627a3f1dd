//! The format of growths as others see it: schema, file.

use streamgauge_record::{Document as _, Growth, GrowthAxis, GrowthPoint, GrowthTrial, Record};

use crate::{assert_checked_in, sample};

#[test]
fn the_checked_in_schema_is_the_one_of_the_types() {
    assert_checked_in("schemas/streamgauge.growth-1.json", &Growth::json_schema_text());
}

#[test]
fn a_growth_is_loaded_as_it_was_saved_and_is_no_record() {
    let record = sample();
    let growth = Growth {
        schema: Growth::SCHEMA.to_owned(),
        version: record.version.clone(),
        id: "g".into(),
        created: "2026-01-01T00:00:00Z".into(),
        tool: record.tool.clone(),
        argv: record.argv.clone(),
        machine: record.machine.clone(),
        seed: u64::MAX,
        repeats: 2,
        points: vec![GrowthPoint {
            axis: GrowthAxis::Late,
            value: 0.1,
            arm: "e".into(),
            engine: record.runs[0].engine.clone(),
            query: record.runs[0].query.clone(),
            scenario: record.scenario.parameters.clone(),
            argv: vec![],
            trials: vec![GrowthTrial::void("planted".into())],
        }],
        complete: false,
        warnings: vec![],
    };
    let file = tempfile::NamedTempFile::new().unwrap();
    growth.save(file.path()).unwrap();
    assert_eq!(Growth::load(file.path()).unwrap(), growth);
    let message = Record::load(file.path()).unwrap_err().to_string();
    assert!(message.contains("streamgauge.growth"), "{message}");
    let schema = serde_json::from_str(&Growth::json_schema_text()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&serde_json::to_value(&growth).unwrap()));
}
