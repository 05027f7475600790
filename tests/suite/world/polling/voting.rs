//! Voting.

use super::*;

#[test]
fn a_vote_returns_full_results_and_pushes_reduced_ones() {
    let mut crew = Crew::new();
    let id = ask(&mut crew.telegram, &crew.ann, &crew.hers, media(poll(&OPTIONS)));
    crew.telegram.call(&crew.ann, &vote(&crew.hers, id, &["0"])).expect("she asks herself too");
    crew.telegram.pushes.clear();

    let answer = updates(crew.telegram.call(&crew.bob, &vote(&crew.his, id, &["0"])).expect("he is asked"));
    let [answer] = &answer[..] else { panic!("{answer:?}") };
    let (update, results) = told(answer);
    assert_eq!((update.msg_id, results.min), (Some(id), false));
    assert_eq!((counts(&results), chosen(&results)), (Some(vec![2, 0, 0]), vec![&b"0"[..]]));

    let pushed = updates(crew.telegram.pushed(&crew.ann).remove(0));
    let (update, results) = told(&pushed[0]);
    assert_eq!((update.msg_id, results.min, results.total_voters), (Some(id), true, Some(2)));
    assert_eq!((counts(&results), chosen(&results)), (Some(vec![2, 0, 0]), Vec::<&[u8]>::new()));
    // Carol hasn't voted, so she may not see the others' votes.
    let pushed = updates(crew.telegram.pushed(&crew.carol).remove(0));
    let (_, results) = told(&pushed[0]);
    assert_eq!((results.min, results.total_voters, counts(&results)), (true, Some(2), None));
}

#[test]
fn a_vote_can_be_changed_and_retracted() {
    let mut crew = Crew::new();
    let asked = media(types::Poll { multiple_choice: true, ..poll(&OPTIONS) });
    let id = ask(&mut crew.telegram, &crew.ann, &crew.hers, asked);
    for (options, expected) in
        [(&["0"][..], Some(vec![1, 0, 0])), (&["1", "2"], Some(vec![0, 1, 1])), (&[], None)]
    {
        crew.telegram.call(&crew.bob, &vote(&crew.his, id, options)).expect("he may");
        let (_, results) = shown(&crew.telegram.history(&crew.bob, &crew.his)[0]);
        assert_eq!(counts(&results), expected);
        assert_eq!(results.total_voters, Some(i32::from(!options.is_empty())));
    }
}

#[test]
fn an_invalid_vote_is_rejected() {
    let mut crew = Crew::new();
    let id = ask(&mut crew.telegram, &crew.ann, &crew.hers, media(poll(&OPTIONS)));
    let mut refusal = |id, options: &[&str]| crew.telegram.refusal(&crew.bob, &vote(&crew.his, id, options));
    assert_eq!(refusal(id, &["0", "1"]), "400 OPTIONS_TOO_MUCH");
    assert_eq!(refusal(id, &["3"]), "400 OPTION_INVALID");
    assert_eq!(refusal(1, &["0"]), "400 MESSAGE_ID_INVALID");
    let bot = crew.telegram.sign_in_bot();
    let lounge = crew.telegram.resolve(&bot, "sandbox_lounge");
    assert_eq!(crew.telegram.refusal(&bot, &vote(&lounge, 1, &["0"])), "400 BOT_METHOD_INVALID");
}

#[test]
fn a_quiz_shows_the_correct_answer_after_the_only_vote() {
    let mut crew = Crew::new();
    let id = ask(&mut crew.telegram, &crew.ann, &crew.hers, quiz(vec![2]));
    let (asked, results) = shown(&crew.telegram.history(&crew.bob, &crew.his)[0]);
    assert!(asked.quiz && results.solution.is_none() && correct(&results).is_empty());
    let answer = updates(crew.telegram.call(&crew.bob, &vote(&crew.his, id, &["0"])).expect("he is asked"));
    let (_, results) = told(&answer[0]);
    assert_eq!(correct(&results), [b"2"]);
    assert_eq!(results.solution.as_deref(), Some("There is no wind."));
    for again in [&["2"][..], &[]] {
        assert_eq!(crew.telegram.refusal(&crew.bob, &vote(&crew.his, id, again)), "400 REVOTE_NOT_ALLOWED");
    }
    let once = media(types::Poll { revoting_disabled: true, ..poll(&OPTIONS) });
    let once = send_media(&crew.hers, once, 2);
    crew.telegram.call(&crew.ann, &once).expect("she may");
    let id = crew.telegram.history(&crew.ann, &crew.hers)[0].id();
    crew.telegram.call(&crew.bob, &vote(&crew.his, id, &["1"])).expect("he is asked");
    assert_eq!(crew.telegram.refusal(&crew.bob, &vote(&crew.his, id, &[])), "400 REVOTE_NOT_ALLOWED");
}

fn votes(peer: &enums::InputPeer, id: i32, option: Option<&str>) -> functions::messages::GetPollVotes {
    let option = option.map(|option| option.as_bytes().to_vec());
    functions::messages::GetPollVotes { peer: peer.clone(), id, option, offset: None, limit: 1 }
}

#[test]
fn the_voters_of_a_public_poll_are_listed_for_voters() {
    let mut crew = Crew::new();
    let public = types::Poll { public_voters: true, multiple_choice: true, ..poll(&OPTIONS) };
    let id = ask(&mut crew.telegram, &crew.ann, &crew.hers, media(public));
    crew.telegram.call(&crew.bob, &vote(&crew.his, id, &["0"])).expect("he is asked");
    assert_eq!(crew.telegram.refusal(&crew.carol, &votes(&crew.carols, id, None)), "403 POLL_VOTE_REQUIRED");
    crew.telegram.call(&crew.carol, &vote(&crew.carols, id, &["0", "1"])).expect("she is asked");
    let (bob, carol) = (account(&crew.telegram, &crew.bob), account(&crew.telegram, &crew.carol));
    let by = |id| enums::Peer::from(types::PeerUser { user_id: id });

    let enums::messages::VotesList::List(first) =
        crew.telegram.call(&crew.carol, &votes(&crew.carols, id, None)).expect("she voted");
    let [enums::MessagePeerVote::Multiple(hers)] = &first.votes[..] else { panic!("{first:?}") };
    assert_eq!((first.count, &hers.peer, hers.options.len()), (2, &by(carol), 2));
    let rest = functions::messages::GetPollVotes {
        offset: first.next_offset.clone(),
        ..votes(&crew.carols, id, None)
    };
    let enums::messages::VotesList::List(rest) = crew.telegram.call(&crew.carol, &rest).expect("she voted");
    let [enums::MessagePeerVote::Vote(his)] = &rest.votes[..] else { panic!("{rest:?}") };
    assert_eq!((&his.peer, &his.option[..], rest.next_offset), (&by(bob), &b"0"[..], None));
    let enums::messages::VotesList::List(for_one) =
        crew.telegram.call(&crew.bob, &votes(&crew.his, id, Some("1"))).expect("he voted");
    let [enums::MessagePeerVote::InputOption(hers)] = &for_one.votes[..] else { panic!("{for_one:?}") };
    assert_eq!((for_one.count, &hers.peer), (1, &by(carol)));

    let (_, results) = shown(&crew.telegram.history(&crew.ann, &crew.hers)[0]);
    assert_eq!(results.recent_voters, Some(vec![by(carol), by(bob)]));
    let anonymous = send_media(&crew.hers, media(poll(&OPTIONS)), 2);
    crew.telegram.call(&crew.ann, &anonymous).expect("she may");
    let id = crew.telegram.history(&crew.ann, &crew.hers)[0].id();
    assert_eq!(crew.telegram.refusal(&crew.ann, &votes(&crew.hers, id, None)), "400 MSG_ID_INVALID");
}

#[test]
fn a_forwarded_poll_is_the_same_poll() {
    let mut crew = Crew::new();
    let id = ask(&mut crew.telegram, &crew.ann, &crew.hers, media(poll(&OPTIONS)));
    let forward = super::super::forwarding::forward(&crew.hers, &[id], &enums::InputPeer::PeerSelf);
    crew.telegram.call(&crew.ann, &forward).expect("she may read it");
    let copy = crew.telegram.history(&crew.ann, &enums::InputPeer::PeerSelf).remove(0);
    crew.telegram.call(&crew.ann, &vote(&enums::InputPeer::PeerSelf, copy.id(), &["2"])).expect("she may");
    let (first, results) = shown(&crew.telegram.history(&crew.ann, &crew.hers)[0]);
    assert_eq!(
        (first.id, results.total_voters, chosen(&results)),
        (shown(&copy).0.id, Some(1), vec![&b"2"[..]])
    );
    let pushed = updates(crew.telegram.pushed(&crew.bob).pop().expect("he is shown it in the group"));
    assert_eq!(told(&pushed[0]).0.msg_id, Some(id));
}

#[test]
fn unchanged_results_are_not_sent_again() {
    let mut crew = Crew::new();
    let id = ask(&mut crew.telegram, &crew.ann, &crew.hers, media(poll(&OPTIONS)));
    let get = |peer: &enums::InputPeer, poll_hash| functions::messages::GetPollResults {
        peer: peer.clone(),
        msg_id: id,
        poll_hash,
    };
    let known = shown(&crew.telegram.history(&crew.ann, &crew.hers)[0]).0.hash;
    let answer = updates(crew.telegram.call(&crew.ann, &get(&crew.hers, known)).expect("she may"));
    assert_eq!(answer, []);
    crew.telegram.call(&crew.bob, &vote(&crew.his, id, &["1"])).expect("he is asked");
    let answer = updates(crew.telegram.call(&crew.bob, &get(&crew.his, known)).expect("he may"));
    let (_, results) = told(&answer[0]);
    assert_eq!((results.min, counts(&results)), (false, Some(vec![0, 1, 0])));
    let nowhere = functions::messages::GetPollResults { msg_id: 1, ..get(&crew.hers, 0) };
    assert_eq!(crew.telegram.refusal(&crew.ann, &nowhere), "400 MESSAGE_ID_INVALID");
}

#[test]
fn a_bot_gets_every_vote_in_its_public_poll_also_in_differences() {
    let mut telegram = Telegram::new();
    let (bot, bob) = (telegram.sign_in_bot(), telegram.sign_in(BOB));
    let (lounge, his) = (telegram.resolve(&bot, "sandbox_lounge"), telegram.resolve(&bob, "sandbox_lounge"));
    let public = types::Poll { public_voters: true, ..poll(&OPTIONS) };
    let sent = brought(telegram.call(&bot, &send_media(&lounge, media(public), 1)).expect("it may"));
    let id = telegram.history(&bob, &his)[0].id();
    assert!(sent.updates.len() == 2);
    telegram.pushes.clear();
    telegram.call(&bob, &vote(&his, id, &["1"])).expect("he is asked");

    let pushed: Vec<enums::Update> = telegram.pushed(&bot).into_iter().flat_map(updates).collect();
    let [changed, enums::Update::MessagePollVote(voted)] = &pushed[..] else { panic!("{pushed:?}") };
    let (_, results) = told(changed);
    assert_eq!(counts(&results), Some(vec![0, 1, 0]));
    let by = enums::Peer::from(types::PeerUser { user_id: account(&telegram, &bob) });
    assert_eq!((&voted.peer, &voted.positions[..], voted.qts), (&by, &[1][..], 2));

    let missed = functions::updates::GetDifference {
        pts: 1,
        pts_limit: None,
        pts_total_limit: None,
        date: 1,
        qts: 1,
        qts_limit: None,
    };
    let enums::updates::Difference::Difference(missed) = telegram.call(&bot, &missed).expect("it may") else {
        panic!("it fits into one")
    };
    assert!(missed.other_updates.contains(&pushed[1]), "{:?}", missed.other_updates);
    let enums::updates::State::State(state) = missed.state;
    assert_eq!(state.qts, 2);
}
