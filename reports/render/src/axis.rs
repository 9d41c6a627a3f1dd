//! From numbers to places, and where the ticks stand.

/// A scale: the numbers `low..=high` along the pixels `from..=to`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    logarithmic: bool,
    zero: bool,
}

impl Axis {
    /// Equal steps for equal differences.
    pub(crate) fn linear(low: f64, high: f64, from: f64, to: f64) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        Self {
            low,
            high,
            from,
            to,
            logarithmic: false,
            zero: false,
        }
    }

    /// Equal steps for equal ratios; `low` must be positive.
    pub(crate) fn logarithmic(low: f64, high: f64, from: f64, to: f64) -> Self {
        let low = low.max(1e-9);
        Self {
            low,
            high: high.max(low * 1.001),
            from,
            to,
            logarithmic: true,
            zero: false,
        }
    }

    /// Logarithmic, room around the values left. Zeros, which simulated engines reach, stand at the low end, a decade
    /// below the rest; ask [`Axis::zero`] whether there is such an end.
    pub(crate) fn around(
        values: &(impl Iterator<Item = f64> + Clone),
        room: f64,
        from: f64,
        to: f64,
    ) -> Self {
        let low = values
            .clone()
            .filter(|value| *value > 0.0)
            .fold(f64::INFINITY, f64::min);
        let high = values.clone().fold(0.0, f64::max);
        let zero = values.clone().any(|value| value <= 0.0);
        let (low, high) = if low.is_finite() { (low, high) } else { (1e3, 1e6) };
        let below = if zero { 10.0 } else { room };
        Self {
            zero,
            ..Self::logarithmic(low / below, (high * room).max(low * 2.0), from, to)
        }
    }

    /// Where zeros stand on a logarithmic axis that has any.
    pub(crate) fn zero(&self) -> Option<f64> {
        self.zero.then_some(self.from)
    }

    /// The place of a number, within the axis.
    pub(crate) fn place(&self, value: f64) -> f64 {
        let value = value.clamp(self.low, self.high);
        let share = if self.logarithmic {
            (value / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        self.from + share * (self.to - self.from)
    }

    /// Round numbers on the axis, about `count` of them.
    pub(crate) fn ticks(&self, count: usize) -> Vec<f64> {
        let ticks = if self.logarithmic {
            self.decades(count)
        } else {
            self.steps(count)
        };
        let clear = |tick: &f64| {
            self.zero()
                .is_none_or(|zero| (self.place(*tick) - zero).abs() >= ROOM)
        };
        ticks.into_iter().filter(clear).collect()
    }

    fn is_roomy(&self, ticks: &[f64]) -> bool {
        ticks
            .windows(2)
            .all(|pair| (self.place(pair[1]) - self.place(pair[0])).abs() >= ROOM)
    }

    /// Round numbers of bytes on a linear axis, about `count` of them: multiples of a power of two.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn byte_ticks(&self, count: usize) -> Vec<f64> {
        let rough = (self.high - self.low) / count.max(1) as f64;
        self.multiples(rough.max(1.0).log2().ceil().exp2())
    }

    #[allow(clippy::cast_precision_loss)]
    fn steps(&self, count: usize) -> Vec<f64> {
        let rough = (self.high - self.low) / count.max(1) as f64;
        let decade = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .map(|factor| factor * decade)
            .into_iter()
            .find(|step| *step >= rough);
        self.multiples(step.unwrap_or(rough))
    }

    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    fn multiples(&self, step: f64) -> Vec<f64> {
        let first = (self.low / step - 1e-9).ceil() as i64;
        (first..first + 100)
            .map(|k| k as f64 * step)
            .take_while(|tick| *tick <= self.high * (1.0 + 1e-9))
            .collect()
    }

    /// Powers of ten, every so many that they fit; where they are few, also numbers between them.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn decades(&self, count: usize) -> Vec<f64> {
        let (first, last) = (self.low.log10().floor() as i32, self.high.log10().ceil() as i32);
        let stride = ((last - first).max(1) as usize).div_ceil(count.max(1));
        let on = |tick: &f64| (self.low * (1.0 - 1e-9)..=self.high * (1.0 + 1e-9)).contains(tick);
        let ticks = |between: &[f64]| -> Vec<f64> {
            let powers = (first..=last).step_by(stride);
            powers
                .flat_map(|power| between.iter().map(move |factor| factor * 10_f64.powi(power)))
                .filter(on)
                .collect()
        };
        let finest_first = [&BETWEEN[..], &[1.0, 2.0, 3.0, 5.0], &[1.0, 2.0, 5.0]];
        let fitting = finest_first
            .into_iter()
            .map(ticks)
            .find(|ticks| stride == 1 && self.is_roomy(ticks) && ticks.len() <= count);
        fitting.unwrap_or_else(|| ticks(&[1.0]))
    }
}

/// Pixels from one label to the next at least.
const ROOM: f64 = 18.0;
/// The round numbers of a decade.
const BETWEEN: [f64; 9] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_numbers_are_the_ends_of_the_pixels() {
        for axis in [
            Axis::linear(0.0, 8.0, 10.0, 90.0),
            Axis::logarithmic(1.0, 1e4, 10.0, 90.0),
        ] {
            assert_eq!(axis.place(f64::MAX), 90.0);
            assert_eq!(axis.place(0.0), 10.0);
        }
        assert_eq!(Axis::logarithmic(1.0, 1e4, 10.0, 90.0).place(100.0), 50.0);
    }

    #[test]
    fn bytes_are_counted_in_powers_of_two() {
        let axis = Axis::linear(0.0, 100_000.0, 0.0, 400.0);
        assert_eq!(axis.byte_ticks(5), [0.0, 32_768.0, 65_536.0, 98_304.0]);
        assert_eq!(Axis::linear(0.0, 0.0, 0.0, 400.0).byte_ticks(5), [0.0, 1.0]);
    }

    #[test]
    fn ticks_are_round_and_on_the_axis() {
        assert_eq!(
            Axis::linear(0.0, 24.0, 0.0, 400.0).ticks(5),
            [0.0, 5.0, 10.0, 15.0, 20.0]
        );
        assert_eq!(Axis::logarithmic(1e3, 1e9, 0.0, 400.0).ticks(6).len(), 7);
        assert_eq!(
            Axis::logarithmic(30.0, 700.0, 0.0, 400.0).ticks(6),
            [30.0, 50.0, 100.0, 200.0, 300.0, 500.0]
        );
        assert_eq!(
            Axis::logarithmic(210.0, 640.0, 0.0, 400.0).ticks(4),
            [300.0, 400.0, 500.0, 600.0]
        );
    }

    #[test]
    fn zeros_stand_below_the_rest_of_a_logarithmic_axis() {
        let axis = Axis::around(&[0.0, 1e6, 1e9].into_iter(), 2.0, 400.0, 0.0);
        assert_eq!(axis.zero(), Some(400.0));
        assert_eq!(axis.place(0.0), 400.0);
        assert!(axis.place(1e6) < 400.0 - ROOM);
        assert_eq!(
            Axis::around(&[1e6, 1e9].into_iter(), 2.0, 400.0, 0.0).zero(),
            None
        );
        assert!(
            Axis::around(&[0.0].into_iter(), 2.0, 400.0, 0.0)
                .place(0.0)
                .is_finite()
        );
    }

    #[test]
    fn labels_do_not_touch() {
        let ticks = Axis::logarithmic(0.85e9, 2.5e9, 100.0, 0.0).ticks(4);
        assert_eq!(ticks, [1e9, 2e9]);
    }

    #[test]
    fn an_axis_without_length_divides_by_nothing() {
        assert!(Axis::linear(0.0, 0.0, 0.0, 1.0).place(0.0).is_finite());
        assert!(Axis::logarithmic(0.0, 0.0, 0.0, 1.0).place(0.0).is_finite());
    }
}
