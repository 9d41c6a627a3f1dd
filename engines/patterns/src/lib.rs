//! Event patterns: sequences of events of one key that are worth a result, to the rules of Flink's CEP library.
//!
//! A [`Pattern`] is a sequence of named [`Stage`]s. It is checked and built into an [`Automaton`], which says what an
//! event may do to a partial match; a [`Matcher`] holds the partial matches of one key, and a [`PatternOperator`] the
//! matchers of all keys, fed in order of event time as the watermark passes.
//!
//! # Example
//! Three ratings of at most one star by the same user, one straight after the other, within ten minutes:
//!
//! ```
//! use streamgauge_model::{Event, EventTime, Key, Watermark};
//! use streamgauge_patterns::{AfterMatch, Match, Pattern, PatternOperator, PatternOutput, Stage};
//!
//! #[derive(Default)]
//! struct Alerts(Vec<(Key, Vec<u64>)>);
//!
//! impl PatternOutput for Alerts {
//!     fn matched(&mut self, user: Key, found: Match<Event>) {
//!         self.0.push((user, found.events().map(|event| event.seq).collect()));
//!     }
//!     fn late(&mut self, _: &Event) {}
//!     fn dropped(&mut self, _: u64) {}
//! }
//!
//! let low = |rating: &Event| rating.value <= 2; // half stars
//! let angry = Pattern::new([
//!     Stage::begin("first", low),
//!     Stage::next("second", low),
//!     Stage::next("third", low),
//! ])
//! .within(10 * 60_000)
//! .after_match(AfterMatch::SkipPastLastEvent)
//! .build()?;
//!
//! let mut operator = PatternOperator::new(angry, |rating: &Event| Key(rating.user));
//! let mut alerts = Alerts::default();
//! for (seq, minute, half_stars) in [(0, 0, 1), (1, 3, 2), (2, 9, 2), (3, 10, 8)] {
//!     let time = EventTime::from_millis(minute * 60_000);
//!     let rating = Event { time, seq, value: half_stars, user: 7, movie: 1 };
//!     operator.on_event(&rating, &mut alerts);
//! }
//! operator.advance(Watermark::END, &mut alerts);
//! assert_eq!(alerts.0, [(Key(7), vec![0, 1, 2])]);
//! # Ok::<(), streamgauge_patterns::PatternError>(())
//! ```

mod after_match;
mod automaton;
mod chain;
mod compiler;
mod found;
mod legality;
mod matcher;
mod operator;
mod partial;
mod pattern;
mod pattern_error;
mod stage;

pub use after_match::AfterMatch;
pub use automaton::Automaton;
pub use found::{Expiry, Match, Taken, TimedOut};
pub use matcher::Matcher;
pub use operator::{PatternOperator, PatternOutput};
pub use pattern::Pattern;
pub use pattern_error::PatternError;
pub use stage::{Contiguity, MAX_TIMES, Quantifier, Repetition, Stage};
