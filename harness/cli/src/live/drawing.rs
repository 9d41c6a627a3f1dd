//! Draws the board.

use std::time::Instant;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Borders, Paragraph, Sparkline, Wrap};

use super::arrangement::{Form, arrange};
use super::board::Board;
use super::lane::{Lane, LaneState, LaneVerdict};
use super::lane_text::{figures, headed, packed, spread, state, subject};
use crate::duration::rough;

/// What the figures are, and how to stop: shown while there is nothing to say.
const LEGEND: &str = "Bars: rate so far. p99: headline latency, last valid run. Ctrl-C stops.";

/// Draws the board as it is at `now`; colours say nothing that words do not.
pub(super) fn draw(frame: &mut Frame<'_>, board: &Board, now: Instant, is_coloured: bool) {
    // What is said at an interruption takes so many lines.
    let last = if frame.area().width < 60 { 3 } else { 2 };
    let rows = [
        Constraint::Length(2),
        Constraint::Min(0),
        Constraint::Length(last),
    ];
    let [head, middle, foot] = Layout::vertical(rows).areas(frame.area());
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let heading = vec![
        Line::styled(progress(board, now), bold),
        Line::raw(current(board)),
    ];
    frame.render_widget(Paragraph::new(heading), head);
    let arrangement = arrange(middle, board.lanes.len(), board.current().unwrap_or(0));
    for (index, place) in arrangement.places {
        if let Some(lane) = board.lanes.get(index) {
            let drawn = DrawnLane {
                lane,
                schedule_ns: board.schedule_ns,
                is_coloured,
            };
            drawn.draw(frame, place, arrangement.form);
        }
    }
    let said = board.said.as_deref().unwrap_or(LEGEND);
    frame.render_widget(Paragraph::new(said).wrap(Wrap { trim: true }), foot);
}

/// Which run of how many, and how long everything still takes; what is done instead, between runs.
fn progress(board: &Board, now: Instant) -> String {
    match board.progress(now) {
        Some((run, runs, left)) if board.stage.is_empty() => {
            let left = u64::try_from(left.as_nanos()).unwrap_or(u64::MAX);
            format!("run {run} of {runs} · about {} left", rough(left))
        }
        _ => board.stage.clone(),
    }
}

/// What is measured now.
fn current(board: &Board) -> String {
    let lane = board.current().and_then(|index| board.lanes.get(index));
    lane.map_or_else(String::new, |lane| format!("{} · {}", subject(lane), lane.label))
}

/// A lane and how to draw it.
struct DrawnLane<'a> {
    lane: &'a Lane,
    schedule_ns: u64,
    is_coloured: bool,
}

impl DrawnLane<'_> {
    fn draw(&self, frame: &mut Frame<'_>, place: Rect, form: Form) {
        let inner = self.frame(frame, place);
        match form {
            Form::Tall => self.tall(frame, inner),
            Form::Flat => self.flat(frame, inner),
        }
    }

    /// The line above the lane, which says whose it is and whether it runs; returns what is left for the rest.
    fn frame(&self, frame: &mut Frame<'_>, place: Rect) -> Rect {
        let (mark, kind) = if self.lane.is_on() {
            ("▶ ", BorderType::Thick)
        } else {
            ("", BorderType::Plain)
        };
        let block = Block::new()
            .borders(Borders::TOP)
            .border_type(kind)
            .border_style(self.style())
            .title(Line::styled(format!("{mark}{} ", self.lane.label), self.style()));
        let inner = block.inner(place);
        frame.render_widget(block, place);
        inner
    }

    /// State, query, rate, its course, and a line for each other figure.
    fn tall(&self, frame: &mut Frame<'_>, place: Rect) {
        let rows = [
            Constraint::Length(3),
            Constraint::Min(1),
            Constraint::Length(6),
            Constraint::Fill(0),
        ];
        let [top, mut course, rest, _] = Layout::vertical(rows).areas(place);
        course.height = course.height.min(8);
        let [rate, others @ ..] = figures(self.lane, self.schedule_ns);
        let top_lines = vec![
            Line::styled(state(self.lane, self.schedule_ns), self.verdict_style()),
            Line::raw(subject(self.lane)),
            Line::raw(spread(&rate, place.width)),
        ];
        self.paragraph(frame, top, top_lines);
        self.course(frame, course);
        let below = Rect {
            y: course.bottom(),
            ..rest
        };
        let lines = others.iter().map(|figure| Line::raw(spread(figure, place.width)));
        self.paragraph(frame, below, lines.collect());
    }

    /// The same on five lines.
    fn flat(&self, frame: &mut Frame<'_>, place: Rect) {
        let [top, middle, rest] =
            Layout::vertical([Constraint::Length(1), Constraint::Length(1), Constraint::Min(0)]).areas(place);
        self.paragraph(
            frame,
            top,
            vec![Line::styled(
                headed(self.lane, self.schedule_ns),
                self.verdict_style(),
            )],
        );
        let figures = figures(self.lane, self.schedule_ns);
        let (rate, per_s) = &figures[0];
        let [name, course] = Layout::horizontal([Constraint::Length(16), Constraint::Min(0)]).areas(middle);
        self.paragraph(frame, name, vec![Line::raw(format!("{rate} {per_s}"))]);
        self.course(frame, course);
        self.paragraph(frame, rest, packed(&figures).map(Line::raw).to_vec());
    }

    fn paragraph(&self, frame: &mut Frame<'_>, place: Rect, lines: Vec<Line<'_>>) {
        frame.render_widget(Paragraph::new(lines).style(self.base()), place);
    }

    /// The rate over the run so far, glimpse by glimpse.
    fn course(&self, frame: &mut Frame<'_>, place: Rect) {
        let rates = self.lane.rates(usize::from(place.width));
        frame.render_widget(Sparkline::default().data(rates).style(self.base()), place);
    }

    /// What belongs to a run that is over is dimmed.
    fn base(&self) -> Style {
        if self.lane.is_on() {
            Style::new()
        } else {
            Style::new().add_modifier(Modifier::DIM)
        }
    }

    fn style(&self) -> Style {
        match (self.lane.is_on(), self.is_coloured) {
            (false, _) => self.base(),
            (true, false) => Style::new().add_modifier(Modifier::BOLD),
            (true, true) => Style::new().add_modifier(Modifier::BOLD).fg(Color::Green),
        }
    }

    fn verdict_style(&self) -> Style {
        let colour = match self.lane.state {
            LaneState::Ended(LaneVerdict::Void) => Color::Yellow,
            LaneState::Ended(LaneVerdict::WrongAnswer) => Color::Red,
            _ => return Style::new(),
        };
        if self.is_coloured {
            Style::new().fg(colour)
        } else {
            Style::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use streamgauge_record::{Glimpse, Slot};

    use super::*;
    use crate::small_record::small_record;

    const MS: u64 = 1_000_000;

    /// A schedule of 20,000 events a second, of which a trigger takes all each second, and one engine each at once.
    fn glimpse(at_ms: u64, taken: u64, before: u64) -> Glimpse {
        let due = 20 * at_ms;
        let backlog = due - taken;
        Glimpse {
            at_ns: at_ms * MS,
            due,
            taken,
            backlog,
            oldest_ns: (backlog > 0).then(|| (at_ms - taken / 20) * MS),
            taken_per_s: Some((taken - before) as f64 * 4.0),
            rows: taken / 100,
            refused: taken / 1_000,
            watermark_ms: Some(1_000),
            watermark_lag_ns: Some(i64::try_from(at_ms - taken / 20).unwrap() * 1_000_000 + 25_000_000),
        }
    }

    /// Two arms: the first has been measured, the second is.
    fn board(arms: [&str; 3]) -> Board {
        let slot = |arm: &str, repeat| Slot {
            arm: arm.into(),
            query: "movie-tumbling".into(),
            repeat,
        };
        let slots = [slot(arms[0], 0), slot(arms[1], 0), slot(arms[1], 1)];
        let mut board = Board::new(&arms.map(str::to_owned), &slots, 2_250 * MS);
        board.begin(0);
        for quarter in 1..=8 {
            let (taken, before) = (quarter / 4 * 20_000, (quarter - 1) / 4 * 20_000);
            board.see(glimpse(250 * quarter - 20 * (quarter % 2), taken, before));
        }
        let mut run = small_record(&["low-ratings"]).runs[0].clone();
        run.arm = arms[0].to_owned();
        run.status.valid = false;
        board.end(&run);
        run.status.valid = true;
        (run.arm, run.query.name) = (arms[1].to_owned(), "movie-tumbling".to_owned());
        board.end(&run);
        board.begin(2);
        for quarter in 1..=5 {
            board.see(glimpse(250 * quarter, 5_000 * quarter, 5_000 * (quarter - 1)));
        }
        board
    }

    fn drawn(board: &Board, width: u16, height: u16, is_coloured: bool) -> Terminal<TestBackend> {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let now = Instant::now();
        let mut board = board.clone();
        if board.stage.is_empty() {
            board.turn_to(2, 109_500 * MS, now);
        }
        terminal
            .draw(|frame| draw(frame, &board, now + Duration::from_millis(500), is_coloured))
            .unwrap();
        terminal
    }

    fn three() -> Board {
        let mut board = board(["micro-batch 1s", "event-at-a-time", "micro-batch back-to-back"]);
        board.stage.clear();
        board
    }

    #[test]
    fn eighty_columns_show_the_engines_side_by_side() {
        insta::assert_snapshot!(drawn(&three(), 80, 24, true).backend());
    }

    #[test]
    fn forty_columns_show_them_one_below_the_other() {
        insta::assert_snapshot!(drawn(&three(), 40, 24, true).backend());
    }

    #[test]
    fn before_the_first_run_it_says_what_is_done() {
        let mut board = Board::new(&["a".to_owned(), "b".to_owned()], &[], 1);
        board.stage("measuring the floor");
        board.said = Some("stopping; what is measured will be saved (Ctrl-C again ends at once)".to_owned());
        insta::assert_snapshot!(drawn(&board, 60, 16, false).backend());
    }

    /// Styles of the cells of a row, without their text.
    fn styles(terminal: &Terminal<TestBackend>, row: u16) -> Vec<Style> {
        let buffer = terminal.backend().buffer();
        (0..buffer.area.width)
            .map(|column| buffer[(column, row)].style())
            .collect()
    }

    #[test]
    fn what_is_over_is_dim_and_without_colour_nothing_has_one() {
        let plain = drawn(&three(), 80, 24, false);
        let is_plain = |style: &Style| style.fg.is_none_or(|colour| colour == Color::Reset);
        assert!((0..24).all(|row| styles(&plain, row).iter().all(is_plain)));
        let figures = styles(&plain, 8);
        assert!(
            figures[0].add_modifier.contains(Modifier::DIM),
            "the arm whose turn is over"
        );
        assert!(
            !figures[30].add_modifier.contains(Modifier::DIM),
            "the arm that runs"
        );
        let coloured = drawn(&three(), 80, 24, true);
        assert!(
            styles(&coloured, 2)
                .iter()
                .any(|style| style.fg == Some(Color::Green))
        );
        let words = |terminal: &Terminal<TestBackend>| terminal.backend().to_string();
        assert_eq!(words(&plain), words(&coloured));
    }

    #[test]
    fn no_size_panics() {
        for width in [1, 7, 39, 200] {
            for height in [1, 3, 12, 90] {
                drawn(&three(), width, height, true);
            }
        }
    }
}
