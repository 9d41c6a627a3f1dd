//! Trials of a search, each in a process of its own.

use std::ffi::OsString;
use std::sync::atomic::{AtomicBool, Ordering};

use streamgauge_record::{Run, Slot};
use streamgauge_runner::{Laboratory as _, RunError, broken_run};
use streamgauge_search::{Laboratory, Order};
use streamgauge_workloads::ArrivalLaw;

use crate::fresh_process::FreshProcesses;
use crate::queue_zones::zones_text;
use crate::search_plan::Job;

/// Flags of the search that each trial sets for itself, or that are none of its business.
const NOT_PASSED_ON: [&str; 8] = [
    "--engine",
    "--query",
    "--slo",
    "--from",
    "--profile",
    "--measure",
    "--warm-up",
    "--seed",
];
/// The same, of flags without a value.
const NOT_PASSED_ON_BARE: [&str; 1] = ["--no-curve"];

/// Has a fresh process measure each trial.
pub(crate) struct TrialProcesses<'a> {
    job: &'a Job,
    /// Flags that all trials share.
    shared: Vec<String>,
    stop: &'a AtomicBool,
}

impl<'a> TrialProcesses<'a> {
    /// The trials of a job, with the flags of the search that concern events and answers.
    pub(crate) fn new(job: &'a Job, argv: &[String], stop: &'a AtomicBool) -> Self {
        Self {
            job,
            shared: passed_on(argv),
            stop,
        }
    }

    /// A trial whose process was killed or could not begin: void, and the search goes on.
    fn without_figures(&self, order: &Order, error: &RunError) -> Run {
        let arm = &self.job.engine.engine.arm;
        let slot = Slot {
            arm: arm.label.clone(),
            query: self.job.query.name.clone(),
            repeat: 0,
        };
        let mut run = broken_run(
            &self.job.query,
            &arm.engine,
            &slot,
            order.number,
            error.to_string(),
        );
        run.status.harness_fault = true;
        run
    }

    fn argv(&self, order: &Order) -> Vec<String> {
        let mut argv: Vec<String> = ["streamgauge", "run"].map(str::to_owned).to_vec();
        argv.extend(self.shared.iter().cloned());
        let ns = |ns: u64| format!("{ns}ns");
        let rate = order
            .overload
            .map_or(order.rate_per_s, |overload| overload.rate_per_s);
        let mut set = |flag: &str, value: String| argv.extend([flag.to_owned(), value]);
        set("--engine", self.job.engine.text.clone());
        set("--query", self.job.query.name.clone());
        set("--rate", rate.to_string());
        set("--seed", order.seed.to_string());
        set("--warm-up", ns(order.warm_up_ns));
        set("--measure", ns(order.measured_ns));
        set("--drain", ns(order.drain_ns));
        set("--slip-limit", ns(order.slip_ns));
        set("--queue", order.queue_events.to_string());
        set("--repeats", "1".to_owned());
        set("--retries", "0".to_owned());
        if let Some(users) = self.job.users_per_event_per_s {
            set("--users", users_at(order.rate_per_s, users).to_string());
        }
        if let Some(zones) = order.zones {
            set("--queue-zones", zones_text(zones));
        }
        if let Some(overload) = order.overload {
            let law = ArrivalLaw::Step {
                at_ns: overload.length_ns,
                factor: order.rate_per_s as f64 / overload.rate_per_s as f64,
            };
            set("--arrivals", law.to_string());
        }
        argv.push("--no-capacity".to_owned());
        argv
    }
}

impl Laboratory for TrialProcesses<'_> {
    fn trial(&mut self, order: &Order) -> Option<Run> {
        if self.stop.load(Ordering::Relaxed) {
            return None;
        }
        let argv: Vec<OsString> = without_arrivals(self.argv(order), order)
            .into_iter()
            .map(OsString::from)
            .collect();
        match FreshProcesses::new(&argv, order.seed).measure(0, self.stop) {
            // What was broken off is no trial.
            _ if self.stop.load(Ordering::Relaxed) => None,
            Ok(run) => Some(run),
            Err(error) => Some(self.without_figures(order, &error)),
        }
    }
}

/// Users at a rate: at least one, and no more than there are numbers for.
fn users_at(rate_per_s: u64, users_per_event_per_s: f64) -> u64 {
    ((rate_per_s as f64 * users_per_event_per_s).round() as u64).clamp(1, 1 << 24)
}

/// The flags of a search that its trials take over.
fn passed_on(argv: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut words = argv.iter().skip(2);
    while let Some(word) = words.next() {
        if NOT_PASSED_ON.contains(&word.as_str()) {
            words.next();
        } else if !NOT_PASSED_ON_BARE.contains(&word.as_str()) {
            kept.push(word.clone());
        }
    }
    kept
}

/// A trial from above has an arrival law of its own, the last one named.
fn without_arrivals(argv: Vec<String>, order: &Order) -> Vec<String> {
    let first = argv.iter().position(|word| word == "--arrivals");
    let last = argv.iter().rposition(|word| word == "--arrivals");
    match (first, last) {
        (Some(first), Some(last)) if first != last && order.overload.is_some() => {
            [&argv[..first], &argv[first + 2..]].concat()
        }
        _ => argv,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn what_concerns_events_and_answers_is_passed_on_and_the_rest_is_not() {
        let argv = words(
            "streamgauge search --engine null --query a --query b --slo total.p50<1s --from 5 --profile quick --no-curve \
             --splits 2 --seed 7 --late-fraction 0 --skip-bad-lines --size 5s",
        );
        assert_eq!(
            passed_on(&argv),
            words("--splits 2 --late-fraction 0 --skip-bad-lines --size 5s")
        );
    }

    #[test]
    fn users_grow_with_the_rate() {
        assert_eq!(users_at(10_000, 0.1), 1000);
        assert_eq!(users_at(1, 0.1), 1);
        assert_eq!(users_at(u64::MAX, 0.1), 1 << 24);
    }
}
