//! A trial as a conformance case, for `streamgauge replay`.

use std::fmt::Write as _;

use streamgauge_model::{
    Aggregate, Cadence, Event, EventAtATimeRules, KeyBy, MicroBatchRules, OutputMode, Query, Rules,
    TimeDomain, Trigger, WindowSpec,
};

use crate::drive::Pace;
use crate::stream::Stream;
use crate::trial::Trial;

/// The text of a case that plays `stream`, without the answer; or why there is none.
pub fn case_text(trial: &Trial<'_>, stream: &Stream) -> String {
    case(trial, stream).unwrap_or_else(|why| format!("(no case form: {why})\n"))
}

fn case(trial: &Trial<'_>, stream: &Stream) -> Result<String, &'static str> {
    let Trial { query, rules, .. } = *trial;
    if query.filter.is_some() || query.alert.is_some() || query.top.is_some() {
        return Err("a case has no filter, alert or top");
    }
    if query.deduplicate.is_some() || !query.source_delays_ms.is_empty() {
        return Err("written for queries of one source without deduplication");
    }
    if trial.splits > 1 {
        return Err("a case has no splits by user");
    }
    let engine = match rules {
        Rules::MicroBatch(rules) => micro_batch(query, rules, trial.pace)?,
        Rules::EventAtATime(rules) => event_at_a_time(query, rules)?,
    };
    let mut text = String::new();
    let _ = write!(
        text,
        "{{\"schema\": \"streamgauge.case\", \"version\": \"1\", \"name\": \"counterexample\", \"origin\": \"property test\",\n \
         \"features\": [], {engine},\n \"steps\": [\n"
    );
    let steps: Vec<String> = stream.portions().map(batch).collect();
    let _ = writeln!(text, "{}\n ], \"expected\": []}}", steps.join(",\n"));
    Ok(text)
}

fn micro_batch(query: &Query, rules: &MicroBatchRules, pace: Pace) -> Result<String, &'static str> {
    if query.time == TimeDomain::Processing || rules.workers > 1 || rules.max_events_per_trigger.is_some() {
        return Err("micro-batch cases have no processing time, workers or limits");
    }
    let mode = match rules.output_mode {
        OutputMode::Append => "append",
        OutputMode::Update => "update",
        OutputMode::Complete => "complete",
    };
    let trigger = match (rules.trigger, pace) {
        (Trigger::BackToBack, Pace::Idle { .. }) => "\"default\"".to_owned(),
        (Trigger::BackToBack, Pace::Busy) => "\"processing-time\", \"interval_ms\": 1".to_owned(),
        (Trigger::Interval { millis }, _) => format!("\"processing-time\", \"interval_ms\": {millis}"),
        (Trigger::AvailableNow, _) => "\"available-now\"".to_owned(),
        (Trigger::Once, _) => "\"once\"".to_owned(),
    };
    let query = shape(query, "per-batch");
    let no_data = rules.no_data_batches;
    Ok(format!(
        "\"engine\": \"micro-batch\", \"trigger\": {{\"type\": {trigger}}}, \"no_data_batches\": {no_data},\n \
         \"query\": {{{query}, \"output_mode\": \"{mode}\"}}"
    ))
}

fn event_at_a_time(query: &Query, rules: &EventAtATimeRules) -> Result<String, &'static str> {
    if rules.cadence != Cadence::PerEvent || rules.has_exchange() || query.time == TimeDomain::Processing {
        return Err("event-at-a-time cases have no periodic watermarks and no exchange");
    }
    let trigger = if query.window == WindowSpec::Running {
        "per-event"
    } else {
        "event-time"
    };
    let (lateness, late) = (query.allowed_lateness_ms, rules.late_output);
    let query = shape(query, "per-event");
    Ok(format!(
        "\"engine\": \"event-at-a-time\",\n \"query\": {{{query}, \"allowed_lateness_ms\": {lateness}, \"late_output\": \
         {late}, \"window_trigger\": {{\"type\": \"{trigger}\"}}}}"
    ))
}

fn shape(query: &Query, cadence: &str) -> String {
    let key = match query.key {
        KeyBy::None => "none",
        KeyBy::Movie => "movie",
        KeyBy::User => "user",
    };
    let window = match query.window {
        WindowSpec::Tumbling { size_ms, offset_ms } => {
            format!("\"type\": \"tumbling\", \"size_ms\": {size_ms}, \"offset_ms\": {offset_ms}")
        }
        WindowSpec::Sliding {
            size_ms,
            slide_ms,
            offset_ms,
        } => format!(
            "\"type\": \"sliding\", \"size_ms\": {size_ms}, \"slide_ms\": {slide_ms}, \"offset_ms\": {offset_ms}"
        ),
        WindowSpec::Session { gap_ms } => format!("\"type\": \"session\", \"gap_ms\": {gap_ms}"),
        WindowSpec::Running => "\"type\": \"none\"".to_owned(),
        WindowSpec::Global => "\"type\": \"global\"".to_owned(),
    };
    let aggregates = if query.aggregates.is_empty() {
        ""
    } else if query.aggregates.contains(&Aggregate::DistinctUsers) {
        "\"count\", \"sum\", \"distinct_users\""
    } else {
        "\"count\", \"sum\""
    };
    let watermark = match query.watermark {
        None => "\"strategy\": \"none\"".to_owned(),
        Some(rule) => format!(
            "\"strategy\": \"bounded-out-of-orderness\", \"delay_ms\": {}, \"cadence\": \"{cadence}\"",
            rule.delay_ms
        ),
    };
    format!(
        "\"key\": \"{key}\", \"window\": {{{window}}}, \"time\": \"event\", \"aggregates\": [{aggregates}], \"watermark\": \
         {{{watermark}}}"
    )
}

fn batch(events: &[Event]) -> String {
    let event = |e: &Event| {
        let (seq, user, movie, value, t) = (e.seq, e.user, e.movie, e.value, e.time.millis());
        format!(
            "{{\"seq\": {seq}, \"user_id\": {user}, \"movie_id\": {movie}, \"half_stars\": {value}, \"t_ms\": {t}}}"
        )
    };
    let events: Vec<String> = events.iter().map(event).collect();
    format!("  {{\"batch\": [{}]}}", events.join(", "))
}
