//! Strings that the libraries themselves made, all of the key 00 01 02 … ff.

use super::*;

/// Telethon 1.44, `StringSession.save`: DC 2 at 149.154.167.50:443.
const TELETHON: &str = concat!(
    "1ApWapzIBuwABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj9AQUJ",
    "DREVGR0hJSktMTU5PUFFSU1RVVldYWVpbXF1eX2BhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5_gIGCg4SFhoeIiYqLjI2",
    "Oj5CRkpOUlZaXmJmam5ydnp-goaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2-v8DBwsPExcbHyMnKy8zNzs_Q0dLT1NXW19j",
    "Z2tvc3d7f4OHi4-Tl5ufo6err7O3u7_Dx8vP09fb3-Pn6-_z9_v8=",
);

/// The same: DC 4 at [2001:67c:4e8:f004::a]:443.
const TELETHON_IPV6: &str = concat!(
    "1BCABBnwE6PAEAAAAAAAAAAoBuwABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicoKSorLC0uLzAxMjM0NTY",
    "3ODk6Ozw9Pj9AQUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpbXF1eX2BhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5_gIG",
    "Cg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp-goaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2-v8DBwsPExcbHyMnKy8z",
    "Nzs_Q0dLT1NXW19jZ2tvc3d7f4OHi4-Tl5ufo6err7O3u7_Dx8vP09fb3-Pn6-_z9_v8=",
);

/// GramJS 2.26, `StringSession.save`: DC 2 at 149.154.167.50:443.
const GRAMJS: &str = concat!(
    "1AgAOMTQ5LjE1NC4xNjcuNTABuwABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicoKSorLC0uLzAxMjM0NTY",
    "3ODk6Ozw9Pj9AQUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpbXF1eX2BhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/gIG",
    "Cg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp+goaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2+v8DBwsPExcbHyMnKy8z",
    "Nzs/Q0dLT1NXW19jZ2tvc3d7f4OHi4+Tl5ufo6err7O3u7/Dx8vP09fb3+Pn6+/z9/v8=",
);

/// Kurigram 2.2, `Storage.export_session_string`: DC 2, api_id 12345, the bot 5000000001.
const PYROGRAM: &str = concat!(
    "AgAAMDkAAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-P0BBQkNE",
    "RUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn-AgYKDhIWGh4iJiouMjY6P",
    "kJGSk5SVlpeYmZqbnJ2en6ChoqOkpaanqKmqq6ytrq-wsbKztLW2t7i5uru8vb6_wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna",
    "29zd3t_g4eLj5OXm5-jp6uvs7e7v8PHy8_T19vf4-fr7_P3-_wAAAAEqBfIBAQ",
);

/// By its `OLD_SESSION_STRING_FORMAT`: DC 2, the bot 123456789.
const PYROGRAM_OLD: &str = concat!(
    "AgAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4_QEFCQ0RFRkdI",
    "SUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo-QkZKT",
    "lJWWl5iZmpucnZ6foKGio6SlpqeoqaqrrK2ur7CxsrO0tba3uLm6u7y9vr_AwcLDxMXGx8jJysvMzc7P0NHS09TV1tfY2drb3N3e",
    "3-Dh4uPk5ebn6Onq6-zt7u_w8fLz9PX29_j5-vv8_f7_B1vNFQE",
);

/// By its `OLD_SESSION_STRING_FORMAT_64`: DC 2, the bot 5000000001.
const PYROGRAM_OLD_64: &str = concat!(
    "AgAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4_QEFCQ0RFRkdI",
    "SUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo-QkZKT",
    "lJWWl5iZmpucnZ6foKGio6SlpqeoqaqrrK2ur7CxsrO0tba3uLm6u7y9vr_AwcLDxMXGx8jJysvMzc7P0NHS09TV1tfY2drb3N3e",
    "3-Dh4uPk5ebn6Onq6-zt7u_w8fLz9PX29_j5-vv8_f7_AAAAASoF8gEB",
);

/// mtcute 0.31, `writeStringSession`: DC 2 at 149.154.167.50:443, the bot 5000000001.
const MTCUTE: &str = concat!(
    "AwEAAAAXAgIADjE0OS4xNTQuMTY3LjUwALsBAAAB8gUqAQAAALV1cpn-AAEAAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd",
    "Hh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdo",
    "aWprbG1ub3BxcnN0dXZ3eHl6e3x9fn-AgYKDhIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6ChoqOkpaanqKmqq6ytrq-wsbKz",
    "tLW2t7i5uru8vb6_wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t_g4eLj5OXm5-jp6uvs7e7v8PHy8_T19vf4-fr7_P3-",
    "_w",
);

/// The same with a DC for media, and nobody.
const MTCUTE_MEDIA: &str = concat!(
    "AwQAAAAXAgIADjE0OS4xNTQuMTY3LjUwALsBAAAXAgICDzE0OS4xNTQuMTY3LjIyMrsBAAD-AAEAAAECAwQFBgcICQoLDA0ODxAR",
    "EhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltc",
    "XV5fYGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn-AgYKDhIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6ChoqOkpaan",
    "qKmqq6ytrq-wsbKztLW2t7i5uru8vb6_wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t_g4eLj5OXm5-jp6uvs7e7v8PHy",
    "8_T19vf4-fr7_P3-_w",
);

fn key() -> [u8; KEY] {
    std::array::from_fn(|index| index as u8)
}

const ALL: [(Format, &str, i32); 8] = [
    (Format::Telethon, TELETHON, 2),
    (Format::Telethon, TELETHON_IPV6, 4),
    (Format::Gramjs, GRAMJS, 2),
    (Format::Pyrogram, PYROGRAM, 2),
    (Format::Pyrogram, PYROGRAM_OLD, 2),
    (Format::Pyrogram, PYROGRAM_OLD_64, 2),
    (Format::Mtcute, MTCUTE, 2),
    (Format::Mtcute, MTCUTE_MEDIA, 2),
];

#[test]
fn strings_that_the_libraries_made_are_found_by_their_form() {
    for (format, text, dc) in ALL {
        for given in [None, Some(format)] {
            let read = read(given, text).unwrap_or_else(|| panic!("{format:?}: {text}"));
            assert_eq!((read.format, read.dc), (format, dc), "{text}");
            assert_eq!(*read.auth_key.expose(), key());
        }
    }
    assert_eq!(read(None, PYROGRAM).unwrap().api_id, Some(12345));
    assert_eq!(read(None, PYROGRAM_OLD).unwrap().api_id, None);
}

#[test]
fn a_string_of_another_format_is_not_taken_for_one() {
    for (format, text, _) in ALL {
        for other in [Format::Telethon, Format::Gramjs, Format::Pyrogram, Format::Mtcute] {
            assert_eq!(read(Some(other), text).is_some(), other == format, "{text} as {other:?}");
        }
    }
}

#[test]
fn what_is_written_is_what_the_library_writes() {
    let mut key = key();
    let login = ExportedLogin {
        dc: 2,
        address: "149.154.167.50:443".parse().unwrap(),
        is_test: false,
        auth_key: &SecretBytes::new(&mut key),
        api_id: 12345,
        account: Account { id: 5_000_000_001, bot: true },
    };
    let written = |format| write(format, &login).expose().to_owned();
    assert_eq!(written(Format::Telethon), TELETHON);
    assert_eq!(written(Format::Gramjs), GRAMJS);
    assert_eq!(written(Format::Pyrogram), PYROGRAM);
    assert_eq!(written(Format::Mtcute), MTCUTE);
    let login = ExportedLogin { dc: 4, address: "[2001:67c:4e8:f004::a]:443".parse().unwrap(), ..login };
    assert_eq!(write(Format::Telethon, &login).expose(), TELETHON_IPV6);
    for format in [Format::Gramjs, Format::Pyrogram, Format::Mtcute] {
        assert_eq!(read(None, write(format, &login).expose()).unwrap().dc, 4);
    }
}

/// But for Pyrogram's, whose newer strings hold the older ones' lengths: Telegram then knows no such key.
#[test]
fn what_is_cut_or_changed_is_no_string_of_anybodys() {
    for (format, text, _) in ALL {
        let as_long_as_older_ones = |end| format == Format::Pyrogram && [351, 356].contains(&end);
        for end in (0..text.len()).filter(|end| !as_long_as_older_ones(*end)) {
            let read = read(None, &text[..end]);
            assert!(read.is_none_or(|read| *read.auth_key.expose() == key()), "{end} of {text}");
        }
        assert!(read(None, &format!("{text}AAAA")).is_none(), "{text}");
    }
    for text in ["", "1", "hello", "tw1.abc.def", "1AgAAAA==", &"A".repeat(351), &"A".repeat(362)] {
        assert!(read(None, text).is_none(), "{text}");
    }
}
