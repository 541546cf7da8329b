"""`approve`: let exact texts and pictures go out, and take that back while they have not left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.context import Json, clock, wait, workspace, zone_of
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.names import login_name, unknown
from campaign.cli.screen import table
from campaign.cli.stopped import plain, tell
from campaign.cli.terminal import emit, say, wall
from campaign.model import Publication
from campaign.storage import publications
from campaign.usecases.planning import approve as approvals
from campaign.usecases.planning.approve import approve as let
from campaign.usecases.planning.approve import waiting


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a person means: of these posts, this channel, this region; empty is any."""

    posts: tuple[str, ...]
    channel: str
    region: str
    everything: bool

    @property
    def made(self) -> bool:
        """True when a person has chosen anything."""
        return bool(self.posts or self.channel or self.region or self.everything)

    def of(self, some: Sequence[Publication]) -> list[Publication]:
        """Those that fit."""
        return [
            p
            for p in some
            if (not self.posts or p.post in self.posts)
            and self.channel in ("", p.channel)
            and self.region in ("", p.region)
        ]


def approve(
    context: typer.Context,
    posts: Annotated[
        list[str] | None, typer.Argument(help="Only these posts.", show_default=False)
    ] = None,
    post: Annotated[str, typer.Option(help="Only this post.")] = "",
    channel: Annotated[str, typer.Option(help="Only this channel.")] = "",
    region: Annotated[str, typer.Option(help="Only this region.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Everything there is.")] = False,
    revoke: Annotated[
        bool, typer.Option("--revoke", help="Take the approval back, of what has not left.")
    ] = False,
    who: Annotated[str, typer.Option(help="Who says so; your login name otherwise.")] = "",
    note: Annotated[str, typer.Option(help="A remark to keep with it, such as why.")] = "",
    as_json: Json = False,
) -> None:
    """Let exactly these texts and pictures go out; without a choice, list what waits.

    With --revoke, take that back; without a choice, list what is approved and not out.
    """
    named = (*(posts or ()), *((post,) if post else ()))
    choice = _Choice(named, channel, region, everything)
    with workspace(context) as opened:
        act = _revoke if revoke else _approve
        code = act(opened, choice, who or login_name(), note, as_json=as_json)
    raise typer.Exit(code)


def _approve(opened: Workspace, choice: _Choice, who: str, note: str, *, as_json: bool) -> int:
    chosen = choice.of(waiting(opened.database))
    _check_names(opened, choice, chosen)
    number = let(opened.database, chosen, who=who, now=clock(), note=note) if choice.made else 0
    if as_json:
        emit({"waiting": 0 if choice.made else len(chosen), "approved": number})
    elif choice.made:
        say(f"{counted(number, 'variant')} approved by {who}.")
        if not number:
            say("Nothing that waits fits this choice; what was approved before stays so.")
    else:
        _list(opened, f"{counted(len(chosen), 'waits', 'wait')} for approval", chosen)
        if chosen:
            say("Approve with the names of posts, --channel, --region or --all.")
    return DONE


def _revoke(opened: Workspace, choice: _Choice, who: str, note: str, *, as_json: bool) -> int:
    if not opened.config.approval.asks:
        raise typer.BadParameter(
            "this campaign asks for no approval, so that taking one back stops nothing: "
            "use `campaign pause`"
        )
    chosen = choice.of(approvals.approved(opened.database, choice.posts))
    _check_names(opened, choice, chosen)
    if not choice.made:
        if as_json:
            emit({"approved": len(chosen), "revoked": 0})
        else:
            _list(opened, f"{len(chosen)} approved and not out", chosen)
        return DONE
    done = approvals.revoke(opened.database, chosen, who=who, now=clock(), note=note, wait=wait)
    if as_json:
        emit({"revoked": done.variants, "publications": plain(done.publications)})
    else:
        if done.variants:
            say(f"The approval of {counted(done.variants, 'variant')} was taken back by {who}.")
        else:
            say("Nothing is left to take back." if chosen else "Nothing approved fits this choice.")
        tell(done.publications, opened)
    return DONE if done.variants or not chosen else FINDINGS


def _list(opened: Workspace, title: str, some: Sequence[Publication]) -> None:
    rows = [
        (
            *(p.post, p.channel, p.language, wall(p.due, zone_of(p.channel, opened))),
            region.approver if (region := opened.config.regions.get(p.region)) else "",
        )
        for p in some
    ]
    columns = ("post", "channel", "language", "due", "who approves")
    named = any(row[-1] for row in rows)
    table(title, columns if named else columns[:-1], rows if named else [r[:-1] for r in rows])


def _check_names(opened: Workspace, choice: _Choice, chosen: Sequence[Publication]) -> None:
    """Raise CampaignError when a choice names what there is not, before anything is changed."""
    if chosen and {*choice.posts} <= {p.post for p in chosen}:
        return
    with opened.database.read() as connection:
        posts = {p.post for p in publications.all_of(connection)}
    for post in choice.posts:
        if post not in posts:
            raise unknown("planned post", post, posts)
    for kind, name, names in (
        ("channel", choice.channel, opened.config.channels),
        ("region", choice.region, opened.config.regions),
    ):
        if name and name not in names:
            raise unknown(kind, name, names)
