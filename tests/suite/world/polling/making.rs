//! Creating polls.

use super::*;

#[test]
fn a_poll_is_shown_to_everybody_and_its_votes_only_to_voters() {
    let mut crew = Crew::new();
    let id = ask(&mut crew.telegram, &crew.ann, &crew.hers, media(poll(&OPTIONS)));
    let (hers, results) = shown(&crew.telegram.history(&crew.ann, &crew.hers)[0]);
    assert!(hers.creator && !hers.closed && !hers.public_voters);
    assert_eq!((counts(&results), results.total_voters), (None, Some(0)));
    let (his, _) = shown(&crew.telegram.history(&crew.bob, &crew.his)[0]);
    assert_eq!((his.id, his.creator), (hers.id, false));
    assert_eq!(his.question, phrase("How do we row?"));
    let named = |answer: &enums::PollAnswer| match answer {
        enums::PollAnswer::Answer(answer) => (answer.text.clone(), answer.option.clone()),
        other => panic!("{other:?}"),
    };
    let named: Vec<_> = his.answers.iter().map(named).collect();
    let expected = [("Oars", b"0"), ("Sails", b"1"), ("Engine", b"2")];
    assert_eq!(named, expected.map(|(text, data)| (phrase(text), data.to_vec())));

    crew.telegram.call(&crew.bob, &vote(&crew.his, id, &["1"])).expect("he is asked");
    let (_, results) = shown(&crew.telegram.history(&crew.ann, &crew.hers)[0]);
    assert_eq!((counts(&results), results.total_voters), (None, Some(1)));
    let (_, results) = shown(&crew.telegram.history(&crew.bob, &crew.his)[0]);
    assert_eq!((counts(&results), chosen(&results)), (Some(vec![0, 1, 0]), vec![&b"1"[..]]));
}

#[test]
fn an_invalid_poll_is_rejected() {
    let mut crew = Crew::new();
    let long = "x".repeat(256);
    let answer = |text: &str, option: &[u8]| {
        let option = option.to_vec();
        types::PollAnswer { text: phrase(text), option, media: None, added_by: None, date: None }.into()
    };
    let of = |answers| media(types::Poll { answers, ..poll(&OPTIONS) });
    let many = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"];
    for (name, asked) in [
        ("POLL_QUESTION_INVALID", media(types::Poll { question: phrase(" "), ..poll(&OPTIONS) })),
        ("POLL_QUESTION_INVALID", media(types::Poll { question: phrase(&long), ..poll(&OPTIONS) })),
        ("POLL_ANSWERS_INVALID", media(poll(&["One"]))),
        ("POLL_ANSWERS_INVALID", media(poll(&many))),
        ("POLL_ANSWER_INVALID", media(poll(&["One", ""]))),
        ("POLL_ANSWER_INVALID", media(poll(&["One", &long[..101]]))),
        ("POLL_OPTION_INVALID", of(vec![answer("a", b"1"), answer("b", b"")])),
        ("POLL_OPTION_DUPLICATE", of(vec![answer("a", b"1"), answer("b", b"1")])),
        ("QUIZ_CORRECT_ANSWERS_EMPTY", quiz(Vec::new())),
        ("QUIZ_CORRECT_ANSWERS_TOO_MUCH", quiz(vec![0, 1])),
        ("QUIZ_CORRECT_ANSWER_INVALID", quiz(vec![3])),
        ("QUIZ_CORRECT_ANSWER_INVALID", quiz(vec![-1])),
    ] {
        let function = send_media(&crew.hers, asked, 1);
        assert_eq!(crew.telegram.refusal(&crew.ann, &function), format!("400 {name}"));
    }
}

#[test]
fn a_quizs_explanation_has_up_to_200_characters_and_two_line_feeds() {
    let mut crew = Crew::new();
    let explained = |solution: &str, id| {
        let solution = Some(solution.to_owned());
        send_media(&crew.hers, types::InputMediaPoll { solution, ..quiz(vec![0]) }, id)
    };
    let inside = [
        explained(&"é".repeat(200), 1),
        explained("One\ntwo\nthree", 2),
        explained(&format!("\n {} \n\n", "é".repeat(200)), 3),
    ];
    let outside = [
        (explained(&"é".repeat(201), 4), "400 MEDIA_INVALID"),
        (explained("One\ntwo\nthree\nfour", 5), "400 MEDIA_INVALID"),
    ];
    crew.telegram.limit(&crew.ann, &inside, &outside);
}

#[test]
fn a_poll_closes_after_five_seconds_to_a_month() {
    let mut crew = Crew::new();
    let now = crew.telegram.world.now();
    let closing = |close_period, close_date, id| {
        send_media(&crew.hers, media(types::Poll { close_period, close_date, ..poll(&OPTIONS) }), id)
    };
    let inside = [
        closing(Some(5), None, 1),
        closing(Some(2_628_000), None, 2),
        closing(None, Some(now + 5), 3),
        closing(None, Some(now + 2_628_000), 4),
    ];
    let outside = [
        (Some(4), None),
        (Some(0), None),
        (Some(-1), None),
        (Some(2_628_001), None),
        (None, Some(now + 4)),
        (None, Some(now - 1)),
        (None, Some(now + 2_628_001)),
        (Some(60), Some(now + 60)),
    ];
    let outside = outside.map(|(period, date)| (closing(period, date, 9), "400 MEDIA_INVALID"));
    crew.telegram.limit(&crew.ann, &inside, &outside);
    // A scheduled poll opens when it is sent.
    let later = |close_date, id| {
        let at = Some(now + 60);
        functions::messages::SendMedia { schedule_date: at, ..closing(None, Some(close_date), id) }
    };
    let waiting = [later(now + 65, 11), later(now + 60 + 2_628_000, 12)];
    let outside = [now + 64, now + 60 + 2_628_001].map(|date| (later(date, 13), "400 MEDIA_INVALID"));
    crew.telegram.limit(&crew.ann, &waiting, &outside);
    // It was sent when it could still be voted in.
    crew.telegram.world.advance(60);
    crew.telegram.call(&crew.ann, &inside[2]).expect("a repetition");
}

#[test]
fn blanks_around_the_question_are_trimmed() {
    let mut crew = Crew::new();
    let asked = types::Poll { question: phrase(" How?\n"), ..poll(&[" Oars ", "Sails"]) };
    ask(&mut crew.telegram, &crew.ann, &crew.hers, media(asked));
    let (shown, _) = shown(&crew.telegram.history(&crew.ann, &crew.hers)[0]);
    assert_eq!(shown.question, phrase("How?"));
    assert!(matches!(&shown.answers[0], enums::PollAnswer::Answer(answer) if answer.text == phrase("Oars")));
}

#[test]
fn a_quiz_is_forwarded_without_its_author_only_by_users_who_know_the_answer() {
    let mut crew = Crew::new();
    let id = ask(&mut crew.telegram, &crew.ann, &crew.hers, quiz(vec![1]));
    let hidden = |random_id: i64| {
        let forward = super::super::forwarding::forward(&crew.his, &[id], &enums::InputPeer::PeerSelf);
        functions::messages::ForwardMessages { drop_author: true, random_id: vec![random_id], ..forward }
    };
    assert_eq!(crew.telegram.refusal(&crew.bob, &hidden(1)), "400 QUIZ_ANSWER_MISSING");
    crew.telegram.call(&crew.bob, &vote(&crew.his, id, &["1"])).expect("he is asked");
    crew.telegram.call(&crew.bob, &hidden(2)).expect("he knows it");
}

#[test]
fn a_poll_is_accepted_everywhere_except_in_private_chats_with_users() {
    let mut crew = Crew::new();
    let (bob, bot) =
        (crew.telegram.resolve(&crew.ann, "bob_baker"), crew.telegram.resolve(&crew.ann, "sandbox_bot"));
    let asked = |to: &enums::InputPeer, poll, id| send_media(to, media(poll), id);
    assert_eq!(crew.telegram.refusal(&crew.ann, &asked(&bob, poll(&OPTIONS), 1)), "400 MEDIA_INVALID");
    for to in [enums::InputPeer::PeerSelf, bot] {
        crew.telegram.call(&crew.ann, &asked(&to, poll(&OPTIONS), 2)).expect("it may be asked there");
    }
    let channel = found(&mut crew.telegram, &crew.ann, true);
    let public = types::Poll { public_voters: true, ..poll(&OPTIONS) };
    let refused = crew.telegram.refusal(&crew.ann, &asked(&channel, public, 3));
    assert_eq!(refused, "400 BROADCAST_PUBLIC_VOTERS_FORBIDDEN");
    crew.telegram.call(&crew.ann, &asked(&channel, poll(&OPTIONS), 4)).expect("it is hers");
}

#[test]
fn sending_polls_without_the_right_is_rejected() {
    let mut crew = Crew::new();
    let no_polls = Bans { send_polls: true, ..Bans::default() };
    let taken = functions::messages::EditChatDefaultBannedRights {
        peer: crew.hers.clone(),
        banned_rights: banned_rights(no_polls, FOR_EVER),
    };
    crew.telegram.call(&crew.ann, &taken).expect("it is hers");
    let function = send_media(&crew.his, media(poll(&OPTIONS)), 1);
    assert_eq!(crew.telegram.refusal(&crew.bob, &function), "403 CHAT_SEND_POLL_FORBIDDEN");
}

#[test]
fn polls_are_found_by_kind_and_by_words_of_the_question() {
    let mut crew = Crew::new();
    crew.telegram.send(&crew.ann, &crew.hers, "Row, row", 2);
    let id = ask(&mut crew.telegram, &crew.ann, &crew.hers, media(poll(&OPTIONS)));
    let search = |q: &str, filter| functions::messages::Search {
        peer: crew.hers.clone(),
        q: q.to_owned(),
        from_id: None,
        saved_peer_id: None,
        saved_reaction: None,
        top_msg_id: None,
        filter,
        min_date: 0,
        max_date: 0,
        offset_id: 0,
        add_offset: 0,
        limit: 10,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    let by_kind = search("", enums::MessagesFilter::InputMessagesFilterPoll);
    let by_words = search("how row", enums::MessagesFilter::InputMessagesFilterEmpty);
    for search in [by_kind, by_words] {
        let found = messages(crew.telegram.call(&crew.ann, &search).expect("she may"));
        assert_eq!(super::super::ids(&found), [id]);
    }
}
