//! The binary, looked at from outside.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod bad_input;
mod binary;
mod checking;
mod comparing;
mod detecting;
mod examining;
mod explaining;
mod exporting;
mod generating;
mod growing;
mod help;
mod importing;
#[cfg(unix)]
mod interrupting;
mod measuring;
mod output;
#[cfg(unix)]
mod readme;
mod remembering;
mod replaying;
mod reporting;
#[cfg(target_os = "linux")]
mod resuming;
mod searching;
mod sweeping;
#[cfg(unix)]
mod watching;
