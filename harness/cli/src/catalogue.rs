//! Everything that has a name, with what it is.

use streamgauge_render::{direction, direction_text, metrics};
use streamgauge_runner::query_settings;
use streamgauge_workloads::{QUERIES, ScenarioKind};

use crate::engine_guide::ENGINES;
use crate::output_args::Format;
use crate::word_list::{
    ARRIVAL_LAWS, ARRIVALS_FLAG, ATTACK_FLAG, ATTACKS, FILE_FORMATS, LATENESS_FLAG, LATENESS_LAWS,
};

/// Name, summary and description.
pub(crate) type Text = (&'static str, &'static str, &'static str);

/// The kinds of thing that have names, as `list` calls them.
pub(crate) const KINDS: [&str; 8] = [
    "engines",
    "scenarios",
    "queries",
    "arrival-laws",
    "lateness-laws",
    "attacks",
    "formats",
    "metrics",
];

/// A thing with a name.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// One of [`KINDS`].
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    /// One line.
    pub(crate) summary: String,
    /// What else there is to know; may be empty.
    pub(crate) description: String,
}

/// All entries, kind by kind in the order of [`KINDS`].
pub(crate) fn entries() -> Vec<Entry> {
    let mut all = Vec::new();
    all.extend(ENGINES.map(|(name, summary, text)| entry("engines", name, summary, text)));
    all.extend(
        ScenarioKind::ALL.map(|kind| entry("scenarios", kind.name(), kind.summary(), kind.description())),
    );
    all.extend(queries());
    all.extend(ARRIVAL_LAWS.map(|(name, summary)| entry("arrival-laws", name, summary, ARRIVALS_FLAG)));
    all.extend(LATENESS_LAWS.map(|(name, summary)| entry("lateness-laws", name, summary, LATENESS_FLAG)));
    all.extend(ATTACKS.map(|(name, summary)| entry("attacks", name, summary, ATTACK_FLAG)));
    all.extend(formats());
    all.extend(streamgauge_render::LATENCIES.map(|(name, summary)| entry("metrics", name, summary, "")));
    all.extend(metrics().map(|metric| {
        let better = direction(metric.key).map_or("", direction_text);
        entry("metrics", metric.key, metric.definition, better)
    }));
    all
}

fn entry(
    kind: &'static str,
    name: impl Into<String>,
    summary: impl Into<String>,
    text: impl Into<String>,
) -> Entry {
    Entry {
        kind,
        name: name.into(),
        summary: summary.into(),
        description: text.into(),
    }
}

fn queries() -> impl Iterator<Item = Entry> {
    QUERIES.iter().map(|query| {
        let mut text = query.description.to_owned();
        text.push('\n');
        for setting in query_settings(&query.query()).settings {
            text.push_str(&format!("\n  {:<17} {}", setting.name, setting.value));
        }
        entry("queries", query.name, query.summary, text)
    })
}

fn formats() -> impl Iterator<Item = Entry> {
    let printed = Format::entries().map(|(name, help)| {
        entry(
            "formats",
            name,
            help,
            "Printed on the standard output by `compare` and `run` with --format.",
        )
    });
    printed.chain(FILE_FORMATS.map(|(name, summary, text)| entry("formats", name, summary, text)))
}

#[cfg(test)]
mod tests {
    use streamgauge_workloads::{ArrivalLaw, AttackLaw, DelayLaw, FileFormat};

    use super::*;
    use crate::engine_text;

    fn names(kind: &str) -> Vec<String> {
        entries()
            .into_iter()
            .filter(|entry| entry.kind == kind)
            .map(|entry| entry.name)
            .collect()
    }

    #[test]
    fn everything_that_can_be_named_is_listed() {
        assert_eq!(names("engines"), engine_text::ENGINES);
        assert_eq!(names("arrival-laws"), ArrivalLaw::NAMES);
        assert_eq!(names("lateness-laws"), DelayLaw::NAMES);
        assert_eq!(names("attacks"), AttackLaw::NAMES);
        for format in FileFormat::NAMES {
            assert!(names("formats").iter().any(|name| name == format), "{format}");
        }
        assert!(KINDS.iter().all(|kind| !names(kind).is_empty()));
    }

    #[test]
    fn the_examples_in_summaries_are_understood() {
        for (_, summary) in ARRIVAL_LAWS {
            if let Some((_, example)) = summary.split_once(": ") {
                assert!(example.parse::<ArrivalLaw>().is_ok(), "{example}");
            }
        }
    }
}
