//! The known layers and their schemas.

use std::io::Read;
use std::sync::OnceLock;

use flate2::read::ZlibDecoder;

use super::rewrite::Translation;
use super::schema::Schema;

/// The layer that Telewire itself uses.
pub const NEWEST: i32 = 230;

/// A schema file, as the build script compressed it.
macro_rules! compressed {
    ($file:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $file, ".zlib"))
    };
}

/// Newest first. Each is parsed when first needed.
static KNOWN: [Layer; 6] = [
    Layer::new(NEWEST, compressed!("layer-230.tl")),
    Layer::new(229, compressed!("layer-229.tl")),
    Layer::new(228, compressed!("layer-228.tl")),
    Layer::new(227, compressed!("layer-227.tl")),
    Layer::new(223, compressed!("layer-223.tl")),
    Layer::new(198, compressed!("layer-198.tl")),
];

/// A known layer.
#[derive(Debug)]
pub struct Layer {
    pub number: i32,
    compressed: &'static [u8],
    schema: OnceLock<Schema>,
    translation: OnceLock<Translation>,
}

impl Layer {
    const fn new(number: i32, compressed: &'static [u8]) -> Self {
        Self { number, compressed, schema: OnceLock::new(), translation: OnceLock::new() }
    }

    pub fn schema(&self) -> &Schema {
        self.schema.get_or_init(|| {
            let mut text = String::new();
            let decoded = ZlibDecoder::new(self.compressed).read_to_string(&mut text);
            decoded.expect("the build script compressed it");
            Schema::parse(&text).expect("the tests read every schema file")
        })
    }

    /// Rewrites between this layer and the newest. `None` for the newest.
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

/// The layer to use for one that a client names: that layer, or the next lower known one.
pub fn nearest(number: i32) -> Option<&'static Layer> {
    KNOWN.iter().find(|layer| layer.number <= number)
}
