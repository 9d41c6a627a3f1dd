//! A plan as text, for those who ask before they measure.

use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use serde_json::json;
use streamgauge_record::Clock;
use streamgauge_runner::{ComparisonPlan, Silent, Stall, compare, engine_settings, query_settings};

use crate::duration;
use crate::failure::Failure;
use crate::output_args::Format;
use crate::progress::by_builds;

/// The plan in the format asked for. It has been rehearsed: what is printed can be carried out.
///
/// # Errors
/// A plan that would be refused, and formats that have no place for a plan.
pub(crate) fn text(plan: &ComparisonPlan, format: Format) -> Result<String, Failure> {
    if !matches!(format, Format::Human | Format::Json) {
        return Err(Failure::Usage(
            "a plan is printed with --format human or json only".to_owned(),
        ));
    }
    rehearse(plan)?;
    if format == Format::Json {
        for_machines(plan)
    } else {
        Ok(for_people(plan))
    }
}

/// Opens the scenario and lets every engine answer every query for one simulated nanosecond.
pub(crate) fn rehearse(plan: &ComparisonPlan) -> Result<(), Failure> {
    let short = ComparisonPlan {
        clock: Clock::Simulated,
        warm_up_ns: 0,
        measured_ns: 1,
        repeats: 1,
        stalls: Vec::new(),
        until_decided: false,
        ..plan.clone()
    };
    compare(&short, &mut Silent, &AtomicBool::new(false))?;
    Ok(())
}

/// The plan, its settings and its order, in lines.
pub(crate) fn for_people(plan: &ComparisonPlan) -> String {
    let mut text = String::new();
    let scenario: Vec<String> = plan
        .played_scenario()
        .parameters()
        .iter()
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    let _ = writeln!(text, "events    {}", scenario.join(" · "));
    for arm in &plan.arms {
        let engine = engine_settings(&arm.engine);
        let mut settings: Vec<String> = engine
            .settings
            .iter()
            .filter(|setting| plan.keep_output_modes || setting.name != "output_mode")
            .map(|setting| format!("{} {}", setting.name, setting.value))
            .collect();
        if engine.name == "micro-batch" && !plan.keep_output_modes {
            settings.push("output_mode as suits the query".to_owned());
        }
        let _ = writeln!(
            text,
            "engine    {}: {} {}",
            arm.label,
            engine.name,
            settings.join(" · ")
        );
    }
    for query in &plan.queries {
        let settings = query_settings(query);
        let parts: Vec<String> = settings
            .settings
            .iter()
            .filter(|setting| setting.value != "none")
            .map(|setting| format!("{} {}", setting.name, setting.value))
            .collect();
        let _ = writeln!(text, "query     {}: {}", settings.name, parts.join(" · "));
    }
    let _ = writeln!(text, "each run  {}", each_run(plan));
    let slots = plan.slots();
    let _ = writeln!(
        text,
        "runs      {}{}, about {}",
        slots.len(),
        by_builds(plan),
        duration::rough(plan.estimated_ns())
    );
    for (number, slot) in slots.iter().enumerate() {
        let _ = writeln!(
            text,
            "{:>7}   {} · {} · repeat {}",
            number + 1,
            slot.query,
            slot.arm,
            slot.repeat + 1
        );
    }
    text
}

fn each_run(plan: &ComparisonPlan) -> String {
    let clock = match plan.clock {
        Clock::Live => "live",
        Clock::Simulated => "simulated",
    };
    format!(
        "clock {clock} · warm-up {} · measured {} · drain at most {} · splits {} · queue {} events{}{}",
        duration::text(plan.warm_up_ns),
        duration::text(plan.measured_ns),
        duration::text(plan.drain_ns),
        plan.splits,
        plan.queue_capacity,
        stalls(plan),
        if plan.tries_capacity() {
            " · with capacity trials"
        } else {
            ""
        }
    ) + &looks(plan)
}

/// When it is looked whether to stop, where that is not fixed.
fn looks(plan: &ComparisonPlan) -> String {
    let looks: Vec<String> = plan.look_repeats().iter().map(ToString::to_string).collect();
    if looks.is_empty() {
        return String::new();
    }
    format!(" · until decided, looking after {} repeats", looks.join(", "))
}

fn stalls(plan: &ComparisonPlan) -> String {
    let text = |stall: &Stall| {
        format!(
            " · stall {}:{}",
            duration::text(stall.at_ns),
            duration::text(stall.for_ns)
        )
    };
    plan.stalls.iter().map(text).collect()
}

fn for_machines(plan: &ComparisonPlan) -> Result<String, Failure> {
    let scenario: serde_json::Map<String, serde_json::Value> = plan
        .played_scenario()
        .parameters()
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect();
    let engines: Vec<_> = plan.arms.iter().map(|arm| engine_settings(&arm.engine)).collect();
    let queries: Vec<_> = plan.queries.iter().map(query_settings).collect();
    let value = json!({
        "reason": "plan",
        "argv": plan.argv,
        "plan": plan.record(),
        "scenario": scenario,
        "engines": engines,
        "queries": queries,
        "splits": plan.splits,
        "queue_events": plan.queue_capacity,
        "drain_ns": plan.drain_ns,
        "capacity_trials": plan.tries_capacity(),
        "looks_after_repeats": plan.look_repeats(),
        "estimated_ns": plan.estimated_ns(),
    });
    let text =
        serde_json::to_string_pretty(&value).map_err(|error| Failure::Unexpected(error.to_string()))?;
    Ok(text + "\n")
}
