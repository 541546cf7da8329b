"""`translations`: how the translations stand, and what a person says of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Final

import typer

from campaign.bootstrap import Workspace
from campaign.calendar.translations.units import Standing
from campaign.calendar.weeks import week_of as campaign_week
from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted, mistakes_list
from campaign.cli.screen import table
from campaign.cli.spans import NoSpan, week_of
from campaign.cli.terminal import emit, say
from campaign.cli.trust.identity import As, actor
from campaign.errors import ContentError, Mistake
from campaign.usecases.translating import accept as accepting
from campaign.usecases.translating.accept import Accepted
from campaign.usecases.translating.machine_words import machine_words
from campaign.usecases.translating.matrix import Cell, Choice, Matrix, matrix
from campaign.usecases.translating.source_diff import in_words

Posts = Annotated[list[str] | None, typer.Argument(help="Only these posts.", show_default=False)]
Languages = Annotated[
    list[str] | None,
    typer.Option("--language", help="Only this language; may be given several times."),
]
Regions = Annotated[
    list[str] | None, typer.Option("--region", help="Only what this region's channels read.")
]
Weeks = Annotated[
    list[str] | None,
    typer.Option(
        "--week", help="Only this week: its number in the campaign, this, next, or 2026-W49."
    ),
]
Missing = Annotated[bool, typer.Option("--missing", help="Only what is not written yet.")]
Stale = Annotated[
    bool, typer.Option("--stale", help="Only what translates a source that changed since.")
]
Drafts = Annotated[bool, typer.Option("--drafts", help="Only drafts.")]

_MARKS: Final = {
    Standing.SOURCE: "◉",
    Standing.REVIEWED: "✓",
    Standing.DRAFT: "◌",
    Standing.STALE: "⇄",
    Standing.MISSING: "+",
}
_SHOWN: Final = 12


def show(
    context: typer.Context,
    posts: Posts = None,
    language: Languages = None,
    region: Regions = None,
    week: Weeks = None,
    missing: Missing = False,
    stale: Stale = False,
    drafts: Drafts = False,
    machine: Annotated[
        bool, typer.Option("--machine", help="List what machines wrote and drew instead.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show how the translations stand: every post in every language that its channels speak."""
    with workspace(context) as opened:
        content, mistakes = opened.read_content()
        choice = chosen(
            opened, posts, language, region, week, missing=missing, stale=stale, drafts=drafts
        )
        found = matrix(content, opened.config, choice)
        made = machine_words(content, opened.config, choice) if machine else ()
    mistakes_list(mistakes, error=True)
    if as_json:
        emit({"machine": made} if machine else {**_plain(found), "mistakes": mistakes})
    elif machine:
        rows = [(m.post, m.what, m.model or "not named", m.asks) for m in made]
        if rows:
            table("", ("post", "what", "model", "what follows"), rows)
        say(f"{counted(len(made), 'text or picture', 'texts and pictures')} by machines.")
    else:
        _show(found, listed=missing or stale)
    raise typer.Exit(FINDINGS if mistakes else DONE)


def accept(
    context: typer.Context,
    posts: Annotated[list[str], typer.Argument(help="The posts.", show_default=False)],
    language: Annotated[
        list[str], typer.Option("--language", help="In this language; may be given several times.")
    ],
    as_: As = "",
    as_json: Json = False,
) -> None:
    """Say that a translation fits its source as it is: it becomes reviewed."""

    def work(opened: Workspace) -> tuple[Accepted, ...]:
        content, mistakes = opened.read_content()
        choice = Choice(posts=posts, languages=language)
        _refuse(mistakes, posts, {post.id for post in content.posts})
        return accepting.accept(
            content,
            opened.config,
            opened.database,
            choice,
            actor=actor(opened, as_),
            now=clock(),
        )

    _tell(context, work, "accepted", as_json=as_json)


def mark(
    context: typer.Context,
    posts: Posts = None,
    language: Languages = None,
    as_: As = "",
    as_json: Json = False,
) -> None:
    """Write the source's hash into translations that name none: they translate it as it is."""

    def work(opened: Workspace) -> tuple[Accepted, ...]:
        content, mistakes = opened.read_content()
        _refuse(mistakes, posts or (), {post.id for post in content.posts})
        return accepting.mark(
            content,
            opened.config,
            opened.database,
            Choice(posts=posts or (), languages=language or ()),
            actor=actor(opened, as_),
            now=clock(),
        )

    _tell(context, work, "marked", as_json=as_json)


def chosen(
    opened: Workspace,
    posts: Sequence[str] | None,
    languages: Sequence[str] | None,
    regions: Sequence[str] | None,
    weeks: Sequence[str] | None,
    *,
    missing: bool,
    stale: bool,
    drafts: bool,
) -> Choice:
    """The part of the translations that a person means; raises typer.BadParameter for a week."""
    standings = {Standing.MISSING: missing, Standing.STALE: stale, Standing.DRAFT: drafts}
    return Choice(
        posts=tuple(posts or ()),
        languages=tuple(languages or ()),
        regions=tuple(regions or ()),
        weeks=tuple(_week(opened, each) for each in weeks or ()),
        standings=tuple(standing for standing, wanted in standings.items() if wanted),
    )


def _week(opened: Workspace, text: str) -> int:
    """A week of the campaign, counted from 1."""
    if text.strip().isdigit():
        return int(text)
    today = clock().astimezone(opened.config.zone).date()
    try:
        first = week_of(text, today).monday
    except NoSpan as error:
        raise typer.BadParameter(str(error)) from error
    return campaign_week(first, opened.config.campaign.start)


def _refuse(mistakes: Sequence[Mistake], posts: Sequence[str], known: set[str]) -> None:
    """Raise ContentError when a post that is named may be in a file that cannot be read."""
    if mistakes and (not posts or not set(posts) <= known):
        raise ContentError(mistakes)


def _tell(
    context: typer.Context,
    work: Callable[[Workspace], tuple[Accepted, ...]],
    what: str,
    *,
    as_json: bool,
) -> None:
    with workspace(context) as opened:
        done = work(opened)
    if as_json:
        emit({what: done})
        return
    for each in done:
        say(f"{each.file}: {each.language} is {each.state}, made from {each.of}")
    say(
        f"{counted(len(done), 'translation')} {what}."
        if done
        else f"Nothing was {what}: all that was chosen stands so already."
    )


def _show(found: Matrix, *, listed: bool) -> None:
    rows = [
        (
            f"{row.week}",
            row.post,
            *(_marks(row.cells).get(language, "") for language in found.languages),
        )
        for row in found.rows
    ]
    if rows:
        table("", ("week", "post", *found.languages), rows)
        say("  ".join(f"{_MARKS[s]} {s} {found.counts[str(s)]}" for s in Standing))
    else:
        say("Nothing fits this choice.")
    cells = [cell for row in found.rows for cell in row.cells]
    unmarked = [cell for cell in cells if cell.unmarked]
    if unmarked:
        say(
            f"{counted(len(unmarked), 'translation does', 'translations do')} not say what "
            "was translated, so a changed source will not be noticed: "
            "`campaign translations mark` writes it down."
        )
    stale = [cell for cell in cells if cell.standing is Standing.STALE]
    shown = stale if listed else stale[:_SHOWN]
    for cell in shown:
        where = f"{cell.file}:{cell.line}"
        say(f"{where}: the source changed since {cell.language} was made", *_diff(cell))
    if len(stale) > len(shown):
        say(f"… and {len(stale) - len(shown)} more: --stale lists them")
    if stale:
        say(
            "When one still fits: `campaign translations accept POST --language …`. To change it: "
            "`campaign translations export FILE --stale`."
        )


def _marks(cells: Sequence[Cell]) -> dict[str, str]:
    return {cell.language: _MARKS[cell.standing] + ("?" if cell.unmarked else "") for cell in cells}


def _diff(cell: Cell) -> list[str]:
    if cell.changes is None:
        return ["    what it was made from is not known any more, so no difference can be shown"]
    if not cell.changes:
        return ["    in white space, or in a part that is not translated"]
    return [f"    {change.field}: {in_words(change)}" for change in cell.changes]


def _plain(found: Matrix) -> dict[str, object]:
    rows = [
        {
            "post": row.post,
            "headline": row.headline,
            "day": row.day.isoformat(),
            "week": row.week,
            "regions": list(row.regions),
            "cells": row.cells,
        }
        for row in found.rows
    ]
    return {"languages": list(found.languages), "counts": found.counts, "rows": rows}
