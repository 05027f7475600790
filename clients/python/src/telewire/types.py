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
    """What Telegram is told about the program that logs in, as the fields of
    [`initConnection`](https://core.telegram.org/method/initConnection).

    It is sealed into the session string, so that the login looks the same from every process. Say the
    truth: logins that claim to be another program, or that change what they claim, risk to be ended.
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
    # What the bot is told: 1 to 64 bytes.
    callback_data: str


class InlineButtonCallback(_InlineButtonCallbackRequired, total=False):
    """Tells the bot that it was pressed."""

    # Pressing it takes the two-step verification password.
    is_password_required: bool


class InlineButtonUrl(t.TypedDict):
    kind: t.Literal["url"]
    text: str
    url: str


class InlineButtonLoginUrl(t.TypedDict):
    """A link to a site that asks Telegram who one is."""

    kind: t.Literal["login_url"]
    text: str
    url: str


class InlineButtonWebApp(t.TypedDict):
    """In private chats alone."""

    kind: t.Literal["web_app"]
    text: str
    url: str


class _InlineButtonSwitchInlineQueryRequired(t.TypedDict):
    kind: t.Literal["switch_inline_query"]
    text: str


class InlineButtonSwitchInlineQuery(_InlineButtonSwitchInlineQueryRequired, total=False):
    """Begins an inline query of the bot."""

    query: str
    # In this chat, and not in one that is chosen.
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
    """A keyboard in place of the reader's own."""

    # As small as its keys allow.
    resize_keyboard: bool
    # Hidden once a key was pressed.
    one_time_keyboard: bool
    # Shown even where the reader's own keyboard is hidden.
    is_persistent: bool
    # Only for those whom the message mentions or answers.
    selective: bool
    # What stands in the empty input field, up to 64 characters.
    input_field_placeholder: str


class _KeyboardRemoveRequired(t.TypedDict):
    kind: t.Literal["remove"]


class KeyboardRemove(_KeyboardRemoveRequired, total=False):
    """Takes such a keyboard away."""

    # Only for those whom the message mentions or answers.
    selective: bool


class _KeyboardForceReplyRequired(t.TypedDict):
    kind: t.Literal["force_reply"]


class KeyboardForceReply(_KeyboardForceReplyRequired, total=False):
    """Has readers answer this message."""

    # Only those whom the message mentions or answers.
    selective: bool
    # What stands in the empty input field, up to 64 characters.
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
    # Whether it must be a quiz, or must be none; any poll will do unless told.
    is_quiz: bool


class KeyWebApp(t.TypedDict):
    kind: t.Literal["web_app"]
    text: str
    url: str


class Thumbnail(t.TypedDict, total=False):
    """A small image in JPEG: `path` or `data_base64`, at most 200 kB and 320 pixels wide and high."""

    # Where it is: absolute, if the daemon listens on a socket.
    path: str
    # The image itself, in base64.
    data_base64: str


class AlbumItem(t.TypedDict, total=False):
    """One file of an album."""

    # Where the file is: absolute, if the daemon listens on a socket. One of `path`, `data_base64` and
    # `file_id` is given.
    path: str
    # The file itself, in base64 or as a `data:` URL: for small ones, up to `--max-inline`.
    data_base64: str
    # A file that Telegram has: `file_id` of media.upload or of a message's media.
    file_id: str
    # What the file is called. Default: the last part of `path`. Over 255 bytes, it is cut before its
    # extension.
    file_name: str
    # Up to 1024 characters after formatting, 2048 with Telegram Premium; account.limits has the number.
    caption: str
    # How `caption` is formatted; plain unless told.
    format: TextFormat
    # How the caption is formatted, by UTF-16 offsets, instead of `format`.
    entities: t.Sequence[Entity]
    # What the file is shown as; auto unless told.
    kind: FileKind
    # Pixels, of a video or animation. Default: as the file says.
    width: int
    # Pixels, of a video or animation. Default: as the file says.
    height: int
    # Seconds, of a video, animation, music or voice message. Default: as the file says.
    duration: float
    # Of music. Default: as the file's tags say.
    title: str
    # Of music. Default: as the file's tags say.
    performer: str
    # How loud a voice message is: 1–100 values from 0 to 31, or base64 of them in 5 bits each, as Telegram
    # packs them. Telewire doesn't compute it: without it, apps draw a flat line.
    waveform: t.Union[str, t.Sequence[int]]
    # Shown until the file is there. Photos make their own.
    thumbnail: Thumbnail
    # Whether it is covered until it is tapped; false unless told.
    has_spoiler: bool


class Picture(t.TypedDict, total=False):
    """An image that Telegram makes a photo of: one of `path`, `data_base64` and `file_id`."""

    # Where it is: absolute, if the daemon listens on a socket.
    path: str
    # The image itself, in base64: for small ones, up to `--max-inline`.
    data_base64: str
    # One that Telegram has: `file_id` of media.upload or of a message's photo.
    file_id: str


class Permissions(t.TypedDict, total=False):
    """What somebody who is no admin may do in a group. As in the Bot API, what isn't given as true is not
    allowed.
    """

    # Send texts, contacts and places.
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
    # Make topics in a forum.
    can_manage_topics: bool


class AdminRights(t.TypedDict, total=False):
    """What an admin may do. What isn't given as true, they may not."""

    # Act in the chat's name.
    is_anonymous: bool
    # See who is in the chat and what its admins do. Every admin may.
    can_manage_chat: bool
    can_delete_messages: bool
    can_manage_video_chats: bool
    # Ban and restrict members.
    can_restrict_members: bool
    # Make others admins, with what they may do themselves.
    can_promote_members: bool
    # Change the title, photo and other settings.
    can_change_info: bool
    can_invite_users: bool
    can_post_stories: bool
    can_edit_stories: bool
    can_delete_stories: bool
    # Of channels.
    can_post_messages: bool
    # Of channels: edit what others posted.
    can_edit_messages: bool
    # Of groups.
    can_pin_messages: bool
    # Of forums.
    can_manage_topics: bool
    can_manage_direct_messages: bool
    # Change the tags of members.
    can_manage_tags: bool


class _InlineResultArticleRequired(t.TypedDict):
    kind: t.Literal["article"]
    # 1 to 64 bytes, another one for each result.
    id: str
    title: str
    # What is sent: 1 to 4096 characters after formatting.
    text: str


class InlineResultArticle(_InlineResultArticleRequired, total=False):
    """A text to be sent."""

    description: str
    url: str
    # A JPEG that is shown beside the title.
    thumbnail_url: str
    format: TextFormat
    entities: t.Sequence[Entity]
    # Whether the first link is shown with a preview; true unless told.
    link_preview: bool
    buttons: Buttons


class _InlineResultPhotoRequired(t.TypedDict):
    kind: t.Literal["photo"]
    id: str
    # Where the message is.
    chat_id: ChatId
    message_id: int


class InlineResultPhoto(_InlineResultPhotoRequired, total=False):
    """A photo that a message of the bot's shows."""

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
    """A file that a message of the bot's shows."""

    description: str
    # Up to 1024 characters after formatting.
    caption: str
    format: TextFormat
    entities: t.Sequence[Entity]
    buttons: Buttons


class StartButton(t.TypedDict):
    # What stands on it.
    text: str
    # What the bot is started with: 1 to 64 letters, digits, `_` and `-`.
    start_parameter: str


class Command(t.TypedDict):
    # 1 to 32 small letters, digits and underscores, without the slash.
    command: str
    # What it does, in 1 to 256 characters.
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
    # The version of the protocol, which grows when clients must change.
    protocol_version: str
    # `production`, `test`, or the name in the server's description.
    server: str
    # The layer of Telegram's API that is spoken.
    layer: int
    process_id: int
    limits: Limits
    policy: Policy


class Limits(t.TypedDict):
    """What one connection may ask for."""

    # Bytes of one message.
    max_message: int
    # Calls at once; more wait in order.
    max_in_flight: int
    # Long polls at once, which aren't among the calls.
    max_polls: int
    # Subscriptions at once.
    max_subscriptions: int
    # Attached session strings at once.
    max_handles: int
    # Bytes that messages, answers and queued calls of all connections may take together.
    max_memory: int
    # Members of a batch.
    max_batch: int
    # Bytes of a file that go into a message as base64; more go by a path.
    max_inline: int
    # Accounts that are open at once, for all connections, from `--max-accounts`.
    max_accounts: int
    # New connections a second to each of Telegram's data centers, for all accounts, from `--connect-rate`.
    connect_rate: int


class Policy(t.TypedDict):
    """What this daemon lets its callers do."""

    # Nothing may be changed.
    is_read_only: bool
    # Globs of the methods that may be called; empty means all.
    allow: t.List[str]
    # Globs of the methods that may not be called, whatever `allow` says.
    deny: t.List[str]
    # Whether only some chats may be reached.
    has_chat_limits: bool
    # Whether only files in some folders may be named.
    has_file_limits: bool
    # Whether session.export is allowed.
    can_export: bool


class Pong(t.TypedDict):
    pong: bool


class DaemonCounters(t.TypedDict):
    # Seconds since the start.
    uptime: float
    # Clients connected now.
    connections: int
    # Calls that have begun, this one among them.
    calls: int
    # Calls that have begun and are not answered yet, this one among them.
    in_flight: int
    # Subscriptions to updates.
    subscriptions: int
    memory: Memory
    # Accounts that are open, of `max_accounts` in daemon.info's `limits`.
    accounts: int
    # Connections to Telegram.
    telegram_connections: int


class Memory(t.TypedDict):
    """What messages half-read, queued calls, results and unwritten answers take, for all connections."""

    # Bytes in use. May exceed the limit: a connection with little never waits.
    used: int
    # Bytes over which connections with more than 64 KiB wait, from `--max-memory`.
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
    # `$/cancelRequest` is heard.
    can_cancel: bool
    # `$/progress` is sent to calls with a `progress_token`.
    can_report_progress: bool
    # Several requests may come in one array.
    can_batch: bool


class Attached(t.TypedDict):
    # Stands for the session string on this connection.
    handle: str


class _InspectedRequired(t.TypedDict):
    stage: StageName
    # The home DC.
    dc: int
    # Telegram's number for the program that logged in.
    api_id: int
    # The server that the login was made on: `production`, `test`, or a server of your own by its name.
    server: str
    client: InspectedClient
    # The public id of the sealing key.
    key_id: str
    # When the login began, to the second.
    creation_date: str


class Inspected(_InspectedRequired, total=False):
    # The account, once signed in.
    account: InspectedAccount
    # What it may not do, if it was made by session.restrict.
    restrictions: InspectedRestrictions


class InspectedAccount(t.TypedDict):
    id: int
    kind: AccountKind


class InspectedClient(t.TypedDict):
    """What a session string says of its client."""

    # The name under which Telegram lists the login.
    device_model: str
    system_version: str
    app_version: str
    system_lang_code: str
    lang_pack: str
    lang_code: str


class _InspectedRestrictionsRequired(t.TypedDict):
    # Nothing may be changed.
    is_read_only: bool


class InspectedRestrictions(_InspectedRestrictionsRequired, total=False):
    """What a session string may not do."""

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
    # The same login: keep this string instead.
    session: str


class Refreshed(t.TypedDict):
    # The same login: keep this string instead.
    session: str
    # Whether something was learned. If not, `session` is the string that was given.
    is_changed: bool


class Restricted(t.TypedDict):
    """A narrower session string."""

    # The string to hand out. It is not called `session`, so that no client keeps it in place of the one
    # that was given.
    restricted_session: str
    # All that restricts it.
    restrictions: InspectedRestrictions


class LoginAnswerDone(t.TypedDict):
    """Signed in."""

    next: t.Literal["done"]
    # For every call from now on: keep it secret and safe.
    session: str
    user: User


class _LoginAnswerCheckPasswordRequired(t.TypedDict):
    next: t.Literal["check_password"]
    # For the next call: keep the newest.
    session: str


class LoginAnswerCheckPassword(_LoginAnswerCheckPasswordRequired, total=False):
    """The account has two-step verification: call `auth.checkPassword`."""

    # What the owner wrote down to remember the password by.
    hint: str


class LoginAnswerSignUpRequired(t.TypedDict):
    """The number has no account. Sign it up with an official app."""

    next: t.Literal["sign_up_required"]


class _UserRequired(t.TypedDict):
    id: int
    kind: UserKind
    first_name: str


class User(_UserRequired, total=False):
    """A person or a bot."""

    # Names the user wherever a `chat_id` or `user_id` is taken, for this account.
    ref: str
    last_name: str
    username: str
    phone: str


class Exported(t.TypedDict):
    # The session string.
    value: str


class _CodeAnswerSignInRequired(t.TypedDict):
    next: t.Literal["sign_in"]
    # For the next call: keep the newest.
    session: str
    sent_to: SentTo


class CodeAnswerSignIn(_CodeAnswerSignInRequired, total=False):
    """Call `auth.signIn` with the code."""

    # Digits, or letters. With `missed_call`, how many of the number's last digits are the code.
    code_length: int
    # With `fragment`: the page that shows the code to the number's owner.
    url: str
    # With `missed_call`: how the number begins that calls.
    prefix: str
    # With `flash_call`: what the number looks like that calls; `*` stands for any digits. The whole number
    # is the code.
    pattern: str
    # With `sms_word` and `sms_phrase`: how the word or phrase begins. The whole of it is the code.
    beginning: str
    # With `email`: the address that the code went to, as `a***@example.org`.
    email_pattern: str
    # With `email`: seconds that pass between a wish to log in without that address and the day when it is
    # granted. The wish is `auth.resetLoginEmail`, through `telegram.invoke` or an official app.
    email_reset_period: int
    # With `email`: when the address ceases to be needed, if somebody wished so.
    email_reset_date: str
    # How `auth.resendCode` would send it.
    next_type: SentTo
    # Seconds until `auth.resendCode` may be called.
    resend_after: int


class _CodeAnswerResendCodeRequired(t.TypedDict):
    next: t.Literal["resend_code"]
    # For the next call: keep the newest.
    session: str
    sent_to: SentTo


class CodeAnswerResendCode(_CodeAnswerResendCodeRequired, total=False):
    """Telegram sent the code where only its own apps can read it. Call `auth.resendCode` after
    `resend_after` seconds: it sends the code by `next_type`. Without a `next_type`, use `auth.startQr`.
    """

    # How `auth.resendCode` would send it.
    next_type: SentTo
    # Seconds until `auth.resendCode` may be called.
    resend_after: int


class CodeAnswerSetUpEmail(t.TypedDict):
    """Telegram sends no code before the account has a login e-mail address: call
    `account.sendVerifyEmailCode` with one.
    """

    next: t.Literal["set_up_email"]
    # For the next call: keep the newest.
    session: str


class CodeAnswerDone(t.TypedDict):
    """Telegram let the account in without a code."""

    next: t.Literal["done"]
    session: str
    user: User


class RecoveryRequested(t.TypedDict):
    # Where the code went, as `a***@example.org`.
    email_pattern: str


class QrAnswerScan(t.TypedDict):
    """Show the URL as a QR code and call `auth.pollQr`."""

    next: t.Literal["scan"]
    # For the next call: keep the newest.
    session: str
    # What the QR code says: a `tg://login` link. It changes when it expires: show the newest.
    url: str
    expire_date: str


class _QrAnswerCheckPasswordRequired(t.TypedDict):
    next: t.Literal["check_password"]
    # For the next call: keep the newest.
    session: str


class QrAnswerCheckPassword(_QrAnswerCheckPasswordRequired, total=False):
    """The account has two-step verification: call `auth.checkPassword`."""

    # What the owner wrote down to remember the password by.
    hint: str


class QrAnswerDone(t.TypedDict):
    """Signed in."""

    next: t.Literal["done"]
    # For every call from now on: keep it secret and safe.
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
    """A QR code was given out: have it scanned, and call `auth.pollQr`."""

    next: t.Literal["scan"]
    url: str
    expire_date: str


class _StatusAnswerCheckPasswordRequired(t.TypedDict):
    next: t.Literal["check_password"]


class StatusAnswerCheckPassword(_StatusAnswerCheckPasswordRequired, total=False):
    """Call `auth.checkPassword`."""

    hint: str


class StatusAnswerDone(t.TypedDict):
    """Signed in, says Telegram."""

    next: t.Literal["done"]
    user: User


class _PasswordStateRequired(t.TypedDict):
    # Whether logins ask for a password.
    has_password: bool
    # Whether the password can be recovered by mail.
    has_recovery: bool


class PasswordState(_PasswordStateRequired, total=False):
    """The state of two-step verification."""

    # What the owner wrote down to remember the password by.
    hint: str
    # Where a code was sent that account.confirmPasswordEmail waits for.
    unconfirmed_email_pattern: str
    # When the password will be taken away, as was asked for.
    pending_reset_date: str


class PasswordSet(t.TypedDict, total=False):
    """How it goes on, if it isn't done."""

    # Call account.confirmPasswordEmail. Absent when all is done.
    next: PasswordStep
    # How long the code is that was sent by mail.
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
    """The numbers of an account."""

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
    """A code is on its way to the address."""

    # Length of the code.
    code_length: int


class AuthorizationList(t.TypedDict):
    items: t.List[Authorization]
    # Seconds after which a login that is not used ends by itself.
    inactive_session_ttl: int


class _AuthorizationRequired(t.TypedDict):
    # The login that asks.
    is_current: bool
    device_model: str
    platform: str
    system_version: str
    api_id: int
    app_name: str
    app_version: str
    # One of Telegram's own apps.
    is_official_app: bool
    # It has yet to give the password.
    is_password_pending: bool
    # It has yet to be confirmed from another.
    is_unconfirmed: bool
    creation_date: str
    # When it was last used.
    last_active_date: str
    ip_address: str
    country: str
    region: str


class Authorization(_AuthorizationRequired, total=False):
    """A login."""

    # For account.revokeAuthorization. Absent for the login that asks: auth.logOut ends that one.
    authorization_id: str


class _ListedChatPageRequired(t.TypedDict):
    items: t.List[ListedChat]


class ListedChatPage(_ListedChatPageRequired, total=False):
    """One page of a list. A page may be short; only a missing `next_cursor` says that it was the last."""

    # For the next page.
    next_cursor: str
    # How many there are in all, as far as Telegram tells.
    total: int


class _ListedChatRequired(t.TypedDict):
    # Marked as in the Bot API: a user's is positive, a group's negative, a channel's and a supergroup's
    # begins -100.
    id: int
    kind: ChatKind
    # Messages that this account has not read.
    unread_count: int


class ListedChat(_ListedChatRequired, total=False):
    """A chat in the list."""

    # Names the chat wherever a `chat_id` is taken, for this account.
    ref: str
    # Of a user: the whole name.
    title: str
    username: str
    member_count: int
    # A supergroup with topics.
    is_forum: bool
    is_pinned: bool
    # Until when the chat makes no sound; in 2038 if for ever.
    muted_until_date: str
    last_message: Message


class _MessageRequired(t.TypedDict):
    # Unique in its chat, for this account.
    message_id: int
    chat: Chat
    date: str
    # Empty in service messages; the caption of media.
    text: str
    # Sent by this account.
    is_outgoing: bool


class Message(_MessageRequired, total=False):
    """A message. What is absent is unknown, or there is none."""

    # Absent in channels that don't tell.
    sender: Chat
    edit_date: str
    # How the text is formatted, by UTF-16 offsets.
    entities: t.List[Entity]
    media: Media
    # Messages with the same are one album.
    media_group_id: str
    reply_to: ReplyTo
    forward: Forward
    # In a forum, the topic that it stands in: 1 is the General one.
    topic_id: int
    is_pinned: bool
    view_count: int
    reactions: t.List[Reaction]
    # Row by row.
    buttons: t.List[t.List[Button]]
    # The bot whose inline query's result it is.
    via_bot: Chat
    # What happened, when the message only tells of that.
    service: Service
    # Waits for its `date` to be sent. Its `message_id` is one among those that wait, and good for
    # messages.sendScheduled and messages.deleteScheduled alone.
    is_scheduled: bool
    # The send was a repeat under a `random_id` that had been sent before: this is the first message.
    is_duplicate: bool


class _ChatRequired(t.TypedDict):
    # Marked as in the Bot API: a user's is positive, a group's negative, a channel's and a supergroup's
    # begins -100.
    id: int
    kind: ChatKind


class Chat(_ChatRequired, total=False):
    """A chat with somebody, a group or a channel."""

    # Names the chat wherever a `chat_id` is taken, for this account.
    ref: str
    # Of a user: the whole name.
    title: str
    username: str
    member_count: int
    # A supergroup with topics.
    is_forum: bool


class _MediaPhotoRequired(t.TypedDict):
    kind: t.Literal["photo"]
    # Pixels, of the largest size.
    width: int
    height: int
    # Bytes, of the largest size.
    file_size: int


class MediaPhoto(_MediaPhotoRequired, total=False):
    # Names the photo to messages.sendFile for some hours, for this account.
    file_id: str


class _MediaDocumentRequired(t.TypedDict):
    kind: t.Literal["document"]
    mime_type: str
    # Bytes.
    file_size: int
    # Names the file to messages.sendFile for some hours, for this account.
    file_id: str


class MediaDocument(_MediaDocumentRequired, total=False):
    # As its sender named it: its last part, without characters that can't be seen. It is no path to be
    # trusted.
    file_name: str


class _MediaVideoRequired(t.TypedDict):
    kind: t.Literal["video"]
    mime_type: str
    # Bytes.
    file_size: int
    # Names the file to messages.sendFile for some hours, for this account.
    file_id: str
    # Seconds.
    duration: float
    width: int
    height: int


class MediaVideo(_MediaVideoRequired, total=False):
    """A file as Telegram keeps it."""

    # As its sender named it: its last part, without characters that can't be seen. It is no path to be
    # trusted.
    file_name: str


class _MediaVideoNoteRequired(t.TypedDict):
    kind: t.Literal["video_note"]
    mime_type: str
    # Bytes.
    file_size: int
    # Names the file to messages.sendFile for some hours, for this account.
    file_id: str
    duration: float


class MediaVideoNote(_MediaVideoNoteRequired, total=False):
    """A round video."""

    # As its sender named it: its last part, without characters that can't be seen. It is no path to be
    # trusted.
    file_name: str


class _MediaAnimationRequired(t.TypedDict):
    kind: t.Literal["animation"]
    mime_type: str
    # Bytes.
    file_size: int
    # Names the file to messages.sendFile for some hours, for this account.
    file_id: str


class MediaAnimation(_MediaAnimationRequired, total=False):
    """A short video without sound, or a GIF, that repeats."""

    # As its sender named it: its last part, without characters that can't be seen. It is no path to be
    # trusted.
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
    # Names the file to messages.sendFile for some hours, for this account.
    file_id: str
    duration: int


class MediaAudio(_MediaAudioRequired, total=False):
    """A file as Telegram keeps it."""

    # As its sender named it: its last part, without characters that can't be seen. It is no path to be
    # trusted.
    file_name: str
    title: str
    performer: str


class _MediaVoiceRequired(t.TypedDict):
    kind: t.Literal["voice"]
    mime_type: str
    # Bytes.
    file_size: int
    # Names the file to messages.sendFile for some hours, for this account.
    file_id: str
    duration: int


class MediaVoice(_MediaVoiceRequired, total=False):
    """A file as Telegram keeps it."""

    # As its sender named it: its last part, without characters that can't be seen. It is no path to be
    # trusted.
    file_name: str


class _MediaStickerRequired(t.TypedDict):
    kind: t.Literal["sticker"]
    mime_type: str
    # Bytes.
    file_size: int
    # Names the file to messages.sendFile for some hours, for this account.
    file_id: str
    emoji: str


class MediaSticker(_MediaStickerRequired, total=False):
    """A file as Telegram keeps it."""

    # As its sender named it: its last part, without characters that can't be seen. It is no path to be
    # trusted.
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
    # The same in each message that shows the poll.
    poll_id: str
    question: str
    options: t.List[PollOption]
    # How many people have voted.
    total_voter_count: int
    # No more votes are taken.
    is_closed: bool
    # Nobody is told who chose what.
    is_anonymous: bool
    # There are right and wrong options.
    is_quiz: bool
    allows_multiple_answers: bool
    # A vote can be changed or taken back.
    allows_revoting: bool


class MediaPoll(_MediaPollRequired, total=False):
    # How the question is formatted, by UTF-16 offsets.
    question_entities: t.List[Entity]
    # The places of the right options of a quiz, from 0: once this account has voted, or the poll is closed.
    correct_option_ids: t.List[int]
    # Why these are right: once this account has voted, or the poll is closed.
    explanation: str
    explanation_entities: t.List[Entity]
    # Seconds for which the poll is open.
    open_period: int
    # When the poll closes by itself.
    close_date: str


class MediaOther(t.TypedDict):
    """Something else, by Telegram's own name for it."""

    kind: t.Literal["other"]
    name: str


class _FileRequired(t.TypedDict):
    mime_type: str
    # Bytes.
    file_size: int
    # Names the file to messages.sendFile for some hours, for this account.
    file_id: str


class File(_FileRequired, total=False):
    """A file as Telegram keeps it."""

    # As its sender named it: its last part, without characters that can't be seen. It is no path to be
    # trusted.
    file_name: str


class _PollOptionRequired(t.TypedDict):
    text: str


class PollOption(_PollOptionRequired, total=False):
    """What can be chosen."""

    text_entities: t.List[Entity]
    # How many chose it. Most polls tell that to those who have voted, and to everybody once they are
    # closed.
    voter_count: int
    # This account chose it.
    is_chosen: bool


class _PollRequired(t.TypedDict):
    # The same in each message that shows the poll.
    poll_id: str
    question: str
    options: t.List[PollOption]
    # How many people have voted.
    total_voter_count: int
    # No more votes are taken.
    is_closed: bool
    # Nobody is told who chose what.
    is_anonymous: bool
    # There are right and wrong options.
    is_quiz: bool
    allows_multiple_answers: bool
    # A vote can be changed or taken back.
    allows_revoting: bool


class Poll(_PollRequired, total=False):
    """A poll or quiz, with its results as far as this account may know them."""

    # How the question is formatted, by UTF-16 offsets.
    question_entities: t.List[Entity]
    # The places of the right options of a quiz, from 0: once this account has voted, or the poll is closed.
    correct_option_ids: t.List[int]
    # Why these are right: once this account has voted, or the poll is closed.
    explanation: str
    explanation_entities: t.List[Entity]
    # Seconds for which the poll is open.
    open_period: int
    # When the poll closes by itself.
    close_date: str


class ReplyTo(t.TypedDict, total=False):
    """What a message answers."""

    message_id: int
    # Where that message is, if elsewhere.
    chat: Chat
    # The part that is answered.
    quote: str


class _ForwardRequired(t.TypedDict):
    date: str


class Forward(_ForwardRequired, total=False):
    """Where a message was first."""

    # Absent when the sender hides.
    sender: Chat
    # The name of a sender who hides.
    sender_user_name: str
    # The message's id in the channel it came from.
    message_id: int


class _ReactionRequired(t.TypedDict):
    kind: ReactionKind
    total_count: int


class Reaction(_ReactionRequired, total=False):
    """One reaction, and how many chose it."""

    # Of kind `emoji`.
    emoji: str
    # Of kind `custom_emoji`.
    custom_emoji_id: str
    # This account chose it, too.
    is_chosen: bool


class _ButtonCallbackRequired(t.TypedDict):
    kind: t.Literal["callback"]
    text: str


class ButtonCallback(_ButtonCallbackRequired, total=False):
    """Tells the message's bot that it was pressed."""

    # What the bot is told, where that is text.
    callback_data: str
    # What the bot is told, where that is no text.
    callback_data_base64: str
    # Pressing it takes the two-step verification password.
    is_password_required: bool


class ButtonUrl(t.TypedDict):
    kind: t.Literal["url"]
    text: str
    url: str


class ButtonLoginUrl(t.TypedDict):
    """A link to a site that asks Telegram who one is."""

    kind: t.Literal["login_url"]
    text: str
    url: str


class ButtonWebApp(t.TypedDict):
    """Stands under a message or among keys."""

    kind: t.Literal["web_app"]
    text: str
    url: str


class ButtonSwitchInlineQuery(t.TypedDict):
    """Begins an inline query of the message's bot."""

    kind: t.Literal["switch_inline_query"]
    text: str
    query: str
    # In this chat, and not in one that is chosen.
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
    """Something else, by Telegram's own name for it."""

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
    """This basic group goes on as a supergroup."""

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
    """What is absent stays as it was."""

    title: str
    is_closed: bool
    is_hidden: bool


class ServiceOther(t.TypedDict):
    """Something else, by Telegram's own name for it."""

    kind: t.Literal["other"]
    name: str


class _ChatDetailsRequired(t.TypedDict):
    # Marked as in the Bot API: a user's is positive, a group's negative, a channel's and a supergroup's
    # begins -100.
    id: int
    kind: ChatKind


class ChatDetails(_ChatDetailsRequired, total=False):
    """A chat, whole."""

    # Names the chat wherever a `chat_id` is taken, for this account.
    ref: str
    # Of a user: the whole name.
    title: str
    username: str
    member_count: int
    # A supergroup with topics.
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
    """The messages of an album."""

    # Those that a repeat finds deleted: they were sent before under the same `random_id`.
    failed: t.List[FailedMessage]


class _FailedMessageRequired(t.TypedDict):
    message_id: int
    # As in an error's `data`.
    kind: str


class FailedMessage(_FailedMessageRequired, total=False):
    """A message that could not be served, and why."""

    # Seconds until another try makes sense.
    retry_after: int
    # It was sent before under the same `random_id`, and what was sent has been deleted since.
    is_duplicate: bool


class _DeletedRequired(t.TypedDict):
    # How many messages.
    deleted_count: int


class Deleted(_DeletedRequired, total=False):
    """What was deleted."""

    # Those that are still there, or never were.
    failed: t.List[FailedMessage]


class _MessagesRequired(t.TypedDict):
    # In the order of `message_ids`.
    items: t.List[Message]


class Messages(_MessagesRequired, total=False):
    """Messages by their ids."""

    # Those that could not be served.
    failed: t.List[FailedMessage]


class _MessagePageRequired(t.TypedDict):
    items: t.List[Message]


class MessagePage(_MessagePageRequired, total=False):
    """One page of a list. A page may be short; only a missing `next_cursor` says that it was the last."""

    # For the next page.
    next_cursor: str
    # How many there are in all, as far as Telegram tells.
    total: int


class _ClickedAnswerRequired(t.TypedDict):
    kind: t.Literal["answer"]
    # The text is to be shown until it is dismissed.
    show_alert: bool
    # Seconds for which the same press need not be made again.
    cache_time: int


class ClickedAnswer(_ClickedAnswerRequired, total=False):
    """The bot was told, and has answered."""

    text: str
    # To be opened.
    url: str


class ClickedUrl(t.TypedDict):
    """A link to be opened. Nobody was told."""

    kind: t.Literal["url"]
    url: str


class ClickedCopyText(t.TypedDict):
    """To be copied. Nobody was told."""

    kind: t.Literal["copy_text"]
    copy_text: str


class ClickedSwitchInlineQuery(t.TypedDict):
    """An inline query to be begun. Nobody was told."""

    kind: t.Literal["switch_inline_query"]
    query: str
    is_current_chat: bool


class ClickedUserProfile(t.TypedDict):
    """Somebody to be shown. Nobody was told."""

    kind: t.Literal["user_profile"]
    user_id: int


class ClickedSent(t.TypedDict):
    """A key sent its text."""

    kind: t.Literal["sent"]
    message: Message


class _DownloadedRequired(t.TypedDict):
    # How many bytes the path or `data_base64` has.
    downloaded_size: int
    # How many the whole file has.
    file_size: int
    # As its sender said, or Telegram.
    mime_type: str


class Downloaded(_DownloadedRequired, total=False):
    """What was downloaded."""

    # Where it is, as the call named it.
    path: str
    # The bytes, in base64.
    data_base64: str
    # How many bytes an earlier call had left at the path and this one went on from.
    resumed_from: int
    # As its sender named it: its last part, without characters that can't be seen. It is no path to be
    # trusted.
    file_name: str


class UploadedFile(t.TypedDict):
    """A file that Telegram keeps for a while."""

    # Names the file to messages.sendFile, messages.sendAlbum and groups.edit, for this account.
    file_id: str
    file_name: str
    # As its content and its name say.
    mime_type: str
    # Bytes.
    file_size: int


class _JoinedRequired(t.TypedDict):
    status: JoinStatus


class Joined(_JoinedRequired, total=False):
    """How joining went."""

    # The chat, as far as the account may know it.
    chat: Chat


class _CheckedInviteRequired(t.TypedDict):
    kind: ChatKind
    title: str
    # Whether the account is in the chat.
    is_member: bool
    # Whether an admin has to let the account in.
    creates_join_request: bool
    # Whether joining costs Telegram Stars, which takes an official app.
    is_payment_required: bool


class CheckedInvite(_CheckedInviteRequired, total=False):
    """A chat as its invite link shows it."""

    member_count: int
    # What the chat says of itself.
    description: str
    # The chat, if the account is in it or may look into it.
    chat: Chat


class CreatedChat(t.TypedDict):
    """A new chat."""

    chat: Chat
    # Those who couldn't be added.
    missing: t.List[MissingMember]


class _MissingMemberRequired(t.TypedDict):
    user_id: int
    reason: MissingReason


class MissingMember(_MissingMemberRequired, total=False):
    """Somebody who couldn't be added."""

    # Names them wherever a `chat_id` or `user_id` is taken, for this account.
    ref: str
    # Telegram's own name for it, where it gave one.
    telegram: str


class _MemberPageRequired(t.TypedDict):
    items: t.List[Member]


class MemberPage(_MemberPageRequired, total=False):
    """One page of a list. A page may be short; only a missing `next_cursor` says that it was the last."""

    # For the next page.
    next_cursor: str
    # How many there are in all, as far as Telegram tells.
    total: int


class _MemberRequired(t.TypedDict):
    # Who; a channel may be banned, too.
    user: Chat
    role: MemberRole


class Member(_MemberRequired, total=False):
    """A member, or somebody who is kept out. What is absent is unknown, or there is none."""

    # What is shown beside an admin's name; Telegram's rank.
    custom_title: str
    joined_date: str
    # Who brought them in.
    inviter: Chat
    # What an admin may do.
    rights: AdminRights
    # Who made them an admin.
    promoted_by: Chat
    # What somebody restricted may still do.
    permissions: Permissions
    # Who banned or restricted them.
    restricted_by: Chat
    # When that ends; absent if never.
    until_date: str


class AddedMembers(t.TypedDict):
    """How adding went."""

    # Those who couldn't be added.
    missing: t.List[MissingMember]


class _InviteRequired(t.TypedDict):
    invite_link: str
    # The admin whose link it is.
    creator: Chat
    creation_date: str
    # How many it has let in.
    member_count: int
    # How many ask to be let in.
    pending_join_request_count: int
    # Whether an admin has to let everybody in.
    creates_join_request: bool
    # The admin's main link, of which there is one at a time.
    is_primary: bool
    is_revoked: bool


class Invite(_InviteRequired, total=False):
    """A link that lets people into a group or channel."""

    # Shown to admins alone.
    name: str
    # From when on it lets nobody in.
    expire_date: str
    # How many it lets in.
    member_limit: int


class _InvitePageRequired(t.TypedDict):
    items: t.List[Invite]


class InvitePage(_InvitePageRequired, total=False):
    """One page of a list. A page may be short; only a missing `next_cursor` says that it was the last."""

    # For the next page.
    next_cursor: str
    # How many there are in all, as far as Telegram tells.
    total: int


class _RevokedInviteRequired(t.TypedDict):
    invite: Invite


class RevokedInvite(_RevokedInviteRequired, total=False):
    """What became of a link."""

    # The primary link that takes its place.
    new_invite: Invite


class _JoinRequestPageRequired(t.TypedDict):
    items: t.List[JoinRequest]


class JoinRequestPage(_JoinRequestPageRequired, total=False):
    """One page of a list. A page may be short; only a missing `next_cursor` says that it was the last."""

    # For the next page.
    next_cursor: str
    # How many there are in all, as far as Telegram tells.
    total: int


class _JoinRequestRequired(t.TypedDict):
    user: Chat
    # When they asked.
    date: str


class JoinRequest(_JoinRequestRequired, total=False):
    """Somebody who asks to be let in."""

    # What they say of themselves.
    bio: str


class _TopicPageRequired(t.TypedDict):
    items: t.List[Topic]


class TopicPage(_TopicPageRequired, total=False):
    """One page of a list. A page may be short; only a missing `next_cursor` says that it was the last."""

    # For the next page.
    next_cursor: str
    # How many there are in all, as far as Telegram tells.
    total: int


class _TopicRequired(t.TypedDict):
    # 1 is the General topic, which every forum has.
    topic_id: int
    title: str
    # Of the icon, red, green and blue in one number, as 0x6FB9F0.
    icon_color: int
    # Who made it.
    creator: Chat
    date: str
    # Only admins and its creator write in it.
    is_closed: bool
    # Not shown; only the General topic can be.
    is_hidden: bool
    is_pinned: bool
    # Messages in it that this account has not read.
    unread_count: int


class Topic(_TopicRequired, total=False):
    """A topic of a forum."""

    # The custom emoji that is shown as the icon.
    icon_custom_emoji_id: str
    last_message: Message


class _ContactPageRequired(t.TypedDict):
    items: t.List[Contact]


class ContactPage(_ContactPageRequired, total=False):
    """One page of a list. A page may be short; only a missing `next_cursor` says that it was the last."""

    # For the next page.
    next_cursor: str
    # How many there are in all, as far as Telegram tells.
    total: int


class _ContactRequired(t.TypedDict):
    id: int
    kind: UserKind
    first_name: str
    # Whether they have the account as a contact, too.
    is_mutual: bool


class Contact(_ContactRequired, total=False):
    """Somebody in the account's address book, by the name that they have there."""

    # Names the user wherever a `chat_id` or `user_id` is taken, for this account.
    ref: str
    last_name: str
    username: str
    phone: str


class FoundChats(t.TypedDict):
    items: t.List[FoundChat]


class _FoundChatRequired(t.TypedDict):
    # Marked as in the Bot API: a user's is positive, a group's negative, a channel's and a supergroup's
    # begins -100.
    id: int
    kind: ChatKind
    # A contact, or a chat in the account's list.
    is_known: bool


class FoundChat(_FoundChatRequired, total=False):
    """Somebody, or a chat, that was found."""

    # Names the chat wherever a `chat_id` is taken, for this account.
    ref: str
    # Of a user: the whole name.
    title: str
    username: str
    member_count: int
    # A supergroup with topics.
    is_forum: bool


class _BlockedChatPageRequired(t.TypedDict):
    items: t.List[BlockedChat]


class BlockedChatPage(_BlockedChatPageRequired, total=False):
    """One page of a list. A page may be short; only a missing `next_cursor` says that it was the last."""

    # For the next page.
    next_cursor: str
    # How many there are in all, as far as Telegram tells.
    total: int


class _BlockedChatRequired(t.TypedDict):
    # Marked as in the Bot API: a user's is positive, a group's negative, a channel's and a supergroup's
    # begins -100.
    id: int
    kind: ChatKind
    blocked_date: str


class BlockedChat(_BlockedChatRequired, total=False):
    """Somebody whom the account has blocked."""

    # Names the chat wherever a `chat_id` is taken, for this account.
    ref: str
    # Of a user: the whole name.
    title: str
    username: str
    member_count: int
    # A supergroup with topics.
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
    # When they asked.
    date: str


class EventJoinRequest(_EventJoinRequestRequired, total=False):
    """Somebody asks to be let into a chat. Only bots that are admins there are told of each.

    Telegram: `updateBotChatInviteRequester`.
    """

    # What they say of themselves.
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
    """What somebody reacts with."""

    # Of kind `emoji`.
    emoji: str
    # Of kind `custom_emoji`.
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
    """What Telegram answered."""

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
    """How far a call has come."""

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

# Whose session string comes in.
ImportFormat = t.Literal["telethon", "pyrogram", "gramjs", "mtcute", "auto"]

# Whose session strings.
ExportFormat = t.Literal["telethon", "pyrogram", "gramjs", "mtcute"]

# As in the Bot API; and `cancel`, which takes the others back.
ChatAction = t.Literal["typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note", "cancel"]

# How a text is formatted.
TextFormat = t.Literal["plain", "markdown", "html"]

# A part of a text, and what it is.
Entity = t.Union[EntityMention, EntityHashtag, EntityCashtag, EntityBotCommand, EntityUrl, EntityEmail, EntityPhoneNumber, EntityBankCard, EntityBold, EntityItalic, EntityUnderline, EntityStrikethrough, EntitySpoiler, EntityBlockquote, EntityExpandableBlockquote, EntityCode, EntityPre, EntityTextLink, EntityTextMention, EntityCustomEmoji]

# A button to be sent.
InlineButton = t.Union[InlineButtonCallback, InlineButtonUrl, InlineButtonLoginUrl, InlineButtonWebApp, InlineButtonSwitchInlineQuery, InlineButtonCopyText, InlineButtonUserProfile]

# What takes the place of the readers' own keyboards.
Keyboard = t.Union[KeyboardKeyboard, KeyboardRemove, KeyboardForceReply]

# What stands under a message that a bot sends, or takes the place of its readers' keyboards.
Buttons = t.Union[t.Sequence[t.Sequence[InlineButton]], Keyboard]

# A key to be sent. What asks for something is for private chats alone.
Key = t.Union[KeyText, KeyRequestContact, KeyRequestLocation, KeyRequestPoll, KeyWebApp]

# What a file is shown as.
FileKind = t.Literal["video", "auto", "photo", "animation", "audio", "voice", "document"]

# What messages carry, or are.
MediaFilter = t.Literal["photo", "video", "photo_video", "voice", "animation", "contact", "poll", "pinned", "document", "audio", "video_note", "voice_video_note", "link", "location", "mention"]

# Whether there are right answers.
PollKind = t.Literal["regular", "quiz"]

CreateKind = t.Literal["supergroup", "channel", "group"]

MemberFilter = t.Literal["admins", "bots", "recent", "contacts", "banned", "restricted"]

# A result of an inline query.
InlineResult = t.Union[InlineResultArticle, InlineResultPhoto, InlineResultDocument]

# For whom commands are. The narrowest that fits a reader is what they are shown.
Scope = t.Union[ScopeDefault, ScopeAllPrivateChats, ScopeAllGroupChats, ScopeAllChatAdministrators, ScopeChat, ScopeChatAdministrators, ScopeChatMember]

# What an event tells of.
EventKind = t.Literal["message_new", "message_edited", "message_deleted", "message_read", "message_contents_read", "message_pinned", "message_views", "message_scheduled", "scheduled_deleted", "history_cleared", "reactions", "message_reaction", "poll", "poll_answer", "chat_member", "chat_members", "join_request", "join_requests", "bot_stopped", "chat_changed", "chat_migrated", "chat_archived", "chat_muted", "chat_pinned", "chat_marked_unread", "topic_pinned", "draft", "typing", "user_status", "user_changed", "user_blocked", "callback_query", "inline_query", "chosen_inline_result", "new_login", "connection", "gap", "raw"]

# Any OpenRPC document. It is generated and so has no fixed type.
Document = t.Any

# An answer with nothing to say.
Empty = t.Dict[str, t.Any]

# How far a login has come.
StageName = t.Literal["code_sent", "qr_shown", "password_needed", "signed_in"]

AccountKind = t.Literal["user", "bot"]

# How a login goes on.
LoginAnswer = t.Union[LoginAnswerDone, LoginAnswerCheckPassword, LoginAnswerSignUpRequired]

UserKind = t.Literal["user", "bot"]

# A code is on its way, or isn't needed.
CodeAnswer = t.Union[CodeAnswerSignIn, CodeAnswerResendCode, CodeAnswerSetUpEmail, CodeAnswerDone]

# How a login code went out.
SentTo = t.Literal["sms", "email", "app", "call", "missed_call", "flash_call", "fragment", "sms_word", "sms_phrase", "firebase_sms"]

# How a login by QR code goes on.
QrAnswer = t.Union[QrAnswerScan, QrAnswerCheckPassword, QrAnswerDone]

# What a login waits for.
StatusAnswer = t.Union[StatusAnswerSignIn, StatusAnswerSetUpEmail, StatusAnswerScan, StatusAnswerCheckPassword, StatusAnswerDone]

PasswordStep = t.Literal["confirm_email"]

ChatKind = t.Literal["user", "bot", "supergroup", "channel", "group"]

# A photo, a file, or something else that a message shows.
Media = t.Union[MediaPhoto, MediaDocument, MediaVideo, MediaVideoNote, MediaAnimation, MediaAudio, MediaVoice, MediaSticker, MediaContact, MediaLocation, MediaVenue, MediaDice, MediaPoll, MediaOther]

ReactionKind = t.Literal["emoji", "custom_emoji", "paid"]

# A button of a message. Those of the first group stand under it; the others are keys of a keyboard that
# takes the place of the reader's own.
Button = t.Union[ButtonCallback, ButtonUrl, ButtonLoginUrl, ButtonWebApp, ButtonSwitchInlineQuery, ButtonCopyText, ButtonUserProfile, ButtonPay, ButtonCallbackGame, ButtonDisabled, ButtonText, ButtonRequestContact, ButtonRequestLocation, ButtonRequestPoll, ButtonRequestPeers, ButtonOther]

# An event in a chat that Telegram tells as a message.
Service = t.Union[ServiceChatCreated, ServiceTitleChanged, ServicePhotoChanged, ServicePhotoDeleted, ServiceMembersAdded, ServiceMemberLeft, ServiceJoinedByLink, ServiceJoinedByRequest, ServiceMessagePinned, ServiceHistoryCleared, ServiceMigratedTo, ServiceMigratedFrom, ServiceContactSignedUp, ServiceTopicCreated, ServiceTopicEdited, ServiceOther]

# What came of pressing a button.
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

# What a name of Telegram's means.
Description = t.Union[DescriptionFunction, DescriptionType]

# What is being waited for.
Activity = t.Literal["upload", "download", "connect", "flood_wait"]
