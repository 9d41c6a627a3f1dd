//! How a comparison is carried out.

use std::sync::atomic::AtomicBool;

use streamgauge_record::Record;

use crate::{Laboratory, Progress};

/// How a comparison is carried out: where, who is told, going on from what, and until when. None of it changes what is
/// planned.
pub struct Conduct<'a> {
    /// Where runs are measured; `None`: in this process.
    pub laboratory: Option<&'a dyn Laboratory>,
    /// Who is told how far it is, and given what there is after every run.
    pub progress: &'a mut dyn Progress,
    /// What an interrupted comparison of the same plan left; only what is missing is measured.
    pub earlier: Option<Record>,
    /// When set, the current run is broken off and nothing more is begun.
    pub stop: &'a AtomicBool,
}

impl<'a> Conduct<'a> {
    /// In this process, from the beginning.
    pub fn plain(progress: &'a mut dyn Progress, stop: &'a AtomicBool) -> Self {
        Self {
            laboratory: None,
            progress,
            earlier: None,
            stop,
        }
    }
}
