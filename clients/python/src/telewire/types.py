"""What the daemon takes and gives.

Written by generate.py from schema/openrpc.json: change it there.
"""

from __future__ import annotations

import typing as t


class ClientInfo(t.TypedDict, total=False):
    name: t.Optional[str]
    version: t.Optional[str]


class EntityMention(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["mention"]


class EntityHashtag(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["hashtag"]


class EntityCashtag(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["cashtag"]


class EntityBotCommand(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["bot_command"]


class EntityUrl(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["url"]


class EntityEmail(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["email"]


class EntityPhoneNumber(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["phone_number"]


class EntityBankCard(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["bank_card"]


class EntityBold(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["bold"]


class EntityItalic(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["italic"]


class EntityUnderline(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["underline"]


class EntityStrikethrough(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["strikethrough"]


class EntitySpoiler(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["spoiler"]


class EntityBlockquote(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["blockquote"]


class EntityExpandableBlockquote(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["expandable_blockquote"]


class EntityCode(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["code"]


class _EntityPreRequired(t.TypedDict):
    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["pre"]


class EntityPre(_EntityPreRequired, total=False):
    """A part of a text, and what it is."""

    # The programming language, for its colours.
    language: t.Optional[str]


class EntityTextLink(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["text_link"]
    url: str


class EntityTextMention(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["text_mention"]
    user_id: int


class EntityCustomEmoji(t.TypedDict):
    """A part of a text, and what it is."""

    # In UTF-16 units from the beginning of the text.
    offset: int
    # In UTF-16 units.
    length: int
    kind: t.Literal["custom_emoji"]
    # A 64-bit number, as a string.
    custom_emoji_id: str


class DaemonInfo(t.TypedDict):
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
    # Members of a batch.
    max_batch: int


class Policy(t.TypedDict):
    """What this daemon lets its callers do."""

    # Nothing may be changed.
    read_only: bool
    # Globs of the methods that may be called; empty means all.
    allow: t.List[str]
    # Globs of the methods that may not be called, whatever `allow` says.
    deny: t.List[str]
    # Whether only some chats may be reached.
    limits_chats: bool
    # Whether session.export is allowed.
    allow_export: bool


class Pong(t.TypedDict):
    pong: bool


class DaemonStats(t.TypedDict):
    # Seconds since the start.
    uptime: float
    # Clients connected now.
    connections: int
    # Calls that have begun, this one among them.
    calls: int
    # Calls that have begun and are not answered yet, this one among them.
    in_flight: int
    # Accounts that are open.
    accounts: int
    # Connections to Telegram.
    telegram_connections: int


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
    cancel: bool
    # `$/progress` is sent to calls with a `progress_token`.
    progress: bool
    # Several requests may come in one array.
    batch: bool


class Attached(t.TypedDict):
    # Stands for the session string on this connection.
    handle: str


class _InspectedRequired(t.TypedDict):
    stage: StageName
    # The home DC.
    dc: int
    # Telegram's number for the program that logged in.
    api_id: int
    # What Telegram lists this login as.
    device_model: str
    # The public id of the sealing key.
    key_id: str
    # When the login began, to the second.
    created_at: str


class Inspected(_InspectedRequired, total=False):
    # The account, once signed in.
    account: InspectedAccount


class InspectedAccount(t.TypedDict):
    id: int
    kind: AccountKind


class Renewed(t.TypedDict):
    # The same login: keep this string instead.
    session: str


class _CodeAnswerSignInRequired(t.TypedDict):
    next: t.Literal["sign_in"]
    # For the next call: keep the newest.
    session: str
    sent_to: SentTo


class CodeAnswerSignIn(_CodeAnswerSignInRequired, total=False):
    """Call `auth.signIn` with the code."""

    # Digits, or letters.
    code_length: int
    # How `auth.resendCode` would send it.
    next_type: SentTo
    # Seconds until `auth.resendCode` may be called.
    resend_after: int
    # The address that the code went to, as `a***@example.org`.
    email_pattern: str


class CodeAnswerDone(t.TypedDict):
    """Telegram let the account in without a code."""

    next: t.Literal["done"]
    session: str
    user: User


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


class _StatusAnswerSignInRequired(t.TypedDict):
    next: t.Literal["sign_in"]
    sent_to: str


class StatusAnswerSignIn(_StatusAnswerSignInRequired, total=False):
    """A code was sent: call `auth.signIn`."""

    code_length: int


class _StatusAnswerCheckPasswordRequired(t.TypedDict):
    next: t.Literal["check_password"]


class StatusAnswerCheckPassword(_StatusAnswerCheckPasswordRequired, total=False):
    """Call `auth.checkPassword`."""

    hint: str


class StatusAnswerDone(t.TypedDict):
    """Signed in, says Telegram."""

    next: t.Literal["done"]
    user: User


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
    members_count: int
    # A supergroup with topics.
    forum: bool
    pinned: bool
    last_message: Message


class _MessageRequired(t.TypedDict):
    # Unique in its chat, for this account.
    message_id: int
    chat: Chat
    date: str
    # Empty in service messages; the caption of media.
    text: str
    # Sent by this account.
    outgoing: bool


class Message(_MessageRequired, total=False):
    """A message. What is absent is unknown, or there is none."""

    # Absent in channels that don't tell.
    sender: Chat
    edit_date: str
    # How the text is formatted, by UTF-16 offsets.
    entities: t.List[Entity]
    media: Media
    # Messages with the same are one album.
    album_id: str
    reply_to: ReplyTo
    forward: Forward
    topic_id: int
    pinned: bool
    views: int
    # What happened, when the message only tells of that.
    service: Service
    # The send was a repeat under a `random_id` that had been sent before: this is the first message.
    duplicate: bool


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
    members_count: int
    # A supergroup with topics.
    forum: bool


class MediaPhoto(t.TypedDict):
    kind: t.Literal["photo"]
    # Pixels, of the largest size.
    width: int
    height: int
    # Bytes, of the largest size.
    file_size: int


class _MediaDocumentRequired(t.TypedDict):
    kind: t.Literal["document"]
    mime_type: str
    # Bytes.
    file_size: int


class MediaDocument(_MediaDocumentRequired, total=False):
    file_name: str


class _MediaVideoRequired(t.TypedDict):
    kind: t.Literal["video"]
    mime_type: str
    # Bytes.
    file_size: int
    # Seconds.
    duration: float
    width: int
    height: int


class MediaVideo(_MediaVideoRequired, total=False):
    """A file as Telegram keeps it."""

    file_name: str


class _MediaVideoNoteRequired(t.TypedDict):
    kind: t.Literal["video_note"]
    mime_type: str
    # Bytes.
    file_size: int
    duration: float


class MediaVideoNote(_MediaVideoNoteRequired, total=False):
    """A round video."""

    file_name: str


class _MediaAnimationRequired(t.TypedDict):
    kind: t.Literal["animation"]
    mime_type: str
    # Bytes.
    file_size: int


class MediaAnimation(_MediaAnimationRequired, total=False):
    """A short video without sound, that repeats."""

    file_name: str


class _MediaAudioRequired(t.TypedDict):
    kind: t.Literal["audio"]
    mime_type: str
    # Bytes.
    file_size: int
    duration: int


class MediaAudio(_MediaAudioRequired, total=False):
    """A file as Telegram keeps it."""

    file_name: str
    title: str
    performer: str


class _MediaVoiceRequired(t.TypedDict):
    kind: t.Literal["voice"]
    mime_type: str
    # Bytes.
    file_size: int
    duration: int


class MediaVoice(_MediaVoiceRequired, total=False):
    """A file as Telegram keeps it."""

    file_name: str


class _MediaStickerRequired(t.TypedDict):
    kind: t.Literal["sticker"]
    mime_type: str
    # Bytes.
    file_size: int
    emoji: str


class MediaSticker(_MediaStickerRequired, total=False):
    """A file as Telegram keeps it."""

    file_name: str


class _MediaContactRequired(t.TypedDict):
    kind: t.Literal["contact"]
    phone_number: str
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


class MediaOther(t.TypedDict):
    """Something else, by Telegram's own name for it."""

    kind: t.Literal["other"]
    name: str


class _FileRequired(t.TypedDict):
    mime_type: str
    # Bytes.
    file_size: int


class File(_FileRequired, total=False):
    """A file as Telegram keeps it."""

    file_name: str


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
    sender_name: str
    # The message's id in the channel it came from.
    message_id: int


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
    members_count: int
    # A supergroup with topics.
    forum: bool
    # What the chat says of itself.
    about: str
    pinned_message_id: int


class _MessagePageRequired(t.TypedDict):
    items: t.List[Message]


class MessagePage(_MessagePageRequired, total=False):
    """One page of a list. A page may be short; only a missing `next_cursor` says that it was the last."""

    # For the next page.
    next_cursor: str
    # How many there are in all, as far as Telegram tells.
    total: int


class _JoinedRequired(t.TypedDict):
    status: JoinStatus


class Joined(_JoinedRequired, total=False):
    """How joining went."""

    # The chat, as far as the account may know it.
    chat: Chat


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


# A chat or user. An integer: an id marked as in the Bot API (user `123`, group `-123`, channel and
# supergroup `-100…`). A string: `"me"`, `"@name"`, `"name"`, `"+phone"`, a `t.me` link, a decimal id, or a
# `ref` (`p1.…`). An object: any peer out of a result.
ChatId = t.Union[int, str, t.Mapping[str, t.Any]]

# How a text is formatted.
Format = t.Literal["plain", "markdown", "html"]

# A part of a text, and what it is.
Entity = t.Union[EntityMention, EntityHashtag, EntityCashtag, EntityBotCommand, EntityUrl, EntityEmail, EntityPhoneNumber, EntityBankCard, EntityBold, EntityItalic, EntityUnderline, EntityStrikethrough, EntitySpoiler, EntityBlockquote, EntityExpandableBlockquote, EntityCode, EntityPre, EntityTextLink, EntityTextMention, EntityCustomEmoji]

# Any OpenRPC document. It is generated and so has no fixed type.
Document = t.Any

# An answer with nothing to say.
Empty = t.Dict[str, t.Any]

# How far a login has come.
StageName = t.Literal["code_sent", "password_needed", "signed_in"]

AccountKind = t.Literal["user", "bot"]

# A code is on its way, or isn't needed.
CodeAnswer = t.Union[CodeAnswerSignIn, CodeAnswerDone]

# How a login code went out.
SentTo = t.Literal["sms", "email", "app", "call", "missed_call", "flash_call", "fragment", "sms_word", "sms_phrase", "firebase_sms"]

UserKind = t.Literal["user", "bot"]

# How a login goes on.
LoginAnswer = t.Union[LoginAnswerDone, LoginAnswerCheckPassword, LoginAnswerSignUpRequired]

# What a login waits for.
StatusAnswer = t.Union[StatusAnswerSignIn, StatusAnswerCheckPassword, StatusAnswerDone]

ChatKind = t.Literal["user", "bot", "supergroup", "channel", "group"]

# A photo, a file, or something else that a message shows.
Media = t.Union[MediaPhoto, MediaDocument, MediaVideo, MediaVideoNote, MediaAnimation, MediaAudio, MediaVoice, MediaSticker, MediaContact, MediaLocation, MediaVenue, MediaDice, MediaOther]

# An event in a chat that Telegram tells as a message.
Service = t.Union[ServiceChatCreated, ServiceTitleChanged, ServicePhotoChanged, ServicePhotoDeleted, ServiceMembersAdded, ServiceMemberLeft, ServiceJoinedByLink, ServiceJoinedByRequest, ServiceMessagePinned, ServiceHistoryCleared, ServiceMigratedTo, ServiceMigratedFrom, ServiceContactSignedUp, ServiceTopicCreated, ServiceOther]

JoinStatus = t.Literal["joined", "already_member", "requested", "confirmation_required", "payment_required"]

# What a name of Telegram's means.
Description = t.Union[DescriptionFunction, DescriptionType]
