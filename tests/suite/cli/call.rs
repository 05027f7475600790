//! `telewire call`: the behaviour that shell scripts rely on.

use std::fs::Permissions;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};

use expect_test::expect;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};

use super::{SESSION, Scene, finish, mode, run};
use crate::client::{home, telewire};
use crate::stage::ANN;

#[tokio::test]
async fn a_login_by_calls_saves_its_session_in_a_private_file() {
    let scene = Scene::new().await;
    let phone = format!("phone={ANN}");
    let sent =
        scene.call(&[&["auth.sendCode", &phone, "api_id=1", "api_hash=12345"], SESSION].concat()).await;
    assert_eq!(sent.json()["next"], "sign_in", "{sent:?}");
    assert_eq!(mode(&scene.path("session")), 0o600);
    assert!(scene.session().starts_with("tw1."));
    assert_eq!(sent.json().get("session"), None, "what is kept is not printed");

    let signed_in = scene.ann(&["auth.signIn", "code=22222"]).await;
    assert_eq!(signed_in.json()["next"], "done");
    assert_eq!(mode(&scene.path("session")), 0o600);
    assert_eq!(signed_in.json().get("session"), None);
    assert_eq!(scene.ann(&["account.me"]).await.json()["username"], "ann_archer");
    let names = std::fs::read_dir(scene.home.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(
        !names.into_iter().any(|name| name.to_string_lossy().starts_with('.')),
        "nothing is left beside it"
    );
}

#[tokio::test]
async fn the_session_may_come_from_the_environment() {
    let scene = Scene::with_ann().await;
    let mut command = scene.command(&["call", "account.me"]);
    command.env("TELEWIRE_SESSION", scene.session());
    assert_eq!(finish(command, "").await.json()["username"], "ann_archer");

    let none = scene.call(&["account.me"]).await;
    assert_eq!(none.code, Some(2));
    expect![[r#"
        telewire: account.me needs a session: pass --session-file or set $TELEWIRE_SESSION
          create one with `telewire login --session-file FILE`
    "#]]
    .assert_eq(&none.stderr);
}

#[tokio::test]
async fn api_id_and_api_hash_may_come_from_the_environment() {
    let scene = Scene::new().await;
    let mut command = scene.command(&["call", "auth.sendCode", &format!("phone={ANN}")]);
    command.env("TELEWIRE_API_ID", "1").env("TELEWIRE_API_HASH", "hash");
    assert_eq!(finish(command, "").await.json()["next"], "sign_in");
}

#[tokio::test]
async fn params_are_parsed_by_the_methods_schema() {
    let scene = Scene::with_ann().await;
    let send = async |params: &[&str]| {
        let done = scene.ann(&[&["messages.send", "chat_id=@bob_baker"], params].concat()).await;
        done.json()["text"].as_str().unwrap_or_else(|| panic!("{done:?}")).to_owned()
    };
    assert_eq!(send(&["text=123"]).await, "123");
    assert_eq!(send(&["text=null"]).await, "null");
    assert_eq!(send(&[r#"text={"a": 1}"#]).await, r#"{"a": 1}"#);
    assert_eq!(send(&["text=a=b", "silent=true"]).await, "a=b");

    let page = scene.ann(&["messages.history", "chat_id=@bob_baker", "limit=1"]).await.json();
    assert_eq!(page["items"].as_array().map(Vec::len), Some(1));
    let bob = page["items"][0]["chat"]["id"].to_string();
    let by_id = scene.ann(&["chats.get", &format!("chat_id={bob}")]).await.json();
    assert_eq!(by_id["username"], "bob_baker");

    let wrong = scene.ann(&["messages.history", "chat_id=me", "limit=many"]).await;
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.stderr.contains("`limit`"), "{wrong:?}");
}

#[tokio::test]
async fn a_value_may_come_from_a_file_or_standard_input() {
    let scene = Scene::with_ann().await;
    std::fs::write(scene.path("letter"), "Dear Bob,\n\nhello.\n").unwrap();
    let sent = scene.ann(&["messages.send", "chat_id=@bob_baker", "text=@letter"]).await;
    assert_eq!(sent.json()["text"], "Dear Bob,\n\nhello.");
    let arguments = ["call", "messages.send", "chat_id=@bob_baker", "text=@-"];
    let sent = scene.run(&[&arguments, SESSION].concat(), "piped\n").await;
    assert_eq!(sent.json()["text"], "piped");

    // A username stays a username even if a file has that name.
    std::fs::write(scene.path("bob_baker"), "somebody_else").unwrap();
    let sent = scene.ann(&["messages.send", "chat_id=@bob_baker", "text=you"]).await;
    assert_eq!(sent.code, Some(0), "{sent:?}");
    std::fs::write(scene.path("to"), "@bob_baker\n").unwrap();
    let sent = scene.ann(&["messages.send", "chat_id=@./to", "text=you"]).await;
    assert_eq!(sent.code, Some(0), "{sent:?}");

    let missing = scene.ann(&["messages.send", "chat_id=@bob_baker", "text=@nowhere"]).await;
    assert_eq!(missing.code, Some(2));
    expect![[r#"
        telewire: text: nowhere: No such file or directory (os error 2)
          to pass a text that begins with @, use --json
    "#]]
    .assert_eq(&missing.stderr);
    let twice = scene.ann(&["messages.send", "chat_id=@-", "text=@-"]).await;
    assert_eq!(twice.code, Some(2));
    assert!(twice.stderr.contains("standard input can be read only once"), "{twice:?}");
}

#[tokio::test]
async fn params_may_come_as_json() {
    let scene = Scene::with_ann().await;
    let json = r#"{"chat_id": "@bob_baker", "text": "@all"}"#;
    let sent = scene.ann(&["messages.send", "--json", json]).await;
    assert_eq!(sent.json()["text"], "@all");
    let sent = scene.ann(&["messages.send", "--json", json, "text=over"]).await;
    assert_eq!(sent.json()["text"], "over");
    let arguments = ["call", "messages.send", "--json", "@-"];
    let sent = scene.run(&[&arguments, SESSION].concat(), json).await;
    assert_eq!(sent.json()["text"], "@all");

    let refused = scene.ann(&["messages.send", "--json", "[1]"]).await;
    assert_eq!(refused.code, Some(2));
    assert_eq!(refused.stderr, "telewire: --json must be a JSON object, such as {\"chat_id\": \"me\"}\n");
    let refused = scene.ann(&["messages.send", "--json", "{"]).await;
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.starts_with("telewire: --json is not JSON"), "{refused:?}");
}

#[tokio::test]
async fn wrong_usage_exits_with_2() {
    let scene = Scene::with_ann().await;
    let unknown = scene.ann(&["messages.sned", "text=x"]).await;
    assert_eq!(unknown.code, Some(2));
    expect![[r#"
        telewire: there is no method `messages.sned`; did you mean `messages.send`? [method_not_found]
    "#]]
    .assert_eq(&unknown.stderr);
    assert_eq!(scene.call(&["messages.sned"]).await.stderr, unknown.stderr);
    let unknown = scene.ann(&["messages.send", "chat_id=me", "txt=x"]).await;
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.stderr.contains("did you mean `text`?"), "{unknown:?}");
    for bare in ["text", "=text"] {
        let refused = scene.ann(&["messages.send", bare]).await;
        assert_eq!(refused.code, Some(2));
        assert_eq!(refused.stderr, format!("telewire: `{bare}` is not KEY=VALUE\n"));
    }
    assert_eq!(scene.call(&[]).await.code, Some(2));
}

#[tokio::test]
async fn an_invalid_session_exits_with_4() {
    let scene = Scene::with_ann().await;
    let missing = scene.call(&["account.me", "--session-file", "nowhere"]).await;
    assert_eq!(missing.code, Some(4));
    expect![[r#"
        telewire: cannot read the session file nowhere: No such file or directory (os error 2)
          create one with `telewire login --session-file nowhere`
    "#]]
    .assert_eq(&missing.stderr);

    super::write_key_file(&scene.path("torn"), &scene.session()[..100]);
    let torn = scene.call(&["account.me", "--session-file", "torn"]).await;
    assert_eq!(torn.code, Some(4));
    expect![[r#"
        telewire: The session string was changed or cut after it was sealed [session_invalid]
          Pass the string exactly as it was returned, or log in again if it is lost
    "#]]
    .assert_eq(&torn.stderr);

    assert_eq!(scene.ann(&["auth.logOut"]).await.code, Some(0));
    let revoked = scene.ann(&["account.me"]).await;
    assert_eq!(revoked.code, Some(4));
    assert!(revoked.stderr.contains("[session_revoked]"), "{revoked:?}");
}

#[tokio::test]
async fn each_kind_of_error_has_its_exit_code() {
    let scene = Scene::with_ann().await;
    let fails = async |arguments: &[&str]| {
        let done = scene.ann(arguments).await;
        let kind = done.stderr.split(['[', ']']).nth(1).unwrap_or_default().to_owned();
        assert_eq!(done.stdout, "", "{done:?}");
        (done.code.unwrap(), kind)
    };
    let send = ["messages.send", "chat_id=@bob_baker", "text=hello"];
    let failure = |code, kind: &str| (code, kind.to_owned());
    let nobody = ["chats.get", "chat_id=@nobody_at_all"];
    assert_eq!(fails(&nobody).await, failure(5, "chat_not_found"));
    let news = ["messages.send", "chat_id=@sandbox_news", "text=hello"];
    assert_eq!(fails(&news).await, failure(6, "forbidden"));
    let fault = ["sandbox.fault", "method=messages.sendMessage"];
    scene.sandbox(&[&fault[..], &["kind=flood_wait", "duration=30"]].concat()).await;
    assert_eq!(fails(&send).await, failure(7, "rate_limited"));
    scene.sandbox(&[&fault[..], &["kind=internal"]].concat()).await;
    assert_eq!(fails(&send).await, failure(8, "telegram_internal"));
    scene.sandbox(&[&fault[..], &["kind=error", "name=MESSAGE_EMPTY"]].concat()).await;
    assert_eq!(fails(&send).await, failure(1, "telegram_rejected"));
    assert_eq!(scene.ann(&send).await.code, Some(0));
}

#[tokio::test]
async fn a_flood_wait_prints_how_to_continue() {
    let scene = Scene::with_ann().await;
    for (seconds, advice) in [(30, "max_wait=30 to"), (300, "max_wait=300 timeout=360 to")] {
        let fault = ["sandbox.fault", "kind=flood_wait", "method=messages.sendMessage"];
        scene.sandbox(&[&fault[..], &[&format!("duration={seconds}")]].concat()).await;
        let waits = scene.ann(&["messages.send", "chat_id=@bob_baker", "text=hello"]).await;
        assert_eq!(waits.code, Some(7));
        assert!(waits.stderr.contains(&format!("wait {seconds} seconds and try again")), "{waits:?}");
        assert!(waits.stderr.contains(advice), "{waits:?}");
    }
}

#[tokio::test]
async fn a_send_with_an_unknown_outcome_can_be_repeated() {
    let scene = Scene::with_ann().await;
    let fault = ["sandbox.fault", "kind=lose_answer", "method=messages.sendMessage"];
    scene.sandbox(&fault).await;
    let send = ["messages.send", "chat_id=@bob_baker", "text=once", "timeout=0.5"];
    let lost = scene.ann(&send).await;
    assert_eq!(lost.code, Some(8), "{lost:?}");
    let id = lost.stderr.split("random_id=").nth(1).expect("it says how").split(',').next().unwrap();
    let again = scene.ann(&[&send[..3], &[&format!("random_id={id}")]].concat()).await;
    assert_eq!(again.json()["is_duplicate"], true);
    let page = scene.ann(&["messages.history", "chat_id=@bob_baker"]).await.json();
    let once = page["items"].as_array().unwrap().iter().filter(|message| message["text"] == "once").count();
    assert_eq!(once, 1);
}

#[tokio::test]
async fn the_sandbox_describes_its_own_methods_on_its_control_socket() {
    let scene = Scene::new().await;
    let document = scene.sandbox(&["rpc.discover"]).await;
    let names: Vec<&Value> = document["methods"].as_array().unwrap().iter().map(|row| &row["name"]).collect();
    assert!(names.contains(&&json!("sandbox.say")), "{names:?}");
    // A password of digits stays a string, as the sandbox's schema says.
    let dora = ["sandbox.addUser", "phone=+9996620009", "first_name=7", "password=12345"];
    assert!(scene.sandbox(&dora).await["user_id"].is_number());
}

#[tokio::test]
async fn a_running_daemon_is_used() {
    let scene = Scene::with_ann().await;
    let mut daemon = scene.command(&["serve", "--socket"]).spawn().unwrap();
    let mut lines = BufReader::new(daemon.stderr.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().unwrap();
    assert!(line.contains("listening on"), "{line}");

    // No server is given, so the daemon's is used.
    let mut command = telewire(scene.home.path());
    command.current_dir(scene.home.path()).args(["call", "account.me"]).args(SESSION);
    assert_eq!(finish(command, "").await.json()["username"], "ann_archer");
    let mut command = telewire(scene.home.path());
    command.args(["call", "daemon.info"]);
    assert_eq!(finish(command, "").await.json()["process_id"], json!(daemon.id().unwrap()));
    // Wait options of the command line apply to the call, wherever it is carried out.
    let fault = ["sandbox.fault", "kind=flood_wait", "duration=1", "method=messages.sendMessage"];
    scene.sandbox(&fault).await;
    let mut command = telewire(scene.home.path());
    command.current_dir(scene.home.path()).args(["--max-wait", "1", "call", "messages.send"]);
    command.args(["chat_id=me", "text=hello"]).args(SESSION);
    assert_eq!(finish(command, "").await.json()["text"], "hello");
    // A server is given, so the daemon isn't used.
    let here = scene.call(&["daemon.info"]).await.json();
    assert_ne!(here["process_id"], json!(daemon.id().unwrap()));

    // When the daemon does the work, no key is created.
    let elsewhere = home();
    let mut command = telewire(elsewhere.path());
    command.args(["call", "rpc.discover", "--socket"]).arg(scene.path("telewire/socket"));
    let done = finish(command, "").await;
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
    assert!(done.json()["methods"].as_array().unwrap().len() > 20);
    assert!(!elsewhere.path().join("config").exists());
}

#[tokio::test]
async fn a_socket_without_a_daemon_is_reported() {
    let done = run(&["call", "daemon.ping", "--socket", "/nowhere/socket"]).await;
    assert_eq!(done.code, Some(1));
    assert!(done.stderr.contains("/nowhere/socket"), "{done:?}");
}

#[tokio::test]
async fn a_session_file_that_others_can_read_is_not_used() {
    let scene = Scene::with_ann().await;
    for exposed in [0o640, 0o604, 0o660, 0o644] {
        std::fs::set_permissions(scene.path("session"), Permissions::from_mode(exposed)).unwrap();
        let refused = scene.ann(&["account.me"]).await;
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(4), ""), "{exposed:o}");
        assert!(refused.stderr.contains("chmod 600"), "{refused:?}");
    }
    std::fs::set_permissions(scene.path("session"), Permissions::from_mode(0o600)).unwrap();
    assert_eq!(scene.ann(&["account.me"]).await.code, Some(0));
    if rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(scene.path("session"), Some(65534), None).unwrap();
        let refused = scene.ann(&["account.me"]).await;
        assert_eq!(refused.code, Some(4));
        assert!(refused.stderr.contains("65534"), "{refused:?}");
    }
}

#[tokio::test]
async fn a_session_as_an_argument_is_rejected() {
    let scene = Scene::with_ann().await;
    let (typed, json) =
        (format!("session={}", scene.session()), json!({"session": scene.session()}).to_string());
    for arguments in
        [&["account.me", &typed][..], &["account.me", "--json", &json], &["updates.subscribe", &typed]]
    {
        let refused = scene.call(arguments).await;
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""), "{refused:?}");
        assert!(refused.stderr.contains("--session-file"), "{refused:?}");
        assert!(!refused.stderr.contains("tw1."), "{refused:?}");
    }
    std::fs::write(scene.path("params"), json).unwrap();
    for arguments in [["account.me", "session=@session"].as_slice(), &["account.me", "--json", "@params"]] {
        assert_eq!(scene.call(arguments).await.json()["username"], "ann_archer", "{arguments:?}");
    }
}

#[tokio::test]
async fn a_password_or_token_as_an_argument_is_rejected() {
    let scene = Scene::new().await;
    let key = ["api_id=1", "api_hash=12345"];
    let refusals = [
        (vec!["auth.checkPassword", "password=hunter2"], "password=@"),
        (vec!["account.setPassword", "current_password=@-", "new_password=hunter2"], "new_password=@"),
        (vec!["account.setPassword", "--json", r#"{"new_password": "hunter2"}"#], "new_password=@"),
        ([&["auth.signInBot", "token=1:hunter2"][..], &key].concat(), "token=@"),
        ([&["session.import", "value=hunter2"][..], &key].concat(), "value=@"),
    ];
    for (arguments, instead) in refusals {
        let refused = scene.call(&arguments).await;
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""), "{refused:?}");
        assert!(refused.stderr.contains(instead), "{refused:?}");
        assert!(!refused.stderr.contains("hunter2"), "{refused:?}");
    }
    std::fs::write(scene.path("token"), "7000001:sandbox\n").unwrap();
    let bot = scene.call(&[&["auth.signInBot", "token=@token"][..], &key, SESSION].concat()).await;
    assert_eq!(bot.json()["next"], "done", "{bot:?}");
}

#[tokio::test]
async fn a_session_that_cannot_be_saved_in_its_file_is_saved_elsewhere_and_not_shown() {
    let scene = Scene::with_ann().await;
    // A symbolic link is followed, and gets the newest session. A pipe at the file's path stays, too.
    std::fs::rename(scene.path("session"), scene.path("real")).unwrap();
    std::os::unix::fs::symlink("real", scene.path("session")).unwrap();
    let before = std::fs::read_to_string(scene.path("real")).unwrap();
    assert_eq!(scene.ann(&["session.renew"]).await.code, Some(0));
    assert!(scene.path("session").symlink_metadata().unwrap().is_symlink());
    assert_ne!(std::fs::read_to_string(scene.path("real")).unwrap(), before);
    let pipe = scene.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let login = ["login", "--api-id=1", "--phone", ANN, "--overwrite", "--session-file", "pipe"];
    let sign_in =
        ["call", "auth.sendCode", "api_id=1", "api_hash=a", "phone=+9996620002", "--session-file", "pipe"];
    for command in [&login[..], &sign_in] {
        let done = scene.run(command, "").await;
        assert_eq!(done.code, Some(1), "{done:?}");
    }
    assert!(pipe.symlink_metadata().unwrap().file_type().is_fifo());
}
