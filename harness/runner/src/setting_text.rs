//! The texts of settings.

use streamgauge_record::Setting;

pub(crate) fn setting(name: &str, value: impl Into<String>) -> Setting {
    Setting {
        name: name.to_owned(),
        value: value.into(),
    }
}

pub(crate) fn none() -> String {
    "none".to_owned()
}

pub(crate) const fn yes_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// The exact text of milliseconds: `15s`, `1500ms`.
pub(crate) fn millis_text(ms: i64) -> String {
    if ms % 1000 == 0 {
        format!("{}s", ms / 1000)
    } else {
        format!("{ms}ms")
    }
}

/// The exact text of nanoseconds: `100ms`, `1500ns`.
pub(crate) fn nanos_text(ns: i64) -> String {
    if ns % 1_000_000 == 0 {
        millis_text(ns / 1_000_000)
    } else {
        format!("{ns}ns")
    }
}
