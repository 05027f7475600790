//! messages.delete.

use std::collections::{BTreeMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::fetch::fetch;
use crate::api::types::fails;
use crate::api::types::message_ids::{FailedMessage, MessageIds, is_partial};
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::account::Account;
use crate::telegram::peer::{ChatId, Peer, PeerKind};
use crate::telegram::tl;

/// Refusals per batch after which it is no longer split in halves.
const MAX_REFUSALS: u32 = 32;

/// Deletes messages.
///
/// Telegram: `messages.deleteMessages` or `channels.deleteMessages`, a hundred at once. Messages that aren't in the
/// chat are listed in `failed` as `message_not_found`, those that the account may not delete as `forbidden`; the others
/// are still deleted. When Telegram asks to wait longer than `max_wait` after some were deleted, the rest is listed as
/// `rate_limited`. Fails with `forbidden` if the account may not read the chat, with `rate_limited`, with
/// `chat_not_found` and with `peer_invalid`. Safe to repeat.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delete {
    /// The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The messages. No limit on their number.
    pub message_ids: MessageIds,
    /// Whether to delete the messages for the other members of a private chat or basic group too. In channels and
    /// supergroups, and for bots, this is always so. Default: true.
    #[schemars(extend("default" = true))]
    pub revoke: Option<bool>,
}

/// The result of a deletion.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Deleted {
    /// The number of deleted messages.
    pub deleted_count: i32,
    /// Messages that could not be deleted or did not exist.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<FailedMessage>,
}

impl Method for Delete {
    const NAME: &'static str = "messages.delete";
    const FAILS: Fails = &[fails::CHAT, &[Kind::MessageNotFound]];
    type Result = Deleted;
}

pub async fn delete(call: Call, params: Delete) -> Result<Deleted> {
    let account = call.account()?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let revoke = params.revoke.unwrap_or(true);
    let mut deletion =
        Deletion { peer: &peer, revoke, deleted: 0, served: HashSet::new(), failed: Vec::new() };
    for ids in params.message_ids.chunks() {
        let Err(error) = deletion.take(&call, &account, ids).await else { continue };
        if deletion.deleted == 0 || !is_partial(&error) {
            return Err(error);
        }
        // What holds one up would hold up the rest.
        let ids = params.message_ids.as_slice().iter().copied();
        let left: Vec<i32> = ids.filter(|id| !deletion.served.contains(id)).collect();
        deletion.failed.extend(FailedMessage::all(&left, &error));
        break;
    }
    Ok(Deleted { deleted_count: deletion.deleted, failed: deletion.failed })
}

/// The progress of a deletion.
struct Deletion<'a> {
    peer: &'a Peer,
    revoke: bool,
    deleted: i32,
    /// Deleted, or known not to be deletable.
    served: HashSet<i32>,
    failed: Vec<FailedMessage>,
}

impl Deletion<'_> {
    /// Deletes at most 100 messages. Telegram refuses a whole batch for one that may not be deleted. Then the account's
    /// own, others' and service messages are tried separately, and refused batches are split in halves until the
    /// refused message is alone or too many were refused.
    async fn take(&mut self, call: &Call, account: &Account, ids: &[i32]) -> Result<()> {
        let found = fetch(call, account, self.peer, ids).await?;
        let mut sorts: BTreeMap<(bool, bool), Vec<i32>> = BTreeMap::new();
        for message in found.messages() {
            let sort = (message.is_outgoing, message.service.is_some());
            sorts.entry(sort).or_default().push(message.message_id);
        }
        let there: Vec<i32> = sorts.values().flatten().copied().collect();
        let missing: Vec<i32> = ids.iter().copied().filter(|id| !there.contains(id)).collect();
        self.failed.extend(missing.iter().map(|id| FailedMessage::missing(*id)));
        self.served.extend(missing);
        // The next to be tried is the last.
        let mut tries = Vec::from_iter(Some(there).filter(|there| !there.is_empty()));
        let mut sorts = Some(sorts).filter(|sorts| sorts.len() > 1);
        let mut refusals = 0;
        while let Some(ids) = tries.pop() {
            let Err(error) = self.request(call, account, ids.clone()).await else { continue };
            if error.kind() != Kind::Forbidden {
                return Err(error);
            }
            refusals += 1;
            if let Some(sorts) = sorts.take() {
                tries.extend(sorts.into_values().rev());
            } else if ids.len() == 1 || refusals > MAX_REFUSALS {
                self.failed.extend(FailedMessage::all(&ids, &error));
                self.served.extend(ids);
            } else {
                let (first, second) = ids.split_at(ids.len() / 2);
                tries.extend([second.to_vec(), first.to_vec()]);
            }
        }
        Ok(())
    }

    /// Deletes all of these messages or none.
    async fn request(&mut self, call: &Call, account: &Account, ids: Vec<i32>) -> Result<()> {
        let id = ids.clone();
        let answer = match self.peer.id.kind {
            PeerKind::Channel => {
                let channel = self.peer.input_channel()?;
                let function = tl::functions::channels::DeleteMessages { channel, id };
                account.invoke(&function, call.attempt()).await
            }
            PeerKind::User | PeerKind::Group => {
                let function = tl::functions::messages::DeleteMessages { revoke: self.revoke, id };
                account.invoke(&function, call.attempt()).await
            }
        };
        let tl::enums::messages::AffectedMessages::Messages(affected) = answer?;
        self.deleted += affected.pts_count;
        self.served.extend(ids);
        Ok(())
    }
}
