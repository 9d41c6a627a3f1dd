//! Boxes of one colour as one path: a heat map has thousands.

/// The lines of a picture, runs of boxes that look alike each as one path. A single box stays what it is.
pub(crate) fn merged(lines: &[&str]) -> Vec<String> {
    let mut merged = Vec::new();
    for run in lines.chunk_by(|one, next| is_alike(one, next)) {
        match run.first().and_then(|line| Rect::of(line)) {
            Some(first) if run.len() > 1 => merged.push(path(run, first.looks)),
            _ => merged.extend(run.iter().map(|line| (*line).to_owned())),
        }
    }
    merged
}

/// A box as the drawing library writes it.
struct Rect<'a> {
    x: &'a str,
    y: &'a str,
    width: &'a str,
    height: &'a str,
    /// Everything else.
    looks: &'a str,
}

impl<'a> Rect<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let rest = line.strip_prefix("<rect x=\"")?;
        let (x, rest) = rest.split_once("\" y=\"")?;
        let (y, rest) = rest.split_once("\" width=\"")?;
        let (width, rest) = rest.split_once("\" height=\"")?;
        let (height, looks) = rest.split_once('"')?;
        Some(Self {
            x,
            y,
            width,
            height,
            looks,
        })
    }

    /// In whole pixels, as the drawing library counts.
    fn whole(&self) -> Option<Whole> {
        let [x, y, width, height] = [self.x, self.y, self.width, self.height].map(|text| text.parse().ok());
        Some((x?, y?, width?, height?))
    }
}

fn is_alike(one: &str, next: &str) -> bool {
    Rect::of(one)
        .zip(Rect::of(next))
        .is_some_and(|(one, next)| one.looks == next.looks)
}

fn path(run: &[&str], looks: &str) -> String {
    let boxes = run.iter().filter_map(|line| Rect::of(line)?.whole());
    let corners = joined(boxes)
        .into_iter()
        .map(|(x, y, width, height)| format!("M{x} {y}h{width}v{height}h-{width}z"));
    format!("<path d=\"{}\"{looks}", corners.collect::<String>())
}

/// Left, top, width and height.
type Whole = (i64, i64, i64, i64);

/// The same ground in fewer boxes: none twice, and one for those that touch side by side or one above the other. Within a path
/// no ground is painted twice, so that it looks the same.
fn joined(boxes: impl Iterator<Item = Whole>) -> Vec<Whole> {
    let mut all: Vec<Whole> = boxes.collect();
    all.sort_unstable_by_key(|&(x, y, width, height)| (y, height, x, width));
    all.dedup();
    let mut rows: Vec<Whole> = Vec::new();
    for one in all {
        match rows.last_mut() {
            Some(last) if (last.1, last.3) == (one.1, one.3) && one.0 <= last.0 + last.2 => {
                last.2 = last.2.max(one.0 + one.2 - last.0);
            }
            _ => rows.push(one),
        }
    }
    rows.sort_unstable_by_key(|&(x, y, width, height)| (x, width, y, height));
    let mut blocks: Vec<Whole> = Vec::new();
    for one in rows {
        match blocks.last_mut() {
            Some(last) if (last.0, last.2) == (one.0, one.2) && one.1 <= last.1 + last.3 => {
                last.3 = last.3.max(one.1 + one.3 - last.1);
            }
            _ => blocks.push(one),
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_that_touch_or_lie_on_each_other_are_one() {
        let of = |boxes: &[Whole]| joined(boxes.iter().copied());
        assert_eq!(of(&[(0, 0, 5, 2), (5, 0, 5, 2), (0, 0, 5, 2)]), [(0, 0, 10, 2)]);
        assert_eq!(of(&[(0, 0, 5, 2), (0, 2, 5, 3), (0, 4, 5, 4)]), [(0, 0, 5, 8)]);
        let apart = [(0, 0, 5, 2), (6, 0, 5, 2), (6, 3, 5, 2)];
        assert_eq!(of(&apart), apart);
    }

    #[test]
    fn boxes_that_look_alike_become_one_path_and_others_stay() {
        let blue = r##" fill="#0000FF" stroke="none"/>"##;
        let first = format!(r#"<rect x="1" y="2" width="3" height="4"{blue}"#);
        let second = format!(r#"<rect x="5" y="6" width="7" height="8"{blue}"#);
        let other = r##"<rect x="1" y="2" width="3" height="4" fill="#FF0000" stroke="none"/>"##;
        let lines = [first.as_str(), second.as_str(), other, "<text>", &first];
        assert_eq!(
            merged(&lines),
            [
                format!(r#"<path d="M1 2h3v4h-3zM5 6h7v8h-7z"{blue}"#),
                other.to_owned(),
                "<text>".to_owned(),
                first.clone(),
            ]
        );
    }
}
