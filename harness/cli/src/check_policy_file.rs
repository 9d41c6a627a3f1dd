//! `streamgauge.toml`.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{CommandFactory as _, Parser as _};
use serde::Deserialize;
use streamgauge_record::{CheckPolicy, CheckScenario};

use crate::argv::idle_flags;
use crate::command_line::CommandLine;
use crate::failure::Failure;
use crate::two_builds::argv;

/// Where the policy is looked for if none is named.
const USUAL: &str = "streamgauge.toml";
/// More pairs than any interval needs.
const MOST_PAIRS: u32 = 1000;

/// The whole file. Further tables may come; a name that is not known is a mistake.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Project {
    #[serde(default)]
    check: CheckPolicy,
}

/// The policy of a file; of `streamgauge.toml` here if none is named; the default if there is none.
///
/// # Errors
/// A file that cannot be read, is no TOML, has unknown keys, or asks for what cannot be.
pub(crate) fn policy(file: Option<&Path>) -> Result<(CheckPolicy, Option<PathBuf>), Failure> {
    let usual = Path::new(USUAL);
    let Some(path) = file.or_else(|| usual.is_file().then_some(usual)) else {
        return Ok((CheckPolicy::default(), None));
    };
    let fail = |what: String| Failure::Usage(format!("{}: {what}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
    let project: Project = toml::from_str(&text).map_err(|error| fail(error.to_string()))?;
    check(&project.check).map_err(fail)?;
    Ok((project.check, Some(path.to_owned())))
}

/// What cannot be judged by, in words.
pub(crate) fn check(policy: &CheckPolicy) -> Result<(), String> {
    let share = |name: &str, value: f64| {
        if value > 0.0 && value < 1.0 {
            Ok(())
        } else {
            Err(format!(
                "{name} = {value} is no share; give a number between 0 and 1"
            ))
        }
    };
    share("limit", policy.limit)?;
    share("confidence", policy.confidence)?;
    share("instructions", policy.instructions)?;
    let least = streamgauge_gate::least_pairs(policy.confidence);
    if (policy.pairs as usize) < least || policy.pairs > MOST_PAIRS {
        return Err(format!(
            "pairs = {}: at {} % confidence an interval needs {least}; give {least} to {MOST_PAIRS}",
            policy.pairs,
            100.0 * policy.confidence
        ));
    }
    if policy.metrics.is_empty() || policy.scenarios.is_empty() {
        return Err("without metrics or scenarios nothing is compared; name at least one of each".to_owned());
    }
    if let Some(metric) = repeated(&policy.metrics, |metric| metric.name()) {
        return Err(format!("metrics has '{metric}' twice; name each metric once"));
    }
    if let Some(name) = repeated(&policy.scenarios, |scenario| scenario.name.as_str()) {
        return Err(format!(
            "two scenarios are called '{name}', so that their verdicts could not be told apart; give each a name of its own"
        ));
    }
    let further: &[&str] = if policy.needs_unthreaded() {
        &["--slot", "0", "--unthreaded"]
    } else {
        &[]
    };
    policy
        .scenarios
        .iter()
        .try_for_each(|asked| scenario(asked, further))
}

/// The first name that comes twice.
fn repeated<'a, T>(all: &'a [T], name: impl Fn(&'a T) -> &'a str) -> Option<&'a str> {
    let mut seen = BTreeSet::new();
    all.iter().map(name).find(|name| !seen.insert(*name))
}

/// A scenario must be what `streamgauge run` understands, with what else its metrics ask for, and nothing that its runs have no use
/// for: what becomes of their results is the gate's business.
fn scenario(scenario: &CheckScenario, further: &[&str]) -> Result<(), String> {
    let words = argv(scenario);
    if let Some(flag) = idle(&words) {
        return Err(format!(
            "scenario '{}': args has '{flag}', which changes nothing that is measured; leave it away (results of the check go \
             where its own flags say)",
            scenario.name
        ));
    }
    CommandLine::try_parse_from(words.into_iter().chain(further.iter().map(OsString::from)))
        .map(drop)
        .map_err(|error| {
            let told = error.to_string();
            let first = told.lines().next().unwrap_or_default();
            format!(
                "scenario '{}': {}",
                scenario.name,
                first.trim_start_matches("error: ")
            )
        })
}

/// The first flag of a scenario's run that changes nothing that is measured. What is no command line is told by whoever parses it.
fn idle(words: &[OsString]) -> Option<String> {
    let mut command = CommandLine::command();
    let matches = command.try_get_matches_from_mut(words).ok()?;
    let (name, run) = matches.subcommand()?;
    let flags = idle_flags(command.find_subcommand(name)?, run);
    flags.into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<CheckPolicy, String> {
        let project: Project = toml::from_str(text).map_err(|error| error.to_string())?;
        check(&project.check).map(|()| project.check)
    }

    #[test]
    fn what_is_not_named_is_as_by_default() {
        assert_eq!(read(""), Ok(CheckPolicy::default()));
        let policy = read(
            "[check]\npairs = 8\n[[check.scenario]]\nname = 'x'\nengine = 'event-at-a-time'\nquery = 'movie-running'\n\
             args = ['--rate', '5k']",
        )
        .unwrap();
        assert_eq!((policy.pairs, policy.scenarios.len(), policy.limit), (8, 1, 0.05));
    }

    #[test]
    fn mistakes_are_named_with_their_line_or_value() {
        let scenario =
            |rest: &str| format!("[[check.scenario]]\nname = 'x'\nengine = 'event-at-a-time'\n{rest}");
        for (text, says) in [
            ("[check]\npears = 3", "unknown field `pears`"),
            ("[check]\npairs = 3", "an interval needs 8"),
            ("[check]\nlimit = 5", "limit = 5 is no share"),
            ("[check]\nmetrics = []", "nothing is compared"),
            ("[check]\nmetrics = ['speed']", "unknown variant `speed`"),
            (
                "[check]\nmetrics = ['saturated', 'cpu_per_event', 'saturated']",
                "metrics has 'saturated' twice; name each metric once",
            ),
            (
                &[
                    scenario("query = 'movie-running'\n"),
                    scenario("query = 'user-session'"),
                ]
                .concat(),
                "two scenarios are called 'x'",
            ),
            ("[gate]", "unknown field `gate`"),
            ("[check", "line 1"),
            (&scenario("query = 'movie-runing'"), "movie-running"),
            (
                &scenario("query = 'movie-running'\nargs = ['--ratte', '3']"),
                "--ratte",
            ),
            (
                &scenario("query = 'movie-running'\nargs = ['--clock', 'simulated']"),
                "--clock",
            ),
            (
                &scenario("query = 'movie-running'\nargs = ['--rate', '5k', '--out', 'mine']"),
                "scenario 'x': args has '--out mine', which changes nothing that is measured; leave it away",
            ),
            (
                &scenario("query = 'movie-running'\nargs = ['-fjson']"),
                "args has '--format json'",
            ),
            (
                &scenario("query = 'movie-running'\nargs = ['--quiet']"),
                "args has '--quiet'",
            ),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
