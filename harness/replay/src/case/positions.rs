//! Where in the text of a case a field is.

use std::borrow::Cow;
use std::iter::successors;

use super::scanner::{MAX_DEPTH, Scan, Scanner, Segment, Value};
use crate::excerpt::excerpt;

/// A place in a text, counted from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Position {
    /// The place of the byte at `offset` of `text`.
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// All values of a JSON text with the place where each begins. The text may be broken: the values before the break
/// are found.
#[derive(Debug)]
pub struct Positions<'a> {
    text: &'a str,
    scan: Scan<'a>,
}

/// A value that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its path, such as `steps[2].batch[0].seq`; empty for the whole document.
    pub path: String,
    /// Where it begins.
    pub position: Position,
}

impl<'a> Positions<'a> {
    /// Finds the values of `text`.
    pub fn of(text: &'a str) -> Self {
        Self {
            text,
            scan: Scanner::new(text).scan(),
        }
    }

    /// The whole document; `None`: the text is empty.
    pub fn document(&self) -> Option<Node<'_>> {
        (!self.scan.values.is_empty()).then_some(Node { all: self, at: 0 })
    }

    /// The first value that lies too deep for a reader, the depth of the text, and what is allowed.
    pub fn too_deep(&self) -> Option<(Node<'_>, usize, usize)> {
        let at = self.scan.too_deep?;
        Some((Node { all: self, at }, self.scan.depth, MAX_DEPTH))
    }

    /// Where the value at `path` begins; where there is none, the innermost value around it.
    pub fn at_path(&self, path: &str) -> Position {
        let Some(document) = self.document() else {
            return Position::of(self.text, 0);
        };
        let mut node = document;
        for segment in segments(path) {
            let Some(child) = node.children().find(|child| child.value().segment == segment) else {
                break;
            };
            node = child;
        }
        Position::of(self.text, node.value().start)
    }

    /// The innermost value that the byte at `offset` belongs to.
    pub fn at_offset(&self, offset: usize) -> Found {
        let holds = |value: &Value<'_>| value.start <= offset && offset < value.end;
        let at = self.scan.values.iter().rposition(holds).unwrap_or(0);
        self.scan.values.get(at).map_or_else(
            || Found {
                path: String::new(),
                position: Position::of(self.text, 0),
            },
            |_| Node { all: self, at }.found(),
        )
    }
}

/// One value of a text.
#[derive(Clone, Copy, Debug)]
pub struct Node<'p> {
    all: &'p Positions<'p>,
    at: usize,
}

impl<'p> Node<'p> {
    /// As it is written, from its first byte to its last.
    pub fn text(self) -> &'p str {
        let Value { value, end, .. } = *self.value();
        self.all.text.get(value..end).unwrap_or_default()
    }

    /// Its name as a member of an object.
    pub fn name(self) -> Cow<'p, str> {
        match self.value().segment {
            Segment::Member(name) if name.contains('\\') => {
                serde_json::from_str(&format!("\"{name}\"")).map_or(Cow::Borrowed(name), Cow::Owned)
            }
            Segment::Member(name) => Cow::Borrowed(name),
            _ => Cow::Borrowed(""),
        }
    }

    /// Its members or elements.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let Self { all, at } = self;
        let values = &all.scan.values;
        let end = self.value().end;
        let if_within = move |child: usize| (values.get(child)?.start < end).then_some(child);
        let behind = move |child: &usize| {
            let end = values[*child].end;
            if_within(child + values[*child..].partition_point(|value| value.start < end))
        };
        successors(if_within(at + 1), behind).map(move |at| Self { all, at })
    }

    /// Its path and where it begins.
    pub fn found(self) -> Found {
        Found {
            path: self.path(),
            position: Position::of(self.all.text, self.value().start),
        }
    }

    fn value(self) -> &'p Value<'p> {
        &self.all.scan.values[self.at]
    }

    /// The segments from the document on; of a long path the beginning, and how deep it goes.
    fn path(self) -> String {
        let values = &self.all.scan.values;
        let mut segments: Vec<_> = successors(Some(self.value()), |value| values.get(value.parent?))
            .map(|value| value.segment)
            .collect();
        segments.reverse();
        let mut path = String::new();
        for segment in &segments {
            if path.len() > LONG_PATH {
                path.push_str(&format!("... ({} levels deep)", segments.len() - 1));
                break;
            }
            match segment {
                Segment::Document => {}
                Segment::Member(name) if path.is_empty() => path.push_str(&excerpt(name, LONG_NAME)),
                Segment::Member(name) => path.extend([".", &excerpt(name, LONG_NAME)]),
                Segment::Element(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }
}

/// A path is cut behind so many bytes.
const LONG_PATH: usize = 100;
/// A name in a path is cut behind so many characters.
const LONG_NAME: usize = 40;

/// The parts of a path.
fn segments(path: &str) -> impl Iterator<Item = Segment<'_>> {
    path.split(['.', '['])
        .filter(|part| !part.is_empty())
        .map(|part| match part.strip_suffix(']').map(str::parse) {
            Some(Ok(index)) => Segment::Element(index),
            _ => Segment::Member(part),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"a\": [1, {\"b\": \"\\\"]\", \"c\": 2.5}],\n  \"é\": null, \"d\": {}\n}";

    fn place(line: usize, column: usize) -> Position {
        Position { line, column }
    }

    #[test]
    fn a_path_is_found_where_its_name_begins() {
        let positions = Positions::of(TEXT);
        assert_eq!(positions.at_path("a"), place(2, 3));
        assert_eq!(positions.at_path("a[0]"), place(2, 9));
        assert_eq!(positions.at_path("a[1].c"), place(2, 25));
        assert_eq!(positions.at_path("d"), place(3, 14), "columns count characters");
        assert_eq!(
            positions.at_path("a[1].nothing"),
            place(2, 12),
            "the object that lacks it"
        );
        assert_eq!(positions.at_path(""), place(1, 1));
    }

    #[test]
    fn an_offset_belongs_to_the_innermost_value() {
        let positions = Positions::of(TEXT);
        let path_at = |text| positions.at_offset(TEXT.find(text).expect("it is there")).path;
        assert_eq!(path_at("2.5"), "a[1].c");
        assert_eq!(path_at("}],"), "a[1]");
        assert_eq!(path_at("],\n"), "a");
        assert_eq!(path_at("null"), "é");
    }

    #[test]
    fn a_value_knows_its_members_its_name_and_its_text() {
        let positions = Positions::of(r#"{"a": [1, {"b": 2}], "\u0063": {}, "a": -1}"#);
        let document = positions.document().expect("a document");
        let names: Vec<_> = document
            .children()
            .map(|child| child.name().into_owned())
            .collect();
        assert_eq!(names, ["a", "c", "a"]);
        let texts: Vec<_> = document.children().map(Node::text).collect();
        assert_eq!(texts, [r#"[1, {"b": 2}]"#, "{}", "-1"]);
        let inner = document.children().next().into_iter().flat_map(Node::children);
        assert_eq!(
            inner.map(|node| node.found().path).collect::<Vec<_>>(),
            ["a[0]", "a[1]"]
        );
        assert!(Positions::of(" ").document().is_none());
    }

    #[test]
    fn the_path_of_a_deep_value_is_cut_and_names_its_depth() {
        let text = "{\"a\":".repeat(300);
        let path = Positions::of(&text).at_offset(text.len() - 2).path;
        assert!(
            path.starts_with("a.a.a.") && path.ends_with("a... (300 levels deep)"),
            "{path}"
        );
        assert!(path.len() < 150, "{path}");
        let (node, depth, most) = Positions::of(&text)
            .too_deep()
            .map(|(n, d, m)| (n.text().len(), d, m))
            .expect("deep");
        assert_eq!((node, depth, most), (0, 300, 127));
        assert!(Positions::of(&text[..5 * 127]).too_deep().is_none());
    }

    #[test]
    fn broken_and_deep_texts_are_scanned_as_far_as_they_go() {
        let positions = Positions::of("{\"a\": {\"b\": [NaN, \"open");
        assert_eq!(positions.at_offset(13).path, "a.b[0]");
        assert_eq!(positions.at_offset(20).path, "a.b[1]");
        assert_eq!(Positions::of("").at_offset(0).path, "");
        assert_eq!(Positions::of("]}\"").at_offset(5).path, "");
        let deep = "[".repeat(200_000);
        assert_eq!(Positions::of(&deep).at_path("[0][0]"), place(1, 3));
    }
}
