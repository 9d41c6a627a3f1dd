//! Names and one-line meanings: laws, formats, latencies.

use crate::catalogue::Text;

/// How arrival laws are given.
pub(crate) const ARRIVALS_FLAG: &str = "Given with --arrivals. The mean rate stays that of --rate, except for step and single-burst, which change it, and saturated, where all is due at once.";
/// Arrival laws: name and summary.
pub(crate) const ARRIVAL_LAWS: [(&str, &str); 7] = [
    ("constant", "evenly spaced"),
    ("poisson", "independent exponential gaps"),
    (
        "burst",
        "phases of high and low rate: burst:on=1s,off=1s,factor=4",
    ),
    (
        "sine",
        "the rate swings around its mean: sine:period=10s,amplitude=0.5",
    ),
    ("step", "the rate changes once: step:at=5s,factor=2"),
    (
        "single-burst",
        "a higher rate for a while, as with --burst: single-burst:at=5s,for=1s,factor=4",
    ),
    (
        "saturated",
        "everything due at once, for measuring capacity; needs --warm-up 0s",
    ),
];

/// How lateness laws are given.
pub(crate) const LATENESS_FLAG: &str =
    "Given with --lateness; --late-fraction says how many events it concerns.";
/// Lateness laws: name and summary.
pub(crate) const LATENESS_LAWS: [(&str, &str); 5] = [
    ("fixed", "always the same: fixed:delay=60s, or just 60s"),
    (
        "uniform",
        "between two bounds: uniform:min=30s,max=120s, or just 30s..120s",
    ),
    ("exponential", "many short, few long: exponential:mean=30s"),
    ("pareto", "a heavy tail: pareto:min=5s,shape=1.5"),
    (
        "offline",
        "movielens: a whole sitting arrives together, later: offline:min=30s,max=120s",
    ),
];

/// How attacks are given.
pub(crate) const ATTACK_FLAG: &str =
    "Given with --attack, once for each kind. Of a file, the user of an attack is a new account.";
/// Attacks: name and summary.
pub(crate) const ATTACKS: [(&str, &str); 2] = [
    (
        "film",
        "bots rate one film: film:every=2min,ratings=40,for=20s,bots=20,stars=0.5",
    ),
    (
        "user",
        "one user rates without end: user:every=2min,ratings=20,for=20s",
    ),
];

const READ: &str =
    "Read with --ratings FILE; named with --ratings-format where the beginning of the file does not tell.";
const READ_AND_WRITTEN: &str = "Written by `generate` with --format; read with --ratings FILE.";
/// Formats of files of events.
pub(crate) const FILE_FORMATS: [Text; 6] = [
    ("json-lines", "events, one JSON object per line", READ_AND_WRITTEN),
    (
        "parquet",
        "events as columns, compressed with Snappy",
        READ_AND_WRITTEN,
    ),
    ("movielens-csv", "MovieLens ratings.csv (latest, 25M, 32M)", READ),
    ("movielens-dat", "MovieLens ratings.dat (1M, 10M)", READ),
    ("movielens-tabs", "MovieLens u.data (100K)", READ),
    (
        "movielens-parquet",
        "MovieLens ratings as Parquet, with the columns of ratings.csv",
        READ,
    ),
];
