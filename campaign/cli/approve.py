"""`approve`: let exact texts and pictures go out, ask for a change, or take a yes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.context import Json, Verbose, clock, wait, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.names import unknown
from campaign.cli.requests import listed, plain_request, shown, stands
from campaign.cli.stopped import plain, tell
from campaign.cli.terminal import emit, say
from campaign.cli.trust.identity import As, Who, actor
from campaign.model import Publication
from campaign.model.people import Actor
from campaign.storage import publications
from campaign.usecases.trust.approval_page import approval_page
from campaign.usecases.trust.approve import approve as let
from campaign.usecases.trust.approve import waiting
from campaign.usecases.trust.requests import Request, requests
from campaign.usecases.trust.take_back import (
    Revoked,
    approved,
    comment,
    end_send_back,
    revoke,
    send_back,
)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a person means: of these posts, these channels, this region; empty is any."""

    posts: tuple[str, ...]
    channels: tuple[str, ...]
    region: str
    everything: bool

    @property
    def made(self) -> bool:
        """True when a person has chosen anything."""
        return bool(self.posts or self.channels or self.region or self.everything)

    def of(self, some: Sequence[Publication]) -> list[Publication]:
        """Those that fit."""
        return [
            p
            for p in some
            if (not self.posts or p.post in self.posts)
            and (not self.channels or p.channel in self.channels)
            and self.region in ("", p.region)
        ]


@dataclass(frozen=True, slots=True)
class _Desk:
    """The workspace, what was chosen in it, who acts, and how the answer is given."""

    opened: Workspace
    choice: _Choice
    acts: Actor
    as_json: bool

    def fitting(self, some: Sequence[Publication]) -> list[Publication]:
        """Those that fit the choice; raises CampaignError when it names what there is not."""
        chosen = self.choice.of(some)
        _check_names(self.opened, self.choice, chosen)
        return chosen


def approve(
    context: typer.Context,
    posts: Annotated[
        list[str] | None, typer.Argument(help="Only these posts.", show_default=False)
    ] = None,
    post: Annotated[str, typer.Option(help="Only this post.")] = "",
    channel: Annotated[
        list[str] | None, typer.Option(help="Only this channel; repeatable.", show_default=False)
    ] = None,
    region: Annotated[str, typer.Option(help="Only this region.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Everything that is asked.")] = False,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Also drafts, which no native reader has read.")
    ] = False,
    change: Annotated[
        str, typer.Option("--send-back", help="Hold it, and say what is to be changed.")
    ] = "",
    go_on: Annotated[
        bool, typer.Option("--go-on", help="Let what was sent back go on without a change.")
    ] = False,
    words: Annotated[str, typer.Option("--comment", help="Say something; holds nothing.")] = "",
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take your own yes back, of what has not left.")
    ] = False,
    revoke: Annotated[
        bool, typer.Option("--revoke", help="Take every yes back, of what has not left.")
    ] = False,
    show: Annotated[
        bool, typer.Option("--show", help="Show all words, and change nothing.")
    ] = False,
    page: Annotated[
        Path | None,
        typer.Option(help="Write a page with words and pictures; changes nothing.", dir_okay=False),
    ] = None,
    note: Annotated[str, typer.Option(help="A remark to keep with it, such as why.")] = "",
    who: Who = "",
    as_who: As = "",
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Let exactly these texts and pictures go out; without a choice, list what waits.

    With --withdraw or --revoke, take that back; without a choice, list what is approved.
    """
    _check_once(
        {
            "--send-back": bool(change),
            "--go-on": go_on,
            "--comment": bool(words),
            "--withdraw": withdraw,
            "--revoke": revoke,
            "--show": show,
            "--page": page is not None,
        }
    )
    named = (*(posts or ()), *((post,) if post else ()))
    choice = _Choice(named, tuple(channel or ()), region, everything)
    with workspace(context) as opened:
        desk = _Desk(opened, choice, actor(opened, as_who, who), as_json)
        if show or page is not None:
            code = _show(desk, page)
        elif change:
            code = _send_back(desk, change)
        elif go_on or words:
            code = _remark(desk, words)
        elif withdraw or revoke:
            code = _take_back(desk, note, only_mine=withdraw)
        elif choice.made:
            code = _approve(desk, note, drafts=drafts)
        else:
            code = _list(desk, verbose=verbose)
    raise typer.Exit(code)


def _asked(desk: _Desk, chosen: Sequence[Publication]) -> tuple[Request, ...]:
    opened = desk.opened
    return requests(
        opened.database,
        clock(),
        rules=opened.config.approval,
        actor=desk.acts,
        chosen=chosen,
        name=opened.picture_name,
    )


def _list(desk: _Desk, *, verbose: bool) -> int:
    opened = desk.opened
    some = _asked(desk, waiting(opened.database, opened.config.approval))
    if desk.as_json:
        asked = [plain_request(each, opened) for each in some]
        emit({"waiting": len(some), "approved": 0, "requests": asked})
        return DONE
    say(f"{counted(len(some), 'waits', 'wait')} for approval.")
    listed(some, opened, verbose=verbose)
    if some:
        say(
            "Approve with the names of posts, --channel, --region or --all; --show shows all words,"
            " --page FILE words and pictures."
        )
    return DONE


def _show(desk: _Desk, page: Path | None) -> int:
    opened = desk.opened
    chosen = desk.fitting(waiting(opened.database, opened.config.approval))
    some = _asked(desk, chosen)
    if page is not None:
        name = desk.acts.person.name if desk.acts.person else ""
        approval_page(some, opened.config, opened.media.read, page, clock(), who=name)
    if desk.as_json:
        asked = [plain_request(each, opened) for each in some]
        emit({"waiting": len(some), "requests": asked, "page": page})
    elif page is not None:
        say(f"{counted(len(some), 'publication')} on {page.absolute()}: open it in a browser.")
    else:
        for each in some:
            shown(each, opened)
        if not some:
            say("Nothing that waits fits this choice.")
    return DONE


def _approve(desk: _Desk, note: str, *, drafts: bool) -> int:
    opened, acts = desk.opened, desk.acts
    rules = opened.config.approval
    chosen = desk.fitting(waiting(opened.database, rules))
    left: list[Publication] = []
    if not drafts and not desk.choice.posts:
        # Whoever names a post has looked at it; all at once is no look.
        unread = {each.publication.id for each in _asked(desk, chosen) if each.draft}
        left = [p for p in chosen if p.id in unread]
        chosen = [p for p in chosen if p.id not in unread]
    done = let(opened.database, chosen, actor=acts, now=clock(), note=note, rules=rules)
    refused = [
        {"publication": r.publication.id, "post": r.publication.post, "why": r.why}
        for r in done.refused
    ]
    if desk.as_json:
        emit(
            {
                "waiting": 0,
                "approved": done.variants,
                "released": done.released,
                "asked": done.asked,
                "refused": refused,
                "drafts": len(left),
            }
        )
    else:
        say(f"{counted(done.variants, 'variant')} approved by {acts.name}.")
        for words, number in done.asked.items():
            say(f"{number} of them: {words}.")
        stands(done.refused)
        if left:
            say(
                f"{counted(len(left), 'draft')} not approved: name the post once it was read, "
                "mark it as reviewed and apply, or add --drafts."
            )
        if not done.variants and not done.refused and not left:
            say("Nothing that waits fits this choice; what was approved before stays so.")
    return FINDINGS if done.refused and not done.variants else DONE


def _send_back(desk: _Desk, words: str) -> int:
    chosen = _not_out(desk)
    done = send_back(
        desk.opened.database,
        chosen,
        words,
        actor=desk.acts,
        now=clock(),
        wait=wait,
        journal=desk.opened.journal,
    )
    if desk.as_json:
        emit({"sent_back": done.variants, "publications": plain(done.publications)})
    else:
        say(f"{counted(done.variants, 'variant')} sent back by {desk.acts.name}.")
        tell(done.publications, desk.opened)
    return DONE if done.variants else FINDINGS


def _remark(desk: _Desk, words: str) -> int:
    database, rules = desk.opened.database, desk.opened.config.approval
    chosen = _not_out(desk)
    if words:
        number = comment(database, chosen, words, actor=desk.acts, now=clock())
        told = f"The comment is kept with {counted(number, 'variant')}."
    else:
        number = end_send_back(database, chosen, actor=desk.acts, now=clock(), rules=rules)
        told = f"{counted(number, 'variant')} sent back no longer."
    if desk.as_json:
        emit({"commented" if words else "go_on": number})
    else:
        say(told)
    return DONE if number else FINDINGS


def _take_back(desk: _Desk, note: str, *, only_mine: bool) -> int:
    opened = desk.opened
    rules = opened.config.approval
    if not rules.asks:
        raise typer.BadParameter(
            "this campaign asks for no approval, so that taking one back stops nothing: "
            "use `campaign pause`"
        )
    chosen = desk.fitting(approved(opened.database, desk.choice.posts, rules))
    if not desk.choice.made:
        if desk.as_json:
            emit({"approved": len(chosen), "revoked": 0})
        else:
            say(f"{len(chosen)} approved and not out.")
            for p in chosen:
                say(f"  no. {p.id}  {p.post} on {p.channel}, {p.language}")
        return DONE
    done = revoke(
        opened.database,
        chosen,
        actor=desk.acts,
        now=clock(),
        note=note,
        wait=wait,
        rules=rules,
        only_mine=only_mine,
        journal=opened.journal,
    )
    if desk.as_json:
        emit({"revoked": done.variants, "publications": plain(done.publications)})
    else:
        _tell_revoked(done, desk, chosen)
    return DONE if done.variants or not chosen else FINDINGS


def _tell_revoked(done: Revoked, desk: _Desk, chosen: Sequence[Publication]) -> None:
    if done.variants:
        many = counted(done.variants, "variant")
        say(f"The approval of {many} was taken back by {desk.acts.name}.")
    else:
        say("Nothing is left to take back." if chosen else "Nothing approved fits this choice.")
    if done.stand:
        say(f"{counted(done.stand, 'variant')} may go out all the same: others said yes.")
    tell(done.publications, desk.opened)


def _not_out(desk: _Desk) -> list[Publication]:
    """What was chosen of all that is not out; raises BadParameter when nothing was."""
    if not desk.choice.made:
        raise typer.BadParameter("say which: the names of posts, --channel, --region or --all")
    with desk.opened.database.read() as connection:
        some = publications.open_ones(connection)
    return desk.fitting(some)


def _check_once(chosen: dict[str, bool]) -> None:
    """Raise BadParameter when two things are asked at once."""
    said = [name for name, is_said in chosen.items() if is_said]
    if len(said) > 1:
        raise typer.BadParameter(f"say one of them: {', '.join(said)}")


def _check_names(opened: Workspace, choice: _Choice, chosen: Sequence[Publication]) -> None:
    """Raise CampaignError when a choice names what there is not, before anything is changed."""
    if chosen and {*choice.posts} <= {p.post for p in chosen}:
        return
    with opened.database.read() as connection:
        posts = {p.post for p in publications.all_of(connection)}
    for post in choice.posts:
        if post not in posts:
            raise unknown("planned post", post, posts)
    for channel in choice.channels:
        if channel not in opened.config.channels:
            raise unknown("channel", channel, opened.config.channels)
    if choice.region and choice.region not in opened.config.regions:
        raise unknown("region", choice.region, opened.config.regions)
