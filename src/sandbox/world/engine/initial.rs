//! The initial world: its people, chats and messages.

use std::sync::LazyLock;

use crate::sandbox::world::chats::chat::{ChatKind, Invite};
use crate::sandbox::world::chats::create::NewChat;
use crate::sandbox::world::files::file::Attribute;
use crate::sandbox::world::files::image::banded_png;
use crate::sandbox::world::messages::draft::Draft;
use crate::sandbox::world::messages::entity::{Entity, Style};
use crate::sandbox::world::messages::message::Media;
use crate::sandbox::world::people::lookup::digits;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::people::person::NewPerson;
use crate::sandbox::world::{Clock, World};

/// The home DC of bots.
const HOME_DC: i32 = 2;

/// Bands of colour for sky, water and quay.
static HARBOUR: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let sky = (0..8).map(|step| [120 + step * 12, 160 + step * 8, 230]);
    let water = (0..6).map(|step| [20, 70 + step * 6, 110 + step * 6]);
    let quay = [[96, 88, 80], [72, 66, 60]];
    banded_png(1280, 853, &sky.chain(water).chain(quay).collect::<Vec<_>>())
});

/// A PDF of one page.
const PAPERS: &str = include_str!("initial/boat.pdf");

/// Seconds of history before now.
const PAST: i64 = 2 * 24 * 3600;

impl World {
    pub(in crate::sandbox::world) fn populate(&mut self) {
        let now = self.clock.now();
        self.clock = Clock::standing(now - PAST);

        let ann = self.add_initial_user("+9996620001", "Ann", "Archer", "ann_archer", None);
        let bob = self.add_initial_user("+9996620002", "Bob", "Baker", "bob_baker", None);
        let carol =
            self.add_initial_user("+9996610003", "Carol", "Clark", "carol_clark", Some("correct horse"));
        let bot = NewPerson {
            token: Some("7000001:sandbox".to_owned()),
            first_name: "Sandbox Bot".to_owned(),
            username: Some("sandbox_bot".to_owned()),
            inline: true,
            ..NewPerson::default()
        };
        let bot = self.create_person(bot, HOME_DC);
        for (one, other) in [(ann, bob), (bob, ann), (ann, carol), (carol, bob)] {
            self.people.entry(one).and_modify(|person| person.contacts.extend([other]));
        }

        let news = self.create_chat(NewChat {
            kind: ChatKind::Channel,
            title: "Sandbox News".to_owned(),
            about: "What is new in the sandbox.".to_owned(),
            username: Some("sandbox_news".to_owned()),
            owner: carol,
            members: vec![ann],
        });
        let lounge = self.create_chat(NewChat {
            kind: ChatKind::Supergroup,
            title: "Sandbox Lounge".to_owned(),
            about: "Come in and talk.".to_owned(),
            username: Some("sandbox_lounge".to_owned()),
            owner: bob,
            members: vec![carol, bot],
        });
        let back_room = self.create_chat(NewChat {
            kind: ChatKind::Supergroup,
            title: "Back Room".to_owned(),
            about: "By invitation.".to_owned(),
            username: None,
            owner: bob,
            members: vec![carol],
        });
        self.open_by(back_room, bob, "SandboxBackRoom", false);
        let waiting = self.create_chat(NewChat {
            kind: ChatKind::Supergroup,
            title: "Waiting Room".to_owned(),
            about: "Ask to be let in.".to_owned(),
            username: None,
            owner: carol,
            members: vec![bob],
        });
        self.open_by(waiting, carol, "SandboxWaiting", true);

        self.send_past(carol, news, "Welcome to Sandbox News.");
        self.send_past(bob, lounge, "Anybody here?");
        self.send_past(carol, lounge, "Always.");
        self.send_past(bob, back_room, "Nobody hears us in here.");
        self.send_past(carol, waiting, "We will let you in soon.");
        self.send_past(carol, Peer::User(ann), "Hello Ann, this is Carol.");
        self.send_past(bob, Peer::User(ann), "Hi Ann!");
        self.send_past(ann, Peer::User(bob), "Hi Bob. How is the new boat?");
        self.send_past_media(carol, news, "The harbour this morning.", |world, carol| {
            let image = world.own_contents(HARBOUR.clone());
            let file = world.store_photo(carol, image).expect("the harbour is a PNG of a photo's measures");
            Media::Photo { file, spoiler: false }
        });
        self.send_past_media(bob, Peer::User(ann), "Its papers, at last.", |world, bob| {
            let papers = world.own_contents(PAPERS.as_bytes().to_vec());
            let name = vec![Attribute::Name("boat.pdf".to_owned())];
            let file = world.store_document(bob, papers, "application/pdf".to_owned(), name, None);
            let file = file.expect("without a thumbnail there is nothing to refuse");
            Media::Document { file, spoiler: false }
        });
        self.send_past_bold(carol, news, "Version 1", ": the sandbox is open.");
        self.send_past(bob, lounge, "Come and see the boat on Sunday.");

        let left = now - self.clock.now();
        self.advance(u32::try_from(left).unwrap_or(0));
    }

    fn add_initial_user(
        &mut self,
        phone: &str,
        first: &str,
        last: &str,
        username: &str,
        password: Option<&str>,
    ) -> i64 {
        let phone = digits(phone);
        let dc = self.dc_of_phone(&phone).unwrap_or(HOME_DC);
        let person = NewPerson {
            inline: false,
            phone: Some(phone),
            first_name: first.to_owned(),
            last_name: Some(last.to_owned()),
            username: Some(username.to_owned()),
            password: password.map(str::to_owned),
            token: None,
        };
        self.create_person(person, dc)
    }

    fn open_by(&mut self, chat: Peer, creator: i64, hash: &str, by_request: bool) {
        let created = self.now();
        let hash = hash.to_owned();
        let invite = Invite {
            hash,
            creator,
            created,
            by_request,
            expires: None,
            limit: None,
            used: 0,
            revoked: false,
            permanent: !by_request,
            title: None,
        };
        self.chats.entry(chat).and_modify(|chat| chat.invites.push(invite));
    }

    fn send_past(&mut self, author: i64, to: Peer, text: &str) {
        self.send_past_draft(author, to, Draft { text: text.to_owned(), ..Draft::default() });
    }

    fn send_past_media(&mut self, author: i64, to: Peer, text: &str, media: fn(&mut World, i64) -> Media) {
        let media = Some(media(self, author));
        self.send_past_draft(author, to, Draft { text: text.to_owned(), media, ..Draft::default() });
    }

    fn send_past_bold(&mut self, author: i64, to: Peer, bold: &str, rest: &str) {
        let length = bold.encode_utf16().count() as i32;
        let entities = vec![Entity { offset: 0, length, style: Style::Bold }];
        self.send_past_draft(
            author,
            to,
            Draft { text: format!("{bold}{rest}"), entities, ..Draft::default() },
        );
    }

    /// Sends a message three hours after the previous one.
    fn send_past_draft(&mut self, author: i64, to: Peer, draft: Draft) {
        self.advance(3 * 3600);
        let sent = self.send(author, to, draft);
        debug_assert!(sent.is_ok(), "everybody may write where the fresh world has them write: {sent:?}");
    }
}
