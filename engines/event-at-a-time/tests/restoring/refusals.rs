//! Queries that cannot be fed event by event are refused, and the message says what is legal.

use streamgauge_model::{Deduplicate, Firing, Query, QueryError, WindowSpec, WindowTrigger};
use streamgauge_operators::{EventOperator, EventVisitor, Operator, select_for_events};

use crate::{TUMBLING, query};

struct Entries;

impl EventVisitor for Entries {
    type Out = u64;

    fn visit<Op: EventOperator>(self, operator: Op) -> u64 {
        Operator::entries(&operator)
    }
}

fn refused(query: &Query) -> QueryError {
    select_for_events(query, Entries).expect_err("an illegal query")
}

#[test]
fn what_only_batches_can_do_is_refused() {
    let deduplicate = Some(Deduplicate {
        by_key: true,
        by_value: false,
        by_time: false,
        within_watermark: false,
    });
    let error = refused(&Query {
        deduplicate,
        ..query(TUMBLING)
    });
    assert_eq!(error.field, "deduplicate");
    assert!(error.message.contains("use the micro-batch engine"), "{error}");
    let error = refused(&Query {
        source_delays_ms: vec![1, 2],
        ..query(TUMBLING)
    });
    assert_eq!(error.field, "watermark delay");
    assert!(error.message.contains("use the micro-batch engine"), "{error}");
}

#[test]
fn firings_that_make_no_sense_are_refused() {
    let counted = Firing::on(WindowTrigger::Count { count: 2 });
    let error = refused(&Query {
        firing: counted,
        ..query(WindowSpec::Running)
    });
    assert!(error.message.contains("use a global window"), "{error}");
    let error = refused(&Query {
        firing: counted,
        top: Some(3),
        ..query(TUMBLING)
    });
    assert!(error.message.contains("use the default trigger"), "{error}");
}
