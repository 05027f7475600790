//! Data that is expensive to get from Telegram is fetched once, even by short-lived processes.

use std::path::PathBuf;

use base64::Engine;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use telewire::session::{Keyring, Session};

use crate::stage::{ANN, BOB, CAROL, CAROLS_PASSWORD, Stage};

/// Short-lived processes that share a session file, as cron starts them.
struct Cron {
    stage: Stage,
    session: PathBuf,
}

impl Cron {
    async fn of(stage: Stage, session: &str) -> Self {
        let path = stage.path("session");
        std::fs::write(&path, session).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        Self { stage, session: path }
    }

    /// Runs one `telewire call`, in its own process.
    async fn call(&self, arguments: &[&str]) -> Value {
        let mut command = self.stage.command();
        command.arg("call").args(arguments).arg("--session-file").arg(&self.session);
        let output = command.spawn().unwrap().wait_with_output().await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn session(&self) -> String {
        std::fs::read_to_string(&self.session).unwrap().trim().to_owned()
    }

    fn keyring(&self) -> Keyring {
        Keyring::parse(&std::fs::read_to_string(self.stage.path("config/telewire/key")).unwrap()).unwrap()
    }

    fn opened(&self) -> Session {
        self.keyring().open(&self.session(), "sandbox").unwrap()
    }

    /// Makes everything learned an hour older, in the sandbox and in the session.
    async fn an_hour_passes(&self) {
        self.stage.sandbox("sandbox.advance", json!({"duration": 3600})).await;
        let mut session = self.opened();
        for name in &mut session.learned.names {
            name.resolved_at = name.resolved_at.checked_sub(1.hour()).unwrap();
        }
        std::fs::write(&self.session, self.keyring().seal(&session).expose()).unwrap();
    }
}

#[tokio::test]
async fn fifty_short_downloads_from_another_dc_make_one_export() {
    // Telegram allows 40 an hour.
    let stage = Stage::realistic().await;
    let carol = stage.log_in_with_password(CAROL, CAROLS_PASSWORD).await;
    let data = base64::prelude::BASE64_STANDARD.encode([7; 1000]);
    let sent =
        json!({"session": carol, "chat_id": "@ann_archer", "data_base64": data, "file_name": "carols.bin"});
    stage.call("messages.sendFile", sent).await;
    let ann = stage.log_in(ANN).await;
    let cron = Cron::of(stage, &ann).await;
    let resolved = cron.stage.calls("contacts.resolveUsername").await;
    let history = cron.call(&["messages.history", "chat_id=@carol_clark", "limit=1"]).await;
    let message = format!("message_id={}", history["items"][0]["message_id"]);
    for _ in 0..50 {
        let got = cron.call(&["media.download", "chat_id=@carol_clark", &message, "inline=true"]).await;
        assert_eq!(got["downloaded_size"], 1000);
    }
    assert_eq!(cron.stage.calls("auth.exportAuthorization").await, 1);
    assert_eq!(cron.stage.calls("contacts.resolveUsername").await, resolved + 1);
    assert_eq!(cron.opened().learned.keys.len(), 1);
}

#[tokio::test]
async fn a_week_of_hourly_sends_by_name_resolves_it_once_a_day() {
    let stage = Stage::realistic().await;
    let ann = stage.log_in(ANN).await;
    let cron = Cron::of(stage, &ann).await;
    let (days, hours) = (7, 24);
    for hour in 0..days * hours {
        cron.call(&["messages.send", "chat_id=@bob_baker", &format!("text=Hour {hour}")]).await;
        cron.an_hour_passes().await;
    }
    assert_eq!(cron.stage.calls("contacts.resolveUsername").await, days);
}

#[tokio::test]
async fn a_failed_call_saves_what_it_has_learned() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let cron = Cron::of(stage, &ann).await;
    for _ in 0..3 {
        let fault = json!({"kind": "flood_wait", "method": "messages.sendMessage", "duration": 300});
        cron.stage.sandbox("sandbox.fault", fault).await;
        let mut command = cron.stage.command();
        command.args(["call", "messages.send", "chat_id=@bob_baker", "text=hi", "--session-file"]);
        let output = command.arg(&cron.session).spawn().unwrap().wait_with_output().await.unwrap();
        assert_eq!(output.status.code(), Some(7), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(cron.stage.calls("contacts.resolveUsername").await, 1);
}

#[tokio::test]
async fn following_events_saves_what_was_learned() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let bob = stage.log_in(BOB).await;
    let cron = Cron::of(stage, &ann).await;
    cron.call(&["messages.send", "chat_id=@bob_baker", "text=first"]).await;
    let begin = cron.call(&["updates.poll", "wait=0"]).await["cursor"].as_str().unwrap().to_owned();
    // The session from before the name was resolved.
    let mut session = cron.opened();
    session.learned.names.clear();
    std::fs::write(&cron.session, cron.keyring().seal(&session).expose()).unwrap();
    let sent = json!({"session": bob, "chat_id": "@ann_archer", "text": "hi"});
    cron.stage.call("messages.send", sent).await;
    let mut command = cron.stage.command();
    command.args(["call", "--follow", "updates.subscribe", "chat_ids=[\"@bob_baker\"]", "--session-file"]);
    command.arg(&cron.session).arg(format!("cursor={begin}"));
    let mut follower = command.spawn().unwrap();
    let mut events = tokio::io::BufReader::new(follower.stdout.take().unwrap());
    let mut event = String::new();
    tokio::io::AsyncBufReadExt::read_line(&mut events, &mut event).await.unwrap();
    // It exits when its reader closes the pipe.
    drop(events);
    assert!(follower.wait().await.unwrap().success());
    assert_eq!(cron.opened().learned.names.len(), 1, "{event}");
}

#[tokio::test]
async fn an_hourly_job_with_eight_names_stays_below_telegrams_daily_limit() {
    let stage = Stage::realistic().await;
    let names: Vec<String> = (0..8).map(|number| format!("sailor_{number}")).collect();
    for (number, username) in names.iter().enumerate() {
        let new =
            json!({"phone": format!("+999662100{number}"), "first_name": "Sailor", "username": username});
        stage.sandbox("sandbox.addUser", new).await;
    }
    let ann = stage.log_in(ANN).await;
    let cron = Cron::of(stage, &ann).await;
    let named: Vec<String> = names.iter().map(|name| format!("@{name}")).collect();
    let params = format!("params={}", json!({"id": named}));
    // 8 names an hour would be 192 a day. Telegram allows 160.
    for _ in 0..24 {
        let found = cron.call(&["telegram.invoke", "method=users.getUsers", &params]).await;
        assert_eq!(found["result"].as_array().unwrap().len(), 8, "{found}");
        cron.an_hour_passes().await;
    }
    assert_eq!(cron.stage.calls("contacts.resolveUsername").await, 8);
}

#[tokio::test]
async fn a_refresh_returns_what_was_learned_and_whether_anything_was() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let same = stage.call("session.refresh", json!({"session": session})).await;
    assert_eq!((&same["session"], &same["is_changed"]), (&json!(session), &json!(false)));

    stage.call("chats.get", json!({"session": session, "chat_id": "@Bob_Baker"})).await;
    let refreshed = stage.call("session.refresh", json!({"session": session})).await;
    assert_eq!(refreshed["is_changed"], true);
    let newer = refreshed["session"].as_str().unwrap().to_owned();
    let again = stage.call("session.refresh", json!({"session": newer})).await;
    assert_eq!((&again["session"], &again["is_changed"]), (&json!(newer), &json!(false)));

    // Another process gets the name from the string, and a handle stands for the newest string.
    let stage = stage.restart().await;
    let handle = stage.call("session.attach", json!({"session": session})).await["handle"].clone();
    stage.call("chats.get", json!({"session": newer, "chat_id": "@bob_baker"})).await;
    assert_eq!(stage.calls("contacts.resolveUsername").await, 1);
    stage.call("session.refresh", json!({"session": handle})).await;
    let attached = stage.call("session.refresh", json!({"session": handle})).await;
    assert_eq!(attached["is_changed"], false, "the handle stands for the string with the name");

    let sent = stage.send_code(BOB).await;
    let refused = stage.fail("session.refresh", json!({"session": sent["session"]})).await;
    assert_eq!(refused["data"]["kind"], "not_signed_in");
}

#[tokio::test]
async fn outdated_data_in_a_string_costs_one_more_request() {
    let stage = Stage::new().await;
    let carol = stage.log_in_with_password(CAROL, CAROLS_PASSWORD).await;
    let sent =
        json!({"session": carol, "chat_id": "@ann_archer", "data_base64": "SGk=", "file_name": "hi.txt"});
    stage.call("messages.sendFile", sent).await;
    let ann = stage.log_in(ANN).await;
    let cron = Cron::of(stage, &ann).await;
    // A key that the other DC never had.
    let mut session = cron.opened();
    let key = telewire::secret::SecretBytes::new(&mut [9; 256]);
    session.learned.keys.push(telewire::session::DcKey { dc: 1, key, family: None });
    std::fs::write(&cron.session, cron.keyring().seal(&session).expose()).unwrap();
    let history = cron.call(&["messages.history", "chat_id=@carol_clark", "limit=1"]).await;
    let message = format!("message_id={}", history["items"][0]["message_id"]);
    let download = ["media.download", "chat_id=@carol_clark", &message, "inline=true"];
    assert_eq!(cron.call(&download).await["data_base64"], "SGk=");
    assert_eq!(cron.call(&download).await["data_base64"], "SGk=");
    assert_eq!(cron.stage.calls("auth.exportAuthorization").await, 1);
}

#[tokio::test]
async fn a_name_learned_in_the_future_expires_too() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let cron = Cron::of(stage, &ann).await;
    cron.call(&["chats.get", "chat_id=@bob_baker"]).await;
    let mut session = cron.opened();
    session.learned.names[0].resolved_at = Timestamp::now().checked_add(1000.hours()).unwrap();
    std::fs::write(&cron.session, cron.keyring().seal(&session).expose()).unwrap();
    cron.call(&["chats.get", "chat_id=@bob_baker"]).await;
    assert_eq!(cron.stage.calls("contacts.resolveUsername").await, 2);
}
