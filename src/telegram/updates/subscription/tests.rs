use grammers_client::tl;
use jiff::Timestamp;

use super::*;
use crate::error::{Error, Kind};
use crate::secret::{Secret, SecretBytes};
use crate::session::payload::{Session, Stage};
use crate::telegram::peer::PeerId;
use crate::telegram::server::Server;

/// Tells of nothing.
struct Silent;

impl Render for Silent {
    fn events(
        &self,
        updates: &[tl::enums::Update],
        _: Vec<tl::enums::User>,
        _: Vec<tl::enums::Chat>,
    ) -> Vec<Vec<Event>> {
        updates.iter().map(|_| Vec::new()).collect()
    }

    fn connection(&self, _: bool) -> Option<Event> {
        None
    }

    fn gap(&self, _: Option<PeerId>, _: Missing) -> Option<Event> {
        None
    }
}

fn subscription() -> Subscription {
    let server = Arc::new(Server::test());
    let session = Session {
        server: server.identity(),
        dc: 2,
        auth_key: SecretBytes::new(&mut [1; 256]),
        api_id: 1,
        api_hash: Secret::new("hash"),
        device_model: "Telewire".to_owned(),
        account: None,
        stage: Stage::SignedIn,
        created_at: Timestamp::UNIX_EPOCH,
    };
    let account = Arc::new(Account::new(server, &session).unwrap());
    Subscription::since(account, Arc::new(Silent), State::default(), Box::new(|_| true))
}

#[tokio::test]
async fn what_the_hub_ended_with_ends_a_subscription_even_if_it_would_pass_elsewhere() {
    for kind in [Kind::Internal, Kind::TelegramRejected, Kind::Offline] {
        let mut subscription = subscription();
        subscription.work.clear();
        assert!(!subscription.has_ended());
        subscription.held = Some(Arc::new(Step::Ended(Arc::new(Error::new(kind, "the hub has given up")))));
        for _ in 0..2 {
            let error = subscription.next(&Attempt::default()).await.unwrap_err();
            assert_eq!(error.kind(), kind);
            assert!(subscription.has_ended());
        }
    }
}
