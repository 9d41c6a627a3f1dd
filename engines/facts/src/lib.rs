//! Recorded facts about the real engines, as data for tests.
//!
//! Each file below `data/` holds facts of one kind: what a named test of Apache Flink or Apache Spark pins, restated
//! as steps and the values that come out. Facts that fit the format of conformance cases are not here but among
//! the cases of `streamgauge-replay`. A test that opens a group goes through *all* of its facts.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The part of a facts file that tests read.
#[derive(Deserialize)]
struct Group<T> {
    cases: Vec<T>,
}

/// All facts of `group`, the name of a file below `data/` without its ending, read as `T`.
///
/// # Panics
/// If there is no such group, it does not read as `T`, or it is empty: the test that asked has nothing to show.
#[must_use]
pub fn read<T: DeserializeOwned>(group: &str) -> Vec<T> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data")
        .join(format!("{group}.json"));
    let text = fs::read_to_string(&file).unwrap_or_else(|cause| panic!("{}: {cause}", file.display()));
    let group: Group<T> =
        serde_json::from_str(&text).unwrap_or_else(|cause| panic!("{}: {cause}", file.display()));
    assert!(!group.cases.is_empty(), "{}: no facts", file.display());
    group.cases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Named {
        name: String,
    }

    #[test]
    fn all_facts_of_a_group_are_read() {
        let names: Vec<String> = read::<Named>("flink-cep")
            .into_iter()
            .map(|fact| fact.name)
            .collect();
        assert_eq!(names.len(), 12);
        assert!(names.contains(&"cep_not_followed_by".to_owned()));
    }

    #[test]
    #[should_panic(expected = "no-such-group.json")]
    fn an_unknown_group_is_named() {
        let _ = read::<Named>("no-such-group");
    }
}
