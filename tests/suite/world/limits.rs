//! What Telegram refuses, held against the line that it draws: just inside and just outside.

use grammers_tl_types::{enums, functions, types};

use super::{ANN, BOB, Telegram, plain, send};

mod albums;
mod counts;
mod names;
mod taking_back;
mod texts;
mod various;
