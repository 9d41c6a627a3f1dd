//! Errors for names that do not exist.

use crate::WorkloadError;

/// How alike (Jaro-Winkler, 0 to 1) a known name must be before it is suggested.
const ALIKE: f64 = 0.75;

/// The error for an unknown `name`, with the nearest known one as a suggestion.
pub(crate) fn unknown_name<'a>(
    what: &'static str,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> WorkloadError {
    let known: Vec<&str> = known.into_iter().collect();
    let nearest = known
        .iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), *candidate))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(likeness, _)| *likeness >= ALIKE);
    WorkloadError::UnknownName {
        what,
        name: name.to_owned(),
        hint: nearest.map_or_else(String::new, |(_, candidate)| {
            format!("; did you mean '{candidate}'?")
        }),
        known: known.join(", "),
    }
}
