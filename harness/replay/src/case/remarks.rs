//! What has a meaning in a case and is likely a mistake.

use std::path::Path;

use super::faults::Fault;
use super::{Case, Step};
use crate::excerpt::excerpt;

/// What is odd about a case that came from `file`.
pub fn of(case: &Case, file: &Path) -> Vec<Fault> {
    let mut remarks: Vec<_> = other_name(case, file).into_iter().collect();
    remarks.extend(without_effect(case));
    remarks
}

/// A case has the name of its file.
fn other_name(case: &Case, file: &Path) -> Option<Fault> {
    let own = file.file_stem()?;
    let message = format!(
        "found \"{}\", but the file is {}; expected the name of the file without .json",
        case.name,
        excerpt(&file.file_name()?.to_string_lossy(), 250)
    );
    (own != case.name.as_str()).then(|| Fault::new("name", message))
}

/// Watermarks that go back, and the end of an input that has ended. They are ignored.
fn without_effect(case: &Case) -> Vec<Fault> {
    let (mut watermark, mut ended) = (i64::MIN, false);
    let mut remarks = Vec::new();
    for (index, step) in case.steps.iter().enumerate() {
        let mut remark = |message: String| {
            let place = format!("steps[{index}].{}", step.name());
            remarks.push(Fault::new(place, format!("{message}; it is ignored")));
        };
        match *step {
            Step::WatermarkMs(next) if next < watermark => {
                remark(format!("the watermark goes back from {watermark} to {next}"));
            }
            Step::WatermarkMs(next) => watermark = next,
            Step::End(_) if ended => remark("the input has ended before".to_owned()),
            Step::End(_) => ended = true,
            // Neither survives.
            Step::Restart(_) => (watermark, ended) = (i64::MIN, false),
            _ => {}
        }
    }
    remarks
}
