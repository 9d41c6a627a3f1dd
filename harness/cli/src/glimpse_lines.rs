//! Glimpses of a run among what a process says: each is a line of JSON.

use std::io::BufRead;

use streamgauge_record::Glimpse;

/// A glimpse as a line; `None` if it has a number that JSON has not.
pub(crate) fn line(glimpse: &Glimpse) -> Option<String> {
    let text = serde_json::to_string(glimpse).ok()?;
    Some(text + "\n")
}

/// Gives the glimpses in what a process says to `seen`, as they come, and returns everything else that it said.
pub(crate) fn sift(mut said: impl BufRead, mut seen: impl FnMut(Glimpse)) -> Vec<u8> {
    let (mut others, mut line) = (Vec::new(), Vec::new());
    // What was read until a failure is what there is.
    while matches!(said.read_until(b'\n', &mut line), Ok(read) if read > 0) {
        match glimpse(&line) {
            Some(glimpse) => seen(glimpse),
            None => others.extend_from_slice(&line),
        }
        line.clear();
    }
    others.extend_from_slice(&line);
    others
}

fn glimpse(line: &[u8]) -> Option<Glimpse> {
    // Seldom is anything else said, and it does not look like this.
    if !line.starts_with(b"{") {
        return None;
    }
    serde_json::from_slice(line).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(at_ns: u64) -> Glimpse {
        Glimpse {
            at_ns,
            due: 9,
            taken: 7,
            backlog: 2,
            oldest_ns: Some(1_500),
            taken_per_s: Some(28.125),
            watermark_lag_ns: Some(-3),
            ..Glimpse::default()
        }
    }

    fn sifted(said: &[u8]) -> (Vec<Glimpse>, String) {
        let mut seen = Vec::new();
        let others = sift(said, |glimpse| seen.push(glimpse));
        (seen, String::from_utf8_lossy(&others).into_owned())
    }

    #[test]
    fn glimpses_are_found_between_other_words() {
        let said = [
            "stopping\n",
            &line(&at(1)).unwrap(),
            "{ no glimpse }\n{\"at_ns\":5}\n",
            &line(&at(2)).unwrap(),
            "thread 'main' panicked",
        ]
        .concat();
        let (seen, others) = sifted(said.as_bytes());
        assert_eq!(seen, [at(1), at(2)]);
        assert_eq!(
            others,
            "stopping\n{ no glimpse }\n{\"at_ns\":5}\nthread 'main' panicked"
        );
    }

    #[test]
    fn half_a_glimpse_and_bytes_that_are_no_text_are_words() {
        let whole = line(&at(1)).unwrap();
        let (seen, others) = sifted(&whole.as_bytes()[..20]);
        assert!(seen.is_empty() && others == whole[..20], "{others}");
        let (seen, others) = sifted(b"{\xff\n\xff");
        assert!(seen.is_empty() && others.len() > 3, "{others}");
        assert_eq!(sifted(b""), (vec![], String::new()));
    }
}
