"""Telegram's methods that change a message: its text, or the caption under its picture.

https://core.telegram.org/bots/api#updating-messages
"""

from dataclasses import replace
from typing import Any

from campaign.sandbox.clock import wire_time
from campaign.sandbox.ledger import Entry
from campaign.sandbox.telegram import posts, shapes
from campaign.sandbox.telegram.gate import Call, account_of, bad, member_of
from campaign.sandbox.telegram.table import CAPTION, TEXT


def edit_text(call: Call) -> Any:
    """Change the text of a message without pictures."""
    text = call.params.get("text", "")
    posts.measured(text, TEXT, "message is too long")
    if not text.strip():
        raise bad("message text is empty")
    entry, number = _found(call)
    if entry.pictures:
        raise bad("there is no text in the message to edit")
    preview = call.params.get("link_preview_options")
    return _changed(call, entry, number, text, call.params.get("entities", ()), preview)


def edit_caption(call: Call) -> Any:
    """Change the caption of a message with a picture; here an album has it at its first."""
    caption = call.params.get("caption", "")
    posts.measured(caption, CAPTION, "message caption is too long")
    entry, number = _found(call)
    if not entry.pictures:
        raise bad("there is no caption in the message to edit")
    if number != entry.body["messages"][0]:
        raise bad("the sandbox keeps no caption but the first")
    entities = call.params.get("caption_entities", ())
    return _changed(call, entry, number, caption, entities, entry.body["preview"])


def _found(call: Call) -> tuple[Entry, int]:
    """The post that a message belongs to, and the message's number. Raises Refusal."""
    for name in ("chat_id", "message_id"):
        if name not in call.params:
            raise bad("message identifier is not specified")
    chat = member_of(call.world, call.bot, call.params["chat_id"])
    number = call.params["message_id"]
    entry = posts.standing(call.world, chat, number)
    if entry is None:
        raise bad("message to edit not found")
    return entry, number


def _changed(
    call: Call, entry: Entry, number: int, text: str, given: Any, preview: Any
) -> dict[str, Any]:
    posts.placed(text, given)
    world = call.world
    body = {**entry.body, "entities": shapes.entities(text, given), "preview": preview}
    with world.lock:
        changed = replace(entry, text=text, body=body)
        if changed == entry:  # the instant of an earlier edit is in both
            raise bad(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        edited = {**body, "edited_at": wire_time(world.clock.now())}
        world.revise(replace(changed, body=edited))
    chat = member_of(world, call.bot, call.params["chat_id"])
    where = shapes.chat(chat, account_of(world, chat))
    shown = dict(zip(entry.body["messages"], shapes.messages(changed, where), strict=True))
    return {**shown[number], "edit_date": int(world.clock.now().timestamp())}
