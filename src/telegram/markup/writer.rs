//! Builds the text, counted in UTF-16 units, and its entities.

use std::cmp::Reverse;

use super::{Entity, EntityKind, Formatted};

/// The output of a parser.
#[derive(Default)]
pub struct Writer {
    text: String,
    /// Of `text`, in UTF-16 units.
    length: u32,
    marks: usize,
    /// Where the last text that may be a URL began.
    own_address: Option<usize>,
    entities: Vec<(usize, Entity)>,
}

/// Where an entity began.
#[derive(Clone, Copy)]
pub struct Mark {
    offset: u32,
    byte: usize,
    /// Its number: of two entities on the same text, the one that began first is the outer one.
    order: usize,
}

impl Writer {
    pub fn push(&mut self, c: char) {
        self.text.push(c);
        self.length += c.len_utf16() as u32;
    }

    pub fn mark(&mut self) -> Mark {
        self.marks += 1;
        Mark { offset: self.length, byte: self.text.len(), order: self.marks }
    }

    /// The text since `mark`, for a link without a URL, whose text is the URL. `None` if it contains the text of another
    /// such link: links can't be nested, and reading all nested texts would take quadratic time.
    pub fn own_address(&mut self, mark: Mark) -> Option<&str> {
        let inner = self.own_address.replace(mark.byte);
        inner.is_none_or(|inner| inner < mark.byte).then(|| &self.text[mark.byte..])
    }

    /// The offset and length of an entity from `mark` to here.
    pub fn range(&self, mark: Mark) -> (u32, u32) {
        (mark.offset, self.length - mark.offset)
    }

    /// Ends an entity here. Empty ones are dropped.
    pub fn close(&mut self, mark: Mark, kind: EntityKind) {
        let (offset, length) = self.range(mark);
        if length > 0 {
            self.entities.push((mark.order, Entity { offset, length, kind }));
        }
    }

    pub fn finish(mut self) -> Formatted {
        self.entities.sort_by_key(|(order, entity)| (entity.offset, Reverse(entity.length), *order));
        let entities = self.entities.into_iter().map(|(_, entity)| entity).collect();
        Formatted { text: self.text, entities }
    }
}
