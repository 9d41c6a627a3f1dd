//! The normal distribution.

/// The share of a standard normal distribution below `z`.
pub(crate) fn share_below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// The `z` below which the share `u` (between 0 and 1) of a standard normal distribution lies, by Acklam's
/// rational approximation (relative error below 1.2e-9).
pub(crate) fn quantile(u: f64) -> f64 {
    const TAIL: f64 = 0.02425;
    if u > 0.5 {
        return -quantile(1.0 - u);
    }
    if u < TAIL {
        let q = libm::sqrt(-2.0 * libm::log(u.max(1e-300)));
        return polynomial(&C, q) / (polynomial(&D, q) * q + 1.0);
    }
    let q = u - 0.5;
    let r = q * q;
    polynomial(&A, r) * q / (polynomial(&B, r) * r + 1.0)
}

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, c| sum * x + c)
}

const A: [f64; 6] = [
    -3.969_683_028_665_376e1,
    2.209_460_984_245_205e2,
    -2.759_285_104_469_687e2,
    1.383_577_518_672_69e2,
    -3.066_479_806_614_716e1,
    2.506_628_277_459_239,
];
const B: [f64; 5] = [
    -5.447_609_879_822_406e1,
    1.615_858_368_580_409e2,
    -1.556_989_798_598_866e2,
    6.680_131_188_771_972e1,
    -1.328_068_155_288_572e1,
];
const C: [f64; 6] = [
    -7.784_894_002_430_293e-3,
    -3.223_964_580_411_365e-1,
    -2.400_758_277_161_838,
    -2.549_732_539_343_734,
    4.374_664_141_464_968,
    2.938_163_982_698_783,
];
const D: [f64; 4] = [
    7.784_695_709_041_462e-3,
    3.224_671_290_700_398e-1,
    2.445_134_137_142_996,
    3.754_408_661_907_416,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_invert_shares() {
        for u in [1e-9, 0.001, 0.02425, 0.3, 0.5, 0.9, 0.999_999] {
            assert!((share_below(quantile(u)) - u).abs() < 1e-8 * u.max(0.01), "{u}");
        }
        assert!((quantile(0.975) - 1.959_963_985).abs() < 1e-8);
    }
}
