//! Adding users, bots and chats, and sending messages as them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::handler::{Control, Done, Name, marked};
use crate::error::{self, Result};
use crate::rpc::{Fails, Method};
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::chats::create::NewChat;
use crate::sandbox::world::engine::operator::numbered;
use crate::sandbox::world::people::person::NewPerson;
use crate::secret::Secret;

/// Adds a user, who can sign in at once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddUser {
    /// Test phone number `+99966XYYYY`. It belongs to DC X, and its login code is X five times.
    pub phone: String,
    pub first_name: String,
    pub last_name: Option<String>,
    /// Without `@`.
    pub username: Option<String>,
    /// Enables two-step verification.
    pub password: Option<Secret>,
}

/// A new user or bot.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Added {
    pub user_id: i64,
}

impl Method for AddUser {
    const NAME: &'static str = "sandbox.addUser";
    const FAILS: Fails = &[&[error::Kind::TelegramRejected]];
    type Result = Added;
}

pub async fn add_user(control: Control, params: AddUser) -> Result<Added> {
    let new = NewPerson {
        phone: Some(params.phone),
        token: None,
        inline: false,
        first_name: params.first_name,
        last_name: params.last_name,
        username: params.username,
        password: params.password.map(|password| password.expose().to_owned()),
    };
    add(&control, new)
}

/// Adds a bot.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddBot {
    /// The bot's id, a colon, and any text.
    pub token: Secret,
    /// Without `@`. Also the bot's first name.
    pub username: String,
    /// Enables inline queries. Default: false.
    #[serde(default)]
    pub is_inline: bool,
}

impl Method for AddBot {
    const NAME: &'static str = "sandbox.addBot";
    type Result = Added;
}

pub async fn add_bot(control: Control, params: AddBot) -> Result<Added> {
    let new = NewPerson {
        token: Some(params.token.expose().to_owned()),
        inline: params.is_inline,
        first_name: params.username.clone(),
        username: Some(params.username),
        ..NewPerson::default()
    };
    add(&control, new)
}

/// Grants or revokes a user's Telegram Premium.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPremium {
    pub user_id: Name,
    pub is_premium: bool,
}

impl Method for SetPremium {
    const NAME: &'static str = "sandbox.setPremium";
    type Result = Done;
}

pub async fn set_premium(control: Control, params: SetPremium) -> Result<Done> {
    control.with_world(|world| {
        let person = params.user_id.person(world)?;
        world.set_premium(person, params.is_premium);
        Ok(Done {})
    })
}

fn add(control: &Control, new: NewPerson) -> Result<Added> {
    let user_id = control.with_world(|world| world.add_person(new)).map_err(|no| control.refused(no))?;
    Ok(Added { user_id })
}

/// Adds a group, supergroup or channel.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddGroup {
    pub kind: GroupKind,
    pub title: String,
    /// Makes a supergroup or channel public. Without `@`.
    pub username: Option<String>,
    pub owner_id: Name,
    /// Other members.
    #[serde(default)]
    pub member_ids: Vec<Name>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    /// A basic group.
    Group,
    Supergroup,
    /// A supergroup with topics.
    Forum,
    Channel,
}

/// A new chat.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AddedGroup {
    pub chat_id: i64,
}

impl Method for AddGroup {
    const NAME: &'static str = "sandbox.addGroup";
    type Result = AddedGroup;
}

pub async fn add_group(control: Control, params: AddGroup) -> Result<AddedGroup> {
    let kind = match params.kind {
        GroupKind::Group => ChatKind::Group,
        GroupKind::Supergroup | GroupKind::Forum => ChatKind::Supergroup,
        GroupKind::Channel => ChatKind::Channel,
    };
    control.act(|world| {
        let owner = params.owner_id.person(world)?;
        let members = params.member_ids.iter().map(|name| name.person(world));
        let members = members.filter(|member| *member.as_ref().unwrap_or(&0) != owner);
        let new = NewChat {
            kind,
            title: params.title,
            about: String::new(),
            username: params.username,
            owner,
            members: members.collect::<Result<_>>()?,
        };
        let chat = world.add_chat(new).map_err(|no| control.refused(no))?;
        if params.kind == GroupKind::Forum {
            world.begin_forum(chat);
        }
        Ok(AddedGroup { chat_id: marked(chat) })
    })
}

/// Sends a message as one of the sandbox's users.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Say {
    pub sender_id: Name,
    /// Target chat. A user stands for the private chat with them.
    pub chat_id: Name,
    pub text: String,
    /// Forum topic. Default: the General topic.
    pub topic_id: Option<i32>,
    /// Number of messages, 1–10000. More than one are numbered. Default: 1.
    #[schemars(range(min = 1, max = 10_000))]
    pub count: Option<u32>,
}

/// The messages that were sent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Said {
    /// The sender's message ids. In private chats and basic groups, other members have ids of their own.
    pub message_ids: Vec<i32>,
}

impl Method for Say {
    const NAME: &'static str = "sandbox.say";
    const FAILS: Fails =
        &[&[error::Kind::TelegramRejected, error::Kind::ChatNotFound, error::Kind::UserNotFound]];
    type Result = Said;
}

const MOST: u32 = 10_000;

/// Messages sent while the world is locked. Their updates wait in memory until then.
const AT_ONCE: usize = 50;

pub async fn say(control: Control, params: Say) -> Result<Said> {
    let count = params.count.unwrap_or(1);
    if !(1..=MOST).contains(&count) {
        return Err(super::handler::invalid("count", "1 to 10000"));
    }
    let mut message_ids = Vec::new();
    let mut texts = numbered(&params.text, count).peekable();
    while texts.peek().is_some() {
        let said = control.act(|world| {
            let sender = params.sender_id.person(world)?;
            let chat = params.chat_id.chat(world)?;
            let part = texts.by_ref().take(AT_ONCE);
            world.say_in(sender, chat, params.topic_id, part).map_err(|no| control.refused(no))
        })?;
        message_ids.extend(said);
        tokio::task::yield_now().await;
    }
    Ok(Said { message_ids })
}
