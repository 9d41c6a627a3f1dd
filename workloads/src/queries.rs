//! The queries by name.

use streamgauge_model::{
    Aggregate, Alert, Comparison, Filter, Firing, KeyBy, Query, TimeDomain, WatermarkRule, WindowSpec,
};

use crate::WorkloadError;
use crate::suggestion::unknown_name;

/// A query of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct QueryEntry {
    /// The command line's name.
    pub name: &'static str,
    /// One line for a list.
    pub summary: &'static str,
    /// What it is for and what to watch, for `describe`.
    pub description: &'static str,
    build: fn() -> Query,
}

impl QueryEntry {
    /// The query, with the catalogue's settings.
    #[must_use]
    pub fn query(&self) -> Query {
        Query {
            name: self.name.to_owned(),
            ..(self.build)()
        }
    }
}

/// The query of that name.
///
/// # Errors
/// An unknown name, with the nearest known one and the list of all.
pub fn query(name: &str) -> Result<Query, WorkloadError> {
    QUERIES
        .iter()
        .find(|entry| entry.name == name)
        .map(QueryEntry::query)
        .ok_or_else(|| unknown_name("query", name, query_names()))
}

/// All names, in the order in which they are listed.
pub fn query_names() -> impl Iterator<Item = &'static str> {
    QUERIES.iter().map(|entry| entry.name)
}

const fn entry(
    name: &'static str,
    summary: &'static str,
    description: &'static str,
    build: fn() -> Query,
) -> QueryEntry {
    QueryEntry {
        name,
        summary,
        description,
        build,
    }
}

/// The catalogue. Times are event time unless the query says otherwise; watermark delay 30 s unless it says
/// otherwise; allowed lateness 0.
pub static QUERIES: [QueryEntry; 13] = [
    entry(
        "movie-tumbling",
        "every 15 s, per movie: count and mean rating",
        "The plain windowed aggregation. Watermark delay 30 s: a window's result cannot leave before events 30 s \
         after its end have arrived.",
        || windowed(KeyBy::Movie, TUMBLING_15, MEAN),
    ),
    entry(
        "rating-tumbling",
        "every 15 s, all movies: count, distinct users and mean rating",
        "No key, so all work meets in one group; distinct users are counted exactly, which makes the state grow \
         with the number of users in a window.",
        || {
            windowed(
                KeyBy::None,
                TUMBLING_15,
                &[Aggregate::Count, Aggregate::DistinctUsers, Aggregate::Mean],
            )
        },
    ),
    entry(
        "rating-sliding",
        "30 s windows every 10 s, all movies: count and mean rating",
        "Every event belongs to three windows.",
        || windowed(KeyBy::None, sliding(30, 10), MEAN),
    ),
    entry(
        "rating-sliding-15s",
        "15 s windows every 5 s, all movies: count and mean rating",
        "As rating-sliding, with windows half as long and results twice as often.",
        || windowed(KeyBy::None, sliding(15, 5), MEAN),
    ),
    entry(
        "user-session",
        "sessions with a gap of 20 s, per user: count and mean rating",
        "A session ends when its user was silent for 20 s. Choose rate, users and time scale so that users do \
         fall silent: each must rate less often than every few seconds of event time.",
        || windowed(KeyBy::User, SESSION_20, MEAN),
    ),
    entry(
        "movie-running",
        "per movie since the start: count and mean rating, after every change",
        "No window and no watermark: nothing is late and nothing waits. The classic benchmark of latency.",
        || Query {
            watermark: None,
            ..windowed(KeyBy::Movie, WindowSpec::Running, MEAN)
        },
    ),
    entry(
        "movie-processing",
        "every 15 s of processing time, per movie: count and mean rating",
        "Windows of the wall clock. Answers depend on when events are handled, so two engines may rightly differ.",
        || Query {
            time: TimeDomain::Processing,
            watermark: None,
            ..windowed(KeyBy::Movie, TUMBLING_15, MEAN)
        },
    ),
    entry(
        "suspicious-movies",
        "every 30 s, movies with more than 20 ratings and a mean below 2 stars",
        "An alert: a film that many rate badly at once. Watermark delay 1 min.",
        || Query {
            alert: Some(Alert {
                count_above: 20,
                mean_below: Some(4),
            }),
            ..patient(KeyBy::Movie, TUMBLING_30, MEAN)
        },
    ),
    entry(
        "hyperactive-users",
        "every 30 s, users with more than 10 ratings",
        "An alert. A burst that a window border cuts in two may stay below the limit in both halves; compare \
         suspicious-sessions. Watermark delay 1 min.",
        || Query {
            alert: more_than(10),
            ..patient(KeyBy::User, TUMBLING_30, MEAN)
        },
    ),
    entry(
        "suspicious-sessions",
        "sessions with a gap of 20 s, users with more than 15 ratings in one",
        "An alert that follows a user across window borders.",
        || Query {
            alert: more_than(15),
            ..windowed(KeyBy::User, SESSION_20, MEAN)
        },
    ),
    entry(
        "trending",
        "30 s windows every 10 s: the three most rated movies",
        "Top three by count; equal counts go to the smaller movie number.",
        || Query {
            top: Some(3),
            ..windowed(KeyBy::Movie, sliding(30, 10), MEAN)
        },
    ),
    entry(
        "low-ratings",
        "ratings below 2 stars, as they come",
        "A stateless filter without a window: the least an engine can do.",
        || Query {
            filter: Some(Filter::Value(LOW)),
            watermark: None,
            ..windowed(KeyBy::None, WindowSpec::Running, &[])
        },
    ),
    entry(
        "rating-extremes",
        "every 15 s, per movie: count, worst and best rating, count and sum of those below 2 stars",
        "All the aggregates that movie-tumbling does not have, among them two conditional ones.",
        || {
            let all = [
                Aggregate::Count,
                Aggregate::Min,
                Aggregate::Max,
                Aggregate::CountIf(LOW),
                Aggregate::SumIf(LOW),
            ];
            windowed(KeyBy::Movie, TUMBLING_15, &all)
        },
    ),
];

/// Below two stars, in half stars.
const LOW: Comparison = Comparison::Below(4);
const MEAN: &[Aggregate] = &[Aggregate::Count, Aggregate::Mean];
const TUMBLING_15: WindowSpec = tumbling(15);
const TUMBLING_30: WindowSpec = tumbling(30);
const SESSION_20: WindowSpec = WindowSpec::Session { gap_ms: 20_000 };

const fn tumbling(seconds: i64) -> WindowSpec {
    WindowSpec::Tumbling {
        size_ms: seconds * 1000,
        offset_ms: 0,
    }
}

const fn sliding(size: i64, slide: i64) -> WindowSpec {
    WindowSpec::Sliding {
        size_ms: size * 1000,
        slide_ms: slide * 1000,
        offset_ms: 0,
    }
}

const fn more_than(count: u64) -> Option<Alert> {
    Some(Alert {
        count_above: count,
        mean_below: None,
    })
}

/// An event-time query with a watermark delay of 30 s.
fn windowed(key: KeyBy, window: WindowSpec, aggregates: &[Aggregate]) -> Query {
    Query {
        name: String::new(),
        filter: None,
        key,
        window,
        time: TimeDomain::Event,
        aggregates: aggregates.to_vec(),
        alert: None,
        top: None,
        watermark: Some(WatermarkRule { delay_ms: 30_000 }),
        allowed_lateness_ms: 0,
        firing: Firing::AT_END,
        deduplicate: None,
        source_delays_ms: Vec::new(),
        digest: true,
    }
}

/// As [`windowed`], with a watermark delay of 1 min.
fn patient(key: KeyBy, window: WindowSpec, aggregates: &[Aggregate]) -> Query {
    Query {
        watermark: Some(WatermarkRule { delay_ms: 60_000 }),
        ..windowed(key, window, aggregates)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_query_is_valid_and_found_by_its_name() {
        for entry in &QUERIES {
            let found = query(entry.name).unwrap();
            assert_eq!(found.name, entry.name);
            assert!(found.validate().is_ok(), "{}", entry.name);
            assert!(!entry.summary.is_empty() && !entry.description.is_empty());
        }
    }

    #[test]
    fn no_two_queries_are_the_same() {
        for (i, a) in QUERIES.iter().enumerate() {
            for b in &QUERIES[..i] {
                let renamed = Query {
                    name: a.name.to_owned(),
                    ..b.query()
                };
                assert!(renamed != a.query(), "{} and {}", a.name, b.name);
            }
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest_and_all() {
        let message = query("movie-tumbing").unwrap_err().to_string();
        assert!(message.contains("did you mean 'movie-tumbling'?"), "{message}");
        assert!(message.contains("rating-extremes"), "{message}");
        let message = query("zzz").unwrap_err().to_string();
        assert!(!message.contains("did you mean"), "{message}");
    }
}
