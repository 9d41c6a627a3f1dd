//! The live view: all engines of a comparison side by side on the terminal, while one of them is measured.

mod arrangement;
mod board;
mod drawing;
mod lane;
mod lane_text;
mod screen;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use streamgauge_record::{Glimpse, Run};
use streamgauge_runner::ComparisonPlan;

use crate::failure::Failure;
use crate::fresh_process::Watcher;
use crate::held_notes;
use board::Board;
use screen::Screen;

pub(crate) use screen::can_draw;

/// The live view, shared by who tells how far the comparison is and who shows how its runs go.
#[derive(Clone, Debug)]
pub(crate) struct LiveView(Arc<Mutex<Drawn>>);

#[derive(Debug)]
struct Drawn {
    board: Board,
    screen: Screen,
}

impl LiveView {
    /// Takes the terminal.
    ///
    /// # Errors
    /// What the operating system says.
    pub(crate) fn open(plan: &ComparisonPlan) -> Result<Self, Failure> {
        let arms: Vec<String> = plan.arms.iter().map(|arm| arm.label.clone()).collect();
        let board = Board::new(&arms, &plan.slots(), plan.phase().end_ns());
        let screen = Screen::open()
            .map_err(|error| Failure::Unexpected(format!("cannot draw on the terminal: {error}")))?;
        let view = Self(Arc::new(Mutex::new(Drawn { board, screen })));
        view.change(|_| {});
        Ok(view)
    }

    /// Something other than a run begins.
    pub(crate) fn stage(&self, what: &str) {
        self.change(|board| board.stage(what));
    }

    /// The run at this place of the order is next.
    pub(crate) fn turn_to(&self, index: usize, eta_ns: u64) {
        self.change(|board| board.turn_to(index, eta_ns, Instant::now()));
    }

    /// A run is measured and judged.
    pub(crate) fn end(&self, run: &Run) {
        self.change(|board| board.end(run));
    }

    /// Gives the terminal back.
    pub(crate) fn close(&self) {
        held_notes::release();
    }

    /// Between runs it is drawn at once.
    fn change(&self, change: impl FnOnce(&mut Board)) {
        let Drawn { board, screen } = &mut *self.drawn();
        change(board);
        screen.draw(board);
    }

    fn drawn(&self) -> MutexGuard<'_, Drawn> {
        // A picture that was not finished is drawn again.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watcher for LiveView {
    fn began(&self, slot: usize) {
        self.change(|board| board.begin(slot));
    }

    fn saw(&self, glimpse: Glimpse) {
        self.drawn().board.see(glimpse);
    }

    fn waits(&self) {
        let Drawn { board, screen } = &mut *self.drawn();
        screen.draw_in_time(board);
    }
}
