//! Who is ahead by a share of the truth, where differences count and no ratios.

use crate::ahead::{Ahead, Lead};
use crate::spread::ENOUGH_RUNS;
use crate::{Figure, Spread};

/// Shares closer than this are the same: a tenth of a percentage point.
const SAME: f64 = 0.001;

/// One arm's share.
#[derive(Clone, Copy)]
struct Share {
    place: usize,
    /// As tables show it.
    shown: f64,
    /// Of the least and the greatest run.
    least: f64,
    most: f64,
    runs: usize,
}

/// Ahead is who has more in every run than the others in any, by at least a tenth of a percentage point. Eight runs of
/// each prove it (by chance it happens once in 6435 comparisons), two make it likely; a simulation is exact.
pub(crate) fn ahead_by_share(figures: &[Figure], simulated: bool) -> Option<Ahead> {
    let known: Vec<Share> = figures.iter().enumerate().filter_map(share).collect();
    let best = known
        .iter()
        .copied()
        .max_by(|one, other| one.least.total_cmp(&other.least))
        .filter(|_| known.len() > 1)?;
    let runs = known.iter().map(|share| share.runs).min()?;
    let is_clear = |other: &Share| best.least - other.most >= SAME && (simulated || runs > 1);
    let (behind, front): (Vec<Share>, Vec<Share>) = known.iter().partition(|other| is_clear(other));
    let is_alike =
        |other: &Share| (best.most - other.least).abs() < SAME && (other.most - best.least).abs() < SAME;
    let missing = |share: &Share| 1.0 - share.shown;
    let own = front.iter().map(missing).fold(0.0, f64::max);
    let next = behind.iter().map(missing).min_by(f64::total_cmp);
    let mut ahead = Ahead::new(
        front.iter().map(|share| share.place),
        next.map(|next| Lead::Missing(own, next)),
    );
    if front.iter().all(is_alike) {
        ahead = ahead.same();
    }
    Some(if simulated || runs >= ENOUGH_RUNS {
        ahead
    } else {
        ahead.unproven()
    })
}

fn share((place, figure): (usize, &Figure)) -> Option<Share> {
    let Figure::Known { value, runs, .. } = figure else {
        return None;
    };
    Some(Share {
        place,
        shown: *value,
        least: runs.as_ref().map_or(*value, |runs| runs.min),
        most: runs.as_ref().map_or(*value, |runs| runs.max),
        runs: runs.as_ref().map_or(1, Spread::runs),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(shares: &[f64], runs: u32) -> Vec<Figure> {
        let spread = |share: f64| Spread::over((0..runs).map(|repeat| (repeat, share)));
        let figure = |share: &f64| Figure::of(spread(*share).as_ref());
        shares.iter().map(figure).collect()
    }

    fn exact(shares: &[f64]) -> Ahead {
        ahead_by_share(&figures(shares, 1), true).unwrap()
    }

    #[test]
    fn a_tenth_of_a_percentage_point_is_the_least_that_counts() {
        let same = exact(&[0.99, 0.9905]);
        assert_eq!((same.front, same.same, same.lead), (vec![0, 1], true, None));
        assert_eq!(exact(&[0.9, 0.99, 0.9]).front, [1]);
        assert_eq!(exact(&[0.9, 0.99, 0.9899]).front, [1, 2]);
        assert_eq!(ahead_by_share(&figures(&[0.9], 1), true), None);
    }

    #[test]
    fn the_lead_is_what_both_lack_as_the_table_says() {
        let Some(Lead::Missing(own, next)) = exact(&[0.75, 1.0, 0.875]).lead else {
            panic!("there is a lead")
        };
        assert_eq!((own, next), (0.0, 0.125));
    }

    #[test]
    fn eight_runs_prove_it_two_point_and_one_says_nothing() {
        let live = |runs| {
            let ahead = ahead_by_share(&figures(&[0.9, 0.99], runs), false).unwrap();
            (ahead.front, ahead.same, ahead.proven)
        };
        assert_eq!(live(8), (vec![1], false, true));
        assert_eq!(live(2), (vec![1], false, false));
        assert_eq!(live(1), (vec![0, 1], false, true));
    }
}
