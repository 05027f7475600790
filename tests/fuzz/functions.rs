//! Every function of the layer, called with anything, by accounts, a bot and strangers: the result is an answer of its
//! type, or a named error. Older layers can represent whatever happens.

use grammers_tl_types::{Deserializable, RemoteCall, Serializable, enums, functions, types};
use telewire::sandbox::functions::{self as sandbox, Caller, Outcome as Reached, RpcError};
use telewire::sandbox::world::World;
use telewire::tl::bytes::{read, write_object};
use telewire::tl::layers;
use telewire::tl::schema::{Definition, Schema, Type};

use crate::generator::{rest, run, spoil};
use crate::memory::Watch;
use crate::queries::QueryGenerator;
use crate::{Bytes, Outcome};
use telewire::sandbox::world::login::authorization::ClientInfo;

/// Calls per world: enough to fill it, but not enough to slow it down.
const CALLS_PER_WORLD: u64 = 5_000;

/// Who signs in to a new world: by phone or by token. Others are strangers.
pub const NUMBERS: [&str; 2] = ["+9996620001", "+9996620002"];
pub const TOKEN: &str = "7000001:sandbox";

pub fn new_world() -> World {
    let dcs = (1..=3).map(|dc| (dc, ([127, 0, 0, 1], 4430 + dc as u16).into())).collect();
    World::at(7, dcs, 1_800_000_000)
}

pub fn caller(auth_key_id: i64) -> Caller {
    Caller {
        dc: 2,
        auth_key_id,
        session_id: auth_key_id,
        msg_id: 4,
        layer: 230,
        client: ClientInfo { api_id: 1, ..ClientInfo::default() },
        wants_updates: true,
    }
}

fn call<F: RemoteCall>(world: &mut World, caller: &Caller, function: &F) -> Result<F::Return, RpcError> {
    let Reached::Answer(answer) = sandbox::call(world, caller, &function.to_bytes()).answer? else {
        panic!("no bot is asked");
    };
    Ok(F::Return::from_bytes(&answer).expect("the answer is of the function's type"))
}

pub fn sign_in(world: &mut World, caller: &Caller, phone: &str) {
    let settings = types::CodeSettings {
        allow_flashcall: false,
        current_number: false,
        allow_app_hash: false,
        allow_missed_call: false,
        allow_firebase: false,
        unknown_number: false,
        logout_tokens: None,
        token: None,
        app_sandbox: None,
    };
    let send_code = functions::auth::SendCode {
        phone_number: phone.to_owned(),
        api_id: 1,
        api_hash: "hash".to_owned(),
        settings: settings.into(),
    };
    let Ok(enums::auth::SentCode::Code(sent)) = call(world, caller, &send_code) else { panic!("no code") };
    let sign_in = functions::auth::SignIn {
        phone_number: phone.to_owned(),
        phone_code_hash: sent.phone_code_hash,
        phone_code: Some("22222".to_owned()),
        email_verification: None,
    };
    call(world, caller, &sign_in).expect("the code is right");
}

pub fn sign_in_bot(world: &mut World, caller: &Caller) {
    let import = functions::auth::ImportBotAuthorization {
        flags: 0,
        api_id: 1,
        api_hash: "hash".to_owned(),
        bot_auth_token: TOKEN.to_owned(),
    };
    call(world, caller, &import).expect("the token is right");
}

/// The functions that the sandbox implements, found by calling all.
pub fn known_functions(schema: &'static Schema) -> Vec<&'static Definition> {
    let mut world = new_world();
    let stranger = caller(99);
    let known = |definition: &&'static Definition| {
        let answer = sandbox::call(&mut world, &stranger, &definition.id.to_le_bytes()).answer;
        !answer.is_err_and(|error| error.name.starts_with("METHOD_NOT_IMPLEMENTED"))
    };
    schema.definitions().iter().filter(|definition| definition.is_function).filter(known).collect()
}

struct Stage {
    schema: &'static Schema,
    known: Vec<&'static Definition>,
    world: World,
    callers: Vec<(Caller, QueryGenerator)>,
}

impl Stage {
    fn new() -> Self {
        let schema = layers::newest().schema();
        let known = known_functions(schema);
        // Each is read when it is first needed, and then cached.
        for layer in layers::known() {
            let _ = layer.translation();
        }
        assert!(known.len() > 100, "{}", known.len());
        let mut stage = Self { schema, known, world: new_world(), callers: Vec::new() };
        stage.renew();
        stage
    }

    fn renew(&mut self) {
        self.world = new_world();
        let callers: Vec<Caller> = (1..=5).map(caller).collect();
        for (caller, number) in callers.iter().zip([NUMBERS[0], NUMBERS[0], NUMBERS[1]]) {
            sign_in(&mut self.world, caller, number);
        }
        sign_in_bot(&mut self.world, &callers[3]);
        self.callers = callers
            .into_iter()
            .map(|caller| {
                let account = self.world.account_of(caller.auth_key_id).unwrap_or(0);
                let queries = QueryGenerator::of(self.schema, &self.world, account).preferring(&self.known);
                (caller, queries)
            })
            .collect();
    }

    fn case(&mut self, u: Bytes) -> Outcome {
        let (caller, queries) = u.choose(&self.callers)?;
        let called = queries.call(u)?;
        let mut function = write_object(&called).expect("it is made by the schema");
        let whole = u.ratio(3, 4)?;
        if !whole {
            if u.ratio(1, 8)? {
                function = rest(u, 300)?.to_vec();
            } else {
                spoil(u, &mut function)?;
            }
        }
        if u.ratio(1, 50)? {
            self.world.advance(u.int_in_range(0..=10_000)?);
        }
        let reply = sandbox::call(&mut self.world, caller, &function);
        match reply.answer {
            Err(error) => {
                assert!(error.name.starts_with(|first: char| first.is_ascii_uppercase()), "{error:?}");
                assert!((300..=500).contains(&error.code.abs()), "{error:?}");
                let unread = ["INPUT_METHOD_INVALID", "INPUT_FETCH_ERROR", "INPUT_CONSTRUCTOR_INVALID"];
                if whole && unread.contains(&&*error.name) {
                    // Only recursion is rejected unread.
                    assert_eq!(error.name, "INPUT_METHOD_INVALID", "{called:?}");
                }
            }
            Ok(Reached::Answer(answer)) if whole => {
                let name = &called.definition.name;
                read(self.schema, &called.definition.makes, &answer)
                    .unwrap_or_else(|_| panic!("{name} is not answered in its type"));
            }
            Ok(_) => {}
        }
        for late in sandbox::answers(&mut self.world) {
            let Ok(answer) = late.answer else { continue };
            let made = ["messages.BotCallbackAnswer", "messages.BotResults"];
            let mut made = made.into_iter().map(|made| Type::Boxed(made.to_owned()));
            assert!(made.any(|made| read(self.schema, &made, &answer).is_ok()), "it is answered in its type");
        }
        for push in reply.pushes {
            let bytes = push.updates.to_bytes();
            read(self.schema, &Type::Boxed("Updates".to_owned()), &bytes).expect("updates are updates");
            for layer in layers::known() {
                if let Some(translation) = layer.translation() {
                    // An older layer may lack it.
                    let _ = translation.updates(bytes.clone());
                }
            }
        }
        Ok(())
    }
}

#[test]
fn any_function_gets_an_answer_of_its_type_or_a_named_error() {
    let mut stage = Stage::new();
    let mut watch = Watch::default();
    let mut calls = 0;
    run("functions", 10_000, |u| {
        calls += 1;
        if calls % CALLS_PER_WORLD == 0 {
            stage.renew();
            // Everything before is dropped.
            watch.look();
        }
        stage.case(u)
    });
}
