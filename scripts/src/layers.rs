//! Who may depend on whom.

use crate::manifest::members;
use crate::{Dependency, Kind, Manifest, Tree};

/// A room of the house: a package, and what it may be built on.
#[derive(Clone, Copy, Debug)]
struct Room {
    /// Its directory.
    directory: &'static str,
    /// Its package.
    package: &'static str,
    /// Packages of this workspace that it may use.
    may_use: &'static [&'static str],
    /// Packages of this workspace that its tests may use besides.
    tests_may_use: &'static [&'static str],
    /// Packages from outside that it may use; `None`: any.
    outside: Option<&'static [&'static str]>,
}

const MODEL: &str = "streamgauge-model";
const OPERATORS: &str = "streamgauge-operators";
const MICRO_BATCH: &str = "streamgauge-micro-batch";
const EVENT_AT_A_TIME: &str = "streamgauge-event-at-a-time";
const PATTERNS: &str = "streamgauge-patterns";
const PLANS: &str = "streamgauge-plans";
const SQL: &str = "streamgauge-sql";
const FACTS: &str = "streamgauge-facts";
const ORACLE: &str = "streamgauge-oracle";
const WORKLOADS: &str = "streamgauge-workloads";
const RUNNER: &str = "streamgauge-runner";
const REPLAY: &str = "streamgauge-replay";
const EXPLAIN: &str = "streamgauge-explain";
const SINGLE_THREAD: &str = "streamgauge-single-thread";
const STATISTICS: &str = "streamgauge-statistics";
const SEARCH: &str = "streamgauge-search";
const FRONTIER: &str = "streamgauge-frontier";
const GATE: &str = "streamgauge-gate";
const GROWTH: &str = "streamgauge-growth";
const DOCTOR: &str = "streamgauge-doctor";
const RECORD: &str = "streamgauge-record";
const RENDER: &str = "streamgauge-render";

/// Everything but the binary, the benches and these rules.
const ALL: &[&str] = &[
    MODEL,
    OPERATORS,
    MICRO_BATCH,
    EVENT_AT_A_TIME,
    PATTERNS,
    PLANS,
    SQL,
    ORACLE,
    WORKLOADS,
    RUNNER,
    REPLAY,
    EXPLAIN,
    SINGLE_THREAD,
    STATISTICS,
    SEARCH,
    FRONTIER,
    GATE,
    GROWTH,
    DOCTOR,
    RECORD,
    RENDER,
];

/// Hash tables and hash functions: all that the vocabulary, the operators and the judge take from outside.
const HASHING: Option<&[&str]> = Some(&["hashbrown", "rustc-hash"]);

/// Outside packages that tests may use everywhere.
const TEST_TOOLS: &[&str] = &["proptest", "serde", "serde_json"];

const ROOMS: &[Room] = &[
    Room {
        outside: HASHING,
        ..Room::new("engines/model", MODEL, &[])
    },
    Room {
        outside: HASHING,
        tests_may_use: &[FACTS],
        ..Room::new("engines/operators", OPERATORS, &[MODEL])
    },
    Room {
        tests_may_use: &[ORACLE, WORKLOADS, FACTS],
        ..Room::new("engines/micro-batch", MICRO_BATCH, &[OPERATORS, MODEL])
    },
    Room {
        tests_may_use: &[ORACLE, WORKLOADS, FACTS],
        ..Room::new("engines/event-at-a-time", EVENT_AT_A_TIME, &[OPERATORS, MODEL])
    },
    Room {
        outside: HASHING,
        ..Room::new("engines/oracle", ORACLE, &[MODEL])
    },
    Room {
        outside: HASHING,
        tests_may_use: &[FACTS],
        ..Room::new("engines/patterns", PATTERNS, &[MODEL])
    },
    Room {
        outside: HASHING,
        tests_may_use: &[FACTS, MICRO_BATCH],
        ..Room::new("engines/plans", PLANS, &[OPERATORS, MODEL])
    },
    Room {
        outside: HASHING,
        tests_may_use: &[FACTS],
        ..Room::new("engines/sql", SQL, &[OPERATORS, MODEL])
    },
    Room::new("engines/facts", FACTS, &[]),
    Room::new("workloads", WORKLOADS, &[MODEL]),
    Room {
        tests_may_use: &[OPERATORS],
        ..Room::new(
            "harness/runner",
            RUNNER,
            &[
                MODEL,
                MICRO_BATCH,
                EVENT_AT_A_TIME,
                SINGLE_THREAD,
                ORACLE,
                WORKLOADS,
                STATISTICS,
                DOCTOR,
                RECORD,
            ],
        )
    },
    Room::new(
        "harness/replay",
        REPLAY,
        &[MODEL, OPERATORS, MICRO_BATCH, EVENT_AT_A_TIME],
    ),
    Room::new("harness/explain", EXPLAIN, &[MODEL, OPERATORS, REPLAY]),
    Room::new("harness/cli", "streamgauge", ALL),
    Room {
        outside: HASHING,
        tests_may_use: &[ORACLE, WORKLOADS],
        ..Room::new("engines/single-thread", SINGLE_THREAD, &[MODEL])
    },
    Room {
        outside: Some(&["rand_chacha", "rand"]),
        ..Room::new("harness/statistics", STATISTICS, &[])
    },
    Room::new("harness/doctor", DOCTOR, &[RECORD]),
    Room::new(
        "harness/search",
        SEARCH,
        &[MODEL, RUNNER, STATISTICS, DOCTOR, RECORD],
    ),
    Room::new(
        "harness/frontier",
        FRONTIER,
        &[MODEL, WORKLOADS, RUNNER, STATISTICS, RECORD],
    ),
    Room {
        tests_may_use: &[MODEL, WORKLOADS],
        ..Room::new("harness/gate", GATE, &[RUNNER, STATISTICS, RECORD])
    },
    Room::new("harness/growth", GROWTH, &[MODEL, WORKLOADS, RUNNER, RECORD]),
    Room::new("reports/record", RECORD, &[]),
    Room::new("reports/render", RENDER, &[RECORD, STATISTICS]),
    Room::new("benches", "streamgauge-benches", ALL),
    Room::new("scripts", "streamgauge-scripts", &[]),
];

impl Room {
    const fn new(directory: &'static str, package: &'static str, may_use: &'static [&'static str]) -> Self {
        Self {
            directory,
            package,
            may_use,
            tests_may_use: &[],
            outside: None,
        }
    }

    fn complaint(&self, dependency: &Dependency) -> Option<String> {
        let Dependency { package, kind } = dependency;
        let name = package.as_str();
        let in_tests = *kind == Kind::Development;
        let allowed = if is_ours(name) {
            self.may_use.contains(&name) || (in_tests && self.tests_may_use.contains(&name))
        } else {
            self.outside
                .is_none_or(|names| names.contains(&name) || (in_tests && TEST_TOOLS.contains(&name)))
        };
        (!allowed).then(|| {
            let outside = self.outside.unwrap_or(&["anything from outside"]);
            format!(
                "{} must not depend on {name}; it may use {}",
                self.package,
                [self.may_use, outside].concat().join(", ")
            )
        })
    }
}

fn is_ours(package: &str) -> bool {
    package == "streamgauge" || package.starts_with("streamgauge-")
}

/// What is wrong with the dependencies of one package, one sentence each.
///
/// # Errors
/// If the text is not a manifest.
pub fn complaints(directory: &str, text: &str) -> Result<Vec<String>, String> {
    let manifest = Manifest::parse(text)?;
    let Some(room) = ROOMS.iter().find(|room| room.directory == directory) else {
        return Ok(vec![format!(
            "{directory}: no rule says what {} may depend on; add one",
            manifest.package
        )]);
    };
    if room.package != manifest.package {
        return Ok(vec![format!(
            "{directory} holds {}, expected {}",
            manifest.package, room.package
        )]);
    }
    Ok(manifest
        .dependencies
        .iter()
        .filter_map(|dependency| room.complaint(dependency))
        .collect())
}

/// What is wrong with the dependencies of all packages, and packages that the workspace does not list.
///
/// # Errors
/// If a manifest cannot be read.
pub fn check(tree: &Tree) -> Result<Vec<String>, String> {
    let members = members(&tree.read("Cargo.toml").text)?;
    let mut found = Vec::new();
    for path in tree.paths().filter(|path| path.ends_with("/Cargo.toml")) {
        let directory = path.trim_end_matches("/Cargo.toml");
        if !members.iter().any(|member| member == directory) {
            found.push(format!("{directory} is not listed in the workspace"));
        }
        found.extend(complaints(directory, &tree.read(path).text)?);
    }
    let missing = members
        .iter()
        .filter(|member| !tree.at(member).join("Cargo.toml").is_file());
    found.extend(missing.map(|member| format!("{member} is listed in the workspace and does not exist")));
    Ok(found)
}
