//! Which values an axis has.

use streamgauge_record::GrowthAxis;

/// The most keys: as many users as a scenario can have.
const MOST_USERS: f64 = 16_777_216.0;
/// The most sessions open at once: so that the users behind them stay within that.
const MOST_SESSIONS: f64 = 10_000_000.0;
/// The most windows of an event: so many are judged in seconds.
const MOST_WINDOWS: f64 = 1_000.0;
/// The most parallel tasks of an engine.
const MOST_WORKERS: f64 = 256.0;

/// The values of an axis on a machine with so many cores, unless others are given.
#[must_use]
pub fn usual_values(axis: GrowthAxis, cores: u32) -> Vec<f64> {
    match axis {
        GrowthAxis::Keys => decades(1, 7),
        GrowthAxis::Overlap => vec![1.0, 2.0, 6.0, 20.0, 60.0, 200.0, 600.0],
        GrowthAxis::Sessions => decades(2, 5),
        GrowthAxis::Late => vec![0.0, 0.1, 0.3, 0.5, 0.7, 0.9],
        GrowthAxis::Workers => {
            let most = cores.max(1).saturating_mul(2).min(256);
            let doubled = std::iter::successors(Some(1_u32), |workers| workers.checked_mul(2));
            doubled
                .take_while(|workers| *workers <= most)
                .map(f64::from)
                .collect()
        }
    }
}

/// Powers of ten from one exponent to another.
fn decades(first: i32, last: i32) -> Vec<f64> {
    (first..=last).map(|exponent| 10_f64.powi(exponent)).collect()
}

/// Whether an axis can have this value.
///
/// # Errors
/// What it can have.
pub fn check_value(axis: GrowthAxis, value: f64) -> Result<(), String> {
    let whole = |most: f64| {
        let fits = value.fract() == 0.0 && (1.0..=most).contains(&value);
        fits.then_some(())
            .ok_or_else(|| format!("a whole number from 1 to {most}"))
    };
    match axis {
        GrowthAxis::Keys => whole(MOST_USERS),
        GrowthAxis::Overlap => whole(MOST_WINDOWS),
        GrowthAxis::Sessions => whole(MOST_SESSIONS),
        GrowthAxis::Workers => whole(MOST_WORKERS),
        GrowthAxis::Late if (0.0..=1.0).contains(&value) => Ok(()),
        GrowthAxis::Late => Err("a share from 0 to 1".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_value_can_be_had_and_comes_once_in_order() {
        for axis in GrowthAxis::ALL {
            for cores in [0, 1, 2, 64, u32::MAX] {
                let values = usual_values(axis, cores);
                assert!(
                    values.len() > 1 && values.is_sorted_by(|a, b| a < b),
                    "{values:?}"
                );
                assert!(values.iter().all(|value| check_value(axis, *value).is_ok()));
            }
        }
        assert_eq!(usual_values(GrowthAxis::Workers, 2), [1.0, 2.0, 4.0]);
    }

    #[test]
    fn what_an_axis_cannot_have_is_refused() {
        for (axis, value) in [
            (GrowthAxis::Keys, 0.0),
            (GrowthAxis::Keys, 1.5),
            (GrowthAxis::Keys, 16_777_217.0),
            (GrowthAxis::Late, 1.1),
            (GrowthAxis::Late, f64::NAN),
            (GrowthAxis::Workers, 257.0),
            (GrowthAxis::Overlap, f64::INFINITY),
        ] {
            assert!(check_value(axis, value).is_err(), "{axis:?} {value}");
        }
    }
}
