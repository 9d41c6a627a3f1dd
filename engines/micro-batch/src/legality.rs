//! Which queries a micro-batch engine can compute in which output mode, after Spark's
//! `UnsupportedOperationChecker`.

use streamgauge_model::{
    KeyBy, MicroBatchRules, OutputMode, Query, QueryError, TimeDomain, Trigger, WindowSpec,
};

/// Refuses combinations that Spark refuses.
///
/// # Errors
/// Names the field, why the combination has no answer, and what is legal instead.
pub fn check(query: &Query, rules: &MicroBatchRules) -> Result<(), QueryError> {
    query.validate()?;
    check_sizes(query, rules)?;
    check_mode(query, rules.output_mode)?;
    check_sources(query)?;
    check_deduplicate(query)
}

fn check_sources(query: &Query) -> Result<(), QueryError> {
    if query.source_delays_ms.is_empty() || query.watermark.is_some() {
        return Ok(());
    }
    Err(QueryError {
        field: "watermark",
        message: "sources have delays, but the query has no watermark; give it one".to_owned(),
    })
}

fn check_deduplicate(query: &Query) -> Result<(), QueryError> {
    let Some(by) = query.deduplicate else {
        return Ok(());
    };
    let fail = |message: &str| {
        Err(QueryError {
            field: "deduplicate",
            message: message.to_owned(),
        })
    };
    if !query.aggregates.is_empty() {
        return fail("events are deduplicated or aggregated; ask for no aggregate");
    }
    if query.time == TimeDomain::Processing {
        return fail("events are compared and forgotten by the time of the event; use event time");
    }
    if !(by.by_key || by.by_value || by.by_time) {
        return fail("no field makes events equal; use some of key, value and time");
    }
    if by.within_watermark && query.watermark.is_none() {
        return fail("without a watermark there is nothing to be within; give the query one");
    }
    Ok(())
}

fn check_mode(query: &Query, mode: OutputMode) -> Result<(), QueryError> {
    let fail = |message: &str| {
        Err(QueryError {
            field: "output mode",
            message: message.to_owned(),
        })
    };
    let aggregates = !query.aggregates.is_empty();
    let session = matches!(query.window, WindowSpec::Session { .. });
    if session && mode == OutputMode::Update {
        return fail(
            "update is not defined for session windows, because merging takes results back; use append or complete",
        );
    }
    if session && query.key == KeyBy::None {
        return Err(QueryError {
            field: "key",
            message: "session windows need a key in the micro-batch engine; use user or movie".to_owned(),
        });
    }
    let closes = query.watermark.is_some() && query.window != WindowSpec::Running;
    if aggregates && mode == OutputMode::Append && !closes {
        return fail(
            "append needs a window and a watermark that closes it; use update or complete for a running aggregate",
        );
    }
    if !aggregates && mode == OutputMode::Complete {
        return fail("complete needs an aggregate to keep; use append or update");
    }
    Ok(())
}

fn check_sizes(query: &Query, rules: &MicroBatchRules) -> Result<(), QueryError> {
    let fail = |field, message: String| Err(QueryError { field, message });
    if let WindowSpec::Sliding {
        size_ms, slide_ms, ..
    } = query.window
        && slide_ms > size_ms
    {
        return fail(
            "window slide",
            format!("{slide_ms} ms is longer than the size, {size_ms} ms; use at most the size"),
        );
    }
    if query.allowed_lateness_ms > 0 {
        let given = query.allowed_lateness_ms;
        return fail(
            "allowed lateness",
            format!("{given} ms: micro-batch windows do not fire again; use 0"),
        );
    }
    if let Trigger::Interval { millis } = rules.trigger
        && millis <= 0
    {
        return fail(
            "trigger",
            format!("an interval of {millis} ms is not positive; use at least 1 ms"),
        );
    }
    if rules.max_events_per_trigger == Some(0) {
        return fail(
            "max events per trigger",
            "0 would never make progress; use at least 1".to_owned(),
        );
    }
    if rules.workers == 0 {
        return fail("workers", "0 cannot do any work; use at least 1".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use streamgauge_model::{Aggregate, Deduplicate, Firing, WatermarkRule};

    fn query(window: WindowSpec, key: KeyBy) -> Query {
        Query {
            name: "q".to_owned(),
            filter: None,
            key,
            window,
            time: TimeDomain::Event,
            aggregates: vec![Aggregate::Count],
            alert: None,
            top: None,
            watermark: Some(WatermarkRule { delay_ms: 0 }),
            allowed_lateness_ms: 0,
            firing: Firing::AT_END,
            deduplicate: None,
            source_delays_ms: Vec::new(),
            digest: true,
        }
    }

    fn refused(query: &Query, mode: OutputMode) -> Option<&'static str> {
        check(query, &MicroBatchRules::new(Trigger::BackToBack, mode))
            .err()
            .map(|e| e.field)
    }

    #[test]
    fn the_legality_table_of_output_modes() {
        use OutputMode::{Append, Complete, Update};
        let tumbling = query(
            WindowSpec::Tumbling {
                size_ms: 1,
                offset_ms: 0,
            },
            KeyBy::None,
        );
        let session = query(WindowSpec::Session { gap_ms: 1 }, KeyBy::User);
        let global_session = query(WindowSpec::Session { gap_ms: 1 }, KeyBy::None);
        let running = query(WindowSpec::Running, KeyBy::Movie);
        let stateless = Query {
            aggregates: vec![],
            ..running.clone()
        };
        let no_watermark = Query {
            watermark: None,
            ..tumbling.clone()
        };
        let table = [
            (&tumbling, [None, None, None]),
            (&session, [None, Some("output mode"), None]),
            (&global_session, [Some("key"), Some("output mode"), Some("key")]),
            (&running, [Some("output mode"), None, None]),
            (&stateless, [None, None, Some("output mode")]),
            (&no_watermark, [Some("output mode"), None, None]),
        ];
        for (query, expected) in table {
            let got = [Append, Update, Complete].map(|mode| refused(query, mode));
            assert_eq!(got, expected, "{:?}", query.window);
        }
    }

    #[test]
    fn deduplication_needs_fields_a_watermark_to_be_within_and_no_aggregate() {
        let by_key = Deduplicate {
            by_key: true,
            by_value: false,
            by_time: false,
            within_watermark: true,
        };
        let legal = Query {
            aggregates: vec![],
            deduplicate: Some(by_key),
            ..query(WindowSpec::Running, KeyBy::User)
        };
        let modes = [OutputMode::Append, OutputMode::Update, OutputMode::Complete];
        assert_eq!(
            modes.map(|mode| refused(&legal, mode)),
            [None, None, Some("output mode")]
        );
        let changed = |change: fn(&mut Query)| {
            let mut query = legal.clone();
            change(&mut query);
            refused(&query, OutputMode::Update)
        };
        assert_eq!(
            changed(|q| q.aggregates = vec![Aggregate::Count]),
            Some("deduplicate")
        );
        assert_eq!(changed(|q| q.watermark = None), Some("deduplicate"));
        assert_eq!(changed(|q| q.time = TimeDomain::Processing), Some("deduplicate"));
        let nothing = |q: &mut Query| q.deduplicate.iter_mut().for_each(|by| by.by_key = false);
        assert_eq!(changed(nothing), Some("deduplicate"));
    }

    #[test]
    fn delays_of_sources_need_a_watermark() {
        let two = Query {
            source_delays_ms: vec![1, 2],
            ..query(WindowSpec::Running, KeyBy::User)
        };
        assert_eq!(refused(&two, OutputMode::Update), None);
        let none = Query {
            watermark: None,
            ..two
        };
        assert_eq!(refused(&none, OutputMode::Update), Some("watermark"));
    }

    #[test]
    fn sizes_without_sense_are_refused() {
        let slide = query(
            WindowSpec::Sliding {
                size_ms: 5,
                slide_ms: 6,
                offset_ms: 0,
            },
            KeyBy::None,
        );
        assert_eq!(refused(&slide, OutputMode::Append), Some("window slide"));
        let tumbling = query(
            WindowSpec::Tumbling {
                size_ms: 1,
                offset_ms: 0,
            },
            KeyBy::None,
        );
        let patient = Query {
            allowed_lateness_ms: 1,
            ..tumbling.clone()
        };
        assert_eq!(refused(&patient, OutputMode::Append), Some("allowed lateness"));
        for (size_ms, offset_ms, field) in [
            (0, 0, "window size"),
            (5, 5, "window offset"),
            (5, -5, "window offset"),
        ] {
            let window = WindowSpec::Tumbling { size_ms, offset_ms };
            assert_eq!(
                refused(&query(window, KeyBy::None), OutputMode::Append),
                Some(field)
            );
        }
        let rules = |change: fn(&mut MicroBatchRules)| {
            let mut rules = MicroBatchRules::new(Trigger::Interval { millis: 1 }, OutputMode::Append);
            change(&mut rules);
            check(&tumbling, &rules).err().map(|e| e.field)
        };
        assert_eq!(rules(|_| ()), None);
        assert_eq!(
            rules(|r| r.trigger = Trigger::Interval { millis: 0 }),
            Some("trigger")
        );
        assert_eq!(
            rules(|r| r.max_events_per_trigger = Some(0)),
            Some("max events per trigger")
        );
        assert_eq!(rules(|r| r.workers = 0), Some("workers"));
    }
}
