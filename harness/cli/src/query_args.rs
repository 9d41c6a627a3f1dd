//! Flags that change what is asked.

use clap::Args;
use streamgauge_model::{Query, TimeDomain, WatermarkRule, WindowSpec};

use crate::duration::millis;
use crate::failure::Failure;
use crate::window_args::WindowArgs;

/// Changes to the catalogue's queries. Each applies to the queries that have such a part.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Query (changes answers and latencies)")]
pub(crate) struct QueryArgs {
    #[command(flatten)]
    window: WindowArgs,
    /// How far the watermark stays behind the newest event [default: the query's, mostly 30s]
    ///
    /// Spark calls it the delay threshold, Flink the out-of-orderness bound. Longer: fewer late drops, later answers.
    #[arg(long, value_name = "TIME", value_parser = millis, allow_hyphen_values = true)]
    delay: Option<i64>,
    /// How long a window accepts late events after its result, and fires again [default: 0s]
    ///
    /// Only event-at-a-time engines can do this; with a micro-batch engine it is refused.
    #[arg(long, value_name = "TIME", value_parser = millis, allow_hyphen_values = true)]
    allowed_lateness: Option<i64>,
    /// Keep no hash of the events in each window: to measure what the hash costs
    ///
    /// Answers are still checked for their counts and aggregates, but no longer for which events they cover.
    #[arg(long)]
    no_digest: bool,
}

impl QueryArgs {
    /// The queries with the changes made.
    ///
    /// # Errors
    /// A change that no query has use for, and queries that cannot be.
    pub(crate) fn apply(&self, queries: &[Query]) -> Result<Vec<Query>, Failure> {
        let mut changed = queries.to_vec();
        self.window.apply(&mut changed)?;
        change("delay", self.delay, &mut changed, set_delay)?;
        change(
            "allowed-lateness",
            self.allowed_lateness,
            &mut changed,
            set_allowed_lateness,
        )?;
        let no_digest = self.no_digest.then_some(());
        change("no-digest", no_digest, &mut changed, |query, ()| {
            leave_digest(query)
        })?;
        for query in &changed {
            check(query).map_err(|problem| Failure::Usage(format!("{}: {problem}", query.name)))?;
        }
        Ok(changed)
    }
}

/// Makes one change wherever `set` finds use for it.
///
/// # Errors
/// A change that no query has use for.
pub(crate) fn change<T: Copy>(
    flag: &str,
    value: Option<T>,
    queries: &mut [Query],
    set: fn(&mut Query, T) -> bool,
) -> Result<(), Failure> {
    let Some(value) = value else {
        return Ok(());
    };
    let mut used = false;
    for query in queries.iter_mut() {
        used |= set(query, value);
    }
    if used {
        return Ok(());
    }
    let names: Vec<&str> = queries.iter().map(|query| query.name.as_str()).collect();
    Err(Failure::Usage(format!(
        "--{flag} changes nothing: {} has no such part; leave it away",
        names.join(", ")
    )))
}

/// Whether a query can be asked.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn check(query: &Query) -> Result<(), String> {
    query.validate().map_err(|error| error.to_string())?;
    match query.window {
        WindowSpec::Sliding {
            size_ms, slide_ms, ..
        } if slide_ms > size_ms => Err(format!(
            "window slide: {slide_ms} ms is longer than the size, {size_ms} ms, so that events between two windows \
             would be lost; use at most the size"
        )),
        _ => Ok(()),
    }
}

fn set_delay(query: &mut Query, value: i64) -> bool {
    let has_watermark = query.watermark.is_some();
    if has_watermark {
        query.watermark = Some(WatermarkRule { delay_ms: value });
    }
    has_watermark
}

fn set_allowed_lateness(query: &mut Query, value: i64) -> bool {
    let closes = query.watermark.is_some() && query.time == TimeDomain::Event;
    if closes {
        query.allowed_lateness_ms = value;
    }
    closes
}

/// Events that pass are known by their numbers: only groups keep a digest.
const fn leave_digest(query: &mut Query) -> bool {
    let has_digest = !query.aggregates.is_empty();
    if has_digest {
        query.digest = false;
    }
    has_digest
}

#[cfg(test)]
mod tests {
    use streamgauge_workloads::query;

    use super::*;

    fn refusal(args: &QueryArgs, name: &str) -> String {
        match args.apply(&[query(name).unwrap()]) {
            Err(Failure::Usage(text)) => text,
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn changes_reach_the_queries_that_have_such_a_part() {
        let args = QueryArgs {
            window: WindowArgs {
                size: Some(40_000),
                slide: Some(20_000),
                gap: Some(5000),
            },
            delay: Some(1000),
            allowed_lateness: Some(7),
            no_digest: true,
        };
        let names = [
            "movie-tumbling",
            "rating-sliding",
            "user-session",
            "movie-running",
        ];
        let changed = args.apply(&names.map(|name| query(name).unwrap())).unwrap();
        let windows: Vec<WindowSpec> = changed.iter().map(|query| query.window).collect();
        let expected = [
            WindowSpec::Tumbling {
                size_ms: 40_000,
                offset_ms: 0,
            },
            WindowSpec::Sliding {
                size_ms: 40_000,
                slide_ms: 20_000,
                offset_ms: 0,
            },
            WindowSpec::Session { gap_ms: 5000 },
            WindowSpec::Running,
        ];
        assert_eq!(windows, expected);
        let delays: Vec<_> = changed
            .iter()
            .map(|query| query.watermark.map(|rule| rule.delay_ms))
            .collect();
        assert_eq!(delays, [Some(1000), Some(1000), Some(1000), None]);
        assert_eq!(
            changed.iter().map(|query| query.allowed_lateness_ms).sum::<i64>(),
            21
        );
        assert!(changed.iter().all(|query| !query.digest));
    }

    #[test]
    fn a_change_without_use_is_refused() {
        let args = QueryArgs {
            window: WindowArgs {
                gap: Some(5000),
                ..WindowArgs::default()
            },
            ..QueryArgs::default()
        };
        assert!(refusal(&args, "movie-tumbling").contains("--gap changes nothing"));
        let args = QueryArgs {
            delay: Some(5000),
            ..QueryArgs::default()
        };
        assert!(refusal(&args, "movie-running").contains("--delay changes nothing"));
        let args = QueryArgs {
            no_digest: true,
            ..QueryArgs::default()
        };
        assert!(refusal(&args, "low-ratings").contains("--no-digest changes nothing"));
    }

    #[test]
    fn windows_that_cannot_be_are_refused() {
        let args = QueryArgs {
            window: WindowArgs {
                size: Some(0),
                ..WindowArgs::default()
            },
            ..QueryArgs::default()
        };
        assert!(refusal(&args, "movie-tumbling").contains("window size: 0 ms is not positive"));
        let args = QueryArgs {
            window: WindowArgs {
                slide: Some(31_000),
                ..WindowArgs::default()
            },
            ..QueryArgs::default()
        };
        assert!(refusal(&args, "rating-sliding").contains("31000 ms is longer than the size, 30000 ms"));
        let args = QueryArgs {
            window: WindowArgs {
                gap: Some(0),
                ..WindowArgs::default()
            },
            ..QueryArgs::default()
        };
        assert!(refusal(&args, "user-session").contains("session gap: 0 ms is not positive"));
    }
}
