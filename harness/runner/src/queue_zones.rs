//! Zones of the queue: how far an engine may fall behind before a run is ended.

use streamgauge_record::{EarlyEnd, Zone};

/// Green, yellow and red: how long the oldest event that the engine has not taken may have waited since it was due.
///
/// After the driver of Karimov et al. (ICDE 2018), whose bounded queue is divided in the same way. Zones are lengths of
/// time and not of the queue: an event that finds no room waits in the source, and that is waiting, too. Of a
/// micro-batch engine a whole trigger interval waits rightly, so yellow must begin above that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueZones {
    /// Where yellow begins, nanoseconds.
    pub yellow_ns: u64,
    /// How long yellow is tolerated without a break, nanoseconds.
    pub tolerated_ns: u64,
    /// Where red begins, nanoseconds.
    pub red_ns: u64,
}

/// Looks at a queue again and again.
#[derive(Clone, Debug)]
pub(crate) struct ZoneWatch {
    zones: QueueZones,
    yellow_since_ns: Option<i64>,
}

impl ZoneWatch {
    pub(crate) const fn new(zones: QueueZones) -> Self {
        Self {
            zones,
            yellow_since_ns: None,
        }
    }

    /// At `now_ns` the engine is `behind_ns` behind: the end of the run, if that is too much.
    #[inline]
    pub(crate) fn look(&mut self, behind_ns: u64, now_ns: i64) -> Option<EarlyEnd> {
        if behind_ns < self.zones.yellow_ns {
            self.yellow_since_ns = None;
            return None;
        }
        let since = *self.yellow_since_ns.get_or_insert(now_ns);
        let (zone, zone_ns, tolerated_ns) = if behind_ns >= self.zones.red_ns {
            (Zone::Red, self.zones.red_ns, 0)
        } else {
            (Zone::Yellow, self.zones.yellow_ns, self.zones.tolerated_ns)
        };
        let spent = u64::try_from(now_ns.saturating_sub(since)).unwrap_or(0);
        (spent >= tolerated_ns).then(|| EarlyEnd {
            zone,
            at_ns: u64::try_from(now_ns).unwrap_or(0),
            behind_ns,
            zone_ns,
            tolerated_ns,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONES: QueueZones = QueueZones {
        yellow_ns: 100,
        tolerated_ns: 50,
        red_ns: 200,
    };

    fn ends(looks: &[(u64, i64)]) -> Option<(Zone, u64)> {
        let mut watch = ZoneWatch::new(ZONES);
        let mut found = looks.iter().filter_map(|(behind, now)| watch.look(*behind, *now));
        found.next().map(|end| (end.zone, end.at_ns))
    }

    #[test]
    fn red_ends_a_run_at_once_and_yellow_after_a_while() {
        assert_eq!(ends(&[(99, 0), (200, 1)]), Some((Zone::Red, 1)));
        assert_eq!(ends(&[(100, 10), (199, 59), (150, 60)]), Some((Zone::Yellow, 60)));
    }

    #[test]
    fn green_in_between_begins_the_tolerance_anew() {
        assert_eq!(ends(&[(100, 0), (99, 40), (100, 45), (100, 94)]), None);
        assert_eq!(ends(&[(0, 0), (0, 1_000)]), None);
    }
}
