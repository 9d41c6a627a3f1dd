//! What machine this is, how steady it is, and what to do about it.
//!
//! [`machine`] reads what the system tells, [`probe`] looks how steady it is, [`advise`] says what to do, and
//! [`differences`] tells two machines apart. Everything that the kernel writes is understood by pure functions over
//! its text; what it does not write is unknown, never an error.

mod advice;
mod build;
mod caches;
mod clock_probe;
mod control_groups;
mod cpu_info;
mod cpu_time;
mod diagnose;
mod differences;
mod fingerprint;
mod kernel_text;
mod limits;
mod memory_probe;
mod noise_probe;
mod pinning;
mod probe;
mod ranks;
mod repetitions;
mod virtualisation;
mod wake_probe;

pub use advice::advise;
pub use build::tool;
pub use diagnose::diagnose;
pub use differences::{build_differences, differences};
pub use fingerprint::machine;
pub use limits::{LIMITS, Limits, steadiness};
pub use noise_probe::control_ns;
pub use pinning::{as_list, core_of, hold_on, usable_cpus};
pub use probe::{Extent, probe};
