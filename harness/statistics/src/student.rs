//! Student's t distribution.

use std::f64::consts::FRAC_2_PI;

/// The chance that a statistic with Student's distribution lies further from 0 than `t`, on either side; absolutely exact
/// to about 1e-14 (the finite series for a whole number of degrees of freedom, Abramowitz and Stegun 26.7.3 and 26.7.4).
pub(crate) fn beyond(t: f64, freedom: usize) -> f64 {
    if freedom == 0 {
        return 1.0;
    }
    let angle = (t.abs() / (freedom as f64).sqrt()).atan();
    let (sine, cosine) = angle.sin_cos();
    let even = freedom.is_multiple_of(2);
    let within = match freedom {
        1 => FRAC_2_PI * angle,
        _ if even => {
            sine * series(1.0, cosine * cosine, (freedom - 2) / 2, |k| {
                (2.0 * k - 1.0) / (2.0 * k)
            })
        }
        _ => {
            let rest = series(cosine, cosine * cosine, (freedom - 3) / 2, |k| {
                2.0 * k / (2.0 * k + 1.0)
            });
            FRAC_2_PI * (angle + sine * rest)
        }
    };
    (1.0 - within).clamp(0.0, 1.0)
}

/// `first` and as many terms more as told, each the one before it times `square` times its factor.
fn series(first: f64, square: f64, more: usize, factor: impl Fn(f64) -> f64) -> f64 {
    let mut term = first;
    let mut sum = first;
    for k in 1..=more {
        term *= square * factor(k as f64);
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the tables of the distribution (Fisher and Yates 1963, table III).
    #[test]
    fn shares_are_those_of_the_tables() {
        for (t, freedom, share) in [
            (12.706_204_736, 1, 0.05),
            (4.302_652_729_9, 2, 0.05),
            (3.182_446_305_3, 3, 0.05),
            (63.656_741_162, 1, 0.01),
            (2.228_138_851_9, 10, 0.05),
            (4.586_893_858_7, 10, 0.001),
            (2.079_613_844_7, 21, 0.05),
            (3.520_251, 45, 0.001),
            (-2.228_138_851_9, 10, 0.05),
        ] {
            let found = beyond(t, freedom);
            assert!((found - share).abs() < 1e-5 * share, "{t}, {freedom}: {found}");
        }
    }

    #[test]
    fn the_ends_of_the_distribution_are_reached_and_never_left() {
        for freedom in [1, 2, 3, 4, 51, 400] {
            assert_eq!(beyond(0.0, freedom), 1.0, "{freedom}");
            assert!(beyond(f64::INFINITY, freedom) < 1e-12, "{freedom}");
            assert!(beyond(1e300, freedom) >= 0.0);
            assert!(beyond(1.0, freedom) > beyond(2.0, freedom));
        }
        assert_eq!(beyond(3.0, 0), 1.0, "no freedom, no evidence");
        assert!(beyond(f64::NAN, 8).is_nan());
    }

    /// With many degrees of freedom it is the normal distribution.
    #[test]
    fn many_degrees_of_freedom_make_it_normal() {
        let normal = 2.0 * (1.0 - crate::normal::cumulative(1.96));
        assert!((beyond(1.96, 100_000) - normal).abs() < 1e-5);
    }
}
