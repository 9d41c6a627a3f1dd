//! The time of day.

/// Now, RFC 3339, UTC, to the second: as documents say when they were made.
pub(crate) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
