//! Rating events as JSON lines, the way nearly all of them are written.

use streamgauge_model::EventTime;

use super::Rating;
use super::digits::{leading, whole};
use crate::event_time_text;

/// The rating on a line of one flat object without escapes, exponents or nulls, members in any order, others between them.
///
/// `None` for anything else, right or wrong: the general reader looks at it then, and finds the words for what is wrong. What is
/// read here, it would read alike.
pub(crate) fn parse(line: &[u8]) -> Option<Rating> {
    let mut fields = Fields::default();
    let mut rest = skip_space(line.strip_prefix(b"{")?);
    loop {
        let (next, after) = skip_space(fields.read(rest)?).split_first()?;
        match next {
            b',' => rest = skip_space(after),
            b'}' => return if after.is_empty() { fields.rating() } else { None },
            _ => return None,
        }
    }
}

/// The members that matter.
#[derive(Default)]
struct Fields {
    user: Option<u32>,
    movie: Option<u32>,
    half_stars: Option<u8>,
    time: Option<EventTime>,
    time_ms: Option<EventTime>,
    is_late: Option<bool>,
}

impl Fields {
    /// Reads a member and returns what follows. One that comes twice is left to the general reader.
    #[inline(always)]
    fn read<'a>(&mut self, rest: &'a [u8]) -> Option<&'a [u8]> {
        // Comparing with a name that may stand here is faster than looking for its end.
        if let Some(value) = named(rest, b"\"user_id\"") {
            put(&mut self.user, number(value)?)
        } else if let Some(value) = named(rest, b"\"movie_id\"") {
            put(&mut self.movie, number(value)?)
        } else if let Some(value) = named(rest, b"\"rating\"") {
            put(&mut self.half_stars, half_stars(value)?)
        } else if let Some(value) = named(rest, b"\"event_time\"") {
            put(&mut self.time, instant(value).or_else(|| millis(value))?)
        } else if let Some(value) = named(rest, b"\"event_time_ms\"") {
            put(&mut self.time_ms, millis(value)?)
        } else if let Some(value) = named(rest, b"\"is_late\"") {
            put(&mut self.is_late, flag(value)?)
        } else {
            skip_value(value_after(text(rest)?.1)?)
        }
    }

    fn rating(self) -> Option<Rating> {
        Some(Rating {
            time: self.time.or(self.time_ms)?,
            user: self.user?,
            movie: self.movie?,
            half_stars: self.half_stars?,
            is_late: self.is_late.unwrap_or(false),
        })
    }
}

#[inline(always)]
fn put<'a, T>(field: &mut Option<T>, (value, rest): (T, &'a [u8])) -> Option<&'a [u8]> {
    field.replace(value).is_none().then_some(rest)
}

#[inline(always)]
const fn skip_space(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = text {
        text = rest;
    }
    text
}

/// The value of the member in front if that is its name, which stands in quotes.
#[inline(always)]
fn named<'a, const N: usize>(rest: &'a [u8], name: &[u8; N]) -> Option<&'a [u8]> {
    let (front, after) = rest.split_first_chunk()?;
    if front == name { value_after(after) } else { None }
}

/// The value behind a colon.
#[inline(always)]
fn value_after(name: &[u8]) -> Option<&[u8]> {
    Some(skip_space(skip_space(name).strip_prefix(b":")?))
}

/// An event time in quotes. Its end is where one of its lengths says.
#[inline(always)]
fn instant(value: &[u8]) -> Option<(EventTime, &[u8])> {
    let inside = value.strip_prefix(b"\"")?;
    let length = (19..=24).find(|length| inside.get(*length) == Some(&b'"'))?;
    Some((
        event_time_text::parse_plain(&inside[..length])?,
        &inside[length + 1..],
    ))
}

/// The inside of a string without escapes, and what follows it.
#[inline(always)]
fn text(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let inside = value.strip_prefix(b"\"")?;
    let end = inside
        .iter()
        .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
    (inside[end] == b'"').then(|| (&inside[..end], &inside[end + 1..]))
}

/// A whole number as JSON has it: no zeros in front, nothing behind.
#[inline(always)]
fn digits(value: &[u8]) -> Option<(u64, &[u8])> {
    let (number, length) = leading(value)?;
    let more = matches!(value.get(length), Some(b'.' | b'e' | b'E'));
    let zeros = value[0] == b'0' && length > 1;
    (!more && !zeros).then(|| (number, &value[length..]))
}

#[inline(always)]
fn number(value: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = digits(value)?;
    Some((u32::try_from(number).ok()?, rest))
}

#[inline(always)]
fn millis(value: &[u8]) -> Option<(EventTime, &[u8])> {
    let (millis, rest) = digits(value)?;
    Some((event_time_text::in_range(i64::try_from(millis).ok()?)?, rest))
}

/// Whole stars, or one digit behind the point, which is 0 or 5.
#[inline(always)]
fn half_stars(value: &[u8]) -> Option<(u8, &[u8])> {
    let (stars, rest) = value.split_first()?;
    let doubled = 2 * stars.checked_sub(b'0').filter(|stars| *stars <= 5)?;
    let (half, rest) = match rest {
        [b'.', b'5', rest @ ..] => (1, rest),
        [b'.', b'0', rest @ ..] => (0, rest),
        _ => (0, rest),
    };
    let more = matches!(rest.first(), Some(b'0'..=b'9' | b'.' | b'e' | b'E'));
    (!more && (1..=10).contains(&(doubled + half))).then_some((doubled + half, rest))
}

#[inline(always)]
fn flag(value: &[u8]) -> Option<(bool, &[u8])> {
    match value {
        [b't', b'r', b'u', b'e', rest @ ..] => Some((true, rest)),
        [b'f', b'a', b'l', b's', b'e', rest @ ..] => Some((false, rest)),
        _ => None,
    }
}

/// What follows a value that does not matter: a string, a number without exponent, a word.
fn skip_value(value: &[u8]) -> Option<&[u8]> {
    match value.first()? {
        b'"' => Some(text(value)?.1),
        b'n' => value.strip_prefix(b"null"),
        b't' | b'f' => Some(flag(value)?.1),
        _ => {
            let value = value.strip_prefix(b"-").unwrap_or(value);
            let length = whole(value);
            if length == 0 || (value[0] == b'0' && length > 1) {
                return None;
            }
            let rest = match value[length..].strip_prefix(b".") {
                Some(fraction) if whole(fraction) > 0 => &fraction[whole(fraction)..],
                Some(_) => return None,
                None => &value[length..],
            };
            (!matches!(rest.first(), Some(b'e' | b'E'))).then_some(rest)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::json_events::parse_any;
    use super::*;
    use crate::draw::{Draw, Purpose, below};

    const LINES: [&str; 5] = [
        r#"{"user_id":17,"movie_id":318,"rating":4.5,"event_time":"2026-01-05 14:00:03.007","event_time_ms":1767621603007,"is_late":false}"#,
        r#"{"user_id":4294967295,"movie_id":0,"rating":5,"event_time":1767621603000}"#,
        r#"{ "title" : "Heat (1995)", "rating" : 0.5 , "movie_id" : 6, "user_id": 1, "event_time_ms":0 , "is_late":true }"#,
        r#"{"event_time":"0001-01-01T00:00:00Z","a":-1.25,"b":null,"c":true,"d":0,"rating":1.0,"movie_id":10,"user_id":100}"#,
        "{\"user_id\":1,\"movie_id\":1,\"rating\":3,\t\"event_time\":1,\"\u{e9}\":\"\u{e9}\"}",
    ];

    /// Both readers agree where this one does not leave a line to the other.
    fn assert_same(line: &[u8]) -> bool {
        let Some(rating) = parse(line) else {
            return false;
        };
        let text = String::from_utf8_lossy(line);
        let general = parse_any(line).unwrap_or_else(|misread| panic!("{text}: {misread:?}"));
        assert_eq!(rating, general, "{text}");
        true
    }

    #[test]
    fn flat_lines_are_read_as_the_general_reader_reads_them() {
        for line in LINES {
            assert!(assert_same(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn what_is_not_flat_or_not_right_is_left_to_the_general_reader() {
        let line = |members: &str| format!("{{\"user_id\":1,\"movie_id\":1,{members}}}");
        let plain = r#""rating":4,"event_time":1"#;
        assert!(parse(line(plain).as_bytes()).is_some());
        for members in [
            r#""rating":4.25,"event_time":1"#,
            r#""rating":5.5,"event_time":1"#,
            r#""rating":0,"event_time":1"#,
            r#""rating":4.50,"event_time":1"#,
            r#""rating":4e0,"event_time":1"#,
            r#""rating":"4","event_time":1"#,
            r#""rating":4,"event_time":null"#,
            r#""rating":4,"event_time":-1"#,
            r#""rating":4,"event_time":01"#,
            r#""rating":4,"event_time":1.5"#,
            r#""rating":4,"event_time":"\u0031""#,
            r#""rating":4,"event_time":99999999999999999999"#,
            r#""rating":4"#,
            r#""rating":4,"event_time":1,"#,
            r#""rating":4,"event_time":1,"a":[1]"#,
            r#""rating":4,"event_time":1,"a":1e3"#,
            r#""rating":4,"event_time":1,"a":01"#,
            r#""rating":4,"event_time":1,"a":1."#,
            r#""rating":4,"event_time":1,"is_late":null"#,
            r#""rating":4,"event_time":1,"is_late":truely"#,
            r#""rating":4,"event_time":1,"rating":4"#,
            r#""rating":4,"event_time":1}"#,
        ] {
            assert_eq!(parse(line(members).as_bytes()), None, "{members}");
        }
    }

    #[test]
    fn damaged_lines_are_never_read_in_another_way() {
        let draw = Draw::new(5, Purpose::Facts);
        let bytes = b"0123456789.-+eE\"\\{}[]:,tfn \t\x01\xff";
        let mut read = 0;
        for index in 0..60_000 {
            let (what, how) = (draw.at(2 * index), draw.at(2 * index + 1));
            let mut line = LINES[below(what as u32, LINES.len() as u32) as usize]
                .as_bytes()
                .to_vec();
            let place = below((what >> 32) as u32, line.len() as u32) as usize;
            let byte = bytes[below(how as u32, bytes.len() as u32) as usize];
            match how >> 62 {
                0 => line[place] = byte,
                1 => line.insert(place, byte),
                2 => drop(line.remove(place)),
                _ => line.truncate(place),
            }
            read += u32::from(assert_same(line.trim_ascii()));
        }
        assert!(read > 5_000, "{read} lines were still plain");
    }
}
