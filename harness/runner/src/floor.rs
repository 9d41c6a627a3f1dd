//! What the harness itself adds.

use std::sync::atomic::AtomicBool;

use streamgauge_model::Query;
use streamgauge_oracle::Reference;
use streamgauge_record::Floor;

use crate::attribution::Attribution;
use crate::comparison_plan::{CAPACITY_EVENTS, PRELUDE_NS};
use crate::latency::Latencies;
use crate::played::Played;
use crate::void::SLIP_NS;
use crate::{
    ComparisonPlan, EngineChoice, MeasuredPhase, Observed, RunError, Setup, Subject, Verdict, run_live,
};

/// Measures the null engine: half a second of the schedule, paced, for latency and the source's share of a core;
/// then many events due at once, for the capacity of source, queue and recorder.
///
/// # Errors
/// As [`run_live`].
pub(crate) fn measure_floor(
    plan: &ComparisonPlan,
    played: &Played,
    stop: &AtomicBool,
) -> Result<Option<Floor>, RunError> {
    let query = &plan.queries[0];
    let setup = |arrivals| Setup {
        splits: plan.splits,
        queue_capacity: plan.queue_capacity,
        drain_ns: plan.drain_ns,
        ..Setup::new(query.clone(), EngineChoice::Null, arrivals)
    };
    let paced = run_live(&setup(played.until(PRELUDE_NS)), stop)?;
    let at_once = run_live(&setup(played.at_once(plan, CAPACITY_EVENTS)?), stop)?;
    if paced.interrupted || at_once.interrupted {
        return Ok(None);
    }
    let distributions = latencies(query, played, &paced).distributions();
    Ok(distributions.get("total").map(|total| Floor {
        total: total.clone(),
        capacity_per_s: capacity_per_s(&at_once),
        source_cpu_share: paced
            .source_cpu_ns
            .map(|cpu| cpu as f64 / paced.end_ns.max(1) as f64),
    }))
}

fn latencies(query: &Query, played: &Played, observed: &Observed) -> Latencies {
    let subject = Subject {
        query,
        rules: None,
        phase: MeasuredPhase {
            warm_up_ns: 0,
            measured_ns: PRELUDE_NS,
        },
        slip_ns: SLIP_NS,
        phi: played.phi,
        reference: &Reference::new(query, &[], played.phi),
        observed,
        verdict: &Verdict::default(),
    };
    Latencies::of(&subject, &Attribution::of(&subject))
}

/// Events per second from the start of a schedule whose events are all due at once to the last that passed.
fn capacity_per_s(observed: &Observed) -> Option<f64> {
    let last = observed
        .tasks
        .iter()
        .flat_map(|task| task.passed_ns.last())
        .max()?;
    let events = observed
        .tasks
        .iter()
        .map(|task| task.passed_ns.len())
        .sum::<usize>();
    (*last > 0).then(|| events as f64 * 1e9 / *last as f64)
}
