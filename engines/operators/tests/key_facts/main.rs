//! The recorded facts about key groups.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use streamgauge_operators::{HashCode, KeyGroups, SqlField, SqlRow, default_max_parallelism, key_group};

#[derive(Deserialize)]
struct Fact<S, E> {
    name: String,
    window: Settings,
    steps: Vec<S>,
    expected: Expected<E>,
}

#[derive(Deserialize)]
struct Settings {
    max_parallelism: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected<E> {
    emitted: Vec<E>,
    late: Vec<i64>,
    dropped: u64,
}

impl<S, E> Fact<S, E> {
    /// Each step with what comes of it.
    fn pairs(&self) -> impl Iterator<Item = (usize, &S, &E)> {
        assert_eq!(self.steps.len(), self.expected.emitted.len(), "{}", self.name);
        assert!(
            self.expected.late.is_empty() && self.expected.dropped == 0,
            "{}",
            self.name
        );
        let outcomes = self.steps.iter().zip(&self.expected.emitted);
        outcomes
            .enumerate()
            .map(|(index, (step, emitted))| (index, step, emitted))
    }
}

fn facts<S: DeserializeOwned, E: DeserializeOwned>(group: &str) -> Vec<Fact<S, E>> {
    streamgauge_facts::read(group)
}

#[derive(Debug, Deserialize)]
#[serde(tag = "key_type", content = "key", rename_all = "snake_case")]
enum KeyStep {
    Int(i32),
    Long(i64),
    String(String),
    SqlRowInt(i32),
    SqlRowBigint(i64),
}

impl HashCode for KeyStep {
    fn hash_code(&self) -> i32 {
        match self {
            Self::Int(key) => key.hash_code(),
            Self::Long(key) => key.hash_code(),
            Self::String(key) => key.hash_code(),
            Self::SqlRowInt(key) => SqlRow(&[SqlField::Int(*key)]).hash_code(),
            Self::SqlRowBigint(key) => SqlRow(&[SqlField::BigInt(*key)]).hash_code(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Placed {
    after_step: usize,
    hash: i32,
    murmur: u32,
    key_group: u32,
    /// By parallelism.
    #[serde(default)]
    subtask: BTreeMap<u32, usize>,
}

#[test]
fn keys_fall_into_the_groups_of_flink() {
    for fact in facts::<KeyStep, Placed>("flink-key-group") {
        let groups = fact.window.max_parallelism.expect("the number of groups");
        for (index, key, placed) in fact.pairs() {
            let name = format!("{}, {key:?}", fact.name);
            assert_eq!(placed.after_step, index, "{name}");
            assert_eq!(key.hash_code(), placed.hash, "{name}");
            // Modulo a number that is greater than all others, the group is the murmur hash itself.
            assert_eq!(
                key_group(key, i32::MAX.unsigned_abs() + 1),
                placed.murmur,
                "{name}"
            );
            assert_eq!(key_group(key, groups), placed.key_group, "{name}");
            for (&parallelism, &subtask) in &placed.subtask {
                let tasks = KeyGroups::with_max_parallelism(parallelism, groups);
                assert_eq!(tasks.task(key), subtask, "{name} on {parallelism} tasks");
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tasks {
    parallelism: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Groups {
    after_step: usize,
    max_parallelism: u32,
}

#[test]
fn the_default_number_of_groups_is_that_of_flink() {
    for fact in facts::<Tasks, Groups>("flink-default-max-parallelism") {
        assert_eq!(
            fact.window.max_parallelism, None,
            "{}: the default is asked for",
            fact.name
        );
        for (index, tasks, groups) in fact.pairs() {
            assert_eq!(groups.after_step, index, "{}", fact.name);
            let chosen = default_max_parallelism(tasks.parallelism);
            assert_eq!(
                chosen, groups.max_parallelism,
                "{}: {}",
                fact.name, tasks.parallelism
            );
        }
    }
}
