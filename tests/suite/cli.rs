//! The command line, as people and scripts use it.

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

/// The result of a command.
#[derive(Debug)]
struct CommandOutput {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl CommandOutput {
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }
}

async fn finish(mut command: Command, input: &str) -> CommandOutput {
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let write = tokio::spawn(async move {
        // The command may exit before it has read everything.
        let _ = stdin.write_all(input.as_bytes()).await;
    });
    let Output { status, stdout, stderr } = child.wait_with_output().await.unwrap();
    write.await.unwrap();
    CommandOutput {
        code: status.code(),
        stdout: String::from_utf8(stdout).unwrap(),
        stderr: String::from_utf8(stderr).unwrap(),
    }
}

/// Runs a command to its end, in a temporary home.
async fn run(arguments: &[&str]) -> CommandOutput {
    let home = home();
    let mut command = telewire(home.path());
    command.args(arguments);
    finish(command, "").await
}

pub fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

/// A `telewire sandbox` process, and commands that use it.
struct Scene {
    home: TempDir,
    control: String,
    _sandbox: Child,
}

impl Scene {
    async fn new() -> Self {
        let home = home();
        let mut sandbox = telewire(home.path()).arg("sandbox").spawn().unwrap();
        let mut lines = BufReader::new(sandbox.stdout.take().unwrap()).lines();
        let description = lines.next_line().await.unwrap().expect("it describes itself");
        std::fs::write(home.path().join("sandbox.json"), &description).unwrap();
        let description: Value = serde_json::from_str(&description).unwrap();
        let control = description["control"].as_str().unwrap().to_owned();
        Self { home, control, _sandbox: sandbox }
    }

    /// A scene where Ann is signed in, with the session file `session`.
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

    /// A command that runs in the scene's home and uses its sandbox.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = telewire(self.home.path());
        command.current_dir(self.home.path()).args(["--server", "sandbox.json"]).args(arguments);
        command
    }

    async fn run(&self, arguments: &[&str], input: &str) -> CommandOutput {
        finish(self.command(arguments), input).await
    }

    async fn call(&self, arguments: &[&str]) -> CommandOutput {
        self.run(&[&["call"], arguments].concat(), "").await
    }

    /// Makes a call with Ann's session.
    async fn ann(&self, arguments: &[&str]) -> CommandOutput {
        self.call(&[arguments, SESSION].concat()).await
    }

    /// Calls a method of the sandbox.
    async fn sandbox(&self, arguments: &[&str]) -> Value {
        let done = self.call(&[arguments, &["--socket", &self.control]].concat()).await;
        assert_eq!(done.code, Some(0), "{done:?}");
        done.json()
    }
}

const SESSION: &[&str] = &["--session-file", "session"];

/// Key files that others can read are rejected.
fn write_key_file(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

#[tokio::test]
async fn a_closed_output_is_not_a_failure() {
    let home = home();
    for arguments in [&["call", "rpc.discover"][..], &["schema"], &["tour"]] {
        let mut child = telewire(home.path()).env("TELEWIRE_KEY", KEY).args(arguments).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().await.unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[tokio::test]
async fn sealing_keys_are_created_and_shown() {
    let (one, other) = (run(&["key", "make"]).await, run(&["key", "make"]).await);
    assert_eq!((one.code, one.stdout.trim().len()), (Some(0), KEY.len()));
    assert_ne!(one.stdout, other.stdout);

    let home = home();
    let file = home.path().join("keys");
    write_key_file(&file, &format!("# new\n{}\n{KEY}\n", one.stdout.trim()));
    let mut command = telewire(home.path());
    command.args(["key", "show", "--key-file"]).arg(&file);
    let both = finish(command, "").await.stdout;
    let mut command = telewire(home.path());
    command.args(["key", "show"]).env("TELEWIRE_KEY", KEY);
    let last = finish(command, "").await.stdout;
    assert_eq!(both.lines().count(), 2);
    assert_eq!(both.lines().nth(1), last.lines().next());
    assert!(last.trim().len() == 8 && last.trim().bytes().all(|byte| byte.is_ascii_hexdigit()), "{last}");
}

#[tokio::test]
async fn a_first_key_is_logged_and_saved() {
    let home = home();
    let show = async || {
        let mut command = telewire(home.path());
        command.args(["key", "show"]);
        finish(command, "").await
    };
    let first = show().await;
    let path = home.path().join("config/telewire/key");
    assert_eq!(mode(&path), 0o600);
    let output = format!(
        "telewire: created a new sealing key in {}; keep it, session strings need it\n",
        path.display()
    );
    assert_eq!(first.stderr, output);
    let second = show().await;
    assert_eq!((second.stdout, second.stderr.as_str()), (first.stdout, ""));
}

#[tokio::test]
async fn a_broken_key_file_is_reported_without_its_content() {
    let home = home();
    let file = home.path().join("keys");
    write_key_file(&file, "hunter2\n");
    let mut command = telewire(home.path());
    command.args(["key", "show", "--key-file"]).arg(&file);
    let done = finish(command, "").await;
    assert_eq!(done.code, Some(1));
    assert!(done.stderr.contains("line 1 is not a key") && !done.stderr.contains("hunter2"), "{done:?}");
}

#[tokio::test]
async fn the_help_lists_every_command() {
    let done = run(&["-h"]).await;
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
    expect![[r#"
        Drive Telegram from any program: JSON-RPC 2.0 over stdio or a local socket

        Usage: telewire [OPTIONS] [COMMAND]

        Commands:
          tour     See Telewire in action on a built-in sandbox
          serve    Serve clients on standard input and output, or on a Unix socket
          call     Make one call and print its result
          login    Log in, and print the session string
          schema   Print the OpenRPC document of all methods
          sandbox  Run a sandbox: a Telegram server on loopback for experiments and tests
          key      Make a sealing key, or show the public ids of the keys in use
          help     Print this message or the help of the given subcommand(s)

        Options:
          -h, --help     Print help (see more with '--help')
          -V, --version  Print version

        Telegram:
              --server <SERVER>            Telegram server: production, test, or a file that describes
                                           another server, as printed by `telewire sandbox` [default:
                                           production]
              --sandbox                    Use a fresh sandbox in this process instead of Telegram. Nothing
                                           leaves the machine, and nothing is saved
              --world <FILE>               The sandbox's initial world: a file written by sandbox.snapshot
              --quotas <QUOTAS>            Limits of the sandbox on what clients do per second, minute, hour
                                           and day. Default: $TELEWIRE_SANDBOX_QUOTAS, or none [possible
                                           values: none, realistic]
              --api-id <ID>                Default api_id for logins. Its api_hash is read from
                                           $TELEWIRE_API_HASH [env: TELEWIRE_API_ID]
              --updates-silence <SECONDS>  Seconds without updates after which subscriptions fetch what they
                                           may have missed [default: 900]
              --max-wait <SECONDS>         Default `max_wait`: seconds that a call, or each part of a file,
                                           may wait when Telegram asks for it
              --max-accounts <N>           Maximum number of open accounts. Opening another closes the one
                                           that has been idle longest [default: 1000]
              --connect-rate <N>           New connections per second to each of Telegram's data centers,
                                           for all accounts together [default: 20]

        Keys:
              --key-file <FILE>  Sealing keys, one per line. The first seals session strings, and all of
                                 them open them

        Log:
              --log-file <FILE>    Log file, or `-` for standard error. One file per day; seven are kept.
                                   Default: in the state directory
              --log-level <LEVEL>  Log level: off, error, warn, info, debug or trace. Default: info.
                                   $TELEWIRE_LOG sets filters per module instead

        Files:
              --files-root <DIR>    Only allow files in this folder, after resolving symbolic links. Can be
                                    repeated
              --max-inline <BYTES>  Maximum size in bytes of a file sent as base64 in a message. Larger
                                    files need a path [default: 1048576]

        Wire:
              --framing <FRAMING>      How messages are framed [default: auto] [possible values: auto, lsp,
                                       lines]
              --max-message <BYTES>    Maximum size of a message in bytes [default: 67108864]
              --max-in-flight <CALLS>  Maximum number of concurrent calls per connection. More calls wait in
                                       order [default: 64]
              --max-polls <CALLS>      Maximum number of concurrent long polls per connection. More are
                                       rejected [default: 64]
              --max-subscriptions <N>  Maximum number of subscriptions per connection. More are rejected
                                       [default: 64]
              --max-memory <BYTES>     Maximum bytes for messages, queued calls and answers of all
                                       connections together. Beyond it, connections wait [default:
                                       134217728]

        Policy:
              --read-only            Only allow methods that change nothing: no sending, joining, logging in
                                     or logging out
              --allow <METHOD_GLOB>  Only allow these methods, such as `messages.*`. Can be repeated
              --deny <METHOD_GLOB>   Disallow these methods. Overrides --allow. Can be repeated
              --allow-chat <CHAT>    Only allow this chat: "me", @name, an id, +phone, a t.me link or a ref.
                                     Can be repeated
              --allow-export         Allow session.export, which exports logins to other libraries
    "#]]
    .assert_eq(&done.stdout);
}

/// A sandbox on three consecutive ports, starting with the given one.
async fn sandbox_somewhere(home: &TempDir, arguments: &[&str]) -> (Child, Value, u16) {
    for port in (20_000..30_000).step_by(97) {
        let mut command = telewire(home.path());
        command.args(["sandbox", "--listen", &format!("127.0.0.1:{port}")]).args(arguments);
        let mut sandbox = command.spawn().unwrap();
        let mut lines = BufReader::new(sandbox.stdout.take().unwrap()).lines();
        if let Some(description) = lines.next_line().await.unwrap() {
            return (sandbox, serde_json::from_str(&description).unwrap(), port);
        }
    }
    panic!("no three ports in a row are free");
}

#[tokio::test]
async fn a_sandbox_uses_the_given_ports_key_ids_and_dates() {
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
async fn each_command_has_help() {
    for (command, word) in [
        ("tour", "showing every request and answer"),
        ("serve", "--socket[=<PATH>]"),
        ("call", "7 Telegram asks to wait"),
        ("login", "the two-step verification password"),
        ("schema", "OpenRPC"),
        ("sandbox", "--control <PATH>"),
        ("sandbox", "sandbox.fault simulates failures"),
        ("key", "Print a new sealing key"),
    ] {
        let done = run(&[command, "--help"]).await;
        assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
        let text = done.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(word), "{}", done.stdout);
        assert!(done.stdout.lines().all(|line| line.chars().count() <= 100), "{}", done.stdout);
    }
}
