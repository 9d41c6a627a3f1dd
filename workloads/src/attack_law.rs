//! Which attacks are injected into a stream.

use crate::WorkloadError;
use crate::law_text::{LawText, format_ms};
use crate::suggestion::unknown_name;

/// The shortest period: below it attacks are the traffic.
const SHORTEST_EVERY_MS: u32 = 1000;
/// The most ratings of one attack.
const MOST_RATINGS: u32 = 1_000_000;

/// Attacks of one kind that come again and again, on top of the stream's other events. All spans are event time.
///
/// Each period of `every` holds one attack, which begins at a random instant of it and is over within it. Its ratings
/// are spread over `for` in even steps, each at a random instant of its step: no gap is longer than two steps. So an
/// attack may lie within a window or across its borders, as chance has it.
///
/// Its text is `film:every=2min,ratings=40,for=20s` or `user:every=2min,ratings=20,for=20s`; every setting may be left
/// away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AttackLaw {
    /// Who attacks what.
    pub kind: AttackKind,
    /// Ratings of one attack.
    pub ratings: u32,
    /// How long an attack lasts, milliseconds; at most `every_ms`.
    pub for_ms: u32,
    /// Length of a period, milliseconds; at least 1000.
    pub every_ms: u32,
    /// When the first period begins, milliseconds after the stream's first event time.
    pub from_ms: u32,
    /// The film or user of every attack; `None`: one at random for each.
    pub target: Option<u32>,
}

/// Who attacks what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttackKind {
    /// `film`: bots, with new accounts, rate one film.
    Film {
        /// How many accounts take turns.
        bots: u32,
        /// What they give, in half stars.
        half_stars: i64,
    },
    /// `user`: one user rates films without end, with scores at random.
    User,
}

impl AttackLaw {
    /// The names of all kinds.
    pub const NAMES: [&'static str; 2] = ["film", "user"];

    /// Refuses settings that cannot be.
    pub(crate) fn check(&self) -> Result<(), WorkloadError> {
        let problem = match self.kind {
            _ if !(1..=MOST_RATINGS).contains(&self.ratings) => "ratings must be from 1 to 1000000",
            _ if self.every_ms < SHORTEST_EVERY_MS => "every must be at least 1s",
            _ if self.for_ms == 0 => "an attack must last; use at least for=1ms",
            _ if self.for_ms > self.every_ms => {
                "an attack must be over within its period; use a shorter for or a longer every"
            }
            AttackKind::Film { bots, .. } if !(1..=self.ratings).contains(&bots) => {
                "bots must be at least 1 and at most as many as ratings"
            }
            AttackKind::Film { half_stars, .. } if !(1..=10).contains(&half_stars) => {
                "stars must be from 0.5 to 5, in halves"
            }
            _ => return Ok(()),
        };
        Err(WorkloadError::option("attack", self, problem))
    }
}

impl std::fmt::Display for AttackLaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match self.kind {
            AttackKind::Film { .. } => "film",
            AttackKind::User => "user",
        };
        let (every, lasts) = (format_ms(self.every_ms), format_ms(self.for_ms));
        write!(f, "{name}:every={every},ratings={},for={lasts}", self.ratings)?;
        if let AttackKind::Film { bots, half_stars } = self.kind {
            write!(f, ",bots={bots},stars={}", half_stars as f64 / 2.0)?;
        }
        if self.from_ms > 0 {
            write!(f, ",from={}", format_ms(self.from_ms))?;
        }
        self.target.map_or(Ok(()), |target| write!(f, ",target={target}"))
    }
}

impl std::str::FromStr for AttackLaw {
    type Err = WorkloadError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut law = LawText::parse("attack", text)?;
        let usual = match law.name {
            "film" => 40,
            "user" => 20,
            name => return Err(unknown_name("attack", name, Self::NAMES)),
        };
        let ratings = law.whole("ratings")?.unwrap_or(usual);
        let kind = if law.name == "film" {
            AttackKind::Film {
                bots: law.whole("bots")?.unwrap_or(ratings.min(20)),
                half_stars: half_stars(law.number("stars", 0.5)?)?,
            }
        } else {
            AttackKind::User
        };
        let parsed = Self {
            kind,
            ratings,
            for_ms: law.ms("for", 20_000)?,
            every_ms: law.ms("every", 120_000)?,
            from_ms: law.ms("from", 0)?,
            target: law.whole("target")?,
        };
        law.finish()?;
        parsed.check()?;
        Ok(parsed)
    }
}

/// A score that has half stars.
fn half_stars(stars: f64) -> Result<i64, WorkloadError> {
    let halves = stars * 2.0;
    if (1.0..=10.0).contains(&halves) && halves.fract() == 0.0 {
        return Ok(halves as i64);
    }
    let problem = "is no score; use 0.5 to 5, in halves";
    Err(WorkloadError::option("stars", stars, problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_law_survives_its_own_text() {
        for text in [
            "film:every=60s,ratings=30,for=20s,bots=10,stars=0.5",
            "film:every=1500ms,ratings=5,for=1s,bots=5,stars=2,from=90s,target=318",
            "user:every=120s,ratings=20,for=100s",
            "user:every=60s,ratings=1,for=1ms,from=1ms,target=0",
        ] {
            let law: AttackLaw = text.parse().unwrap();
            assert_eq!(law.to_string(), text);
        }
    }

    #[test]
    fn what_is_left_away_has_a_value() {
        let text = |law: &str| law.parse::<AttackLaw>().unwrap().to_string();
        assert_eq!(
            text("film"),
            "film:every=120s,ratings=40,for=20s,bots=20,stars=0.5"
        );
        assert_eq!(
            text("film:ratings=3"),
            "film:every=120s,ratings=3,for=20s,bots=3,stars=0.5"
        );
        assert_eq!(text("user"), "user:every=120s,ratings=20,for=20s");
    }

    #[test]
    fn mistakes_are_named() {
        let message = |text: &str| text.parse::<AttackLaw>().unwrap_err().to_string();
        assert!(message("movie").contains("no attack named 'movie'"));
        assert!(message("film:rating=1").contains("did you mean 'ratings'"));
        assert!(message("user:stars=1").contains("no setting named 'stars'"));
        assert!(message("user:ratings=1.5").contains("is not a whole number"));
        assert!(message("user:ratings=0").contains("from 1 to 1000000"));
        assert!(message("user:every=10s,for=11s").contains("over within its period"));
        assert!(message("user:every=10ms,for=1ms").contains("at least 1s"));
        assert!(message("user:for=0s").contains("must last"));
        assert!(message("film:ratings=5,bots=6").contains("at most as many as ratings"));
        assert!(message("film:stars=0.7").contains("in halves"));
        assert!(message("film:stars=6").contains("in halves"));
    }
}
