//! An answer with nothing to say.

use schemars::JsonSchema;
use serde::Serialize;

/// An answer with nothing to say.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Empty {}
