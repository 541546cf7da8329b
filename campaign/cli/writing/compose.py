"""`compose`: one post as its channels will read it, without the rest of the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.bounded_file import LARGEST_TEXT, read_file
from campaign.calendar.decode import decode
from campaign.cli.context import Json, Verbose, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.names import unknown
from campaign.cli.screen import table
from campaign.cli.terminal import emit, say
from campaign.cli.writing.fields import Remove, Set, changes_of
from campaign.content import Content
from campaign.errors import StorageError
from campaign.model import Severity
from campaign.printable import one_line
from campaign.usecases.writing.compose_one import ChannelText, Composed, FieldFinding, compose_one

_MARKS = {Severity.BLOCK: "✗ block", Severity.WARN: "! warn ", Severity.INFO: "· info "}


def compose(
    context: typer.Context,
    post: Annotated[str, typer.Argument(metavar="ID|FILE", help="A post's id, or its file.")],
    changed: Set = None,
    remove: Remove = None,
    channel: Annotated[str, typer.Option(help="Only this channel, with its whole text.")] = "",
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Show one post as its channels will read it: lengths, findings, what is left out.

    With --set and --remove it is shown as it would be. Its file stays as it is.
    """
    with workspace(context) as opened:
        content, _ = opened.read_content()
        text, file = _text(opened, content, post)
        changes = changes_of(changed, remove, opened.config)
        if channel and channel not in opened.config.channels:
            raise unknown("channel", channel, list(opened.config.channels))
        found = compose_one(opened.composer(content), text, changes, file)
        opened.text_languages.keep()
    shown = [each for each in found.channels if channel in ("", each.channel.name)]
    if as_json:
        emit(_plain(found, shown, file))
    else:
        _show(found, shown, whole=bool(channel), verbose=verbose)
    raise typer.Exit(FINDINGS if found.blocked else DONE)


def _text(opened: Workspace, content: Content, post: str) -> tuple[str, str]:
    """The text of a post's file and its name; raises CampaignError."""
    known = {each.id: each for each in content.posts}
    if post in known:
        path, name = content.path(known[post].place), known[post].place.file
    else:
        path = Path(post)
        name = post
        calendar = content.folder / "calendar"
        if not path.is_file():
            named = [each for each in calendar.rglob("*.y*ml") if each.stem == post]
            if not named:
                raise unknown("post", post, list(known))
            path, name = named[0], named[0].relative_to(content.folder.parent).as_posix()
    try:
        return decode(read_file(path, LARGEST_TEXT), name), name
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror})") from error


def _show(found: Composed, shown: Sequence[ChannelText], *, whole: bool, verbose: bool) -> None:
    if whole:
        for each in shown:
            for text in each.texts:
                say(f"{text.part.name or each.channel.name}:", *text.words.split("\n"), "")
    table(
        "",
        ("channel", "part", "length", "left", "left out"),
        [
            (
                each.channel.name,
                text.part.name or "text",
                f"{text.part.length}/{text.part.limit}",
                text.part.left,
                "; ".join(each.dropped) if not number else "",
            )
            for each in shown
            for number, text in enumerate(each.texts)
        ],
    )
    for least in (found.room or {}).values():
        say(f"{least.key}: {least.channel.name} has {least.left} left, in {least.unit}.")
    told = [each for each in found.findings if verbose or each.level is not Severity.INFO]
    for finding in told:
        say(_line(finding))
    left = len(found.findings) - len(told)
    if left:
        say(f"{left} remarks more: --verbose shows them.")


def _line(finding: FieldFinding) -> str:
    where = finding.key or str(finding.place) or "the post"
    of = f" [{', '.join(finding.channels)}]" if finding.channels else ""
    remedy = f" — {finding.remedy}" if finding.remedy else ""
    said = f"{where}{of}: {finding.message}{remedy} ({finding.code})"
    return f"{_MARKS[finding.level]}  {one_line(said)}"


def _plain(found: Composed, shown: Sequence[ChannelText], file: str) -> dict[str, object]:
    return {
        "id": found.post.id if found.post else None,
        "file": file,
        "channels": [
            {
                "channel": each.channel.name,
                "platform": each.channel.platform,
                "language": each.channel.language,
                "region": each.region,
                "due": each.due,
                "texts": [
                    {
                        "key": text.key,
                        "text": text.words,
                        "length": text.part.length,
                        "limit": text.part.limit,
                        "left": text.part.left,
                        "unit": text.part.unit,
                    }
                    for text in each.texts
                ],
                "left_out": each.dropped,
                "link_clicks": each.link_clicks,
                "card": each.card,
            }
            for each in shown
        ],
        "findings": found.findings,
        "room": [
            {
                "key": r.key,
                "channel": r.channel.name,
                "left": r.left,
                "limit": r.limit,
                "unit": r.unit,
            }
            for r in (found.room or {}).values()
        ],
        "held": found.held,
    }
