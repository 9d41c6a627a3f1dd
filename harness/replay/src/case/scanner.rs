//! Where the values of a JSON text begin and end.

/// A value of a JSON text, by bytes.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    /// The object or list around it.
    pub parent: Option<usize>,
    /// What it is called there.
    pub segment: Segment<'a>,
    /// Where its name begins, or the value itself where it has none.
    pub start: usize,
    /// Where the value begins.
    pub value: usize,
    /// Just behind its last byte.
    pub end: usize,
}

/// What a value is called by the object or list around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment<'a> {
    /// There is none around it.
    Document,
    /// The name of a member, as it is written.
    Member(&'a str),
    /// The index of an element.
    Element(usize),
}

/// What was found in a text.
#[derive(Debug, Default)]
pub struct Scan<'a> {
    /// In order of their beginnings; the first is the whole document.
    pub values: Vec<Value<'a>>,
    /// How many objects and lists are open at the deepest place.
    pub depth: usize,
    /// The first value that is one of more than [`MAX_DEPTH`] open objects and lists.
    pub too_deep: Option<usize>,
}

/// How many objects and lists may lie in each other: as many as `serde_json` reads.
pub const MAX_DEPTH: usize = 127;

/// Goes through a text once, without recursion.
pub struct Scanner<'a> {
    text: &'a str,
    found: Scan<'a>,
    /// The objects and lists that are open, and how many elements each has had.
    open: Vec<(usize, Option<usize>)>,
    /// The member whose value comes next.
    member: Option<usize>,
}

impl<'a> Scanner<'a> {
    /// Before a text.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            found: Scan::default(),
            open: Vec::new(),
            member: None,
        }
    }

    /// Goes through it.
    pub fn scan(mut self) -> Scan<'a> {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let end = token_end(self.text, at);
            match byte {
                b'{' | b'[' => {
                    let value = self.begin(at);
                    self.open(value, byte == b'[');
                }
                b'}' | b']' => {
                    if let Some((value, _)) = self.open.pop() {
                        self.found.values[value].end = end;
                    }
                }
                b',' | b':' => {}
                _ if byte.is_ascii_whitespace() => {}
                b'"' if self.is_name() => self.name(at, end),
                _ => {
                    let value = self.begin(at);
                    self.found.values[value].end = end;
                }
            }
            at = end;
        }
        self.found
    }

    fn open(&mut self, value: usize, is_list: bool) {
        self.open.push((value, is_list.then_some(0)));
        self.found.depth = self.found.depth.max(self.open.len());
        if self.open.len() > MAX_DEPTH {
            self.found.too_deep.get_or_insert(value);
        }
    }

    /// Whether a string here is the name of a member.
    fn is_name(&self) -> bool {
        self.member.is_none() && matches!(self.open.last(), Some((_, None)))
    }

    fn name(&mut self, at: usize, end: usize) {
        let name = self.text.get(at + 1..end.saturating_sub(1)).unwrap_or_default();
        self.member = Some(self.found.values.len());
        let parent = self.open.last().map(|(parent, _)| *parent);
        self.push(parent, Segment::Member(name), at);
    }

    /// A value begins: that of the member just named, or an element.
    fn begin(&mut self, at: usize) -> usize {
        if let Some(member) = self.member.take() {
            self.found.values[member].value = at;
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
        self.found.values.len() - 1
    }

    /// Its end is unknown until it comes.
    fn push(&mut self, parent: Option<usize>, segment: Segment<'a>, at: usize) {
        self.found.values.push(Value {
            parent,
            segment,
            start: at,
            value: at,
            end: usize::MAX,
        });
    }
}

/// Just behind the token that begins at `at`.
pub fn token_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
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
