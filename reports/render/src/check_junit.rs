//! A check as a JUnit report.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use streamgauge_record::{AnswerVerdict, CheckRecord, CheckVerdict};

use crate::check_lines::{CheckLine, failing_text, lines};

/// One test case for each answer, kernel and metric, and one for each scenario with turns of the head that gave wrong answers
/// or none. What could not be decided is skipped, with the reason; what could not be measured is an error.
///
/// # Errors
/// Text that has no form in XML.
pub fn check_junit(record: &CheckRecord) -> Result<String, String> {
    let mut suite = TestSuite::new("streamgauge check");
    for check in &record.answers {
        let status = match check.verdict {
            AnswerVerdict::Equal => TestCaseStatus::success(),
            AnswerVerdict::Differ | AnswerVerdict::Wrong => failure(&check.why),
            AnswerVerdict::Missing => skipped(&check.why),
        };
        suite.add_test_case(case(&check.scenario, "answers", status));
    }
    for (scenario, _, first) in record.wrong_turns() {
        suite.add_test_case(case(scenario, "answers of turns", failure(first)));
    }
    for (scenario, head) in record.failing_heads() {
        suite.add_test_case(case(scenario, "turns of the head", failure(&failing_text(&head))));
    }
    for line in lines(record) {
        let status = match line.verdict {
            CheckVerdict::Worse => failure(&told(&line)),
            _ if line.is_unmeasured => error(&line.why),
            CheckVerdict::Undecided => skipped(&line.why),
            CheckVerdict::Same | CheckVerdict::Better => TestCaseStatus::success(),
        };
        suite.add_test_case(case(&line.scenario, line.metric, status));
    }
    let mut report = Report::new("streamgauge");
    report.add_test_suite(suite);
    report.to_string().map_err(|error| error.to_string())
}

fn case(scenario: &str, metric: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(metric, status);
    case.set_classname(scenario);
    case
}

fn failure(message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(message);
    status
}

fn error(message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_message(message);
    status
}

fn skipped(message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(message);
    status
}

/// `6.90 ms to 7.71 ms, +11.7 % (+8.9 … +14.1 %)`.
pub(crate) fn told(line: &CheckLine) -> String {
    format!(
        "{} to {}, {} ({})",
        line.base, line.head, line.change, line.interval
    )
}
