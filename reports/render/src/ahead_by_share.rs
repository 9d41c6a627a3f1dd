//! Who is ahead by a share of the truth, where differences count and no ratios.

use crate::ahead::{Ahead, sorted};
use crate::spread::ENOUGH_RUNS;
use crate::{Figure, Spread};

/// Shares closer than this are the same: a tenth of a percentage point.
const SAME: f64 = 0.001;

/// One arm's share: place, least and greatest run.
type Share = (usize, f64, f64);

/// Ahead is who has more in every run than the others in any, by at least a tenth of a percentage point. Eight runs of
/// each prove it (by chance it happens once in 6435 comparisons), two make it likely; a simulation is exact.
pub(crate) fn ahead_by_share(figures: &[Figure], simulated: bool) -> Ahead {
    let known: Vec<Share> = figures
        .iter()
        .enumerate()
        .filter_map(|(place, figure)| share(place, figure))
        .collect();
    let best = known
        .iter()
        .copied()
        .max_by(|one, other| one.1.total_cmp(&other.1));
    let Some(best) = best.filter(|_| known.len() > 1) else {
        return Ahead::Nobody;
    };
    let others = known.iter().filter(|other| other.0 != best.0);
    let (rivals, beaten): (Vec<Share>, Vec<Share>) = others.partition(|other| best.1 - other.2 < SAME);
    if rivals.is_empty() {
        let next = beaten.iter().map(|other| other.2).fold(0.0, f64::max);
        let behind = (1.0 - next) / (1.0 - best.1);
        return match figures.iter().filter_map(runs).min() {
            _ if simulated => Ahead::One(best.0, behind),
            Some(ENOUGH_RUNS..) => Ahead::One(best.0, behind),
            Some(2..) => Ahead::Likely(best.0, behind),
            _ => Ahead::Open(sorted(known.iter().map(|it| it.0))),
        };
    }
    let alike = rivals
        .iter()
        .all(|other| (best.2 - other.1).abs() < SAME && (other.2 - best.1).abs() < SAME);
    let all = sorted(rivals.iter().map(|other| other.0).chain([best.0]));
    if alike {
        Ahead::Level(all)
    } else {
        Ahead::Open(all)
    }
}

/// How many runs stand behind a figure.
fn runs(figure: &Figure) -> Option<usize> {
    match figure {
        Figure::Known { runs, .. } => Some(runs.as_ref().map_or(1, Spread::runs)),
        _ => None,
    }
}

fn share(place: usize, figure: &Figure) -> Option<Share> {
    match figure {
        Figure::Known { runs: Some(runs), .. } => Some((place, runs.min, runs.max)),
        Figure::Known { value, .. } => Some((place, *value, *value)),
        _ => None,
    }
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
        ahead_by_share(&figures(shares, 1), true)
    }

    #[test]
    fn a_tenth_of_a_percentage_point_is_the_least_that_counts() {
        assert_eq!(exact(&[0.99, 0.9905]), Ahead::Level(vec![0, 1]));
        assert!(matches!(exact(&[0.9, 0.99, 0.9]), Ahead::One(1, times) if (times - 10.0).abs() < 1e-6));
        assert_eq!(exact(&[0.9, 0.99, 0.9899]), Ahead::Level(vec![1, 2]));
        assert_eq!(exact(&[0.9]), Ahead::Nobody);
    }

    #[test]
    fn eight_runs_prove_two_point_and_one_says_nothing() {
        let live = |runs| ahead_by_share(&figures(&[0.9, 0.99], runs), false);
        assert!(matches!(live(8), Ahead::One(1, _)));
        assert!(matches!(live(2), Ahead::Likely(1, _)));
        assert_eq!(live(1), Ahead::Open(vec![0, 1]));
    }
}
