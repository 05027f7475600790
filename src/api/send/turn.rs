//! The order of sends: those of a connection to one chat are sequential.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::api::call::Call;
use crate::rpc::connection::Turn;
use crate::telegram::account::Account;
use crate::telegram::peer::Peer;

/// A position among the sends of a connection to one chat.
///
/// Sends of a connection for an account are sequential, each in the account's turn. A send that has to upload first
/// would block all others, so it releases the account's turn and keeps its position in the chat; later sends to the
/// same chat wait for it, also without the account's turn.
pub struct SendSlot {
    account: Option<Turn>,
    chat: Chat,
}

/// The account's turn, if held, and the chat's.
pub type Turns = (Option<Turn>, Turn);

enum Chat {
    Here(Turn),
    Coming(Pin<Box<dyn Future<Output = Turn> + Send>>),
}

impl SendSlot {
    /// A position after all earlier ones in this chat. `turn` is the account's.
    pub fn take(call: &Call, account: &Account, turn: Turn, chat: &Peer) -> Self {
        let mut coming = Box::pin(call.turn_in(account, chat));
        // This poll takes the place in the queue. A no-op waker suffices, as it is polled again.
        match coming.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(here) => Self { account: Some(turn), chat: Chat::Here(here) },
            Poll::Pending => Self { account: None, chat: Chat::Coming(coming) },
        }
    }

    /// Releases the account's turn, so that sends to other chats continue.
    pub fn release_account(&mut self) {
        self.account = None;
    }

    /// Waits for the chat's turn. Returns both turns, if held.
    pub async fn wait(self) -> Turns {
        match self.chat {
            Chat::Here(turn) => (self.account, turn),
            Chat::Coming(coming) => (self.account, coming.await),
        }
    }
}
