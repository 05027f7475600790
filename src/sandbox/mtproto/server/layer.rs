//! Converts between clients' layers and the server's. <https://core.telegram.org/api/invoking#layers>

use crate::sandbox::functions;
use crate::sandbox::functions::RpcError;
use crate::tl::layers;
use crate::tl::rewrite::{Call, Failure, Translation};

/// A function in the client's layer and in the server's.
#[derive(Debug)]
pub(super) enum Spoken {
    /// In the server's layer.
    Ours(Vec<u8>),
    Theirs(&'static Translation, Call),
}

impl Spoken {
    /// `layer` is 0 if the client named none; then it is the server's.
    pub(super) fn in_layer(layer: i32, function: Vec<u8>) -> Result<Self, RpcError> {
        let Some(translation) = translation(layer)? else { return Ok(Self::Ours(function)) };
        let call = translation.request(function).map_err(|failure| refused(failure.into()))?;
        Ok(Self::Theirs(translation, call))
    }

    pub(super) fn function(&self) -> &[u8] {
        match self {
            Self::Ours(function) => function,
            Self::Theirs(_, call) => &call.bytes,
        }
    }

    /// The function's TL name.
    pub(super) fn name(&self) -> &'static str {
        functions::name(self.function())
    }

    pub(super) fn answer(&self, answer: Vec<u8>) -> Result<Vec<u8>, RpcError> {
        match self {
            Self::Ours(_) => Ok(answer),
            Self::Theirs(translation, call) => translation.answer(call, answer).map_err(|failure| {
                tracing::warn!(function = self.name(), %failure, "no answer in the client's layer");
                refused("CONNECTION_LAYER_INVALID")
            }),
        }
    }
}

/// Converts updates to a layer. Returns `None` if the layer can't express them; the client can fetch a difference.
pub(super) fn updates(layer: i32, updates: Vec<u8>) -> Option<Vec<u8>> {
    match translation(layer).ok()? {
        None => Some(updates),
        Some(translation) => translation.updates(updates).ok(),
    }
}

fn translation(layer: i32) -> Result<Option<&'static Translation>, RpcError> {
    if layer == 0 {
        return Ok(None);
    }
    let known = layers::nearest(layer).ok_or_else(|| refused("CONNECTION_LAYER_INVALID"))?;
    Ok(known.translation())
}

fn refused(name: &str) -> RpcError {
    RpcError { code: 400, name: name.to_owned() }
}

impl From<Failure> for &'static str {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NoFunction => "INPUT_METHOD_INVALID",
            Failure::Malformed => "INPUT_FETCH_ERROR",
            Failure::Lost => "INPUT_CONSTRUCTOR_INVALID",
        }
    }
}
