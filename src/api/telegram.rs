//! Any function of Telegram's API.

mod grave;
mod reads;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::call::Call;
use crate::api::types::fails;
use crate::error::{Error, Kind, Result};
use crate::policy;
use crate::rpc::{Fails, Method};
use crate::telegram::account::Effect;
use crate::telegram::invoke::{self, Described, Invocation};

/// Calls any function of Telegram's API, with JSON for its types both ways.
///
/// Telegram: the function itself (<https://core.telegram.org/methods>). An object is tagged by `_` with its
/// constructor's name; 64-bit numbers are strings (numbers are taken too), bytes are base64, flags follow from the
/// given fields. A `chat_id` is accepted as InputPeer, InputUser or InputChannel. A wrong field fails with
/// `invalid_params`, its `path` and the expected type; see telegram.describe. Fails with `policy_denied` if the
/// daemon's policy forbids the function, and with Telegram's errors.
// No Debug: what goes through here may be a password's proof, a token or a key.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Invoke {
    /// The function's name, such as `messages.getHistory`.
    pub method: String,
    /// Its params, by name.
    #[serde(default)]
    pub params: Map<String, Value>,
    /// The DC to call. Default: the account's home DC.
    pub dc: Option<i32>,
}

/// Bytes that a part of a file takes as an answer: 1 MiB at most, and its base64.
/// <https://core.telegram.org/api/files#downloading-files>
const FILE_PART: usize = (1 << 20) * 7 / 3;

/// Telegram's answer.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Invoked {
    /// By the function's result type: an object with its constructor's name under `_`, an array, a string, true or false.
    pub result: Value,
}

impl Method for Invoke {
    const NAME: &'static str = "telegram.invoke";
    const FAILS: Fails = &[
        fails::CHAT,
        fails::SEND,
        &[
            Kind::PhoneInvalid,
            Kind::CodeInvalid,
            Kind::CodeExpired,
            Kind::PasswordInvalid,
            Kind::InviteInvalid,
            Kind::InviteExpired,
            Kind::NotModified,
            Kind::EmailSetupRequired,
            Kind::TooFresh,
            Kind::FileNotFound,
        ],
    ];
    type Result = Invoked;
}

pub async fn invoke(call: Call, params: Invoke) -> Result<Invoked> {
    let invocation = Invocation::new(&params.method, params.params)?;
    let functions = invocation.functions();
    judge(&call, &functions)?;
    let effect = match functions.iter().all(|function| reads::reads(function)) {
        true => Effect::None,
        false => Effect::Once,
    };
    let account = call.account()?;
    if functions.iter().any(|function| function.starts_with("upload.get")) {
        call.rpc().hold(FILE_PART).await?;
    }
    let result = invocation.run(&account, params.dc, effect, call.attempt()).await?;
    Ok(Invoked { result })
}

/// Each function counts, the wrappers as well as what they hold.
fn judge(call: &Call, functions: &[&str]) -> Result<()> {
    for function in functions {
        if reads::GREETINGS.contains(function) {
            return Err(Error::new(
                Kind::InvalidParams,
                format!("`{function}` can't be invoked: Telewire greets Telegram itself"),
            )
            .with("path", "method")
            .with("expected", "only the inner function"));
        }
        let function = policy::Function {
            name: function,
            reads: reads::reads(function),
            exports: reads::EXPORTS.contains(function),
            is_grave: grave::GRAVE.contains(function),
        };
        call.judge(|policy| policy.judge_function(function))?;
    }
    Ok(())
}

/// Describes a function, a type or a constructor of Telegram's API, as JSON Schema.
///
/// The names are those of Telegram's schema (<https://core.telegram.org/schema>), of the layer that `daemon.info` returns.
/// Fails with `invalid_params` if there is no such name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Describe {
    /// As `messages.sendMessage`, `InputPeer` or `inputPeerSelf`.
    pub name: String,
}

/// The description of a name in Telegram's schema.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Description {
    Function {
        /// JSON Schema of the params of telegram.invoke.
        params: Value,
        /// The name of the type that is answered.
        result_type: String,
        /// JSON Schema of the answer.
        result: Value,
    },
    Type {
        /// JSON Schema of the type, or of the one constructor.
        schema: Value,
    },
}

impl Method for Describe {
    const NAME: &'static str = "telegram.describe";
    type Result = Description;
}

pub async fn describe(_: Call, params: Describe) -> Result<Description> {
    Ok(match invoke::describe(&params.name)? {
        Described::Function { params, result, answers } => {
            Description::Function { params, result_type: answers.to_string(), result }
        }
        Described::Type(schema) => Description::Type { schema },
    })
}
