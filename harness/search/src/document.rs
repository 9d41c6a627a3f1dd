//! A search as a document.

use streamgauge_doctor::tool;
use streamgauge_model::Query;
use streamgauge_record::{Document as _, Profile, Search, SearchRecord, SearchScenario, VERSION};
use streamgauge_runner::{EngineChoice, Instruments, engine_settings, query_settings};

use crate::{Found, SearchPlan};

/// What was found about one engine on one query. Engine and query are described as the first trial does, which knows
/// the output mode that suits the query.
#[must_use]
pub fn described(arm: &str, engine: &EngineChoice, query: &Query, plan: &SearchPlan, found: Found) -> Search {
    let first = found.trials.first().map(|trial| &trial.run);
    Search {
        arm: arm.to_owned(),
        engine: first.map_or_else(|| engine_settings(engine), |run| run.engine.clone()),
        query: first.map_or_else(|| query_settings(query), |run| run.query.clone()),
        procedure: plan.procedure(),
        claim: found.claim,
        trials: found.trials,
    }
}

/// The instant now, as documents keep it.
#[must_use]
pub fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// All searches of a command as one document, which began at `created` (see [`now`]). It is named by that instant and a
/// few digits of the fingerprint of its first trial.
#[must_use]
pub fn document(
    created: String,
    argv: Vec<String>,
    instruments: Instruments,
    profile: Profile,
    scenario: SearchScenario,
    searches: Vec<Search>,
) -> SearchRecord {
    let fingerprints = searches.iter().flat_map(|search| &search.trials);
    let first = fingerprints
        .filter_map(|trial| trial.fingerprint.as_deref())
        .next();
    let digits = first.and_then(|print| print.get(..8)).unwrap_or("untried");
    let instant: String = created.chars().filter(char::is_ascii_alphanumeric).collect();
    SearchRecord {
        schema: SearchRecord::SCHEMA.to_owned(),
        version: VERSION.to_owned(),
        id: format!("search-{instant}-{digits}"),
        created,
        tool: tool(),
        argv,
        machine: instruments.machine,
        floor: instruments.floor,
        harness: instruments.harness,
        scenario,
        profile,
        searches,
        complete: true,
        warnings: Vec::new(),
    }
}
