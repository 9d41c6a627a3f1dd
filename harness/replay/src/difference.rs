//! Compares lines with what a case expects.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use crate::{Case, ExpectedLine, Line, Refusal};

/// The first difference between the lines of a case and those that it expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A field of a line.
    Field {
        /// The line, counted from 1.
        line: usize,
        /// The field.
        field: String,
        /// What the case expects.
        expected: String,
        /// What came out.
        found: String,
    },
    /// The number of lines; they are equal as far as both go.
    Lines {
        /// How many the case expects.
        expected: usize,
        /// How many came out.
        found: usize,
        /// What the first line that only one of the two has says of itself: its batch or step.
        name: Option<String>,
    },
    /// The query is refused, and the case does not expect it, or expects another refusal.
    Refused {
        /// What the case expects; `None`: lines.
        expected: Option<Refusal>,
        /// What came out.
        found: Refusal,
    },
    /// The query runs, and the case expects its refusal.
    Runs {
        /// What the case expects.
        expected: Refusal,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field {
                line,
                field,
                expected,
                found,
            } => write!(f, "line {line}, {field}: expected {expected}, found {found}"),
            Self::Lines {
                expected,
                found,
                name,
            } => {
                let line = expected.min(found) + 1;
                let name = name.as_ref().map_or(String::new(), |name| format!(" ({name})"));
                let end = if expected > found {
                    "is missing"
                } else {
                    "is one too many"
                };
                write!(
                    f,
                    "number of lines: expected {expected}, found {found}; line {line}{name} {end}"
                )
            }
            Self::Refused { expected, found } => {
                let expected =
                    expected.map_or("lines".to_owned(), |kind| format!("the refusal {}", kind.name()));
                write!(
                    f,
                    "the query is refused ({}); the case expects {expected}",
                    found.name()
                )
            }
            Self::Runs { expected } => {
                write!(
                    f,
                    "the query runs; the case expects the refusal {}",
                    expected.name()
                )
            }
        }
    }
}

/// Compares `lines` with what `case` expects: field by field as far as the expected line has the field, results
/// as multisets reduced to the fields of the expected rows.
///
/// # Errors
/// The first difference.
pub fn check(case: &Case, lines: &[Line]) -> Result<(), Difference> {
    match (case.expected_error, lines) {
        (expected, &[Line::Refused { error }]) if expected != Some(error) => Err(Difference::Refused {
            expected,
            found: error,
        }),
        (Some(_), [Line::Refused { .. }]) => Ok(()),
        (Some(expected), _) => Err(Difference::Runs { expected }),
        (None, lines) => compare_lines(case.expected.as_deref().unwrap_or_default(), lines),
    }
}

fn compare_lines(expected: &[ExpectedLine], lines: &[Line]) -> Result<(), Difference> {
    let found: Vec<_> = lines.iter().map(to_object).collect();
    for (index, (expected, found)) in expected.iter().zip(&found).enumerate() {
        compare_line(index + 1, expected, found)?;
    }
    let common = expected.len().min(found.len());
    let Some(single) = expected.get(common).or(found.get(common)) else {
        return Ok(());
    };
    let name = |field: &str| Some(format!("{field} {}", single.get(field)?));
    Err(Difference::Lines {
        expected: expected.len(),
        found: found.len(),
        name: name("batch_id").or_else(|| name("step")),
    })
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
            return Err(Difference::Field {
                line,
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
    Err(Difference::Field {
        line,
        field: "results".to_owned(),
        expected: counted(expected.len(), "missing", &missing),
        found: counted(found.len(), "not expected", &surplus),
    })
}

/// `2 rows (missing: {...})`.
fn counted(all: usize, what: &str, rows: &[String]) -> String {
    let all = match all {
        0 => "no rows".to_owned(),
        1 => "1 row".to_owned(),
        many => format!("{many} rows"),
    };
    if rows.is_empty() {
        all
    } else {
        format!("{all} ({what}: {})", rows.join(" "))
    }
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
