//! Kinds of values that a case is made of.

use std::fmt;

/// What a value must be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A text.
    Text,
    /// A text that is printed as it is: something to call a thing by.
    Name,
    /// `true` or `false`.
    Bool,
    /// `true`.
    True,
    /// A 64-bit integer.
    Integer,
    /// A 64-bit integer or `null`.
    IntegerOrNull,
    /// An integer from 0 to this one.
    Natural(u64),
    /// One of some words.
    Word(&'static [&'static str]),
    /// A list of values of one kind; what they are called together.
    List(&'static str, &'static Kind),
    /// An object.
    Object(Shape),
    /// An object that says itself what it is.
    Choice(Choice),
    /// An object with exactly one of its fields.
    OneOf(Shape),
    /// A line of output, which depends on the engine.
    Line,
}

/// The fields of an object.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// What it is called, with its article.
    pub noun: &'static str,
    /// All fields that it may have.
    pub fields: &'static [Field],
}

/// One field of an object.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: &'static Kind,
    /// Whether it must be there.
    pub needed: bool,
}

/// An object whose fields depend on one of them.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// What it is called, with its article.
    pub noun: &'static str,
    /// The field that chooses.
    pub tag: &'static str,
    /// What it may be, and the other fields that follow from it.
    pub variants: &'static [(&'static str, &'static [Field])],
}

/// The greatest number of characters of a name.
pub const LONGEST_NAME: usize = 200;

/// A field that must be there.
pub const fn needed(name: &'static str, kind: &'static Kind) -> Field {
    Field {
        name,
        kind,
        needed: true,
    }
}

/// A field that may be there.
pub const fn optional(name: &'static str, kind: &'static Kind) -> Field {
    Field {
        needed: false,
        ..needed(name, kind)
    }
}

impl Shape {
    /// The names of all fields; `last` joins the last two.
    pub fn names(&self, last: &str) -> String {
        names(self.fields.iter(), last)
    }
}

impl Choice {
    /// What the field that chooses may be.
    pub fn words(&self) -> String {
        quoted(self.variants.iter().map(|(word, _)| *word))
    }
}

/// What is expected.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => write!(f, "a text"),
            Self::Name => write!(
                f,
                "a name of 1 to {LONGEST_NAME} characters, none of them a control character"
            ),
            Self::Bool => write!(f, "true or false"),
            Self::True => write!(f, "true"),
            Self::Integer => write!(f, "an integer that fits 64 bits"),
            Self::IntegerOrNull => write!(f, "null or an integer that fits 64 bits"),
            Self::Natural(most) => write!(f, "an integer from 0 to {most}"),
            Self::Word(words) => write!(f, "{}", quoted(words.iter().copied())),
            Self::List(nouns, _) => write!(f, "a list of {nouns}"),
            Self::Object(shape) => {
                let fields = names(shape.fields.iter().filter(|field| field.needed), "and");
                let with = if fields.is_empty() { "" } else { " with " };
                write!(f, "{}, which is an object{with}{fields}", shape.noun)
            }
            Self::Choice(choice) => {
                write!(
                    f,
                    "{}, which is an object with \"{}\" and what follows from it",
                    choice.noun, choice.tag
                )
            }
            Self::OneOf(shape) => write!(
                f,
                "{}, which is an object with exactly one of {}",
                shape.noun,
                shape.names("or")
            ),
            Self::Line => write!(f, "a line, which is an object"),
        }
    }
}

fn quoted<'a>(words: impl Iterator<Item = &'a str>) -> String {
    listed(words.map(|word| format!("\"{word}\"")), "or")
}

/// The names of some fields; `last` joins the last two.
pub fn names<'a>(fields: impl Iterator<Item = &'a Field>, last: &str) -> String {
    listed(fields.map(|field| field.name.to_owned()), last)
}

/// `a, b and c`.
fn listed(words: impl Iterator<Item = String>, last: &str) -> String {
    let words: Vec<_> = words.collect();
    match words.as_slice() {
        [before @ .., word] if !before.is_empty() => format!("{} {last} {word}", before.join(", ")),
        _ => words.concat(),
    }
}
