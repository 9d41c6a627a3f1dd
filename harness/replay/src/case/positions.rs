//! Where in the text of a case a field is.

use std::iter::successors;

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
    /// In order of their beginnings; the first is the whole document.
    values: Vec<Value<'a>>,
}

#[derive(Clone, Copy, Debug)]
struct Value<'a> {
    parent: Option<usize>,
    segment: Segment<'a>,
    /// Where its name begins, or the value itself where it has none.
    start: usize,
    /// Where the value begins.
    value: usize,
    /// Just behind its last byte.
    end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Segment<'a> {
    Document,
    Member(&'a str),
    Element(usize),
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
            values: Scanner::new(text).scan(),
        }
    }

    /// Where the value at `path` begins; where there is none, the innermost value around it.
    pub fn at_path(&self, path: &str) -> Position {
        let mut at = 0;
        for segment in segments(path) {
            let is_child = |value: &Value<'_>| value.parent == Some(at) && value.segment == segment;
            let Some(child) = self.values.iter().position(is_child) else {
                break;
            };
            at = child;
        }
        Position::of(self.text, self.values.get(at).map_or(0, |value| value.start))
    }

    /// The innermost value that the byte at `offset` belongs to.
    pub fn at_offset(&self, offset: usize) -> Found {
        self.found(self.innermost(offset))
    }

    /// The first value within the one at `offset` that `literal` stands for. A reader that has to know a whole object
    /// before it can judge its members complains at the end of the object.
    pub fn literal_at(&self, offset: usize, literal: &str) -> Option<Found> {
        let outer = self.innermost(offset);
        let is_within = |at: usize| successors(Some(at), |&at| self.values[at].parent).any(|at| at == outer);
        let means = |value: &Value<'_>| {
            let text = self.text.get(value.value..value.end).unwrap_or_default();
            let number = |text: &str| text.parse::<f64>().ok();
            text == literal
                || text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) == Some(literal)
                || (number(text).is_some() && number(text) == number(literal))
        };
        (0..self.values.len())
            .find(|&at| means(&self.values[at]) && is_within(at))
            .map(|at| self.found(at))
    }

    fn innermost(&self, offset: usize) -> usize {
        let holds = |value: &Value<'_>| value.start <= offset && offset < value.end;
        self.values.iter().rposition(holds).unwrap_or(0)
    }

    fn found(&self, at: usize) -> Found {
        let mut segments: Vec<_> = successors(self.values.get(at), |value| self.values.get(value.parent?))
            .map(|value| value.segment)
            .collect();
        segments.reverse();
        let mut path = String::new();
        for segment in segments {
            match segment {
                Segment::Document => {}
                Segment::Member(name) if path.is_empty() => path.push_str(name),
                Segment::Member(name) => path.extend([".", name]),
                Segment::Element(index) => path.push_str(&format!("[{index}]")),
            }
        }
        let start = self.values.get(at).map_or(0, |value| value.start);
        Found {
            path,
            position: Position::of(self.text, start),
        }
    }
}

/// The parts of a path.
fn segments(path: &str) -> impl Iterator<Item = Segment<'_>> {
    path.split(['.', '['])
        .filter(|part| !part.is_empty())
        .map(|part| match part.strip_suffix(']').map(str::parse) {
            Some(Ok(index)) => Segment::Element(index),
            _ => Segment::Member(part),
        })
}

/// Goes through a text once, without recursion.
struct Scanner<'a> {
    text: &'a str,
    values: Vec<Value<'a>>,
    /// The objects and lists that are open, and how many elements each has had.
    open: Vec<(usize, Option<usize>)>,
    /// The member whose value comes next.
    member: Option<usize>,
}

impl<'a> Scanner<'a> {
    const fn new(text: &'a str) -> Self {
        Self {
            text,
            values: Vec::new(),
            open: Vec::new(),
            member: None,
        }
    }

    fn scan(mut self) -> Vec<Value<'a>> {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let end = self.token_end(at);
            match byte {
                b'{' | b'[' => {
                    let value = self.begin(at);
                    self.open.push((value, (byte == b'[').then_some(0)));
                }
                b'}' | b']' => {
                    if let Some((value, _)) = self.open.pop() {
                        self.values[value].end = end;
                    }
                }
                b',' | b':' => {}
                _ if byte.is_ascii_whitespace() => {}
                b'"' if self.is_name() => self.name(at, end),
                _ => {
                    let value = self.begin(at);
                    self.values[value].end = end;
                }
            }
            at = end;
        }
        self.values
    }

    /// Whether a string here is the name of a member.
    fn is_name(&self) -> bool {
        self.member.is_none() && matches!(self.open.last(), Some((_, None)))
    }

    fn name(&mut self, at: usize, end: usize) {
        let name = self.text.get(at + 1..end.saturating_sub(1)).unwrap_or_default();
        self.member = Some(self.values.len());
        let parent = self.open.last().map(|(parent, _)| *parent);
        self.push(parent, Segment::Member(name), at);
    }

    /// A value begins: that of the member just named, or an element.
    fn begin(&mut self, at: usize) -> usize {
        if let Some(member) = self.member.take() {
            self.values[member].value = at;
            return member;
        }
        let segment = match self.open.last_mut() {
            Some((_, Some(elements))) => {
                *elements += 1;
                Segment::Element(*elements - 1)
            }
            _ => Segment::Document,
        };
        let parent = self.open.last().map(|(parent, _)| *parent);
        self.push(parent, segment, at);
        self.values.len() - 1
    }

    /// Its end is unknown until it comes.
    fn push(&mut self, parent: Option<usize>, segment: Segment<'a>, at: usize) {
        self.values.push(Value {
            parent,
            segment,
            start: at,
            value: at,
            end: usize::MAX,
        });
    }

    /// Just behind the token that begins at `at`.
    fn token_end(&self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        match bytes[at] {
            b'"' => {
                let mut escaped = false;
                let closes = |byte: &u8| {
                    let closes = *byte == b'"' && !escaped;
                    escaped = *byte == b'\\' && !escaped;
                    closes
                };
                let length = bytes[at + 1..].iter().position(closes);
                length.map_or(bytes.len(), |length| at + length + 2)
            }
            b'{' | b'[' | b'}' | b']' | b',' | b':' => at + 1,
            byte if byte.is_ascii_whitespace() => at + 1,
            _ => {
                let ends = |byte: &u8| b"{}[],:\"".contains(byte) || byte.is_ascii_whitespace();
                bytes[at..]
                    .iter()
                    .position(ends)
                    .map_or(bytes.len(), |length| at + length)
            }
        }
    }
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
    fn a_literal_is_found_within_the_value_around_it() {
        let positions = Positions::of(TEXT);
        let end = TEXT.find("}],").expect("it is there");
        let path = |literal| positions.literal_at(end, literal).map(|found| found.path);
        assert_eq!(path("2.50"), Some("a[1].c".to_owned()));
        assert_eq!(path("1"), None, "that one is outside");
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
