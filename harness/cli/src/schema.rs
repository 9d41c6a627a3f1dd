//! The command `schema`.

use clap::{Args, ValueEnum};
use streamgauge_record::{
    Changes, CheckRecord, Diagnosis, Document as _, Frontier, GateSelfTest, Growth, HistoryLine,
    KernelRecord, Record, SavedBaseline, SearchRecord,
};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::stdout;

/// Arguments of `schema`.
#[derive(Args, Clone, Debug)]
pub(crate) struct SchemaArgs {
    /// The document
    #[arg(value_enum, default_value_t = Kind::Record)]
    document: Kind,
}

/// The documents that streamgauge writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// What `compare`, `run` and `detect` save
    Record,
    /// What `search` saves
    Search,
    /// What `frontier` saves
    Frontier,
    /// What `growth` saves
    Growth,
    /// A line of what `history add` and `annotate` keep
    History,
    /// What `compare BASE NEW --format json` prints
    Change,
    /// What `baseline save` and `accept` keep
    Baseline,
    /// What `check` saves
    Check,
    /// What `check --self-test` saves
    GateSelfTest,
    /// What `import` makes of benches
    Kernels,
    /// What `doctor --format json` prints
    Diagnosis,
}

impl SchemaArgs {
    /// Prints the JSON Schema of a document.
    ///
    /// # Errors
    /// What cannot be printed.
    pub(crate) fn carry_out(&self) -> Result<Exit, Failure> {
        let text = match self.document {
            Kind::Record => Record::json_schema_text(),
            Kind::Search => SearchRecord::json_schema_text(),
            Kind::Frontier => Frontier::json_schema_text(),
            Kind::Growth => Growth::json_schema_text(),
            Kind::History => HistoryLine::json_schema_text(),
            Kind::Change => Changes::json_schema_text(),
            Kind::Baseline => SavedBaseline::json_schema_text(),
            Kind::Check => CheckRecord::json_schema_text(),
            Kind::GateSelfTest => GateSelfTest::json_schema_text(),
            Kind::Kernels => KernelRecord::json_schema_text(),
            Kind::Diagnosis => Diagnosis::json_schema_text(),
        };
        stdout::print(&text)?;
        Ok(Exit::Fine)
    }
}
