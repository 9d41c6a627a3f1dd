//! Instructions of kernels in both builds.

use std::collections::{BTreeMap, BTreeSet};

use streamgauge_record::{CheckVerdict, KernelCheck};

/// Compares counts of instructions by kernel: they do not vary, so that no statistics are needed. A kernel that only one
/// build has cannot be judged.
#[must_use]
pub fn compare_kernels(
    base: &BTreeMap<String, u64>,
    head: &BTreeMap<String, u64>,
    limit: f64,
) -> Vec<KernelCheck> {
    let names: BTreeSet<&String> = base.keys().chain(head.keys()).collect();
    let check = |name: &String| {
        let (base, head) = (base.get(name).copied(), head.get(name).copied());
        KernelCheck {
            kernel: name.clone(),
            base,
            head,
            verdict: base
                .zip(head)
                .map_or(CheckVerdict::Undecided, |(base, head)| verdict(base, head, limit)),
        }
    };
    names.into_iter().map(check).collect()
}

/// What two exact numbers come to, of which less is better: the limit is a share of the base in both directions.
pub(crate) fn verdict(base: u64, head: u64, limit: f64) -> CheckVerdict {
    let (base, head) = (base as f64, head as f64);
    if head > base * (1.0 + limit) {
        CheckVerdict::Worse
    } else if head < base * (1.0 - limit) {
        CheckVerdict::Better
    } else {
        CheckVerdict::Same
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_exceeds_the_limit_counts() {
        let counts = |of: &[(&str, u64)]| of.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
        let base = counts(&[("a", 1000), ("b", 1000), ("c", 1000), ("gone", 5)]);
        let head = counts(&[("a", 1020), ("b", 1021), ("c", 900), ("new", 7)]);
        let verdicts: Vec<_> = compare_kernels(&base, &head, 0.02)
            .into_iter()
            .map(|check| (check.kernel, check.verdict))
            .collect();
        let expected = [
            ("a", CheckVerdict::Same),
            ("b", CheckVerdict::Worse),
            ("c", CheckVerdict::Better),
            ("gone", CheckVerdict::Undecided),
            ("new", CheckVerdict::Undecided),
        ];
        assert_eq!(
            verdicts,
            expected.map(|(name, verdict)| (name.to_owned(), verdict))
        );
    }
}
