//! groups.members.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::group::{Group, Input};
use crate::api::call::Call;
use crate::api::types::cast::Cast;
use crate::api::types::fails;
use crate::api::types::member::{Member, MemberRole};
use crate::api::types::page::{Limit, Page};
use crate::api::types::people::ChatKind;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Lists the members of a group or channel, or its banned or restricted users.
///
/// Telegram: `channels.getParticipants` or `messages.getFullChat`. If members change between pages, some may be
/// repeated or missing. Telegram returns a few thousand at most. Fails with `forbidden` if the account may not know (a
/// channel's members, and who is banned or restricted, are for its admins), with `chat_not_found`, with `peer_invalid`
/// and with `cursor_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Members {
    /// The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// Only members with a word of the name, or a username, that begins with this. Not with the filters `admins` and
    /// `bots`.
    pub query: Option<String>,
    /// Which members.
    #[serde(default)]
    pub filter: MemberFilter,
    /// 1–100 items. Default: 50.
    #[serde(default)]
    pub limit: Limit,
    /// `next_cursor` of the previous page.
    pub cursor: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MemberFilter {
    /// All members, most recent first.
    #[default]
    Recent,
    Admins,
    Bots,
    /// Contacts of the account. Not in basic groups.
    Contacts,
    /// Banned users. Always empty in basic groups.
    Banned,
    /// Restricted users. Always empty in basic groups.
    Restricted,
}

/// The number of items on earlier pages.
#[derive(Serialize, Deserialize)]
struct Seen(i32);

impl Method for Members {
    const NAME: &'static str = "groups.members";
    const FAILS: Fails = &[fails::CHAT, &[Kind::CursorInvalid]];
    type Result = Page<Member>;
}

pub async fn members(call: Call, params: Members) -> Result<Page<Member>> {
    let query = params.query.unwrap_or_default().trim().to_owned();
    if !query.is_empty() && matches!(params.filter, MemberFilter::Admins | MemberFilter::Bots) {
        return Err(Error::new(Kind::InvalidParams, "Telegram looks for no names among admins and bots")
            .with("path", "query")
            .with("expected", "no `query` with this `filter`"));
    }
    let group = Group::of(&call, &params.chat_id).await?;
    let filter = params.filter;
    let list = (group.peer.id.marked(), filter, &query);
    let cursors = call.cursors(call.viewer(&group.account)?, Members::NAME, list);
    let Seen(offset) = cursors.read(params.cursor.as_deref())?.unwrap_or(Seen(0));
    let limit = params.limit.get();
    let found = match group.input()? {
        Input::Channel(channel) => of_channel(&group, channel, filter, &query, offset, limit).await?,
        Input::Basic(chat_id) => {
            let all = of_basic_group(&group, chat_id, filter, &query).await?;
            let total = all.len() as i32;
            let items = all.into_iter().skip(offset as usize).take(limit as usize).collect();
            MemberSlice { items, told: limit, total }
        }
    };
    let next = offset.saturating_add(found.told);
    let more = found.told > 0 && next < found.total;
    let next_cursor = more.then(|| cursors.write(&Seen(next)));
    Ok(Page { items: found.items, next_cursor, total: Some(found.total) })
}

struct MemberSlice {
    items: Vec<Member>,
    /// How many Telegram returned.
    told: i32,
    total: i32,
}

async fn of_channel(
    group: &Group<'_>,
    channel: tl::enums::InputChannel,
    filter: MemberFilter,
    query: &str,
    offset: i32,
    limit: i32,
) -> Result<MemberSlice> {
    let q = query.to_owned();
    let filter = match filter {
        MemberFilter::Recent if q.is_empty() => {
            tl::enums::ChannelParticipantsFilter::ChannelParticipantsRecent
        }
        MemberFilter::Recent => tl::types::ChannelParticipantsSearch { q }.into(),
        MemberFilter::Admins => tl::enums::ChannelParticipantsFilter::ChannelParticipantsAdmins,
        MemberFilter::Bots => tl::enums::ChannelParticipantsFilter::ChannelParticipantsBots,
        MemberFilter::Contacts => tl::types::ChannelParticipantsContacts { q }.into(),
        MemberFilter::Banned => tl::types::ChannelParticipantsKicked { q }.into(),
        MemberFilter::Restricted => tl::types::ChannelParticipantsBanned { q }.into(),
    };
    let function = tl::functions::channels::GetParticipants { channel, filter, offset, limit, hash: 0 };
    let tl::enums::channels::ChannelParticipants::Participants(found) = group.read(&function).await? else {
        return Err(Error::new(Kind::TelegramInternal, "Telegram says that nothing has changed, unasked"));
    };
    group.account.learn(&found.users, &found.chats);
    let cast = Cast::new(group.call.viewer(&group.account)?, found.users, found.chats);
    let told = found.participants.len() as i32;
    let items = found.participants.iter().map(|participant| Member::of(participant, &cast)).collect();
    Ok(MemberSlice { items, told, total: found.count })
}

/// Telegram returns all members of a basic group at once, so they are filtered here.
async fn of_basic_group(
    group: &Group<'_>,
    chat_id: i64,
    filter: MemberFilter,
    query: &str,
) -> Result<Vec<Member>> {
    if filter == MemberFilter::Contacts {
        group.channel("list its members who are contacts").await?;
    }
    let tl::enums::messages::ChatFull::Full(answer) =
        group.read(&tl::functions::messages::GetFullChat { chat_id }).await?;
    group.account.learn(&answer.users, &answer.chats);
    group.account.about(&group.peer, Ok(()), group.call.attempt()).await?;
    let tl::enums::ChatFull::Full(full) = answer.full_chat else {
        return Err(Error::unexpected("a basic group is described as a channel"));
    };
    let tl::enums::ChatParticipants::Participants(found) = full.participants else {
        return Err(Error::new(Kind::Forbidden, "The account is not in this group, and may not know who is"));
    };
    let cast = Cast::new(group.call.viewer(&group.account)?, answer.users, answer.chats);
    let all = found.participants.iter().map(|participant| Member::of_basic_group(participant, &cast));
    Ok(all.filter(|member| is_of(member, filter) && member.is_named(query)).collect())
}

/// Whether a member of a basic group passes the filter.
fn is_of(member: &Member, filter: MemberFilter) -> bool {
    match filter {
        MemberFilter::Recent => true,
        MemberFilter::Admins => matches!(member.role, MemberRole::Owner | MemberRole::Admin),
        MemberFilter::Bots => member.user.kind == ChatKind::Bot,
        MemberFilter::Contacts | MemberFilter::Banned | MemberFilter::Restricted => false,
    }
}
