"""Where a post is that a person says is there: asked for, looked up, and added later."""

from __future__ import annotations

import sys

import typer

from campaign.bootstrap import Workspace
from campaign.cli.context import clock
from campaign.cli.terminal import emit, say
from campaign.errors import CampaignError
from campaign.model import State
from campaign.model.people import Actor
from campaign.platforms.protocols import Seen
from campaign.usecases.operations.amend import amend, lacks
from campaign.usecases.operations.inspect_unknown import Look

#: How the address of a post begins.
ADDRESS = ("https://", "http://")


def asked_where(found: Look, *, as_json: bool) -> str:
    """The address that the person types, "" for none; asked only at a terminal, and if needed."""
    publication = found.publication
    missing = publication.state is not State.PUBLISHED or lacks(publication)
    if as_json or len(found.alike) == 1 or not missing or publication.url:
        return publication.url if lacks(publication) else ""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return ""
    for seen in found.alike:
        say(f"  the same words: {seen.url}")
    say(f"Where is it? Look at {found.where}.")
    while True:
        typed: str = typer.prompt(
            "Its address, or nothing if you do not know it", default="", show_default=False
        ).strip()
        if not typed or typed.startswith(ADDRESS):
            return typed
        say("An address begins with https://")


def seen_at(found: Look, url: str) -> Seen | None:
    """The post a person means: the one at that address, or the only one with the same words."""
    if url:
        wanted = url.rstrip("/")
        return next((s for s in found.shown or () if s.url.rstrip("/") == wanted), None)
    if len(found.alike) == 1:
        return found.alike[0]
    if found.alike:
        raise CampaignError("the account shows the same words more than once: say which by --url")
    return None


def add_where(
    opened: Workspace, number: int, url: str, seen: Seen | None, acts: Actor, *, as_json: bool
) -> None:
    """Add where it is to what a person has said is there, if that is missing."""
    done = amend(
        opened.database,
        number,
        actor=acts,
        now=clock(),
        url=url,
        seen=seen,
        book=opened.journal,
    )
    if as_json:
        known = {"url": done.url, "remote_id": done.remote_id}
        emit({"publication": number, "state": done.state, **known})
        return
    say(f"Publication {number} is at {done.url}; it was and is {done.state}.")
    if not done.remote_id:
        tell_missing(number, done.url)


def tell_missing(number: int, url: str) -> None:
    """What is not known of a post that is there, what that means, and how it is added later."""
    if not url:
        say(
            "Where it is, is not known: feeds cannot lead to it, and no figures will be collected.",
            f"Add it when you know it: campaign resolve {number} there --url https://…",
        )
        return
    say("Its id at the network is not known: no figures will be collected for it.")
