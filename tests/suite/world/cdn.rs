//! The CDN DC: which functions it serves, and to which clients.

use grammers_tl_types::{enums, functions, types};
use sha2::{Digest, Sha256};
use telewire::aes_ctr;
use telewire::sandbox::world::engine::faults::{Fault, FaultEffect};
use telewire::sandbox::world::files::cdn::Cdn;

use super::files::KB;
use super::{ANN, Telegram, get_me};

const CDN_DC: i32 = 203;

fn telegram() -> Telegram {
    let mut telegram = Telegram::new();
    let address = ([127, 0, 0, 1], 4433).into();
    telegram.world.set_cdn(Cdn { dc: CDN_DC, address, public_key: "a key".to_owned() });
    let redirect = FaultEffect::CdnRedirect { always: false };
    telegram.world.fault(Fault {
        kind: redirect,
        method: None,
        account: None,
        count: 0,
        probability: 1.0,
        seed: None,
        at_dc: None,
    });
    telegram
}

fn get_cdn_file(file_token: &[u8], offset: i64, limit: i32) -> functions::upload::GetCdnFile {
    functions::upload::GetCdnFile { file_token: file_token.to_vec(), offset, limit }
}

/// The answers for Ann's newest file, with and without support for CDNs.
fn asked(telegram: &mut Telegram, cdn_supported: bool) -> (enums::upload::File, Vec<u8>) {
    let ann = telegram.sign_in(ANN);
    let content: Vec<u8> = (0..300 * KB).map(|at| (at / 7) as u8).collect();
    let file = super::files::upload(telegram, &ann, 5, &content, 128 * KB);
    let document = super::files::sent_document(telegram, &ann, super::files::document(file));
    let location = super::files::at_document(&document, "");
    let function = functions::upload::GetFile {
        precise: false,
        cdn_supported,
        location,
        offset: 0,
        limit: 512 * KB as i32,
    };
    (telegram.call(&ann, &function).expect("she may have it"), content)
}

#[test]
fn the_cdn_is_listed_apart_from_the_dcs() {
    let mut telegram = telegram();
    let anybody = telegram.connect(2);
    let enums::Config::Config(config) =
        telegram.call(&anybody, &functions::help::GetConfig {}).expect("anybody may ask");
    let of = |cdn: bool| -> Vec<i32> {
        let options = config.dc_options.iter().map(|enums::DcOption::Option(option)| option);
        options.filter(|option| option.cdn == cdn).map(|option| option.id).collect()
    };
    assert_eq!((of(false), of(true)), (vec![1, 2], vec![CDN_DC]));
    let enums::CdnConfig::Config(config) =
        telegram.call(&anybody, &functions::help::GetCdnConfig {}).expect("anybody may ask");
    let key = types::CdnPublicKey { dc_id: CDN_DC, public_key: "a key".to_owned() };
    assert_eq!(config.public_keys, [key.into()]);
}

#[test]
fn a_file_on_the_cdn_is_encrypted_with_a_key_from_its_own_dc() {
    let mut telegram = telegram();
    let (answer, content) = asked(&mut telegram, true);
    let enums::upload::File::CdnRedirect(redirect) = answer else { panic!("{answer:?}") };
    assert_eq!(redirect.dc_id, CDN_DC);
    let (key, iv) = (redirect.encryption_key.try_into().unwrap(), redirect.encryption_iv.try_into().unwrap());
    let stranger = telegram.connect(CDN_DC);
    let piece = |telegram: &mut Telegram, offset: i64| {
        let function = get_cdn_file(&redirect.file_token, offset, 128 * KB as i32);
        match telegram.call(&stranger, &function).expect("the token is valid") {
            enums::upload::CdnFile::File(file) => file.bytes,
            other => panic!("{other:?}"),
        }
    };
    for enums::FileHash::Hash(hash) in redirect.file_hashes {
        let mut bytes = piece(&mut telegram, hash.offset);
        let range = hash.offset as usize..hash.offset as usize + hash.limit as usize;
        assert_ne!(bytes, content[range.clone()]);
        aes_ctr::apply(&mut bytes, &key, &iv, hash.offset as u64);
        assert_eq!(bytes, content[range]);
        assert_eq!(Sha256::digest(&bytes)[..], hash.hash);
    }
}

#[test]
fn clients_without_cdn_support_are_not_redirected() {
    let mut telegram = telegram();
    let (answer, content) = asked(&mut telegram, false);
    let enums::upload::File::File(file) = answer else { panic!("{answer:?}") };
    assert_eq!(file.bytes, content);
}

#[test]
fn the_cdn_serves_one_function_that_no_other_dc_serves() {
    let mut telegram = telegram();
    let (ann, stranger) = (telegram.sign_in(ANN), telegram.connect(CDN_DC));
    for refused in [
        telegram.refusal(&stranger, &get_me()),
        telegram.refusal(&stranger, &functions::help::GetConfig {}),
        telegram.refusal(&stranger, &functions::upload::GetCdnFileHashes { file_token: vec![1], offset: 0 }),
        telegram.refusal(&ann, &get_cdn_file(&[1], 0, 4096)),
    ] {
        assert_eq!(refused, "400 CDN_METHOD_INVALID");
    }
    assert_eq!(telegram.refusal(&stranger, &get_cdn_file(&[1], 0, 4096)), "400 FILE_TOKEN_INVALID");
    assert_eq!(telegram.refusal(&stranger, &get_cdn_file(&[1], 1, 4096)), "400 OFFSET_INVALID");
    assert_eq!(telegram.refusal(&stranger, &get_cdn_file(&[1], 4096, 1 << 20)), "400 LIMIT_INVALID");
    let export = functions::auth::ExportAuthorization { dc_id: CDN_DC };
    assert_eq!(telegram.refusal(&ann, &export), "400 DC_ID_INVALID");
}
