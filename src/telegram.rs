//! Telegram, reached through grammers: which server, its keys, live accounts, peers and failures.
