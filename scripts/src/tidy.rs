//! What must not stand in a file, and which names a file must not have.

use crate::Source;

/// A text that must not appear in some files.
#[derive(Clone, Debug)]
struct Ban {
    /// The text. Rules are written in pieces, so that this file does not break them.
    text: String,
    /// Whether a file is concerned, by its path.
    concerns: fn(&str) -> bool,
    /// Why.
    why: &'static str,
}

/// File names that say nothing about their content.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "helpers", "helper", "common", "misc"];

/// Extensions of files that people write.
const WRITTEN: [&str; 8] = ["rs", "md", "toml", "yml", "yaml", "sh", "html", ""];

fn bans() -> Vec<Ban> {
    let ban = |text: &str, concerns: fn(&str) -> bool, why| Ban {
        text: text.to_owned(),
        concerns,
        why,
    };
    let mut all = vec![
        ban(concat!("todo", "!("), is_rust, "unfinished"),
        ban(concat!("unimplemented", "!("), is_rust, "unfinished"),
        ban(
            concat!("dbg", "!("),
            is_rust,
            "left over from a search for a mistake",
        ),
        ban(
            concat!("#[", "ignore"),
            is_rust,
            "a test that does not run proves nothing",
        ),
        ban(
            concat!("allow(dead", "_code)"),
            is_shipped,
            "code that nobody calls can go",
        ),
        ban(concat!("FIX", "ME"), is_written, "unfinished"),
    ];
    for clock in ["Instant::now", "SystemTime", "thread::sleep", "thread::spawn"] {
        all.push(ban(
            clock,
            is_engine,
            "engines are told the time and neither sleep nor spawn",
        ));
    }
    all.push(ban(
        "streamgauge_operators",
        is_oracle,
        "the oracle shares no code with the operators",
    ));
    all
}

fn is_rust(path: &str) -> bool {
    has_extension(path, "rs")
}

/// Support that several test programs share is not all used by each of them.
fn is_shipped(path: &str) -> bool {
    is_rust(path) && path.contains("src/")
}

fn is_engine(path: &str) -> bool {
    path.starts_with("engines/") && path.contains("/src/") && is_rust(path)
}

fn is_oracle(path: &str) -> bool {
    path.starts_with("engines/oracle/") && is_rust(path)
}

/// Whether a file is one that people write: sources, documents, scripts.
#[must_use]
pub fn is_written(path: &str) -> bool {
    WRITTEN.iter().any(|extension| has_extension(path, extension)) && !path.starts_with("LICENSE")
}

fn has_extension(path: &str, extension: &str) -> bool {
    Source::new(path, "").extension() == extension
}

/// Lines of `source` that break a rule, as `path:line: text: why`.
#[must_use]
pub fn banned_texts(source: &Source) -> Vec<String> {
    let bans = bans();
    let mut found = Vec::new();
    for ban in bans.iter().filter(|ban| (ban.concerns)(&source.path)) {
        let lines = source.lines().filter(|(_, line)| line.contains(&ban.text));
        found.extend(lines.map(|(number, _)| format!("{}:{number}: {}: {}", source.path, ban.text, ban.why)));
    }
    found
}

/// Lines of `source` that name a directory of somebody's machine, or one outside of the repository.
#[must_use]
pub fn foreign_paths(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in source.lines() {
        let home = ["home", "root", "Users", "work"]
            .iter()
            .find(|name| mentions(line, name));
        let outside = line.contains(&["..", "shared/"].join("/"));
        if home.is_some() || outside {
            found.push(format!(
                "{}:{number}: a path that exists on one machine only: {}",
                source.path,
                line.trim()
            ));
        }
    }
    found
}

/// Whether `line` has an absolute path that begins with `directory`. A slash behind a letter, a dot or another
/// slash is the inside of a relative path or of an address.
fn mentions(line: &str, directory: &str) -> bool {
    let wanted = format!("/{directory}/");
    line.match_indices(&wanted).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !"./-_*}".contains(c))
    })
}

/// What is wrong with the name of a file.
#[must_use]
pub fn bad_name(path: &str) -> Option<String> {
    if !is_rust(path) {
        return None;
    }
    let name = path.rsplit('/').next()?.trim_end_matches(".rs");
    if name == "mod" {
        return Some(format!("{path}: a module stands in a file with its own name"));
    }
    EMPTY_NAMES
        .contains(&name)
        .then(|| format!("{path}: name the file by the noun that it holds"))
}
