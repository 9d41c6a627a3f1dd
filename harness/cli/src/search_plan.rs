//! From the arguments of `search` to what is searched.

use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use serde_json::json;
use streamgauge_model::{Query, WindowSpec};
use streamgauge_record::{Machine, SearchScenario, Setting};
use streamgauge_render::LATENCIES;
use streamgauge_runner::{
    ComparisonPlan, EngineChoice, Headline, Instruments, Silent, headline, machine_warnings,
};
use streamgauge_search::{Lengths, SearchPlan, waits_ns};
use streamgauge_workloads::{ArrivalLaw, Scenario, ScenarioKind};

use crate::duration;
use crate::failure::Failure;
use crate::notes::Notes;
use crate::output_args::Format;
use crate::plan::check_idle;
use crate::search::{NamedEngine, SearchArgs};
use crate::search_time::SearchTime;
use crate::{dry_run, memory};

/// Schedule that is made for looking at the instruments, nanoseconds.
const INSTRUMENTS_NS: u64 = 1_000_000_000;

/// One engine on one query.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) engine: NamedEngine,
    pub(crate) query: Query,
    pub(crate) plan: SearchPlan,
    /// Users for each event per second; `None`: as many as the scenario has.
    pub(crate) users_per_event_per_s: Option<f64>,
}

impl Job {
    /// About how long it takes, from and to, wall nanoseconds.
    pub(crate) fn estimated_ns(&self) -> (u64, u64) {
        self.time().whole_ns()
    }

    /// The time that its trials take.
    pub(crate) fn time(&self) -> SearchTime {
        SearchTime::new(&self.plan.lengths, self.plan.from_per_s, self.plan.curve)
    }
}

/// Every engine on every query, each known to be possible.
///
/// # Errors
/// What cannot be searched, and why.
pub(crate) fn jobs(args: &SearchArgs) -> Result<Vec<Job>, Failure> {
    let scenario = playable(args)?;
    check_objectives(args)?;
    let mut jobs = Vec::new();
    for query in &args.query {
        let changed = args.changes.apply(std::slice::from_ref(query))?;
        for engine in &args.engine {
            rehearse(engine, &changed, &scenario, args)?;
            for query in &changed {
                jobs.push(job(args, engine, query, &scenario)?);
            }
        }
    }
    Ok(jobs)
}

fn job(args: &SearchArgs, engine: &NamedEngine, query: &Query, scenario: &Scenario) -> Result<Job, Failure> {
    let arm = &engine.engine.arm;
    let Some(waits_ns) = waits_ns(&arm.engine) else {
        return Err(Failure::Usage(format!(
            "'{}' stops by itself, so there is no rate that it sustains; use trigger=back-to-back or an interval",
            arm.label
        )));
    };
    let usual = Lengths::of(args.profile.profile(), query, waits_ns, scenario.time_scale);
    let lengths = Lengths {
        warm_up_ns: args.warm_up.unwrap_or(usual.warm_up_ns),
        measured_ns: args.measure.unwrap_or(usual.measured_ns),
        ..usual
    };
    check_measurable(args, engine, query)?;
    Ok(Job {
        engine: engine.clone(),
        query: query.clone(),
        plan: SearchPlan {
            from_per_s: args.from,
            seed: args.scenario.seed().unwrap_or(scenario.seed),
            lengths,
            waits_ns,
            memory: memory::for_trials(query),
            objectives: args.slo.clone(),
            curve: !args.no_curve,
        },
        users_per_event_per_s: users_per_event(args, scenario),
    })
}

/// Load grows by more users, each as busy as before, unless their number was given. Those of `movielens` and of a file
/// are a population of their own.
fn users_per_event(args: &SearchArgs, scenario: &Scenario) -> Option<f64> {
    let grows = scenario.kind == ScenarioKind::Ratings && !args.scenario.has_users();
    grows.then(|| f64::from(scenario.users) / scenario.rate_per_s as f64)
}

/// The scenario, if it can be played at any rate for as long as asked.
fn playable(args: &SearchArgs) -> Result<Scenario, Failure> {
    let fail = |text: &str| Err(Failure::Usage(text.to_owned()));
    if args.scenario.rate().is_some() {
        return fail(
            "--rate changes nothing here: the rate is what is searched; use --from for where to begin",
        );
    }
    let scenario = args.scenario.scenario()?;
    match scenario.arrival {
        _ if scenario.kind == ScenarioKind::File => {
            fail("a file ends, and a search does not know when; use --scenario ratings or movielens")
        }
        ArrivalLaw::Step { .. } | ArrivalLaw::SingleBurst { .. } | ArrivalLaw::Saturated => fail(
            "the rate must not change while it is measured; use --arrivals constant, poisson, burst or sine",
        ),
        _ => Ok(scenario),
    }
}

fn check_objectives(args: &SearchArgs) -> Result<(), Failure> {
    let known = |name: &str| LATENCIES.iter().any(|(latency, _)| *latency == name);
    let unknown = args
        .slo
        .iter()
        .filter_map(|objective| objective.latency())
        .find(|name| !known(name));
    unknown.map_or(Ok(()), |name| {
        let names: Vec<&str> = LATENCIES.iter().map(|(name, _)| *name).collect();
        let text = crate::suggestion::unknown("latency", name, names);
        Err(Failure::Usage(format!("--slo: {text}")))
    })
}

/// Refuses an objective for a latency that an engine on this query does not have: every trial would fail by it.
fn check_measurable(args: &SearchArgs, engine: &NamedEngine, query: &Query) -> Result<(), Failure> {
    let arm = &engine.engine.arm;
    let choice = arm.engine_for(query, engine.engine.mode.is_some());
    let rules = match &choice {
        EngineChoice::Null => None,
        EngineChoice::Rules(rules) => Some(rules),
    };
    let (exists, instead): (fn(&str) -> bool, &str) = match headline(query, rules) {
        Headline::Window => (
            |name| !["total", "process"].contains(&name),
            "from_trigger or event_total",
        ),
        Headline::Event if query.window == WindowSpec::Running => (|name| OF_EVENTS.contains(&name), "total"),
        Headline::Event => (|name| !OF_RESULTS.contains(&name), "total or event_total"),
    };
    let latencies = args.slo.iter().filter_map(|objective| objective.latency());
    match latencies.into_iter().find(|latency| !exists(latency)) {
        Some(latency) => Err(Failure::Usage(format!(
            "--slo: '{}' on {} has no latency '{latency}'; use {instead}",
            arm.label, query.name
        ))),
        None => Ok(()),
    }
}

/// All latencies of a query without windows.
const OF_EVENTS: [&str; 5] = ["slip", "queue", "process", "total", "event_time"];
/// Latencies of the results of windows that leave when they are complete.
const OF_RESULTS: [&str; 8] = [
    "from_trigger",
    "first_result",
    "from_last",
    "from_end",
    "policy",
    "first_of_window",
    "last_of_window",
    "window_drain",
];

/// Lets the engine answer the queries for a simulated moment, so that what is illegal is refused at once.
fn rehearse(
    engine: &NamedEngine,
    queries: &[Query],
    scenario: &Scenario,
    args: &SearchArgs,
) -> Result<(), Failure> {
    let arms = vec![engine.engine.arm.clone()];
    let plan = ComparisonPlan {
        splits: args.splits,
        keep_output_modes: engine.engine.mode.is_some(),
        ..ComparisonPlan::new(arms, queries.to_vec(), scenario.clone())
    };
    check_idle(&plan)?;
    dry_run::rehearse(&plan)
}

/// The machine, the floor and what the harness costs, at the rate at which the search begins.
///
/// # Errors
/// As [`jobs`], and if the null engine cannot be run.
pub(crate) fn instruments(
    args: &SearchArgs,
    job: &Job,
    notes: Notes,
    stop: &AtomicBool,
) -> Result<Instruments, Failure> {
    notes.info("looking at the machine and at what the harness adds");
    let scenario = Scenario {
        rate_per_s: args.from,
        ..playable(args)?
    };
    let plan = ComparisonPlan {
        splits: args.splits,
        measured_ns: INSTRUMENTS_NS,
        ..ComparisonPlan::new(
            vec![job.engine.engine.arm.clone()],
            vec![job.query.clone()],
            scenario,
        )
    };
    Ok(Instruments::of(&plan, &mut Silent, stop)?)
}

/// What every trial is fed, for the record.
///
/// # Errors
/// As [`jobs`].
pub(crate) fn scenario(args: &SearchArgs) -> Result<SearchScenario, Failure> {
    let scenario = playable(args)?;
    let users_per_event_per_s = users_per_event(args, &scenario);
    let differs = |name: &str| {
        let word = name.to_lowercase();
        ["rate", "seed", "length"]
            .iter()
            .any(|other| word.contains(other))
            || (users_per_event_per_s.is_some() && word.contains("users"))
    };
    let parameters = scenario
        .parameters()
        .into_iter()
        .filter(|(name, _)| !differs(name));
    Ok(SearchScenario {
        name: scenario.kind.name().to_owned(),
        parameters: parameters.map(|(name, value)| Setting { name, value }).collect(),
        time_scale: scenario.time_scale,
        users_per_event_per_s,
    })
}

/// What a reader must know before trusting the figures.
pub(crate) fn warnings(jobs: &[Job], machine: &Machine) -> Vec<String> {
    let arms: Vec<_> = jobs.iter().map(|job| job.engine.engine.arm.clone()).collect();
    machine_warnings(&arms, machine)
}

/// The plan in the format asked for.
///
/// # Errors
/// Formats that have no place for a plan.
pub(crate) fn text(jobs: &[Job], format: Format) -> Result<String, Failure> {
    match format {
        Format::Human => Ok(for_people(jobs)),
        Format::Json => for_machines(jobs),
        _ => Err(Failure::Usage(
            "a plan is printed with --format human or json only".to_owned(),
        )),
    }
}

fn for_people(jobs: &[Job]) -> String {
    let mut text = String::new();
    for job in jobs {
        let procedure = job.plan.procedure();
        let _ = writeln!(
            text,
            "{} · {}\n  doubling from {} events/s until it fails, bisection to a ratio of {}, confirmation by {} repeats of which {} \
             must pass{}\n  each trial: warm-up {} · measured {} ({} for more than an indicative claim) · drain at most {}\n  \
             objectives: {}\n  about {} to {}",
            job.engine.engine.arm.label,
            job.query.name,
            crate::quantity::spaced(procedure.from_per_s),
            procedure.ratio,
            procedure.repeats,
            procedure.needed,
            if job.plan.curve {
                ", the curve at 10 to 110 %, once from above"
            } else {
                ""
            },
            duration::text(procedure.warm_up_ns),
            duration::text(procedure.measured_ns),
            duration::text(procedure.full_measured_ns),
            duration::text(job.plan.drain_limit_ns()),
            if procedure.objectives.is_empty() {
                "none".to_owned()
            } else {
                procedure.objectives.join(", ")
            },
            duration::rough(job.estimated_ns().0),
            duration::rough(job.estimated_ns().1),
        );
    }
    text
}

fn for_machines(jobs: &[Job]) -> Result<String, Failure> {
    let one = |job: &Job| {
        json!({
            "arm": job.engine.engine.arm.label,
            "query": job.query.name,
            "procedure": job.plan.procedure(),
            "estimated_ns": [job.estimated_ns().0, job.estimated_ns().1],
        })
    };
    let value = json!({"reason": "plan", "searches": jobs.iter().map(one).collect::<Vec<_>>()});
    serde_json::to_string_pretty(&value)
        .map(|text| text + "\n")
        .map_err(|error| Failure::Unexpected(error.to_string()))
}
