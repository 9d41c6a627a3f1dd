//! A scenario: everything that determines a stream of arrivals.

use crate::attacked::Attacked;
use crate::bounded::Bounded;
use crate::hot_key::HotKey;
use crate::ratings::Ratings;
use crate::silence::Silenced;
use crate::{
    ArrivalLaw, ArrivalStream, AttackLaw, DelayLaw, FileOptions, Length, MovieLensOptions, ScenarioKind,
    Silence, Span, WorkloadError,
};

/// Everything that determines a stream of arrivals: equal scenarios give equal streams, on every machine.
///
/// Start from [`Scenario::new`] and change fields; [`Scenario::open`] checks them.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Where events come from.
    pub kind: ScenarioKind,
    /// Seed of all randomness.
    pub seed: u64,
    /// Mean rate of arrivals per second of *wall* time, 1 to 1 000 000 000. For files only used if
    /// [`FileOptions::by_rate`].
    pub rate_per_s: u64,
    /// How many times faster than the wall clock event time runs. 1 000 000 divided by it must be a whole number
    /// (the nanoseconds that one millisecond of event time takes).
    pub time_scale: f64,
    /// How long the stream goes on.
    pub length: Length,
    /// How arrivals are spread over the wall clock.
    pub arrival: ArrivalLaw,
    /// Number of users, numbered from 1. Not used for files.
    pub users: u32,
    /// Share of events that are deliberately late (class L0), 0 to 1.
    pub late_fraction: f64,
    /// How late the late ones are, in event time.
    pub delay: DelayLaw,
    /// How far the others lag behind, in event time: disorder without lateness.
    pub jitter: Span,
    /// Share of all ratings that go to one further, hot movie, 0 to below 1. Not used for files.
    pub hot_key: f64,
    /// A source that falls silent for a while.
    pub silence: Option<Silence>,
    /// Attacks on top of the other events. They come as late as these do, and with [`Length::Events`] they are not
    /// counted.
    pub attacks: Vec<AttackLaw>,
    /// What is particular to [`ScenarioKind::MovieLens`].
    pub movielens: MovieLensOptions,
    /// What is particular to [`ScenarioKind::File`].
    pub file: FileOptions,
}

impl Scenario {
    /// The defaults of a kind.
    ///
    /// Rate, users and time scale belong together. With the defaults of `ratings`, 10 000 events/s of wall time
    /// at a time scale of 200 are 50 events per second of event time; spread over 1000 users, each rates every
    /// 20 s on average. The chance that a user then pauses for a session gap of 20 s is `exp(-20/20)`, 37 %: of
    /// 100 ratings, some 37 open a new session. At real time (scale 1) each user would rate ten times a second
    /// and no session would ever close.
    ///
    /// `movielens` has 100 000 users, who return often enough to make up the same rate; late arrivals are the
    /// same. `file` injects no disorder unless asked, because a file has its own.
    #[must_use]
    pub fn new(kind: ScenarioKind) -> Self {
        let replay = kind == ScenarioKind::File;
        Self {
            kind,
            seed: 42,
            rate_per_s: 10_000,
            time_scale: if replay { 1.0 } else { 200.0 },
            length: if replay {
                Length::Endless
            } else {
                Length::WallNs(60_000_000_000)
            },
            arrival: ArrivalLaw::Constant,
            users: if kind == ScenarioKind::MovieLens {
                100_000
            } else {
                1000
            },
            late_fraction: if replay { 0.0 } else { 0.10 },
            delay: DelayLaw::default(),
            jitter: Span::new(0, if replay { 0 } else { 5_000 }),
            hot_key: 0.0,
            silence: None,
            attacks: Vec::new(),
            movielens: MovieLensOptions::default(),
            file: FileOptions::default(),
        }
    }

    /// Opens the stream, after [`Scenario::validate`].
    ///
    /// # Errors
    /// What `validate` refuses, and files that cannot be read.
    pub fn open(&self) -> Result<Box<dyn ArrivalStream + Send>, WorkloadError> {
        self.validate()?;
        let others = match self.kind {
            ScenarioKind::Ratings => self.disturbed(Ratings::new(self)?),
            ScenarioKind::MovieLens => self.disturbed(crate::movielens::open(self)?),
            ScenarioKind::File => self.disturbed(crate::file::open(self)?),
        };
        Ok(if self.attacks.is_empty() {
            others
        } else {
            Box::new(Attacked::new(others, self))
        })
    }

    /// `stream` with what disturbs it, as long as the scenario says.
    fn disturbed<S: ArrivalStream + Send + 'static>(&self, stream: S) -> Box<dyn ArrivalStream + Send> {
        if self.hot_key > 0.0 {
            self.silenced(HotKey::new(stream, self))
        } else {
            self.silenced(stream)
        }
    }

    fn silenced<S: ArrivalStream + Send + 'static>(&self, stream: S) -> Box<dyn ArrivalStream + Send> {
        match self.silence {
            Some(silence) => Box::new(Bounded::new(Silenced::new(stream, silence), self)),
            None => Box::new(Bounded::new(stream, self)),
        }
    }
}
