//! Whether a JSON text has the structure of a case.

use super::faults::Faults;
use super::format::{CASE, HEADER, line_of};
use super::kind::{Choice, Field, Kind, LONGEST_NAME, Shape, names};
use super::positions::{Node, Positions};
use super::{EngineKind, Found};
use crate::excerpt::excerpt;

/// Everything that is not as the format has it: kinds of values, and fields that are unknown, missing or there twice.
/// Of a text that is no case of this format, only that.
pub fn check(positions: &Positions<'_>) -> Faults {
    let mut check = Check::default();
    let Some(document) = positions.document() else {
        return check.faults;
    };
    if let Some((node, depth, most)) = positions.too_deep() {
        let message = format!("objects and lists are nested {depth} levels deep, expected at most {most}");
        check.faults.add_at(|| node.found(), message);
        return check.faults;
    }
    if is_object(document) {
        for field in HEADER {
            check.field(document, &field);
            if !check.faults.is_empty() {
                return check.faults;
            }
        }
    }
    check.engine = member(document, "engine").and_then(engine);
    check.value(document, &CASE);
    check.faults
}

/// A check under way.
#[derive(Default)]
struct Check {
    engine: Option<EngineKind>,
    faults: Faults,
}

impl Check {
    fn value(&mut self, node: Node<'_>, kind: &Kind) {
        if !fits(node.text(), kind) {
            let message = format!("found {}, expected {kind}", found(node.text()));
            self.faults.add_at(|| node.found(), message);
            return;
        }
        match kind {
            Kind::List(_, kind) => node.children().for_each(|element| self.value(element, kind)),
            Kind::Object(shape) => self.object(node, shape),
            Kind::Choice(choice) => self.choice(node, choice),
            Kind::OneOf(shape) => self.one_of(node, shape),
            Kind::Line => {
                if let Some(engine) = self.engine {
                    self.value(node, line_of(engine));
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, node: Node<'_>, shape: &Shape) {
        for field in shape.fields {
            self.field(node, field);
        }
        self.members(
            node,
            |name| shape.fields.iter().any(|field| field.name == name),
            || format!("unknown field; {} has {}", shape.noun, shape.names("and")),
        );
    }

    /// An object that does not say what it is has no fields that could be judged.
    fn choice(&mut self, node: Node<'_>, choice: &Choice) {
        let Some(tag) = member(node, choice.tag) else {
            let message = format!("missing; expected {}", choice.words());
            return self.faults.add_at(|| place_of(node, choice.tag), message);
        };
        let word = text(tag);
        let Some((word, fields)) = choice
            .variants
            .iter()
            .find(|(name, _)| Some(*name) == word.as_deref())
        else {
            let message = format!("found {}, expected {}", found(tag.text()), choice.words());
            return self.faults.add_at(|| tag.found(), message);
        };
        for field in *fields {
            self.field(node, field);
        }
        let is_known = |name: &str| name == choice.tag || fields.iter().any(|field| field.name == name);
        self.members(node, is_known, || {
            let noun = format!("{} of {} \"{word}\"", choice.noun, choice.tag);
            if fields.is_empty() {
                format!("unknown field; {noun} has no others")
            } else {
                format!("unknown field; {noun} has {}", names(fields.iter(), "and"))
            }
        });
    }

    fn one_of(&mut self, node: Node<'_>, shape: &Shape) {
        let rule = || format!("{} has exactly one of {}", shape.noun, shape.names("or"));
        let is_known = |name: &str| shape.fields.iter().any(|field| field.name == name);
        let mut known = node.children().filter(|child| is_known(&child.name()));
        let first = known.next();
        for other in known.filter(|child| first.is_some_and(|first| first.name() != child.name())) {
            let first = first.map(|first| first.name().into_owned()).unwrap_or_default();
            self.faults
                .add_at(|| other.found(), format!("found beside {first}; {}", rule()));
        }
        if node.children().next().is_none() {
            self.faults
                .add_at(|| node.found(), format!("found no field; {}", rule()));
        }
        for field in shape.fields {
            self.field(node, field);
        }
        self.members(node, is_known, || format!("unknown field; {}", rule()));
    }

    /// A field that is there holds what it must; a field that must be there is.
    fn field(&mut self, node: Node<'_>, field: &Field) {
        match member(node, field.name) {
            None if field.needed => {
                let message = format!("missing; expected {}", field.kind);
                self.faults.add_at(|| place_of(node, field.name), message);
            }
            Some(value) if !field.needed && value.text() == "null" && !fits("null", field.kind) => {
                let message = format!("found null, expected {}; or leave the field out", field.kind);
                self.faults.add_at(|| value.found(), message);
            }
            Some(value) => self.value(value, field.kind),
            None => {}
        }
    }

    /// No member is unknown, and none is there twice.
    fn members(&mut self, node: Node<'_>, is_known: impl Fn(&str) -> bool, unknown: impl Fn() -> String) {
        let mut seen = Vec::new();
        for child in node.children() {
            let name = child.name();
            if !is_known(&name) {
                self.faults.add_at(|| child.found(), unknown());
            } else if seen.contains(&name) {
                self.faults
                    .add_at(|| child.found(), "duplicate field; expected it once");
            } else {
                seen.push(name);
            }
        }
    }
}

fn fits(text: &str, kind: &Kind) -> bool {
    match kind {
        Kind::Text => text.starts_with('"'),
        Kind::Name => decoded(text).is_some_and(|name| {
            let length = name.chars().count();
            (1..=LONGEST_NAME).contains(&length) && !name.chars().any(char::is_control)
        }),
        Kind::Word(words) => decoded(text).is_some_and(|word| words.contains(&word.as_str())),
        Kind::Bool => matches!(text, "true" | "false"),
        Kind::True => text == "true",
        Kind::Integer => is_integer(text),
        Kind::IntegerOrNull => text == "null" || is_integer(text),
        Kind::Natural(most) => text.parse().is_ok_and(|number: u64| number <= *most),
        Kind::List(..) => text.starts_with('['),
        Kind::Object(_) | Kind::Choice(_) | Kind::OneOf(_) | Kind::Line => text.starts_with('{'),
    }
}

/// JSON has a negative zero, which is no integer.
fn is_integer(text: &str) -> bool {
    text != "-0" && text.parse::<i64>().is_ok()
}

fn is_object(node: Node<'_>) -> bool {
    node.text().starts_with('{')
}

/// A value in words.
fn found(text: &str) -> String {
    match text.as_bytes().first() {
        Some(b'{') => "an object".to_owned(),
        Some(b'[') => "a list".to_owned(),
        _ => excerpt(text, 40),
    }
}

fn decoded(text: &str) -> Option<String> {
    serde_json::from_str(text).ok()
}

fn text(node: Node<'_>) -> Option<String> {
    decoded(node.text())
}

fn engine(node: Node<'_>) -> Option<EngineKind> {
    serde_json::from_str(node.text()).ok()
}

/// The first member of this name.
fn member<'p>(node: Node<'p>, name: &str) -> Option<Node<'p>> {
    node.children().find(|child| child.name() == name)
}

/// Where a field is missing: its path, and the place of the object that lacks it.
fn place_of(node: Node<'_>, name: &str) -> Found {
    let mut found = node.found();
    found.path = join(&found.path, name);
    found
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}
