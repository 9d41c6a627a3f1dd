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
}

fn is_alike(one: &str, next: &str) -> bool {
    Rect::of(one)
        .zip(Rect::of(next))
        .is_some_and(|(one, next)| one.looks == next.looks)
}

fn path(run: &[&str], looks: &str) -> String {
    let boxes = run.iter().filter_map(|line| Rect::of(line));
    let corners = boxes.map(|it| format!("M{} {}h{}v{}h-{}z", it.x, it.y, it.width, it.height, it.width));
    format!("<path d=\"{}\"{looks}", corners.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

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
