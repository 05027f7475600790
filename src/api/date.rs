//! A moment, as callers give it.

use std::borrow::Cow;

use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

/// RFC 3339 as results have it, or seconds since 1970. Telegram's dates are whole seconds: a fraction counts as the
/// next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(i32);

impl Date {
    /// Telegram's seconds since 1970.
    pub fn seconds(self) -> i32 {
        self.0
    }

    fn of_text(text: &str) -> Option<Self> {
        let moment: Timestamp = text.parse().ok()?;
        let next = i64::from(moment.subsec_nanosecond() > 0);
        Self::of_seconds(moment.as_second() + next)
    }

    fn of_seconds(seconds: i64) -> Option<Self> {
        i32::try_from(seconds).ok().filter(|seconds| *seconds >= 0).map(Self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Seconds(i64),
            Text(String),
        }
        let wrong = || serde::de::Error::custom("a date as 2026-01-31T12:00:00Z, or seconds since 1970");
        let date = match Either::deserialize(deserializer).map_err(|_| wrong())? {
            Either::Seconds(seconds) => Self::of_seconds(seconds),
            Either::Text(text) => Self::of_text(&text),
        };
        date.ok_or_else(wrong)
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
        json_schema!({ "type": ["string", "integer"], "format": "date-time", "minimum": 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_text_or_a_number_of_seconds() {
        let date = |json: &str| serde_json::from_str::<Date>(json).ok().map(Date::seconds);
        assert_eq!(date("1800000000"), Some(1_800_000_000));
        assert_eq!(date("\"2027-01-15T08:00:00Z\""), Some(1_800_000_000));
        assert_eq!(date("\"2027-01-15T10:00:00+02:00\""), Some(1_800_000_000));
        assert_eq!(date("\"2027-01-15T07:59:59.5Z\""), Some(1_800_000_000));
        assert_eq!(date("\"2027-01-15T08:00:00.000000001Z\""), Some(1_800_000_001));
        for wrong in ["\"yesterday\"", "\"2027-01-15\"", "-1", "1.5", "4000000000", "true", "\"1800000000\""]
        {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }
}
