//! Zones of the queue as text: `1s,2s,4s`.

use streamgauge_runner::QueueZones;

use crate::duration::{nanos, text};

/// Zones from yellow, how long yellow is tolerated, and red.
///
/// # Errors
/// What is wrong with the text and what would be right.
pub(crate) fn queue_zones(zones: &str) -> Result<QueueZones, String> {
    let parts: Vec<&str> = zones.split(',').collect();
    let [yellow, tolerated, red] = parts.as_slice() else {
        return Err(format!(
            "'{zones}' is not three durations; write yellow, how long it is tolerated, and red, as in 1s,2s,4s"
        ));
    };
    let zones = QueueZones {
        yellow_ns: nanos(yellow)?,
        tolerated_ns: nanos(tolerated)?,
        red_ns: nanos(red)?,
    };
    if zones.red_ns < zones.yellow_ns {
        return Err(format!(
            "red begins at {red}, before yellow at {yellow}; use more"
        ));
    }
    Ok(zones)
}

/// The text that [`queue_zones`] reads.
pub(crate) fn zones_text(zones: QueueZones) -> String {
    [zones.yellow_ns, zones.tolerated_ns, zones.red_ns]
        .map(text)
        .join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_read_and_written() {
        let zones = queue_zones("500ms,2s,3s").unwrap();
        assert_eq!((zones.yellow_ns, zones.red_ns), (500_000_000, 3_000_000_000));
        assert_eq!(zones_text(zones), "500ms,2s,3s");
        assert!(queue_zones("1s,2s").unwrap_err().contains("as in 1s,2s,4s"));
        assert!(queue_zones("3s,2s,1s").unwrap_err().contains("before yellow"));
        assert!(queue_zones("1s,2s,x").unwrap_err().contains("not a duration"));
    }
}
