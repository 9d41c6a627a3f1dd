//! The lines that a case expects.

use serde_json::{Map, Value};

use super::EngineKind;
use super::validation::{Fault, fault};

/// A line that a case expects. Only the fields that it has are compared.
pub type ExpectedLine = Map<String, Value>;

/// What a field of a line holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Integer,
    IntegerOrNull,
    Bool,
    Integers,
    Rows,
}

const BATCH: [(&str, Kind); 13] = [
    ("batch_id", Kind::Integer),
    ("input_step", Kind::IntegerOrNull),
    ("no_data", Kind::Bool),
    ("input_rows", Kind::Integer),
    ("watermark_ms", Kind::Integer),
    ("next_watermark_ms", Kind::Integer),
    ("dropped_rows", Kind::Integer),
    ("late_events", Kind::Integer),
    ("duplicate_rows", Kind::Integer),
    ("state_rows", Kind::Integer),
    ("updated_rows", Kind::Integer),
    ("removed_rows", Kind::Integer),
    ("results", Kind::Rows),
];

const STEP: [(&str, Kind); 5] = [
    ("step", Kind::Integer),
    ("watermark_ms", Kind::IntegerOrNull),
    ("late", Kind::Integers),
    ("dropped", Kind::Integer),
    ("results", Kind::Rows),
];

const ROW: [(&str, Kind); 9] = [
    ("key", Kind::Integer),
    ("window_start_ms", Kind::Integer),
    ("window_end_ms", Kind::Integer),
    ("count", Kind::Integer),
    ("sum", Kind::Integer),
    ("distinct_users", Kind::Integer),
    ("value", Kind::Integer),
    ("t_ms", Kind::Integer),
    ("at_watermark_ms", Kind::IntegerOrNull),
];

/// Checks that the lines have only fields that lines of `engine` have, with values of the right kind.
pub fn validate(lines: &[ExpectedLine], engine: EngineKind) -> Result<(), Fault> {
    let fields: &[(&str, Kind)] = match engine {
        EngineKind::MicroBatch => &BATCH,
        EngineKind::EventAtATime => &STEP,
    };
    let mut names: Option<Vec<&String>> = None;
    for (index, line) in lines.iter().enumerate() {
        let place = format!("expected[{index}]");
        validate_object(line, fields, &place)?;
        for (at, row) in rows(line).enumerate() {
            let keys: Vec<_> = row.keys().collect();
            if *names.get_or_insert_with(|| keys.clone()) != keys {
                return fault(
                    format!("{place}.results[{at}]"),
                    "its fields differ from those of the rows before; all expected rows name the same fields",
                );
            }
        }
    }
    Ok(())
}

/// The expected rows of a line.
pub fn rows(line: &ExpectedLine) -> impl Iterator<Item = &Map<String, Value>> {
    line.get("results")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
}

fn validate_object(object: &Map<String, Value>, fields: &[(&str, Kind)], place: &str) -> Result<(), Fault> {
    for (name, value) in object {
        let place = format!("{place}.{name}");
        let Some((_, kind)) = fields.iter().find(|(field, _)| field == name) else {
            let known: Vec<_> = fields.iter().map(|(field, _)| *field).collect();
            return fault(
                place,
                format!("unknown field, expected one of {}", known.join(", ")),
            );
        };
        validate_value(value, *kind, &place)?;
    }
    Ok(())
}

fn validate_value(value: &Value, kind: Kind, place: &str) -> Result<(), Fault> {
    let wrong = |expected: &str| fault(place, format!("found {value}, expected {expected}"));
    match (kind, value) {
        (Kind::IntegerOrNull, Value::Null) | (Kind::Bool, Value::Bool(_)) => Ok(()),
        (Kind::Integer | Kind::IntegerOrNull, Value::Number(number)) if number.is_i64() => Ok(()),
        (Kind::Integers, Value::Array(values)) => {
            let place = |at| format!("{place}[{at}]");
            (0..)
                .zip(values)
                .try_for_each(|(at, v): (usize, _)| validate_value(v, Kind::Integer, &place(at)))
        }
        (Kind::Rows, Value::Array(rows)) => rows.iter().enumerate().try_for_each(|(at, row)| {
            let place = format!("{place}[{at}]");
            match row.as_object() {
                Some(row) => validate_object(row, &ROW, &place),
                None => fault(place, format!("found {row}, expected a row")),
            }
        }),
        (Kind::Integer, _) => wrong("an integer that fits 64 bits"),
        (Kind::IntegerOrNull, _) => wrong("null or an integer that fits 64 bits"),
        (Kind::Bool, _) => wrong("true or false"),
        (Kind::Integers, _) => wrong("a list of integers"),
        (Kind::Rows, _) => wrong("a list of rows"),
    }
}
