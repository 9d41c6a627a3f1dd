//! Where violations are collected.

use crate::own_rule::Mismatch;
use crate::{MAX_VIOLATIONS, Violation, ViolationKind};

/// The violations found so far: all counted, the first few spelled out.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) violations: Vec<Violation>,
    pub(crate) count: u64,
    /// Rows that cover other events than expected.
    pub(crate) mismatches: Vec<Mismatch>,
}

impl Report {
    /// Counts a violation; `message` is asked for a sentence only while there is room for it.
    pub(crate) fn add(&mut self, kind: ViolationKind, message: impl FnOnce() -> String) {
        self.count += 1;
        if self.violations.len() < MAX_VIOLATIONS {
            self.violations.push(Violation {
                kind,
                message: message(),
            });
        }
    }

    /// Adds to what a violation says, if it is one of those spelled out.
    pub(crate) fn append(&mut self, violation: usize, text: &str) {
        if let Some(violation) = self.violations.get_mut(violation) {
            violation.message.push_str(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_violations_are_spelled_out() {
        let mut report = Report::default();
        for number in 0..100 {
            report.add(ViolationKind::MissingRow, || number.to_string());
        }
        assert_eq!(report.count, 100);
        assert_eq!(report.violations.len(), MAX_VIOLATIONS);
        assert_eq!(report.violations[19].message, "19");
    }
}
