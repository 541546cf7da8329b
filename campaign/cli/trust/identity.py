"""Who acts at the terminal: `--as ID`, `CAMPAIGN_USER`, or the login name while nobody is known."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Annotated

import typer

from campaign.bootstrap import Workspace
from campaign.cli.names import login_name, unknown
from campaign.errors import Forbidden
from campaign.model.people import Actor, Person
from campaign.storage.trust import people

#: The option of every command that changes something.
As = Annotated[
    str,
    typer.Option(
        "--as",
        envvar="CAMPAIGN_USER",
        show_default=False,
        help="Who acts: the id of a registered person.",
    ),
]
#: Beside it, for campaigns in which nobody is registered.
Who = Annotated[
    str,
    typer.Option(
        show_default=False, help="A name to write down, while nobody is registered; see --as."
    ),
]


def actor(opened: Workspace, given: str = "", who: str = "") -> Actor:
    """Who acts; `given` is what `--as` says, `who` a name for campaigns without registered people.

    Raises Forbidden when people are registered and the one who acts is not among them.
    """
    with opened.database.read() as connection:
        everybody = people.everybody(connection)
    return among(everybody, given, who)


def among(everybody: Sequence[Person], given: str = "", who: str = "") -> Actor:
    """The same, where these are all who are registered."""
    given = given or os.environ.get("CAMPAIGN_USER", "")
    if not everybody:
        return Actor(who or given or login_name())
    if who:
        raise Forbidden("people are registered: say who acts with --as ID, not with --who")
    if not given:
        raise Forbidden("people are registered: say who acts with --as ID or CAMPAIGN_USER")
    found = next((person for person in everybody if person.id == given), None)
    if found is None:
        raise unknown("person", given, [person.id for person in everybody])
    if found.disabled is not None:
        raise Forbidden(f"{found.id} was disabled on {found.disabled:%Y-%m-%d}")
    return Actor(found.id, found)


def is_bound(opened: Workspace) -> bool:
    """True once anybody is registered: from then on, who acts must be said."""
    with opened.database.read() as connection:
        return people.exist(connection)
