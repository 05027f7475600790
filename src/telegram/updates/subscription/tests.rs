use super::*;
use crate::error::{Error, Kind};
use crate::telegram::updates::event::Event;
use crate::telegram::updates::tests::{CHANNEL, Gaps, account, batch, state};

fn subscription() -> Subscription<Gaps> {
    let mut subscription = Subscription::since(account(), Gaps, state(), Box::new(|_| true));
    subscription.recovery = Recovery::new(state(), Policy::Backfill);
    subscription
}

#[tokio::test]
async fn the_end_of_the_hub_ends_a_subscription_even_if_the_error_is_temporary_elsewhere() {
    for kind in [Kind::Internal, Kind::TelegramRejected, Kind::Offline] {
        let mut subscription = subscription();
        assert!(!subscription.has_ended());
        subscription.step(Step::Ended(Arc::new(Error::new(kind, "the hub has given up"))));
        for _ in 0..2 {
            let error = subscription.next(&Attempt::default()).await.unwrap_err();
            assert_eq!(error.kind(), kind);
            assert!(subscription.has_ended());
        }
    }
}

#[tokio::test]
async fn batches_that_belong_together_are_one_portion_with_the_state_behind_them() {
    let mut subscription = subscription();
    let of_channel = Sequence::Channel(CHANNEL);
    let together = [batch("one", Sequence::Account, 5, 6), batch("two", of_channel, 5, 6)].map(Arc::new);
    subscription.deliver(&together);
    let portion = subscription.next(&Attempt::default()).await.unwrap();
    assert_eq!((portion.events.len(), portion.moved), (2, true));
    assert!(subscription.is_caught_up());
}

#[tokio::test]
async fn messages_of_a_backfilled_channel_come_once() {
    let mut subscription = subscription();
    let message = |id| {
        let json = serde_json::value::to_raw_value(&id).unwrap();
        let chat = Some(PeerId::channel(CHANNEL));
        Arc::new(Event { kind: (), chat, chat_is_unknown: false, message: Some(id), json })
    };
    let backfill = Batch { events: vec![message(1), message(2)], backfilled: true, ..Batch::default() };
    let update = |id| Batch { events: vec![message(id)], ..Batch::default() };
    for batch in [backfill, update(2), update(3)] {
        subscription.deliver(&[Arc::new(batch)]);
    }
    let mut ids = Vec::new();
    while let Some(portion) = subscription.ready.pop_front() {
        ids.extend(portion.events.iter().filter_map(|event| event.message));
    }
    assert_eq!(ids, [1, 2, 3]);
}
