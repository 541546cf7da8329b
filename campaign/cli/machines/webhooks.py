"""`webhooks`: addresses outside that hear of what becomes of publications."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated

import typer

from campaign.bootstrap import Workspace, worker_name
from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.screen import table
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.identity import As, Who, actor
from campaign.model.webhooks import Delivered, Event, Hook
from campaign.platforms import receivers
from campaign.usecases.machines import deliver as sending
from campaign.usecases.machines import webhooks as usecase
from campaign.usecases.machines.deliver import Sent

Number = Annotated[int, typer.Argument(help="The webhook's number.", show_default=False)]


def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What people call it.", show_default=False)],
    url: Annotated[str, typer.Argument(help="Its https address.", show_default=False)],
    event: Annotated[
        list[str] | None,
        typer.Option(help="Only of this, such as publication.published; repeatable."),
    ] = None,
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Let an address hear of publications; the secret that signs is shown now, once.

    Without --event it hears of everything.
    """
    with workspace(context) as opened:
        made = usecase.make(
            opened.database,
            opened.keyring,
            name,
            url,
            [usecase.event_of(each) for each in event or []],
            inside=opened.config.machines.inside,
            actor=actor(opened, as_who, who),
            now=clock(),
        )
    if as_json:
        emit({**_plain(made.hook), "secret": made.secret})
    else:
        say(
            f"Webhook {made.hook.id}: {made.hook.host} hears of publications from now on.",
            f"  {made.secret}",
            "The receiver checks each message with this secret. It is shown only now.",
        )
    raise typer.Exit(DONE)


def show(
    context: typer.Context,
    number: Annotated[
        int | None, typer.Argument(help="The last messages to this one.", show_default=False)
    ] = None,
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """List the addresses, or with a number the last messages to one and its answers."""
    with workspace(context) as opened:
        acts = actor(opened, as_who, who)
        hooks = usecase.every(opened.database, actor=acts)
        sent = [] if number is None else usecase.last(opened.database, number, actor=acts)
        zone = opened.config.zone
    if number is not None:
        if as_json:
            emit({"messages": [_plain_message(each) for each in sent]})
        elif sent:
            rows = [
                (
                    *(each.id, each.event, wall(each.made, zone), each.tries),
                    *(each.status or "", _standing(each), each.answer),
                )
                for each in sent
            ]
            table("", ("no.", "event", "made", "tries", "status", "", "answer"), rows)
        else:
            say(f"Nothing was sent by webhook {number} yet.")
    elif as_json:
        emit({"webhooks": [_plain(each) for each in hooks]})
    elif hooks:
        lines = [
            (
                *(each.id, each.name, each.host, _events(each), each.waiting, each.given_up),
                _state(each),
            )
            for each in hooks
        ]
        table("", ("no.", "name", "host", "hears of", "waiting", "given up", ""), lines)
    else:
        say("There is no webhook: `campaign webhooks add NAME URL` makes one.")
    raise typer.Exit(DONE)


def pause(
    context: typer.Context, number: Number, who: Who = "", as_who: As = "", as_json: Json = False
) -> None:
    """Send nothing there for now; what happens meanwhile is sent afterwards."""
    _change(context, usecase.pause, number, who, as_who, as_json=as_json)


def resume(
    context: typer.Context, number: Number, who: Who = "", as_who: As = "", as_json: Json = False
) -> None:
    """Send there again, from where it was paused."""
    _change(context, usecase.resume, number, who, as_who, as_json=as_json)


def end(
    context: typer.Context, number: Number, who: Who = "", as_who: As = "", as_json: Json = False
) -> None:
    """Send nothing there any more, and forget the address and its secret."""
    _change(context, usecase.end, number, who, as_who, as_json=as_json)


def resend(
    context: typer.Context,
    message: Annotated[int, typer.Argument(help="The message's number.", show_default=False)],
    who: Who = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Send one message again, under the id that it had, so that the receiver can tell."""
    with workspace(context) as opened:
        acts = actor(opened, as_who, who)
        done = usecase.resend(opened.database, message, actor=acts, now=clock())
    if as_json:
        emit(_plain_message(done))
    else:
        say(f"Message {done.id} is sent again: at once by `campaign run` or `webhooks deliver`.")
    raise typer.Exit(DONE)


def deliver(context: typer.Context, as_json: Json = False) -> None:
    """Send what is due; ends with 1 when something did not arrive."""
    with workspace(context) as opened:
        sent = deliver_now(opened)
    if as_json:
        emit(
            {
                "made": sent.made,
                "arrived": sent.arrived,
                "failed": sent.failed,
                "given_up": sent.given_up,
            }
        )
    else:
        say(f"{sent.arrived} arrived, {sent.failed} did not.")
    raise typer.Exit(FINDINGS if sent.failed else DONE)


def deliver_now(opened: Workspace, stopping: Callable[[], bool] = lambda: False) -> Sent:
    """Send what is due by the webhooks of a workspace; raises StorageError."""
    return sending.deliver(
        opened.database,
        opened.keyring.open,
        partial(receivers.tell, inside=opened.config.machines.inside, clock=opened.now),
        worker=worker_name(),
        clock=opened.now,
        stopping=stopping,
    )


def _change(
    context: typer.Context,
    change: Callable[..., Hook],
    number: int,
    who: str,
    as_who: str,
    *,
    as_json: bool,
) -> None:
    with workspace(context) as opened:
        acts = actor(opened, as_who, who)
        done = change(opened.database, number, actor=acts, now=clock())
    if as_json:
        emit(_plain(done))
    else:
        say(f"Webhook {done.id} ({done.name}) is {_state(done)}.")
    raise typer.Exit(DONE)


def _events(hook: Hook) -> str:
    return "everything" if hook.events == frozenset(Event) else " ".join(sorted(hook.events))


def _state(hook: Hook) -> str:
    if hook.ended is not None:
        return f"ended by {hook.ended_by}"
    return f"paused by {hook.paused_by}" if hook.paused is not None else "on"


def _standing(message: Delivered) -> str:
    if message.done is not None:
        return "arrived"
    return "waits" if message.next_try is not None else "given up"


def _plain(hook: Hook) -> dict[str, object]:
    return {
        "id": hook.id,
        "name": hook.name,
        "host": hook.host,
        "events": sorted(hook.events),
        "waiting": hook.waiting,
        "given_up": hook.given_up,
        "made": hook.made,
        "made_by": hook.made_by,
        "state": _state(hook),
    }


def _plain_message(message: Delivered) -> dict[str, object]:
    next_try: datetime | None = message.next_try
    return {
        "id": message.id,
        "message": message.message,
        "event": message.event.value,
        "made": message.made,
        "tries": message.tries,
        "status": message.status,
        "answer": message.answer,
        "arrived": message.done,
        "next_try": next_try,
    }
