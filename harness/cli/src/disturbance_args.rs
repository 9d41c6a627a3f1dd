//! Flags that disturb a run: the workload, or the engine.

use clap::Args;
use streamgauge_runner::Stall;
use streamgauge_workloads::{ArrivalLaw, Scenario, Silence};

use crate::duration::{nanos, positive_nanos};
use crate::scenario_args::{set, share};

/// What disturbs the events.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct DisturbanceArgs {
    /// Share of all ratings that go to one further, hot movie [default: 0]
    #[arg(long, value_name = "SHARE", value_parser = share, allow_hyphen_values = true)]
    pub(crate) hot_key: Option<f64>,
    /// One burst: FACTOR times the rate from AT on, as 3s:500ms:8
    ///
    /// AT counts from the start of the schedule, warm-up included. The same as --arrivals
    /// single-burst:at=AT,for=FOR,factor=FACTOR. The report says how long each engine took to catch up.
    #[arg(long, value_name = "AT:FOR:FACTOR", value_parser = burst, conflicts_with = "arrivals")]
    pub(crate) burst: Option<ArrivalLaw>,
    /// One of SPLITS sources falls silent from AT on, as 3s:500ms:4; its events arrive together afterwards
    ///
    /// Nothing is lost and no event time changes: what the users of split 0 rate meanwhile (every SPLITS-th user) is held
    /// back until the source is back. With as many --splits, its watermark stands still meanwhile: engines without
    /// idleness detection wait for it, with it (event-at-a-time:idle=...) they go on, and what comes back may be late.
    #[arg(long, value_name = "AT:FOR:SPLITS")]
    pub(crate) silence: Option<Silence>,
}

impl DisturbanceArgs {
    /// Replaces the defaults by what was given.
    pub(crate) fn apply(&self, scenario: &mut Scenario) {
        set(&mut scenario.hot_key, self.hot_key);
        set(&mut scenario.arrival, self.burst);
        scenario.silence = self.silence;
    }
}

/// The pause of an engine: `AT:FOR`.
///
/// # Errors
/// Says what is wrong with the text and what would be right.
pub(crate) fn stall(text: &str) -> Result<Stall, String> {
    let (at, lasts) = text
        .split_once(':')
        .ok_or_else(|| format!("'{text}' is not AT:FOR; write one such as 3s:500ms"))?;
    Ok(Stall {
        at_ns: nanos(at)?,
        for_ns: positive_nanos(lasts)?,
    })
}

/// A single burst: `AT:FOR:FACTOR`.
fn burst(text: &str) -> Result<ArrivalLaw, String> {
    let [at, lasts, factor] = text.split(':').collect::<Vec<_>>()[..] else {
        return Err(format!(
            "'{text}' is not AT:FOR:FACTOR; write one such as 3s:500ms:8"
        ));
    };
    let law = format!("single-burst:at={at},for={lasts},factor={factor}");
    law.parse()
        .map_err(|error: streamgauge_workloads::WorkloadError| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stalls_and_bursts_are_read() {
        let (at_ns, for_ns) = (3_000_000_000, 500_000_000);
        assert_eq!(stall("3s:500ms"), Ok(Stall { at_ns, for_ns }));
        let factor = 8.0;
        assert_eq!(
            burst("3s:500ms:8"),
            Ok(ArrivalLaw::SingleBurst {
                at_ns,
                for_ns,
                factor
            })
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, says) in [
            ("3s", "is not AT:FOR"),
            ("3s:0s", "no time at all"),
            ("3:1s", "has no unit"),
        ] {
            assert!(stall(text).unwrap_err().contains(says), "{text}");
        }
        for (text, says) in [
            ("3s:1s", "is not AT:FOR:FACTOR"),
            ("3s:0s:2", "must last"),
            ("3s:1s:0.5", "factor must be from 1"),
            ("3s:1s:many", "is not a number"),
        ] {
            assert!(burst(text).unwrap_err().contains(says), "{text}");
        }
    }
}
