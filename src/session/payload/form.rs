//! The encoded form of sessions, in CBOR.

use std::sync::Arc;

use jiff::Timestamp;
use minicbor::{Decode, Encode};

use super::restrictions;
use super::{Account, Client, CodeSent, DcKey, Learned, Name, QrShown, Session, Stage};
use crate::secret::{Secret, SecretBytes};
use crate::session::{Family, Invalid};

/// The encoded form of a [`Session`]. Keys are never reused for another meaning.
#[derive(Encode, Decode)]
#[cbor(map)]
pub(super) struct Form<'a> {
    #[b(0)]
    server: &'a str,
    #[n(1)]
    dc: i32,
    #[cbor(b(2), with = "minicbor::bytes")]
    auth_key: &'a [u8],
    #[n(3)]
    api_id: i32,
    #[b(4)]
    api_hash: &'a str,
    #[b(5)]
    client: ClientForm<'a>,
    #[n(6)]
    account: Option<AccountForm>,
    #[b(7)]
    stage: StageForm<'a>,
    /// Unix time in seconds.
    #[n(8)]
    created_at: i64,
    #[b(9)]
    keys: Option<Vec<DcKeyForm<'a>>>,
    #[b(10)]
    names: Option<Vec<NameForm<'a>>>,
    /// 4 or 6.
    #[n(11)]
    family: Option<u8>,
    #[b(12)]
    restrictions: Option<restrictions::Form<'a>>,
}

#[derive(Encode, Decode)]
#[cbor(map)]
pub(super) struct ClientForm<'a> {
    #[b(0)]
    pub(super) device_model: &'a str,
    #[b(1)]
    pub(super) system_version: &'a str,
    #[b(2)]
    pub(super) app_version: &'a str,
    #[b(3)]
    pub(super) system_lang_code: &'a str,
    #[b(4)]
    pub(super) lang_pack: &'a str,
    #[b(5)]
    pub(super) lang_code: &'a str,
}

#[derive(Encode, Decode)]
pub(super) struct DcKeyForm<'a> {
    #[n(0)]
    dc: i32,
    #[cbor(b(1), with = "minicbor::bytes")]
    key: &'a [u8],
    /// 4 or 6.
    #[n(2)]
    family: Option<u8>,
}

#[derive(Encode, Decode)]
pub(super) struct NameForm<'a> {
    #[b(0)]
    name: &'a str,
    #[n(1)]
    id: i64,
    #[n(2)]
    access_hash: i64,
    /// Unix time in seconds.
    #[n(3)]
    resolved_at: i64,
}

#[derive(Encode, Decode)]
#[cbor(map)]
pub(super) struct AccountForm {
    #[n(0)]
    id: i64,
    #[n(1)]
    bot: bool,
}

#[derive(Encode, Decode)]
pub(super) enum StageForm<'a> {
    #[n(0)]
    CodeSent(#[b(0)] CodeSentForm<'a>),
    #[n(1)]
    PasswordNeeded,
    #[n(2)]
    SignedIn,
    #[n(3)]
    QrShown(#[b(0)] QrShownForm<'a>),
}

#[derive(Encode, Decode)]
#[cbor(map)]
pub(super) struct QrShownForm<'a> {
    #[b(0)]
    token: &'a str,
    /// Unix time in seconds.
    #[n(1)]
    expires_at: i64,
}

#[derive(Encode, Decode)]
#[cbor(map)]
pub(super) struct CodeSentForm<'a> {
    #[b(0)]
    phone: &'a str,
    #[b(1)]
    phone_code_hash: &'a str,
    #[b(2)]
    sent_to: &'a str,
    #[n(3)]
    code_length: Option<u32>,
}

impl<'a> From<&'a Session> for Form<'a> {
    fn from(session: &'a Session) -> Self {
        Self {
            server: &session.server,
            dc: session.dc,
            auth_key: session.auth_key.expose(),
            api_id: session.api_id,
            api_hash: session.api_hash.expose(),
            client: ClientForm {
                device_model: &session.client.device_model,
                system_version: &session.client.system_version,
                app_version: &session.client.app_version,
                system_lang_code: &session.client.system_lang_code,
                lang_pack: &session.client.lang_pack,
                lang_code: &session.client.lang_code,
            },
            account: session.account.map(|account| AccountForm { id: account.id, bot: account.bot }),
            stage: match &session.stage {
                Stage::CodeSent(sent) => StageForm::CodeSent(CodeSentForm {
                    phone: sent.phone.expose(),
                    phone_code_hash: sent.phone_code_hash.expose(),
                    sent_to: &sent.sent_to,
                    code_length: sent.code_length,
                }),
                Stage::QrShown(shown) => StageForm::QrShown(QrShownForm {
                    token: shown.token.expose(),
                    expires_at: shown.expires_at.as_second(),
                }),
                Stage::PasswordNeeded => StageForm::PasswordNeeded,
                Stage::SignedIn => StageForm::SignedIn,
            },
            created_at: session.created_at.as_second(),
            keys: some(
                session
                    .learned
                    .keys
                    .iter()
                    .map(|known| DcKeyForm {
                        dc: known.dc,
                        key: known.key.expose(),
                        family: known.family.map(Family::number),
                    })
                    .collect(),
            ),
            names: some(
                session
                    .learned
                    .names
                    .iter()
                    .map(|known| NameForm {
                        name: &known.name,
                        id: known.id,
                        access_hash: known.access_hash,
                        resolved_at: known.resolved_at.as_second(),
                    })
                    .collect(),
            ),
            family: session.learned.family.map(Family::number),
            restrictions: session.restrictions.as_deref().map(restrictions::Form::from),
        }
    }
}

/// Omits an empty list.
fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

fn auth_key(bytes: &[u8]) -> Result<SecretBytes<256>, Invalid> {
    let mut key: [u8; 256] = bytes.try_into().map_err(|_| Invalid::Malformed)?;
    Ok(SecretBytes::new(&mut key))
}

fn moment(seconds: i64) -> Result<Timestamp, Invalid> {
    Timestamp::from_second(seconds).map_err(|_| Invalid::Malformed)
}

impl DcKeyForm<'_> {
    fn into_key(self) -> Result<DcKey, Invalid> {
        let family = self.family.and_then(Family::from_number);
        Ok(DcKey { dc: self.dc, key: auth_key(self.key)?, family })
    }
}

impl NameForm<'_> {
    fn into_name(self) -> Result<Name, Invalid> {
        let Self { name, id, access_hash, resolved_at } = self;
        Ok(Name { name: name.to_owned(), id, access_hash, resolved_at: moment(resolved_at)? })
    }
}

impl ClientForm<'_> {
    fn into_client(self) -> Client {
        Client {
            device_model: self.device_model.to_owned(),
            system_version: self.system_version.to_owned(),
            app_version: self.app_version.to_owned(),
            system_lang_code: self.system_lang_code.to_owned(),
            lang_pack: self.lang_pack.to_owned(),
            lang_code: self.lang_code.to_owned(),
        }
    }
}

impl Form<'_> {
    pub(super) fn into_session(self) -> Result<Session, Invalid> {
        let keys = self.keys.unwrap_or_default().into_iter().map(DcKeyForm::into_key);
        let names = self.names.unwrap_or_default().into_iter().map(NameForm::into_name);
        Ok(Session {
            server: self.server.to_owned(),
            dc: self.dc,
            auth_key: auth_key(self.auth_key)?,
            api_id: self.api_id,
            api_hash: Secret::new(self.api_hash),
            client: self.client.into_client(),
            account: self.account.map(|account| Account { id: account.id, bot: account.bot }),
            stage: match self.stage {
                StageForm::CodeSent(sent) => Stage::CodeSent(CodeSent {
                    phone: Secret::new(sent.phone),
                    phone_code_hash: Secret::new(sent.phone_code_hash),
                    sent_to: sent.sent_to.to_owned(),
                    code_length: sent.code_length,
                }),
                StageForm::QrShown(shown) => Stage::QrShown(QrShown {
                    token: Secret::new(shown.token),
                    expires_at: moment(shown.expires_at)?,
                }),
                StageForm::PasswordNeeded => Stage::PasswordNeeded,
                StageForm::SignedIn => Stage::SignedIn,
            },
            created_at: moment(self.created_at)?,
            learned: Learned {
                family: self.family.and_then(Family::from_number),
                keys: keys.collect::<Result<_, _>>()?,
                names: names.collect::<Result<_, _>>()?,
            },
            restrictions: self.restrictions.map(|form| Arc::new(form.into_restrictions())),
        })
    }
}
