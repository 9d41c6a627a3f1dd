//! The command `detect`: a comparison with attacks in it.

use clap::Command;
use clap::builder::ArgPredicate;
use streamgauge_runner::ProfileLengths;

/// What `detect` is for.
pub(crate) const DETECT_ABOUT: &str = "\
Find injected attacks: which model finds which, how soon, and why.

This is `compare` with other defaults, and takes all of its flags: the three queries that raise alerts; micro-batches every \
10 s and every minute, and event at a time; two hours of ratings on a virtual clock at real pace, 5 a second. At that rate \
each of ten films is rated 15 times in 30 s and each of 1000 users once in 200 s, so the traffic itself hardly ever raises an \
alert. Every five minutes a film is attacked in a burst and another slowly, and users rate without end: in a burst that \
windows of 30 s catch, in one that sessions catch too, and slowly.

Prints which attacks were found and why not the others; the page lists them one by one.";

/// What the help of `detect` teaches.
pub(crate) const DETECT_EXAMPLES: &str = "\
Examples:
  streamgauge detect
  streamgauge detect --late-fraction 0        what the queries find if nothing is late
  streamgauge detect --rate 50                ten times the traffic: attacks drown in it
  streamgauge detect --query hyperactive-users,suspicious-sessions --attack user:every=1min,ratings=16,for=40s
  streamgauge detect --clock live --time-scale 200 --rate 1k --measure 36s --warm-up 600ms";

/// The engines of `detect`.
const ENGINES: [&str; 3] = [
    "micro-batch:trigger=10s",
    "micro-batch:trigger=1min",
    "event-at-a-time:watermark=per-event",
];
/// The queries of `detect`: all that raise alerts.
const QUERIES: [&str; 3] = ["suspicious-movies", "hyperactive-users", "suspicious-sessions"];
/// The attacks of `detect`: bursts and slow ones, below and above the limits of the queries.
const ATTACKS: [&str; 5] = [
    "film:every=5min,ratings=40,for=10s",
    "film:every=5min,ratings=40,for=3min",
    "user:every=5min,ratings=14,for=10s",
    "user:every=5min,ratings=18,for=15s",
    "user:every=5min,ratings=20,for=100s",
];
/// Repeats and lengths of `detect` without a profile: simulated repeats are identical.
pub(crate) const DETECT: ProfileLengths = ProfileLengths {
    repeats: 1,
    warm_up_ns: 120_000_000_000,
    measured_ns: 7_200_000_000_000,
    capacity: false,
};

/// The arguments of `compare` with the defaults of `detect`. A file of ratings keeps its own pace.
pub(crate) fn preset(command: Command) -> Command {
    command
        .mut_arg("engine", |arg| arg.default_values(ENGINES))
        .mut_arg("query", |arg| arg.default_values(QUERIES))
        .mut_arg("attack", |arg| {
            arg.default_values(ATTACKS)
                .help("Attacks to inject, on top of the other events; give it once for each kind")
        })
        .mut_arg("clock", |arg| arg.default_value("simulated"))
        .mut_arg("drain", |arg| arg.default_value("5min"))
        .mut_arg("rate", |arg| {
            arg.default_value("5")
                .default_value_if("ratings", ArgPredicate::IsPresent, None)
                .help("Arrivals per second of wall time, such as 10k or 1.5M")
        })
        .mut_arg("time_scale", |arg| {
            arg.default_value("1").help("How many times faster than the clock event time runs")
        })
        .mut_arg("repeats", |arg| {
            arg.help("How often each engine answers each query, in interleaved order [default: 1, or the profile's]")
        })
        .mut_arg("measure", |arg| arg.help("Schedule that is measured in each run [default: 2h, or the profile's]"))
        .mut_arg("warm_up", |arg| {
            arg.help("Schedule that is played before measuring begins [default: 2min, or the profile's]")
        })
}
