//! Whether an arm gives the same answers in two records.

use std::collections::{BTreeMap, BTreeSet};

use streamgauge_record::{AnswerChange, ChangeVerdict, Record, Run};

use crate::recorded_arms::ArmPlace;
use crate::unlike::settings;

/// The answers of an arm on a query; `None` where the base has no valid run. Where only the new record has none they cannot be
/// compared, unless that is because its answers are wrong.
pub(crate) fn answer_change(place: &ArmPlace, base: &Record, new: &Record) -> Option<AnswerChange> {
    let (then, now) = (Answers::of(place, base), Answers::of(place, new));
    let wrong = |record| place.runs(record).iter().any(|run| run.status.wrong_answer);
    let broken = wrong(new) && !wrong(base);
    if then.by_repeat.is_empty() {
        return None;
    }
    let number = |answers: &Answers<'_>| u32::try_from(answers.all().len()).unwrap_or(u32::MAX);
    let same_settings = settings_differ(place, base, new).is_empty();
    Some(AnswerChange {
        arm: place.arm.clone(),
        query: place.query.clone(),
        base_answers: number(&then),
        new_answers: number(&now),
        verdict: if broken {
            ChangeVerdict::Worse
        } else {
            verdict(&then, &now, same_settings)
        },
    })
}

/// In which settings of its engine an arm differs between the records.
pub(crate) fn settings_differ(place: &ArmPlace, base: &Record, new: &Record) -> Vec<String> {
    let first = |record| place.runs(record).first().map(|run| run.engine.clone());
    let (Some(then), Some(now)) = (first(base), first(new)) else {
        return vec![];
    };
    let mut differences = Vec::new();
    if then.name != now.name {
        differences.push(format!("the engine: {} in base, {} in new", then.name, now.name));
    }
    differences.extend(settings("", &then.settings, &now.settings));
    differences
}

/// The answer of each valid run.
#[derive(PartialEq, Eq)]
struct Answers<'a> {
    by_repeat: BTreeMap<u32, &'a str>,
}

impl<'a> Answers<'a> {
    fn of(place: &ArmPlace, record: &'a Record) -> Self {
        let valid = place.runs(record).into_iter().filter(|run| run.status.valid);
        let answer = |run: &'a Run| (run.repeat, run.judged.answer.as_str());
        Self {
            by_repeat: valid.map(answer).collect(),
        }
    }

    fn all(&self) -> BTreeSet<&str> {
        self.by_repeat.values().copied().collect()
    }
}

fn verdict(base: &Answers<'_>, new: &Answers<'_>, same_settings: bool) -> ChangeVerdict {
    let (then, now) = (base.all(), new.all());
    if now.is_empty() {
        ChangeVerdict::NotComparable
    } else if base == new || (then.len() == 1 && then == now) {
        ChangeVerdict::Identical
    } else if then.len() == 1 && now.len() == 1 && same_settings {
        ChangeVerdict::Worse
    } else {
        ChangeVerdict::Undecided
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers<'a>(all: &[&'a str]) -> Answers<'a> {
        Answers {
            by_repeat: (0..).zip(all.iter().copied()).collect(),
        }
    }

    #[test]
    fn answers_are_judged_where_they_do_not_vary() {
        use ChangeVerdict::{Identical, NotComparable, Undecided, Worse};
        let of = |base: &[&str], new: &[&str]| verdict(&answers(base), &answers(new), true);
        assert_eq!(of(&["a", "a"], &["a"]), Identical);
        assert_eq!(of(&["a", "a"], &["b", "b"]), Worse);
        assert_eq!(of(&["a", "b"], &["a", "b"]), Identical, "run by run");
        assert_eq!(of(&["a", "b"], &["b", "a"]), Undecided);
        assert_eq!(of(&["a", "b"], &["c"]), Undecided);
        assert_eq!(of(&["a", "a"], &[]), NotComparable);
    }

    #[test]
    fn other_settings_may_give_other_answers() {
        let judged = verdict(&answers(&["a"]), &answers(&["b"]), false);
        assert_eq!(judged, ChangeVerdict::Undecided);
    }
}
