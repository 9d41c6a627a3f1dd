//! What batches cannot do is refused, and the message says what they can.

use streamgauge_model::{Evictor, Firing, Query, QueryError, WindowSpec, WindowTrigger};
use streamgauge_operators::{BatchOperator, BatchVisitor, select_for_batches};

use crate::query;

struct Accepted;

impl BatchVisitor for Accepted {
    type Out = ();

    fn visit<Op: BatchOperator>(self, _operator: Op) {}
}

fn refused(window: WindowSpec, firing: Firing) -> QueryError {
    let query = Query {
        window,
        firing,
        ..query()
    };
    select_for_batches(&query, Accepted).expect_err("an illegal query")
}

#[test]
fn triggers_purging_and_evictors_are_for_events() {
    let tumbling = WindowSpec::Tumbling {
        size_ms: 10,
        offset_ms: 0,
    };
    let illegal = [
        Firing::on(WindowTrigger::Count { count: 2 }),
        Firing::on(WindowTrigger::ProcessingTime),
        Firing {
            purges: true,
            ..Firing::AT_END
        },
        Firing {
            evictor: Some(Evictor::Count { count: 2 }),
            ..Firing::AT_END
        },
    ];
    for firing in illegal {
        let error = refused(tumbling, firing);
        assert_eq!(error.field, "window trigger");
        assert!(
            error
                .message
                .contains("use the default trigger, or the event-at-a-time engine"),
            "{error}"
        );
    }
}

#[test]
fn a_global_window_is_for_events() {
    let error = refused(WindowSpec::Global, Firing::AT_END);
    assert_eq!(error.field, "window");
    assert!(
        error
            .message
            .contains("use tumbling, sliding or session windows, or none"),
        "{error}"
    );
}
