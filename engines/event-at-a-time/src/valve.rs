//! The channels of one input, one watermark.

use streamgauge_model::Watermark;

use crate::{Message, WatermarkStatus};

/// Combines the watermarks and statuses of the channels of one input (Flink's `StatusWatermarkValve`).
///
/// The output is the minimum over the *aligned* channels: those that are active and not behind what has been
/// said already. A channel that comes back from idleness with an old watermark is ignored until it has caught
/// up. The output never falls.
#[derive(Clone, Debug)]
pub struct StatusWatermarkValve {
    channels: Vec<Channel>,
    said: Watermark,
    status: WatermarkStatus,
}

#[derive(Clone, Copy, Debug)]
struct Channel {
    watermark: Watermark,
    status: WatermarkStatus,
}

impl StatusWatermarkValve {
    /// A valve for `channels` channels, at least one, all of them active and without a watermark.
    #[must_use]
    pub fn new(channels: usize) -> Self {
        let silent = Channel {
            watermark: Watermark::NONE,
            status: WatermarkStatus::Active,
        };
        Self {
            channels: vec![silent; channels.max(1)],
            said: Watermark::NONE,
            status: WatermarkStatus::Active,
        }
    }

    /// A watermark arrives on `channel`. Returns the combined watermark if it rises. Ignored while the channel
    /// is idle, and if it is not greater than the channel's last.
    #[inline]
    pub fn on_watermark(&mut self, channel: usize, watermark: Watermark) -> Option<Watermark> {
        let channel = &mut self.channels[channel];
        // An idle valve has idle channels only, so the channel's own status is enough.
        if channel.status == WatermarkStatus::Idle || watermark <= channel.watermark {
            return None;
        }
        channel.watermark = watermark;
        // A channel that is alone waits for no other; behind an exchange this is the way of every watermark.
        if self.channels.len() == 1 {
            return self.rise_to(watermark);
        }
        self.rise_to(self.aligned_minimum()?)
    }

    /// A status arrives on `channel`; what follows from it goes to `out`, in order.
    pub fn on_status(&mut self, channel: usize, status: WatermarkStatus, out: &mut impl FnMut(Message)) {
        if self.channels[channel].status == status {
            return;
        }
        self.channels[channel].status = status;
        match status {
            WatermarkStatus::Idle => self.on_idle(channel, out),
            WatermarkStatus::Active if self.status == WatermarkStatus::Idle => {
                self.status = WatermarkStatus::Active;
                out(Message::Status(WatermarkStatus::Active));
            }
            WatermarkStatus::Active => {}
        }
    }

    fn on_idle(&mut self, channel: usize, out: &mut impl FnMut(Message)) {
        let held_back = self.channels[channel].watermark == self.said;
        let all_idle = self.channels.iter().all(|c| c.status == WatermarkStatus::Idle);
        if held_back {
            // Nobody will say more if all are idle: what the fastest has promised comes out, whatever the order
            // in which they fell silent.
            let next = if all_idle {
                self.channels.iter().map(|c| c.watermark).max()
            } else {
                self.aligned_minimum()
            };
            if let Some(risen) = next.and_then(|next| self.rise_to(next)) {
                out(Message::Watermark(risen));
            }
        }
        if all_idle {
            self.status = WatermarkStatus::Idle;
            out(Message::Status(WatermarkStatus::Idle));
        }
    }

    #[inline]
    fn aligned_minimum(&self) -> Option<Watermark> {
        self.channels
            .iter()
            .filter(|c| c.status == WatermarkStatus::Active && c.watermark >= self.said)
            .map(|c| c.watermark)
            .min()
    }

    #[inline]
    fn rise_to(&mut self, watermark: Watermark) -> Option<Watermark> {
        if watermark <= self.said {
            return None;
        }
        self.said = watermark;
        Some(watermark)
    }
}
