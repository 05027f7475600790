//! What a call is allowed to do, in the terms of `policy`.

pub mod methods;
pub mod restrictions;
