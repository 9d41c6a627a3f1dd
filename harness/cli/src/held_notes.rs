//! What is said while the terminal shows something else, kept until it shows lines again.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What was said, and how the terminal is made to show lines again.
#[derive(Debug)]
struct Held {
    said: Vec<String>,
    last: Instant,
    give_back: fn(),
}

static HELD: Mutex<Option<Held>> = Mutex::new(None);

fn held() -> MutexGuard<'static, Option<Held>> {
    // Whoever panicked meanwhile has left whole words.
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps what is said from now on; `give_back` makes the terminal show lines again.
pub(crate) fn hold(give_back: fn()) {
    *held() = Some(Held {
        said: Vec::new(),
        last: Instant::now(),
        give_back,
    });
}

/// Whether what is said is kept.
pub(crate) fn is_holding() -> bool {
    held().is_some()
}

/// Keeps this, if what is said is kept.
pub(crate) fn keep(text: &str) -> bool {
    let mut held = held();
    if let Some(held) = held.as_mut() {
        held.said.push(text.to_owned());
        held.last = Instant::now();
    }
    held.is_some()
}

/// What was said last of what is kept, if that is not longer ago than this.
pub(crate) fn latest(within: Duration) -> Option<String> {
    let held = held();
    let held = held.as_ref().filter(|held| held.last.elapsed() <= within)?;
    held.said.last().cloned()
}

/// Makes the terminal show lines again, if it did not, and has everything said that was kept.
pub(crate) fn release() {
    // Not held any longer while it is said.
    let_go().iter().for_each(|text| crate::notes::write(text));
}

fn let_go() -> Vec<String> {
    let Some(released) = held().take() else {
        return Vec::new();
    };
    (released.give_back)();
    released.said
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::notes::Notes;
    use crate::talk::Volume;

    #[test]
    fn what_is_said_meanwhile_is_kept_and_the_terminal_given_back_once() {
        static GIVEN_BACK: AtomicU32 = AtomicU32::new(0);
        let notes = Notes::new(Volume::Normal);
        assert!(!is_holding() && !keep("lost"));
        hold(|| {
            GIVEN_BACK.fetch_add(1, Ordering::Relaxed);
        });
        let lately = || latest(Duration::from_secs(3_600));
        assert!(is_holding() && lately().is_none());
        notes.info("first");
        notes.detail("unheard");
        notes.warning("second");
        assert!(lately().is_some_and(|said| said.ends_with("second")));
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(latest(Duration::from_millis(1)), None);
        let said = let_go();
        assert!(said.len() == 2 && said[0] == "first", "{said:?}");
        assert!(let_go().is_empty());
        assert_eq!(GIVEN_BACK.load(Ordering::Relaxed), 1);
        assert!(!is_holding());
    }
}
