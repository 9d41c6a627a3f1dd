//! Everything that has a name, with what it is.

use streamgauge_render::METRICS;
use streamgauge_runner::query_settings;
use streamgauge_workloads::{QUERIES, ScenarioKind};

use crate::output_args::Format;

/// The kinds of thing that have names, as `list` calls them.
pub(crate) const KINDS: [&str; 7] = [
    "engines",
    "scenarios",
    "queries",
    "arrival-laws",
    "lateness-laws",
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
    all.extend(formats());
    all.extend(LATENCIES.map(|(name, summary)| entry("metrics", name, summary, "")));
    all.extend(
        METRICS
            .iter()
            .map(|metric| entry("metrics", metric.key, metric.definition, "")),
    );
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

const ENGINES: [(&str, &str, &str); 3] = [
    (
        "micro-batch",
        "batches formed by a trigger, as in Spark Structured Streaming",
        MICRO_BATCH,
    ),
    (
        "event-at-a-time",
        "one event at a time with in-band watermarks, as in Flink",
        EVENT_AT_A_TIME,
    ),
    ("null", "does nothing: what the harness itself costs", NULL),
];

const MICRO_BATCH: &str = "\
Events wait in the source until a trigger forms a batch of them. The watermark is computed at the end of a batch and \
used by the next one, so a window's result may wait for one trigger more.

  trigger=back-to-back    the next batch as soon as the last one is done (default)
  trigger=1s              at multiples of an interval; also available-now and once
  max-events=N            at most so many events per batch
  mode=append|update|complete   which rows leave; by default append, and update where there is no window
  workers=N               parallel tasks per stage, with a shuffle between stages (default 1)
  no-data-batches=on|off  whether a batch without data runs when the watermark moved (default on)
  label=TEXT              how it is called in tables

Example: --engine micro-batch:trigger=500ms,workers=2";

const EVENT_AT_A_TIME: &str = "\
Each event goes through the operators as it comes; watermarks flow with the events and close windows at once.

  watermark=per-event     a watermark after every event that moves it (default)
  watermark=200ms         at intervals (Flink's default is 200 ms)
  late-output=on|off      late events go to a side output instead of being dropped (default off)
  workers=N               parallel window tasks behind a keyed exchange (default 1)
  buffer-timeout=100ms    how long a record may wait in a buffer of the exchange (default 0s; Flink's is 100 ms)
  idle=5s                 a silent split stops holding the watermark back (default: never)
  label=TEXT              how it is called in tables

Example: --engine event-at-a-time:watermark=200ms,buffer-timeout=100ms";

const NULL: &str = "Passes every event on and answers nothing. No figure below its own can be told from it.";

const ARRIVALS_FLAG: &str = "Given with --arrivals. The mean rate stays that of --rate, except for step.";
const ARRIVAL_LAWS: [(&str, &str); 6] = [
    ("constant", "evenly spaced"),
    ("poisson", "independent exponential gaps"),
    (
        "burst",
        "phases of high and low rate: burst:on=1s,off=1s,factor=4",
    ),
    (
        "sine",
        "the rate swings around its mean: sine:period=10s,amplitude=0.5",
    ),
    ("step", "the rate changes once: step:at=5s,factor=2"),
    (
        "saturated",
        "everything due at once, for measuring capacity; needs --warm-up 0s",
    ),
];

const LATENESS_FLAG: &str = "Given with --lateness; --late-fraction says how many events it concerns.";
const LATENESS_LAWS: [(&str, &str); 5] = [
    ("fixed", "always the same: fixed:delay=60s, or just 60s"),
    (
        "uniform",
        "between two bounds: uniform:min=30s,max=120s, or just 30s..120s",
    ),
    ("exponential", "many short, few long: exponential:mean=30s"),
    ("pareto", "a heavy tail: pareto:min=5s,shape=1.5"),
    (
        "offline",
        "movielens: a whole sitting arrives together, later: offline:min=30s,max=120s",
    ),
];

const READ: &str =
    "Read with --ratings FILE; named with --ratings-format where the first line does not tell.";
const READ_AND_WRITTEN: &str = "Written by `generate` with --format; read with --ratings FILE.";
const FILE_FORMATS: [(&str, &str, &str); 4] = [
    ("json-lines", "events, one JSON object per line", READ_AND_WRITTEN),
    ("movielens-csv", "MovieLens ratings.csv (latest, 25M, 32M)", READ),
    ("movielens-dat", "MovieLens ratings.dat (1M, 10M)", READ),
    ("movielens-tabs", "MovieLens u.data (100K)", READ),
];

const LATENCIES: [(&str, &str); 10] = [
    (
        "from_trigger",
        "window's result at the sink − first instant at which the window could be known complete",
    ),
    (
        "total",
        "event's first result at the sink − instant at which the event was due",
    ),
    (
        "slip",
        "hand-over of an event − its due instant: the harness's own lateness",
    ),
    (
        "queue",
        "event taken by the engine − its hand-over: back-pressure and waiting for a trigger",
    ),
    (
        "process",
        "event's result at the sink − instant at which the engine took it",
    ),
    (
        "from_end",
        "window's result at the sink − scheduled wall-clock instant of the window's end",
    ),
    (
        "policy",
        "first instant at which the window could be known complete − its end: the waiting asked for",
    ),
    (
        "from_last",
        "window's result at the sink − due instant of the last event in it",
    ),
    (
        "first_result",
        "for each event: the first result that holds it − its due instant",
    ),
    (
        "update",
        "for each late event accepted: the updated result that holds it − its due instant",
    ),
];

#[cfg(test)]
mod tests {
    use streamgauge_workloads::{ArrivalLaw, DelayLaw, FileFormat};

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
