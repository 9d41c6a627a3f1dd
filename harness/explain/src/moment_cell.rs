//! What the event-at-a-time engine has to say about a moment.

use streamgauge_model::{EventTime, Window};
use streamgauge_operators::Lateness;
use streamgauge_replay::{CaseEvent, CaseQuery, Row, TimeOf, WindowShape, WindowTrigger};

use crate::dial::Dial;
use crate::firing;
use crate::page::{Cell, Paragraph, Tone};
use crate::reason;
use crate::timeline::{Cause, Content, Moment, Verdict, is_late_somewhere};
use crate::words::{can_refuse, has_windows, list, nothing_refuses, values};

/// Writes moments of one query.
#[derive(Clone, Copy, Debug)]
pub struct MomentWriter<'a> {
    /// The query.
    pub query: &'a CaseQuery,
    /// How instants are written.
    pub dial: &'a Dial,
}

impl MomentWriter<'_> {
    /// Everything that happens at a moment.
    pub fn cell(&self, moment: &Moment) -> Cell {
        let mut cell = Vec::new();
        if moment.event().is_some() {
            self.event(moment, &mut cell);
        }
        let (at_once, by_time): (Vec<&Row>, Vec<&Row>) = moment.rows.iter().partition(|row| {
            moment.event().is_some() && row.at_watermark_ms == Some(moment.watermark_before)
        });
        self.fires_at_once(&at_once, moment, &mut cell);
        self.moves(moment, &mut cell);
        self.fires_by_time(&by_time, moment, &mut cell);
        cell
    }

    /// What windows did with the event, and why some refused it.
    fn event(&self, moment: &Moment, cell: &mut Cell) {
        cell.push(Paragraph::faint(match moment.watermark_before {
            _ if self.query.time == TimeOf::Processing => "by the clock: nothing is late".to_owned(),
            None if self.query.watermark.is_none() => "no watermark: nothing is late".to_owned(),
            _ if !can_refuse(self.query) => nothing_refuses(self.query).to_owned(),
            None => "no watermark yet: nothing is late".to_owned(),
            before => format!("judged by the watermark {}", self.dial.watermark(before)),
        }));
        let mut verdicts = moment.verdicts.clone();
        verdicts.sort_by_key(|verdict| verdict.window);
        cell.extend(
            verdicts
                .iter()
                .map(|verdict| verdict_line(verdict, self.query, self.dial)),
        );
        let session = matches!(self.query.window, WindowShape::Session { .. });
        if let Some(judge) = moment.judge {
            if is_late_somewhere(&verdicts) {
                let text = reason::of_event(&verdicts, &judge, session, self.dial);
                cell.push(Paragraph::toned(Tone::Late, text));
            } else if session && verdicts.iter().any(|verdict| judge.refuses(verdict.window)) {
                cell.push(Paragraph::plain(
                    "Its own session would be over, but it touches one that is alive, which saves it.",
                ));
            }
        }
        if let Some(judge) = moment
            .judge
            .filter(|_| verdicts.is_empty() && has_windows(self.query))
        {
            cell.push(self.in_no_window(moment, &judge));
        }
        if let Some(text) = fate(moment) {
            cell.push(Paragraph::plain(text));
        }
    }

    /// An event between two windows: it is lost, and if it is late besides, it counts as late (Flink's
    /// `isElementLate`).
    fn in_no_window(&self, moment: &Moment, judge: &Lateness) -> Paragraph {
        let late = |event: &&CaseEvent| {
            let counts = moment.sent_aside || moment.dropped;
            counts && judge.is_event_late(EventTime::from_millis(event.t_ms))
        };
        let Some(event) = moment.event().filter(late) else {
            return Paragraph::plain("in no window: lost without a trace");
        };
        let allowed = self.query.allowed_lateness_ms.unwrap_or(0);
        let lateness = if allowed > 0 { " plus the lateness" } else { "" };
        let instant = self.dial.at(event.t_ms.saturating_add(allowed));
        Paragraph::toned(
            Tone::Late,
            format!("In no window, and LATE: the watermark has reached its time{lateness}, {instant}."),
        )
    }

    fn moves(&self, moment: &Moment, cell: &mut Cell) {
        let (before, after) = (
            self.dial.watermark(moment.watermark_before),
            self.dial.watermark(moment.watermark_after),
        );
        if let Cause::Clock(now) = moment.cause {
            cell.push(Paragraph::plain(format!(
                "the clock is now {}",
                self.dial.at(now)
            )));
        }
        if moment.cause == Cause::Restart {
            cell.push(Paragraph::plain("state and timers are restored"));
        }
        cell.push(match moment.watermark_after {
            None if self.query.watermark.is_none() => return,
            None if before == after => Paragraph::faint("still no watermark"),
            _ if before == after => Paragraph::faint(format!("watermark stays {after}")),
            _ => Paragraph::plain(format!("watermark {before} → ")).and(Tone::Title, after),
        });
    }

    /// Rows that left while the event was handled.
    fn fires_at_once(&self, rows: &[&Row], moment: &Moment, cell: &mut Cell) {
        if rows.is_empty() {
            return;
        }
        rows.iter()
            .for_each(|row| cell.push(fires(row, self.query, self.dial)));
        let over = |row: &&Row| window_of(row).is_some_and(|w| moment.judge.is_some_and(|j| j.completes(w)));
        let why = match firing::trigger_of(self.query) {
            _ if self.query.aggregates.is_empty() => "every event passes at once".to_owned(),
            _ if self.query.window == (WindowShape::None {}) => {
                "every event brings a result at once".to_owned()
            }
            trigger @ (WindowTrigger::Count { .. } | WindowTrigger::PerEvent {}) => {
                let rule = firing::rule(&trigger).unwrap_or_default();
                format!("its trigger fires {rule}")
            }
            _ if rows.iter().all(over) => {
                "the window was over, but within its lateness: the new answer leaves at once".to_owned()
            }
            _ => return,
        };
        cell.push(Paragraph::faint(why).indented(2, 0));
    }

    /// Rows that left because time has moved.
    fn fires_by_time(&self, rows: &[&Row], moment: &Moment, cell: &mut Cell) {
        rows.iter()
            .for_each(|row| cell.push(fires(row, self.query, self.dial)));
        if rows.is_empty() {
            return;
        }
        let why = match firing::trigger_of(self.query) {
            WindowTrigger::EventTime {} if moment.cause == Cause::End => {
                Some("the end of the input closes what is open".to_owned())
            }
            WindowTrigger::EventTime {} => self.reached("watermark", rows),
            WindowTrigger::ProcessingTime {} => self.reached("clock", rows),
            trigger => firing::rule(&trigger).map(|rule| format!("its trigger fires {rule}")),
        };
        cell.extend(why.map(|why| Paragraph::faint(why).indented(2, 0)));
    }

    /// Which time has come to the last instants of the windows.
    fn reached(&self, time: &str, rows: &[&Row]) -> Option<String> {
        let mut ends: Vec<Window> = rows.iter().filter_map(|row| window_of(row)).collect();
        ends.sort_by_key(|window| window.end);
        ends.dedup_by_key(|window| window.end);
        let last: Vec<String> = ends
            .iter()
            .map(|window| self.dial.at(window.last_instant().millis()))
            .collect();
        let noun = match last.len() {
            0 => return None,
            1 => "its last instant",
            _ => "their last instants",
        };
        Some(format!("the {time} has reached {noun}, {}", list(&last)))
    }
}

/// What became of an event that no window took, or that some did not take.
fn fate(moment: &Moment) -> Option<&'static str> {
    let refused = is_late_somewhere(&moment.verdicts);
    if moment.sent_aside {
        Some("It goes to the late output.")
    } else if moment.dropped {
        Some("It is dropped, and counted as dropped.")
    } else if refused {
        Some("It is not counted as dropped: one window is enough.")
    } else {
        None
    }
}

/// What one window did with an event.
pub fn verdict_line(verdict: &Verdict, query: &CaseQuery, dial: &Dial) -> Paragraph {
    let line = Paragraph::plain(dial.window(verdict.window)).indented(0, 4);
    if verdict.refused {
        return line.and(Tone::Late, "  LATE");
    }
    match &verdict.now {
        Some(now) if now.window != verdict.window => line.and(
            Tone::Plain,
            format!(
                "  joins {}: {}",
                dial.window(now.window),
                values(&now.row, query, dial)
            ),
        ),
        Some(now) => line.and(Tone::Plain, format!("  taken: {}", values(&now.row, query, dial))),
        None => line.and(Tone::Plain, "  taken"),
    }
}

/// A row that leaves.
pub fn fires(row: &Row, query: &CaseQuery, dial: &Dial) -> Paragraph {
    let window = window_of(row).map_or_else(String::new, |window| format!("{}  ", dial.window(window)));
    Paragraph::toned(Tone::Fires, "OUT ")
        .and(Tone::Plain, format!("{window}{}", values(row, query, dial)))
        .indented(0, 4)
}

/// A group in state.
pub fn content_line(content: &Content, query: &CaseQuery, dial: &Dial) -> Paragraph {
    let window =
        window_of(&content.row).map_or_else(String::new, |window| format!("{}  ", dial.window(window)));
    Paragraph::plain(format!("{window}{}", values(&content.row, query, dial))).indented(2, 2)
}

/// The window of a row, if it has one.
pub fn window_of(row: &Row) -> Option<Window> {
    Some(Window::new(row.window_start_ms?, row.window_end_ms?))
}
