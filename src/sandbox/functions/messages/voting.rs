//! Voting in polls.

use grammers_tl_types::{enums, functions::messages as functions, types};

use crate::sandbox::functions::{Answer, Call};
use crate::sandbox::read::input;
use crate::sandbox::show::peers::{Mentioned, peer};
use crate::sandbox::show::{events, polls};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::poll::Vote;
use crate::sandbox::world::people::peer::Peer;

pub fn send_vote(call: &mut Call, asked: functions::SendVote) -> Answer<functions::SendVote> {
    let chat = input::peer(call, &asked.peer)?;
    call.world.vote(call.me, chat, asked.msg_id, &asked.options)?;
    Ok(events::own(call, Vec::new()))
}

/// Nothing if the client knows it already.
pub fn get_poll_results(
    call: &mut Call,
    asked: functions::GetPollResults,
) -> Answer<functions::GetPollResults> {
    let chat = input::peer(call, &asked.peer)?;
    let shown = polls::shown(call, chat, asked.msg_id)?;
    let mut mentioned = Mentioned::default();
    if asked.poll_hash == polls::hash(call.world.ballot(shown.id)) {
        return Ok(events::wrap(call.world, call.me, Vec::new(), &mentioned));
    }
    mentioned.poll(shown.id);
    let of = World::owner(call.me, chat);
    let update = polls::changed(call.world, call.me, of, asked.msg_id, true);
    Ok(events::wrap(call.world, call.me, vec![update], &mentioned))
}

/// Who voted, the last first; the offset is how many were given before.
pub fn get_poll_votes(call: &mut Call, asked: functions::GetPollVotes) -> Answer<functions::GetPollVotes> {
    let chat = input::peer(call, &asked.peer)?;
    let shown = polls::shown(call, chat, asked.id)?;
    let all = call.world.votes(call.me, chat, asked.id, asked.option.as_deref())?;
    let given: usize = match asked.offset.as_deref() {
        None | Some("") => 0,
        Some(offset) => offset.parse().map_err(|_| bad("OFFSET_INVALID"))?,
    };
    let part: Vec<&Vote> = all.iter().skip(given).take(asked.limit.clamp(1, 100) as usize).copied().collect();
    let mut mentioned = Mentioned::default();
    mentioned.peer(chat);
    let end = given + part.len();
    let votes = part.into_iter().map(|vote| {
        mentioned.user(vote.by);
        let (by, date) = (peer(Peer::User(vote.by)), vote.date);
        let mut options: Vec<Vec<u8>> = vote
            .chosen
            .iter()
            .filter_map(|place| shown.options.get(*place))
            .map(|option| option.data.clone())
            .collect();
        match (&asked.option, options.len()) {
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
