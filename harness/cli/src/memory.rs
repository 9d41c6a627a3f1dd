//! Whether a plan fits into memory.

use std::fs;

use streamgauge_doctor::machine;
use streamgauge_model::{Query, WindowSpec};
use streamgauge_runner::ComparisonPlan;
use streamgauge_search::Memory;
use streamgauge_workloads::{ArrivalLaw, ScenarioKind};

use crate::failure::Failure;

/// What an event takes: the arrival itself, when it was handed over and taken, what the oracle makes of it. Measured at
/// 137 bytes at the peak.
const BYTES_PER_EVENT: u128 = 160;
/// What an event takes in addition where it may emit a row of its own, or several: rows are kept until they are judged.
/// Measured at 120 bytes.
const BYTES_PER_ROW: u128 = 130;

/// All arrivals of a comparison are made before the clock starts, and all that engines say is kept until it is judged.
/// Refuses what would take more than three quarters of the memory that is free.
///
/// # Errors
/// What is needed, what is there, and what to lower.
pub(crate) fn check(plan: &ComparisonPlan) -> Result<(), Failure> {
    let scenario = &plan.scenario;
    // How many events a file holds is known only once it is read.
    if scenario.kind == ScenarioKind::File && !scenario.file.by_rate {
        return Ok(());
    }
    check_events(planned_events(plan), plan)
}

/// As [`check`], for a known number of events.
///
/// # Errors
/// As [`check`].
pub(crate) fn check_events(events: u128, plan: &ComparisonPlan) -> Result<(), Failure> {
    let by_event_time = plan.scenario.kind == ScenarioKind::File && !plan.scenario.file.by_rate;
    let pace = if by_event_time { "--time-scale" } else { "--rate" };
    fits(events, bytes_per_event(plan), available())
        .map_err(|text| Failure::Usage(format!("{text}; lower {pace}, --measure or --warm-up")))
}

/// Whether so many events that are all due at once fit.
///
/// # Errors
/// What is needed, and what is there.
pub(crate) fn check_trial(events: usize, plan: &ComparisonPlan) -> Result<(), String> {
    fits(events as u128, bytes_per_event(plan), available())
}

/// Events of the plan's schedule.
fn planned_events(plan: &ComparisonPlan) -> u128 {
    let scenario = &plan.scenario;
    let events = |ns: u64| u128::from(scenario.rate_per_s) * u128::from(ns) / 1_000_000_000;
    let end_ns = plan.phase().end_ns();
    let others = match scenario.arrival {
        ArrivalLaw::Step { at_ns, factor } => {
            let after = events(end_ns.saturating_sub(at_ns)) as f64 * factor;
            events(end_ns.min(at_ns)).saturating_add(after as u128)
        }
        ArrivalLaw::SingleBurst {
            at_ns,
            for_ns,
            factor,
        } => {
            let lasts_ns = for_ns.min(end_ns.saturating_sub(at_ns));
            let more = events(lasts_ns) as f64 * (factor - 1.0);
            events(end_ns).saturating_add(more as u128)
        }
        _ => events(end_ns),
    };
    others.saturating_add(scenario.attack_ratings(end_ns))
}

/// Bytes that a trial of a search may take, and what an event of it takes: three fifths of what is free, because a trial
/// is checked again by the process that makes it.
pub(crate) fn for_trials(query: &Query) -> Option<Memory> {
    // Sessions end about as often as events come.
    let emits = !matches!(query.window, WindowSpec::Tumbling { .. });
    let bytes = BYTES_PER_EVENT + if emits { BYTES_PER_ROW } else { 0 };
    available().map(|available| Memory {
        bytes: available / 5 * 3,
        bytes_per_event: bytes as u64,
    })
}

fn bytes_per_event(plan: &ComparisonPlan) -> u128 {
    let emits = |window| matches!(window, WindowSpec::Running | WindowSpec::Sliding { .. });
    if plan.queries.iter().any(|query| emits(query.window)) {
        BYTES_PER_EVENT + BYTES_PER_ROW
    } else {
        BYTES_PER_EVENT
    }
}

/// Bytes that are free, or else all that the machine has; `None` where it does not tell.
fn available() -> Option<u64> {
    let meminfo = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    mem_available(&meminfo).or_else(|| Some(machine().memory_bytes).filter(|bytes| *bytes > 0))
}

/// `MemAvailable` of `/proc/meminfo`.
fn mem_available(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find(|line| line.starts_with("MemAvailable:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    kib.checked_mul(1024)
}

fn fits(events: u128, bytes_per_event: u128, available: Option<u64>) -> Result<(), String> {
    let needed = events.saturating_mul(bytes_per_event);
    let Some(available) = available.map(u128::from) else {
        return Ok(());
    };
    if needed <= available / 4 * 3 {
        return Ok(());
    }
    Err(format!(
        "{events} events need about {} GiB of memory and {} GiB are available, of which a quarter is kept free",
        gibibytes(needed),
        gibibytes(available)
    ))
}

fn gibibytes(bytes: u128) -> String {
    format!("{:.1}", bytes as f64 / (1_u64 << 30) as f64)
}

#[cfg(test)]
mod tests {
    use streamgauge_runner::{Arm, EngineChoice};
    use streamgauge_workloads::{Scenario, query};

    use super::*;

    fn plan(name: &str) -> ComparisonPlan {
        let arm = Arm {
            label: "null".to_owned(),
            engine: EngineChoice::Null,
        };
        let scenario = Scenario::new(ScenarioKind::Ratings);
        ComparisonPlan::new(vec![arm], vec![query(name).unwrap()], scenario)
    }

    #[test]
    fn rows_of_their_own_are_counted() {
        assert_eq!(bytes_per_event(&plan("movie-tumbling")), 160);
        for name in ["movie-running", "low-ratings", "rating-sliding"] {
            assert_eq!(bytes_per_event(&plan(name)), 290, "{name}");
        }
    }

    #[test]
    fn a_quarter_is_kept_free() {
        let gib = 1 << 30;
        assert!(fits(3 << 20, 256, Some(gib)).is_ok());
        let refusal = fits((3 << 20) + 1, 256, Some(gib)).unwrap_err();
        assert!(
            refusal.contains("need about 0.8 GiB of memory and 1.0 GiB are available"),
            "{refusal}"
        );
        assert!(
            fits(u128::MAX, 160, None).is_ok(),
            "an unknown machine refuses nothing"
        );
    }

    #[test]
    fn what_to_lower_is_said() {
        let mut file = plan("movie-tumbling");
        for (kind, says) in [
            (ScenarioKind::Ratings, "; lower --rate, --measure or --warm-up"),
            (ScenarioKind::File, "; lower --time-scale, --measure or --warm-up"),
        ] {
            file.scenario.kind = kind;
            let refused = check_events(u128::MAX, &file);
            assert!(
                matches!(&refused, Err(Failure::Usage(text)) if text.ends_with(says)),
                "{refused:?}"
            );
        }
    }

    #[test]
    fn huge_plans_are_refused_without_overflow() {
        assert!(fits(u128::MAX, 290, Some(u64::MAX)).is_err());
        let mut huge = plan("movie-running");
        huge.scenario.rate_per_s = u64::MAX;
        (huge.warm_up_ns, huge.measured_ns) = (u64::MAX / 4, u64::MAX / 4);
        huge.scenario.arrival = ArrivalLaw::Step {
            at_ns: 1,
            factor: 1e300,
        };
        assert!(fits(planned_events(&huge), bytes_per_event(&huge), Some(1 << 40)).is_err());
    }

    #[test]
    fn a_step_changes_how_many_there_are() {
        let mut stepped = plan("movie-tumbling");
        assert_eq!(planned_events(&stepped), 60_000);
        stepped.scenario.arrival = ArrivalLaw::Step {
            at_ns: 1_000_000_000,
            factor: 2.0,
        };
        assert_eq!(planned_events(&stepped), 110_000);
    }

    #[test]
    fn attacks_are_counted() {
        let mut attacked = plan("movie-tumbling");
        attacked.scenario.attacks = vec!["film:every=10min,ratings=100".parse().unwrap()];
        assert_eq!(
            planned_events(&attacked),
            60_200,
            "two periods in 6 s, 200 times as fast"
        );
    }

    #[test]
    fn the_kernel_says_what_is_free() {
        let meminfo = "MemTotal: 16 kB\nMemFree: 1 kB\nMemAvailable:   8 kB\n";
        assert_eq!(mem_available(meminfo), Some(8192));
        assert_eq!(mem_available("MemTotal: 16 kB\n"), None);
    }
}
