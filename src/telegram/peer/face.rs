//! The names of a user, kept for answers that omit them.

use grammers_client::tl;

/// The details of a user that messages show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    pub bot: bool,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub username: Option<String>,
}

impl Face {
    pub fn of(user: &tl::types::User) -> Self {
        let usernames = user.usernames.iter().flatten();
        let active = usernames.map(|tl::enums::Username::Username(username)| username);
        let active =
            active.filter(|username| username.active).map(|username| username.username.clone()).next();
        Self {
            bot: user.bot,
            first_name: user.first_name.clone().filter(|name| !name.is_empty()),
            last_name: user.last_name.clone().filter(|name| !name.is_empty()),
            username: user.username.clone().or(active),
        }
    }

    /// The full name.
    pub fn title(&self) -> Option<String> {
        let names: Vec<&str> =
            [&self.first_name, &self.last_name].into_iter().flatten().map(String::as_str).collect();
        Some(names.join(" ")).filter(|title| !title.is_empty())
    }
}
