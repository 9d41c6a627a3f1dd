//! Compares lines with what a case expects.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use crate::{Case, ExpectedLine, Line};

/// The first difference between the lines of a case and those that it expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The line, counted from 1; `None`: the number of lines differs.
    pub line: Option<usize>,
    /// The field.
    pub field: String,
    /// What the case expects.
    pub expected: String,
    /// What came out.
    pub found: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}, ")?;
        }
        let Self {
            field,
            expected,
            found,
            ..
        } = self;
        write!(f, "{field}: expected {expected}, found {found}")
    }
}

/// Compares `lines` with what `case` expects: field by field as far as the expected line has the field, results
/// as multisets reduced to the fields of the expected rows.
///
/// # Errors
/// The first difference.
pub fn check(case: &Case, lines: &[Line]) -> Result<(), Difference> {
    let found: Vec<_> = lines.iter().map(to_object).collect();
    let expected = expected_lines(case);
    for (index, (expected, found)) in expected.iter().zip(&found).enumerate() {
        compare_line(index + 1, expected, found)?;
    }
    if expected.len() == found.len() {
        return Ok(());
    }
    Err(Difference {
        line: None,
        field: "number of lines".to_owned(),
        expected: expected.len().to_string(),
        found: found.len().to_string(),
    })
}

fn expected_lines(case: &Case) -> Vec<ExpectedLine> {
    match (&case.expected_error, &case.expected) {
        (Some(error), _) => vec![to_object(&Line::Refused { error: *error })],
        (None, Some(lines)) => lines.clone(),
        (None, None) => Vec::new(),
    }
}

fn to_object(line: &Line) -> Map<String, Value> {
    match serde_json::to_value(line) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

fn compare_line(line: usize, expected: &ExpectedLine, found: &Map<String, Value>) -> Result<(), Difference> {
    for (field, expected) in expected {
        let found = found.get(field);
        let same = match (field.as_str(), expected, found) {
            ("results", Value::Array(expected), Some(Value::Array(found))) => {
                compare_rows(line, expected, found)?;
                true
            }
            (_, expected, found) => found == Some(expected),
        };
        if !same {
            return Err(Difference {
                line: Some(line),
                field: field.clone(),
                expected: expected.to_string(),
                found: found.map_or("nothing".to_owned(), Value::to_string),
            });
        }
    }
    Ok(())
}

/// Rows by their text, and how often they occur.
type Multiset = BTreeMap<String, usize>;

fn compare_rows(line: usize, expected: &[Value], found: &[Value]) -> Result<(), Difference> {
    let fields: Option<Vec<_>> = expected
        .first()
        .and_then(Value::as_object)
        .map(|row| row.keys().collect());
    let (wanted, got) = (
        multiset(expected, fields.as_deref()),
        multiset(found, fields.as_deref()),
    );
    if wanted == got {
        return Ok(());
    }
    let (missing, surplus) = (without(&wanted, &got), without(&got, &wanted));
    let of = |rows: &[String], all: usize| {
        if rows.is_empty() {
            format!("{all} rows and no others")
        } else {
            format!("{all} rows, among them {}", rows.join(" "))
        }
    };
    Err(Difference {
        line: Some(line),
        field: "results".to_owned(),
        expected: of(&missing, expected.len()),
        found: of(&surplus, found.len()),
    })
}

/// The rows, reduced to `fields` (`None`: all), with sorted names.
fn multiset(rows: &[Value], fields: Option<&[&String]>) -> Multiset {
    let mut set = Multiset::new();
    for row in rows {
        let kept: BTreeMap<_, _> = row
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(name, _)| fields.is_none_or(|fields| fields.contains(name)))
            .collect();
        let text = serde_json::to_string(&kept).unwrap_or_default();
        *set.entry(text).or_default() += 1;
    }
    set
}

fn without(all: &Multiset, others: &Multiset) -> Vec<String> {
    all.iter()
        .flat_map(|(row, count)| {
            let surplus = count.saturating_sub(others.get(row).copied().unwrap_or(0));
            std::iter::repeat_n(row.clone(), surplus)
        })
        .collect()
}
