//! Division by a number that is known before, without dividing.

/// Divides 32-bit numbers by the same divisor with one multiplication. The reciprocal is rounded down and the dividend
/// counted up by one, which is exact for every 32-bit dividend (Robison, "N-Bit Unsigned Division via N-Bit
/// Multiply-Add", ARITH 2005).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reciprocal(u64);

impl Reciprocal {
    /// The reciprocal of `divisor`, which is at least 1.
    pub const fn of(divisor: u64) -> Self {
        Self(u64::MAX / divisor)
    }

    /// `dividend / divisor`, rounded down.
    #[inline]
    pub const fn divide(self, dividend: u32) -> u64 {
        (((dividend as u128 + 1) * self.0 as u128) >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_divides_as_division_does() {
        let max = u64::from(u32::MAX);
        for divisor in (1..200).chain([500, 1_000, 60_000, max - 1, max, max + 1, 1 << 60]) {
            let reciprocal = Reciprocal::of(divisor);
            let around = (0..50).map(|i| i * 85_899_345).flat_map(|n| {
                let multiple = n / divisor * divisor;
                [multiple.saturating_sub(1), multiple, multiple + 1, n]
            });
            for dividend in around.chain([max - 1, max]).filter(|n| *n <= max) {
                assert_eq!(
                    reciprocal.divide(dividend as u32),
                    dividend / divisor,
                    "{dividend} / {divisor}"
                );
            }
        }
    }
}
