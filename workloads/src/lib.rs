//! Scenarios that expand into arrivals, and the queries by name.
//!
//! A [`Scenario`] is a plain value: kind, seed, rate, time scale, disorder. [`Scenario::open`] turns it into an
//! [`ArrivalStream`], which is generated block by block in constant memory, so that streams larger than memory
//! work. The same scenario gives the same arrivals on every machine and in every release; [`Fingerprint`]
//! proves it. The [`QUERIES`] are the questions one can ask of any scenario.
//!
//! All randomness is SplitMix64, addressed by position instead of drawn in sequence; each concern (what is
//! rated, when it arrives, what is late) has a stream of its own, so changing one leaves the others as they
//! were. Transcendental functions come from `libm`, not from the platform.

mod arrival_law;
mod attack;
mod attack_law;
mod attacked;
mod attackers;
mod bounded;
mod clock;
mod delay_law;
mod draw;
mod error;
mod event_time_text;
mod file;
mod file_options;
mod fingerprint;
mod held;
mod hot_key;
mod law_text;
mod length;
mod movielens;
mod movielens_options;
mod parameters;
mod queries;
mod ratings;
mod reorder;
mod scenario;
mod scenario_kind;
mod silence;
mod span;
mod stream;
mod suggestion;
mod time_scale;
mod validation;
mod warp;
mod wheel;
mod writer;

pub use arrival_law::ArrivalLaw;
pub use attack::{Attack, AttackTarget};
pub use attack_law::{AttackKind, AttackLaw};
pub use delay_law::DelayLaw;
pub use error::WorkloadError;
pub use file::FileSurvey;
pub use file_options::{FileFormat, FileOptions};
pub use fingerprint::Fingerprint;
pub use length::Length;
pub use movielens_options::{Flavour, MovieLensOptions};
pub use queries::{QUERIES, QueryEntry, query, query_names};
pub use scenario::Scenario;
pub use scenario_kind::ScenarioKind;
pub use silence::Silence;
pub use span::Span;
pub use stream::ArrivalStream;
pub use writer::{Progress, RecordFormat, Written, write_directory, write_file, write_to};
