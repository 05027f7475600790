//! Telegram's limits: values just inside are accepted, and values just outside rejected.

use grammers_tl_types::{enums, functions, types};

use super::{ANN, BOB, Telegram, plain, send};

mod albums;
mod counts;
mod names;
mod taking_back;
mod texts;
mod various;
