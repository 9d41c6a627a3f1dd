//! Times of kernels, as criterion saves them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use streamgauge_record::KernelTime;

use crate::failure::Failure;

/// Where criterion keeps what the last `cargo bench` found of a bench.
const LAST: &str = "new";
/// The file with its estimates.
const ESTIMATES: &str = "estimates.json";
/// The file with its name.
const BENCHMARK: &str = "benchmark.json";

/// Times by kernel, from all that lies below criterion's directory. The format is criterion's own (0.8) and may change
/// with it.
///
/// # Errors
/// Files that cannot be read, or are not criterion's.
pub(crate) fn criterion_times(directory: &Path) -> Result<BTreeMap<String, KernelTime>, Failure> {
    let mut places = Vec::new();
    collect(directory, &mut places)
        .map_err(|error| Failure::Usage(format!("{}: {error}", directory.display())))?;
    places.iter().map(|place| time(place)).collect()
}

fn collect(directory: &Path, places: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if !path.is_dir() {
            continue;
        }
        if path.ends_with(LAST) && path.join(ESTIMATES).is_file() {
            places.push(path);
        } else {
            collect(&path, places)?;
        }
    }
    Ok(())
}

fn time(place: &Path) -> Result<(String, KernelTime), Failure> {
    let (benchmark, estimates) = (json(&place.join(BENCHMARK))?, json(&place.join(ESTIMATES))?);
    kernel(&benchmark, &estimates)
        .ok_or_else(|| Failure::Usage(format!("{}: is not as criterion 0.8 writes it", place.display())))
}

fn json(file: &Path) -> Result<Value, Failure> {
    let fail = |what: String| Failure::Usage(format!("{}: {what}", file.display()));
    let bytes = fs::read(file).map_err(|error| fail(error.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|error| fail(error.to_string()))
}

fn kernel(benchmark: &Value, estimates: &Value) -> Option<(String, KernelTime)> {
    let name = benchmark.get("full_id")?.as_str()?.to_owned();
    let number = |pointer: &str| estimates.pointer(pointer)?.as_f64();
    Some((
        name,
        KernelTime {
            median_ns: number("/median/point_estimate")?,
            lower_ns: number("/median/confidence_interval/lower_bound")?,
            upper_ns: number("/median/confidence_interval/upper_bound")?,
            confidence: number("/median/confidence_interval/confidence_level")?,
            elements: benchmark.pointer("/throughput/Elements").and_then(Value::as_u64),
        },
    ))
}
