"""The editor's page of one post: what its form says, and all that the page shows of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData

from campaign.calendar.post_fields import Value
from campaign.calendar.sheet.columns import wall_of
from campaign.cards.layouts import LAYOUTS
from campaign.model import Post
from campaign.platforms import registry
from campaign.usecases.trust.wishes import wishes
from campaign.usecases.writing.compose_one import Composed, compose_opened
from campaign.usecases.writing.edit_post import Invalid
from campaign.usecases.writing.open_post import OpenedPost, look_at
from campaign.usecases.writing.post_list import states_of
from campaign.web import post_form, post_view
from campaign.web.desk import Desk
from campaign.web.post_form import Opened
from campaign.web.rendering import render
from campaign.web.standings import STANDINGS
from campaign.web.visitor import Visitor, field

#: How previews are ordered: as the configuration has the channels, or the fullest first.
ALL: Final = "all"
BY_ROOM: Final = "room"


@dataclass(frozen=True, slots=True)
class Editing:
    """One post in the editor: the file as it stands, and what its form's fields hold.

    `was` is what they held when the post was opened, `base` the hash of the file at that moment.
    """

    opened: OpenedPost
    language: str
    now: Opened
    was: Opened
    base: str

    @property
    def changes(self) -> Mapping[str, Value | None]:
        """The changed fields, as a draft is composed of them."""
        return post_form.as_changes(post_form.edits(self.now, self.was))

    @property
    def touched(self) -> list[str]:
        """The names of the form's fields that hold something else than when it was opened."""
        return [k for k, v in self.now.items() if not post_form.unchanged(v, self.was.get(k, ""))]

    @property
    def is_changed(self) -> bool:
        """True when something is typed that is not saved."""
        return bool(self.changes)


@dataclass(frozen=True, slots=True)
class When:
    """The post's wall time; `zone` is "" where each channel has its own."""

    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Where:
    """How many channels, regions and languages a post goes to; `everywhere` means all of them."""

    channels: int
    regions: int
    languages: int
    everywhere: bool


def opened_at(desk: Desk, opened: OpenedPost, lang: str) -> Editing:
    """The editor as it is when a post was just opened."""
    language = _language(lang, opened, desk)
    was = _fields(opened, language, desk)
    return Editing(opened, language, was, was, opened.base)


def sent(desk: Desk, form: FormData, id: str) -> Editing:
    """What a form says of a post, beside the file as it is now; raises CampaignError for none."""
    opened = look_at(desk.files(), id)
    language = _language(field(form, "lang"), opened, desk)
    fields, brought = _fields(opened, language, desk), post_form.unpacked(form)
    # Only what the form has is taken from what it brings back: that could be anything.
    was = {key: brought.get(key, value) for key, value in fields.items()}
    return Editing(opened, language, post_form.typed(form, was), was, field(form, "base"))


def composed(desk: Desk, editing: Editing) -> Composed:
    """What the channels would read."""
    opened = editing.opened
    return compose_opened(desk.composer(), desk.database, opened, editing.changes, now=desk.now())


def states(desk: Desk, id: str) -> dict[str, str]:
    """The state of a post on each of its channels."""
    planned = desk.calendar().by_post.get(id, ())
    return states_of(id, planned, desk.database, desk.config, desk.now())


def live(desk: Desk, editing: Editing, known: Mapping[str, str], *, order: str) -> post_view.Live:
    """Everything of the page that changes with each word."""
    found = composed(desk, editing)
    by_room = order != ALL
    return post_view.live(found, editing.now, known, desk, editing.language, by_room=by_room)


def show(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    editing: Editing,
    *,
    order: str = BY_ROOM,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    """The editor's whole page."""
    post, language = editing.opened.post, editing.language
    known = states(desk, editing.opened.id)
    own_facts, all_facts = post_view.facts(post, desk)
    return render(
        request,
        visitor,
        "post.html.j2",
        status=status,
        title=_title(editing),
        editing=editing,
        post=post,
        live=live(desk, editing, known, order=order),
        order=order if order == ALL else BY_ROOM,
        tabs=post_view.tabs(post, desk, language),
        standings=STANDINGS,
        states=known,
        networks=post_view.networks(post, desk, language),
        network_titles=registry.TITLES,
        layouts=tuple(LAYOUTS),
        own_facts=own_facts,
        all_facts=all_facts,
        registers=desk.calendar().content.registers,
        palettes=desk.workspace.brand.palettes,
        when=when(post, desk),
        where=where(post, desk),
        can_words=post_view.may_edit(post, f"copy.{language}.text", desk, visitor),
        can_shared=post_view.may_edit(post, "link", desk, visitor),
        in_field=post_form.in_field,
        copy_key=secrets.token_urlsafe(16),
        was=post_form.packed(editing.was),
        saved_at=saved_at(desk, editing.opened),
        others=post_view.others(editing.opened.others, visitor.actor.name),
        wishes=[
            (each, desk.config.regions[each.region].name(visitor.words.language))
            for each in wishes(desk.database, editing.opened.id)
            if each.region in visitor.home
        ],
        mine_elsewhere=any(each.who == visitor.actor.name for each in editing.opened.others),
        zone=desk.config.zone,
        errors=errors or {},
        more_open=any(_behind(key) for key in errors or {}),
    )


def invalid(
    request: Request, desk: Desk, visitor: Visitor, typed: Editing, found: Invalid
) -> HTMLResponse:
    """The page again, with what cannot be written at its fields, and what was typed."""
    errors = {
        post_view.field_of(each.key): f"{each.message}: {each.remedy}".rstrip(": ")
        for each in found.mistakes
    }
    return show(request, desk, visitor, typed, errors=errors, status=422)


def _behind(key: str) -> bool:
    """True for a field that stands behind "More of this post"."""
    return key.startswith("overrides.") or key.endswith((".comment", ".thread"))


def when(post: Post | None, desk: Desk) -> When | None:
    """The post's wall time; None where the file says none that can be read."""
    if post is None:
        return None
    zone = post.slot.zone
    return When(wall_of(post, desk.config.campaign.start), zone.key if zone else "")


def where(post: Post | None, desk: Desk) -> Where:
    """How far a post goes."""
    some = post_view.channels_of(post, desk) if post else ()
    return Where(
        len(some),
        len({each.region for each in some}),
        len({each.language for each in some}),
        len(some) == len(desk.config.channels),
    )


def _title(editing: Editing) -> str:
    post = editing.opened.post
    copy = (post.source or next(iter(post.copy.values()), None)) if post else None
    return copy.headline if copy else editing.opened.id


def saved_at(desk: Desk, opened: OpenedPost) -> datetime | None:
    """When (UTC) the post's file was written last; None where that cannot be told."""
    try:
        written = desk.files().locate(opened.file).stat().st_mtime
    except OSError:
        return None
    return datetime.fromtimestamp(written, UTC)


def _fields(opened: OpenedPost, language: str, desk: Desk) -> Opened:
    return post_form.opened(
        opened.fields,
        opened.post,
        language,
        post_view.networks(opened.post, desk, language),
        desk.workspace.brand.palettes[0].name,
    )


def _language(wanted: str, opened: OpenedPost, desk: Desk) -> str:
    known = {*desk.config.campaign.languages, *(opened.post.copy if opened.post else ())}
    if wanted in known:
        return wanted
    if opened.post is not None and opened.post.source is not None:
        return opened.post.source.language
    return desk.config.campaign.source_language
