//! A call that changes several things, one after the other.

use crate::error::{Error, Kind, Result};

/// How far a call is with its changes.
#[derive(Default)]
pub struct Progress {
    made: Vec<&'static str>,
    unchanged: Option<Error>,
}

impl Progress {
    /// Not to change one thing is no failure if another is changed; what fails says what is done by then.
    pub fn note<T>(&mut self, fields: &[&'static str], came: Result<T>) -> Result<()> {
        match came {
            Ok(_) => self.made.extend(fields),
            Err(error) if error.kind() == Kind::NotModified => self.unchanged = Some(error),
            Err(error) if self.made.is_empty() => return Err(error),
            Err(error) => return Err(error.with("changed", &self.made)),
        }
        Ok(())
    }

    /// Fails if all was so already.
    pub fn made_some(self) -> Result<()> {
        match self.unchanged {
            Some(error) if self.made.is_empty() => Err(error),
            _ => Ok(()),
        }
    }
}
