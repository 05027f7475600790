//! Polls and quizzes.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::Caller;
use telewire::sandbox::world::chats::rights::Bans;

use super::administration::{FOR_EVER, account, banned_rights, bring, found};
use super::files::send as send_media;
use super::login::sign_in_carol;
use super::{ANN, BOB, Telegram, brought, messages, plain, updates};

mod closing;
mod making;
mod voting;

pub const OPTIONS: [&str; 3] = ["Oars", "Sails", "Engine"];

fn phrase(text: &str) -> enums::TextWithEntities {
    types::TextWithEntities { text: text.to_owned(), entities: Vec::new() }.into()
}

pub fn poll(options: &[&str]) -> types::Poll {
    let answer = |text: &&str| types::InputPollAnswer { text: phrase(text), media: None }.into();
    types::Poll {
        id: 0,
        closed: false,
        public_voters: false,
        multiple_choice: false,
        quiz: false,
        open_answers: false,
        revoting_disabled: false,
        shuffle_answers: false,
        hide_results_until_close: false,
        creator: false,
        subscribers_only: false,
        question: phrase("How do we row?"),
        answers: options.iter().map(answer).collect(),
        close_period: None,
        close_date: None,
        countries_iso2: None,
        hash: 0,
    }
}

pub fn media(poll: types::Poll) -> types::InputMediaPoll {
    types::InputMediaPoll {
        poll: poll.into(),
        correct_answers: None,
        attached_media: None,
        solution: None,
        solution_entities: None,
        solution_media: None,
    }
}

fn quiz(correct: Vec<i32>) -> types::InputMediaPoll {
    types::InputMediaPoll {
        correct_answers: Some(correct),
        solution: Some("There is no wind.".to_owned()),
        solution_entities: Some(Vec::new()),
        ..media(types::Poll { quiz: true, ..poll(&OPTIONS) })
    }
}

/// Sends the poll. Returns its id.
fn ask(telegram: &mut Telegram, by: &Caller, to: &enums::InputPeer, asked: types::InputMediaPoll) -> i32 {
    telegram.call(by, &send_media(to, asked, 1)).expect("it may be asked");
    telegram.history(by, to)[0].id()
}

pub fn vote(peer: &enums::InputPeer, msg_id: i32, options: &[&str]) -> functions::messages::SendVote {
    let options = options.iter().map(|option| option.as_bytes().to_vec()).collect();
    functions::messages::SendVote { peer: peer.clone(), msg_id, options }
}

pub fn close(peer: &enums::InputPeer, id: i32, poll: types::Poll) -> functions::messages::EditMessage {
    functions::messages::EditMessage {
        media: Some(media(types::Poll { closed: true, ..poll }).into()),
        ..super::editing::edit(peer, id, "")
    }
}

fn shown(message: &enums::Message) -> (types::Poll, types::PollResults) {
    match &plain(message).media {
        Some(enums::MessageMedia::Poll(media)) => {
            let (enums::Poll::Poll(poll), enums::PollResults::Results(results)) =
                (&media.poll, &media.results);
            (poll.clone(), (**results).clone())
        }
        other => panic!("{other:?}"),
    }
}

/// The poll of an update, and its results.
fn told(update: &enums::Update) -> (types::UpdateMessagePoll, types::PollResults) {
    match update {
        enums::Update::MessagePoll(update) => {
            let enums::PollResults::Results(results) = &update.results;
            (update.clone(), (**results).clone())
        }
        other => panic!("{other:?}"),
    }
}

/// The votes for each option, if they are included.
fn counts(results: &types::PollResults) -> Option<Vec<i32>> {
    let count = |option: &enums::PollAnswerVoters| {
        let enums::PollAnswerVoters::Voters(option) = option;
        option.voters.unwrap_or(-1)
    };
    Some(results.results.as_ref()?.iter().map(count).collect())
}

/// The options that the reader chose, according to the results.
fn chosen(results: &types::PollResults) -> Vec<&[u8]> {
    let all = results.results.iter().flatten().map(|enums::PollAnswerVoters::Voters(option)| option);
    all.filter(|option| option.chosen).map(|option| &*option.option).collect()
}

fn correct(results: &types::PollResults) -> Vec<&[u8]> {
    let all = results.results.iter().flatten().map(|enums::PollAnswerVoters::Voters(option)| option);
    all.filter(|option| option.correct).map(|option| &*option.option).collect()
}

/// Ann's supergroup with Bob and Carol, as each of them names it.
struct Crew {
    telegram: Telegram,
    ann: Caller,
    bob: Caller,
    carol: Caller,
    hers: enums::InputPeer,
    his: enums::InputPeer,
    carols: enums::InputPeer,
}

impl Crew {
    fn new() -> Self {
        let mut telegram = Telegram::new();
        let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
        let carol = sign_in_carol(&mut telegram);
        let hers = found(&mut telegram, &ann, false);
        let his = bring(&mut telegram, &ann, &hers, "bob_baker", &bob);
        let carols = bring(&mut telegram, &ann, &hers, "carol_clark", &carol);
        Self { telegram, ann, bob, carol, hers, his, carols }
    }
}
