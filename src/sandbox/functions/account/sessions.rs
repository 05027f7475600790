//! Other logins of the account, and how long it may be inactive.

use grammers_tl_types::functions::account as functions;
use grammers_tl_types::{enums, types};

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::show::login;

rows! {
    functions::GetAuthorizations => get_authorizations, User;
    functions::ResetAuthorization => reset_authorization, User;
    functions::GetAccountTtl => get_account_ttl, User;
    functions::SetAccountTtl => set_account_ttl, User;
    functions::SetAuthorizationTtl => set_authorization_ttl, User;
}

pub fn get_authorizations(
    call: &mut Call,
    _: functions::GetAuthorizations,
) -> Answer<functions::GetAuthorizations> {
    let own = call.caller.auth_key_id;
    let all = call.world.authorizations_of(call.me, own).into_iter().map(|(key, known)| {
        // The caller's own authorization has hash 0: it can't be reset, only logged out.
        let hash = if key == own { 0 } else { call.world.authorization_hash(key) };
        login::authorization(hash, known.client.clone(), known.since)
    });
    let authorizations = all.collect();
    let authorization_ttl_days = call.world.person(call.me).map_or(0, |me| me.authorization_ttl);
    Ok(types::account::Authorizations { authorization_ttl_days, authorizations }.into())
}

pub fn get_account_ttl(call: &mut Call, _: functions::GetAccountTtl) -> Answer<functions::GetAccountTtl> {
    let days = call.world.person(call.me).map_or(0, |me| me.account_ttl);
    Ok(types::AccountDaysTtl { days }.into())
}

pub fn set_account_ttl(
    call: &mut Call,
    request: functions::SetAccountTtl,
) -> Answer<functions::SetAccountTtl> {
    let enums::AccountDaysTtl::Ttl(ttl) = request.ttl;
    call.world.set_account_ttl(call.me, ttl.days)?;
    Ok(true)
}

pub fn set_authorization_ttl(
    call: &mut Call,
    request: functions::SetAuthorizationTtl,
) -> Answer<functions::SetAuthorizationTtl> {
    call.world.set_authorization_ttl(call.me, request.authorization_ttl_days)?;
    Ok(true)
}

pub fn reset_authorization(
    call: &mut Call,
    request: functions::ResetAuthorization,
) -> Answer<functions::ResetAuthorization> {
    call.world.end_authorization(call.me, call.caller.auth_key_id, request.hash)?;
    Ok(true)
}
