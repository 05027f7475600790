//! What calls may do, as policy judges it.

pub mod methods;
pub mod restrictions;
