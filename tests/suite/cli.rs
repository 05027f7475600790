//! The command line, as a person and a script meet it.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

use expect_test::expect;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

use crate::client::{home, telewire};
use crate::stage::{ANN, CAROL, CAROLS_PASSWORD};

/// What a command did.
#[derive(Debug)]
struct Done {
    code: Option<i32>,
    said: String,
    complained: String,
}

impl Done {
    fn json(&self) -> Value {
        serde_json::from_str(&self.said).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }
}

async fn finish(mut command: Command, input: &str) -> Done {
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let write = tokio::spawn(async move {
        // The command may end before it has read all.
        let _ = stdin.write_all(input.as_bytes()).await;
    });
    let Output { status, stdout, stderr } = child.wait_with_output().await.unwrap();
    write.await.unwrap();
    Done {
        code: status.code(),
        said: String::from_utf8(stdout).unwrap(),
        complained: String::from_utf8(stderr).unwrap(),
    }
}

/// Runs a command to its end, in a home of its own.
async fn run(arguments: &[&str]) -> Done {
    let home = home();
    let mut command = telewire(home.path());
    command.args(arguments);
    finish(command, "").await
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

/// A `telewire sandbox` of its own, and commands that are run against it.
struct Scene {
    home: TempDir,
    control: String,
    _sandbox: Child,
}

impl Scene {
    async fn new() -> Self {
        let home = home();
        let mut sandbox = telewire(home.path()).arg("sandbox").spawn().unwrap();
        let mut said = BufReader::new(sandbox.stdout.take().unwrap()).lines();
        let description = said.next_line().await.unwrap().expect("it describes itself");
        std::fs::write(home.path().join("sandbox.json"), &description).unwrap();
        let description: Value = serde_json::from_str(&description).unwrap();
        let control = description["control"].as_str().unwrap().to_owned();
        Self { home, control, _sandbox: sandbox }
    }

    /// With Ann signed in, in the file `session`.
    async fn with_ann() -> Self {
        let scene = Self::new().await;
        let sent = ["auth.sendCode", &format!("phone={ANN}"), "api_id=1", "api_hash=12345"];
        assert_eq!(scene.call(&[&sent[..], SESSION].concat()).await.code, Some(0));
        let done = scene.call(&[&["auth.signIn", "code=22222"], SESSION].concat()).await;
        assert_eq!(done.json()["user"]["username"], "ann_archer");
        scene
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn session(&self) -> String {
        std::fs::read_to_string(self.path("session")).unwrap().trim().to_owned()
    }

    /// A command that runs in the scene's home and knows its sandbox.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = telewire(self.home.path());
        command.current_dir(self.home.path()).args(["--server", "sandbox.json"]).args(arguments);
        command
    }

    async fn run(&self, arguments: &[&str], input: &str) -> Done {
        finish(self.command(arguments), input).await
    }

    async fn call(&self, arguments: &[&str]) -> Done {
        self.run(&[&["call"], arguments].concat(), "").await
    }

    /// A call with Ann's session.
    async fn ann(&self, arguments: &[&str]) -> Done {
        self.call(&[arguments, SESSION].concat()).await
    }

    /// A call to the sandbox itself.
    async fn sandbox(&self, arguments: &[&str]) -> Value {
        let done = self.call(&[arguments, &["--socket", &self.control]].concat()).await;
        assert_eq!(done.code, Some(0), "{done:?}");
        done.json()
    }
}

const SESSION: &[&str] = &["--session-file", "session"];

#[tokio::test]
async fn the_tour_plays_to_its_end_and_is_plain_in_a_pipe() {
    let done = run(&["tour"]).await;
    assert_eq!((done.code, done.complained.as_str()), (Some(0), ""));
    assert!(!done.said.contains('\u{1b}'), "escape codes in a pipe");
    let mut rest = done.said.as_str();
    for step in [
        r#"→ {"jsonrpc": "2.0", "id": 1, "method": "auth.sendCode","#,
        r#"← {"jsonrpc": "2.0", "id": 1,"#,
        r#""next": "sign_in", "session": "tw1."#,
        r#""method": "auth.signIn","#,
        r#""next": "check_password""#,
        r#""method": "auth.checkPassword","#,
        r#""next": "done""#,
        r#""method": "messages.send","#,
        r#""method": "sandbox.say","#,
        r#""method": "messages.history","#,
        r#""text": "I am. Hello Carol!""#,
        r#""text": "Hello Bob! Are you there?""#,
        r#""method": "sandbox.fault","#,
        r#""kind": "rate_limited", "retryable": true, "retry_after": 30"#,
        r#""method": "account.me","#,
        r#""kind": "session_invalid", "retryable": false, "reason": "tampered""#,
        "What next?",
        "https://my.telegram.org",
        "login --session-file session",
        "call account.me --session-file session",
    ] {
        let (_, behind) = rest.split_once(step).unwrap_or_else(|| panic!("{step} is missing in\n{rest}"));
        rest = behind;
    }
    let longest =
        done.said.lines().take_while(|line| !line.contains("What next?")).map(|line| line.chars().count());
    assert!(longest.max() <= Some(100));
}

#[tokio::test]
async fn the_tour_shows_no_secret_and_leaves_nothing_behind() {
    let home = home();
    let mut command = telewire(home.path());
    command.arg("tour");
    let done = finish(command, "").await;
    let longest = done.said.split(|letter: char| !letter.is_ascii_alphanumeric() && !"-_.".contains(letter));
    let opaque: Vec<&str> = longest.filter(|word| word.starts_with("tw1.")).collect();
    assert!(opaque.len() > 5, "{}", done.said);
    assert!(opaque.iter().all(|word| word.len() < 20), "{opaque:?}");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn the_tour_has_colours_where_they_are_wanted() {
    let home = home();
    let mut command = telewire(home.path());
    command.arg("tour").env("CLICOLOR_FORCE", "1");
    let coloured = finish(command, "").await.said;
    assert!(coloured.contains("\u{1b}[1m"));
    let mut command = telewire(home.path());
    command.arg("tour").env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1");
    let plain = finish(command, "").await.said;
    assert!(plain.contains("auth.sendCode") && !plain.contains('\u{1b}'));
}

#[tokio::test]
async fn a_login_by_calls_keeps_its_session_in_a_file_for_its_owner_alone() {
    let scene = Scene::new().await;
    let phone = format!("phone={ANN}");
    let sent =
        scene.call(&[&["auth.sendCode", &phone, "api_id=1", "api_hash=12345"], SESSION].concat()).await;
    assert_eq!(sent.json()["next"], "sign_in", "{sent:?}");
    assert_eq!(mode(&scene.path("session")), 0o600);
    assert_eq!(scene.session(), sent.json()["session"].as_str().unwrap());

    let signed_in = scene.ann(&["auth.signIn", "code=22222"]).await;
    assert_eq!(signed_in.json()["next"], "done");
    assert_eq!(mode(&scene.path("session")), 0o600);
    assert_eq!(scene.session(), signed_in.json()["session"].as_str().unwrap());
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
        telewire: account.me needs a session: give --session-file or $TELEWIRE_SESSION
          `telewire login --session-file FILE` makes one
    "#]]
    .assert_eq(&none.complained);
}

#[tokio::test]
async fn api_id_and_api_hash_may_come_from_the_environment() {
    let scene = Scene::new().await;
    let mut command = scene.command(&["call", "auth.sendCode", &format!("phone={ANN}")]);
    command.env("TELEWIRE_API_ID", "1").env("TELEWIRE_API_HASH", "hash");
    assert_eq!(finish(command, "").await.json()["next"], "sign_in");
}

#[tokio::test]
async fn params_are_read_as_the_methods_schema_says() {
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
    assert!(wrong.complained.contains("`limit`"), "{wrong:?}");
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

    // A username stays one, even if there is a file by that name.
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
          a text that begins with @ can be given in --json
    "#]]
    .assert_eq(&missing.complained);
    let twice = scene.ann(&["messages.send", "chat_id=@-", "text=@-"]).await;
    assert_eq!(twice.code, Some(2));
    assert!(twice.complained.contains("standard input can be taken once"), "{twice:?}");
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
    assert_eq!(refused.complained, "telewire: --json takes a JSON object, as {\"chat_id\": \"me\"}\n");
    let refused = scene.ann(&["messages.send", "--json", "{"]).await;
    assert_eq!(refused.code, Some(2));
    assert!(refused.complained.starts_with("telewire: --json is not JSON"), "{refused:?}");
}

#[tokio::test]
async fn wrong_usage_exits_with_2() {
    let scene = Scene::with_ann().await;
    let unknown = scene.ann(&["messages.sned", "text=x"]).await;
    assert_eq!(unknown.code, Some(2));
    expect![[r#"
        telewire: there is no method `messages.sned`; did you mean `messages.send`? (method_not_found)
    "#]]
    .assert_eq(&unknown.complained);
    assert_eq!(scene.call(&["messages.sned"]).await.complained, unknown.complained);
    let unknown = scene.ann(&["messages.send", "chat_id=me", "txt=x"]).await;
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.complained.contains("did you mean `text`?"), "{unknown:?}");
    for bare in ["text", "=text"] {
        let refused = scene.ann(&["messages.send", bare]).await;
        assert_eq!(refused.code, Some(2));
        assert_eq!(refused.complained, format!("telewire: `{bare}` is not KEY=VALUE\n"));
    }
    assert_eq!(scene.call(&[]).await.code, Some(2));
}

#[tokio::test]
async fn a_session_that_is_no_good_exits_with_4() {
    let scene = Scene::with_ann().await;
    let missing = scene.call(&["account.me", "--session-file", "nowhere"]).await;
    assert_eq!(missing.code, Some(4));
    expect![[r#"
        telewire: cannot read the session file nowhere: No such file or directory (os error 2)
          `telewire login --session-file nowhere` makes one
    "#]]
    .assert_eq(&missing.complained);

    std::fs::write(scene.path("torn"), &scene.session()[..100]).unwrap();
    let torn = scene.call(&["account.me", "--session-file", "torn"]).await;
    assert_eq!(torn.code, Some(4));
    expect![[r#"
        telewire: The session string was changed or cut after it was sealed (session_invalid)
          Pass the string just as it was returned, or log in again if it is lost
    "#]]
    .assert_eq(&torn.complained);

    assert_eq!(scene.ann(&["auth.logOut"]).await.code, Some(0));
    let revoked = scene.ann(&["account.me"]).await;
    assert_eq!(revoked.code, Some(4));
    assert!(revoked.complained.contains("(session_revoked)"), "{revoked:?}");
}

#[tokio::test]
async fn each_sort_of_failure_has_its_exit_code() {
    let scene = Scene::with_ann().await;
    let fails = async |arguments: &[&str]| {
        let done = scene.ann(arguments).await;
        let kind = done.complained.split(['(', ')']).rev().nth(1).unwrap_or_default().to_owned();
        assert_eq!(done.said, "", "{done:?}");
        (done.code.unwrap(), kind)
    };
    let send = ["messages.send", "chat_id=@bob_baker", "text=hello"];
    let failure = |code, kind: &str| (code, kind.to_owned());
    let nobody = ["chats.get", "chat_id=@nobody_at_all"];
    assert_eq!(fails(&nobody).await, failure(5, "chat_not_found"));
    let news = ["messages.send", "chat_id=@sandbox_news", "text=hello"];
    assert_eq!(fails(&news).await, failure(6, "forbidden"));
    let fault = ["sandbox.fault", "method=messages.sendMessage"];
    scene.sandbox(&[&fault[..], &["kind=flood_wait", "seconds=30"]].concat()).await;
    assert_eq!(fails(&send).await, failure(7, "rate_limited"));
    scene.sandbox(&[&fault[..], &["kind=internal"]].concat()).await;
    assert_eq!(fails(&send).await, failure(8, "telegram_internal"));
    scene.sandbox(&[&fault[..], &["kind=error", "name=MESSAGE_EMPTY"]].concat()).await;
    assert_eq!(fails(&send).await, failure(1, "telegram_rejected"));
    assert_eq!(scene.ann(&send).await.code, Some(0));
}

#[tokio::test]
async fn a_flood_wait_tells_how_to_go_on() {
    let scene = Scene::with_ann().await;
    for (seconds, advice) in [(30, "max_wait=30,"), (300, "max_wait=300 timeout=360,")] {
        let fault = ["sandbox.fault", "kind=flood_wait", "method=messages.sendMessage"];
        scene.sandbox(&[&fault[..], &[&format!("seconds={seconds}")]].concat()).await;
        let waits = scene.ann(&["messages.send", "chat_id=@bob_baker", "text=hello"]).await;
        assert_eq!(waits.code, Some(7));
        assert!(waits.complained.contains(&format!("wait {seconds} seconds and try again")), "{waits:?}");
        assert!(waits.complained.contains(advice), "{waits:?}");
    }
}

#[tokio::test]
async fn what_may_have_been_sent_can_be_repeated() {
    let scene = Scene::with_ann().await;
    let fault = ["sandbox.fault", "kind=lose_answer", "method=messages.sendMessage"];
    scene.sandbox(&fault).await;
    let send = ["messages.send", "chat_id=@bob_baker", "text=once", "timeout=0.5"];
    let lost = scene.ann(&send).await;
    assert_eq!(lost.code, Some(8), "{lost:?}");
    let id = lost.complained.split("random_id=").nth(1).expect("it says how").split(',').next().unwrap();
    let again = scene.ann(&[&send[..3], &[&format!("random_id={id}")]].concat()).await;
    assert_eq!(again.json()["duplicate"], true);
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
    // A password of digits stays a text, as the sandbox's schema says.
    let dora = ["sandbox.addUser", "phone=+9996620009", "first_name=7", "password=12345"];
    assert!(scene.sandbox(&dora).await["user_id"].is_number());
}

#[tokio::test]
async fn a_daemon_that_listens_is_used() {
    let scene = Scene::with_ann().await;
    let mut daemon = scene.command(&["serve", "--socket"]).spawn().unwrap();
    let mut said = BufReader::new(daemon.stderr.take().unwrap()).lines();
    let told = said.next_line().await.unwrap().unwrap();
    assert!(told.contains("listening on"), "{told}");

    // No server is named, so the daemon's is good.
    let mut command = telewire(scene.home.path());
    command.current_dir(scene.home.path()).args(["call", "account.me"]).args(SESSION);
    assert_eq!(finish(command, "").await.json()["username"], "ann_archer");
    let mut command = telewire(scene.home.path());
    command.args(["call", "daemon.info"]);
    assert_eq!(finish(command, "").await.json()["process_id"], json!(daemon.id().unwrap()));
    // One is named, so it isn't.
    let here = scene.call(&["daemon.info"]).await.json();
    assert_ne!(here["process_id"], json!(daemon.id().unwrap()));

    // Where the daemon does the work, no key is made.
    let elsewhere = home();
    let mut command = telewire(elsewhere.path());
    command.args(["call", "rpc.discover", "--socket"]).arg(scene.path("telewire/socket"));
    let done = finish(command, "").await;
    assert_eq!((done.code, done.complained.as_str()), (Some(0), ""));
    assert!(done.json()["methods"].as_array().unwrap().len() > 20);
    assert!(!elsewhere.path().join("config").exists());
}

#[tokio::test]
async fn a_socket_without_a_daemon_is_told() {
    let done = run(&["call", "daemon.ping", "--socket", "/nowhere/socket"]).await;
    assert_eq!(done.code, Some(1));
    assert_eq!(
        done.complained,
        "telewire: no daemon listens on /nowhere/socket: No such file or directory (os error 2)\n"
    );
}

#[tokio::test]
async fn a_reader_that_goes_away_is_no_failure() {
    let home = home();
    for arguments in [&["call", "rpc.discover"][..], &["schema"], &["tour"]] {
        let mut child = telewire(home.path()).env("TELEWIRE_KEY", KEY).args(arguments).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().await.unwrap();
        let complained = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), complained.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

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
    assert!(wrong.complained.contains("telewire: The login code is wrong (code_invalid)\n"), "{wrong:?}");
    let wrong = scene.run(&["login"], &format!("1\nhash\n{CAROL}\n11111\nwrong\n")).await;
    assert_eq!((wrong.code, wrong.said.as_str()), (Some(1), ""));
    assert!(wrong.complained.contains("password is wrong (password_invalid)\n"), "{wrong:?}");
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

/// Key files that others may read are refused.
fn write_key_file(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

#[tokio::test]
async fn sealing_keys_are_made_and_shown() {
    let (one, other) = (run(&["key", "make"]).await, run(&["key", "make"]).await);
    assert_eq!((one.code, one.said.trim().len()), (Some(0), KEY.len()));
    assert_ne!(one.said, other.said);

    let home = home();
    let file = home.path().join("keys");
    write_key_file(&file, &format!("# new\n{}\n{KEY}\n", one.said.trim()));
    let mut command = telewire(home.path());
    command.args(["key", "show", "--key-file"]).arg(&file);
    let both = finish(command, "").await.said;
    let mut command = telewire(home.path());
    command.args(["key", "show"]).env("TELEWIRE_KEY", KEY);
    let last = finish(command, "").await.said;
    assert_eq!(both.lines().count(), 2);
    assert_eq!(both.lines().nth(1), last.lines().next());
    assert!(last.trim().len() == 8 && last.trim().bytes().all(|byte| byte.is_ascii_hexdigit()), "{last}");
}

#[tokio::test]
async fn a_first_key_is_told_of_and_kept() {
    let home = home();
    let show = async || {
        let mut command = telewire(home.path());
        command.args(["key", "show"]);
        finish(command, "").await
    };
    let first = show().await;
    let path = home.path().join("config/telewire/key");
    assert_eq!(mode(&path), 0o600);
    let told =
        format!("telewire: made a new sealing key in {}; keep it, session strings need it\n", path.display());
    assert_eq!(first.complained, told);
    let second = show().await;
    assert_eq!((second.said, second.complained.as_str()), (first.said, ""));
}

#[tokio::test]
async fn a_broken_key_file_is_told_without_its_words() {
    let home = home();
    let file = home.path().join("keys");
    write_key_file(&file, "hunter2\n");
    let mut command = telewire(home.path());
    command.args(["key", "show", "--key-file"]).arg(&file);
    let done = finish(command, "").await;
    assert_eq!(done.code, Some(1));
    assert!(done.complained.contains("line 1 is no key") && !done.complained.contains("hunter2"), "{done:?}");
}

#[tokio::test]
async fn the_help_names_every_command() {
    let done = run(&["-h"]).await;
    assert_eq!((done.code, done.complained.as_str()), (Some(0), ""));
    expect![[r#"
        Drive Telegram from any program: JSON-RPC 2.0 over stdio or a local socket

        Usage: telewire [OPTIONS] [COMMAND]

        Commands:
          tour     See Telewire at work, on a Telegram of its own
          serve    Serve clients on standard input and output, or on a Unix socket
          call     Make one call and print its result
          login    Log in, and print the session string
          schema   Print the OpenRPC document of all methods
          sandbox  Run a Telegram on loopback, to try things and to test against
          key      Make a sealing key, or show the public ids of those in use
          help     Print this message or the help of the given subcommand(s)

        Options:
          -h, --help     Print help (see more with '--help')
          -V, --version  Print version

        Telegram:
              --server <SERVER>  Which Telegram: production, test, or a file that describes another server,
                                 as `telewire sandbox` prints it [default: production]
              --sandbox          Use a fresh Telegram in this process, on loopback: nothing leaves the
                                 machine, nothing is kept
              --api-id <ID>      The api_id of logins that name none; its api_hash is taken from
                                 $TELEWIRE_API_HASH [env: TELEWIRE_API_ID]

        Keys:
              --key-file <FILE>  Sealing keys, one a line: the first seals session strings, all open them

        Log:
              --log-file <FILE>    Where the log goes, a file a day, seven kept; `-` is standard error. By
                                   default in the state directory
              --log-level <LEVEL>  How much is logged: off, error, warn, info, debug or trace. $TELEWIRE_LOG
                                   takes a filter for each module

        Wire:
              --framing <FRAMING>      How messages are framed [default: auto] [possible values: auto, lsp,
                                       lines]
              --max-message <BYTES>    The largest message that is taken, in bytes [default: 67108864]
              --max-in-flight <CALLS>  Calls that run at once on one connection; more wait in order
                                       [default: 64]
    "#]]
    .assert_eq(&done.said);
}

#[tokio::test]
async fn each_command_explains_itself() {
    for (command, word) in [
        ("tour", "Every request and every answer is shown"),
        ("serve", "--socket[=<PATH>]"),
        ("call", "7 if Telegram asks to wait"),
        ("login", "the password of two-step verification"),
        ("schema", "OpenRPC"),
        ("sandbox", "--control <PATH>"),
        ("key", "Print a new sealing key"),
    ] {
        let done = run(&[command, "--help"]).await;
        assert_eq!((done.code, done.complained.as_str()), (Some(0), ""));
        let text = done.said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(word), "{}", done.said);
        assert!(done.said.lines().all(|line| line.chars().count() <= 100), "{}", done.said);
    }
}
