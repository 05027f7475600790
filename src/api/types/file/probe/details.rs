//! The metadata of videos and sound.

use minicbor::{Decode, Encode};

/// The metadata of a video or sound.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
pub struct Details {
    /// Seconds: finite, and more than 0.
    #[n(0)]
    pub duration: Option<f64>,
    /// Pixels as shown, so after the rotation that the file asks for.
    #[n(1)]
    pub pixels: Option<(u32, u32)>,
    #[n(2)]
    pub has_video: bool,
    #[n(3)]
    pub has_sound: bool,
    /// Whether a player can begin before it has the whole file.
    #[n(4)]
    pub is_streamable: bool,
    /// Whether it is what Telegram's apps record: OPUS in OGG with one channel and no album.
    #[n(5)]
    pub is_voice: bool,
    #[n(6)]
    pub title: Option<String>,
    #[n(7)]
    pub performer: Option<String>,
}

/// Maximum plausible seconds: a year.
const LONGEST: f64 = 365.0 * 86_400.0;

impl Details {
    /// Sets a plausible duration.
    pub(super) fn lasts(&mut self, seconds: f64) {
        if seconds > 0.0 && seconds <= LONGEST {
            self.duration = Some(seconds);
        }
    }
}
