//! Votes in polls, and closes polls.

use std::sync::Arc;

use grammers_tl_types::functions::messages as functions;
use grammers_tl_types::{enums, types};

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::show;
use crate::sandbox::show::mentioned::Mentioned;
use crate::sandbox::show::{peer, updates};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::poll::{Poll, Vote};
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::SendVote => send_vote, User;
    functions::GetPollResults => get_poll_results, User;
    functions::GetPollVotes => get_poll_votes, User;
}

pub fn send_vote(call: &mut Call, request: functions::SendVote) -> Answer<functions::SendVote> {
    let chat = call.peer(&request.peer)?;
    call.world.vote(call.me, chat, request.msg_id, &request.options)?;
    Ok(updates::own(call.world, call.me, Vec::new()))
}

/// Empty if the client's results are current.
pub fn get_poll_results(
    call: &mut Call,
    request: functions::GetPollResults,
) -> Answer<functions::GetPollResults> {
    let chat = call.peer(&request.peer)?;
    let shown = shown(call, chat, request.msg_id)?;
    let mut mentioned = Mentioned::default();
    if request.poll_hash == show::polls::hash(call.world.ballot(shown.id)) {
        return Ok(updates::wrap(call.world, call.me, Vec::new(), &mentioned));
    }
    mentioned.poll(shown.id);
    let of = World::owner(call.me, chat);
    let update = show::polls::changed(call.world, call.me, of, request.msg_id, true);
    Ok(updates::wrap(call.world, call.me, vec![update], &mentioned))
}

/// Newest first. The offset is the number of votes already listed.
pub fn get_poll_votes(call: &mut Call, request: functions::GetPollVotes) -> Answer<functions::GetPollVotes> {
    let chat = call.peer(&request.peer)?;
    let shown = shown(call, chat, request.id)?;
    let all = call.world.votes(call.me, chat, request.id, request.option.as_deref())?;
    let given: usize = match request.offset.as_deref() {
        None | Some("") => 0,
        Some(offset) => offset.parse().map_err(|_| bad("OFFSET_INVALID"))?,
    };
    let part: Vec<&Vote> =
        all.iter().skip(given).take(request.limit.clamp(1, 100) as usize).copied().collect();
    let mut mentioned = Mentioned::default();
    mentioned.peer(chat);
    let end = given + part.len();
    let votes = part.into_iter().map(|vote| {
        mentioned.user(vote.by);
        let (by, date) = (peer::peer(Peer::User(vote.by)), vote.date);
        let mut options: Vec<Vec<u8>> = vote
            .chosen
            .iter()
            .filter_map(|place| shown.options.get(*place))
            .map(|option| option.data.clone())
            .collect();
        match (&request.option, options.len()) {
            (Some(_), _) => types::MessagePeerVoteInputOption { peer: by, date }.into(),
            (None, 1) => types::MessagePeerVote { peer: by, option: options.remove(0), date }.into(),
            (None, _) => types::MessagePeerVoteMultiple { peer: by, options, date }.into(),
        }
    });
    let votes: Vec<enums::MessagePeerVote> = votes.collect();
    Ok(types::messages::VotesList {
        count: all.len() as i32,
        votes,
        chats: mentioned.chats(call.world, call.me),
        users: mentioned.users(call.world, call.me),
        next_offset: (end < all.len()).then(|| end.to_string()),
    }
    .into())
}

pub fn is_poll(media: &enums::InputMedia) -> bool {
    matches!(media, enums::InputMedia::Poll(_))
}

/// Closes a poll, which is the only edit that a poll allows.
pub fn close(call: &mut Call, chat: Peer, id: i32, media: &enums::InputMedia) -> Result<(), Refusal> {
    let enums::InputMedia::Poll(request) = media else { return Err(bad("MEDIA_NEW_INVALID")) };
    let enums::Poll::Poll(poll) = &request.poll;
    if !poll.closed {
        return Err(bad("MEDIA_NEW_INVALID"));
    }
    call.world.close_poll(call.me, chat, id)
}

/// The poll in a message.
pub fn shown(call: &Call, chat: Peer, id: i32) -> Result<Arc<Poll>, Refusal> {
    Ok(Arc::clone(call.world.poll_in(call.me, chat, id)?))
}
