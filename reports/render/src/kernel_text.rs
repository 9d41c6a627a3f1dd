//! Benches of kernels, for people and for other tools.

use std::fmt::Write as _;

use streamgauge_record::{Kernel, KernelRecord, KernelTime};

use crate::csv_text::csv_text;
use crate::markdown::escape;
use crate::query::plural;
use crate::text_table::{aligned, table_markdown};
use crate::{DataTable, RenderError, Unit};

/// What a cell says of what was not measured.
const NOTHING: &str = "—";

/// How many kernels there are, a table of them, and the machine.
#[must_use]
pub fn kernel_text(record: &KernelRecord) -> String {
    let mut text = format!("{}\n", measured(record));
    if !record.kernels.is_empty() {
        let _ = write!(text, "\n{}", aligned(&kernel_table(record), "  "));
    }
    let _ = writeln!(text, "\n{}", record.machine.line());
    text
}

/// As [`kernel_text`], for a pull request.
#[must_use]
pub fn kernel_markdown(record: &KernelRecord) -> String {
    format!(
        "### streamgauge: {}\n\n{}\n{}\n",
        measured(record),
        table_markdown(&kernel_table(record)),
        escape(&record.machine.line())
    )
}

/// One line for each kernel: times in nanoseconds, empty where there is none.
///
/// # Errors
/// If a line cannot be written.
pub fn kernel_csv(record: &KernelRecord) -> Result<String, RenderError> {
    let head = [
        "kernel",
        "median_ns",
        "lower_ns",
        "upper_ns",
        "confidence",
        "elements",
        "instructions",
    ];
    csv_text(&head, record.kernels.iter().map(csv_cells))
}

/// `18 kernels, 12 of them timed, 6 with their instructions counted`.
pub(crate) fn measured(record: &KernelRecord) -> String {
    let count = |is: fn(&Kernel) -> bool| record.kernels.iter().filter(|kernel| is(kernel)).count();
    format!(
        "{}, {} of them timed, {} with their instructions counted",
        plural(record.kernels.len(), "kernel"),
        count(|kernel| kernel.time.is_some()),
        count(|kernel| kernel.instructions.is_some())
    )
}

/// One row for each kernel, in the record's order.
pub(crate) fn kernel_table(record: &KernelRecord) -> DataTable {
    let head = [
        "kernel",
        "time",
        "interval",
        "elements",
        "per element",
        "instructions",
    ];
    DataTable {
        head: head.map(str::to_owned).to_vec(),
        rows: record.kernels.iter().map(row).collect(),
    }
}

fn row(kernel: &Kernel) -> Vec<String> {
    let time = kernel.time.as_ref();
    let cell = |text: Option<String>| text.unwrap_or_else(|| NOTHING.to_owned());
    vec![
        kernel.name.clone(),
        cell(time.map(|time| nanos(time.median_ns))),
        cell(time.map(interval)),
        cell(time.and_then(|time| time.elements).map(|count| count.to_string())),
        cell(time.and_then(per_element)),
        cell(kernel.instructions.map(|count| count.to_string())),
    ]
}

/// `90.5 ns … 110 ns (95 %)`.
fn interval(time: &KernelTime) -> String {
    format!(
        "{} … {} ({:.0} %)",
        nanos(time.lower_ns),
        nanos(time.upper_ns),
        100.0 * time.confidence
    )
}

#[expect(
    clippy::cast_precision_loss,
    reason = "an iteration has far fewer elements than 2^53"
)]
fn per_element(time: &KernelTime) -> Option<String> {
    let elements = time.elements.filter(|count| *count > 0)?;
    Some(nanos(time.median_ns / elements as f64))
}

fn nanos(value: f64) -> String {
    Unit::Nanoseconds.text(value)
}

fn csv_cells(kernel: &Kernel) -> Vec<String> {
    let time = kernel.time.as_ref();
    let cell = |number: Option<String>| number.unwrap_or_default();
    let of_time = |of: fn(&KernelTime) -> f64| cell(time.map(|time| of(time).to_string()));
    vec![
        kernel.name.clone(),
        of_time(|time| time.median_ns),
        of_time(|time| time.lower_ns),
        of_time(|time| time.upper_ns),
        of_time(|time| time.confidence),
        cell(time.and_then(|time| time.elements).map(|count| count.to_string())),
        cell(kernel.instructions.map(|count| count.to_string())),
    ]
}
