//! The flag that says where baselines and histories are kept.

use std::path::PathBuf;

use clap::Args;
use streamgauge_record::{BaselineError, BaselineStore, HistoryStore};

use crate::failure::Failure;
use crate::suggestion::unknown;

/// Where baselines and histories are kept.
#[derive(Args, Clone, Debug)]
pub(crate) struct StoreArgs {
    /// Directory in which baselines and histories are kept
    #[arg(long, value_name = "DIR", default_value = ".streamgauge", global = true)]
    store: PathBuf,
}

impl StoreArgs {
    pub(crate) fn history(&self) -> HistoryStore {
        HistoryStore::at(self.store.join("history"))
    }

    pub(crate) fn baselines(&self) -> BaselineStore {
        BaselineStore::of(&self.store)
    }
}

impl From<BaselineError> for Failure {
    fn from(error: BaselineError) -> Self {
        match &error {
            BaselineError::Unknown { known, .. } if known.is_empty() => Self::Usage(format!(
                "{error}: there are none yet; `streamgauge baseline save NAME RECORD` makes one"
            )),
            BaselineError::Unknown { text, known, .. } => {
                Self::Usage(unknown("baseline", text, known.iter().map(String::as_str)))
            }
            BaselineError::Name { .. } | BaselineError::Ambiguous { .. } | BaselineError::Taken { .. } => {
                Self::Usage(error.to_string())
            }
            BaselineError::Broken { .. } | BaselineError::Store(_) => Self::Unexpected(error.to_string()),
        }
    }
}
