//! Forwarding messages (https://core.telegram.org/api/forwards).

use std::collections::BTreeMap;

use super::carried::{Carried, Forward};
use super::draft::{Draft, Sent};
use super::message::{Body, Media, Message, RandomId};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;

/// Options for forwarding.
#[derive(Clone, Copy, Debug, Default)]
pub struct ForwardOptions {
    /// Send as one's own message.
    pub drop_author: bool,
    /// Send media without captions.
    pub drop_captions: bool,
    pub silent: bool,
}

/// A message to forward.
#[derive(Debug)]
pub struct ForwardedDraft {
    pub draft: Draft,
    /// The album it is part of.
    pub album: Option<i64>,
}

impl World {
    /// Prepares messages for forwarding, each with its `random_id`. Ids that don't exist are skipped.
    pub fn forwarded(
        &self,
        account: i64,
        from: Peer,
        to: Peer,
        named: &[(i32, RandomId)],
        manner: ForwardOptions,
    ) -> Result<Vec<ForwardedDraft>, Refusal> {
        self.may_read(account, from)?;
        let mut passed = Vec::new();
        for (id, random_id) in named {
            let Some(message) = self.message_in(account, from, *id) else { continue };
            let Body::Text { text, entities, media } = &*message.body else { continue };
            if manner.drop_author && self.hides_its_answer(account, media.as_ref()) {
                return Err(bad("QUIZ_ANSWER_MISSING"));
            }
            let without_caption = manner.drop_captions && media.is_some();
            let draft = Draft {
                text: if without_caption { String::new() } else { text.clone() },
                entities: if without_caption { Vec::new() } else { entities.clone() },
                media: media.clone(),
                silent: manner.silent,
                random_id: Some(*random_id),
                carried: if manner.drop_author { Carried::default() } else { carried(account, message, to) },
                ..Draft::default()
            };
            passed.push(ForwardedDraft { draft, album: self.album(message.twin) });
        }
        if passed.is_empty() {
            return Err(bad("MESSAGE_ID_INVALID"));
        }
        Ok(passed)
    }

    /// Whether it is a quiz whose answer the account doesn't know, so it can't be sent as its own.
    fn hides_its_answer(&self, account: i64, media: Option<&Media>) -> bool {
        let Some(Media::Poll(poll)) = media else { return false };
        let known =
            self.ballot(poll.id).is_none_or(|ballot| ballot.is_open_to(account, self.is_bot(account)));
        poll.quiz.is_some() && poll.creator != account && !known
    }

    /// Sends forwarded messages in order, all or none. Messages of one album form a new album.
    pub fn send_all(
        &mut self,
        account: i64,
        to: Peer,
        passed: Vec<ForwardedDraft>,
    ) -> Result<Vec<Sent>, Refusal> {
        let (drafts, from): (Vec<Draft>, Vec<Option<i64>>) =
            passed.into_iter().map(|ForwardedDraft { draft, album }| (draft, album)).unzip();
        let drafts = self.all_checked(account, to, drafts)?;
        let new =
            drafts.iter().zip(&from).filter(|(draft, _)| self.sent_before(account, to, draft).is_none());
        let new: Vec<Option<i64>> = new.map(|(_, album)| *album).collect();
        self.check_slow_mode_of_album(account, to, &new)?;
        let sent: Vec<Sent> = drafts.into_iter().map(|draft| self.put(account, to, draft)).collect();
        let mut albums: BTreeMap<i64, Vec<i32>> = BTreeMap::new();
        for (sent, album) in sent.iter().zip(from) {
            if let Some(album) = album.filter(|_| !sent.repeated) {
                albums.entry(album).or_default().push(sent.id);
            }
        }
        albums.into_values().for_each(|ids| self.group(account, to, &ids));
        Ok(sent)
    }
}

fn carried(account: i64, message: &Message, to: Peer) -> Carried {
    let via = message.carried.via;
    let markup = message.carried.markup.as_ref();
    Carried {
        forward: Some(origin(account, message, to)),
        markup: markup.and_then(|markup| markup.forwarded(via.is_some())),
        via,
        quote: None,
        edit_hidden: false,
    }
}

/// The first origin is kept when a message is forwarded again.
fn origin(account: i64, message: &Message, to: Peer) -> Forward {
    let first = message.carried.forward.clone().unwrap_or_else(|| Forward {
        from: if message.post { message.chat } else { Peer::User(message.author) },
        date: message.date,
        channel_post: message.post.then_some(message.id),
        saved_from: None,
    });
    let saved_from = (to == Peer::User(account)).then_some((message.chat, message.id));
    Forward { saved_from, ..first }
}
