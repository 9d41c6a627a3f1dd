//! The flag that says where histories are kept.

use std::path::PathBuf;

use clap::Args;
use streamgauge_record::HistoryStore;

/// Where histories are kept.
#[derive(Args, Clone, Debug)]
pub(crate) struct StoreArgs {
    /// Directory in which histories are kept
    #[arg(long, value_name = "DIR", default_value = ".streamgauge", global = true)]
    store: PathBuf,
}

impl StoreArgs {
    pub(crate) fn history(&self) -> HistoryStore {
        HistoryStore::at(self.store.join("history"))
    }
}
