//! What the `format`s in the schemas of params mean, beyond those that the numbers have.

use crate::api::types::date::{self, Date};
use crate::api::types::waveform::{self, Waveform};
use crate::rpc::shape::{Format, Given};
use crate::telegram::peer::{ChatId, PeerId};

pub const FORMATS: &[Format] = &[
    Format {
        name: "chat-id",
        expected: "\"me\", \"@name\", an id, \"+phone\", a t.me link or a ref",
        check: |given| match given {
            Given::Text(text) => ChatId::read(text).map(drop).map_err(|expected| Some(expected.to_owned())),
            Given::Whole(marked) if PeerId::from_marked(marked).is_some() => Ok(()),
            Given::Whole(_) | Given::Fraction(_) => Err(None),
        },
    },
    Format {
        name: "date-time",
        expected: date::EXPECTED,
        check: |given| {
            let date = match given {
                Given::Text(text) => Date::read(text),
                Given::Whole(seconds) => Date::of_number(seconds as f64),
                Given::Fraction(seconds) => Date::of_number(seconds),
            };
            date.map(drop).map_err(Some)
        },
    },
    Format {
        name: "waveform",
        expected: waveform::EXPECTED,
        check: |given| match given {
            Given::Text(text) => Waveform::read(text).map(drop).map_err(|_| None),
            Given::Whole(_) | Given::Fraction(_) => Ok(()),
        },
    },
];
