//! The command `search`.

use std::ffi::OsString;
use std::str::FromStr;

use clap::Args;
use streamgauge_model::Query;
use streamgauge_record::SearchRecord;
use streamgauge_search::{Objective, described, document, now, search};

use crate::argv::typed;
use crate::compare::query_named;
use crate::conclusion::conclude;
use crate::defaults;
use crate::duration::{nanos, positive_nanos};
use crate::engine_text::EngineText;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::journal::Journal;
use crate::limits::splits;
use crate::notes::Notes;
use crate::output_args::OutputArgs;
use crate::profile_name::ProfileName;
use crate::quantity::positive;
use crate::query_args::QueryArgs;
use crate::scenario_args::ScenarioArgs;
use crate::search_plan::Job;
use crate::search_progress::SearchReporter;
use crate::trial_process::TrialProcesses;
use crate::{interrupt, search_plan, stdout};

/// Arguments of `search`.
#[derive(Args, Clone, Debug)]
pub(crate) struct SearchArgs {
    /// An engine with its settings; give it once for each engine; `streamgauge compare --help` explains the text
    #[arg(short, long, value_name = "ENGINE", value_delimiter = ';', default_value = defaults::RUN_ENGINE)]
    pub(crate) engine: Vec<NamedEngine>,
    /// Queries by name, separated by commas; `streamgauge list queries` shows all
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = query_named,
        default_value = defaults::RUN_QUERY)]
    pub(crate) query: Vec<Query>,
    /// An objective that every trial must meet, such as from_trigger.p99<50ms; may be given several times
    ///
    /// A latency with p50, p90, p99, p99.9, p99.99 or max below a duration, or late_drop_rate below a share. A percentile
    /// with fewer than ten samples beyond it is not met. `streamgauge list metrics` names the latencies.
    #[arg(long, value_name = "OBJECTIVE", value_delimiter = ',')]
    pub(crate) slo: Vec<Objective>,
    /// Where doubling begins, events per second
    #[arg(long, value_name = "EVENTS", value_parser = positive, default_value = defaults::SEARCH_FROM,
        allow_hyphen_values = true)]
    pub(crate) from: u64,
    /// How long trials are: the longer, the more the claim is worth
    #[arg(long, value_enum, default_value_t = ProfileName::Quick)]
    pub(crate) profile: ProfileName,
    /// Schedule that each trial measures, instead of the profile's
    #[arg(short, long, value_name = "TIME", value_parser = positive_nanos, allow_hyphen_values = true)]
    pub(crate) measure: Option<u64>,
    /// Schedule that is played before measuring begins, instead of the profile's
    #[arg(long, value_name = "TIME", value_parser = nanos, allow_hyphen_values = true)]
    pub(crate) warm_up: Option<u64>,
    /// Splits of the source, each with a watermark of its own; users are spread over them
    #[arg(long, value_name = "NUMBER", value_parser = splits, default_value = "1", allow_hyphen_values = true)]
    pub(crate) splits: u32,
    /// Only search and confirm: neither latency over load nor the approach from above
    #[arg(long)]
    pub(crate) no_curve: bool,
    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,
    #[command(flatten)]
    pub(crate) changes: QueryArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// An engine, and the text that names it to another process.
#[derive(Clone, Debug)]
pub(crate) struct NamedEngine {
    pub(crate) text: String,
    pub(crate) engine: EngineText,
}

impl FromStr for NamedEngine {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self {
            text: text.to_owned(),
            engine: text.parse()?,
        })
    }
}

impl SearchArgs {
    /// Plans, searches, saves, prints, in this order.
    ///
    /// # Errors
    /// What cannot be planned, measured, saved or printed.
    pub(crate) fn carry_out(
        &self,
        argv: Vec<String>,
        typed_args: &[OsString],
        notes: Notes,
    ) -> Result<Exit, Failure> {
        let jobs = search_plan::jobs(self)?;
        if self.output.dry_run {
            stdout::print(&search_plan::text(&jobs, self.output.format)?)?;
            return Ok(Exit::Fine);
        }
        let directory = self.output.directory()?;
        let created = now();
        let journal = Journal::of::<SearchRecord>(directory.as_ref(), &created, notes);
        let (record, journal) = self.search(&jobs, created, argv, journal, notes)?;
        if record.searches.iter().all(|search| search.trials.is_empty()) {
            notes.important("stopped before the first trial was finished: there is nothing to save");
            journal.discard();
            return Ok(Exit::Interrupted);
        }
        let ended = conclude(&record, journal, directory.as_ref(), &self.output, notes);
        if !record.complete {
            notes.important(&format!("to search again: {}", typed(typed_args)));
        }
        ended
    }

    /// All searches one after the other.
    fn search(
        &self,
        jobs: &[Job],
        created: String,
        argv: Vec<String>,
        journal: Journal,
        notes: Notes,
    ) -> Result<(SearchRecord, Journal), Failure> {
        let stop = interrupt::flag(
            notes,
            "stopping; every finished trial is kept (Ctrl-C again ends at once)",
        )?;
        notes.warn_of_debug_build();
        let instruments = search_plan::instruments(self, &jobs[0], notes, &stop)?;
        let mut reporter = SearchReporter::new(jobs, journal, notes);
        let (mut searches, mut complete) = (Vec::new(), true);
        for job in jobs {
            reporter.next(job);
            let mut processes = TrialProcesses::new(job, &argv, &stop);
            let found = search(&job.plan, &mut processes, &mut reporter);
            complete = found.complete;
            let arm = &job.engine.engine.arm;
            searches.push(described(&arm.label, &arm.engine, &job.query, &job.plan, found));
            if !complete {
                break;
            }
        }
        let scenario = search_plan::scenario(self)?;
        let mut record = document(
            created,
            argv,
            instruments,
            self.profile.profile(),
            scenario,
            searches,
        );
        record.complete = complete;
        record.warnings = search_plan::warnings(jobs, &record.machine);
        Ok((record, reporter.into_journal()))
    }
}
