//! Names of users and chats.

use super::super::administration::{create_channel, found};
use super::super::as_channel;
use super::*;

fn take(name: &str) -> functions::account::UpdateUsername {
    functions::account::UpdateUsername { username: name.to_owned() }
}

#[test]
fn a_username_has_5_to_32_letters_digits_and_single_underscores() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let longest = "a".repeat(32);
    let names = ["annie", "a_1_b", longest.as_str()];
    let inside = names.map(take);
    let too_long = "a".repeat(33);
    let refused = [
        ("anni", "400 USERNAME_PURCHASE_AVAILABLE"),
        ("a__b", "400 USERNAME_INVALID"),
        ("ann", "400 USERNAME_INVALID"),
        (too_long.as_str(), "400 USERNAME_INVALID"),
        ("1annie", "400 USERNAME_INVALID"),
        ("_annie", "400 USERNAME_INVALID"),
        ("annie_", "400 USERNAME_INVALID"),
        ("ann__ie", "400 USERNAME_INVALID"),
        ("ann-ie", "400 USERNAME_INVALID"),
        ("ännie", "400 USERNAME_INVALID"),
        ("bob_baker", "400 USERNAME_OCCUPIED"),
    ];
    let outside = refused.map(|(name, refusal)| (take(name), refusal));
    telegram.limit(&ann, &inside, &outside);

    let channel = found(&mut telegram, &ann, true);
    let public = |name: &str| functions::channels::UpdateUsername {
        channel: as_channel(&channel),
        username: name.to_owned(),
    };
    let free = ["crewe", "c_1_d"].map(public);
    telegram.limit(&ann, &free, &refused.map(|(name, refusal)| (public(name), refusal)));

    let check = |name: &str| functions::account::CheckUsername { username: name.to_owned() };
    let check_for = |name: &str| functions::channels::CheckUsername {
        channel: as_channel(&channel),
        username: name.to_owned(),
    };
    for (name, refusal) in refused.into_iter().filter(|(_, refusal)| *refusal != "400 USERNAME_OCCUPIED") {
        assert_eq!(telegram.refusal(&ann, &check(name)), refusal, "{name}");
        assert_eq!(telegram.refusal(&ann, &check_for(name)), refusal, "{name}");
    }
    assert_eq!(telegram.call(&ann, &check("bob_baker")), Ok(false));
    assert_eq!(telegram.call(&ann, &check_for("bob_baker")), Ok(false));
    assert_eq!(telegram.call(&ann, &check("sailor")), Ok(true));
}

#[test]
fn a_user_has_names_of_64_characters_and_a_bio_of_70() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let profile = |first: &str, last: &str, about: &str| functions::account::UpdateProfile {
        first_name: Some(first.to_owned()),
        last_name: Some(last.to_owned()),
        about: Some(about.to_owned()),
    };
    let (name, about) = ("é".repeat(64), "é".repeat(70));
    let (long_name, long_about) = ("é".repeat(65), "é".repeat(71));
    let inside = [profile(&name, &name, &about), profile(&format!(" {name} "), "", &format!("\n{about}\n"))];
    let outside = [
        (profile(&long_name, "", ""), "400 FIRSTNAME_INVALID"),
        (profile("", "", ""), "400 FIRSTNAME_INVALID"),
        (profile("Ann", &long_name, ""), "400 LASTNAME_INVALID"),
        (profile("Ann", "", &long_about), "400 ABOUT_TOO_LONG"),
    ];
    telegram.limit(&ann, &inside, &outside);
}

#[test]
fn a_chat_has_a_title_of_128_characters_and_a_description_of_255() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let (title, long) = ("é".repeat(128), "é".repeat(129));
    let new = |title: &str, about: String| functions::channels::CreateChannel {
        about,
        ..create_channel(title, true)
    };
    let inside = [new(&title, "é".repeat(255)), new(&format!(" {title}\n"), String::new())];
    let outside = [
        (new(&long, String::new()), "400 CHAT_TITLE_EMPTY"),
        (new(" ", String::new()), "400 CHAT_TITLE_EMPTY"),
        (new("Crew", "é".repeat(256)), "400 CHAT_ABOUT_TOO_LONG"),
    ];
    telegram.limit(&ann, &inside, &outside);

    let channel = found(&mut telegram, &ann, false);
    let rename = |title: &str| functions::channels::EditTitle {
        channel: as_channel(&channel),
        title: title.to_owned(),
    };
    telegram.limit(
        &ann,
        &[rename(&title)],
        &[(rename(&long), "400 CHAT_TITLE_EMPTY"), (rename(""), "400 CHAT_TITLE_EMPTY")],
    );
    let describe = |about: String| functions::messages::EditChatAbout { peer: channel.clone(), about };
    let inside = [describe("é".repeat(255)), describe(String::new())];
    let outside = [
        (describe("é".repeat(256)), "400 CHAT_ABOUT_TOO_LONG"),
        (describe(" About it ".to_owned()), "400 CHAT_ABOUT_NOT_MODIFIED"),
    ];
    telegram.limit(&ann, &inside, &outside);
}
