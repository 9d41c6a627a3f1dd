//! Where each lane stands on the screen.

use ratatui::layout::Rect;

/// The least width of a column.
const LEAST_WIDTH: u16 = 25;
/// Between columns.
const GAP: u16 = 2;
/// The least height of a tall lane.
const TALL: u16 = 11;
/// The least size of a flat lane.
const FLAT: (u16, u16) = (34, 6);

/// How much a lane says on how many lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A line for each figure.
    Tall,
    /// Several figures on a line.
    Flat,
}

/// Lanes in their places: side by side where the width allows it, else one below the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arrangement {
    pub(super) form: Form,
    /// Lane and place.
    pub(super) places: Vec<(usize, Rect)>,
}

/// Arranges `lanes` lanes in `area`. If not all of them fit, `current` and those after it come first.
pub(super) fn arrange(area: Rect, lanes: usize, current: usize) -> Arrangement {
    let count = u16::try_from(lanes).unwrap_or(u16::MAX).max(1);
    let most = (area.width.saturating_add(GAP) / (LEAST_WIDTH + GAP)).clamp(1, count);
    for columns in (1..=most).rev() {
        let (width, height) = (column_width(area, columns), area.height / count.div_ceil(columns));
        if height >= TALL {
            return placed(area, Form::Tall, lanes, columns, 0);
        }
        if width >= FLAT.0 && height >= FLAT.1 {
            return placed(area, Form::Flat, lanes, columns, 0);
        }
    }
    let fit = (area.height / FLAT.1).clamp(1, count);
    let first = if current < usize::from(fit) { 0 } else { current };
    let mut arrangement = placed(area, Form::Flat, usize::from(fit), 1, first);
    arrangement
        .places
        .iter_mut()
        .for_each(|(lane, _)| *lane %= lanes.max(1));
    arrangement
}

/// `lanes` lanes from `first` on, in so many columns.
fn placed(area: Rect, form: Form, lanes: usize, columns: u16, first: usize) -> Arrangement {
    let rows = u16::try_from(lanes).unwrap_or(u16::MAX).div_ceil(columns).max(1);
    let (width, height) = (column_width(area, columns), area.height / rows);
    let place = |index: usize| {
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        let (column, row) = (index % columns, index / columns);
        Rect::new(
            area.x + column * (width + GAP),
            area.y + row * height,
            width,
            height,
        )
    };
    Arrangement {
        form,
        places: (0..lanes).map(|index| (first + index, place(index))).collect(),
    }
}

fn column_width(area: Rect, columns: u16) -> u16 {
    (area.width.saturating_add(GAP) / columns).saturating_sub(GAP)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arranged(width: u16, height: u16, lanes: usize, current: usize) -> (Form, Vec<usize>, Rect) {
        let arrangement = arrange(Rect::new(0, 2, width, height), lanes, current);
        let area = Rect::new(0, 2, width, height);
        for (_, place) in &arrangement.places {
            assert_eq!(
                place.intersection(area),
                *place,
                "{width} × {height}, {lanes} lanes"
            );
        }
        let order = arrangement.places.iter().map(|(lane, _)| *lane).collect();
        (arrangement.form, order, arrangement.places[0].1)
    }

    #[test]
    fn lanes_stand_side_by_side_if_they_can() {
        let first = |width| Rect::new(0, 2, width, 20);
        assert_eq!(arranged(80, 20, 2, 0), (Form::Tall, vec![0, 1], first(39)));
        assert_eq!(arranged(80, 20, 3, 1), (Form::Tall, vec![0, 1, 2], first(25)));
        assert_eq!(arranged(40, 20, 1, 0), (Form::Tall, vec![0], first(40)));
    }

    #[test]
    fn on_a_narrow_screen_they_stand_one_below_the_other() {
        assert_eq!(
            arranged(40, 20, 3, 0),
            (Form::Flat, vec![0, 1, 2], Rect::new(0, 2, 40, 6))
        );
        assert_eq!(arranged(80, 20, 6, 0).0, Form::Flat);
        assert_eq!(arranged(200, 60, 6, 0).0, Form::Tall);
    }

    #[test]
    fn where_not_all_fit_the_one_that_runs_is_there() {
        assert_eq!(arranged(40, 12, 4, 1).1, [0, 1]);
        assert_eq!(arranged(40, 12, 4, 3).1, [3, 0]);
        assert_eq!(arranged(20, 3, 4, 2).1, [2]);
    }

    #[test]
    fn no_size_panics() {
        for width in [0, 1, 24, 25, 80, u16::MAX] {
            for height in [0, 1, 6, 24, u16::MAX] {
                for lanes in [0, 1, 3, 100] {
                    arrange(Rect::new(0, 0, width, height), lanes, lanes.saturating_sub(1));
                }
            }
        }
    }
}
