//! The order of sends: those of a connection to one chat go one after the other.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::api::call::Call;
use crate::rpc::connection::Turn;
use crate::telegram::account::Account;
use crate::telegram::peer::Peer;

/// A place among the sends of a connection to one chat.
///
/// Sends of a connection for an account go one after the other, each in the account's turn. One that has to wait for bytes
/// to be uploaded would hold up all others: so it gives the account's turn away and keeps its place in the chat, and those
/// behind it in the same chat wait for it, again without the account's turn.
pub struct Place {
    account: Option<Turn>,
    chat: Chat,
}

/// The account's turn, as far as it is held, and the chat's.
pub type Turns = (Option<Turn>, Turn);

enum Chat {
    Here(Turn),
    Coming(Pin<Box<dyn Future<Output = Turn> + Send>>),
}

impl Place {
    /// A place behind all that were taken before in this chat. `turn` is the account's.
    pub fn take(call: &Call, account: &Account, turn: Turn, chat: &Peer) -> Self {
        let mut coming = Box::pin(call.turn_in(account, chat));
        // From this poll on the place is taken. Its waker needn't be heard, as it will be polled again.
        match coming.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(here) => Self { account: Some(turn), chat: Chat::Here(here) },
            Poll::Pending => Self { account: None, chat: Chat::Coming(coming) },
        }
    }

    /// Lets sends to other chats pass.
    pub fn let_others_pass(&mut self) {
        self.account = None;
    }

    /// Waits until the chat's turn has come. What is given stands for both turns, as far as they are held.
    pub async fn comes(self) -> Turns {
        match self.chat {
            Chat::Here(turn) => (self.account, turn),
            Chat::Coming(coming) => (self.account, coming.await),
        }
    }
}
