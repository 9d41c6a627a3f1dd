//! Events that are letters, so that a stream is a word.

use streamgauge_model::EventTime;
use streamgauge_patterns::{Automaton, Match, Matcher, Pattern, Stage, TimedOut};

/// A letter at a place of a word and at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter {
    pub place: usize,
    pub letter: char,
    pub at: i64,
}

/// The letters of `word`, one each millisecond, from 0; a blank lets a millisecond pass.
pub fn letters(word: &str) -> Vec<Letter> {
    let instants = word.chars().zip(0..).filter(|(letter, _)| *letter != ' ');
    let letters = instants.enumerate();
    letters
        .map(|(place, (letter, at))| Letter { place, letter, at })
        .collect()
}

/// A condition: the letter is one of these.
pub fn any_of(letters: &'static str) -> impl Fn(&Letter) -> bool + Send + Sync + 'static {
    move |event| letters.contains(event.letter)
}

/// What a pattern finds in a stream of letters.
#[derive(Debug, Default)]
pub struct Findings {
    /// The places of each match.
    pub matches: Vec<Vec<usize>>,
    /// The places of each partial match that timed out, and when.
    pub timed_out: Vec<(Vec<usize>, i64)>,
}

impl Findings {
    /// Runs `automaton` over `letters`, and then up to `end`.
    pub fn of(automaton: &Automaton<Letter>, letters: &[Letter], end: Option<i64>) -> Self {
        let mut findings = Self::default();
        let mut matcher = Matcher::default();
        for letter in letters {
            findings.advance(automaton, &mut matcher, letter.at);
            let at = EventTime::from_millis(letter.at);
            findings.add(&matcher.process(automaton, letter, at));
        }
        if let Some(end) = end {
            findings.advance(automaton, &mut matcher, end);
        }
        findings
    }

    fn advance(&mut self, automaton: &Automaton<Letter>, matcher: &mut Matcher<Letter>, now: i64) {
        let expiry = matcher.advance(automaton, EventTime::from_millis(now));
        self.add(&expiry.matches);
        let timed_out = |partial: &TimedOut<Letter>| {
            let places = partial.taken.iter().map(|taken| taken.event.place).collect();
            (places, partial.at.millis())
        };
        self.timed_out.extend(expiry.timed_out.iter().map(timed_out));
    }

    fn add(&mut self, matches: &[Match<Letter>]) {
        let places = |found: &Match<Letter>| found.events().map(|event| event.place).collect();
        self.matches.extend(matches.iter().map(places));
    }
}

/// What `pattern` finds in `word`.
pub fn find(pattern: Pattern<Letter>, word: &str) -> Findings {
    Findings::of(&built(pattern), &letters(word), None)
}

/// What `pattern` finds in `word` when no event will follow.
pub fn find_all(pattern: Pattern<Letter>, word: &str) -> Findings {
    Findings::of(&built(pattern), &letters(word), Some(i64::MAX))
}

/// A pattern of stages that are legal.
pub fn built(pattern: Pattern<Letter>) -> Automaton<Letter> {
    pattern.build().unwrap_or_else(|fault| panic!("{fault}"))
}

/// A pattern of these stages.
pub fn pattern<const N: usize>(stages: [Stage<Letter>; N]) -> Pattern<Letter> {
    Pattern::new(stages)
}
