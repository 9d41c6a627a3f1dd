//! What a record means for the exit code.

use std::collections::BTreeMap;

use streamgauge_record::{Record, Run};

use crate::exit::Exit;
use crate::notes::Notes;

/// Says what is wrong with the runs of a record, and how the process ends for it. Wrong answers count for more than
/// an interruption, and that for more than void runs.
pub(crate) fn tell(record: &Record, notes: Notes) -> Exit {
    tell_void(record, notes);
    let hopeless = without_valid_run(record);
    for (arm, query) in &hopeless {
        notes.warning(&format!(
            "no run of '{arm}' on {query} is valid, so it cannot be judged"
        ));
    }
    exit(record)
}

/// How the process ends for what the record holds.
pub(crate) fn exit(record: &Record) -> Exit {
    if record.runs.iter().any(|run| run.status.wrong_answer) {
        Exit::WrongAnswers
    } else if !record.complete {
        Exit::Interrupted
    } else if !without_valid_run(record).is_empty() {
        Exit::CannotJudge
    } else {
        Exit::Fine
    }
}

fn tell_void(record: &Record, notes: Notes) {
    let void: Vec<&Run> = record.runs.iter().filter(|run| !run.status.valid).collect();
    let wrong = void.iter().filter(|run| run.status.wrong_answer).count();
    if wrong > 0 {
        notes.warning(&format!(
            "{wrong} of {} runs gave wrong answers: this is a bug in an engine, please report it with the record",
            record.runs.len()
        ));
    }
    if let Some(first) = void.first() {
        notes.warning(&format!(
            "{} of {} runs are void and enter no figure; the first: {} on {}, repeat {}: {}",
            void.len(),
            record.runs.len(),
            first.arm,
            first.query.name,
            first.repeat + 1,
            first
                .status
                .reasons
                .first()
                .map_or("no reason given", String::as_str)
        ));
    }
}

/// Arms and queries that were run, and never with success.
fn without_valid_run(record: &Record) -> Vec<(String, String)> {
    let mut valid: BTreeMap<(&str, &str), bool> = BTreeMap::new();
    for run in &record.runs {
        *valid.entry((&run.arm, &run.query.name)).or_default() |= run.status.valid;
    }
    let hopeless = valid.into_iter().filter(|(_, valid)| !valid);
    hopeless
        .map(|((arm, query), _)| (arm.to_owned(), query.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::small_record::small_record;

    fn record() -> Record {
        small_record(&["low-ratings", "movie-running"])
    }

    #[test]
    fn one_valid_run_of_each_arm_and_query_is_enough() {
        let mut record = record();
        assert_eq!(exit(&record), Exit::Fine);
        record.runs[0].status.valid = false;
        assert_eq!(exit(&record), Exit::Fine);
        let query = record.runs[0].query.name.clone();
        record
            .runs
            .iter_mut()
            .filter(|run| run.query.name == query)
            .for_each(|run| run.status.valid = false);
        assert_eq!(exit(&record), Exit::CannotJudge);
        assert_eq!(without_valid_run(&record), [("null".to_owned(), query)]);
    }

    #[test]
    fn wrong_answers_outweigh_an_interruption_and_that_outweighs_void_runs() {
        let mut record = record();
        record.runs.iter_mut().for_each(|run| run.status.valid = false);
        record.complete = false;
        assert_eq!(exit(&record), Exit::Interrupted);
        record.runs[1].status.wrong_answer = true;
        assert_eq!(exit(&record), Exit::WrongAnswers);
    }
}
