//! Benches of kernels, word for word.

use insta::assert_snapshot;
use streamgauge_record::KernelTime;
use streamgauge_render::{kernel_csv, kernel_markdown, kernel_text};

use crate::records::kernels;

#[test]
fn kernels_at_a_terminal() {
    assert_snapshot!(kernel_text(&kernels()));
}

#[test]
fn kernels_as_markdown() {
    assert_snapshot!(kernel_markdown(&kernels()));
}

#[test]
fn kernels_as_csv() {
    assert_snapshot!(kernel_csv(&kernels()).unwrap());
}

#[test]
fn the_time_of_an_element_is_that_of_an_iteration_by_their_number() {
    let mut record = kernels();
    record.kernels.retain(|kernel| kernel.time.is_some());
    for (elements, told) in [(Some(4), "25.0 ns"), (Some(0), "—"), (None, "—")] {
        record.kernels[0].time = Some(KernelTime {
            median_ns: 100.0,
            lower_ns: 90.0,
            upper_ns: 110.0,
            confidence: 0.95,
            elements,
        });
        let text = kernel_text(&record);
        let row = text
            .lines()
            .find(|line| line.contains("operator/tumbling"))
            .unwrap();
        let cells: Vec<&str> = row
            .split("  ")
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect();
        assert_eq!(cells[4], told, "{text}");
    }
}
