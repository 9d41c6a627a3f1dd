//! At which rate the events of a scenario came.

use streamgauge_record::Scenario;

use crate::Unit;

/// The rate of a scenario, and how it changed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum OfferedRate {
    /// The same all the time, as far as the arrival law goes.
    Even(f64),
    /// One rate, and another one for a while or from then on; with what that is called.
    Two(f64, &'static str, f64),
    /// A rate that swings around its mean, and the arrival law.
    Mean(f64, String),
}

impl OfferedRate {
    pub(crate) fn of(scenario: &Scenario) -> Self {
        let value = |name: &str| {
            let mut all = scenario.parameters.iter();
            all.find(|parameter| parameter.name == name)
                .map(|parameter| parameter.value.as_str())
        };
        let mean = scenario.rate_per_s;
        let base = value("rate_per_s").and_then(|text| text.parse().ok());
        let law = value("arrival_law").unwrap_or("constant");
        let (name, settings) = law.split_once(':').unwrap_or((law, ""));
        match (name, base.zip(factor(settings))) {
            ("constant" | "poisson", _) => Self::Even(mean),
            ("single-burst", Some((base, factor))) => Self::Two(base, "in the burst", base * factor),
            ("step", Some((base, factor))) => Self::Two(base, "after the step", base * factor),
            _ => Self::Mean(mean, law.to_owned()),
        }
    }

    /// `10.0 k/s`, `10.0 k/s, in the burst 40.0 k/s`, `10.0 k/s on average (sine:period=10s,amplitude=0.5)`.
    pub(crate) fn text(&self) -> String {
        let text = |rate: f64| Unit::PerSecond.text(rate);
        match self {
            Self::Even(rate) => text(*rate),
            Self::Two(base, when, other) => format!("{}, {when} {}", text(*base), text(*other)),
            Self::Mean(rate, law) => format!("{} on average ({law})", text(*rate)),
        }
    }
}

/// By how many times the rate changes, from the settings of a law such as `at=5s,for=1s,factor=4`.
fn factor(settings: &str) -> Option<f64> {
    let mut settings = settings.split(',');
    settings.find_map(|setting| setting.strip_prefix("factor=")?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use streamgauge_record::Setting;

    fn text(law: &str) -> String {
        let parameter = |name: &str, value: &str| Setting {
            name: name.into(),
            value: value.into(),
        };
        let scenario = Scenario {
            name: "ratings".into(),
            seed: 7,
            parameters: vec![parameter("rate_per_s", "10000"), parameter("arrival_law", law)],
            events: 290_000,
            rate_per_s: 29_000.0,
            time_scale: 1.0,
            fingerprint: String::new(),
        };
        OfferedRate::of(&scenario).text()
    }

    #[test]
    fn a_rate_that_was_never_offered_is_not_called_the_rate() {
        assert_eq!(text("poisson"), "29.0 k/s");
        assert_eq!(
            text("single-burst:at=5s,for=1s,factor=4"),
            "10.0 k/s, in the burst 40.0 k/s"
        );
        assert_eq!(text("step:at=5s,factor=2"), "10.0 k/s, after the step 20.0 k/s");
        assert_eq!(
            text("sine:period=10s,amplitude=0.5"),
            "29.0 k/s on average (sine:period=10s,amplitude=0.5)"
        );
    }
}
