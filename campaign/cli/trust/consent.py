"""`consent`: what people agreed to, and what follows when one takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from campaign.cli.context import Json, Verbose, clock, wait, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted, mistakes_list
from campaign.cli.logs import logs_withheld
from campaign.cli.screen import table
from campaign.cli.stopped import plain, tell
from campaign.cli.terminal import emit, say
from campaign.cli.trust.changes import plain as plain_change
from campaign.cli.trust.identity import As, Who, actor
from campaign.cli.trust.withdraw import carried_out, not_done, plain_asked, tell_asked
from campaign.printable import shell_word
from campaign.usecases.trust import consent as usecase
from campaign.usecases.trust import withdraw as taking_back
from campaign.usecases.trust.consent import Holding, Line, Live
from campaign.usecases.trust.withdraw import Asked

_SHOWN = 3  # posts of a consent, before the rest is counted
_OVER = (Holding.WITHDRAWN, Holding.ENDED)


def show(context: typer.Context, verbose: Verbose = False, as_json: Json = False) -> None:
    """List every consent: until when it holds, which posts name it, and what is out.

    Ends with 1 while something is out whose consent was withdrawn or has ended.
    """
    with workspace(context) as opened:
        content, mistakes = opened.read_content()
        today = clock().astimezone(opened.config.zone).date()
        register = content.registers.consents or {}
        lines = usecase.every(opened.database, register, content.posts, today)
    left = [line for line in lines if line.live and line.holding in _OVER]
    if as_json:
        emit({"consents": [_plain(line) for line in lines], "mistakes": mistakes})
    else:
        mistakes_list(mistakes)
        rows = [
            (
                *(line.reference, line.holding, line.until or "", _few(line.posts, verbose)),
                *(line.planned, len(line.live)),
            )
            for line in lines
        ]
        if rows:
            table("", ("consent", "", "until", "posts", "planned", "out"), rows)
        else:
            say("No post names a person, and content/consents/ holds no consent.")
        for line in left:
            say(f"{line.reference} has {line.holding}, and this is out:")
            _tell_live(line.live)
    raise typer.Exit(FINDINGS if left or mistakes else DONE)


def withdraw(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(help="The consent's reference.", show_default=False)],
    reason: Annotated[str, typer.Option(help="How you know; it is kept.")] = "",
    take_back: Annotated[
        bool, typer.Option("--withdraw", help="Take back at once what is out with this person.")
    ] = False,
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Let nothing more go out that shows a person, and list what is out with them.

    It holds at once and for good: a consent that is given again gets another reference.
    """
    with workspace(context) as opened, logs_withheld():
        acts = actor(opened, as_who, who)
        content, mistakes = opened.read_content()
        named = {reference for post in content.posts for reference in post.people}
        if mistakes and not as_json:
            mistakes_list(mistakes)  # a consent with a mistake in its file may not be among those
        done = usecase.withdraw(
            opened.database,
            reference,
            reason,
            actor=acts,
            now=clock(),
            register={*(content.registers.consents or {}), *named},
            wait=wait,
            journal=opened.journal,
            taking_back=take_back,
        )
        asked: tuple[Asked, ...] = ()
        if take_back:
            asked = taking_back.withdraw(
                opened.database,
                [p.id for p in done.may_be_seen],
                actor=acts,
                reason=f"the consent {reference} was withdrawn: {reason.strip()}",
                now=clock(),
                journal=opened.journal,
            )
        stand = carried_out(opened, asked, quiet=as_json)
        found = (content.registers.consents or {}).get(reference)
        if as_json:
            emit(
                {
                    "consent": done.reference,
                    "held": [p.id for p in done.held],
                    "live": [_plain_live(each) for each in done.live],
                    "on_their_way": plain(done.on_their_way),
                    "asked": [plain_asked(each) for each in asked],
                    "standing": [plain_change(each) for each in stand],
                }
            )
        else:
            say(
                f"The consent {reference} is withdrawn: "
                f"{counted(len(done.held), 'publication')} will not go out."
            )
            if found is not None and found.withdrawn is None:
                day = clock().astimezone(opened.config.zone).date()
                say(
                    f"Write `withdrawn = {day}` under [{reference}] in {found.place.file}, so that "
                    "an older backup does not forget it."
                )
            if done.on_their_way:
                say("What was already on its way:")
                tell(done.on_their_way, opened)
            if take_back:
                if not asked:
                    say("Nothing is out with this person.")
                tell_asked(opened, asked, stand)
            elif done.live:
                say(f"{counted(len(done.live), 'publication')} with this person can be seen:")
                _tell_live(done.live)
                say(
                    f"All of it at once: campaign consent withdraw {shell_word(reference)} "
                    "--reason … --withdraw"
                )
    left = not_done(asked, stand) if take_back else bool(done.live)
    raise typer.Exit(FINDINGS if left else DONE)


def _tell_live(live: Sequence[Live]) -> None:
    for each in live:
        p = each.publication
        say(f"  no. {p.id}: {p.post} on {p.channel}, {p.url or 'its address is not known'}")
        say(f"    → {each.command}")


def _few(posts: Sequence[str], verbose: bool) -> str:
    shown = posts if verbose else posts[:_SHOWN]
    more = f", … {len(posts) - len(shown)} more" if len(posts) > len(shown) else ""
    return ", ".join(shown) + more


def _plain(line: Line) -> dict[str, object]:
    return {
        "reference": line.reference,
        "holding": line.holding,
        "until": line.until,
        "purpose": line.purpose,
        "posts": line.posts,
        "planned": line.planned,
        "live": [_plain_live(each) for each in line.live],
    }


def _plain_live(each: Live) -> dict[str, object]:
    p = each.publication
    return {
        "publication": p.id,
        "post": p.post,
        "channel": p.channel,
        "url": p.url,
        "command": each.command,
    }
