//! From above: whether an engine recovers from an overload.

use streamgauge_record::RecoveryClaim;

use crate::trials::{Outcome, Stopped, Trials};

/// The overload, in percent of the confirmed rate.
const OVERLOAD: u64 = 110;
/// The rates behind it, in percent: the usual one, and where to look if that does not hold.
const BEHIND: [u64; 9] = [90, 80, 70, 60, 50, 40, 30, 20, 10];

/// Overloads the engine and lets it have less than it sustains: if it does not get rid of what piled up, less and less
/// until it does. Where nothing can be claimed, the reason.
pub(crate) fn approach_from_above(
    trials: &mut Trials<'_>,
    rate: u64,
) -> Result<Result<RecoveryClaim, String>, Stopped> {
    let part = |percent: u64| (u128::from(rate) * u128::from(percent) / 100).max(1) as u64;
    for percent in BEHIND {
        trials.left = 1;
        match trials.after_overload(part(percent), part(OVERLOAD))? {
            Outcome::Pass => {
                return Ok(Ok(RecoveryClaim {
                    recovery_per_s: Some(part(percent)),
                    is_usual: percent == BEHIND[0],
                }));
            }
            Outcome::Fail => {}
            Outcome::Void(reason) | Outcome::TooLarge(reason) => return Ok(Err(reason)),
        }
    }
    Ok(Ok(RecoveryClaim {
        recovery_per_s: None,
        is_usual: false,
    }))
}
