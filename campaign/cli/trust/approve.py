"""`approve`: let exact texts and pictures go out, ask for a change, or take a yes back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from campaign.cli.context import Json, Verbose, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.terminal import emit, say
from campaign.cli.trust.asking import ask_for
from campaign.cli.trust.chosen import Choice, Desk
from campaign.cli.trust.identity import As, Who, actor, is_bound
from campaign.cli.trust.requests import listed, plain_request, shown, stands
from campaign.cli.trust.stopping import remark, stop, take_back
from campaign.model import Publication
from campaign.usecases.trust.approval_page import approval_page
from campaign.usecases.trust.approve import approve as let
from campaign.usecases.trust.approve import waiting
from campaign.usecases.trust.requests import Request, requests


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
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask those whose turn it is, by mail where it is set up.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--remind", help="Ask once more, also those who were asked before.")
    ] = False,
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
            "--ask": ask,
            "--remind": again,
            "--withdraw": withdraw,
            "--revoke": revoke,
            "--show": show,
            "--page": page is not None,
        }
    )
    named = (*(posts or ()), *((post,) if post else ()))
    choice = Choice(named, tuple(channel or ()), region, everything)
    with workspace(context) as opened:
        acts = choice.made or change or go_on or words or ask or again
        looks = show or page is not None or not acts
        known = bool(as_who or who) or not (looks and is_bound(opened))
        desk = Desk(opened, choice, actor(opened, as_who, who) if known else None, as_json)
        if show or page is not None:
            code = _show(desk, page)
        elif change:
            code = stop(desk, change)
        elif go_on or words:
            code = remark(desk, words)
        elif ask or again:
            code = ask_for(desk, again=again)
        elif withdraw or revoke:
            code = take_back(desk, note, only_mine=withdraw)
        elif choice.made:
            code = _approve(desk, note, drafts=drafts)
        else:
            code = _list(desk, verbose=verbose)
    raise typer.Exit(code)


def _asked(desk: Desk, chosen: Sequence[Publication]) -> tuple[Request, ...]:
    opened = desk.opened
    return requests(
        opened.database,
        clock(),
        rules=opened.config.approval,
        actor=desk.acts,
        chosen=chosen,
        name=opened.picture_name,
    )


def _list(desk: Desk, *, verbose: bool) -> int:
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


def _show(desk: Desk, page: Path | None) -> int:
    opened = desk.opened
    chosen = desk.fitting(waiting(opened.database, opened.config.approval))
    some = _asked(desk, chosen)
    if page is not None:
        name = desk.acts.person.name if desk.acts and desk.acts.person else ""
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


def _approve(desk: Desk, note: str, *, drafts: bool) -> int:
    opened, acts = desk.opened, desk.actor
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


def _check_once(chosen: dict[str, bool]) -> None:
    """Raise BadParameter when two things are asked at once."""
    said = [name for name, is_said in chosen.items() if is_said]
    if len(said) > 1:
        raise typer.BadParameter(f"say one of them: {', '.join(said)}")
