//! The text as it grows, counted in UTF-16 units, and the entities as they close.

use std::cmp::Reverse;

use super::{Entity, EntityKind, Formatted};

/// What a parser writes to.
#[derive(Default)]
pub struct Writer {
    text: String,
    /// Of `text`, in UTF-16 units.
    length: u32,
    marks: usize,
    /// Where the last address in the text itself began.
    own_address: Option<usize>,
    entities: Vec<(usize, Entity)>,
}

/// Where an entity began.
#[derive(Clone, Copy)]
pub struct Mark {
    offset: u32,
    byte: usize,
    /// How many began before: of two entities on the same text, the one that began first is the outer.
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

    /// The text since `mark`, where it may be the address of the link that it is the text of. `None` if it holds another
    /// such text: links don't lie within each other, and looking through all of what lies within each other would take
    /// the square of its length.
    pub fn own_address(&mut self, mark: Mark) -> Option<&str> {
        let inner = self.own_address.replace(mark.byte);
        inner.is_none_or(|inner| inner < mark.byte).then(|| &self.text[mark.byte..])
    }

    /// Where an entity lies that began at `mark` and ends here: its offset and length.
    pub fn range(&self, mark: Mark) -> (u32, u32) {
        (mark.offset, self.length - mark.offset)
    }

    /// Ends an entity here. An empty one is none.
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
