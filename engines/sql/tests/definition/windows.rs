//! What windows count, by definition. Shares no code with what it judges.

use crate::Step;

/// A result: start, end, and the number of rows.
pub type Row = (i64, i64, i64);

/// All windows of a kind that contain an instant, as starts and ends.
pub type Windows = fn(t: i64) -> Vec<(i64, i64)>;

/// Three milliseconds each, shifted by -1.
pub fn tumbling(t: i64) -> Vec<(i64, i64)> {
    containing(t, (-9..9).map(|n| (3 * n - 1, 3 * n + 2)))
}

/// Six milliseconds each, every two, shifted by 1.
pub fn hopping(t: i64) -> Vec<(i64, i64)> {
    containing(t, (-9..9).map(|n| (2 * n + 1, 2 * n + 7)))
}

/// Two, four and six milliseconds, every six, shifted by 1.
pub fn cumulating(t: i64) -> Vec<(i64, i64)> {
    let starts = (-9..9).map(|n| 6 * n + 1);
    containing(
        t,
        starts.flat_map(|start| [2, 4, 6].map(|length| (start, start + length))),
    )
}

fn containing(t: i64, windows: impl Iterator<Item = (i64, i64)>) -> Vec<(i64, i64)> {
    windows.filter(|(start, end)| *start <= t && t < *end).collect()
}

/// A window counts the rows that came before it fired; it fires when the watermark reaches its last instant, if it
/// holds a row. A row that comes after all its windows have fired is dropped.
pub fn by_definition(windows: Windows, steps: &[Step]) -> (Vec<Row>, u64) {
    let (mut watermark, mut dropped) = (i64::MIN, 0);
    let (mut counts, mut rows): (Vec<Row>, _) = (Vec::new(), Vec::new());
    for step in steps {
        match *step {
            Step::Row(t) => {
                let mut open = windows(t);
                open.retain(|window| window.1 - 1 > watermark);
                dropped += u64::from(open.is_empty());
                for (start, end) in open {
                    match counts.iter_mut().find(|count| (count.0, count.1) == (start, end)) {
                        Some(count) => count.2 += 1,
                        None => counts.push((start, end, 1)),
                    }
                }
            }
            Step::Watermark(t) => {
                watermark = watermark.max(t);
                counts.sort_by_key(|count| count.1);
                rows.extend(counts.iter().filter(|count| count.1 - 1 <= watermark));
                counts.retain(|count| count.1 - 1 > watermark);
            }
        }
    }
    (rows, dropped)
}
