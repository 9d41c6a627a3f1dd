//! The sessions of one key.

use streamgauge_model::Window;

/// A span of activity, the events in it, whether it has left at its end and how often it has left at all.
pub(crate) struct Session<A> {
    pub(crate) window: Window,
    pub(crate) acc: A,
    pub(crate) fired: bool,
    pub(crate) panes: u32,
}

/// The sessions of one key and the earliest instant at which one of them is due. Most keys have one session.
pub(crate) struct KeySessions<A> {
    pub(crate) sessions: Vec<Session<A>>,
    pub(crate) timer: i64,
}

impl<A> KeySessions<A> {
    /// No session yet, with room for some in `sessions`, which is empty.
    pub(crate) const fn new(sessions: Vec<Session<A>>) -> Self {
        Self {
            sessions,
            timer: i64::MAX,
        }
    }

    /// The session that is made of `span` and all that it overlaps or touches.
    pub(crate) fn covering(&self, span: Window) -> Window {
        self.sessions
            .iter()
            .filter(|session| touches(session, span))
            .fold(span, |all, session| Window {
                start: all.start.min(session.window.start),
                end: all.end.max(session.window.end),
            })
    }

    /// Makes one session of `span` and all that it overlaps or touches.
    #[inline]
    pub(crate) fn extend(
        &mut self,
        span: Window,
        empty: impl FnOnce() -> A,
        merge: impl FnMut(&mut A, &A),
    ) -> &mut Session<A> {
        let alone = match self.sessions.as_slice() {
            [only] => touches(only, span).then_some(0),
            _ => None,
        };
        let at = alone.unwrap_or_else(|| self.join(span, empty, merge));
        let session = &mut self.sessions[at];
        session.window.start = session.window.start.min(span.start);
        session.window.end = session.window.end.max(span.end);
        session
    }

    /// The place of the session that all those which `span` touches have become, or of a new one.
    #[inline(never)]
    fn join(&mut self, span: Window, empty: impl FnOnce() -> A, mut merge: impl FnMut(&mut A, &A)) -> usize {
        let Some(at) = self.sessions.iter().position(|session| touches(session, span)) else {
            self.sessions.push(Session {
                window: span,
                acc: empty(),
                fired: false,
                panes: 0,
            });
            return self.sessions.len() - 1;
        };
        let mut other = at + 1;
        while other < self.sessions.len() {
            if !touches(&self.sessions[other], span) {
                other += 1;
                continue;
            }
            let taken = self.sessions.swap_remove(other);
            let into = &mut self.sessions[at];
            merge(&mut into.acc, &taken.acc);
            into.panes = into.panes.max(taken.panes);
            into.window.start = into.window.start.min(taken.window.start);
            into.window.end = into.window.end.max(taken.window.end);
        }
        at
    }
}

/// Sessions that only touch are one: the gap is the silence that it takes to end one.
fn touches<A>(session: &Session<A>, span: Window) -> bool {
    session.window.start <= span.end && session.window.end >= span.start
}
