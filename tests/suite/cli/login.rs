//! `telewire login`, its answers given through a pipe.

use expect_test::expect;

use super::{KEY, Scene, finish, mode};
use crate::stage::{ANN, CAROL, CAROLS_PASSWORD};

#[tokio::test]
async fn a_login_asks_for_what_it_needs() {
    let scene = Scene::new().await;
    let input = format!("1\nhash\n{CAROL}\n11111\n{CAROLS_PASSWORD}\n");
    let mut command = scene.command(&["login"]);
    command.env("TELEWIRE_KEY", KEY);
    let done = finish(command, &input).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    expect![[r#"
        api_id (from https://my.telegram.org): api_hash: Phone number, as +15551234567: Code (sent by SMS): Two-step verification password: Signed in as Carol.
        Whoever has it and your sealing key has your account: keep both secret, one string on one machine.
    "#]].assert_eq(&done.complained);
    let mut command = scene.command(&["call", "account.me"]);
    command.env("TELEWIRE_KEY", KEY).env("TELEWIRE_SESSION", done.said);
    assert_eq!(finish(command, "").await.json()["username"], "carol_clark");
}

#[tokio::test]
async fn a_login_can_keep_its_session_in_a_file() {
    let scene = Scene::new().await;
    let arguments = ["login", "--api-id=1", "--phone", ANN, "--session-file", "session"];
    let done = scene.run(&arguments, "hash\n22222\n").await;
    assert_eq!((done.code, done.said.as_str()), (Some(0), ""), "{done:?}");
    assert!(done.complained.contains("Signed in as Ann."), "{done:?}");
    assert_eq!(mode(&scene.path("session")), 0o600);
    assert_eq!(scene.ann(&["account.me"]).await.json()["username"], "ann_archer");
}

#[tokio::test]
async fn a_login_with_a_wrong_code_or_password_fails() {
    let scene = Scene::new().await;
    let wrong = scene.run(&["login"], &format!("1\nhash\n{CAROL}\n22222\n")).await;
    assert_eq!((wrong.code, wrong.said.as_str()), (Some(1), ""));
    assert!(wrong.complained.contains("telewire: The login code is wrong"), "{wrong:?}");
    let wrong = scene.run(&["login"], &format!("1\nhash\n{CAROL}\n11111\nwrong\n")).await;
    assert_eq!((wrong.code, wrong.said.as_str()), (Some(1), ""));
    assert!(wrong.complained.contains("password is wrong"), "{wrong:?}");
    let ended = scene.run(&["login"], &format!("1\nhash\n{CAROL}\n")).await;
    assert_eq!(ended.code, Some(1));
    assert!(ended.complained.ends_with("telewire: the input ended before the login was done\n"), "{ended:?}");
}

#[tokio::test]
async fn a_login_that_could_not_be_kept_is_not_begun() {
    let scene = Scene::new().await;
    let done = scene.run(&["login", "--session-file", "nowhere/session"], "").await;
    assert_eq!(done.code, Some(1));
    let complaint = "telewire: cannot write the session file nowhere/session: No such file or directory";
    assert!(done.complained.starts_with(complaint), "{done:?}");
}
