//! The waveform of a voice message.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::base64_text;

/// Maximum number of values.
const LONGEST: usize = 100;

/// Bits of a value.
const BITS: usize = 5;

pub const EXPECTED: &str = "base64 of 1 to 100 numbers in 5 bits each";

const LONGEST_PACKED: usize = (LONGEST * BITS).div_ceil(8);

/// Values of 5 bits one after the other, each beginning at the lowest free bit.
#[derive(Clone, Debug, PartialEq)]
pub struct Waveform(Vec<u8>);

impl Waveform {
    pub fn packed(&self) -> &[u8] {
        &self.0
    }

    /// Reads base64 of packed values, or says what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let packed = base64_text::decode(text).map_err(|error| error.to_string())?;
        match packed.len() {
            1..=LONGEST_PACKED => Ok(Self(packed)),
            _ => Err(EXPECTED.to_owned()),
        }
    }

    fn of(values: &[u8]) -> Self {
        let mut packed = vec![0; (values.len() * BITS).div_ceil(8)];
        for (index, value) in values.iter().enumerate() {
            let bit = index * BITS;
            let [low, high] = (u16::from(*value) << (bit % 8)).to_le_bytes();
            packed[bit / 8] |= low;
            if let Some(next) = packed.get_mut(bit / 8 + 1) {
                *next |= high;
            }
        }
        Self(packed)
    }
}

impl<'de> Deserialize<'de> for Waveform {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Waveform;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                write!(formatter, "1 to {LONGEST} numbers from 0 to 31, or base64 of them in 5 bits each")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Waveform, E> {
                Waveform::read(text).map_err(E::custom)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Waveform, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = sequence.next_element::<u8>()? {
                    if value > 31 {
                        return Err(A::Error::custom("a value is from 0 to 31"));
                    }
                    values.push(value);
                    if values.len() > LONGEST {
                        break;
                    }
                }
                match values.len() {
                    1..=LONGEST => Ok(Waveform::of(&values)),
                    length => Err(A::Error::invalid_length(length, &self)),
                }
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl JsonSchema for Waveform {
    fn schema_name() -> Cow<'static, str> {
        "Waveform".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": "string", "format": "waveform" },
                {
                    "type": "array",
                    "items": { "type": "integer", "minimum": 0, "maximum": 31 },
                    "minItems": 1,
                    "maxItems": LONGEST,
                },
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn values_are_packed_from_the_lowest_bit_on() {
        let of = |value| from_value::<Waveform>(value).map(|waveform| waveform.0).ok();
        assert_eq!(of(json!([31])), Some(vec![0b11111]));
        assert_eq!(of(json!([1, 2, 3])), Some(vec![0b0100_0001, 0b0000_1100]));
        assert_eq!(of(json!([31, 31, 31, 31, 31, 31, 31, 31])), Some(vec![0xff; 5]));
        assert_eq!(of(json!("//8")), Some(vec![0xff; 2]));
        assert_eq!(of(json!(vec![7; 100])).unwrap().len(), 63);
        for wrong in [
            json!([]),
            json!([32]),
            json!(vec![1; 101]),
            json!(""),
            json!("A".repeat(88)),
            json!("!"),
            json!(1),
        ] {
            assert_eq!(of(wrong.clone()), None, "{wrong}");
        }
    }
}
