//! The context of a handler: the caller's opened session and the daemon.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::api::access::{methods, restrictions};
use crate::api::types::page::Cursors;
use crate::api::types::people::Viewer;
use crate::error::{Error, Kind, Result};
use crate::files::Files;
use crate::policy::Policy;
use crate::policy::sends::{Counted, Sends};
use crate::rpc;
use crate::rpc::connection::Turn;
use crate::rpc::marks::{self, Caller};
use crate::rpc::progress::{Activity, Report};
use crate::secret::Secret;
use crate::session::payload::{Session, Stage};
use crate::session::{Invalid, Purpose, Restrictions, Sessions};
use crate::telegram::account::Account;
use crate::telegram::accounts::Accounts;
use crate::telegram::attempt::{Attempt, Progress};
use crate::telegram::media;
use crate::telegram::peer::Peer;

/// State that all calls of the process share.
pub struct Daemon {
    pub sessions: Sessions,
    pub accounts: Arc<Accounts>,
    pub policy: Policy,
    /// Messages sent today by restricted session strings.
    pub sends: Sends,
    pub defaults: Defaults,
    pub files: Arc<Files>,
    /// Maximum bytes of a file inside a message.
    pub max_inline: usize,
    /// Time without updates after which a difference is fetched.
    pub silence: Duration,
    pub started: Instant,
}

/// The default `max_inline`: 1 MiB.
pub const MAX_INLINE: usize = 1 << 20;

/// Defaults for values that a call doesn't give.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    /// The id of the program that logs in.
    pub api_id: Option<i32>,
    pub api_hash: Option<Secret>,
    /// The flood wait to wait out.
    pub max_wait: Option<Duration>,
}

/// One call, as a handler sees it.
pub struct Call {
    daemon: Arc<Daemon>,
    rpc: rpc::Call,
    attempt: Attempt,
    /// The restrictions of its session string.
    restrictions: Option<Arc<Restrictions>>,
    policies: Vec<Policy>,
    /// The account, once opened.
    opened: OnceLock<Arc<Account>>,
}

/// The prefix of handles.
pub const HANDLE: &str = "h1.";

impl Call {
    /// Admits a call, unless the restrictions of its session string refuse it.
    pub fn admit(daemon: Arc<Daemon>, rpc: rpc::Call) -> Result<Self> {
        let restrictions = restrictions(&daemon, &rpc)?;
        let policies = restrictions.as_deref().map(restrictions::policies).unwrap_or_default();
        let method = methods::method(rpc.method, rpc.marks);
        policies.iter().try_for_each(|policy| policy.judge(method))?;
        let purpose = if rpc.marks.is_write() { Purpose::Write } else { Purpose::Read };
        let progress = rpc.progress.clone();
        let attempt = Attempt::new(rpc.max_wait.or(daemon.defaults.max_wait).unwrap_or_default())
            .until(rpc.deadline)
            .counted_by(rpc.delivery.clone())
            .restricted_by(restrictions.clone(), purpose)
            .on_progress(move |waiting| progress.report(report(waiting)));
        Ok(Self { daemon, rpc, attempt, restrictions, policies, opened: OnceLock::new() })
    }

    pub fn daemon(&self) -> &Daemon {
        &self.daemon
    }

    pub fn rpc(&self) -> &rpc::Call {
        &self.rpc
    }

    pub fn accounts(&self) -> &Arc<Accounts> {
        &self.daemon.accounts
    }

    /// The limits of this call's requests to Telegram.
    pub fn attempt(&self) -> &Attempt {
        &self.attempt
    }

    /// The restrictions of its session string, if any.
    pub fn restrictions(&self) -> Option<&Arc<Restrictions>> {
        self.restrictions.as_ref()
    }

    /// Fails unless both the daemon's policy and the session string's allow it.
    pub fn judge(&self, judge: impl Fn(&Policy) -> Result<()>) -> Result<()> {
        std::iter::once(&self.daemon.policy).chain(&self.policies).try_for_each(judge)
    }

    /// The files that this call may open.
    pub fn files(&self) -> Arc<Files> {
        match self.restrictions.as_deref().and_then(restrictions::files) {
            Some(within) => Arc::new(self.daemon.files.narrowed(within)),
            None => self.daemon.files.clone(),
        }
    }

    /// Counts messages that are about to be sent against the session string's quota.
    pub fn count_sends(&self, account: &Account, count: usize) -> Result<Option<Counted<'_>>> {
        let Some(restrictions) = self.restrictions.as_deref().filter(|it| !it.quotas.is_empty()) else {
            return Ok(None);
        };
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let counted =
            self.daemon.sends.count(&restrictions::limits(restrictions), count, account.now().into());
        counted.map(Some).map_err(|used_up| restrictions::used_up(restrictions, count, used_up))
    }

    /// The `session` param: a session string or a handle.
    pub fn given_session(&self) -> Result<&Secret> {
        self.rpc.session.as_ref().ok_or_else(|| {
            Error::new(Kind::InvalidParams, "`session` is missing")
                .with("path", "session")
                .with("expected", "a session string, or a handle from session.attach")
        })
    }

    /// The call's session string, directly or through a handle.
    pub fn session_text(&self) -> Result<Secret> {
        text_of(&self.rpc, self.given_session()?)
    }

    /// The call's session, at any stage of the login.
    pub fn session(&self) -> Result<Arc<Session>> {
        self.daemon.sessions.open(self.session_text()?.expose())
    }

    /// The signed-in account.
    pub fn account(&self) -> Result<Arc<Account>> {
        let session = self.session()?;
        if let Some(owner) = session.account {
            let refused = match (self.rpc.marks.caller, owner.bot) {
                (Caller::User, true) => Some((Kind::UserOnly, "a bot's session can't do this; use a user's")),
                (Caller::Bot, false) => Some((Kind::BotOnly, "a user's session can't do this; use a bot's")),
                _ => None,
            };
            if let Some((kind, hint)) = refused {
                return Err(Error::new(kind, kind.doc()).hint(hint));
            }
        }
        let next = match session.stage {
            Stage::SignedIn => {
                let account = self.daemon.accounts.open(&session)?;
                return Ok(self.opened.get_or_init(|| account).clone());
            }
            Stage::CodeSent(_) => "call auth.signIn with the code",
            Stage::QrShown(_) => "have the QR code scanned, and call auth.pollQr",
            Stage::PasswordNeeded => "call auth.checkPassword with the two-step verification password",
        };
        Err(Error::new(Kind::NotSignedIn, "The login is not finished").hint(next))
    }

    /// Forgets a login that has ended, and its key.
    pub fn close(&self, account: &Account) {
        self.daemon.accounts.close(account);
        self.daemon.sessions.forget(account.auth_key());
    }

    /// The account that refs are made for.
    pub fn viewer(&self, account: &Account) -> Result<Viewer> {
        let owner =
            account.owner().ok_or_else(|| Error::new(Kind::NotSignedIn, "The login is not finished"))?;
        Ok(Viewer { server: account.server().identity(), account: owner.id })
    }

    /// The cursors of a list. `list` holds the params that select it.
    pub fn cursors(&self, viewer: Viewer, method: &'static str, list: impl Serialize) -> Cursors<'_> {
        Cursors::new(self.daemon.sessions.keyring(), viewer, method, list)
    }

    /// A turn among this connection's sends for the account: they reach Telegram in the order in which they were read.
    pub fn turn(&self, account: &Account) -> impl Future<Output = Turn> + use<> {
        self.rpc.connection.turn((account.key_id(), 0))
    }

    /// A turn among this connection's sends to one chat.
    pub fn turn_in(&self, account: &Account, chat: &Peer) -> impl Future<Output = Turn> + use<> {
        self.rpc.connection.turn((account.key_id(), chat.id.marked()))
    }

    /// The flood wait to wait out for each part of a file.
    pub fn part_wait(&self) -> Duration {
        self.rpc.max_wait.or(self.daemon.defaults.max_wait).unwrap_or(media::MAX_WAIT)
    }

    /// Seals a session for the caller. A handle that the call used now refers to it.
    pub fn seal(&self, session: &Session) -> Secret {
        let sealed = self.daemon.sessions.seal(session);
        self.follow(&sealed);
        sealed
    }

    /// Points the handle that the call used, if any, to a newer session string.
    pub fn follow(&self, sealed: &Secret) {
        if let Some(given) = &self.rpc.session
            && given.expose().starts_with(HANDLE)
        {
            self.rpc.connection.reattach(given.expose(), sealed.clone());
        }
    }
}

/// The given session string, or the one that the given handle refers to.
fn text_of(rpc: &rpc::Call, given: &Secret) -> Result<Secret> {
    if !given.expose().starts_with(HANDLE) {
        return Ok(given.clone());
    }
    rpc.connection.attached(given.expose()).ok_or_else(|| Invalid::UnknownHandle.into())
}

/// The restrictions of the call's session string. Fails once it has expired. A string that can't be opened is left for
/// the method to refuse.
fn restrictions(daemon: &Daemon, rpc: &rpc::Call) -> Result<Option<Arc<Restrictions>>> {
    let (Some(given), marks::Session::Required) = (&rpc.session, rpc.marks.session) else {
        return Ok(None);
    };
    let opened = text_of(rpc, given).and_then(|text| daemon.sessions.open(text.expose()));
    let Some(restrictions) = opened.as_ref().ok().and_then(|session| session.restrictions.clone()) else {
        return Ok(None);
    };
    if let (Ok(session), Some(_)) = (&opened, restrictions.expire_date) {
        restrictions.judge_date(daemon.accounts.now(session))?;
    }
    Ok(Some(restrictions))
}

/// Drops the keys of a login that Telegram has revoked.
impl Drop for Call {
    fn drop(&mut self) {
        if let Some(account) = self.opened.get()
            && account.is_over()
        {
            self.daemon.accounts.forget(account);
            self.daemon.sessions.forget(account.auth_key());
        }
    }
}

fn report(waiting: Progress) -> Report {
    match waiting {
        Progress::Connect => Report { kind: Activity::Connect, done: 0, total: None, retry_after: None },
        Progress::FloodWait { retry_after } => {
            Report { kind: Activity::FloodWait, done: 0, total: None, retry_after: Some(retry_after) }
        }
    }
}
