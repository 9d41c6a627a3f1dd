//! The standard normal distribution.

use std::f64::consts::{PI, TAU};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// The share of the standard normal distribution below `z`, absolutely exact to about 1e-12: the continued fraction
/// of Laplace in the tail, the series around 0 elsewhere (Abramowitz and Stegun 26.2.10 and 26.2.14).
pub(crate) fn cumulative(z: f64) -> f64 {
    let density = (-z * z / 2.0).exp() / (2.0 * PI).sqrt();
    if z.abs() > 5.0 {
        let fraction = (1..=60_u32)
            .rev()
            .fold(z.abs(), |tail, k| z.abs() + f64::from(k) / tail);
        let beyond = density / fraction;
        return if z > 0.0 { 1.0 - beyond } else { beyond };
    }
    let mut term = z;
    let mut sum = z;
    let mut odd = 3.0;
    while term.abs() > 1e-17 {
        term *= z * z / odd;
        sum += term;
        odd += 2.0;
    }
    0.5 + density * sum
}

/// The value below which the share `p` of the standard normal distribution lies, by bisection.
pub(crate) fn quantile(p: f64) -> f64 {
    let (mut low, mut high) = (-40.0_f64, 40.0_f64);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if cumulative(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// A normal number of mean 0 and deviation 1 (Box and Muller 1958).
pub(crate) fn draw(random: &mut ChaCha8Rng) -> f64 {
    let (u, v): (f64, f64) = (1.0 - random.random::<f64>(), random.random());
    (-2.0 * u.ln()).sqrt() * (TAU * v).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_values_are_those_of_the_tables() {
        for (p, z) in [
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.995, 2.575_829_303_548_901),
            (0.001, -3.090_232_306_167_813),
            (1e-9, -5.997_807_014_998_76),
        ] {
            assert!((quantile(p) - z).abs() < 1e-7, "{p}: {}", quantile(p));
            assert!((cumulative(z) / p - 1.0).abs() < 1e-7, "{z}: {}", cumulative(z));
        }
    }

    #[test]
    fn series_and_fraction_meet() {
        for z in [-5.0_f64, 5.0] {
            let (near, far) = (cumulative(z * 0.999_999_99), cumulative(z * 1.000_000_01));
            assert!((near - far).abs() < 1e-12, "{near} {far}");
        }
    }
}
