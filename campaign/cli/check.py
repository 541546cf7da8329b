"""`check`: say everything about the calendar, for people or for another program."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from campaign import __version__
from campaign.bootstrap import Workspace
from campaign.checks.formats.annotation import annotated
from campaign.checks.formats.github import commands
from campaign.checks.formats.sarif import sarif
from campaign.checks.registry import reason
from campaign.cli.compiled import compiled
from campaign.cli.context import Json, Verbose, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted, dismissed_list, findings_table, mistakes_list
from campaign.cli.terminal import emit, say
from campaign.config import Config
from campaign.errors import Mistake, Place, StorageError
from campaign.model import Dismissed, Finding, Publication
from campaign.plan.approval import nobody_may
from campaign.storage import publications
from campaign.storage.database import open_database
from campaign.storage.trust import people
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.planning.standing import is_there
from campaign.usecases.planning.time_past import time_past
from campaign.usecases.planning.zone_differences import zone_differences
from campaign.zone_data import use_newest


class Format(StrEnum):
    """For whom findings are written."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def check(
    context: typer.Context,
    verbose: Verbose = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Show each finding that was dismissed as well.")
    ] = False,
    form: Annotated[
        Format, typer.Option("--format", help="For people, or for another program.")
    ] = Format.TABLE,
    as_json: Json = False,
) -> None:
    """Read the whole calendar and say everything there is to say about it."""
    if as_json and form not in (Format.TABLE, Format.JSON):
        raise typer.BadParameter(f"--json and --format {form} are two formats", param_hint="--json")
    form = Format.JSON if as_json else form
    with workspace(context) as opened:
        made, mistakes = compiled(opened, quiet=form is not Format.TABLE)
        findings, dismissed = findings_of_now(opened, made)
        missing = _missing_approvers(opened)
        config = opened.config
    if form is Format.JSON:
        emit(
            {
                "mistakes": mistakes,
                "findings": findings,
                "dismissed": [_plain(each) for each in dismissed],
                "variants": len(made.planned),
                "approvers_missing": missing,
            }
        )
    elif form is Format.TABLE:
        for sentence in missing:
            say(f"! {sentence[:1].upper()}{sentence[1:]}.")
        _show(made, mistakes, findings, dismissed, verbose=verbose, everything=everything)
    else:
        told = annotated(
            mistakes,
            findings,
            dismissed,
            file_of=lambda place: file_of(place, config),
            fingerprint=made.ruling.judged,
        )
        if form is Format.SARIF:
            emit(sarif(told, version=__version__, reason=reason))
        else:
            say(*commands(told))
    blocking = any(finding.blocks for finding in findings)
    raise typer.Exit(FINDINGS if blocking or mistakes else DONE)


def findings_of_now(
    opened: Workspace, made: Compiled
) -> tuple[tuple[Finding, ...], tuple[Dismissed, ...]]:
    """All findings that count, also about times, and all that were dismissed."""
    findings, dismissed = made.ruling.of(_about_times(opened, made))
    return (*made.findings, *findings), (*made.dismissed, *dismissed)


def file_of(place: Place, config: Config) -> str:
    """The path of a place for other programs, with /: from where the program runs, if it can be.

    Places are written from the folder that holds the content, the assets or the configuration.
    """
    if not place.file:
        return ""
    roots = (config.content.parent, config.assets.parent, config.workspace)
    found = next((root / place.file for root in roots if (root / place.file).exists()), None)
    path = (found or Path(place.file)).absolute()
    for base in (Path.cwd(), config.workspace):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return Path(os.path.relpath(path, config.workspace)).as_posix()


def _show(
    made: Compiled,
    mistakes: Sequence[Mistake],
    findings: Sequence[Finding],
    dismissed: Sequence[Dismissed],
    *,
    verbose: bool,
    everything: bool,
) -> None:
    mistakes_list(mistakes)
    findings_table(findings, verbose=verbose)
    dismissed_list(dismissed, everything=everything)
    of = Counter(str(finding.severity) for finding in findings)
    beside = f", {len(dismissed)} dismissed" if dismissed else ""
    say(
        f"{counted(len(made.planned), 'variant')}: "
        f"{counted(len(mistakes), 'mistake')} in files, "
        f"{counted(of['block'], 'blocking finding')}, {counted(of['warn'], 'warning')}, "
        f"{counted(of['info'], 'remark')}{beside}. A clean check is not proof of a good narrative."
    )


def _plain(each: Dismissed) -> dict[str, object]:
    dismissal = each.dismissal
    by = {"who": dismissal.who, "at": dismissal.at, "reason": dismissal.reason}
    return {**asdict(each.finding), "dismissed": by}


def _missing_approvers(opened: Workspace) -> tuple[str, ...]:
    """The steps of regions that nobody may take; a check makes no database and migrates none."""
    if not is_there(opened.config):
        return ()
    try:
        database = open_database(opened.config.database, migrate=False)
        try:
            with database.read() as connection:
                everybody = people.everybody(connection)
        finally:
            database.close()
    except StorageError:
        return ()  # said where the times are compared
    return nobody_may(opened.config.approval, opened.config.regions, everybody)


def _about_times(opened: Workspace, made: Compiled) -> tuple[Finding, ...]:
    """Times that are past or in doubt; a check makes no database and migrates none."""
    differing = zone_differences(made, opened.config, use_newest(), clock())
    stored: list[Publication] = []
    if is_there(opened.config):
        try:
            database = open_database(opened.config.database, migrate=False)
            try:
                with database.read() as connection:
                    stored = publications.all_of(connection, {post.id for post in made.posts})
            finally:
                database.close()
        except StorageError as error:
            say(f"The database was not compared: {error}", error=True)
            return differing
    return (*time_past(made, opened.config.channels, stored, clock()), *differing)
