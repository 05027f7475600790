//! The layers whose schemas are known.

use std::sync::OnceLock;

use super::rewrite::Translation;
use super::schema::Schema;

/// The layer that Telewire itself speaks.
pub const NEWEST: i32 = 230;

/// Newest first. Each is read when it is first needed.
static KNOWN: [Layer; 6] = [
    Layer::new(NEWEST, || include_str!("../../schema/telegram/layer-230.tl")),
    Layer::new(229, || include_str!("../../schema/telegram/layer-229.tl")),
    Layer::new(228, || include_str!("../../schema/telegram/layer-228.tl")),
    Layer::new(227, || include_str!("../../schema/telegram/layer-227.tl")),
    Layer::new(223, || include_str!("../../schema/telegram/layer-223.tl")),
    Layer::new(198, || include_str!("../../schema/telegram/layer-198.tl")),
];

/// A layer that is known.
#[derive(Debug)]
pub struct Layer {
    pub number: i32,
    text: fn() -> &'static str,
    schema: OnceLock<Schema>,
    translation: OnceLock<Translation>,
}

impl Layer {
    const fn new(number: i32, text: fn() -> &'static str) -> Self {
        Self { number, text, schema: OnceLock::new(), translation: OnceLock::new() }
    }

    pub fn schema(&self) -> &Schema {
        let parse = || Schema::parse((self.text)()).expect("the tests read every schema file");
        self.schema.get_or_init(parse)
    }

    /// Between this layer and the newest. The newest needs none.
    pub fn translation(&'static self) -> Option<&'static Translation> {
        let translate = || Translation::new(self.schema(), newest().schema());
        (self.number != NEWEST).then(|| self.translation.get_or_init(translate))
    }
}

pub fn known() -> &'static [Layer] {
    &KNOWN
}

pub fn newest() -> &'static Layer {
    &KNOWN[0]
}

/// The layer that serves for one that a client names: itself, or the next lower one that is known.
pub fn nearest(number: i32) -> Option<&'static Layer> {
    KNOWN.iter().find(|layer| layer.number <= number)
}
