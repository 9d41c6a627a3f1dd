//! Flags that change how it is measured.

use clap::{Args, ValueEnum};
use streamgauge_record::Clock;
use streamgauge_runner::{DEFAULT_QUEUE_CAPACITY, QueueZones, Stall};

use crate::defaults;
use crate::disturbance_args::stall;
use crate::duration::nanos;
use crate::limits::{queue, splits};
use crate::profile_name::ProfileName;
use crate::queue_zones::queue_zones;
use crate::scenario_args::share;

/// How it is measured. These flags change figures, not events.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Measuring (changes figures, not events)")]
pub(crate) struct MeasureArgs {
    /// Choose repeats, lengths and capacity trials together; what is given on its own wins
    ///
    /// quick measures once, in about half a minute for `compare` as it is without other flags; its figures are
    /// indicative. standard repeats 8 times, so that intervals exist; about 16 minutes. thorough repeats 10 times for at
    /// least a minute, 10 windows and 30 triggers; 2 to 3 hours.
    #[arg(long, value_name = "NAME", value_enum)]
    pub(crate) profile: Option<ProfileName>,
    /// Schedule that is played before measuring begins [default: 250ms, or the profile's]
    #[arg(long, value_name = "TIME", value_parser = nanos, allow_hyphen_values = true)]
    pub(crate) warm_up: Option<u64>,
    /// Which clock drives the runs
    #[arg(long, value_enum, default_value_t = ClockName::Live)]
    pub(crate) clock: ClockName,
    /// Splits of the source, each with a watermark of its own; users are spread over them
    #[arg(long, value_name = "NUMBER", value_parser = splits, default_value = "1", allow_hyphen_values = true)]
    pub(crate) splits: u32,
    /// Room between source and engine, in events; when it is full, events wait in the source
    #[arg(long, value_name = "EVENTS", value_parser = queue, default_value_t = DEFAULT_QUEUE_CAPACITY as u64,
        allow_hyphen_values = true)]
    pub(crate) queue: u64,
    /// How long an engine may go on after the end of the schedule; then the run is void
    #[arg(long, value_name = "TIME", value_parser = nanos, default_value = defaults::DRAIN, allow_hyphen_values = true)]
    pub(crate) drain: u64,
    /// How late the source may be by its own fault, at the 99.9th percentile, before a run is void
    ///
    /// 1 % of the median total latency if that is more. Where the figures wanted are far above 1 ms, such as those of a
    /// trigger of seconds, more changes nothing of what they say and spares runs on a busy machine.
    #[arg(long, value_name = "TIME", value_parser = nanos, default_value = defaults::SLIP_LIMIT, allow_hyphen_values = true)]
    pub(crate) slip_limit: u64,
    /// Pause the engine for so long from AT on, as 3s:500ms; again for another pause
    ///
    /// AT counts from the start of the schedule, warm-up included. No task of the engine takes a step meanwhile; the
    /// source goes on, so what is due waits. The report says how long each engine took to catch up.
    #[arg(long, value_name = "AT:FOR", value_parser = stall, value_delimiter = ',')]
    pub(crate) stall: Vec<Stall>,
    /// Do not try how much each engine can take with everything due at once (live only; a fraction of a second per run)
    #[arg(long)]
    pub(crate) no_capacity: bool,
    /// How often a run is tried again that is void because the source fell behind, on a busy machine; the void run is
    /// kept, and all retries together are at most one for every twelve runs
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(0..=100), default_value = "2")]
    pub(crate) retries: u32,
    /// End a run whose engine falls this far behind: yellow, how long yellow is tolerated, red, as in 1s,2s,4s; what a
    /// trial of a search is told
    #[arg(long, hide = true, value_name = "YELLOW,TOLERATED,RED", value_parser = queue_zones)]
    pub(crate) queue_zones: Option<QueueZones>,
    /// Make every step of the engine this share longer: what the gate plants to see whether it would find it
    #[arg(long, hide = true, value_name = "SHARE", value_parser = share, default_value_t = 0.0)]
    pub(crate) drag: f64,
    /// Measure this slot of the plan alone and print its run as JSON: what a fresh process of a comparison is told
    #[arg(long, hide = true, value_name = "NUMBER")]
    pub(crate) slot: Option<usize>,
    /// Say on the standard error output, as lines of JSON, how the run of the slot goes: what a live view asks for
    #[arg(long, hide = true, requires = "slot")]
    pub(crate) glimpses: bool,
    /// Print, instead of the slot's run, how fast its engine is on one thread, without a queue: what the gate asks for
    #[arg(long, hide = true, requires = "slot", conflicts_with_all = ["glimpses", "clock"])]
    pub(crate) unthreaded: bool,
}

/// Which clock drives the runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ClockName {
    /// The clock of the machine: figures of speed
    Live,
    /// A virtual clock: faster, and the same bytes from run to run; shows waiting and late drops, not speed
    Simulated,
}

impl ClockName {
    pub(crate) const fn clock(self) -> Clock {
        match self {
            Self::Live => Clock::Live,
            Self::Simulated => Clock::Simulated,
        }
    }
}
