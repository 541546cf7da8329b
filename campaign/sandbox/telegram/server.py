"""Every method of the Bot API has one address: `/bot<token>/<method>`, by GET or POST."""

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from campaign.sandbox.accounts import TELEGRAM
from campaign.sandbox.telegram import edits, parameters, posts, shapes
from campaign.sandbox.telegram.gate import (
    Call,
    account_of,
    bad,
    bot_of,
    chat_of,
    member_of,
    refuse,
)
from campaign.sandbox.wire import Base, TheBody, TheWorld, say

router = APIRouter()


@router.get("/bot{token}/{method}")
@router.post("/bot{token}/{method}")
def answer(
    request: Request, world: TheWorld, base: Base, sent: TheBody, token: str, method: str
) -> JSONResponse:
    """Carry out one method; its name may be written in any case."""
    bot = bot_of(token)
    name = _NAMES.get(method.lower())
    if name is None:
        raise refuse(404, "Not Found: method not found")
    asked = Call(world, bot, parameters.read(request, sent, name), sent.files, base)
    return say(request, {"ok": True, "result": _METHODS[name](asked)})


@router.get("/file/bot{token}/{path:path}")
def download(world: TheWorld, token: str, path: str) -> Response:
    """Give the bytes of a file that getFile has named."""
    upload = world.upload(TELEGRAM, str(bot_of(token).id), PurePosixPath(path).stem)
    data = None if upload is None else world.media.get(upload.picture.sha256)
    if upload is None or data is None:
        raise refuse(404, "Not Found")
    return Response(data, media_type=upload.picture.mime)


@router.api_route("/bot{rest:path}", methods=["GET", "POST", "PUT", "DELETE", "HEAD"])
def nothing(rest: str) -> JSONResponse:
    """Refuse every other address as Telegram does."""
    raise refuse(404, "Not Found")


def _get_me(call: Call) -> Any:
    return _bot(call)


def _get_chat(call: Call) -> Any:
    chat = chat_of(call.world, call.bot, call.params["chat_id"])
    if not chat.username:
        member_of(call.world, call.bot, call.params["chat_id"])
    return shapes.full_chat(chat, account_of(call.world, chat))


def _get_chat_member(call: Call) -> Any:
    chat = chat_of(call.world, call.bot, call.params["chat_id"])
    if call.params["user_id"] != call.bot.id:
        raise bad("PARTICIPANT_ID_INVALID")
    me = _bot(call)
    if chat.owner == call.bot.id:
        return shapes.administrator(me)
    return {"status": "left", "user": me}


def _get_chat_member_count(call: Call) -> Any:
    chat = member_of(call.world, call.bot, call.params["chat_id"])
    return call.world.followers(account_of(call.world, chat))


def _bot(call: Call) -> dict[str, Any]:
    return shapes.user(call.bot, call.world.account(TELEGRAM, call.bot.username))


_METHODS: Mapping[str, Callable[[Call], Any]] = {
    "getMe": _get_me,
    "getChat": _get_chat,
    "getChatMember": _get_chat_member,
    "getChatMemberCount": _get_chat_member_count,
    "sendMessage": posts.send_message,
    "sendPhoto": posts.send_photo,
    "sendVideo": posts.send_video,
    "sendMediaGroup": posts.send_media_group,
    "getFile": posts.get_file,
    "deleteMessage": posts.delete_message,
    "deleteMessages": posts.delete_messages,
    "editMessageText": edits.edit_text,
    "editMessageCaption": edits.edit_caption,
}
_NAMES = {name.lower(): name for name in _METHODS}
