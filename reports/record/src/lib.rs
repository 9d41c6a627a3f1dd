//! The result format of streamgauge.
//!
//! A [`Record`] is everything a comparison measured: what was run, where, with which settings, what came out,
//! and whether it can be trusted. These are the only serialised types of the project; every table, chart and
//! page is made from records alone. Keys carry their units (`_ns`, `_per_s`, `_bytes`); counts are integers;
//! histograms travel whole, so that they can be merged, never averaged.

mod accuracy;
mod batch;
mod delivery;
mod detection;
mod diagnosis;
mod distribution;
mod disturbance;
mod engine;
mod error;
mod file;
mod frontier;
mod lateness;
mod ledger;
mod machine;
mod machine_difference;
mod machine_line;
mod own_process;
mod own_rule;
mod percentile;
mod plan;
mod probe;
mod profile;
mod record;
mod resources;
mod run;
mod scenario;
mod schema;
mod search;
mod search_check;
mod search_claim;
mod search_procedure;
mod search_trial;
mod series;
mod steady_state;
mod stopping;

pub use accuracy::{Accuracy, GroupAccuracy, GroupExample};
pub use batch::Batch;
pub use delivery::{Delivery, EarlyEnd, Zone};
pub use detection::{AttackFate, Detection, Outcome, RuleMiss};
pub use diagnosis::{Advice, Diagnosis};
pub use distribution::Distribution;
pub use disturbance::{Baseline, Disturbance, DisturbanceKind, Recovery, RecoveryVerdict};
pub use engine::{EngineSettings, QuerySettings, Setting};
pub use error::RecordError;
pub use file::Document;
pub use frontier::{FRONTIER_SCHEMA, Frontier, FrontierPoint};
pub use lateness::{Completeness, Confusion, Lateness, LatenessClasses, SessionMatch};
pub use ledger::Ledger;
pub use machine::{Machine, Tool};
pub use own_process::OwnProcess;
pub use own_rule::{DropCounter, EventsByWindows, KeptBy, OwnRule};
pub use percentile::{PERCENTILES, Percentile};
pub use plan::{Clock, Plan, Slot};
pub use probe::{ClockProbe, CpuProbe, Probe, Steadiness, WakeProbe};
pub use profile::Profile;
pub use record::{Floor, Record, SCHEMA, VERSION};
pub use resources::{Allocated, MemoryUse, Role, StateSize, ThreadGroup};
pub use run::{Judged, Run, Status, TaskLoad, Throughput, Usage};
pub use scenario::Scenario;
pub use schema::schema;
pub use search::{Search, SearchRecord, SearchScenario};
pub use search_check::{Check, CheckUnit, Trend};
pub use search_claim::{Claim, Fall, Limit, RecoveryClaim};
pub use search_procedure::Procedure;
pub use search_trial::{Overload, Trial, TrialPhase, TrialVerdict};
pub use series::{Interval, Series};
pub use steady_state::{SteadyState, SteadyVerdict};
pub use stopping::{Stopping, StoppingLook, StoppingPair, StoppingReason};
