//! Temporary keys, which stand for a permanent one once bound. <https://core.telegram.org/api/pfs>

use std::time::Duration;

use grammers_tl_types::{self as tl, Serializable};

use super::Functions;
use super::dispatch::Turn;
use crate::sandbox::functions::RpcError;
use crate::tl::reading;

/// > An unbound temp_auth_key_id may only be used with the following methods:
const UNBOUND: [&str; 3] = ["auth.bindTempAuthKey", "help.getConfig", "help.getNearestDc"];

/// Maximum difference to a client's clock.
const SLACK: Duration = Duration::from_secs(300);

impl<F: Functions> Turn<'_, F> {
    /// Returns the key whose login this key uses, if it may call the function.
    pub(super) fn speaks_for(&self, function: &str) -> Result<i64, RpcError> {
        let authorization = self.authorization();
        match authorization.permanent {
            Some(permanent) => Ok(permanent),
            None if authorization.expires_at.is_none() || UNBOUND.contains(&function) => {
                Ok(self.origin.auth_key_id)
            }
            None => Err(RpcError { code: 401, name: "AUTH_KEY_PERM_EMPTY".to_owned() }),
        }
    }

    /// Binds this key to a permanent one.
    pub(super) fn bind_temp_auth_key(&mut self, msg_id: i64, function: &[u8]) -> Result<Vec<u8>, RpcError> {
        let bad = |name: &str| RpcError { code: 400, name: name.to_owned() };
        let bind: tl::functions::auth::BindTempAuthKey =
            reading::call(function).map_err(|_| bad("INPUT_FETCH_ERROR"))?;
        let (own, permanent) = (self.origin.auth_key_id, bind.perm_auth_key_id);
        let authorization = self.authorization();
        let Some(key_ends) = authorization.expires_at else { return Err(bad("TEMP_AUTH_KEY_EMPTY")) };
        if authorization.permanent.is_some_and(|bound| bound != permanent) {
            return Err(bad("TEMP_AUTH_KEY_ALREADY_BOUND"));
        }

        let known = self.server.authorizations.get(&permanent);
        let known = known.filter(|known| known.dc == authorization.dc && known.expires_at.is_none());
        let binding = known.and_then(|known| known.key.open_binding(&bind.encrypted_message));
        let wanted = tl::types::BindAuthKeyInner {
            nonce: bind.nonce,
            temp_auth_key_id: own,
            perm_auth_key_id: permanent,
            temp_session_id: self.origin.session_id,
            expires_at: bind.expires_at,
        };
        let wanted = tl::enums::BindAuthKeyInner::Inner(wanted).to_bytes();
        if binding.is_none_or(|binding| binding.msg_id != msg_id || binding.inner != wanted) {
            return Err(bad("ENCRYPTED_MESSAGE_INVALID"));
        }
        let ends = Duration::from_secs(u64::try_from(bind.expires_at).unwrap_or(0));
        let ends = self.now.aged(ends);
        if ends <= self.now.of_age() || ends > key_ends + SLACK {
            return Err(bad("EXPIRES_AT_INVALID"));
        }

        // > Each permanent key may only be bound to one temporary key at a time, binding a new temporary key overwrites
        // > the previous one.
        let server = &mut *self.server;
        let known = server.authorizations.get_mut(&permanent);
        let before = known.and_then(|known| known.temporary.replace(own));
        if let Some(before) = before.filter(|before| *before != own)
            && let Some(before) = server.authorizations.get_mut(&before)
        {
            before.permanent = None;
        }
        let authorization = self.authorization_mut();
        authorization.permanent = Some(permanent);
        authorization.expires_at = Some(ends.min(key_ends));
        Ok(true.to_bytes())
    }
}
