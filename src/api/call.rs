//! What a handler is given: the caller's session, opened, and the daemon it runs in.

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

/// What all calls of a process share.
pub struct Daemon {
    pub sessions: Sessions,
    pub accounts: Arc<Accounts>,
    pub policy: Policy,
    /// What restricted session strings have sent today.
    pub sends: Sends,
    pub defaults: Defaults,
    pub files: Arc<Files>,
    /// Bytes of a file that may go into a message, at most.
    pub max_inline: usize,
    /// After so long without an update it is asked what has happened.
    pub silence: Duration,
    pub started: Instant,
}

/// The `max_inline` of a daemon that isn't told another: 1 MiB.
pub const MAX_INLINE: usize = 1 << 20;

/// What holds for callers that don't say.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    /// The program that logs in.
    pub api_id: Option<i32>,
    pub api_hash: Option<Secret>,
    /// How much of Telegram's flood waits is waited out.
    pub max_wait: Option<Duration>,
}

/// One call, as a handler sees it.
pub struct Call {
    daemon: Arc<Daemon>,
    rpc: rpc::Call,
    attempt: Attempt,
    /// What its session string may not do.
    restrictions: Option<Arc<Restrictions>>,
    policies: Vec<Policy>,
    /// The account that it asked for.
    opened: OnceLock<Arc<Account>>,
}

/// What the names of handles begin with.
pub const HANDLE: &str = "h1.";

impl Call {
    /// Lets a call in, unless the restrictions of its session string refuse it.
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

    /// What this call lets its requests to Telegram do.
    pub fn attempt(&self) -> &Attempt {
        &self.attempt
    }

    /// What its session string may not do, if it is a restricted one.
    pub fn restrictions(&self) -> Option<&Arc<Restrictions>> {
        self.restrictions.as_ref()
    }

    /// Fails unless both the daemon's rules and the session string's let something through.
    pub fn judge(&self, judge: impl Fn(&Policy) -> Result<()>) -> Result<()> {
        std::iter::once(&self.daemon.policy).chain(&self.policies).try_for_each(judge)
    }

    /// The files that the call may open.
    pub fn files(&self) -> Arc<Files> {
        match self.restrictions.as_deref().and_then(restrictions::files) {
            Some(within) => Arc::new(self.daemon.files.narrowed(within)),
            None => self.daemon.files.clone(),
        }
    }

    /// Counts messages that are about to be sent, where that is limited.
    pub fn count_sends(&self, account: &Account, count: usize) -> Result<Option<Counted<'_>>> {
        let Some(restrictions) = self.restrictions.as_deref().filter(|it| !it.quotas.is_empty()) else {
            return Ok(None);
        };
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let counted =
            self.daemon.sends.count(&restrictions::limits(restrictions), count, account.now().into());
        counted.map(Some).map_err(|used_up| restrictions::used_up(restrictions, count, used_up))
    }

    /// What was given as `session`: a session string, or a handle.
    pub fn given_session(&self) -> Result<&Secret> {
        self.rpc.session.as_ref().ok_or_else(|| {
            Error::new(Kind::InvalidParams, "`session` is missing")
                .with("path", "session")
                .with("expected", "a session string, or a handle from session.attach")
        })
    }

    /// The session string that the call carries, or that its handle stands for.
    pub fn session_text(&self) -> Result<Secret> {
        text_of(&self.rpc, self.given_session()?)
    }

    /// The session that the call carries, whatever its stage.
    pub fn session(&self) -> Result<Arc<Session>> {
        self.daemon.sessions.open(self.session_text()?.expose())
    }

    /// The account that is signed in.
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

    /// For whom refs are made.
    pub fn viewer(&self, account: &Account) -> Result<Viewer> {
        let owner =
            account.owner().ok_or_else(|| Error::new(Kind::NotSignedIn, "The login is not finished"))?;
        Ok(Viewer { server: account.server().identity(), account: owner.id })
    }

    /// The cursors of a list. `list` is what the method's other params say about which one it is.
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

    /// How long each part of a file may wait when Telegram asks it to.
    pub fn part_wait(&self) -> Duration {
        self.rpc.max_wait.or(self.daemon.defaults.max_wait).unwrap_or(media::MAX_WAIT)
    }

    /// Seals a session for the caller. A handle that the call came with stands for it from now on.
    pub fn seal(&self, session: &Session) -> Secret {
        let sealed = self.daemon.sessions.seal(session);
        self.follow(&sealed);
        sealed
    }

    /// Lets the handle that the call came with, if it did, stand for a newer session string.
    pub fn follow(&self, sealed: &Secret) {
        if let Some(given) = &self.rpc.session
            && given.expose().starts_with(HANDLE)
        {
            self.rpc.connection.reattach(given.expose(), sealed.clone());
        }
    }
}

/// The session string that was given, or that the handle which was given stands for.
fn text_of(rpc: &rpc::Call, given: &Secret) -> Result<Secret> {
    if !given.expose().starts_with(HANDLE) {
        return Ok(given.clone());
    }
    rpc.connection.attached(given.expose()).ok_or_else(|| Invalid::UnknownHandle.into())
}

/// What the call's session string may not do. Fails once it has expired. A string that can't be opened is left to the
/// method, which can do nothing with it.
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

/// The keys of a login that Telegram no longer knows are of no more use to anybody here.
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
