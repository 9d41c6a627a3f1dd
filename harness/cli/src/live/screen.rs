//! The terminal while it shows the live view.

use std::io::{self, BufWriter, IsTerminal as _, Stderr};
use std::panic;
use std::sync::Once;
use std::time::{Duration, Instant};

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::{Hide, Show};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen};
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::board::Board;
use super::drawing::draw;
use crate::held_notes;

/// How often it is drawn at most, while a run is measured.
const DRAW_EVERY: Duration = Duration::from_millis(250);
/// How long what is said stands there.
const READING_TIME: Duration = Duration::from_secs(10);
/// Bytes of a picture, more or less: it goes out at once.
const PICTURE: usize = 1 << 16;

/// The size of a terminal that does not tell.
const USUAL_SIZE: Rect = Rect::new(0, 0, 80, 24);

/// Whether the standard error output is a terminal that a picture can be drawn on.
pub(crate) fn can_draw() -> bool {
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
    io::stderr().is_terminal() && !is_dumb
}

type Backend = CrosstermBackend<BufWriter<Stderr>>;

/// The terminal's other screen, drawn on until the notes are released.
#[derive(Debug)]
pub(super) struct Screen {
    terminal: Terminal<Backend>,
    size: Rect,
    drawn: Option<Instant>,
    is_coloured: bool,
}

impl Screen {
    /// Turns to the other screen and keeps what is said; whoever releases the notes turns back, also a panic.
    ///
    /// # Errors
    /// What the operating system says.
    pub(super) fn open() -> io::Result<Self> {
        let size = size();
        let terminal = blank(size)?;
        turn_back_on_panic();
        held_notes::hold(turn_back);
        if let Err(error) = execute!(io::stderr(), EnterAlternateScreen, Hide) {
            held_notes::release();
            return Err(error);
        }
        Ok(Self {
            terminal,
            size,
            drawn: None,
            is_coloured: anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never,
        })
    }

    /// Draws the board now.
    pub(super) fn draw(&mut self, board: &mut Board) {
        if !held_notes::is_holding() {
            return;
        }
        board.said =
            held_notes::latest(READING_TIME).map(|said| anstream::adapter::strip_str(&said).to_string());
        let now = Instant::now();
        self.drawn = Some(now);
        // A terminal that is gone has nobody before it.
        let _ = self.fit().and_then(|()| {
            self.terminal
                .draw(|frame| draw(frame, board, now, self.is_coloured))
                .map(drop)
        });
    }

    /// Begins anew on a terminal that has another size now.
    fn fit(&mut self) -> io::Result<()> {
        let size = size();
        if size != self.size {
            self.terminal = blank(size)?;
            self.size = size;
            execute!(io::stderr(), Clear(ClearType::All))?;
        }
        Ok(())
    }

    /// Draws the board, if it was not drawn lately.
    pub(super) fn draw_in_time(&mut self, board: &mut Board) {
        if self.drawn.is_none_or(|drawn| drawn.elapsed() >= DRAW_EVERY) {
            self.draw(board);
        }
    }
}

fn blank(size: Rect) -> io::Result<Terminal<Backend>> {
    let backend = CrosstermBackend::new(BufWriter::with_capacity(PICTURE, io::stderr()));
    let viewport = Viewport::Fixed(size);
    Terminal::with_options(backend, TerminalOptions { viewport })
}

/// The size of the terminal that is drawn on, whatever the standard output is.
fn size() -> Rect {
    let size = terminal_size::terminal_size_of(io::stderr());
    size.map_or(USUAL_SIZE, |(width, height)| Rect::new(0, 0, width.0, height.0))
}

fn turn_back() {
    let _ = execute!(io::stderr(), LeaveAlternateScreen, Show);
}

/// Words of a panic would be lost with the other screen.
fn turn_back_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            held_notes::release();
            usual(panic);
        }));
    });
}
