//! The command line, as a person and a script meet it.

mod call;
mod follow;
mod login;
mod terminal;
mod tour;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

use expect_test::expect;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

use crate::client::{home, telewire};
use crate::stage::ANN;

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

pub fn mode(path: &Path) -> u32 {
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

/// Key files that others may read are refused.
fn write_key_file(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

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
              --server <SERVER>            Which Telegram: production, test, or a file that describes
                                           another server, as `telewire sandbox` prints it [default:
                                           production]
              --sandbox                    Use a fresh Telegram in this process, on loopback: nothing leaves
                                           the machine, nothing is kept
              --world <FILE>               The world that the sandbox begins with: a file that
                                           sandbox.snapshot has written
              --quotas <QUOTAS>            How much the sandbox lets clients do in a second, a minute, an
                                           hour and a day. By default $TELEWIRE_SANDBOX_QUOTAS, or none
                                           [possible values: none, realistic]
              --api-id <ID>                The api_id of logins that name none; its api_hash is taken from
                                           $TELEWIRE_API_HASH [env: TELEWIRE_API_ID]
              --updates-silence <SECONDS>  Seconds after which Telegram is asked again what has happened,
                                           while somebody is subscribed [default: 900]
              --max-wait <SECONDS>         Seconds of Telegram's flood waits that a call waits out if it
                                           names no `max_wait`, and each part of a file
              --max-accounts <N>           Accounts that are open at once; for one more, the one that was
                                           idle longest is closed [default: 1000]
              --connect-rate <N>           New connections a second to each of Telegram's data centers, for
                                           all accounts together [default: 20]

        Keys:
              --key-file <FILE>  Sealing keys, one a line: the first seals session strings, all open them

        Log:
              --log-file <FILE>    Where the log goes, a file a day, seven kept; `-` is standard error. By
                                   default in the state directory
              --log-level <LEVEL>  How much is logged: off, error, warn, info, debug or trace. $TELEWIRE_LOG
                                   takes a filter for each module

        Files:
              --files-root <DIR>    Lets callers name files within this folder alone, symbolic links
                                    resolved. May be given several times
              --max-inline <BYTES>  The most bytes of a file that go into a message as base64; more go by a
                                    path [default: 1048576]

        Wire:
              --framing <FRAMING>      How messages are framed [default: auto] [possible values: auto, lsp,
                                       lines]
              --max-message <BYTES>    The largest message that is taken, in bytes [default: 67108864]
              --max-in-flight <CALLS>  Calls that run at once on one connection; more wait in order
                                       [default: 64]
              --max-polls <CALLS>      Long polls that wait at once on one connection; more are refused
                                       [default: 64]
              --max-subscriptions <N>  Subscriptions at once on one connection; more are refused [default:
                                       64]
              --max-memory <BYTES>     Bytes that messages, queued calls and answers of all connections may
                                       take together; who needs more waits [default: 134217728]

        Policy:
              --read-only            Let callers read, and change nothing: no sending, no joining, no
                                     logging in or out
              --allow <METHOD_GLOB>  Let callers use these methods alone, as in `messages.*`; may be
                                     repeated
              --deny <METHOD_GLOB>   Keep callers from these methods, whatever --allow says; may be repeated
              --allow-chat <CHAT>    Let callers reach these chats alone: "me", @name, an id, +phone, a t.me
                                     link or a ref; may be repeated
              --allow-export         Let callers take their logins to other libraries, with session.export
    "#]]
    .assert_eq(&done.said);
}

/// A sandbox at three ports in a row, from the one that is given with it on.
async fn sandbox_somewhere(home: &TempDir, arguments: &[&str]) -> (Child, Value, u16) {
    for port in (20_000..30_000).step_by(97) {
        let mut command = telewire(home.path());
        command.args(["sandbox", "--listen", &format!("127.0.0.1:{port}")]).args(arguments);
        let mut sandbox = command.spawn().unwrap();
        let mut said = BufReader::new(sandbox.stdout.take().unwrap()).lines();
        if let Some(description) = said.next_line().await.unwrap() {
            return (sandbox, serde_json::from_str(&description).unwrap(), port);
        }
    }
    panic!("no three ports in a row are free");
}

#[tokio::test]
async fn a_sandbox_has_the_ports_the_key_the_ids_and_the_dates_that_it_is_told() {
    let home = home();
    let key = home.path().join("key.pem");
    std::fs::write(&key, include_str!("mtproto/other_key.pem")).unwrap();
    let mut met = Vec::new();
    for seed in ["7", "7", "8"] {
        let arguments = ["--seed", seed, "--rsa-key", key.to_str().unwrap()];
        let (_sandbox, description, port) = sandbox_somewhere(&home, &arguments).await;
        let dcs = [1, 2, 3].map(|dc| json!({"id": dc, "address": format!("127.0.0.1:{}", port + dc - 1)}));
        assert_eq!(description["dcs"], json!(dcs));
        assert_eq!(description["fingerprint"], "-6451152414634794279");

        let control = description["control"].as_str().unwrap();
        let call = async |arguments: &[&str]| {
            run(&[&["call", "--socket", control], arguments].concat()).await.json()
        };
        let now = call(&["sandbox.advance", "date=2037-01-01T00:00:00Z"]).await["date"].clone();
        assert_eq!(now, "2037-01-01T00:00:00Z");
        let dora =
            call(&["sandbox.addUser", "phone=+9996620009", "first_name=Dora"]).await["user_id"].clone();
        assert!(dora.is_number(), "{dora}");
        met.push(dora);
    }
    assert_eq!(met[0], met[1]);
    assert_ne!(met[0], met[2]);
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
        ("sandbox", "With sandbox.fault it fails as Telegram does"),
        ("key", "Print a new sealing key"),
    ] {
        let done = run(&[command, "--help"]).await;
        assert_eq!((done.code, done.complained.as_str()), (Some(0), ""));
        let text = done.said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(word), "{}", done.said);
        assert!(done.said.lines().all(|line| line.chars().count() <= 100), "{}", done.said);
    }
}
