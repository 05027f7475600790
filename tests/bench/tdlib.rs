//! TDLib over pipes: a line in is a request, the line out is its answer. TDLib's updates are dropped.

use std::error::Error;
use std::ffi::{CStr, CString, c_char, c_double, c_int, c_void};
use std::io::{BufRead, Write};

#[link(name = "dl")]
unsafe extern "C" {
    fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

const RTLD_NOW: c_int = 2;

/// <https://core.telegram.org/tdlib/docs/td__json__client_8h.html>
struct Td {
    client: c_int,
    send: extern "C" fn(c_int, *const c_char),
    receive: extern "C" fn(c_double) -> *const c_char,
}

impl Td {
    fn load(path: &str) -> Result<Self, Box<dyn Error>> {
        let path = CString::new(path)?;
        // SAFETY: the user names a library that may be loaded, and its functions have these types.
        unsafe {
            let library = dlopen(path.as_ptr(), RTLD_NOW);
            if library.is_null() {
                return Err("the library can't be loaded".into());
            }
            let symbol = |name: &CStr| {
                let symbol = dlsym(library, name.as_ptr());
                if symbol.is_null() { Err(format!("it has no {name:?}")) } else { Ok(symbol) }
            };
            let execute: extern "C" fn(*const c_char) -> *const c_char =
                std::mem::transmute(symbol(c"td_execute")?);
            execute(c"{\"@type\":\"setLogVerbosityLevel\",\"new_verbosity_level\":0}".as_ptr());
            let create: extern "C" fn() -> c_int = std::mem::transmute(symbol(c"td_create_client_id")?);
            Ok(Self {
                client: create(),
                send: std::mem::transmute::<*mut c_void, extern "C" fn(c_int, *const c_char)>(symbol(
                    c"td_send",
                )?),
                receive: std::mem::transmute::<*mut c_void, extern "C" fn(c_double) -> *const c_char>(
                    symbol(c"td_receive")?,
                ),
            })
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: tdlib LIBRARY")?;
    let td = Td::load(&path)?;
    let (client, send) = (td.client, td.send);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if let Ok(line) = CString::new(line) {
                send(client, line.as_ptr());
            }
        }
        std::process::exit(0);
    });
    let mut output = std::io::stdout().lock();
    loop {
        let answer = (td.receive)(10.0);
        if answer.is_null() {
            continue;
        }
        // SAFETY: a string that is valid until the next receive.
        let answer = unsafe { CStr::from_ptr(answer) }.to_bytes();
        if answer.windows(8).any(|piece| piece == b"\"@extra\"") {
            output.write_all(&[answer, b"\n"].concat())?;
            output.flush()?;
        }
    }
}
