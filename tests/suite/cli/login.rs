//! `telewire login` with its answers from a pipe.

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
        api_id (from https://my.telegram.org): api_hash: Phone number (such as +15551234567): Code (sent by SMS): Two-step verification password: Signed in as Carol.
        Keep it and your sealing key secret: both together give access to your account. Use it on one machine only.
    "#]].assert_eq(&done.stderr);
    let mut command = scene.command(&["call", "account.me"]);
    command.env("TELEWIRE_KEY", KEY).env("TELEWIRE_SESSION", done.stdout);
    assert_eq!(finish(command, "").await.json()["username"], "carol_clark");
}

#[tokio::test]
async fn a_login_can_save_its_session_in_a_file() {
    let scene = Scene::new().await;
    let arguments = ["login", "--api-id=1", "--phone", ANN, "--session-file", "session"];
    let done = scene.run(&arguments, "hash\n22222\n").await;
    assert_eq!((done.code, done.stdout.as_str()), (Some(0), ""), "{done:?}");
    assert!(done.stderr.contains("Signed in as Ann."), "{done:?}");
    assert_eq!(mode(&scene.path("session")), 0o600);
    assert_eq!(scene.ann(&["account.me"]).await.json()["username"], "ann_archer");
}

#[tokio::test]
async fn a_login_with_a_wrong_code_or_password_fails() {
    let scene = Scene::new().await;
    let wrong = scene.run(&["login"], &format!("1\nhash\n{CAROL}\n22222\n")).await;
    assert_eq!((wrong.code, wrong.stdout.as_str()), (Some(1), ""));
    assert!(wrong.stderr.contains("telewire: The login code is wrong"), "{wrong:?}");
    let wrong = scene.run(&["login"], &format!("1\nhash\n{CAROL}\n11111\nwrong\n")).await;
    assert_eq!((wrong.code, wrong.stdout.as_str()), (Some(1), ""));
    assert!(wrong.stderr.contains("password is wrong"), "{wrong:?}");
    let ended = scene.run(&["login"], &format!("1\nhash\n{CAROL}\n")).await;
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.ends_with("telewire: the input ended before the login was finished\n"), "{ended:?}");
}

#[tokio::test]
async fn a_login_that_could_not_be_saved_is_not_started() {
    let scene = Scene::new().await;
    let done = scene.run(&["login", "--session-file", "nowhere/session"], "").await;
    assert_eq!(done.code, Some(1));
    let complaint = "telewire: cannot write the session file nowhere/session: No such file or directory";
    assert!(done.stderr.starts_with(complaint), "{done:?}");
}

#[tokio::test]
async fn a_login_is_not_replaced_by_default() {
    let scene = Scene::with_ann().await;
    let before = scene.session();
    let login = ["login", "--api-id=1", "--phone", ANN, "--session-file", "session"];
    let refused = scene.run(&login, "hash\n22222\n").await;
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(1), ""));
    assert!(refused.stderr.contains("--overwrite"), "{refused:?}");
    assert_eq!(scene.session(), before);
    assert_eq!(scene.sandbox(&["sandbox.stats"]).await["calls"]["auth.sendCode"], 1);

    let replaced = scene.run(&[&login[..], &["--overwrite"]].concat(), "hash\n22222\n").await;
    assert_eq!((replaced.code, replaced.stdout.as_str()), (Some(0), ""), "{replaced:?}");
    assert_ne!(scene.session(), before);
    assert_eq!(mode(&scene.path("session")), 0o600);
}

#[tokio::test]
async fn in_a_terminal_a_login_asks_before_it_replaces_another() {
    let scene = Scene::with_ann().await;
    let before = scene.session();
    for (answer, says_yes) in [("n", false), ("", false), ("y", true)] {
        // The other answers follow the first, as a person would type them.
        let typed = format!("{answer}\n").into_bytes();
        let (terminal, person) = terminal();
        let mut command =
            scene.command(&["login", "--api-id=1", "--session-file", "session", "--phone", ANN]);
        command.stdin(terminal).env("TELEWIRE_API_HASH", "hash");
        let mut child = command.spawn().unwrap();
        let mut asked = child.stderr.take().unwrap();
        std::io::Write::write_all(&mut &person, &typed).unwrap();
        if says_yes {
            // The prompt for the code is enough.
            let mut output = String::new();
            while !output.contains("Code (") {
                let mut byte = [0; 256];
                let count = tokio::io::AsyncReadExt::read(&mut asked, &mut byte).await.unwrap();
                assert!(count > 0, "{output}");
                output.push_str(&String::from_utf8_lossy(&byte[..count]));
            }
            child.kill().await.unwrap();
        } else {
            let output = crate::client::read_to_end(asked).await;
            assert_eq!(child.wait().await.unwrap().code(), Some(1), "{output}");
            assert!(output.contains("Replace it?"), "{output}");
        }
        assert_eq!(scene.session(), before);
    }
}

/// A terminal, and the person's side of it.
fn terminal() -> (std::process::Stdio, std::fs::File) {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    let person = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&person).unwrap();
    unlockpt(&person).unwrap();
    let name = ptsname(&person, Vec::new()).unwrap().into_string().unwrap();
    let terminal = std::fs::File::options().read(true).write(true).open(name).unwrap();
    (terminal.into(), person.into())
}
