//! How far events of `ratings` lag behind their arrival.

/// The law of the lag, in whole milliseconds: uniform from 0 to 5 s on time, from 30 to 120 s late.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lag {
    pub(crate) late_fraction: f64,
}

const ON_TIME: (i64, i64) = (0, 5_000);
const LATE: (i64, i64) = (30_000, 120_000);

impl Lag {
    pub(crate) const fn new(late_fraction: f64) -> Self {
        Self { late_fraction }
    }

    /// The probability of a lag of more than `ms`.
    pub(crate) fn beyond(self, ms: i64) -> f64 {
        (1.0 - self.late_fraction) * beyond(ms, ON_TIME) + self.late_fraction * beyond(ms, LATE)
    }

    /// The mean of `clamp((lag - behind_ms) / size_ms, 0, 1)`, of a lag without a grain.
    pub(crate) fn mean_part(self, behind_ms: f64, size_ms: f64) -> f64 {
        let part = |(least, most): (i64, i64)| {
            let area = |to: i64| area(to as f64 - behind_ms, size_ms);
            (area(most) - area(least)) / (most - least) as f64
        };
        (1.0 - self.late_fraction) * part(ON_TIME) + self.late_fraction * part(LATE)
    }
}

fn beyond(ms: i64, (least, most): (i64, i64)) -> f64 {
    let values = (most - least + 1) as f64;
    ((most - ms) as f64 / values).clamp(0.0, 1.0)
}

/// The integral of `clamp(z / size, 0, 1)` up to `z`.
fn area(z: f64, size: f64) -> f64 {
    match z {
        z if z < 0.0 => 0.0,
        z if z < size => z * z / (2.0 * size),
        z => z - size / 2.0,
    }
}
