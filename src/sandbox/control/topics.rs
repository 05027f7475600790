//! Creating forum topics.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::handler::{Control, Name};
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::sandbox::world::chats::forum::{NewTopic, TopicEdit};

/// Creates a forum topic.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddTopic {
    /// A forum, such as `sandbox.addGroup` creates.
    pub chat_id: Name,
    /// The topic's author, a member of the forum.
    pub sender_id: Name,
    /// 1 to 128 bytes.
    pub title: String,
    /// Only admins and the author can write in it.
    #[serde(default)]
    pub is_closed: bool,
}

/// A new topic.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AddedTopic {
    pub topic_id: i32,
}

impl Method for AddTopic {
    const NAME: &'static str = "sandbox.addTopic";
    const FAILS: Fails = &[&[Kind::TelegramRejected]];
    type Result = AddedTopic;
}

pub async fn add_topic(control: Control, params: AddTopic) -> Result<AddedTopic> {
    control.act(|world| {
        let (forum, sender) = (params.chat_id.chat(world)?, params.sender_id.person(world)?);
        let new = NewTopic { title: params.title, ..NewTopic::default() };
        let made = world.create_topic(sender, forum, new, None).map_err(|no| control.refused(no))?;
        if params.is_closed {
            let edit = TopicEdit { closed: Some(true), ..TopicEdit::default() };
            world.edit_topic(sender, forum, made.id, edit).map_err(|no| control.refused(no))?;
        }
        Ok(AddedTopic { topic_id: made.id })
    })
}
