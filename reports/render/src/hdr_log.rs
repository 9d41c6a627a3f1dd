//! Latencies as an HdrHistogram interval log.

use std::time::Duration;

use hdrhistogram::serialization::V2DeflateSerializer;
use hdrhistogram::serialization::interval_log::{IntervalLogWriterBuilder, Tag};
use streamgauge_record::{Distribution, Record};

use crate::{ArmSummary, QuerySummary, RenderError, Summary};

/// The greatest value stands in the log in milliseconds, as the readers of the format expect; histograms are of
/// nanoseconds.
const NS_PER_MS: f64 = 1e6;

/// Every latency of every arm on every query as one line of an interval log (version 1.3, histograms V2 with deflate), its
/// valid runs merged, under the tag `query/arm/latency`. The interval begins at 0 and is as long as the measured phases
/// together. What a histogram cannot hold, values below zero and results that never arrived, stands above it as a
/// comment.
///
/// # Errors
/// If a histogram of the record cannot be read.
pub fn hdr_log(record: &Record) -> Result<String, RenderError> {
    let summary = Summary::new(record)?;
    let mut bytes = Vec::new();
    let mut serializer = V2DeflateSerializer::new();
    let mut builder = IntervalLogWriterBuilder::new();
    builder.add_comment("[Histogram log format version 1.3]");
    builder.add_comment(&format!(
        "record {}: latencies in nanoseconds, greatest values in milliseconds",
        one_line(&record.id)
    ));
    builder.with_max_value_divisor(NS_PER_MS);
    let mut log = builder
        .begin_log_with(&mut bytes, &mut serializer)
        .map_err(|error| wrong(&error))?;
    for (query, arm) in arms(&summary) {
        let measured = arm.runs.iter().map(|run| run.throughput.measured_ns);
        let length = Duration::from_nanos(measured.fold(0, u64::saturating_add));
        for (name, latency) in &arm.latency {
            let tag = tag(&[&query.name, &arm.arm, name]);
            if let Some(said) = beyond(&tag, &latency.merged) {
                log.write_comment(&said).map_err(|error| wrong(&error))?;
            }
            log.write_histogram(&latency.histogram, Duration::ZERO, length, Tag::new(&tag))
                .map_err(|error| wrong(&error))?;
        }
    }
    String::from_utf8(bytes).map_err(|error| wrong(&error))
}

fn arms(summary: &Summary) -> impl Iterator<Item = (&QuerySummary, &ArmSummary)> {
    summary
        .queries
        .iter()
        .flat_map(|query| query.arms.iter().map(move |arm| (query, arm)))
}

/// `query/arm/latency`. What a tag must not hold, and what separates its parts, stands as `%` and two hexadecimal digits,
/// so that different names have different tags.
fn tag(parts: &[&str]) -> String {
    let escaped = |part: &&str| -> String {
        let plain = |letter: char| {
            !(letter.is_whitespace() || letter.is_control() || [',', '/', '%'].contains(&letter))
        };
        part.chars()
            .map(|letter| {
                let mut buffer = [0; 4];
                let bytes = letter.encode_utf8(&mut buffer).bytes();
                if plain(letter) {
                    letter.to_string()
                } else {
                    bytes.map(|byte| format!("%{byte:02X}")).collect()
                }
            })
            .collect()
    };
    parts.iter().map(escaped).collect::<Vec<_>>().join("/")
}

/// What the histogram leaves out, in a sentence.
fn beyond(tag: &str, latency: &Distribution) -> Option<String> {
    let (below, lost) = (latency.negative, latency.censored);
    (below > 0 || lost > 0).then(|| {
        format!("{tag}: not in the histogram: {below} values below zero, {lost} results that had not arrived at the end")
    })
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

fn wrong(error: &dyn std::fmt::Display) -> RenderError {
    RenderError::Export(error.to_string())
}
