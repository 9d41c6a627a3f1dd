//! Round ratios on a logarithmic axis.

use crate::axis::Axis;

/// As many round ratios as have `room` pixels each, 1 always among them: even steps where the axis is short, else some of
/// each decade, or powers of ten.
pub(crate) fn ratio_ticks(axis: Axis, (low, high): (f64, f64), room: f64) -> Vec<f64> {
    let is_short = high / low < SHORT;
    let steps = STEPS.into_iter().filter(|_| is_short);
    let steps = steps.map(|step| even(low, high, step));
    let decades = DECADES
        .into_iter()
        .map(|factors| of_decades(low, high, factors, 1));
    let powers = (2..).map(|stride| of_decades(low, high, &[1.0], stride));
    let is_roomy = |ticks: &Vec<f64>| {
        let mut pairs = ticks.windows(2);
        pairs.all(|pair| (axis.place(pair[1]) - axis.place(pair[0])).abs() >= room)
    };
    steps
        .chain(decades)
        .chain(powers.take(MOST_POWERS))
        .find(is_roomy)
        .unwrap_or_else(|| vec![1.0])
}

/// Even steps for axes from one end to the other of which is less than this.
pub(crate) const SHORT: f64 = 5.0;
const STEPS: [f64; 6] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
const DECADES: [&[f64]; 4] = [
    &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0],
    &[1.0, 2.0, 5.0],
    &[1.0, 3.0],
    &[1.0],
];
const MOST_POWERS: usize = 300;

#[allow(clippy::cast_possible_truncation)]
fn even(low: f64, high: f64, step: f64) -> Vec<f64> {
    let (first, last) = ((low / step).ceil() as i32, (high / step).floor() as i32);
    // Divided, so that 1 is 1 and not nearly.
    (first..=last)
        .map(|k| f64::from(k) / (1.0 / step).round())
        .collect()
}

/// Some numbers of every so manieth decade, counted from that of 1.
#[allow(clippy::cast_possible_truncation)]
fn of_decades(low: f64, high: f64, factors: &[f64], stride: i32) -> Vec<f64> {
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    (first..=last)
        .filter(|power| power % stride == 0)
        .flat_map(|power| factors.iter().map(move |factor| factor * 10_f64.powi(power)))
        .filter(|tick| (low..=high).contains(tick))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(low: f64, high: f64) -> Vec<f64> {
        ratio_ticks(Axis::logarithmic(low, high, 30.0, 570.0), (low, high), 40.0)
    }

    #[test]
    fn every_decade_has_a_tick_where_there_is_room() {
        assert_eq!(
            ticks(0.7, 2e6),
            [1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6],
            "and not every second one"
        );
        assert_eq!(ticks(0.5, 60.0), [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0]);
        assert_eq!(ticks(1e-9, 1e9).len(), 9);
    }

    #[test]
    fn close_to_1_there_are_ticks_on_both_sides() {
        let near = ticks(0.71, 1.4);
        assert!(
            near.contains(&0.9) && near.contains(&1.0) && near.contains(&1.1),
            "{near:?}"
        );
        assert!(ticks(0.71, 1.75).iter().any(|tick| *tick > 1.0));
    }

    #[test]
    fn an_axis_of_any_length_has_a_tick_at_1() {
        for (low, high) in [(0.99, 1.01), (1e-300, 1e300), (0.714, 1.4), (0.2, 40.0)] {
            assert!(ticks(low, high).contains(&1.0), "{low} {high}");
        }
    }
}
