//! What the help teaches.

pub(crate) const LONG_ABOUT: &str = "\
What does it cost to run a stream in micro-batches, or event at a time?

streamgauge feeds the same events, at the same instants, to stream processors that differ only in their execution model \
- micro-batch as in Spark Structured Streaming, event-at-a-time as in Flink - and measures latency, throughput, late \
drops and completeness. Every answer is recomputed and judged; a run that fails is void, never slow.";

pub(crate) const AFTER_LONG_HELP: &str = "\
Examples:
  streamgauge compare                            both models on every kind of window, in about two minutes
  streamgauge compare --dry-run                  what that would do
  streamgauge compare --clock simulated          the same without waiting: late drops and completeness, exactly
  streamgauge run --engine micro-batch:trigger=500ms --query user-session
  streamgauge doctor                             how steady this machine is, and what to do about it
  streamgauge frontier                           what completeness costs: watermark delay, lateness, trigger
  streamgauge growth                             how the cost of an event grows: keys, windows, sessions, workers
  streamgauge search --engine event-at-a-time    the greatest rate that an engine sustains, verified
  streamgauge detect                             which model finds which attack, and how soon
  streamgauge compare runs/A runs/B              what changed from one saved record to another
  streamgauge baseline save main runs/A          keeps a record under a name, to compare others with
  streamgauge history show                       figures through time, and where they changed
  streamgauge export runs/A --to openmetrics     a record in the format of another tool
  streamgauge generate --events 1M --out events.jsonl
  streamgauge explain                            why a late event is late for one window and not for another
  streamgauge list queries                       what can be asked
  streamgauge describe user-session              what it is

Environment:
  Every flag can be given as a variable: --time-scale as STREAMGAUGE_TIME_SCALE, --no-save as STREAMGAUGE_NO_SAVE=1.
  Flags that mean something else in `generate` carry its name: STREAMGAUGE_GENERATE_OUT, _FORMAT, _EVENTS, _DURATION,
  _EVENTS_PER_FILE. In `replay`: STREAMGAUGE_REPLAY_CHECK, _ENGINE. In `explain`, `doctor`, `history` and
  `export` nearly all do: STREAMGAUGE_EXPLAIN_WINDOW, STREAMGAUGE_DOCTOR_FORMAT, STREAMGAUGE_HISTORY_QUERY.
  A flag on the command line wins.
  STREAMGAUGE_ENGINE may hold several engines for `compare`, separated by semicolons.

Exit codes:
    0  fine
    1  unexpected failure: a file, a disk, a thread; a file that is not a case
    2  usage: the command line asks for something that cannot be
    3  something got worse: `check` found it, or `compare` with --fail-on-worse;
       a figure changed its level, and --fail-on-change was given
    4  cannot judge: every run of some engine and query is void, a search confirmed no rate,
       two records answer different questions, `check --strict` left something undecided,
       `compare --fail-on-worse` or `history changes --fail-on-change` has nothing to judge by,
       `check --self-test` finds the gate not fit for this machine,
       or a case asks for what the engines cannot do
    5  wrong answers: an engine failed the oracle, two builds answer differently,
       or a case differs from what it expects
  130  interrupted; what was measured is saved

Data goes to the standard output, everything else to the standard error output.";

pub(crate) const COMPARE_ABOUT: &str = "\
Measure engines side by side on the same events.

Without flags: micro-batch with a trigger of 1 s, micro-batch back to back and event-at-a-time; a tumbling, a sliding and \
a session window and a running aggregate; 10 000 ratings per second of which a tenth comes late; 3 interleaved repeats. \
Prints a table and saves record, page and charts.

Flags under 'Events' change what is fed, those under 'Query' what is asked, those under 'Measuring' how it is measured; \
those under 'Output' and 'Talking' change no figure.

With two saved records, BASE and NEW, nothing is measured: every figure that both have is compared, with interval and \
verdict. Records of other events, lengths, clocks or queries are refused, and those of another machine without \
--across-machines.";

pub(crate) const COMPARE_EXAMPLES: &str = "\
Examples:
  What a trigger costs:
    streamgauge compare --engine micro-batch:trigger=100ms --engine micro-batch:trigger=1s --engine event-at-a-time
  What Flink's defaults cost (watermarks every 200 ms, buffers of 100 ms):
    streamgauge compare --engine event-at-a-time --engine event-at-a-time:watermark=200ms,buffer-timeout=100ms
  A single query, with intervals:
    streamgauge compare --query user-session --repeats 8
  A burst, and a machine that must keep up with it:
    streamgauge compare --rate 50k --arrivals burst:on=200ms,off=800ms,factor=8
  A pause of the engine, and how long it takes to catch up:
    streamgauge compare --query movie-running --measure 20s --stall 8s:500ms
  One of four sources falls silent, with and without idleness detection:
    streamgauge compare --splits 4 --silence 8s:1s:4 --measure 20s --engine event-at-a-time \
      --engine event-at-a-time:idle=200ms --engine micro-batch:trigger=1s
  Nothing late: both models must give the same answers:
    streamgauge compare --late-fraction 0 --clock simulated
  Your own ratings, an hour of them in every second:
    streamgauge compare --ratings ml-latest-small/ratings.csv --time-scale 4000
  A first look, and figures to rely on:
    streamgauge compare --profile quick
    streamgauge compare --profile thorough --query movie-tumbling
  What an interrupted comparison still lacks:
    streamgauge compare --resume runs/ID
  What changed from one saved record to another; runs/A is the base:
    streamgauge compare runs/A runs/B
    streamgauge compare main runs/B --all --fail-on-worse
  For a script, or a pull request:
    streamgauge compare -q --format json > record.json
    streamgauge compare -q --format markdown >> summary.md";

pub(crate) const RUN_EXAMPLES: &str = "\
Examples:
  streamgauge run
  streamgauge run --engine micro-batch:trigger=1s --query rating-sliding --size 60s --slide 5s
  streamgauge run --engine event-at-a-time:late-output=on --query user-session --allowed-lateness 60s
  streamgauge run --engine null --query low-ratings        what the harness itself costs";

pub(crate) const SEARCH_ABOUT: &str = "\
Find the greatest rate that an engine sustains, and verify it.

Doubles the rate from --from until it fails, closes in, and confirms the rate by five fresh repeats of which four must \
pass; else it steps down by 3 % and confirms again. What is confirmed at once is tried 3 % higher, too. Then it draws \
latency over load, from 10 to 110 % of the rate, and approaches once from above. A rate passes if neither backlog nor \
latency has an upward trend, everything that is due leaves soon after the end, all answers are right and all \
objectives are met. Every trial is a fresh process with a seed of its own, and all are kept.

The number of users grows with the rate, so that each is as busy at any rate (ratings only; --users fixes it). The time \
scale stays: at higher rates there are more events in each window.";

pub(crate) const SEARCH_EXAMPLES: &str = "\
Examples:
  streamgauge search                                          a first figure, in some three minutes
  streamgauge search --engine micro-batch:trigger=1s --engine event-at-a-time --query user-session
  streamgauge search --slo from_trigger.p99<50ms              how much it takes under an objective
  streamgauge search --profile thorough --no-curve            a claim that is more than indicative, without the curve
  streamgauge search --dry-run                                how trials would be made, and about how long it takes

A claim is indicative unless each trial measures the larger of 60 s, 10 windows and 30 triggers, as --profile thorough
does. A trial keeps some 160 to 290 bytes for each event, so memory may bound its length; the claim then says so.

Exit codes: 4 if some engine and query have no confirmed rate, 5 if an engine gave wrong answers.";

pub(crate) const GENERATE_EXAMPLES: &str = "\
Examples:
  streamgauge generate --events 5                              to look at
  streamgauge generate --scenario movielens --events 1M --out ratings.csv
  streamgauge generate --duration 10s --late-fraction 0.15 --seed 7 | head
  streamgauge generate --duration 10s --attack film:every=60s,ratings=30 --attack user    with attacks in it
  streamgauge generate --events 1M --events-per-file 50k --out incoming/     files that appear complete, one by one
  streamgauge generate --ratings u.data --out events.parquet   another format for a file";

pub(crate) const REPLAY_EXAMPLES: &str = "\
A case is a JSON file: a query, the steps that drive it, and the lines that must come out. Each line printed is one \
micro-batch, or one step of the event-at-a-time engine.

Examples:
  streamgauge replay cases/tumbling-late-event.json
  streamgauge replay --check cases/
  streamgauge replay --check --engine micro-batch cases/     only the cases for one engine
  streamgauge replay --with-names cases/                     each line begins with the name of its case

What is wrong with a file that is not a case is told with line, column and field, as FILE:LINE:COLUMN: FIELD: what is
wrong; the other cases still run. Steps that are ignored, as a watermark that goes back, are told likewise.

Exit codes: 5 if a case differs from what it expects, 1 if a file is not a case, 4 if a case asks for something that the
engines cannot do; if several of them apply, the first of these. 2 if --engine leaves no case.";

pub(crate) const EXPLAIN_EXAMPLES: &str = "\
Examples:
  streamgauge explain                                 six events, one of which is late for some of its windows only
  streamgauge explain --window tumbling:15s           the same events: now it is late for none
  streamgauge explain --batch each                    the same events, a micro-batch for each
  streamgauge explain late-neighbour                  a late event that a session saves in one of the engines
  streamgauge explain cases/tumbling-late-event.json  a case, in both engines if its query is legal in both
  streamgauge explain --list                          the examples
  streamgauge explain --format json                   for a program

JSON: one object per step, in order of time; a batch stands behind its events. Instants are milliseconds since 1970.
  engine event-at-a-time
    cause                  event, watermark, clock, restart or end; of an event also event (seq, t_ms and what else it
                           has), windows (start_ms, end_ms, late, holds: the group's row after it) and why_late
    watermark_before_ms, watermark_after_ms             null: none yet
    late_output, dropped   whether the event was sent aside, or counted as dropped
    results, state         rows that left, and rows as they would leave now
  engine micro-batch
    batch_id, no_data, events (as above, without holds)
    judged_by_ms           what late rows are judged by; null: nothing is late
    watermark_ms, next_watermark_ms                     of this batch, and behind it
    dropped_rows, late_events, results, state
  cannot_run               why an engine takes no part";

pub(crate) const LIST_EXAMPLES: &str = "\
Examples:
  streamgauge list                 everything that has a name
  streamgauge list queries         what can be asked
  streamgauge list arrival-laws    how arrivals can spread over the clock";

pub(crate) const DESCRIBE_EXAMPLES: &str = "\
Examples:
  streamgauge describe micro-batch       an engine with its settings
  streamgauge describe rating-sliding    a query with its values
  streamgauge describe file              a scenario: which files can be played
  streamgauge describe from_trigger      a metric";

pub(crate) const REPORT_EXAMPLES: &str = "\
The page, the charts and the tables are made of the documents alone, so that a record of an older build can be shown as \
this one shows it. Several documents make one page.

Examples:
  streamgauge report runs/20260901T101502Z-7f3a9c52
  streamgauge report record.json --out pages --png
  streamgauge report runs/20260901T101502Z-7f3a9c52 runs/search-20260901T120000Z-9c52d1e0 --out pages
  streamgauge report record.json --out pages --history
  streamgauge report record.json --no-save --format markdown";

pub(crate) const SCHEMA_EXAMPLES: &str = "\
Examples:
  streamgauge schema
  streamgauge schema search > search.schema.json";

pub(crate) const MAN_EXAMPLES: &str = "\
Examples:
  streamgauge man | man -l -
  streamgauge man --out ~/.local/share/man/man1";

pub(crate) const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  streamgauge completions bash > ~/.local/share/bash-completion/completions/streamgauge
  streamgauge completions zsh > ~/.zfunc/_streamgauge
  streamgauge completions fish > ~/.config/fish/completions/streamgauge.fish";

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;
    use crate::command_line::parse;

    fn understood(line: &str) -> bool {
        // The shell's part is left away: comments are set off by spaces, redirections and pipes begin with their sign.
        let words = words(line.split("  ").next().unwrap_or_default());
        let words = words
            .into_iter()
            .take_while(|word| !["|", ">", ">>"].contains(&word.as_str()));
        parse(words.map(OsString::from)).is_ok()
    }

    /// The words of a line, what stands in quotation marks as one.
    fn words(line: &str) -> Vec<String> {
        let parts = line.split('"').enumerate();
        let words = parts.flat_map(|(place, part)| match place % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        });
        words.collect()
    }

    #[test]
    fn every_example_is_understood() {
        let texts = [
            AFTER_LONG_HELP,
            COMPARE_EXAMPLES,
            RUN_EXAMPLES,
            crate::baseline::BASELINE_EXAMPLES,
            crate::doctor::DOCTOR_EXAMPLES,
            crate::export::EXPORT_EXAMPLES,
            crate::history::HISTORY_EXAMPLES,
            crate::check::CHECK_EXAMPLES,
            crate::import::IMPORT_EXAMPLES,
            crate::detect::DETECT_EXAMPLES,
            crate::frontier::FRONTIER_EXAMPLES,
            crate::growth::GROWTH_EXAMPLES,
            SEARCH_EXAMPLES,
            GENERATE_EXAMPLES,
            REPLAY_EXAMPLES,
            EXPLAIN_EXAMPLES,
            COMPLETIONS_EXAMPLES,
            MAN_EXAMPLES,
            REPORT_EXAMPLES,
            SCHEMA_EXAMPLES,
            LIST_EXAMPLES,
            DESCRIBE_EXAMPLES,
        ]
        .join("\n");
        let examples: Vec<&str> = texts
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with("streamgauge "))
            .collect();
        assert!(examples.len() > 20, "{examples:?}");
        for example in examples {
            assert!(understood(example), "{example}");
        }
    }
}
