//! Sends an account's functions, to its home DC and to others.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use grammers_client::tl::{self, RemoteCall};
use tokio::sync::OnceCell;

use super::{Account, Effect};
use crate::error::{Error, Kind, Outcome, Result};
use crate::telegram::attempt::{Attempt, Progress};
use crate::telegram::confirm::{self, Verdict};
use crate::telegram::explanation;
use crate::telegram::failure::{self, method_of};
use crate::telegram::line::Line;
use crate::telegram::link::{Failed, MAX_REQUEST};
use crate::telegram::media::Thread;
use crate::telegram::memory::OtherDc;
use crate::tl::reading;

impl Account {
    /// Runs a function that changes something. It is never repeated once it may have been carried out.
    pub async fn invoke<R: RemoteCall>(&self, function: &R, attempt: &Attempt) -> Result<R::Return> {
        decode(function, Effect::Once, |body| self.send(body, Effect::Once, attempt)).await
    }

    /// Runs a function that changes nothing, and repeats it if the connection is lost.
    pub async fn read<R: RemoteCall>(&self, function: &R, attempt: &Attempt) -> Result<R::Return> {
        decode(function, Effect::None, |body| self.send(body, Effect::None, attempt)).await
    }

    /// Runs a function in this DC.
    pub async fn invoke_in<R: RemoteCall>(
        &self,
        dc: i32,
        function: &R,
        effect: Effect,
        attempt: &Attempt,
    ) -> Result<R::Return> {
        decode(function, effect, |body| self.invoke_bytes(Some(dc), body, effect, attempt)).await
    }

    /// Runs a serialized function and returns its serialized result. `None` is the home DC.
    pub async fn invoke_bytes(
        &self,
        dc: Option<i32>,
        body: Vec<u8>,
        effect: Effect,
        attempt: &Attempt,
    ) -> Result<Vec<u8>> {
        match dc {
            None => self.send(body, effect, attempt).await,
            Some(dc) if dc == self.home.dc => self.send(body, effect, attempt).await,
            Some(dc) => self.send_in(dc, body, effect, attempt).await,
        }
    }

    async fn send(&self, body: Vec<u8>, effect: Effect, attempt: &Attempt) -> Result<Vec<u8>> {
        let method = method_of(&body);
        if body.len() > MAX_REQUEST {
            return Err(failure::too_large(method, body.len()));
        }
        attempt.judge_date(self.now())?;
        let body = Bytes::from(body);
        let used = self.home.next_link();
        let is_login = self.is_login.load(Ordering::Relaxed);
        let sent = explanation::send(&self.home, is_login, body.clone(), effect, attempt).await;
        let (answer, explanation) = match sent {
            Ok(answer) => (Ok(answer), None),
            Err((failed, _)) if confirm::is_over(&failed) => {
                (confirm::ask_again(&self.home, used, body, effect, failed, attempt).await, None)
            }
            Err((failed, explanation)) => (Err(Verdict::Stands(failed)), explanation),
        };
        // The answer may have brought the first reading of Telegram's clock.
        if effect == Effect::None {
            attempt.judge_date(self.now())?;
        }
        let over = matches!(answer, Err(Verdict::Over { confirmed: true, .. }));
        self.over.store(over, Ordering::Relaxed);
        answer.map_err(|verdict| {
            let error = match verdict {
                Verdict::Over { error, .. } => error,
                Verdict::Stands(failed) => ended(&failed, method, effect),
            };
            match explanation {
                Some(explanation) => error.explained(&explanation),
                None => error,
            }
        })
    }

    /// Runs a function in another DC. If that DC says that the login is over, it means its own authorization, which is
    /// replaced once with a new key.
    async fn send_in(&self, dc: i32, body: Vec<u8>, effect: Effect, attempt: &Attempt) -> Result<Vec<u8>> {
        let method = method_of(&body);
        if body.len() > MAX_REQUEST {
            return Err(failure::too_large(method, body.len()));
        }
        let body = Bytes::from(body);
        let mut anew = true;
        loop {
            let cell = self.other(dc);
            let line = cell.get_or_try_init(|| self.authorize_in(dc, attempt)).await?;
            let used = line.next_link();
            let failed = match line.send(body.clone(), effect, attempt).await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            if !confirm::is_over(&failed) {
                return Err(ended(&failed, method, effect));
            }
            let may_repeat = confirm::may_repeat(&failed, effect);
            match confirm::ask_again(line, used, body.clone(), effect, failed, attempt).await {
                Ok(answer) => return Ok(answer),
                Err(Verdict::Stands(failed)) => return Err(ended(&failed, method, effect)),
                Err(Verdict::Over { error, .. }) => {
                    let first = std::mem::take(&mut anew);
                    if first {
                        self.forget(dc, line.key_id());
                    }
                    if !first || !may_repeat {
                        let error = confirm::refused_there(dc, &error);
                        let outcome = if may_repeat { Outcome::NotSent } else { Outcome::Unknown };
                        return Err(if effect == Effect::Once { error.outcome(outcome) } else { error });
                    }
                }
            }
        }
    }

    /// A line to a DC for one file transfer only.
    pub(in crate::telegram) async fn media_line(
        &self,
        dc: i32,
        thread: Arc<Thread>,
        attempt: &Attempt,
    ) -> Result<Line> {
        if dc == self.home.dc {
            return Ok(self.home.of_its_own(thread));
        }
        let cell = self.other(dc);
        let line = cell.get_or_try_init(|| self.authorize_in(dc, attempt)).await?;
        // The connection of the key exchange is no longer needed.
        line.rest();
        Ok(line.of_its_own(thread))
    }

    fn other(&self, dc: i32) -> Arc<OnceCell<Line>> {
        self.others.lock().entry(dc).or_default().clone()
    }

    /// Drops a key that another DC no longer knows.
    pub(in crate::telegram) fn forget(&self, dc: i32, key_id: i64) {
        let mut others = self.others.lock();
        let line = others.get(&dc).and_then(|cell| cell.get());
        if line.is_some_and(|line| line.key_id() == key_id) {
            others.remove(&dc);
            self.memory.forget_dc(dc);
        }
    }

    /// Returns a line to another DC with an authorization there: a remembered one, or one imported from the home DC.
    /// <https://core.telegram.org/api/datacenter#authorization-transfer>
    async fn authorize_in(&self, dc: i32, attempt: &Attempt) -> Result<Line> {
        if let Some(OtherDc { key, salts, family }) = self.memory.other_dc(dc) {
            return Line::new(&self.server, dc, key, salts, self.greeting.clone(), family);
        }
        attempt.report(Progress::Connect);
        let line = Line::exchange(&self.server, dc, self.greeting.clone(), attempt).await?;
        let tl::enums::auth::ExportedAuthorization::Authorization(exported) =
            self.read(&tl::functions::auth::ExportAuthorization { dc_id: dc }, attempt).await?;
        let import = tl::functions::auth::ImportAuthorization { id: exported.id, bytes: exported.bytes };
        // A second import fails, which is harmless: the next call starts over.
        let method = "auth.importAuthorization";
        decode(&import, Effect::None, async |body| {
            let answer = line.send(body, Effect::None, attempt).await;
            answer.map_err(|failed| match confirm::is_over(&failed) {
                true => confirm::refused_there(dc, &failure::failed(&failed, method)),
                false => ended(&failed, method, Effect::None),
            })
        })
        .await?;
        let (key, salts) = (line.route.key.clone(), line.route.learned.clone());
        self.memory.remember_dc(dc, OtherDc { key, salts, family: line.family() });
        Ok(line)
    }
}

/// The error of a failed function, with its outcome where that is in doubt.
pub(in crate::telegram) fn ended(failed: &Failed, method: &str, effect: Effect) -> Error {
    let error = failure::failed(failed, method);
    match error.kind() {
        Kind::RateLimited if effect == Effect::Once && matches!(failed, Failed::Broken { .. }) => {
            let no_effect = failure::had_no_effect(failed);
            error.outcome(if no_effect { Outcome::NotSent } else { Outcome::Unknown })
        }
        Kind::Offline
        | Kind::ResourceExhausted
        | Kind::Internal
        | Kind::TelegramInternal
        | Kind::UnreadableAnswer
            if effect == Effect::Once =>
        {
            let no_effect = failure::had_no_effect(failed);
            error.outcome(if no_effect { Outcome::NotSent } else { Outcome::Unknown })
        }
        _ => error,
    }
}

async fn decode<R: RemoteCall>(
    function: &R,
    effect: Effect,
    send: impl AsyncFnOnce(Vec<u8>) -> Result<Vec<u8>>,
) -> Result<R::Return> {
    let body = function.to_bytes();
    let id = body[..4].to_owned();
    let answer = send(body).await?;
    reading::answer(&id, &answer).map_err(|why| ended(&Failed::Unreadable(why), method_of(&id), effect))
}
