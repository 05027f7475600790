//! Several edits in one call, made one after another.

use crate::error::{Error, Kind, Result};

/// The edits made so far.
#[derive(Default)]
pub struct Edits {
    made: Vec<&'static str>,
    unchanged: Option<Error>,
}

impl Edits {
    /// Records an edit. An unchanged field is no failure if another one changes; an error lists the earlier edits.
    pub fn note<T>(&mut self, fields: &[&'static str], came: Result<T>) -> Result<()> {
        match came {
            Ok(_) => self.made.extend(fields),
            Err(error) if error.kind() == Kind::NotModified => self.unchanged = Some(error),
            Err(error) if self.made.is_empty() => return Err(error),
            Err(error) => return Err(error.with("changed", &self.made)),
        }
        Ok(())
    }

    /// Fails if nothing changed.
    pub fn made_some(self) -> Result<()> {
        match self.unchanged {
            Some(error) if self.made.is_empty() => Err(error),
            _ => Ok(()),
        }
    }
}
