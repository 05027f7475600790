//! JSON-RPC, and nothing of Telegram.
