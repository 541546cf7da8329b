"""Telegram's methods for posts: send a text, a picture, a film or an album, and delete."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from campaign.sandbox.accounts import TELEGRAM
from campaign.sandbox.ledger import Entry
from campaign.sandbox.media import NotAPicture, Picture, look_at
from campaign.sandbox.telegram import shapes
from campaign.sandbox.telegram.gate import (
    Call,
    Chat,
    account_of,
    bad,
    member_of,
    refuse,
    spend,
)
from campaign.sandbox.telegram.table import (
    ALBUM,
    CAPTION,
    DELETABLE,
    ENTITIES,
    FILE_BYTES,
    PHOTO_BYTES,
    SIDES,
    STRETCHED,
    TEXT,
)
from campaign.sandbox.world import Upload, World

_ATTACHED = "attach://"
_NUMBERS = "numbers"


def send_message(call: Call) -> Any:
    """Post a text."""
    text = call.params["text"]
    measured(text, TEXT, "message is too long")
    if not text.strip():
        raise bad("message text is empty")
    return _post(call, text, call.params.get("entities", ()), ())[0]


def send_photo(call: Call) -> Any:
    """Post a picture with its caption."""
    return _captioned(call, call.params, [_photo(call, call.params["photo"])])[0]


def send_video(call: Call) -> Any:
    """Post a film with its caption."""
    film = _film(call, call.params["video"])
    film = replace(film, width=call.params.get("width", 0), height=call.params.get("height", 0))
    return _captioned(call, call.params, [film])[0]


def send_media_group(call: Call) -> Any:
    """Post an album; its caption is the first picture's."""
    media = call.params["media"]
    if len(media) not in ALBUM:
        raise bad("media must include 2-10 items")
    for each in media[1:]:
        if each.get("caption"):
            raise bad("the sandbox keeps no caption but the first")
    read = {"photo": _photo, "video": _film}
    pictures = [read[each["type"]](call, each["media"]) for each in media]
    return _captioned(call, media[0], pictures)


def get_file(call: Call) -> Any:
    """Name the place from which a file that the bot has sent can be fetched."""
    id = call.params["file_id"]
    upload = call.world.upload(TELEGRAM, str(call.bot.id), id)
    if upload is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    kind = "videos" if upload.picture.is_film else "photos"
    ending = upload.picture.mime.rpartition("/")[2].replace("jpeg", "jpg")
    return {
        "file_id": id,
        "file_unique_id": upload.picture.sha256[:16],
        "file_size": upload.picture.size,
        "file_path": f"{kind}/{id}.{ending}",
    }


def delete_message(call: Call) -> Any:
    """Take a message of the last 48 hours down; a post is gone when all of its messages are."""
    chat = member_of(call.world, call.bot, call.params["chat_id"])
    if not _delete(call.world, chat, call.params["message_id"]):
        raise bad("message to delete not found")
    return True


def delete_messages(call: Call) -> Any:
    """Take several messages down; those that are not there are skipped."""
    chat = member_of(call.world, call.bot, call.params["chat_id"])
    if not 1 <= len(call.params["message_ids"]) <= 100:
        raise bad("message_ids must include 1-100 items")
    for number in call.params["message_ids"]:
        # The whole call is refused before anything is deleted.
        _deletable(call.world, standing(call.world, chat, number))
    for number in call.params["message_ids"]:
        _delete(call.world, chat, number)
    return True


def _captioned(
    call: Call, params: Mapping[str, Any], pictures: Sequence[Picture]
) -> list[dict[str, Any]]:
    caption = params.get("caption", "")
    measured(caption, CAPTION, "message caption is too long")
    return _post(call, caption, params.get("caption_entities", ()), pictures)


def _post(
    call: Call, text: str, entities: Sequence[Mapping[str, Any]], pictures: Sequence[Picture]
) -> list[dict[str, Any]]:
    world, params = call.world, call.params
    placed(text, entities)
    chat = member_of(world, call.bot, params["chat_id"])
    with world.lock:
        count = max(1, len(pictures))
        spend(world, chat, count)
        numbers = _numbers(world, count)
        entry = Entry(
            network=TELEGRAM,
            account=account_of(world, chat).name,
            remote_id=str(numbers[0]),
            path=shapes.path(chat, numbers[0]),
            text=text,
            pictures=tuple(pictures),
            accepted_at=world.clock.now(),
            body={
                "messages": numbers,
                "entities": shapes.entities(text, entities),
                "preview": params.get("link_preview_options"),
                "silent": params.get("disable_notification", False),
                "protected": params.get("protect_content", False),
            },
        )
        for number in numbers[1:]:
            world.remember(TELEGRAM, _part(number), {"of": entry.remote_id})
        entry = world.accept(entry, call.base)
    return shapes.messages(entry, shapes.chat(chat, account_of(world, chat)))


def measured(text: str, most: int, refusal: str) -> None:
    """Check a text's length. Raises Refusal."""
    if shapes.units(text) > most:
        raise bad(refusal)


def placed(text: str, entities: Sequence[Mapping[str, Any]]) -> None:
    """Check that entities are known ones inside the text. Raises Refusal."""
    for each in entities:
        if each["type"] not in ENTITIES:
            raise bad(f"unsupported message entity type {each['type']!r}")
        if (each["type"] == "text_link") != bool(each.get("url")):
            raise bad("a text_link has a URL, and nothing else has one")
        end = each["offset"] + each["length"]
        if each["offset"] < 0 or each["length"] < 1 or end > shapes.units(text):
            raise bad(f"entity at UTF-16 offset {each['offset']} lies outside the text")


def _photo(call: Call, value: str) -> Picture:
    data, known = _file(call, value)
    if known is not None and known.mime != shapes.FILM:
        return known
    if len(data) > PHOTO_BYTES:
        message = f"file of size {len(data)} bytes is too big for a photo"
        raise bad(f"{message}; the maximum size is {PHOTO_BYTES} bytes")
    try:
        picture = look_at(data)
    except NotAPicture:
        raise bad("IMAGE_PROCESS_FAILED") from None
    short, long = sorted((picture.width, picture.height))
    if short + long > SIDES or long > STRETCHED * short:
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return _kept(call, picture, data)


def _film(call: Call, value: str) -> Picture:
    data, known = _file(call, value)
    if known is not None and known.mime == shapes.FILM:
        return known
    if data[4:8] != b"ftyp":
        raise bad("VIDEO_CONTENT_TYPE_INVALID")
    film = Picture(sha256(data).hexdigest(), shapes.FILM, 0, 0, len(data))
    return _kept(call, film, data)


def _kept(call: Call, picture: Picture, data: bytes) -> Picture:
    call.world.media.put(data)
    call.world.keep_upload(Upload(TELEGRAM, str(call.bot.id), shapes.file_id(picture), picture))
    return picture


def _file(call: Call, value: str) -> tuple[bytes, Picture | None]:
    """The bytes that a parameter means; for a file sent before, also its picture."""
    if value.startswith(_ATTACHED):
        data = call.files.get(value.removeprefix(_ATTACHED))
        if not data:
            raise bad("file must be non-empty")
        if len(data) > FILE_BYTES:
            raise refuse(413, "Request Entity Too Large")
        return data, None
    if value.startswith(("http://", "https://")):
        raise bad("the sandbox fetches nothing: failed to get HTTP URL content")
    upload = call.world.upload(TELEGRAM, str(call.bot.id), value)
    if upload is None:
        raise bad("wrong remote file identifier specified: Wrong string length")
    return call.world.media.get(upload.picture.sha256) or b"", upload.picture


def _numbers(world: World, count: int) -> list[int]:
    """The next numbers of messages; no two chats share one, so that the ledger tells them apart."""
    last = (world.recall(TELEGRAM, _NUMBERS) or {"last": 0})["last"]
    world.remember(TELEGRAM, _NUMBERS, {"last": last + count})
    return list(range(last + 1, last + count + 1))


def standing(world: World, chat: Chat, number: int) -> Entry | None:
    """The post of a chat that a message belongs to, None when the message is gone."""
    part = world.recall(TELEGRAM, _part(number)) or {"of": str(number)}
    entry = world.ledger.find(TELEGRAM, part["of"])
    is_there = entry is not None and entry.account == chat.account
    return entry if is_there and not _is_gone(world, number) else None


def _delete(world: World, chat: Chat, number: int) -> bool:
    with world.lock:
        entry = standing(world, chat, number)
        if entry is None:
            return False
        _deletable(world, entry)
        world.remember(TELEGRAM, _gone(number), {"gone": True})
        if all(_is_gone(world, each) for each in entry.body["messages"]):
            world.delete(entry)
    return True


def _deletable(world: World, entry: Entry | None) -> None:
    """Check that a bot may still delete a message, whatever its rights are. Raises Refusal."""
    if entry is not None and world.clock.now() >= entry.accepted_at + DELETABLE:
        raise bad("message can't be deleted")


def _is_gone(world: World, number: int) -> bool:
    return world.recall(TELEGRAM, _gone(number)) is not None


def _part(number: int) -> str:
    return f"part:{number}"


def _gone(number: int) -> str:
    return f"gone:{number}"
