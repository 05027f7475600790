//! Errors for what the sandbox doesn't implement.

use crate::sandbox::world::engine::refusal::Refusal;

/// A function, or a use of one, that the sandbox lacks.
pub fn not_implemented(what: &str) -> Refusal {
    Refusal::new(400, format!("METHOD_NOT_IMPLEMENTED_IN_SANDBOX: {what}"))
}

/// Refuses the first field that is set. The fields are those that would otherwise be ignored silently.
pub fn refuse_given(what: &str, fields: &[(&str, bool)]) -> Result<(), Refusal> {
    match fields.iter().find(|(_, given)| *given) {
        Some((field, _)) => Err(not_implemented(&format!("{what} with {field}"))),
        None => Ok(()),
    }
}
