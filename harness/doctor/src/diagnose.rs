//! Everything together.

use std::sync::atomic::{AtomicBool, Ordering};

use streamgauge_record::{Diagnosis, Document as _, VERSION};

use crate::{Extent, advise, machine, probe, tool};

/// Looks at the machine and the build and says what to do. `created` is the present instant, RFC 3339; `say` is told what
/// comes next.
#[must_use]
pub fn diagnose(extent: Extent, created: String, stop: &AtomicBool, say: &mut dyn FnMut(&str)) -> Diagnosis {
    let tool = tool();
    let mut machine = machine();
    machine.probe = probe(extent, stop, say);
    let complete = machine.probe.is_some() && !stop.load(Ordering::Relaxed);
    let advice = advise(&machine, &tool);
    Diagnosis {
        schema: Diagnosis::SCHEMA.to_owned(),
        version: VERSION.to_owned(),
        created,
        trusted: complete && !advice.iter().any(|advice| advice.grave),
        tool,
        machine,
        complete,
        advice,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_diagnosis_that_was_broken_off_is_not_trusted() {
        let extent = Extent {
            length: Duration::from_secs(3_600),
            tries_memory: false,
        };
        let diagnosis = diagnose(extent, String::new(), &AtomicBool::new(true), &mut |_| {});
        assert!(!diagnosis.complete && !diagnosis.trusted);
        assert_eq!(diagnosis.machine.probe, None);
        assert_eq!(diagnosis.schema, "streamgauge.diagnosis");
    }
}
