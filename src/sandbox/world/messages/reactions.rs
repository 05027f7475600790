//! Reacting to messages (https://core.telegram.org/api/reactions).

use std::collections::BTreeMap;

use super::message::{Body, Message};
use super::reaction::Reaction;
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::engine::refusal::{Refusal, bad, forbidden};
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

/// Reaction emoji (https://core.telegram.org/bots/api#reactiontypeemoji), without the variation selector U+FE0F.
#[rustfmt::skip]
pub const EMOJI: [&str; 73] = [
    "❤", "👍", "👎", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮", "💩", "🙏", "👌", "🕊", "🤡",
    "🥱", "🥴", "😍", "🐳", "❤\u{200d}🔥", "🌚", "🌭", "💯", "🤣", "⚡", "🍌", "🏆", "💔", "🤨", "😐", "🍓", "🍾", "💋",
    "🖕", "😈", "😴", "😭", "🤓", "👻", "👨\u{200d}💻", "👀", "🎃", "🙈", "😇", "😨", "🤝", "✍", "🤗", "🫡", "🎅", "🎄",
    "☃", "💅", "🤪", "🗿", "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎", "👾", "🤷\u{200d}♂", "🤷", "🤷\u{200d}♀", "😡",
];

/// Maximum different reactions on one message (`reactions_uniq_max`, https://core.telegram.org/api/config).
pub const MAX_KINDS: usize = 11;

impl World {
    /// Sets or removes the account's reaction to a message.
    pub fn react(&mut self, account: i64, chat: Peer, id: i32, emoji: Option<&str>) -> Result<(), Refusal> {
        self.may_read(account, chat)?;
        if self.chat(chat).is_some_and(|chat| !chat.has(account)) {
            return Err(forbidden("CHAT_WRITE_FORBIDDEN"));
        }
        let message = self.message_in(account, chat, id).ok_or(bad("MESSAGE_ID_INVALID"))?;
        if let Body::Service(_) = &*message.body {
            return Err(bad("MESSAGE_ID_INVALID"));
        }
        match emoji {
            Some("") => return Err(bad("REACTION_EMPTY")),
            Some(emoji) if !EMOJI.contains(&emoji) => return Err(bad("REACTION_INVALID")),
            _ => {}
        }
        let kinds = self.reaction_counts(message);
        if emoji.is_some_and(|emoji| kinds.len() >= MAX_KINDS && kinds.iter().all(|(kind, _)| *kind != emoji))
        {
            return Err(bad("REACTIONS_TOO_MANY"));
        }
        let (twin, date) = (message.twin, self.now());
        let known = self.reactions.entry(twin).or_default();
        let before = known.iter().position(|reaction| reaction.by == account);
        if before.map(|at| known[at].emoji.as_str()) == emoji {
            return Err(bad("MESSAGE_NOT_MODIFIED"));
        }
        if let Some(at) = before {
            known.remove(at);
        }
        if let Some(emoji) = emoji {
            known.push(Reaction { by: account, emoji: emoji.to_owned(), date });
        }
        for (of, id) in self.copies(account, chat, twin) {
            if self.takes_part(of, chat) {
                let chat = self.seen_by(of, account, chat);
                self.log_for_readers(of, 0, Change::Reactions { chat, id });
            }
        }
        Ok(())
    }

    pub fn reactions(&self, message: &Message) -> &[Reaction] {
        self.reactions.get(&message.twin).map_or(&[], Vec::as_slice)
    }

    /// Returns emoji with counts, most frequent first, then by first use.
    pub fn reaction_counts(&self, message: &Message) -> Vec<(&str, i32)> {
        let mut counts: BTreeMap<&str, (i32, usize)> = BTreeMap::new();
        for (at, reaction) in self.reactions(message).iter().enumerate() {
            counts.entry(&reaction.emoji).or_insert((0, at)).0 += 1;
        }
        let mut counted: Vec<_> = counts.into_iter().collect();
        counted.sort_by_key(|(_, (count, first))| (-count, *first));
        counted.into_iter().map(|(emoji, (count, _))| (emoji, count)).collect()
    }

    /// Whether clients see who reacted. They don't in channels.
    pub fn shows_who_reacted(&self, chat: Peer) -> bool {
        self.chat(chat).is_none_or(|chat| chat.kind != ChatKind::Channel)
    }
}
