"""What the daemon takes and gives.

Written by generate.py from schema/openrpc.json: change it there.
"""

from __future__ import annotations

import typing as t


class ClientInfo(t.TypedDict, total=False):
    name: str
    version: str


class _ChatId2Required(t.TypedDict):
    ref: str


class ChatId2(_ChatId2Required, total=False):
    id: int


class _ChatId3Required(t.TypedDict):
    id: int


class ChatId3(_ChatId3Required, total=False):
    ref: str


class LoginClient(t.TypedDict, total=False):
    """The program that logs in, as the fields of
    [`initConnection`](https://core.telegram.org/method/initConnection).

    It is sealed into the session string, so that the login looks the same from every process. Be
    truthful: logins that claim to be another program, or whose claims change, may be terminated.
    """

    # The name under which Telegram lists the login. Default: `Telewire`.
    device_model: str
    # Default: the operating system's name and version.
    system_version: str
    # Default: Telewire's version.
    app_version: str
    # The system's language, as an IETF language tag. Default: `en`.
    system_lang_code: str
    # The language pack of an official app; empty for all others. Default: empty.
    lang_pack: str
    # The language of texts that Telegram writes for the program, as an IETF language tag. Default: `en`.
    lang_code: str


class EntityMention(t.TypedDict):
    """`@username`"""

    kind: t.Literal["mention"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityHashtag(t.TypedDict):
    """`#hashtag`"""

    kind: t.Literal["hashtag"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityCashtag(t.TypedDict):
    """`$USD`"""

    kind: t.Literal["cashtag"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityBotCommand(t.TypedDict):
    """`/start@jobs_bot`"""

    kind: t.Literal["bot_command"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityUrl(t.TypedDict):
    """`https://telegram.org`"""

    kind: t.Literal["url"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityEmail(t.TypedDict):
    """`do-not-reply@telegram.org`"""

    kind: t.Literal["email"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityPhoneNumber(t.TypedDict):
    """`+1-212-555-0123`"""

    kind: t.Literal["phone_number"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityBankCard(t.TypedDict):
    """`4242 4242 4242 4242`"""

    kind: t.Literal["bank_card"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityBold(t.TypedDict):
    kind: t.Literal["bold"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityItalic(t.TypedDict):
    kind: t.Literal["italic"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityUnderline(t.TypedDict):
    kind: t.Literal["underline"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityStrikethrough(t.TypedDict):
    kind: t.Literal["strikethrough"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntitySpoiler(t.TypedDict):
    kind: t.Literal["spoiler"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityBlockquote(t.TypedDict):
    kind: t.Literal["blockquote"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityExpandableBlockquote(t.TypedDict):
    """A block quotation that shows three lines until it is opened."""

    kind: t.Literal["expandable_blockquote"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityCode(t.TypedDict):
    """Monospaced text within a line."""

    kind: t.Literal["code"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class _EntityPreRequired(t.TypedDict):
    kind: t.Literal["pre"]
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityPre(_EntityPreRequired, total=False):
    """A block of monospaced text."""

    # The programming language, for its colours.
    language: str


class EntityTextLink(t.TypedDict):
    """Text that opens an address."""

    kind: t.Literal["text_link"]
    url: str
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityTextMention(t.TypedDict):
    """The mention of a user who need have no username."""

    kind: t.Literal["text_mention"]
    user_id: int
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class EntityCustomEmoji(t.TypedDict):
    """An emoji shown as a custom emoji."""

    kind: t.Literal["custom_emoji"]
    # A 64-bit number, as a string.
    custom_emoji_id: str
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int


class _InlineButtonCallbackRequired(t.TypedDict):
    kind: t.Literal["callback"]
    text: str
    # The data for the bot: 1–64 bytes.
    callback_data: str


class InlineButtonCallback(_InlineButtonCallbackRequired, total=False):
    """Notifies the bot."""

    # Needs the two-step verification password.
    is_password_required: bool


class InlineButtonUrl(t.TypedDict):
    kind: t.Literal["url"]
    text: str
    url: str


class InlineButtonLoginUrl(t.TypedDict):
    """A link to a site that authorizes the user through Telegram."""

    kind: t.Literal["login_url"]
    text: str
    url: str


class InlineButtonWebApp(t.TypedDict):
    """In private chats only."""

    kind: t.Literal["web_app"]
    text: str
    url: str


class _InlineButtonSwitchInlineQueryRequired(t.TypedDict):
    kind: t.Literal["switch_inline_query"]
    text: str


class InlineButtonSwitchInlineQuery(_InlineButtonSwitchInlineQueryRequired, total=False):
    """Starts an inline query of the bot."""

    query: str
    # In this chat, instead of one that the user chooses.
    is_current_chat: bool


class InlineButtonCopyText(t.TypedDict):
    kind: t.Literal["copy_text"]
    text: str
    # 1 to 256 characters.
    copy_text: str


class InlineButtonUserProfile(t.TypedDict):
    kind: t.Literal["user_profile"]
    text: str
    user_id: ChatId


class _KeyboardKeyboardRequired(t.TypedDict):
    kind: t.Literal["keyboard"]
    rows: t.Sequence[t.Sequence[Key]]


class KeyboardKeyboard(_KeyboardKeyboardRequired, total=False):
    """Shows a reply keyboard."""

    # Whether to fit the height to the keys. Default: false.
    resize_keyboard: bool
    # Whether to hide the keyboard after a key is pressed. Default: false.
    one_time_keyboard: bool
    # Whether to show the keyboard always. Default: false.
    is_persistent: bool
    # Only for users whom the message mentions or replies to. Default: false.
    selective: bool
    # The placeholder of the input field, up to 64 characters.
    input_field_placeholder: str


class _KeyboardRemoveRequired(t.TypedDict):
    kind: t.Literal["remove"]


class KeyboardRemove(_KeyboardRemoveRequired, total=False):
    """Removes the reply keyboard."""

    # Only for users whom the message mentions or replies to. Default: false.
    selective: bool


class _KeyboardForceReplyRequired(t.TypedDict):
    kind: t.Literal["force_reply"]


class KeyboardForceReply(_KeyboardForceReplyRequired, total=False):
    """Shows a reply interface, as if the user chose to reply to this message."""

    # Only for users whom the message mentions or replies to. Default: false.
    selective: bool
    # The placeholder of the input field, up to 64 characters.
    input_field_placeholder: str


class KeyText(t.TypedDict):
    """Sends its text."""

    kind: t.Literal["text"]
    text: str


class KeyRequestContact(t.TypedDict):
    kind: t.Literal["request_contact"]
    text: str


class KeyRequestLocation(t.TypedDict):
    kind: t.Literal["request_location"]
    text: str


class _KeyRequestPollRequired(t.TypedDict):
    kind: t.Literal["request_poll"]
    text: str


class KeyRequestPoll(_KeyRequestPollRequired, total=False):
    # Whether the poll must be a quiz or a regular poll. Default: any.
    is_quiz: bool


class KeyWebApp(t.TypedDict):
    kind: t.Literal["web_app"]
    text: str
    url: str


class Thumbnail(t.TypedDict, total=False):
    """A small image in JPEG: `path` or `data_base64`, at most 200 kB and 320 pixels wide and high."""

    # The file's path: absolute, if the daemon listens on a socket.
    path: str
    # The image in base64.
    data_base64: str


class AlbumItem(t.TypedDict, total=False):
    """One file of an album."""

    # The file's path: absolute, if the daemon listens on a socket. Give exactly one of `path`,
    # `data_base64` and `file_id`.
    path: str
    # The file in base64 or as a `data:` URL, at most `--max-inline` bytes.
    data_base64: str
    # A file at Telegram: `file_id` of media.upload or of a message's media.
    file_id: str
    # The file's name. Names over 255 bytes are shortened before the extension. Default: the last part of
    # `path`.
    file_name: str
    # Up to 1024 characters after formatting, 2048 with Telegram Premium; see account.limits.
    caption: str
    # The format of `caption`. Default: `plain`.
    format: TextFormat
    # Formatting by UTF-16 offsets, instead of `format`.
    entities: t.Sequence[Entity]
    # How the file is shown. Default: `auto`.
    kind: FileKind
    # Pixels, of a video or animation. Default: read from the file.
    width: int
    # Pixels, of a video or animation. Default: read from the file.
    height: int
    # Seconds, of a video, animation, music or voice message. Default: read from the file.
    duration: float
    # Of music. Default: read from the file's tags.
    title: str
    # Of music. Default: read from the file's tags.
    performer: str
    # The waveform of a voice message: 1–100 values from 0 to 31, or base64 of them packed in 5 bits each,
    # as Telegram does. Telewire doesn't compute it; without it, apps draw a flat line.
    waveform: t.Union[str, t.Sequence[int]]
    # Shown until the file is downloaded. Telegram creates thumbnails for photos itself.
    thumbnail: Thumbnail
    # Whether to hide the media under a spoiler animation. Default: false.
    has_spoiler: bool


class Picture(t.TypedDict, total=False):
    """An image that Telegram makes a photo of: one of `path`, `data_base64` and `file_id`."""

    # The file's path: absolute, if the daemon listens on a socket.
    path: str
    # The image in base64, at most `--max-inline` bytes.
    data_base64: str
    # One that Telegram has: `file_id` of media.upload or of a message's photo.
    file_id: str


class Permissions(t.TypedDict, total=False):
    """Permissions of non-admins in a group. As in the Bot API, anything not set to true is denied."""

    # Send texts, contacts and locations.
    can_send_messages: bool
    can_send_audios: bool
    can_send_documents: bool
    can_send_photos: bool
    can_send_videos: bool
    can_send_video_notes: bool
    can_send_voice_notes: bool
    can_send_polls: bool
    # Send animations, games and stickers, and use inline bots.
    can_send_other_messages: bool
    can_add_web_page_previews: bool
    can_react_to_messages: bool
    # Change their own tag.
    can_edit_tag: bool
    # Change the title, photo and other settings.
    can_change_info: bool
    can_invite_users: bool
    can_pin_messages: bool
    # Create topics in a forum.
    can_manage_topics: bool


class AdminRights(t.TypedDict, total=False):
    """Rights of an admin. Anything not set to true is denied."""

    # Post on behalf of the chat.
    is_anonymous: bool
    # See the members and the admins' actions. Granted to every admin.
    can_manage_chat: bool
    can_delete_messages: bool
    can_manage_video_chats: bool
    # Ban and restrict members.
    can_restrict_members: bool
    # Promote others to admin, with a subset of their own rights.
    can_promote_members: bool
    # Change the title, photo and other settings.
    can_change_info: bool
    can_invite_users: bool
    can_post_stories: bool
    can_edit_stories: bool
    can_delete_stories: bool
    # Channels only.
    can_post_messages: bool
    # Channels only: edit others' posts.
    can_edit_messages: bool
    # Groups only.
    can_pin_messages: bool
    # Forums only.
    can_manage_topics: bool
    can_manage_direct_messages: bool
    # Change the tags of members.
    can_manage_tags: bool


class _InlineResultArticleRequired(t.TypedDict):
    kind: t.Literal["article"]
    # 1 to 64 bytes, unique among the results.
    id: str
    title: str
    # The text to send: 1–4096 characters after formatting.
    text: str


class InlineResultArticle(_InlineResultArticleRequired, total=False):
    """A text message to send."""

    description: str
    url: str
    # A URL of a JPEG to show next to the title.
    thumbnail_url: str
    format: TextFormat
    entities: t.Sequence[Entity]
    # Whether to show a preview of the first link. Default: true.
    link_preview: bool
    buttons: Buttons


class _InlineResultPhotoRequired(t.TypedDict):
    kind: t.Literal["photo"]
    id: str
    # Where the message is.
    chat_id: ChatId
    message_id: int


class InlineResultPhoto(_InlineResultPhotoRequired, total=False):
    """A photo from one of the bot's messages."""

    # Up to 1024 characters after formatting.
    caption: str
    format: TextFormat
    entities: t.Sequence[Entity]
    buttons: Buttons


class _InlineResultDocumentRequired(t.TypedDict):
    kind: t.Literal["document"]
    id: str
    title: str
    # Where the message is.
    chat_id: ChatId
    message_id: int


class InlineResultDocument(_InlineResultDocumentRequired, total=False):
    """A file from one of the bot's messages."""

    description: str
    # Up to 1024 characters after formatting.
    caption: str
    format: TextFormat
    entities: t.Sequence[Entity]
    buttons: Buttons


class StartButton(t.TypedDict):
    # The button's text.
    text: str
    # The start parameter: 1 to 64 letters, digits, `_` and `-`.
    start_parameter: str


class Command(t.TypedDict):
    # 1 to 32 lowercase letters, digits and underscores, without the slash.
    command: str
    # 1–256 characters.
    description: str


class ScopeDefault(t.TypedDict):
    kind: t.Literal["default"]


class ScopeAllPrivateChats(t.TypedDict):
    kind: t.Literal["all_private_chats"]


class ScopeAllGroupChats(t.TypedDict):
    kind: t.Literal["all_group_chats"]


class ScopeAllChatAdministrators(t.TypedDict):
    kind: t.Literal["all_chat_administrators"]


class ScopeChat(t.TypedDict):
    kind: t.Literal["chat"]
    chat_id: ChatId


class ScopeChatAdministrators(t.TypedDict):
    kind: t.Literal["chat_administrators"]
    chat_id: ChatId


class ScopeChatMember(t.TypedDict):
    kind: t.Literal["chat_member"]
    chat_id: ChatId
    user_id: ChatId


class DaemonDetails(t.TypedDict):
    # Telewire's version.
    version: str
    # The protocol version. Increases with changes that break clients.
    protocol_version: str
    # `production`, `test`, or the name in the server's description.
    server: str
    # The layer of Telegram's API in use.
    layer: int
    process_id: int
    limits: Limits
    policy: Policy


class Limits(t.TypedDict):
    """The limits of a connection."""

    # Maximum bytes of a message.
    max_message: int
    # Maximum calls at once. Further calls are queued in order.
    max_in_flight: int
    # Maximum long polls at once. They don't count as calls.
    max_polls: int
    # Maximum subscriptions at once.
    max_subscriptions: int
    # Maximum attached session strings at once.
    max_handles: int
    # Maximum bytes for the messages, answers and queued calls of all connections together.
    max_memory: int
    # Maximum calls in a batch.
    max_batch: int
    # Maximum bytes of a file in a message as base64. Pass larger files by path.
    max_inline: int
    # Maximum open accounts for all connections, from `--max-accounts`.
    max_accounts: int
    # Maximum new connections per second to each of Telegram's data centers for all accounts, from
    # `--connect-rate`.
    connect_rate: int


class Policy(t.TypedDict):
    """What this daemon allows its callers to do."""

    # Whether only reads are allowed.
    is_read_only: bool
    # Globs of the allowed methods. Empty means all.
    allow: t.List[str]
    # Globs of the denied methods. Takes precedence over `allow`.
    deny: t.List[str]
    # Whether only some chats are allowed.
    has_chat_limits: bool
    # Whether only files in some folders are allowed.
    has_file_limits: bool
    # Whether session.export is allowed.
    can_export: bool


class Pong(t.TypedDict):
    pong: bool


class DaemonCounters(t.TypedDict):
    # Seconds since the daemon started.
    uptime: float
    # Clients connected now.
    connections: int
    # Calls started, including this one.
    calls: int
    # Calls started and not answered yet, including this one.
    in_flight: int
    # Open subscriptions to updates.
    subscriptions: int
    memory: Memory
    # Open accounts, at most `max_accounts` of daemon.info's `limits`.
    accounts: int
    # Open connections to Telegram.
    telegram_connections: int


class Memory(t.TypedDict):
    """Memory for partly read messages, queued calls, results and unwritten answers of all connections."""

    # Bytes in use. May exceed the limit, because small connections never wait.
    used: int
    # Bytes above which connections that use more than 64 KiB wait, from `--max-memory`.
    limit: int


class Initialized(t.TypedDict):
    protocol_version: str
    server_info: ServerInfo
    capabilities: Capabilities
    limits: Limits


class ServerInfo(t.TypedDict):
    name: str
    version: str


class Capabilities(t.TypedDict):
    # `$/cancelRequest` is supported.
    can_cancel: bool
    # `$/progress` is sent for calls with a `progress_token`.
    can_report_progress: bool
    # Batches are supported.
    can_batch: bool


class Attached(t.TypedDict):
    # Pass it as `session` on this connection.
    handle: str


class _InspectedRequired(t.TypedDict):
    stage: StageName
    # The home DC.
    dc: int
    # The api_id of the program that logged in.
    api_id: int
    # The server of the login: `production`, `test`, or a custom server's name.
    server: str
    client: InspectedClient
    # The public id of the sealing key.
    key_id: str
    # When the login started, to the second.
    creation_date: str


class Inspected(_InspectedRequired, total=False):
    # The account, once signed in.
    account: InspectedAccount
    # Its restrictions, if it was made by session.restrict.
    restrictions: InspectedRestrictions


class InspectedAccount(t.TypedDict):
    id: int
    kind: AccountKind


class InspectedClient(t.TypedDict):
    """The client of a session string."""

    # The name under which Telegram lists the login.
    device_model: str
    system_version: str
    app_version: str
    system_lang_code: str
    lang_pack: str
    lang_code: str


class _InspectedRestrictionsRequired(t.TypedDict):
    # Whether only reads are allowed.
    is_read_only: bool


class InspectedRestrictions(_InspectedRestrictionsRequired, total=False):
    """The restrictions of a session string."""

    # Lists of globs, one for each time that methods were named. Each of them must allow a method.
    methods: t.List[t.List[str]]
    # Ids of the chats that may be read and written to. Without `chats`, `read_chats` and `write_chats` all
    # chats may be.
    chats: t.List[int]
    # Ids of the chats that may only be read.
    read_chats: t.List[int]
    # Ids of the chats that may only be written to.
    write_chats: t.List[int]
    # The only folder whose files may be named.
    files_root: str
    # From then on the string is good for nothing.
    expire_date: str
    # How many messages may be sent a day.
    sends_per_day: int
    # Who the string is for.
    label: str


class Renewed(t.TypedDict):
    # The same login. Replaces the given string.
    session: str


class Refreshed(t.TypedDict):
    # The same login. Replaces the given string.
    session: str
    # Whether anything was learned. If not, `session` is the given string.
    is_changed: bool


class Restricted(t.TypedDict):
    """A restricted session string."""

    # The string to hand out. It is not called `session`, so that no client keeps it in place of the one
    # that was given.
    restricted_session: str
    # All its restrictions.
    restrictions: InspectedRestrictions


class LoginAnswerDone(t.TypedDict):
    """Signed in."""

    next: t.Literal["done"]
    # For all further calls. Keep it secret and safe.
    session: str
    user: User


class _LoginAnswerCheckPasswordRequired(t.TypedDict):
    next: t.Literal["check_password"]
    # Pass it to the next call. Keep only the newest.
    session: str


class LoginAnswerCheckPassword(_LoginAnswerCheckPasswordRequired, total=False):
    """The account has two-step verification: call `auth.checkPassword`."""

    # The owner's password hint.
    hint: str


class LoginAnswerSignUpRequired(t.TypedDict):
    """The phone number has no account. Sign up with an official app."""

    next: t.Literal["sign_up_required"]


class _UserRequired(t.TypedDict):
    id: int
    kind: UserKind
    first_name: str


class User(_UserRequired, total=False):
    """A user or bot."""

    # Identifies the user in any `chat_id` or `user_id`, for this account only.
    ref: str
    last_name: str
    username: str
    phone: str


class Exported(t.TypedDict):
    # The session string.
    value: str


class _CodeAnswerSignInRequired(t.TypedDict):
    next: t.Literal["sign_in"]
    # Pass it to the next call. Keep only the newest.
    session: str
    sent_to: SentTo


class CodeAnswerSignIn(_CodeAnswerSignInRequired, total=False):
    """Call `auth.signIn` with the code."""

    # Digits or letters in the code. With `missed_call`, the number of trailing digits of the caller's
    # number that are the code.
    code_length: int
    # With `fragment`: the page that shows the code to the number's owner.
    url: str
    # With `missed_call`: the first digits of the calling number.
    prefix: str
    # With `flash_call`: a pattern of the calling number; `*` stands for any digits. The whole number is the
    # code.
    pattern: str
    # With `sms_word` and `sms_phrase`: the beginning of the word or phrase. All of it is the code.
    beginning: str
    # With `email`: the address that the code was sent to, as `a***@example.org`.
    email_pattern: str
    # With `email`: seconds to wait after a request to log in without that address. Request it with
    # `auth.resetLoginEmail`, through `telegram.invoke` or an official app.
    email_reset_period: int
    # With `email`: when the address is no longer needed, if a reset was requested.
    email_reset_date: str
    # How `auth.resendCode` would send the code.
    next_type: SentTo
    # Seconds until `auth.resendCode` may be called.
    resend_after: int


class _CodeAnswerResendCodeRequired(t.TypedDict):
    next: t.Literal["resend_code"]
    # Pass it to the next call. Keep only the newest.
    session: str
    sent_to: SentTo


class CodeAnswerResendCode(_CodeAnswerResendCodeRequired, total=False):
    """Only Telegram's own apps can read this code. Call `auth.resendCode` after `resend_after` seconds to
    get it by `next_type`. Without a `next_type`, use `auth.startQr`.
    """

    # How `auth.resendCode` would send the code.
    next_type: SentTo
    # Seconds until `auth.resendCode` may be called.
    resend_after: int


class CodeAnswerSetUpEmail(t.TypedDict):
    """Telegram sends no code before the account has a login e-mail address: call
    `account.sendVerifyEmailCode` with one.
    """

    next: t.Literal["set_up_email"]
    # Pass it to the next call. Keep only the newest.
    session: str


class CodeAnswerDone(t.TypedDict):
    """Telegram signed the account in without a code."""

    next: t.Literal["done"]
    session: str
    user: User


class RecoveryRequested(t.TypedDict):
    # The address that the code was sent to, as `a***@example.org`.
    email_pattern: str


class QrAnswerScan(t.TypedDict):
    """Show the URL as a QR code and call `auth.pollQr`."""

    next: t.Literal["scan"]
    # Pass it to the next call. Keep only the newest.
    session: str
    # The content of the QR code: a `tg://login` link. It changes when it expires, so show the newest.
    url: str
    expire_date: str


class _QrAnswerCheckPasswordRequired(t.TypedDict):
    next: t.Literal["check_password"]
    # Pass it to the next call. Keep only the newest.
    session: str


class QrAnswerCheckPassword(_QrAnswerCheckPasswordRequired, total=False):
    """The account has two-step verification: call `auth.checkPassword`."""

    # The owner's password hint.
    hint: str


class QrAnswerDone(t.TypedDict):
    """Signed in."""

    next: t.Literal["done"]
    # For all further calls. Keep it secret and safe.
    session: str
    user: User


class _StatusAnswerSignInRequired(t.TypedDict):
    next: t.Literal["sign_in"]
    sent_to: str


class StatusAnswerSignIn(_StatusAnswerSignInRequired, total=False):
    """A code was sent: call `auth.signIn`."""

    code_length: int


class StatusAnswerSetUpEmail(t.TypedDict):
    """Telegram sends no code before the account has a login e-mail address: call
    `account.sendVerifyEmailCode`.
    """

    next: t.Literal["set_up_email"]


class StatusAnswerScan(t.TypedDict):
    """A QR code was created: have it scanned and call `auth.pollQr`."""

    next: t.Literal["scan"]
    url: str
    expire_date: str


class _StatusAnswerCheckPasswordRequired(t.TypedDict):
    next: t.Literal["check_password"]


class StatusAnswerCheckPassword(_StatusAnswerCheckPasswordRequired, total=False):
    """Call `auth.checkPassword`."""

    hint: str


class StatusAnswerDone(t.TypedDict):
    """Signed in, confirmed by Telegram."""

    next: t.Literal["done"]
    user: User


class _PasswordStateRequired(t.TypedDict):
    # Whether logins ask for a password.
    has_password: bool
    # Whether the password can be recovered by mail.
    has_recovery: bool


class PasswordState(_PasswordStateRequired, total=False):
    """The state of two-step verification."""

    # The owner's password hint.
    hint: str
    # The recovery address to confirm with account.confirmPasswordEmail.
    unconfirmed_email_pattern: str
    # When the password is removed, if a reset was requested.
    pending_reset_date: str


class PasswordSet(t.TypedDict, total=False):
    """The next step, if one is needed."""

    # Call account.confirmPasswordEmail. Absent when nothing is left to do.
    next: PasswordStep
    # The length of the code sent by e-mail.
    code_length: int


class LimitDetails(t.TypedDict):
    """What an account may have now, and what it might."""

    # Whether the account has Telegram Premium.
    is_premium: bool
    # What the account has.
    limits: LimitValues
    # What it has with Telegram Premium.
    with_premium: LimitValues


class LimitValues(t.TypedDict):
    """An account's limits."""

    # Bytes of one file.
    upload_size: int
    # Characters of a caption.
    caption_length: int
    # Characters of a text message.
    message_length: int
    # Characters of the account's bio.
    bio_length: int
    # Channels and supergroups that the account is in.
    channels: int
    # Public channels and supergroups that the account owns.
    public_channels: int
    # Chats pinned in the main list.
    pinned_chats: int
    # Chats pinned in the archive.
    pinned_archived_chats: int
    # Folders.
    folders: int
    # Chats of one folder.
    folder_chats: int
    # Invite links of one shared folder.
    folder_invites: int
    # Shared folders.
    shared_folders: int
    # Reactions that the account gives to one message.
    reactions: int
    # Saved GIFs.
    saved_gifs: int
    # Favourite stickers.
    faved_stickers: int
    # Options of a poll.
    poll_options: int


class _EmailCodeSentRequired(t.TypedDict):
    # The address, as `a***@example.org`.
    email_pattern: str


class EmailCodeSent(_EmailCodeSentRequired, total=False):
    """A code was sent to the address."""

    # Length of the code.
    code_length: int


class AuthorizationList(t.TypedDict):
    items: t.List[Authorization]
    # Seconds of inactivity after which a login expires.
    inactive_session_ttl: int


class _AuthorizationRequired(t.TypedDict):
    # The login that made this call.
    is_current: bool
    device_model: str
    platform: str
    system_version: str
    api_id: int
    app_name: str
    app_version: str
    # An official Telegram app.
    is_official_app: bool
    # Has not entered the two-step verification password yet.
    is_password_pending: bool
    # Has not been confirmed from another login yet.
    is_unconfirmed: bool
    creation_date: str
    # When the login was last used.
    last_active_date: str
    ip_address: str
    country: str
    region: str


class Authorization(_AuthorizationRequired, total=False):
    """A login."""

    # Pass it to account.revokeAuthorization. Absent for the calling login: end that one with auth.logOut.
    authorization_id: str


class _ListedChatPageRequired(t.TypedDict):
    items: t.List[ListedChat]


class ListedChatPage(_ListedChatPageRequired, total=False):
    """A page of a list. A page may be short; the last one has no `next_cursor`."""

    # Pass it as `cursor` to get the next page.
    next_cursor: str
    # The total number, if Telegram returns it.
    total: int


class _ListedChatRequired(t.TypedDict):
    # Marked as in the Bot API: positive for users, negative for groups, and -100… for channels and
    # supergroups.
    id: int
    kind: ChatKind
    # Unread messages.
    unread_count: int


class ListedChat(_ListedChatRequired, total=False):
    """A chat in the list."""

    # Identifies the chat in any `chat_id`, for this account only.
    ref: str
    # For a user, the full name.
    title: str
    username: str
    member_count: int
    # Whether it is a supergroup with topics.
    is_forum: bool
    is_pinned: bool
    # Until when the chat is muted. In 2038 if forever.
    muted_until_date: str
    last_message: Message


class _MessageRequired(t.TypedDict):
    # Unique within the chat, for this account.
    message_id: int
    chat: Chat
    date: str
    # The text, or the caption of media. Empty in service messages.
    text: str
    # Sent by this account.
    is_outgoing: bool


class Message(_MessageRequired, total=False):
    """A message. Absent fields are unknown or empty."""

    # Absent in channels without signatures.
    sender: Chat
    edit_date: str
    # Formatting, by UTF-16 offsets.
    entities: t.List[Entity]
    media: Media
    # Messages with the same id form an album.
    media_group_id: str
    reply_to: ReplyTo
    forward: Forward
    # The topic, in a forum. 1 is the General topic.
    topic_id: int
    is_pinned: bool
    view_count: int
    reactions: t.List[Reaction]
    # Row by row.
    buttons: t.List[t.List[Button]]
    # The bot of the inline query that produced the message.
    via_bot: Chat
    # The event, for a service message.
    service: Service
    # Scheduled: to be sent at `date`. Its `message_id` is valid only for messages.sendScheduled and
    # messages.deleteScheduled.
    is_scheduled: bool
    # The send repeated an earlier `random_id`: this is the first message.
    is_duplicate: bool


class _ChatRequired(t.TypedDict):
    # Marked as in the Bot API: positive for users, negative for groups, and -100… for channels and
    # supergroups.
    id: int
    kind: ChatKind


class Chat(_ChatRequired, total=False):
    """A private chat, group or channel."""

    # Identifies the chat in any `chat_id`, for this account only.
    ref: str
    # For a user, the full name.
    title: str
    username: str
    member_count: int
    # Whether it is a supergroup with topics.
    is_forum: bool


class _MediaPhotoRequired(t.TypedDict):
    kind: t.Literal["photo"]
    # Pixels, of the largest size.
    width: int
    height: int
    # Bytes, of the largest size.
    file_size: int


class MediaPhoto(_MediaPhotoRequired, total=False):
    # Identifies the photo in messages.sendFile, for this account only. Valid for some hours.
    file_id: str


class _MediaDocumentRequired(t.TypedDict):
    kind: t.Literal["document"]
    mime_type: str
    # Bytes.
    file_size: int
    # Identifies the file in messages.sendFile, for this account only. Valid for some hours.
    file_id: str


class MediaDocument(_MediaDocumentRequired, total=False):
    # The sender's name for the file, without folders and invisible characters. Not a trusted path.
    file_name: str


class _MediaVideoRequired(t.TypedDict):
    kind: t.Literal["video"]
    mime_type: str
    # Bytes.
    file_size: int
    # Identifies the file in messages.sendFile, for this account only. Valid for some hours.
    file_id: str
    # Seconds.
    duration: float
    width: int
    height: int


class MediaVideo(_MediaVideoRequired, total=False):
    """A file at Telegram."""

    # The sender's name for the file, without folders and invisible characters. Not a trusted path.
    file_name: str


class _MediaVideoNoteRequired(t.TypedDict):
    kind: t.Literal["video_note"]
    mime_type: str
    # Bytes.
    file_size: int
    # Identifies the file in messages.sendFile, for this account only. Valid for some hours.
    file_id: str
    duration: float


class MediaVideoNote(_MediaVideoNoteRequired, total=False):
    """A round video."""

    # The sender's name for the file, without folders and invisible characters. Not a trusted path.
    file_name: str


class _MediaAnimationRequired(t.TypedDict):
    kind: t.Literal["animation"]
    mime_type: str
    # Bytes.
    file_size: int
    # Identifies the file in messages.sendFile, for this account only. Valid for some hours.
    file_id: str


class MediaAnimation(_MediaAnimationRequired, total=False):
    """A GIF or a short video without sound."""

    # The sender's name for the file, without folders and invisible characters. Not a trusted path.
    file_name: str
    # Seconds.
    duration: float
    # Pixels.
    width: int
    height: int


class _MediaAudioRequired(t.TypedDict):
    kind: t.Literal["audio"]
    mime_type: str
    # Bytes.
    file_size: int
    # Identifies the file in messages.sendFile, for this account only. Valid for some hours.
    file_id: str
    duration: int


class MediaAudio(_MediaAudioRequired, total=False):
    """A file at Telegram."""

    # The sender's name for the file, without folders and invisible characters. Not a trusted path.
    file_name: str
    title: str
    performer: str


class _MediaVoiceRequired(t.TypedDict):
    kind: t.Literal["voice"]
    mime_type: str
    # Bytes.
    file_size: int
    # Identifies the file in messages.sendFile, for this account only. Valid for some hours.
    file_id: str
    duration: int


class MediaVoice(_MediaVoiceRequired, total=False):
    """A file at Telegram."""

    # The sender's name for the file, without folders and invisible characters. Not a trusted path.
    file_name: str


class _MediaStickerRequired(t.TypedDict):
    kind: t.Literal["sticker"]
    mime_type: str
    # Bytes.
    file_size: int
    # Identifies the file in messages.sendFile, for this account only. Valid for some hours.
    file_id: str
    emoji: str


class MediaSticker(_MediaStickerRequired, total=False):
    """A file at Telegram."""

    # The sender's name for the file, without folders and invisible characters. Not a trusted path.
    file_name: str


class _MediaContactRequired(t.TypedDict):
    kind: t.Literal["contact"]
    phone: str
    first_name: str
    last_name: str


class MediaContact(_MediaContactRequired, total=False):
    user_id: int


class MediaLocation(t.TypedDict):
    """Degrees."""

    kind: t.Literal["location"]
    latitude: float
    longitude: float


class MediaVenue(t.TypedDict):
    kind: t.Literal["venue"]
    latitude: float
    longitude: float
    title: str
    address: str


class MediaDice(t.TypedDict):
    kind: t.Literal["dice"]
    emoji: str
    value: int


class _MediaPollRequired(t.TypedDict):
    kind: t.Literal["poll"]
    # The same in every message with this poll.
    poll_id: str
    question: str
    options: t.List[PollOption]
    # The number of users who voted.
    total_voter_count: int
    # Whether the poll is closed.
    is_closed: bool
    # Whether votes are anonymous.
    is_anonymous: bool
    # Whether the poll has correct options.
    is_quiz: bool
    allows_multiple_answers: bool
    # Whether votes can be changed or retracted.
    allows_revoting: bool


class MediaPoll(_MediaPollRequired, total=False):
    # Formatting of the question, by UTF-16 offsets.
    question_entities: t.List[Entity]
    # The correct options of a quiz: positions from 0. Present after this account voted or the poll was
    # closed.
    correct_option_ids: t.List[int]
    # The explanation of a quiz. Present after this account voted or the poll was closed.
    explanation: str
    explanation_entities: t.List[Entity]
    # Seconds during which the poll is open.
    open_period: int
    # When the poll closes automatically.
    close_date: str


class MediaOther(t.TypedDict):
    """Anything else, by Telegram's name for it."""

    kind: t.Literal["other"]
    name: str


class _FileRequired(t.TypedDict):
    mime_type: str
    # Bytes.
    file_size: int
    # Identifies the file in messages.sendFile, for this account only. Valid for some hours.
    file_id: str


class File(_FileRequired, total=False):
    """A file at Telegram."""

    # The sender's name for the file, without folders and invisible characters. Not a trusted path.
    file_name: str


class _PollOptionRequired(t.TypedDict):
    text: str


class PollOption(_PollOptionRequired, total=False):
    """An option of a poll."""

    text_entities: t.List[Entity]
    # The number of votes. Most polls show it after a vote, and to everyone once closed.
    voter_count: int
    # Whether this account chose it.
    is_chosen: bool


class _PollRequired(t.TypedDict):
    # The same in every message with this poll.
    poll_id: str
    question: str
    options: t.List[PollOption]
    # The number of users who voted.
    total_voter_count: int
    # Whether the poll is closed.
    is_closed: bool
    # Whether votes are anonymous.
    is_anonymous: bool
    # Whether the poll has correct options.
    is_quiz: bool
    allows_multiple_answers: bool
    # Whether votes can be changed or retracted.
    allows_revoting: bool


class Poll(_PollRequired, total=False):
    """A poll or quiz, with the results that this account may see."""

    # Formatting of the question, by UTF-16 offsets.
    question_entities: t.List[Entity]
    # The correct options of a quiz: positions from 0. Present after this account voted or the poll was
    # closed.
    correct_option_ids: t.List[int]
    # The explanation of a quiz. Present after this account voted or the poll was closed.
    explanation: str
    explanation_entities: t.List[Entity]
    # Seconds during which the poll is open.
    open_period: int
    # When the poll closes automatically.
    close_date: str


class ReplyTo(t.TypedDict, total=False):
    """The message that is replied to."""

    message_id: int
    # The chat of that message, if it is another.
    chat: Chat
    # The quoted part.
    quote: str


class _ForwardRequired(t.TypedDict):
    date: str


class Forward(_ForwardRequired, total=False):
    """The origin of a forwarded message."""

    # Absent if the sender is hidden.
    sender: Chat
    # The name of a hidden sender.
    sender_user_name: str
    # The message's id in the original channel.
    message_id: int


class _ReactionRequired(t.TypedDict):
    kind: ReactionKind
    total_count: int


class Reaction(_ReactionRequired, total=False):
    """A reaction and its count."""

    # For kind `emoji`.
    emoji: str
    # For kind `custom_emoji`.
    custom_emoji_id: str
    # Whether this account chose it.
    is_chosen: bool


class _ButtonCallbackRequired(t.TypedDict):
    kind: t.Literal["callback"]
    text: str


class ButtonCallback(_ButtonCallbackRequired, total=False):
    """Notifies the message's bot."""

    # The data for the bot, if it is text.
    callback_data: str
    # The data for the bot, if it isn't text.
    callback_data_base64: str
    # Needs the two-step verification password.
    is_password_required: bool


class ButtonUrl(t.TypedDict):
    kind: t.Literal["url"]
    text: str
    url: str


class ButtonLoginUrl(t.TypedDict):
    """A link to a site that authorizes the user through Telegram."""

    kind: t.Literal["login_url"]
    text: str
    url: str


class ButtonWebApp(t.TypedDict):
    """An inline button or a key."""

    kind: t.Literal["web_app"]
    text: str
    url: str


class ButtonSwitchInlineQuery(t.TypedDict):
    """Starts an inline query of the message's bot."""

    kind: t.Literal["switch_inline_query"]
    text: str
    query: str
    # In this chat, instead of one that the user chooses.
    is_current_chat: bool


class ButtonCopyText(t.TypedDict):
    kind: t.Literal["copy_text"]
    text: str
    copy_text: str


class ButtonUserProfile(t.TypedDict):
    kind: t.Literal["user_profile"]
    text: str
    user_id: int


class ButtonPay(t.TypedDict):
    kind: t.Literal["pay"]
    text: str


class ButtonCallbackGame(t.TypedDict):
    kind: t.Literal["callback_game"]
    text: str


class ButtonDisabled(t.TypedDict):
    """Does nothing."""

    kind: t.Literal["disabled"]
    text: str


class ButtonText(t.TypedDict):
    """A key that sends its text."""

    kind: t.Literal["text"]
    text: str


class ButtonRequestContact(t.TypedDict):
    kind: t.Literal["request_contact"]
    text: str


class ButtonRequestLocation(t.TypedDict):
    kind: t.Literal["request_location"]
    text: str


class ButtonRequestPoll(t.TypedDict):
    kind: t.Literal["request_poll"]
    text: str


class ButtonRequestPeers(t.TypedDict):
    """A key that asks for users, groups or channels."""

    kind: t.Literal["request_peers"]
    text: str
    button_id: int


class ButtonOther(t.TypedDict):
    """Anything else, by Telegram's name for it."""

    kind: t.Literal["other"]
    text: str
    name: str


class ServiceChatCreated(t.TypedDict):
    kind: t.Literal["chat_created"]
    title: str


class ServiceTitleChanged(t.TypedDict):
    kind: t.Literal["title_changed"]
    title: str


class ServicePhotoChanged(t.TypedDict):
    kind: t.Literal["photo_changed"]


class ServicePhotoDeleted(t.TypedDict):
    kind: t.Literal["photo_deleted"]


class ServiceMembersAdded(t.TypedDict):
    kind: t.Literal["members_added"]
    user_ids: t.List[int]


class ServiceMemberLeft(t.TypedDict):
    kind: t.Literal["member_left"]
    user_id: int


class ServiceJoinedByLink(t.TypedDict):
    kind: t.Literal["joined_by_link"]


class ServiceJoinedByRequest(t.TypedDict):
    kind: t.Literal["joined_by_request"]


class ServiceMessagePinned(t.TypedDict):
    kind: t.Literal["message_pinned"]


class ServiceHistoryCleared(t.TypedDict):
    kind: t.Literal["history_cleared"]


class ServiceMigratedTo(t.TypedDict):
    """This basic group became a supergroup."""

    kind: t.Literal["migrated_to"]
    chat_id: int


class ServiceMigratedFrom(t.TypedDict):
    kind: t.Literal["migrated_from"]
    chat_id: int
    title: str


class ServiceContactSignedUp(t.TypedDict):
    kind: t.Literal["contact_signed_up"]


class ServiceTopicCreated(t.TypedDict):
    kind: t.Literal["topic_created"]
    title: str


class _ServiceTopicEditedRequired(t.TypedDict):
    kind: t.Literal["topic_edited"]


class ServiceTopicEdited(_ServiceTopicEditedRequired, total=False):
    """Absent fields are unchanged."""

    title: str
    is_closed: bool
    is_hidden: bool


class ServiceOther(t.TypedDict):
    """Anything else, by Telegram's name for it."""

    kind: t.Literal["other"]
    name: str


class _ChatDetailsRequired(t.TypedDict):
    # Marked as in the Bot API: positive for users, negative for groups, and -100… for channels and
    # supergroups.
    id: int
    kind: ChatKind


class ChatDetails(_ChatDetailsRequired, total=False):
    """A chat with its details."""

    # Identifies the chat in any `chat_id`, for this account only.
    ref: str
    # For a user, the full name.
    title: str
    username: str
    member_count: int
    # Whether it is a supergroup with topics.
    is_forum: bool
    # Of a group or channel.
    description: str
    # Of a user.
    bio: str
    pinned_message_id: int


class _AlbumRequired(t.TypedDict):
    # In the order of the call's items.
    items: t.List[Message]


class Album(_AlbumRequired, total=False):
    """A sent album."""

    # On a repeat: messages that were sent earlier with the same `random_id` and deleted since.
    failed: t.List[FailedMessage]


class _FailedMessageRequired(t.TypedDict):
    message_id: int
    # As in an error's `data`.
    kind: str


class FailedMessage(_FailedMessageRequired, total=False):
    """A message that failed, and why."""

    # Seconds to wait before a retry.
    retry_after: int
    # It was sent earlier with the same `random_id`, and deleted since.
    is_duplicate: bool


class _DeletedRequired(t.TypedDict):
    # The number of deleted messages.
    deleted_count: int


class Deleted(_DeletedRequired, total=False):
    """The result of a deletion."""

    # Messages that could not be deleted or did not exist.
    failed: t.List[FailedMessage]


class _MessagesRequired(t.TypedDict):
    # In the order of `message_ids`.
    items: t.List[Message]


class Messages(_MessagesRequired, total=False):
    """Messages by id."""

    # The messages that failed.
    failed: t.List[FailedMessage]


class _MessagePageRequired(t.TypedDict):
    items: t.List[Message]


class MessagePage(_MessagePageRequired, total=False):
    """A page of a list. A page may be short; the last one has no `next_cursor`."""

    # Pass it as `cursor` to get the next page.
    next_cursor: str
    # The total number, if Telegram returns it.
    total: int


class _ClickedAnswerRequired(t.TypedDict):
    kind: t.Literal["answer"]
    # Show the text as an alert that must be dismissed.
    show_alert: bool
    # Seconds for which the answer may be cached.
    cache_time: int


class ClickedAnswer(_ClickedAnswerRequired, total=False):
    """The bot answered."""

    text: str
    # A URL to open.
    url: str


class ClickedUrl(t.TypedDict):
    """A link to open. The bot was not notified."""

    kind: t.Literal["url"]
    url: str


class ClickedCopyText(t.TypedDict):
    """Text to copy. The bot was not notified."""

    kind: t.Literal["copy_text"]
    copy_text: str


class ClickedSwitchInlineQuery(t.TypedDict):
    """An inline query to start. The bot was not notified."""

    kind: t.Literal["switch_inline_query"]
    query: str
    is_current_chat: bool


class ClickedUserProfile(t.TypedDict):
    """A user profile to show. The bot was not notified."""

    kind: t.Literal["user_profile"]
    user_id: int


class ClickedSent(t.TypedDict):
    """The key's text was sent."""

    kind: t.Literal["sent"]
    message: Message


class _DownloadedRequired(t.TypedDict):
    # How many bytes the path or `data_base64` has.
    downloaded_size: int
    # Bytes of the whole file.
    file_size: int
    # From the sender or Telegram.
    mime_type: str


class Downloaded(_DownloadedRequired, total=False):
    """A downloaded file."""

    # The path, as given by the call.
    path: str
    # The bytes in base64.
    data_base64: str
    # Bytes left by an earlier call, from which this one resumed.
    resumed_from: int
    # The sender's name for the file, without folders and invisible characters. Not a trusted path.
    file_name: str


class UploadedFile(t.TypedDict):
    """An uploaded file, which Telegram keeps for a while."""

    # Identifies the file in messages.sendFile, messages.sendAlbum and groups.edit, for this account only.
    file_id: str
    file_name: str
    # Detected from the content and the name.
    mime_type: str
    # Bytes.
    file_size: int


class _JoinedRequired(t.TypedDict):
    status: JoinStatus


class Joined(_JoinedRequired, total=False):
    """The result of joining."""

    # The chat, if the account may see it.
    chat: Chat


class _CheckedInviteRequired(t.TypedDict):
    kind: ChatKind
    title: str
    # Whether the account is a member of the chat.
    is_member: bool
    # Whether an admin has to approve the account.
    creates_join_request: bool
    # Whether joining costs Telegram Stars, which only official apps can pay.
    is_payment_required: bool


class CheckedInvite(_CheckedInviteRequired, total=False):
    """The preview of a chat."""

    member_count: int
    # What the chat says of itself.
    description: str
    # The chat, if the account is a member or may preview it.
    chat: Chat


class CreatedChat(t.TypedDict):
    """A new chat."""

    chat: Chat
    # The users who could not be added.
    missing: t.List[MissingMember]


class _MissingMemberRequired(t.TypedDict):
    user_id: int
    reason: MissingReason


class MissingMember(_MissingMemberRequired, total=False):
    """A user who could not be added."""

    # Identifies the user in any `chat_id` or `user_id`, for this account only.
    ref: str
    # Telegram's name for the error, if it gave one.
    telegram: str


class _MemberPageRequired(t.TypedDict):
    items: t.List[Member]


class MemberPage(_MemberPageRequired, total=False):
    """A page of a list. A page may be short; the last one has no `next_cursor`."""

    # Pass it as `cursor` to get the next page.
    next_cursor: str
    # The total number, if Telegram returns it.
    total: int


class _MemberRequired(t.TypedDict):
    # The member. A channel can be banned too.
    user: Chat
    role: MemberRole


class Member(_MemberRequired, total=False):
    """A member, or a banned or restricted user. Absent fields are unknown or empty."""

    # Shown next to the member's name; Telegram's rank.
    custom_title: str
    joined_date: str
    # Who added them.
    inviter: Chat
    # An admin's rights.
    rights: AdminRights
    # Who promoted them.
    promoted_by: Chat
    # What a restricted member may still do.
    permissions: Permissions
    # Who banned or restricted them.
    restricted_by: Chat
    # When the ban or restriction ends. Absent if never.
    until_date: str


class AddedMembers(t.TypedDict):
    """The result of adding users."""

    # The users who could not be added.
    missing: t.List[MissingMember]


class _InviteRequired(t.TypedDict):
    invite_link: str
    # The admin who created the link.
    creator: Chat
    creation_date: str
    # How many users joined by the link.
    member_count: int
    # How many join requests are pending.
    pending_join_request_count: int
    # Whether an admin must approve everyone who joins by the link.
    creates_join_request: bool
    # The admin's primary link. There is one at a time.
    is_primary: bool
    is_revoked: bool


class Invite(_InviteRequired, total=False):
    """An invite link of a group or channel."""

    # Shown to admins only.
    name: str
    # When the link expires.
    expire_date: str
    # How many users can join by the link.
    member_limit: int


class _InvitePageRequired(t.TypedDict):
    items: t.List[Invite]


class InvitePage(_InvitePageRequired, total=False):
    """A page of a list. A page may be short; the last one has no `next_cursor`."""

    # Pass it as `cursor` to get the next page.
    next_cursor: str
    # The total number, if Telegram returns it.
    total: int


class _RevokedInviteRequired(t.TypedDict):
    invite: Invite


class RevokedInvite(_RevokedInviteRequired, total=False):
    """The revoked link."""

    # The new primary link.
    new_invite: Invite


class _JoinRequestPageRequired(t.TypedDict):
    items: t.List[JoinRequest]


class JoinRequestPage(_JoinRequestPageRequired, total=False):
    """A page of a list. A page may be short; the last one has no `next_cursor`."""

    # Pass it as `cursor` to get the next page.
    next_cursor: str
    # The total number, if Telegram returns it.
    total: int


class _JoinRequestRequired(t.TypedDict):
    user: Chat
    # When the request was sent.
    date: str


class JoinRequest(_JoinRequestRequired, total=False):
    """A join request."""

    # The user's bio.
    bio: str


class _TopicPageRequired(t.TypedDict):
    items: t.List[Topic]


class TopicPage(_TopicPageRequired, total=False):
    """A page of a list. A page may be short; the last one has no `next_cursor`."""

    # Pass it as `cursor` to get the next page.
    next_cursor: str
    # The total number, if Telegram returns it.
    total: int


class _TopicRequired(t.TypedDict):
    # 1 is the General topic, which every forum has.
    topic_id: int
    title: str
    # The icon's color as an RGB number, such as 0x6FB9F0.
    icon_color: int
    # The creator.
    creator: Chat
    date: str
    # Only admins and the creator can write.
    is_closed: bool
    # Hidden. Only the General topic can be.
    is_hidden: bool
    is_pinned: bool
    # Unread messages in the topic.
    unread_count: int


class Topic(_TopicRequired, total=False):
    """A topic of a forum."""

    # The custom emoji of the icon.
    icon_custom_emoji_id: str
    last_message: Message


class _ContactPageRequired(t.TypedDict):
    items: t.List[Contact]


class ContactPage(_ContactPageRequired, total=False):
    """A page of a list. A page may be short; the last one has no `next_cursor`."""

    # Pass it as `cursor` to get the next page.
    next_cursor: str
    # The total number, if Telegram returns it.
    total: int


class _ContactRequired(t.TypedDict):
    id: int
    kind: UserKind
    first_name: str
    # Whether they have the account as a contact too.
    is_mutual: bool


class Contact(_ContactRequired, total=False):
    """A contact, with the name in the address book."""

    # Identifies the user in any `chat_id` or `user_id`, for this account only.
    ref: str
    last_name: str
    username: str
    phone: str


class FoundChats(t.TypedDict):
    items: t.List[FoundChat]


class _FoundChatRequired(t.TypedDict):
    # Marked as in the Bot API: positive for users, negative for groups, and -100… for channels and
    # supergroups.
    id: int
    kind: ChatKind
    # A contact, or a chat in the account's list.
    is_known: bool


class FoundChat(_FoundChatRequired, total=False):
    """A search result."""

    # Identifies the chat in any `chat_id`, for this account only.
    ref: str
    # For a user, the full name.
    title: str
    username: str
    member_count: int
    # Whether it is a supergroup with topics.
    is_forum: bool


class _BlockedChatPageRequired(t.TypedDict):
    items: t.List[BlockedChat]


class BlockedChatPage(_BlockedChatPageRequired, total=False):
    """A page of a list. A page may be short; the last one has no `next_cursor`."""

    # Pass it as `cursor` to get the next page.
    next_cursor: str
    # The total number, if Telegram returns it.
    total: int


class _BlockedChatRequired(t.TypedDict):
    # Marked as in the Bot API: positive for users, negative for groups, and -100… for channels and
    # supergroups.
    id: int
    kind: ChatKind
    blocked_date: str


class BlockedChat(_BlockedChatRequired, total=False):
    """A blocked user."""

    # Identifies the chat in any `chat_id`, for this account only.
    ref: str
    # For a user, the full name.
    title: str
    username: str
    member_count: int
    # Whether it is a supergroup with topics.
    is_forum: bool


class Subscribed(t.TypedDict):
    """A subscription has begun."""

    # Names the subscription on this connection, in its notifications and for updates.unsubscribe.
    subscription: str
    # Goes on from here.
    cursor: str


class Polled(t.TypedDict):
    """What has happened."""

    items: t.List[Event]
    # For the next call.
    cursor: str


class EventMessageNew(t.TypedDict):
    """A message has come, or this account has sent one from anywhere.

    Telegram: `updateNewMessage`, `updateNewChannelMessage`.
    """

    kind: t.Literal["message_new"]
    message: Message


class EventMessageEdited(t.TypedDict):
    """A message was edited, or what stands under it has changed: its buttons, its reactions, its preview.

    Telegram: `updateEditMessage`, `updateEditChannelMessage`.
    """

    kind: t.Literal["message_edited"]
    # As it is now.
    message: Message


class _EventMessageDeletedRequired(t.TypedDict):
    kind: t.Literal["message_deleted"]
    message_ids: t.List[int]


class EventMessageDeleted(_EventMessageDeletedRequired, total=False):
    """Messages were deleted.

    Telegram: `updateDeleteMessages`, `updateDeleteChannelMessages`.
    """

    # Absent for private chats and basic groups, of which Telegram doesn't say it. Their ids are unique in
    # the account.
    chat: Chat


class _EventMessageReadRequired(t.TypedDict):
    kind: t.Literal["message_read"]
    chat: Chat
    # The last message that was read: so were all before it.
    max_id: int
    # Somebody else has read what this account sent; else this account has read what others sent.
    is_outgoing: bool


class EventMessageRead(_EventMessageReadRequired, total=False):
    """Messages were read: by this account, from anywhere, or by somebody else.

    Telegram: `updateReadHistoryInbox`, `updateReadHistoryOutbox`, `updateReadChannelInbox`,
    `updateReadChannelOutbox`, `updateReadChannelDiscussionInbox`, `updateReadChannelDiscussionOutbox`.
    """

    # In this topic of a forum, or among the comments to this message alone.
    topic_id: int
    # Messages that this account has yet to read.
    unread_count: int
    # Telegram never tells it again. Of private chats and basic groups it does.
    is_live_only: bool


class _EventMessageContentsReadRequired(t.TypedDict):
    kind: t.Literal["message_contents_read"]
    message_ids: t.List[int]


class EventMessageContentsRead(_EventMessageContentsReadRequired, total=False):
    """Somebody has looked into messages: heard a voice message, seen a round video or that they are
    mentioned. This account has where others sent them, and somebody else where this account did.

    Telegram: `updateReadMessagesContents`, `updateChannelReadMessagesContents`.
    """

    # Absent for private chats and basic groups, of which Telegram doesn't say it. Their ids are unique in
    # the account.
    chat: Chat
    topic_id: int
    date: str
    # Telegram never tells it again. Of private chats and basic groups it does.
    is_live_only: bool


class EventMessagePinned(t.TypedDict):
    """Messages were pinned or unpinned.

    Telegram: `updatePinnedMessages`, `updatePinnedChannelMessages`.
    """

    kind: t.Literal["message_pinned"]
    chat: Chat
    message_ids: t.List[int]
    # Whether they are pinned now.
    is_pinned: bool


class _EventMessageViewsRequired(t.TypedDict):
    kind: t.Literal["message_views"]
    chat: Chat
    message_id: int
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class EventMessageViews(_EventMessageViewsRequired, total=False):
    """A channel's message was seen or forwarded once more.

    Telegram: `updateChannelMessageViews`, `updateChannelMessageForwards`.
    """

    # How often it was seen by now.
    view_count: int
    # How often it was forwarded by now.
    forward_count: int


class EventMessageScheduled(t.TypedDict):
    """A message waits to be sent, or one that waits was changed.

    Telegram: `updateNewScheduledMessage`.
    """

    kind: t.Literal["message_scheduled"]
    message: Message
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class _EventScheduledDeletedRequired(t.TypedDict):
    kind: t.Literal["scheduled_deleted"]
    chat: Chat
    # The ids that they had while they waited.
    message_ids: t.List[int]
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class EventScheduledDeleted(_EventScheduledDeletedRequired, total=False):
    """Messages wait no more: they were sent or deleted.

    Telegram: `updateDeleteScheduledMessages`.
    """

    # The ids that they have now, in the same order, if they were sent.
    sent_message_ids: t.List[int]


class EventHistoryCleared(t.TypedDict):
    """The messages of a chat up to one are gone for this account, without being deleted one by one.

    Telegram: `updateChannelAvailableMessages`.
    """

    kind: t.Literal["history_cleared"]
    chat: Chat
    # The last message that is gone: so are all before it.
    max_id: int
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class _EventReactionsRequired(t.TypedDict):
    kind: t.Literal["reactions"]
    chat: Chat
    message_id: int
    # All that it has now.
    reactions: t.List[Reaction]


class EventReactions(_EventReactionsRequired, total=False):
    """A message has other reactions than before.

    Telegram: `updateMessageReactions`; for bots, where nobody is told who reacts,
    `updateBotMessageReactions`.
    """

    topic_id: int
    # Telegram didn't say which of them this account chose: what is known of that still holds.
    is_choice_unknown: bool
    # Telegram never tells it again. Bots are told.
    is_live_only: bool


class EventMessageReaction(t.TypedDict):
    """Somebody has chosen other reactions to a message than before. Only bots are told, where they are
    admins.

    Telegram: `updateBotMessageReaction`.
    """

    kind: t.Literal["message_reaction"]
    chat: Chat
    message_id: int
    # Who; it may be a channel.
    user: Chat
    date: str
    old_reaction: t.List[ReactionChoice]
    new_reaction: t.List[ReactionChoice]


class _EventPollRequired(t.TypedDict):
    kind: t.Literal["poll"]
    # The same in each message that shows the poll.
    poll_id: str
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class EventPoll(_EventPollRequired, total=False):
    """A poll has other results than before, or is closed.

    Telegram: `updateMessagePoll`.
    """

    # Where a message shows it, if Telegram says.
    chat: Chat
    message_id: int
    topic_id: int
    # As it is now. Absent if Telegram tells no more than that people voted: messages.get has all of it.
    poll: Poll
    # How many people have voted.
    total_voter_count: int
    # Telegram didn't say what this account chose, nor what is right: what is known of that still holds.
    is_choice_unknown: bool


class EventPollAnswer(t.TypedDict):
    """Somebody has voted in a poll that isn't anonymous and that this bot sent.

    Telegram: `updateMessagePollVote`.
    """

    kind: t.Literal["poll_answer"]
    poll_id: str
    # Who; it may be a channel.
    voter: Chat
    # The chosen options by their places in the poll's `options`, from 0. None if the vote was taken back.
    option_ids: t.List[int]


class _EventChatMemberRequired(t.TypedDict):
    kind: t.Literal["chat_member"]
    chat: Chat
    user: Chat
    # How they stand now.
    new_chat_member: Member


class EventChatMember(_EventChatMemberRequired, total=False):
    """Somebody stands otherwise in a chat than before: they came, left, were banned, restricted or made an
    admin.

    Telegram: `updateChannelParticipant` and `updateChatParticipant`, which only bots that are admins get;
    `updateChatParticipantAdd`, `updateChatParticipantDelete` and `updateChatParticipantAdmin` of basic
    groups.
    """

    # Who did it: the user themselves if they came or left on their own.
    actor: Chat
    date: str
    # How they stood before; absent where Telegram doesn't say.
    old_chat_member: Member
    # The link by which they came.
    invite: Invite
    # Telegram never tells it again. What bots that are admins get it does.
    is_live_only: bool


class EventChatMembers(t.TypedDict):
    """All members of a basic group, told when the account comes into it or much has changed at once.

    Telegram: `updateChatParticipants`.
    """

    kind: t.Literal["chat_members"]
    chat: Chat
    members: t.List[Member]
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class _EventJoinRequestRequired(t.TypedDict):
    kind: t.Literal["join_request"]
    chat: Chat
    user: Chat
    # When the request was sent.
    date: str


class EventJoinRequest(_EventJoinRequestRequired, total=False):
    """Somebody asks to be let into a chat. Only bots that are admins there are told of each.

    Telegram: `updateBotChatInviteRequester`.
    """

    # The user's bio.
    bio: str
    # The link by which they came.
    invite: Invite


class EventJoinRequests(t.TypedDict):
    """More or fewer ask to be let into a chat of which this account is an admin.

    Telegram: `updatePendingJoinRequests`.
    """

    kind: t.Literal["join_requests"]
    chat: Chat
    # How many there are now.
    pending_join_request_count: int
    # Those who asked last.
    users: t.List[Chat]
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class EventBotStopped(t.TypedDict):
    """Somebody has stopped this bot, or started it again.

    Telegram: `updateBotStopped`.
    """

    kind: t.Literal["bot_stopped"]
    user: Chat
    date: str
    # Whether it is stopped now, so that it can't write to them.
    is_stopped: bool


class _EventChatChangedRequired(t.TypedDict):
    kind: t.Literal["chat_changed"]
    # As it is now.
    chat: Chat
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class EventChatChanged(_EventChatChangedRequired, total=False):
    """Something of a group or channel has changed: the account came into it or left, or its title, username,
    rights or settings are others.

    Telegram: `updateChannel`, `updateChat`, `updateChatDefaultBannedRights`, `updatePeerHistoryTTL`, and
    `updateChatParticipants` of a group that the account can't see any more.
    """

    # Whether this account is in it.
    is_member: bool
    # What its members may do from now on.
    permissions: Permissions
    # Seconds after which messages are deleted from now on; 0 if never.
    message_auto_delete_time: int


class EventChatMigrated(t.TypedDict):
    """A basic group goes on as a supergroup. It comes behind the `message_new` that says so in the basic
    group; the supergroup begins with a message of its own.

    Telegram: a message with `messageActionChatMigrateTo`.
    """

    kind: t.Literal["chat_migrated"]
    # The basic group.
    chat: Chat
    # The supergroup.
    migrated_to: Chat


class EventChatArchived(t.TypedDict):
    """A chat was moved into the archive, or out of it.

    Telegram: `updateFolderPeers`.
    """

    kind: t.Literal["chat_archived"]
    chat: Chat
    # Whether it is in the archive now.
    is_archived: bool


class _EventChatMutedRequired(t.TypedDict):
    kind: t.Literal["chat_muted"]
    chat: Chat
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class EventChatMuted(_EventChatMutedRequired, total=False):
    """A chat was muted, or may be heard again.

    Telegram: `updateNotifySettings`.
    """

    # Only this topic of a forum.
    topic_id: int
    # Until when it makes no sound; in 2038 if for ever. Absent if it is as chats of its kind are.
    muted_until_date: str


class EventChatPinned(t.TypedDict):
    """A chat was pinned in the list of chats, or isn't any more.

    Telegram: `updateDialogPinned`.
    """

    kind: t.Literal["chat_pinned"]
    chat: Chat
    # Whether it is pinned now.
    is_pinned: bool
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class EventChatMarkedUnread(t.TypedDict):
    """This account has marked a chat as unread, or taken the mark away.

    Telegram: `updateDialogUnreadMark`.
    """

    kind: t.Literal["chat_marked_unread"]
    chat: Chat
    # Whether it is marked now.
    is_marked_as_unread: bool
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class EventTopicPinned(t.TypedDict):
    """A topic of a forum was pinned, or isn't any more. That topics are made, closed or renamed is told by
    messages.

    Telegram: `updatePinnedForumTopic`.
    """

    kind: t.Literal["topic_pinned"]
    chat: Chat
    topic_id: int
    # Whether it is pinned now.
    is_pinned: bool
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class _EventDraftRequired(t.TypedDict):
    kind: t.Literal["draft"]
    chat: Chat
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class EventDraft(_EventDraftRequired, total=False):
    """This account has begun to write a message on another of its devices, or has thrown it away or sent it.

    Telegram: `updateDraftMessage`.
    """

    topic_id: int
    # Absent if there is none any more.
    draft: Draft


class _EventTypingRequired(t.TypedDict):
    kind: t.Literal["typing"]
    chat: Chat
    # Who; it may be a channel.
    user: Chat
    action: TypingAction
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class EventTyping(_EventTypingRequired, total=False):
    """Somebody is about to send something. It holds for 6 seconds, or until their message comes.

    Telegram: `updateUserTyping`, `updateChatUserTyping`, `updateChannelUserTyping`.
    """

    topic_id: int
    # Of an upload, in percent.
    progress: int


class _EventUserStatusRequired(t.TypedDict):
    kind: t.Literal["user_status"]
    user: Chat
    status: Presence
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class EventUserStatus(_EventUserStatusRequired, total=False):
    """Somebody is online, or isn't any more.

    Telegram: `updateUserStatus`.
    """

    # Of who is online: until when, unless they stay longer.
    online_until_date: str
    # Of who is offline: until when they were online.
    last_seen_date: str


class _EventUserChangedRequired(t.TypedDict):
    kind: t.Literal["user_changed"]
    user: Chat
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class EventUserChanged(_EventUserChangedRequired, total=False):
    """Somebody has another name, username or phone number than before, or something else of them has
    changed. What is absent has stayed as it was, or Telegram doesn't say.

    Telegram: `updateUserName`, `updateUserPhone`, `updateUser`.
    """

    first_name: str
    # Empty if they have none any more.
    last_name: str
    # All that are in use, the first one first. Empty if they have none any more.
    usernames: t.List[str]
    phone: str


class EventUserBlocked(t.TypedDict):
    """This account has blocked somebody, or doesn't block them any more.

    Telegram: `updatePeerBlocked`.
    """

    kind: t.Literal["user_blocked"]
    # Whom; it may be a channel.
    user: Chat
    # Whether they are blocked now.
    is_blocked: bool
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class _EventCallbackQueryRequired(t.TypedDict):
    kind: t.Literal["callback_query"]
    # For bots.answerCallback.
    callback_query_id: str
    user: Chat
    # The same for all messages with buttons in one chat.
    chat_instance: str
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class EventCallbackQuery(_EventCallbackQueryRequired, total=False):
    """Somebody has pressed a button of this bot's, and waits for bots.answerCallback.

    Telegram: `updateBotCallbackQuery`, `updateInlineBotCallbackQuery`.
    """

    # Where the message with the button is. Absent if it was sent by an inline query: then there is an
    # `inline_message_id`.
    chat: Chat
    message_id: int
    # As the Bot API has it.
    inline_message_id: str
    # What the button tells, where that is text.
    data: str
    # What the button tells, where that is no text.
    data_base64: str
    # The button asks for this game.
    game_short_name: str


class _EventInlineQueryRequired(t.TypedDict):
    kind: t.Literal["inline_query"]
    # For bots.answerInline.
    inline_query_id: str
    user: Chat
    # What they ask.
    query: str
    # Empty in the first query of a text, and then the `next_offset` of the last answer.
    offset: str
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class EventInlineQuery(_EventInlineQueryRequired, total=False):
    """Somebody asks this bot from another chat, and waits for bots.answerInline.

    Telegram: `updateBotInlineQuery`.
    """

    # From what kind of chat.
    chat_kind: InlineChatKind
    # Where they are, if the bot asks for it and they let it.
    location: Location


class _EventChosenInlineResultRequired(t.TypedDict):
    kind: t.Literal["chosen_inline_result"]
    # The result's `id` in bots.answerInline.
    result_id: str
    user: Chat
    # What they asked.
    query: str
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class EventChosenInlineResult(_EventChosenInlineResultRequired, total=False):
    """Somebody has sent a result of an inline query. Only bots that have it switched on are told.

    Telegram: `updateBotInlineSend`.
    """

    # As the Bot API has it. Absent if the message has no buttons.
    inline_message_id: str
    # Where they are, if the bot asks for it and they let it.
    location: Location


class _EventNewLoginRequired(t.TypedDict):
    kind: t.Literal["new_login"]
    # The login's `authorization_id` in account.authorizations.
    authorization_id: str
    # It has yet to be confirmed from another. If not, it just was.
    is_unconfirmed: bool
    # Telegram never tells it again.
    is_live_only: t.Literal[True]


class EventNewLogin(_EventNewLoginRequired, total=False):
    """Somebody has logged in to this account elsewhere, or a login was confirmed. Whoever doesn't know it
    should call account.revokeAuthorization.

    Telegram: `updateNewAuthorization`.
    """

    date: str
    # The device and its system, as they call themselves.
    device: str
    # Where Telegram takes it to be.
    location: str


class EventConnection(t.TypedDict):
    """The account is connected to Telegram, or isn't any more. What happens meanwhile is told when it is
    again, but for what is `is_live_only`.
    """

    kind: t.Literal["connection"]
    is_connected: bool
    # It is never told again.
    is_live_only: t.Literal[True]


class _EventGapRequired(t.TypedDict):
    kind: t.Literal["gap"]
    reason: GapReason


class EventGap(_EventGapRequired, total=False):
    """Something has happened that can't be told."""

    # In this chat alone. Absent if it may be in any.
    chat: Chat
    # With `unreadable`: what was skipped, if it is known.
    skipped: Skipped


class _EventRawRequired(t.TypedDict):
    kind: t.Literal["raw"]
    # Telegram's name for it, as `updateStory` (<https://core.telegram.org/type/Update>).
    name: str
    # All of it, as telegram.invoke shows Telegram's types.
    update: t.Any


class EventRaw(_EventRawRequired, total=False):
    """What has no kind of its own yet, as Telegram has it. It changes with Telegram's API, and when it gets
    a kind it isn't `raw` any more.
    """

    # Telegram never tells it again. What counts in `pts` or `qts` it does.
    is_live_only: bool


class _ReactionChoiceRequired(t.TypedDict):
    kind: ReactionKind


class ReactionChoice(_ReactionChoiceRequired, total=False):
    """The content of a reaction."""

    # For kind `emoji`.
    emoji: str
    # For kind `custom_emoji`.
    custom_emoji_id: str


class _DraftRequired(t.TypedDict):
    text: str
    # When it was written.
    date: str


class Draft(_DraftRequired, total=False):
    """A message that is being written."""

    # How the text is formatted, by UTF-16 offsets.
    entities: t.List[Entity]
    reply_to_message_id: int


class Location(t.TypedDict):
    """Degrees."""

    latitude: float
    longitude: float


class Skipped(t.TypedDict):
    """What was skipped: all that counts from after `after` up to `up_to`."""

    sequence: Counter
    after: int
    up_to: int


class Invoked(t.TypedDict):
    """Telegram's answer."""

    # By the function's result type: an object with its constructor's name under `_`, an array, a string,
    # true or false.
    result: t.Any


class DescriptionFunction(t.TypedDict):
    kind: t.Literal["function"]
    # JSON Schema of the params of telegram.invoke.
    params: t.Any
    # The name of the type that is answered.
    result_type: str
    # JSON Schema of the answer.
    result: t.Any


class DescriptionType(t.TypedDict):
    kind: t.Literal["type"]
    # JSON Schema of the type, or of the one constructor.
    schema: t.Any


class _ProgressRequired(t.TypedDict):
    kind: Activity
    # Bytes that were transferred.
    done: int


class Progress(_ProgressRequired, total=False):
    """How far an activity has come."""

    # Bytes to transfer in all. Absent if unknown.
    total: int
    # With `flood_wait`: seconds until Telegram is asked again.
    retry_after: int


class InitializeClientInfo(t.TypedDict, total=False):
    name: str
    version: str


# A chat or user. An integer: an id marked as in the Bot API (user `123`, group `-123`, channel and
# supergroup `-100…`). A string: `"me"` (the account itself, in exactly these letters), `"@name"`,
# `"+phone"`, a `t.me` link, a decimal id, or a `ref` (`p1.…`). Any other word is refused: it could be a
# stranger's name. An object: any peer out of a result.
ChatId = t.Union[t.Union[int, str], ChatId2, ChatId3]

# The library that made the string.
ImportFormat = t.Literal["telethon", "pyrogram", "gramjs", "mtcute", "auto"]

# Whose session strings.
ExportFormat = t.Literal["telethon", "pyrogram", "gramjs", "mtcute"]

# The Bot API's actions, and `cancel`, which ends them.
ChatAction = t.Literal["typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note", "cancel"]

# The format of a text.
TextFormat = t.Literal["plain", "markdown", "html"]

# A part of a text, and what it is.
Entity = t.Union[EntityMention, EntityHashtag, EntityCashtag, EntityBotCommand, EntityUrl, EntityEmail, EntityPhoneNumber, EntityBankCard, EntityBold, EntityItalic, EntityUnderline, EntityStrikethrough, EntitySpoiler, EntityBlockquote, EntityExpandableBlockquote, EntityCode, EntityPre, EntityTextLink, EntityTextMention, EntityCustomEmoji]

# A button of an inline keyboard.
InlineButton = t.Union[InlineButtonCallback, InlineButtonUrl, InlineButtonLoginUrl, InlineButtonWebApp, InlineButtonSwitchInlineQuery, InlineButtonCopyText, InlineButtonUserProfile]

# A reply keyboard, which replaces the user's own keyboard.
Keyboard = t.Union[KeyboardKeyboard, KeyboardRemove, KeyboardForceReply]

# An inline or reply keyboard.
Buttons = t.Union[t.Sequence[t.Sequence[InlineButton]], Keyboard]

# A key of a reply keyboard. The `request_…` kinds work only in private chats.
Key = t.Union[KeyText, KeyRequestContact, KeyRequestLocation, KeyRequestPoll, KeyWebApp]

# How a file is shown.
FileKind = t.Literal["video", "auto", "photo", "animation", "audio", "voice", "document"]

# The kind of a message's content.
MediaFilter = t.Literal["photo", "video", "photo_video", "voice", "animation", "contact", "poll", "pinned", "document", "audio", "video_note", "voice_video_note", "link", "location", "mention"]

# The kind of poll.
PollKind = t.Literal["regular", "quiz"]

CreateKind = t.Literal["supergroup", "channel", "group"]

MemberFilter = t.Literal["admins", "bots", "recent", "contacts", "banned", "restricted"]

# A result of an inline query.
InlineResult = t.Union[InlineResultArticle, InlineResultPhoto, InlineResultDocument]

# Who sees the commands. A user sees the list of the narrowest matching scope.
Scope = t.Union[ScopeDefault, ScopeAllPrivateChats, ScopeAllGroupChats, ScopeAllChatAdministrators, ScopeChat, ScopeChatAdministrators, ScopeChatMember]

# What an event tells of.
EventKind = t.Literal["message_new", "message_edited", "message_deleted", "message_read", "message_contents_read", "message_pinned", "message_views", "message_scheduled", "scheduled_deleted", "history_cleared", "reactions", "message_reaction", "poll", "poll_answer", "chat_member", "chat_members", "join_request", "join_requests", "bot_stopped", "chat_changed", "chat_migrated", "chat_archived", "chat_muted", "chat_pinned", "chat_marked_unread", "topic_pinned", "draft", "typing", "user_status", "user_changed", "user_blocked", "callback_query", "inline_query", "chosen_inline_result", "new_login", "connection", "gap", "raw"]

# Any OpenRPC document. It is generated and so has no fixed type.
Document = t.Any

# An empty result.
Empty = t.Dict[str, t.Any]

# The stage of a login.
StageName = t.Literal["code_sent", "qr_shown", "password_needed", "signed_in"]

AccountKind = t.Literal["user", "bot"]

# The outcome of a login step.
LoginAnswer = t.Union[LoginAnswerDone, LoginAnswerCheckPassword, LoginAnswerSignUpRequired]

UserKind = t.Literal["user", "bot"]

# A code was sent, or isn't needed.
CodeAnswer = t.Union[CodeAnswerSignIn, CodeAnswerResendCode, CodeAnswerSetUpEmail, CodeAnswerDone]

# How a login code was sent.
SentTo = t.Literal["sms", "email", "app", "call", "missed_call", "flash_call", "fragment", "sms_word", "sms_phrase", "firebase_sms"]

# The next step of a login by QR code.
QrAnswer = t.Union[QrAnswerScan, QrAnswerCheckPassword, QrAnswerDone]

# The next step of a login.
StatusAnswer = t.Union[StatusAnswerSignIn, StatusAnswerSetUpEmail, StatusAnswerScan, StatusAnswerCheckPassword, StatusAnswerDone]

PasswordStep = t.Literal["confirm_email"]

ChatKind = t.Literal["user", "bot", "supergroup", "channel", "group"]

# The media of a message.
Media = t.Union[MediaPhoto, MediaDocument, MediaVideo, MediaVideoNote, MediaAnimation, MediaAudio, MediaVoice, MediaSticker, MediaContact, MediaLocation, MediaVenue, MediaDice, MediaPoll, MediaOther]

ReactionKind = t.Literal["emoji", "custom_emoji", "paid"]

# A button of a message. Those of the first group stand under it; the others are keys of a keyboard that
# takes the place of the reader's own.
Button = t.Union[ButtonCallback, ButtonUrl, ButtonLoginUrl, ButtonWebApp, ButtonSwitchInlineQuery, ButtonCopyText, ButtonUserProfile, ButtonPay, ButtonCallbackGame, ButtonDisabled, ButtonText, ButtonRequestContact, ButtonRequestLocation, ButtonRequestPoll, ButtonRequestPeers, ButtonOther]

# A service message's event.
Service = t.Union[ServiceChatCreated, ServiceTitleChanged, ServicePhotoChanged, ServicePhotoDeleted, ServiceMembersAdded, ServiceMemberLeft, ServiceJoinedByLink, ServiceJoinedByRequest, ServiceMessagePinned, ServiceHistoryCleared, ServiceMigratedTo, ServiceMigratedFrom, ServiceContactSignedUp, ServiceTopicCreated, ServiceTopicEdited, ServiceOther]

# The result of pressing a button.
Clicked = t.Union[ClickedAnswer, ClickedUrl, ClickedCopyText, ClickedSwitchInlineQuery, ClickedUserProfile, ClickedSent]

JoinStatus = t.Literal["joined", "already_member", "requested", "confirmation_required", "payment_required"]

MissingReason = t.Literal["privacy", "premium_required", "not_mutual_contact", "banned", "too_many_chats", "bot_refused", "deleted", "not_tried"]

MemberRole = t.Literal["owner", "admin", "member", "restricted", "left", "banned"]

# Something that has happened. What is absent is unknown, or there is none.
Event = t.Union[EventMessageNew, EventMessageEdited, EventMessageDeleted, EventMessageRead, EventMessageContentsRead, EventMessagePinned, EventMessageViews, EventMessageScheduled, EventScheduledDeleted, EventHistoryCleared, EventReactions, EventMessageReaction, EventPoll, EventPollAnswer, EventChatMember, EventChatMembers, EventJoinRequest, EventJoinRequests, EventBotStopped, EventChatChanged, EventChatMigrated, EventChatArchived, EventChatMuted, EventChatPinned, EventChatMarkedUnread, EventTopicPinned, EventDraft, EventTyping, EventUserStatus, EventUserChanged, EventUserBlocked, EventCallbackQuery, EventInlineQuery, EventChosenInlineResult, EventNewLogin, EventConnection, EventGap, EventRaw]

# As chats.setTyping has them, and what else Telegram's apps show.
TypingAction = t.Literal["typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document", "choose_sticker", "choose_contact", "find_location", "record_video_note", "upload_video_note", "play_game", "speak", "import_history", "cancel"]

# When somebody was last seen; of those who hide it only about when.
Presence = t.Literal["online", "offline", "last_week", "last_month", "recently", "long_ago"]

InlineChatKind = t.Literal["user", "group", "supergroup", "channel", "sender", "bot"]

# Why something can't be told.
GapReason = t.Literal["too_long", "too_slow", "chat_unknown", "out_of_reach", "unreadable", "delayed", "live_only"]

# What Telegram counts events in: <https://core.telegram.org/api/updates#event-sequences>.
Counter = t.Literal["pts", "qts"]

# The description of a name in Telegram's schema.
Description = t.Union[DescriptionFunction, DescriptionType]

# What a call is doing or waiting for.
Activity = t.Literal["upload", "download", "connect", "flood_wait"]
