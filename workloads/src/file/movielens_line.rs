//! The lines of the MovieLens sets.

use super::Rating;
use super::field::{Misread, number, rating, timestamp};
use crate::FileFormat;

/// The fields of a line, between commas, double colons or tabs.
pub(crate) fn parse(format: FileFormat, line: &[u8]) -> Result<Rating, Misread> {
    let (separator, shape): (&[u8], _) = match format {
        FileFormat::MovieLensDat => (b"::", "UserID::MovieID::Rating::Timestamp"),
        FileFormat::MovieLensTabs => (b"\t", "user, movie, rating and timestamp between tabs"),
        _ => (b",", "userId,movieId,rating,timestamp"),
    };
    let mut fields = [&line[..0]; 4];
    let mut rest = Some(line);
    for field in &mut fields {
        let Some(line) = rest else {
            return Err(Misread::new(shape, line));
        };
        (*field, rest) = split(line, separator);
    }
    if rest.is_some() {
        return Err(Misread::new(shape, line));
    }
    Ok(Rating {
        user: number("user", fields[0])?,
        movie: number("movie", fields[1])?,
        half_stars: rating(fields[2])?,
        time: timestamp(fields[3])?,
        is_late: false,
    })
}

/// The field before the first separator, and what follows it, if there is one.
fn split<'a>(line: &'a [u8], separator: &[u8]) -> (&'a [u8], Option<&'a [u8]>) {
    // Fields are short: looking at byte after byte is faster than setting up a search.
    let begins = |at: &usize| line[*at] == separator[0] && line[*at..].starts_with(separator);
    match (0..line.len()).find(begins) {
        Some(at) => (&line[..at], Some(&line[at + separator.len()..])),
        None => (line, None),
    }
}

/// Whether the first line of a file is its header: headers begin with a letter, ratings with a digit.
pub(crate) fn is_header(line: &[u8]) -> bool {
    line.first().is_some_and(u8::is_ascii_alphabetic)
}
