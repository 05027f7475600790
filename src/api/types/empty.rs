//! An empty result.

use schemars::JsonSchema;
use serde::Serialize;

/// An empty result.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Empty {}
