//! The end of a poll.

use super::*;

#[test]
fn the_creator_closes_the_poll_and_everybody_sees_the_result() {
    let mut crew = Crew::new();
    let id = ask(&mut crew.telegram, &crew.ann, &crew.hers, media(poll(&OPTIONS)));
    crew.telegram.call(&crew.bob, &vote(&crew.his, id, &["1"])).expect("he is asked");
    let by_bob = close(&crew.his, id, poll(&OPTIONS));
    assert_eq!(crew.telegram.refusal(&crew.bob, &by_bob), "403 MESSAGE_AUTHOR_REQUIRED");
    crew.telegram.pushes.clear();
    let by_ann = close(&crew.hers, id, poll(&OPTIONS));
    let answer = updates(crew.telegram.call(&crew.ann, &by_ann).expect("it is hers"));
    let [enums::Update::MessagePoll(ended), enums::Update::EditChannelMessage(edited)] = &answer[..] else {
        panic!("{answer:?}")
    };
    assert!(matches!(&ended.poll, Some(enums::Poll::Poll(poll)) if poll.closed));
    assert!(shown(&edited.message).0.closed && plain(&edited.message).edit_date.is_none());

    let (asked, results) = shown(&crew.telegram.history(&crew.carol, &crew.carols)[0]);
    assert_eq!((asked.closed, counts(&results)), (true, Some(vec![0, 1, 0])));
    let pushed: Vec<_> = crew.telegram.pushed(&crew.carol).into_iter().flat_map(updates).collect();
    assert!(matches!(&pushed[..], [enums::Update::MessagePoll(_), enums::Update::EditChannelMessage(_)]));
    let late = vote(&crew.carols, id, &["0"]);
    assert_eq!(crew.telegram.refusal(&crew.carol, &late), "400 MESSAGE_POLL_CLOSED");
    assert_eq!(crew.telegram.refusal(&crew.ann, &by_ann), "400 MESSAGE_NOT_MODIFIED");
}

#[test]
fn a_poll_can_only_be_edited_to_close_it() {
    let mut crew = Crew::new();
    let id = ask(&mut crew.telegram, &crew.ann, &crew.hers, media(poll(&OPTIONS)));
    let open = functions::messages::EditMessage {
        media: Some(media(poll(&["Oars", "Pole"])).into()),
        ..super::super::editing::edit(&crew.hers, id, "")
    };
    assert_eq!(crew.telegram.refusal(&crew.ann, &open), "400 MEDIA_NEW_INVALID");
    crew.telegram.send(&crew.ann, &crew.hers, "No poll", 9);
    let other = close(&crew.hers, id + 1, poll(&OPTIONS));
    assert_eq!(crew.telegram.refusal(&crew.ann, &other), "400 MEDIA_PREV_INVALID");
}

#[test]
fn a_poll_closes_by_the_worlds_clock() {
    let mut crew = Crew::new();
    let timed = media(types::Poll { close_period: Some(60), ..poll(&OPTIONS) });
    let id = ask(&mut crew.telegram, &crew.ann, &crew.hers, timed);
    let (asked, _) = shown(&crew.telegram.history(&crew.ann, &crew.hers)[0]);
    assert_eq!(asked.close_date, Some(crew.telegram.world.now() + 60));
    crew.telegram.world.advance(59);
    crew.telegram.call(&crew.bob, &vote(&crew.his, id, &["0"])).expect("it is open");
    crew.telegram.pushes.clear();
    crew.telegram.world.advance(1);
    let late = vote(&crew.carols, id, &["0"]);
    assert_eq!(crew.telegram.refusal(&crew.carol, &late), "400 MESSAGE_POLL_CLOSED");
    let pushed: Vec<_> = crew.telegram.pushed(&crew.carol).into_iter().flat_map(updates).collect();
    let (update, results) = told(&pushed[0]);
    assert!(matches!(update.poll, Some(enums::Poll::Poll(poll)) if poll.closed));
    assert_eq!(counts(&results), Some(vec![1, 0, 0]));
}

#[test]
fn hidden_results_are_shown_at_the_end() {
    let mut crew = Crew::new();
    let hidden = types::Poll { hide_results_until_close: true, ..poll(&OPTIONS) };
    let id = ask(&mut crew.telegram, &crew.ann, &crew.hers, media(hidden.clone()));
    let answer = updates(crew.telegram.call(&crew.bob, &vote(&crew.his, id, &["1"])).expect("he is asked"));
    let (_, results) = told(&answer[0]);
    assert_eq!((chosen(&results), counts(&results)), (vec![&b"1"[..]], Some(vec![-1, -1, -1])));
    crew.telegram.call(&crew.ann, &close(&crew.hers, id, hidden)).expect("it is hers");
    let (_, results) = shown(&crew.telegram.history(&crew.bob, &crew.his)[0]);
    assert_eq!(counts(&results), Some(vec![0, 1, 0]));
}
