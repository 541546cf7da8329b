"""Fields of a post as a person types them at a terminal: `--set en.text="…"`."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated, Final

import typer

from campaign.bootstrap import Workspace
from campaign.calendar.post_fields import Value
from campaign.calendar.schema import COPY_KEYS, KEYS
from campaign.cli.context import wait
from campaign.cli.names import unknown
from campaign.config import Config
from campaign.content import Content
from campaign.model.people import Actor
from campaign.usecases.writing.desk_files import Files

#: Keys with a list of names, which may be typed with commas between them.
_NAMES: Final = frozenset({"channels", "facts", "hashtags", "image", "people", "tags"})
#: Keys with a list of texts: each is given in a `--set` of its own.
_TEXTS: Final = frozenset({"thread"})

Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help="A field and its value: en.text=… (also copy.en.text=…), when=…, card.layout=…; "
        "lists with commas; again for another one.",
        show_default=False,
    ),
]
Remove = Annotated[
    list[str] | None,
    typer.Option(help="A field to take away: link, or fr for a language.", show_default=False),
]


def files_of(opened: Workspace, content: Content) -> Files:
    """The calendar's files as the desk's use cases take them."""
    return Files(content, opened.config, opened.database, wait)


def session_of(actor: Actor) -> str:
    """The session that a person's edits at a terminal belong to, to undo them there.

    It names nobody: who acted stands in a column of its own, where it can be forgotten.
    """
    return f"terminal:{sha256(actor.name.encode()).hexdigest()[:16]}"


def changes_of(
    typed: Sequence[str] | None, removed: Sequence[str] | None, config: Config
) -> dict[str, Value | None]:
    """What was typed, by key path; raises CampaignError for a field that no post has."""
    given: dict[str, list[str]] = {}
    for each in typed or ():
        name, mark, value = each.partition("=")
        if not mark:
            raise typer.BadParameter(f'"{each}" has no =', param_hint="--set")
        given.setdefault(key_of(name, config), []).append(value)
    values: dict[str, Value | None] = {}
    for key, some in given.items():
        values[key] = _value(key, some)
    for name in removed or ():
        values[key_of(name, config)] = None
    return values


def key_of(name: str, config: Config) -> str:
    """The key path of a field as it is typed: "en.text" is "copy.en.text", "fr" is "copy.fr"."""
    path = name.strip()
    first = path.partition(".")[0]
    if first in config.campaign.languages and first not in KEYS:
        path = f"copy.{path}"
    steps = path.split(".")
    if steps[0] not in KEYS and steps[-1] in COPY_KEYS:
        raise unknown("language", steps[0], list(config.campaign.languages))
    if steps[0] not in KEYS:
        raise unknown(
            "field", path, [*KEYS, *(f"copy.{code}" for code in config.campaign.languages)]
        )
    if steps[0] == "copy" and len(steps) > 2 and steps[2] not in COPY_KEYS:
        raise unknown("field", path, [f"copy.{steps[1]}.{key}" for key in COPY_KEYS])
    return path


def _value(key: str, some: list[str]) -> Value:
    if key in _NAMES:
        names = (name.strip() for each in some for name in each.split(","))
        return tuple(name for name in names if name)
    if key.rpartition(".")[2] in _TEXTS or len(some) > 1:
        return tuple(some)
    return some[0].replace("\\n", "\n")
