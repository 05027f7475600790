//! The way of a send: in its turn, and once.

use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use super::Call;
use crate::error::{Error, Result};
use crate::rpc::connection::Turn;
use crate::telegram::account::Account;
use crate::telegram::tl;

/// Sends, and lets the next send pass as soon as this one is in the queue. A repeat of one that is still under way is
/// asked for again until that one is through.
pub async fn deliver<F>(
    call: &Call,
    account: &Account,
    function: &F,
    turn: Turn,
) -> Result<tl::enums::Updates>
where
    F: tl::RemoteCall<Return = tl::enums::Updates>,
{
    let mut turn = Some(turn);
    loop {
        let mut sending = pin!(account.invoke(function, call.attempt()));
        let first = std::future::poll_fn(|context| Poll::Ready(sending.as_mut().poll(context))).await;
        drop(turn.take());
        let sent = match first {
            Poll::Ready(sent) => sent,
            Poll::Pending => sending.await,
        };
        match sent {
            Err(error) if is_under_way(&error) => tokio::time::sleep(Duration::from_millis(200)).await,
            other => return other,
        }
    }
}

fn is_under_way(error: &Error) -> bool {
    error.get("telegram").is_some_and(|telegram| telegram["name"] == "RANDOM_ID_DUPLICATE")
}

/// What a message answers, and the topic it goes to.
pub fn reply_to(message_id: Option<i32>, topic_id: Option<i32>) -> Option<tl::enums::InputReplyTo> {
    let reply = tl::types::InputReplyToMessage {
        // In a topic that nothing is answered in, the topic's own first message is.
        reply_to_msg_id: message_id.or(topic_id)?,
        top_msg_id: topic_id,
        reply_to_peer_id: None,
        quote_text: None,
        quote_entities: None,
        quote_offset: None,
        monoforum_peer_id: None,
        todo_item_id: None,
        poll_option: None,
    };
    Some(reply.into())
}
