"""A field that two people changed: both texts beside each other, and what somebody chooses."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData

from campaign.plan.word_diff import Stretch, beside
from campaign.usecases.writing.edit_post import Conflict
from campaign.usecases.writing.joining import FieldEdit, shown
from campaign.web import editing, post_form, post_view
from campaign.web.desk import Desk
from campaign.web.editing import Editing
from campaign.web.rendering import render
from campaign.web.visitor import Visitor, field
from campaign.web.words import N_

_LISTED: Final = (".alt", ".thread")


@dataclass(frozen=True, slots=True)
class Change:
    """A field that only one of the two changed: what it was, and what it becomes."""

    name: str
    before: tuple[Stretch, ...]
    after: tuple[Stretch, ...]


def show(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    typed: Editing,
    found: Conflict,
    *,
    then: str = "",
) -> HTMLResponse:
    """The page of two texts; nothing was written. `then` is what was to follow the save."""
    words = visitor.words
    keys = {each.key for each in found.fields}
    mine = [e for e in post_form.edits(typed.now, typed.was) if e.key not in keys]
    theirs = _from_file(desk, typed, keys | {each.key for each in mine})
    return render(
        request,
        visitor,
        "post_conflict.html.j2",
        status=409,
        title=words(N_("The file was changed while you were writing")),
        typed=typed,
        found=found,
        names={each.key: post_view.names(words, [each.key])[0] for each in found.fields},
        from_file=[Change(post_view.names(words, [key])[0], *both) for key, both in theirs],
        from_you=[
            Change(post_view.names(words, [e.key])[0], *beside(shown(e.old), shown(e.new)))
            for e in mine
        ],
        hidden=list(_hidden(typed)),
        was=post_form.packed(typed.was),
        then=then,
        once_key=secrets.token_urlsafe(16),
        saved_at=editing.saved_at(desk, typed.opened),
        zone=desk.config.zone,
    )


def chosen(edits: Sequence[FieldEdit], form: FormData) -> list[FieldEdit]:
    """The edits that are to be saved, by what somebody chose on the page of two texts."""
    choice = field(form, "choose")
    conflicting = {each for each in form.getlist("conflict") if isinstance(each, str)}
    if choice == "theirs":
        return [each for each in edits if each.key not in conflicting]
    if choice == "chosen":
        return [
            each
            for each in edits
            if each.key not in conflicting or field(form, f"side:{each.key}") != "theirs"
        ]
    return list(edits)


def _from_file(
    desk: Desk, typed: Editing, but: set[str]
) -> Iterator[tuple[str, tuple[tuple[Stretch, ...], tuple[Stretch, ...]]]]:
    """What others changed in fields of this form that nobody changed here."""
    now = editing.opened_at(desk, typed.opened, typed.language).now
    for key, value in now.items():
        before = typed.was.get(key)
        if key in but or before is None or post_form.unchanged(value, before):
            continue
        yield key, beside(shown(before), shown(value))


def _hidden(typed: Editing) -> Iterator[tuple[str, str]]:
    """The form's fields as they are typed, to be sent again."""
    for key, value in typed.now.items():
        if isinstance(value, tuple) and key.endswith(_LISTED):
            yield from ((key, each) for each in value)
        else:
            yield key, post_form.in_field(key, value)
