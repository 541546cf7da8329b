"""The methods of the Bot API that are served, and what each of their parameters may be.

Names, types and what is required are those of Bot API 10.1, https://core.telegram.org/bots/api; a
test holds them against a machine-readable copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from campaign.sandbox.limits import Window

TEXT = 4096  # UTF-16 units, as the offsets of entities
CAPTION = 1024
# https://core.telegram.org/bots/api#deletemessage: the rights to post and to delete do not lift it;
# its maintainer says the same: https://github.com/tdlib/telegram-bot-api/issues/403.
DELETABLE = timedelta(hours=48)
ALBUM = range(2, 11)
PHOTO_BYTES = 10 * 1024 * 1024
FILE_BYTES = 50 * 1024 * 1024
SIDES = 10_000  # pixels, width and height of a photo together
STRETCHED = 20  # times as long as wide

# Documented for groups: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
CHAT = Window("telegram chat", 20, 60)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a parameter may be; one that is not `kept` cannot be shown here and is refused."""

    types: tuple[str, ...]
    required: bool = False
    kept: bool = True


def _kept(*types: str) -> Parameter:
    return Parameter(types)


def _needed(*types: str) -> Parameter:
    return Parameter(types, required=True)


def _unkept(*types: str) -> Parameter:
    return Parameter(types, kept=False)


_CHAT: Mapping[str, Parameter] = {"chat_id": _needed("Integer", "String")}
_KEYBOARDS = ("InlineKeyboardMarkup", "ReplyKeyboardMarkup", "ReplyKeyboardRemove", "ForceReply")
_ALBUM: Mapping[str, Parameter] = {
    **_CHAT,
    "business_connection_id": _unkept("String"),
    "message_thread_id": _unkept("Integer"),
    "direct_messages_topic_id": _unkept("Integer"),
    "disable_notification": _kept("Boolean"),
    "protect_content": _kept("Boolean"),
    "allow_paid_broadcast": _unkept("Boolean"),
    "message_effect_id": _unkept("String"),
    "reply_parameters": _unkept("ReplyParameters"),
}
_SENDS: Mapping[str, Parameter] = {
    **_ALBUM,
    "parse_mode": _unkept("String"),
    "suggested_post_parameters": _unkept("SuggestedPostParameters"),
    "reply_markup": _unkept(*_KEYBOARDS),
}
_CAPTIONED: Mapping[str, Parameter] = {
    **_SENDS,
    "caption": _kept("String"),
    "caption_entities": _kept("Array of MessageEntity"),
    "show_caption_above_media": _kept("Boolean"),
    "has_spoiler": _unkept("Boolean"),
}
_IN_ALBUMS = ("Audio", "Document", "LivePhoto", "Photo", "Video")
# A message is named by its chat and number, or by a number of its own where no chat knows it.
_EDITED: Mapping[str, Parameter] = {
    "business_connection_id": _unkept("String"),
    "chat_id": _kept("Integer", "String"),
    "message_id": _kept("Integer"),
    "inline_message_id": _unkept("String"),
    "parse_mode": _unkept("String"),
    "reply_markup": _unkept("InlineKeyboardMarkup"),
}

METHODS: Mapping[str, Mapping[str, Parameter]] = {
    "getMe": {},
    "getChat": _CHAT,
    "getChatMember": {**_CHAT, "user_id": _needed("Integer")},
    "getChatMemberCount": _CHAT,
    "getFile": {"file_id": _needed("String")},
    "deleteMessage": {**_CHAT, "message_id": _needed("Integer")},
    "deleteMessages": {**_CHAT, "message_ids": _needed("Array of Integer")},
    "editMessageText": {
        **_EDITED,
        "text": _kept("String"),
        "entities": _kept("Array of MessageEntity"),
        "link_preview_options": _kept("LinkPreviewOptions"),
        "rich_message": _unkept("InputRichMessage"),
    },
    "editMessageCaption": {
        **_EDITED,
        "caption": _kept("String"),
        "caption_entities": _kept("Array of MessageEntity"),
        "show_caption_above_media": _kept("Boolean"),
    },
    "sendMessage": {
        **_SENDS,
        "text": _needed("String"),
        "entities": _kept("Array of MessageEntity"),
        "link_preview_options": _kept("LinkPreviewOptions"),
    },
    "sendPhoto": {**_CAPTIONED, "photo": _needed("InputFile", "String")},
    "sendVideo": {
        **_CAPTIONED,
        "video": _needed("InputFile", "String"),
        "duration": _kept("Integer"),
        "width": _kept("Integer"),
        "height": _kept("Integer"),
        "supports_streaming": _kept("Boolean"),
        "thumbnail": _unkept("InputFile", "String"),
        "cover": _unkept("InputFile", "String"),
        "start_timestamp": _unkept("Integer"),
    },
    "sendMediaGroup": {
        **_ALBUM,
        "media": _needed(*(f"Array of InputMedia{each}" for each in _IN_ALBUMS)),
    },
}

#: The objects inside parameters. An album here is of photos and films; the other kinds are refused.
OBJECTS: Mapping[str, Mapping[str, Parameter]] = {
    "MessageEntity": {
        "type": _needed("String"),
        "offset": _needed("Integer"),
        "length": _needed("Integer"),
        "url": _kept("String"),
        "user": _unkept("User"),
        "language": _kept("String"),
        "custom_emoji_id": _unkept("String"),
        "unix_time": _unkept("Integer"),
        "date_time_format": _unkept("String"),
    },
    "LinkPreviewOptions": {
        "is_disabled": _kept("Boolean"),
        "url": _kept("String"),
        "prefer_small_media": _kept("Boolean"),
        "prefer_large_media": _kept("Boolean"),
        "show_above_text": _kept("Boolean"),
    },
    "InputMediaPhoto": {
        "type": _needed("String"),
        "media": _needed("String"),
        "caption": _kept("String"),
        "parse_mode": _unkept("String"),
        "caption_entities": _kept("Array of MessageEntity"),
        "show_caption_above_media": _kept("Boolean"),
        "has_spoiler": _unkept("Boolean"),
    },
    "InputMediaVideo": {
        "type": _needed("String"),
        "media": _needed("String"),
        "thumbnail": _unkept("String"),
        "cover": _unkept("String"),
        "start_timestamp": _unkept("Integer"),
        "caption": _kept("String"),
        "parse_mode": _unkept("String"),
        "caption_entities": _kept("Array of MessageEntity"),
        "show_caption_above_media": _kept("Boolean"),
        "width": _kept("Integer"),
        "height": _kept("Integer"),
        "duration": _kept("Integer"),
        "supports_streaming": _kept("Boolean"),
        "has_spoiler": _unkept("Boolean"),
    },
}

ENTITIES = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold"}
    | {"italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote"}
    | {"code", "pre", "text_link"}
)
