"""Translations: how every post stands in every language, and one of them beside its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from campaign.calendar.sheet.columns import wall_of
from campaign.errors import CampaignError, Forbidden
from campaign.plan.rights import Act
from campaign.storage.record import RecordAct
from campaign.usecases.translating.matrix import Cell, Matrix, MatrixRow
from campaign.usecases.translating.notes import house_words
from campaign.usecases.translating.translate import (
    Translation,
    changes_of,
    is_open,
    look_at_translation,
    open_translation,
    save_translation,
)
from campaign.usecases.trust.done_before import by, last_done
from campaign.usecases.writing.compose_one import Room, compose_one
from campaign.usecases.writing.edit_post import Conflict, Invalid, Saved
from campaign.web.desk import Desk, TheDesk
from campaign.web.done_before import with_name
from campaign.web.rendering import back_to, render
from campaign.web.routing import Pages
from campaign.web.standings import STANDINGS
from campaign.web.visitor import TheForm, TheVisitor, Visitor, field
from campaign.web.words import N_

pages = Pages("translations")

ALL: Final = "all"
SOON: Final = "soon"
OPEN: Final = "open"
_AHEAD: Final = timedelta(weeks=4)
_WORDS: Final = "words."  # before the name of a field of the copy
_ELSEWHERE: Final = N_("These words were changed elsewhere too: save again to keep yours.")


@dataclass(frozen=True, slots=True)
class Column:
    """One language of the matrix: how many of its posts are reviewed."""

    language: str
    reviewed: int
    all: int


@pages.get("/translations", needs=Act.READ)
def whole(request: Request, desk: TheDesk, visitor: TheVisitor, show: str = ALL) -> Response:
    """The matrix, without a post beside it; in a campaign of one language, the posts."""
    if len(desk.config.campaign.languages) == 1:
        return RedirectResponse("/posts", 303)
    return _page(request, desk, visitor, _usual_language(desk, visitor), "", show)


@pages.get("/translations/{language}", needs=Act.READ)
def one(
    request: Request,
    desk: TheDesk,
    visitor: TheVisitor,
    language: str,
    post: str = "",
    show: str = ALL,
) -> HTMLResponse:
    """The matrix with one post of a language beside it."""
    return _page(request, desk, visitor, language, post, show)


@pages.post("/translations/{language}/{post}", needs=Act.EDIT)
def save(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, language: str, post: str
) -> Response:
    """Save the words as a draft, or say that they fit."""
    words, show = visitor.words, field(form, "show", ALL)
    fits = field(form, "act") == "fits"
    typed = _typed(form)
    try:
        done = save_translation(
            desk.files(),
            post,
            language,
            typed,
            fits=fits,
            base=field(form, "base"),
            source_hash=field(form, "source"),
            actor=visitor.actor,
            session=visitor.session,
            now=desk.now(),
        )
    except Forbidden:
        raise
    except CampaignError as error:
        errors = {"translation": str(error)}
        again = {"typed": typed, "base": field(form, "base"), "errors": errors}
        return _page(request, desk, visitor, language, post, show, status=409, **again)
    if isinstance(done, Conflict):
        last = by(desk.database, done.by.who, done.by.at) if done.by is not None else None
        sentence = with_name(desk, visitor, words(_ELSEWHERE), last)
        errors = {each.key: sentence for each in done.fields}
        theirs = {each.key: each for each in done.fields}
        again = {"typed": typed, "base": done.base, "errors": errors, "theirs": theirs}
        return _page(request, desk, visitor, language, post, show, status=409, **again)
    if isinstance(done, Invalid):
        keys = [f"copy.{language}.{name}" for name in typed]
        errors = {_field_of(each.key, keys): each.message for each in done.mistakes}
        again = {"typed": typed, "base": field(form, "base"), "errors": errors}
        return _page(request, desk, visitor, language, post, show, status=422, **again)
    where = f"/translations/{language}?post={post}" + ("" if show == ALL else f"&show={show}")
    undo = str(done.edit) if done.edit and not fits else ""
    return back_to(
        request, where, notice=_told(desk, visitor, done, language, fits=fits), undo=undo
    )


@pages.post("/translations/{language}/{post}/room", needs=Act.READ, acts=False)
def room(
    request: Request, desk: TheDesk, visitor: TheVisitor, form: TheForm, language: str, post: str
) -> HTMLResponse:
    """How much room these words leave on each field's tightest network; nothing is saved."""
    found = look_at_translation(desk.files(), post, language)
    return render(
        request,
        visitor,
        "translation_room.html.j2",
        rooms=_rooms(desk, found, _typed(form)),
        lines=found.lines,
    )


def _field_of(key: str, keys: Sequence[str]) -> str:
    """The field of the page where a mistake is told: its own, or all of the translation."""
    for each in keys:
        if each == key or each.startswith(f"{key}.") or key.startswith(f"{each}."):
            return each
    return "translation"


def _told(desk: Desk, visitor: Visitor, done: Saved, language: str, *, fits: bool) -> str:
    words = visitor.words
    if fits:
        about = {"language": language}
        acts = [RecordAct.TRANSLATION_REVIEWED]
        last = last_done(desk.database, acts, post=done.post, details=about)
        return with_name(desk, visitor, words(N_("Marked as reviewed.")), last)
    last = by(desk.database, done.by.who, done.by.at) if done.by is not None else None
    if done.already_so:
        sentence = words(N_("It was saved already: nothing was written."))
    elif done.elsewhere:
        sentence = words(N_("Saved, and joined with what was changed elsewhere."))
    else:
        return words(N_("Saved as a draft."))
    return with_name(desk, visitor, sentence, last)


def _typed(form: FormData) -> dict[str, str]:
    """What was typed, by the field of the copy; line ends as files have them."""
    return {
        name.removeprefix(_WORDS): value.replace("\r\n", "\n").strip()
        for name, value in form.multi_items()
        if name.startswith(_WORDS) and isinstance(value, str)
    }


def _page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    language: str,
    post: str,
    show: str,
    *,
    status: int = 200,
    **more: Any,
) -> HTMLResponse:
    config, calendar = desk.config, desk.calendar()
    found = calendar.matrix
    source = config.campaign.source_language
    languages = tuple(
        each for each in found.languages or config.campaign.languages if each != source
    )
    if language not in languages:
        raise CampaignError(f'no post is translated into "{language}"')
    post = post or ("" if request.url.path == "/translations" else _first_open(found, language))
    opened = _opened(desk, visitor, post, language) if post else None
    values: dict[str, Any] = {"typed": {}, "base": "", "errors": {}, "theirs": {}, **more}
    rooms = _rooms(desk, opened, values["typed"]) if opened else {}
    rows = _chosen(found, show, desk, languages)
    return render(
        request,
        visitor,
        "translations.html.j2",
        status=status,
        title=visitor.words(N_("Translations")),
        languages_of_posts=languages,
        language=language,
        source=source,
        columns=_columns(found, languages),
        weeks=_weeks(rows),
        this_week=_this_week(found, desk),
        show=show,
        chosen=post,
        translation=opened,
        rooms=rooms,
        glossary=house_words(calendar.content.registers, language) if opened else (),
        may_edit=opened is not None and _may_edit(desk, visitor, opened),
        standings=STANDINGS,
        region_names=lambda ids: [config.regions[id].name(visitor.words.language) for id in ids],
        when=wall_of(opened.post, config.campaign.start) if opened else None,
        mistakes=calendar.mistakes,
        **values,
    )


def _usual_language(desk: Desk, visitor: Visitor) -> str:
    """The language that is shown first on a phone: the first of the visitor's own regions."""
    config = desk.config
    source = config.campaign.source_language
    for id in visitor.home if len(visitor.home) < len(config.regions) else ():
        for language in config.regions[id].languages:
            if language != source:
                return language
    return next((each for each in config.campaign.languages if each != source), source)


def _first_open(found: Matrix, language: str) -> str:
    cells = (cell for row in found.rows for cell in row.cells if cell.language == language)
    some = list(cells)
    return next((cell.post for cell in some if is_open(cell)), some[0].post if some else "")


def _opened(desk: Desk, visitor: Visitor, post: str, language: str) -> Translation:
    return open_translation(
        desk.files(),
        post,
        language,
        actor=visitor.actor,
        session=visitor.session,
        now=desk.now(),
    )


def _rooms(desk: Desk, found: Translation, typed: Mapping[str, str]) -> Mapping[str, Room]:
    """The room that is left, by the name of each field."""
    opened = found.opened
    changes = changes_of(opened.fields, found.language, typed) if typed else {}
    made = compose_one(desk.composer(), opened.text, changes, opened.file)
    by_key = made.room or {}
    return {line.name: by_key[line.key] for line in found.lines if line.key in by_key}


def _may_edit(desk: Desk, visitor: Visitor, found: Translation) -> bool:
    regions = found.cell.regions or found.row.regions or tuple(desk.config.regions)
    return all(visitor.may(Act.EDIT.name, region) for region in regions)


def _chosen(
    found: Matrix, show: str, desk: Desk, languages: tuple[str, ...]
) -> list[tuple[MatrixRow, dict[str, Cell]]]:
    today = desk.now().astimezone(desk.config.zone).date()
    rows = []
    for row in found.rows:
        cells = {cell.language: cell for cell in row.cells if cell.language in languages}
        if show == SOON and not today <= row.day <= today + _AHEAD:
            continue
        if show == OPEN and not any(map(is_open, cells.values())):
            continue
        rows.append((row, cells))
    return rows


def _weeks(
    rows: list[tuple[MatrixRow, dict[str, Cell]]],
) -> dict[int, list[tuple[MatrixRow, dict[str, Cell]]]]:
    weeks: dict[int, list[tuple[MatrixRow, dict[str, Cell]]]] = {}
    for row, cells in rows:
        weeks.setdefault(row.week, []).append((row, cells))
    return weeks


def _this_week(found: Matrix, desk: Desk) -> int | None:
    """The number of the week that is now, None where no post stands in it."""
    now = desk.now().astimezone(desk.config.zone).date()
    monday = now - timedelta(days=now.weekday())
    inside = (row.week for row in found.rows if monday <= row.day < monday + timedelta(weeks=1))
    return next(inside, None)


def _columns(found: Matrix, languages: tuple[str, ...]) -> tuple[Column, ...]:
    columns = []
    for language in languages:
        cells = [cell for row in found.rows for cell in row.cells if cell.language == language]
        reviewed = sum(cell.standing.value == "reviewed" for cell in cells)
        columns.append(Column(language, reviewed, len(cells)))
    return tuple(columns)
