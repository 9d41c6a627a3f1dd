//! How evenly the same work took the same time.

use streamgauge_record::CpuProbe;

use crate::ranks::at_percent;

/// Blocks are this long, nanoseconds: what a scheduler takes away from a run of seconds is averaged, what it takes
/// from a window of results is not.
const BLOCK_NS: u64 = 10_000_000;
/// A 99th percentile needs ten values beyond it.
const ENOUGH_FOR_P99: usize = 1_000;

/// What the times of the repetitions on one CPU say, in their order; `None` if they do not fill two blocks.
pub(crate) fn cpu_probe(cpu: Option<u32>, times_ns: &[u64]) -> Option<CpuProbe> {
    let noise_share = noise_share(times_ns)?;
    let mut sorted = times_ns.to_vec();
    sorted.sort_unstable();
    let p50_ns = at_percent(&sorted, 50)?;
    let whole: u64 = times_ns.iter().sum();
    let beyond: u64 = times_ns.iter().map(|time| time.saturating_sub(p50_ns)).sum();
    Some(CpuProbe {
        cpu,
        repetitions: times_ns.len() as u64,
        p50_ns,
        p99_ns: at_percent(&sorted, 99).filter(|_| sorted.len() >= ENOUGH_FOR_P99),
        max_gap_ns: sorted.last()?.saturating_sub(p50_ns),
        disturbed_share: beyond as f64 / whole.max(1) as f64,
        noise_share,
    })
}

/// Half the distance between the 5th and the 95th percentile of the blocks' mean times, as a share of their median.
fn noise_share(times_ns: &[u64]) -> Option<f64> {
    let mut means = block_means(times_ns);
    if means.len() < 2 {
        return None;
    }
    means.sort_unstable_by(f64::total_cmp);
    let at = |percent| at_percent(&means, percent);
    Some((at(95)? - at(5)?) / 2.0 / at(50)?.max(f64::MIN_POSITIVE))
}

/// The mean time of a repetition in each block; the last block, unless it is full, is left out.
fn block_means(times_ns: &[u64]) -> Vec<f64> {
    let (mut means, mut sum, mut count) = (Vec::new(), 0_u64, 0_u64);
    for time in times_ns {
        sum = sum.saturating_add(*time);
        count += 1;
        if sum >= BLOCK_NS {
            means.push(sum as f64 / count as f64);
            (sum, count) = (0, 0);
        }
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_times_have_no_noise() {
        let probe = cpu_probe(Some(1), &[1_000_000; 100]).expect("ten blocks");
        assert_eq!(
            (probe.repetitions, probe.p50_ns, probe.max_gap_ns),
            (100, 1_000_000, 0)
        );
        assert_eq!(
            (probe.noise_share.to_bits(), probe.disturbed_share.to_bits()),
            (0, 0)
        );
        assert_eq!(probe.p99_ns, None, "too few for a 99th percentile");
    }

    #[test]
    fn one_interruption_is_a_gap_and_not_noise() {
        let mut times = vec![10_000_u64; 200_000];
        times[777] = 5_010_000;
        let probe = cpu_probe(None, &times).expect("200 blocks");
        assert_eq!((probe.max_gap_ns, probe.p99_ns), (5_000_000, Some(10_000)));
        assert!(probe.noise_share < 1e-9, "{}", probe.noise_share);
        assert!((probe.disturbed_share - 5.0 / 2_005.0).abs() < 1e-9);
    }

    #[test]
    fn blocks_that_differ_are_noise() {
        let times: Vec<u64> = (0..40_000)
            .map(|i| if i / 10_000 % 2 == 0 { 10_000 } else { 12_000 })
            .collect();
        let probe = cpu_probe(None, &times).expect("44 blocks");
        assert!((probe.noise_share - 0.1).abs() < 0.02, "{}", probe.noise_share);
    }

    #[test]
    fn what_does_not_fill_two_blocks_says_nothing() {
        assert_eq!(cpu_probe(None, &[]), None);
        assert_eq!(cpu_probe(None, &[6_000_000, 6_000_000]), None);
    }
}
