//! Guesses at what a mistyped name was meant to be.

/// How alike (Jaro-Winkler, 0 to 1) a known name must be before it is suggested.
const ALIKE: f64 = 0.75;

/// `there is no WHAT 'NAME'; did you mean 'X'? known: …`
pub(crate) fn unknown<'a>(what: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let hint = nearest(name, &known).map_or_else(String::new, |near| format!("; did you mean '{near}'?"));
    format!("there is no {what} '{name}'{hint} (known: {})", known.join(", "))
}

/// The known name that is most alike, if any is.
pub(crate) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let likeness = |candidate: &&str| strsim::jaro_winkler(name, candidate);
    let best = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) >= ALIKE).then_some(*best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_suggested_and_far_ones_only_listed() {
        let known = ["trigger", "workers"];
        assert_eq!(
            unknown("setting", "triger", known),
            "there is no setting 'triger'; did you mean 'trigger'? (known: trigger, workers)"
        );
        assert!(!unknown("setting", "zzz", known).contains("did you mean"));
    }
}
