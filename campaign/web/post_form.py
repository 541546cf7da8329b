"""The editor's form: the fields of a post's file as people type them, and back.

::

    file ─ fields_of → opened → the form's fields, and `was`: what they held when it was opened
    form ─ edits     → what differs from `was`, as edits of the file's keys

A field's name in the form is its key in the file ("copy.es.text"). Two are made here: `picture`
says what is shown (a card's layout, "own" or "none"), and `image` has a picture's path a line.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Final

from starlette.datastructures import FormData

from campaign.calendar.post_fields import Fields, Value, same
from campaign.cards.layouts import LAYOUTS
from campaign.model import CopyState, Post
from campaign.usecases.writing.joining import FieldEdit

#: What a post shows besides the cards' layouts.
OWN, NONE = "own", "none"

Opened = dict[str, Value]
"""What the form's fields hold, by name."""

_TAGS: Final = ("hashtags",)
_LISTS: Final = ("facts", "tags")
_LINES: Final = ("image",)
#: Fields of the whole post, in every language's tab.
SHARED: Final = (
    *("link", "hashtags", "activity", "pillar", "value", "audience", "cta", "facts", "tags"),
    *("card.background", "card.figure"),
)
_LONGEST_WAS: Final = 500_000


def opened(
    fields: Fields, post: Post | None, language: str, networks: Collection[str], background: str
) -> Opened:
    """What the form's fields hold for a file with these fields, in one language.

    `post` is the file's, None where it has mistakes; `networks` are those of its channels in this
    language; `background` is the brand's first.
    """
    at = f"copy.{language}"
    found: Opened = {key: fields.get(key, "") for key in SHARED}
    found["card.background"] = found["card.background"] or background
    for key in (f"{at}.headline", *text_keys(fields, post, language), f"{at}.comment"):
        found[key] = fields.get(key, "")
    found[f"{at}.state"] = fields.get(f"{at}.state", "")
    pictures = len(post.pictures) if post else 1
    alts = _many(fields.get(f"{at}.alt", ""))
    found[f"{at}.alt"] = (*alts, *[""] * (pictures - len(alts))) if pictures > 1 else alts or ("",)
    found[f"{at}.thread"] = (*_many(fields.get(f"{at}.thread", ())), "")
    for network in networks:
        key = f"overrides.{network}.{language}.text"
        found[key] = fields.get(key, "")
    found["picture"] = _picture(fields, post)
    found["image"] = post.images if post else _many(fields.get("image", ()))
    return found


def text_keys(fields: Fields, post: Post | None, language: str) -> tuple[str, ...]:
    """The key of a copy's text; of a text in two frames, the keys of both."""
    key = f"copy.{language}.text"
    written = tuple(each for each in fields if each.startswith(f"{key}."))
    if written or post is None or key in fields or not post.frames:
        return written or (key,)
    return tuple(f"{key}.{frame}" for frame in post.frames)


def packed(was: Opened) -> str:
    """What the fields held when the post was opened, for a hidden field of the form."""
    return json.dumps(was, ensure_ascii=False)


def unpacked(form: FormData) -> Opened:
    """The same from the form; what is no such text counts as nothing."""
    packed_fields = form.get("was")
    if not isinstance(packed_fields, str) or len(packed_fields) > _LONGEST_WAS:
        return {}
    try:
        found = json.loads(packed_fields)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        str(key): value if isinstance(value, str) else tuple(map(str, value))
        for key, value in found.items()
        if isinstance(value, str | list)
    }


def typed(form: FormData, was: Opened) -> Opened:
    """What the form's fields hold now; those that were not sent are as they were."""
    return {key: _read(form, key) if key in form else value for key, value in was.items()}


def edits(now: Opened, was: Opened) -> list[FieldEdit]:
    """What somebody changed, as edits of the file's keys."""
    found: dict[str, Value | None] = {}
    for key, value in now.items():
        if key not in ("picture", "image") and not same(value, was.get(key)):
            found[key] = _written(key, value)
    state = next((key for key in now if key.endswith(".state")), "")
    if state and not was.get(state) and any(key.startswith(state[:-5]) for key in found):
        found[state] = str(CopyState.DRAFT)  # a copy that is begun here
    elif state and not now[state]:
        found.pop(state, None)
    _picture_edits(now, was, found)
    return [FieldEdit(key, value, _old(was, key)) for key, value in found.items()]


def unchanged(value: Value, before: Value) -> bool:
    """True when a field holds what it held before."""
    return same(value, before)


def lacks_picture(now: Opened) -> bool:
    """True when a picture of one's own was chosen, and there is none yet."""
    return now.get("picture") == OWN and not now.get("image")


def _picture_edits(now: Opened, was: Opened, found: dict[str, Value | None]) -> None:
    before, after = was.get("picture", ""), now.get("picture", "")
    images = tuple(now.get("image", ()))
    if after not in LAYOUTS:
        found.pop("card.background", None)
        found.pop("card.figure", None)
    if after == OWN and not images:
        return  # nothing to show yet: the post stays as it is
    changed = images != tuple(was.get("image", ()))
    if after == NONE:
        if before != NONE:
            found["card"] = "none"
        images, changed = (), bool(was.get("image"))
    elif after == OWN:
        if before in LAYOUTS:
            found["card"] = None
    elif after in LAYOUTS and after != before:
        found["card.layout"] = str(after)
        if before == OWN and not changed:
            images, changed = (), True
    if changed:
        found["image"] = None if not images else images[0] if len(images) == 1 else images


def _old(was: Opened, key: str) -> Value | None:
    if key == "card.layout":
        return was.get("picture")
    return was.get(key) or None


def _written(key: str, value: Value) -> Value | None:
    """A value as it is written; what may be absent and is empty goes."""
    if key.startswith("overrides.") and not value:
        return None
    if isinstance(value, tuple) and key.endswith((".alt", ".thread")):
        some = list(value)
        while some and not some[-1].strip():
            some.pop()
        if key.endswith(".alt"):
            return some[0] if len(some) == 1 else tuple(some) if some else ""
        return tuple(each for each in some if each.strip())
    return value


def _read(form: FormData, key: str) -> Value:
    values = [each for each in form.getlist(key) if isinstance(each, str)]
    if key.endswith((".alt", ".thread")):
        return tuple(values)
    text = values[0] if values else ""
    if key in _TAGS:
        return tuple(each.lstrip("#") for each in text.replace(",", " ").split() if each != "#")
    if key in _LISTS:
        return tuple(each.strip() for each in text.split(",") if each.strip())
    if key in _LINES:
        return tuple(each.strip() for each in text.splitlines() if each.strip())
    return text


def _picture(fields: Fields, post: Post | None) -> str:
    if post is not None:
        if post.card is not None:
            return post.card.layout
        return OWN if post.images else NONE
    layout = fields.get("card.layout", "statement")
    return layout if isinstance(layout, str) else "statement"


def _many(value: Value | None) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    return (value,) if isinstance(value, str) else value


def in_field(key: str, value: Value) -> str:
    """A value as one field shows it."""
    if isinstance(value, str):
        return value
    if key in _TAGS:
        return " ".join(f"#{each}" for each in value)
    return "\n".join(value) if key in _LINES else ", ".join(value)


def as_changes(some: Collection[FieldEdit]) -> Mapping[str, Value | None]:
    """The edits as new values of fields, as a draft is composed of them."""
    return {each.key: each.new for each in some}
