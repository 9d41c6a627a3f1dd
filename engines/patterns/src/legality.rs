//! Which patterns are legal.

use crate::{AfterMatch, Contiguity, MAX_TIMES, Pattern, PatternError, Quantifier};

/// The first thing that is wrong with a pattern.
pub(crate) fn fault<E>(pattern: &Pattern<E>) -> Option<PatternError> {
    let stages = &pattern.stages;
    let Some((last, first)) = stages.last().zip(stages.first()) else {
        return Some(PatternError::Empty);
    };
    if first.contiguity != Contiguity::Begin {
        return Some(PatternError::NoBeginning(first.name.clone()));
    }
    if let Some(fault) = (0..stages.len()).find_map(|place| stage_fault(pattern, place)) {
        return Some(fault);
    }
    match pattern.within_ms {
        Some(within) if within <= 0 => return Some(PatternError::Within(within)),
        None if last.contiguity == Contiguity::NotFollowedBy && last.gap_ms.is_none() => {
            return Some(PatternError::EndsInNotFollowedBy(last.name.clone()));
        }
        _ => {}
    }
    skip_fault(pattern)
}

fn stage_fault<E>(pattern: &Pattern<E>, place: usize) -> Option<PatternError> {
    let stage = &pattern.stages[place];
    let name = || stage.name.clone();
    if pattern.place(&stage.name) != Some(place) {
        return Some(PatternError::DuplicateName(name()));
    }
    if place > 0 && stage.contiguity == Contiguity::Begin {
        return Some(PatternError::SecondBeginning(name()));
    }
    match stage.quantifier {
        Quantifier::Times(times) if !(1..=MAX_TIMES).contains(&times) => {
            return Some(PatternError::Times { stage: name(), times });
        }
        Quantifier::Once if stage.repetition.is_some() => return Some(PatternError::RepetitionOfOne(name())),
        Quantifier::Times(_) | Quantifier::OneOrMore if stage.contiguity.forbids() => {
            return Some(PatternError::QuantifiedProhibition(name()));
        }
        _ => {}
    }
    gap_fault(pattern, place)
}

fn gap_fault<E>(pattern: &Pattern<E>, place: usize) -> Option<PatternError> {
    let stage = &pattern.stages[place];
    let gap_ms = stage.gap_ms?;
    let name = stage.name.clone();
    let has_previous = match stage.contiguity {
        Contiguity::Begin => stage.quantifier != Quantifier::Once,
        Contiguity::Next | Contiguity::FollowedBy | Contiguity::FollowedByAny => true,
        Contiguity::NotFollowedBy => place + 1 == pattern.stages.len(),
        Contiguity::NotNext => false,
    };
    if !has_previous {
        return Some(PatternError::GapWithoutPrevious(name));
    }
    if gap_ms <= 0 {
        return Some(PatternError::Gap { stage: name, gap_ms });
    }
    let within_ms = pattern.within_ms.filter(|within| gap_ms > *within)?;
    Some(PatternError::GapBeyondWithin {
        stage: name,
        gap_ms,
        within_ms,
    })
}

fn skip_fault<E>(pattern: &Pattern<E>) -> Option<PatternError> {
    let (AfterMatch::SkipToFirst(name) | AfterMatch::SkipToLast(name)) = &pattern.after_match else {
        return None;
    };
    let target = pattern.stages.iter().find(|stage| stage.name == *name);
    let takes = target.is_some_and(|stage| !stage.contiguity.forbids());
    (!takes).then(|| PatternError::SkipTarget(name.clone()))
}
