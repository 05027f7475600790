//! Dates in params and results.

use std::borrow::Cow;

use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use crate::error::{Error, Kind, Result};

/// RFC 3339 as results have it, or seconds since 1970. Telegram's dates are whole seconds: a fraction counts as the
/// next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(i64);

/// The range of a future date.
#[derive(Clone, Copy, Debug)]
pub struct Ahead {
    /// Minimum seconds from now.
    nearest: i64,
    /// Maximum seconds from now.
    farthest: i64,
    /// The field that takes a duration instead of this date.
    duration: Option<&'static str>,
    /// What Telegram does with dates outside the range.
    otherwise: &'static str,
}

const DAY: i64 = 86_400;

/// Dates before this are probably durations by mistake: Telegram did not exist yet.
const FIRST: i64 = 10 * 365 * DAY;

/// Numbers from here on can't be seconds: this is the year 5138.
const MILLISECONDS: f64 = 1e11;

impl Ahead {
    /// When a message is to be sent.
    pub const SCHEDULE: Self =
        Self::within(1, 365 * DAY, None, "Telegram keeps scheduled messages for a year");

    /// When a ban ends. A few seconds more than Telegram's 30, for latency.
    pub const BAN: Self = Self::within(
        35,
        366 * DAY,
        None,
        "Telegram takes less than 30 seconds and more than 366 days as for ever: for that, leave it out",
    );

    /// When a poll closes.
    pub const POLL: Self = Self::within(
        *OPEN_PERIOD.start() as i64,
        *OPEN_PERIOD.end() as i64,
        Some("open_period"),
        "Telegram keeps polls open for 5 to 2628000 seconds if they close by themselves",
    );

    /// When a mute ends.
    pub const MUTE: Self = Self::within(1, i32::MAX as i64, Some("mute_for"), LAST);

    /// When an invite link expires.
    pub const INVITE: Self = Self::within(1, i32::MAX as i64, None, LAST);

    /// When a session string expires.
    pub const EXPIRY: Self =
        Self::within(1, i32::MAX as i64, None, "Dates end in January 2038; leave it out for no end");

    const fn within(
        nearest: i64,
        farthest: i64,
        duration: Option<&'static str>,
        otherwise: &'static str,
    ) -> Self {
        Self { nearest, farthest, duration, otherwise }
    }
}

/// Seconds that a poll with automatic closing may be open.
pub const OPEN_PERIOD: std::ops::RangeInclusive<i32> = 5..=2_628_000;

const LAST: &str = "Telegram's dates end in January 2038; leave it out for no end";

impl Date {
    /// Seconds since 1970, at most Telegram's last date.
    pub fn seconds(self) -> i32 {
        i32::try_from(self.0).unwrap_or(i32::MAX)
    }

    /// The date in `field`, if it is in the range after `now` (seconds since 1970).
    pub fn ahead(self, field: &str, ahead: Ahead, now: i32) -> Result<i32> {
        let now = i64::from(now);
        let (first, last) = (now + ahead.nearest, (now + ahead.farthest).min(i32::MAX.into()));
        if (first..=last).contains(&self.0) {
            return Ok(self.seconds());
        }
        let wrong = match self.0 {
            past if past <= now => "is in the past",
            near if near < first => "is too near",
            _ => "is too far ahead",
        };
        let error = Error::new(Kind::InvalidParams, format!("`{field}` {wrong} ({})", text(self.0)))
            .with("path", field)
            .with("expected", format!("a date from {} to {}", text(first), text(last)))
            .with("date", text(self.0))
            .with("now", text(now));
        Err(match (self.0, ahead.duration) {
            (length, Some(duration)) if length < FIRST => error.hint(format!(
                "a number here counts seconds since 1970: for {length} seconds from now on, give `{duration}`"
            )),
            (length, None) if length < FIRST => error.hint(format!(
                "a number here counts seconds since 1970: {length} seconds from now is {}",
                text(now + length)
            )),
            _ if self.0 > now => error.hint(ahead.otherwise),
            _ => error,
        })
    }

    /// Parses a text, or returns what is expected instead.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Ok(moment) = text.parse::<Timestamp>() {
            let next = i64::from(moment.subsec_nanosecond() > 0);
            return Self::of_seconds(moment.as_second() + next);
        }
        match text.parse::<f64>() {
            Ok(seconds) if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') => {
                Self::of_number(seconds)
            }
            _ => Err(EXPECTED.to_owned()),
        }
    }

    /// Converts seconds since 1970, or returns what is expected instead.
    pub fn of_number(seconds: f64) -> Result<Self, String> {
        if seconds < 0.0 {
            return Err(EXPECTED.to_owned());
        }
        if seconds >= MILLISECONDS {
            return Err(match Timestamp::from_millisecond(seconds as i64) {
                Ok(meant) if meant.as_second() < i64::from(i32::MAX) => {
                    format!("in seconds since 1970: as milliseconds it would be {}", text(meant.as_second()))
                }
                _ => "in seconds since 1970, and not in smaller parts of them".to_owned(),
            });
        }
        Self::of_seconds(seconds.ceil() as i64)
    }

    fn of_seconds(seconds: i64) -> Result<Self, String> {
        if seconds < 0 { Err(EXPECTED.to_owned()) } else { Ok(Self(seconds)) }
    }
}

pub const EXPECTED: &str = "a date as 2026-01-31T12:00:00Z, with its offset, or seconds since 1970";

/// A date in the format of results.
fn text(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |moment| moment.to_string())
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Number(f64),
            Text(String),
        }
        let read = match Either::deserialize(deserializer) {
            Ok(Either::Number(seconds)) => Self::of_number(seconds),
            Ok(Either::Text(text)) => Self::read(&text),
            Err(_) => Err(EXPECTED.to_owned()),
        };
        read.map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number"], "format": "date-time", "minimum": 0 })
    }
}

/// Telegram's seconds since 1970.
pub fn timestamp(seconds: i32) -> Timestamp {
    Timestamp::from_second(seconds.into()).expect("every 32-bit number of seconds is a time")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(json: &str) -> Result<i32, String> {
        serde_json::from_str::<Date>(json).map(Date::seconds).map_err(|error| error.to_string())
    }

    #[test]
    fn a_date_is_a_text_or_a_number_of_seconds() {
        for (json, seconds) in [
            ("1800000000", 1_800_000_000),
            ("1800000000.0", 1_800_000_000),
            ("1799999999.5", 1_800_000_000),
            ("\"1800000000\"", 1_800_000_000),
            ("\"1799999999.25\"", 1_800_000_000),
            ("\"10.0\"", 10),
            ("\"2027-01-15T08:00:00Z\"", 1_800_000_000),
            ("\" 2027-01-15T08:00:00Z\\n\"", 1_800_000_000),
            ("\"2027-01-15T10:00:00+02:00\"", 1_800_000_000),
            ("\"2027-01-15T07:59:59.5Z\"", 1_800_000_000),
            ("\"2027-01-15T08:00:00.000000001Z\"", 1_800_000_001),
            // Later than Telegram has dates.
            ("\"2100-01-01T00:00:00Z\"", i32::MAX),
            ("4000000000", i32::MAX),
        ] {
            assert_eq!(date(json), Ok(seconds), "{json}");
        }
        for wrong in [
            "\"yesterday\"",
            "\"2027-01-15\"",
            "\"2027-01-15T08:00:00\"",
            "-1",
            "true",
            "\"\"",
            "\"NaN\"",
            "\"1e9\"",
        ] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn milliseconds_are_recognized() {
        for json in ["1800000000000", "\"1800000000000\""] {
            assert!(date(json).unwrap_err().contains("2027-01-15T08:00:00Z"), "{json}");
        }
        assert!(date("1800000000000000").unwrap_err().contains("smaller parts"));
    }

    #[test]
    fn a_date_ahead_is_neither_past_nor_near_nor_far() {
        let now = 1_800_000_000;
        let ahead = |seconds: i64, ahead| Date(seconds).ahead("until", ahead, now);
        for (seconds, span) in [
            (i64::from(now) + 1, Ahead::SCHEDULE),
            (i64::from(now) + 365 * DAY, Ahead::SCHEDULE),
            (i64::from(now) + 35, Ahead::BAN),
            (i64::from(now) + 5, Ahead::POLL),
            (i64::from(i32::MAX), Ahead::MUTE),
        ] {
            assert!(ahead(seconds, span).is_ok(), "{seconds}");
        }
        for (seconds, span) in [
            (3600, Ahead::SCHEDULE),
            (i64::from(now), Ahead::SCHEDULE),
            (i64::from(now) + 366 * DAY, Ahead::SCHEDULE),
            (i64::from(now) + 29, Ahead::BAN),
            (i64::from(now) + 367 * DAY, Ahead::BAN),
            (i64::from(now) + 4, Ahead::POLL),
            (5, Ahead::POLL),
            (5, Ahead::MUTE),
            (i64::from(i32::MAX) + 1, Ahead::MUTE),
        ] {
            let error = ahead(seconds, span).unwrap_err();
            assert_eq!(error.get("path"), Some(&"until".into()));
            assert_eq!(error.get("date"), Some(&text(seconds).into()));
        }
        let duration = ahead(3600, Ahead::SCHEDULE).unwrap_err();
        assert!(duration.facts().hint.as_ref().unwrap().contains("2027-01-15T09:00:00Z"));
        let muted = ahead(3600, Ahead::MUTE).unwrap_err();
        assert!(muted.facts().hint.as_ref().unwrap().contains("`mute_for`"));
    }
}
