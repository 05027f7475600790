//! The numbers of the sandbox's DCs.

/// The DCs of Telegram's test servers.
pub const DCS: [i32; 3] = [1, 2, 3];

/// The DC that serves encrypted files to anyone, numbered as Telegram's own. It isn't part of the server description:
/// clients learn of it from help.getConfig and help.getCdnConfig.
pub const CDN_DC: i32 = 203;

/// The DC that clients connect to first.
pub const HOME_DC: i32 = 2;
