"""What Apprise would hand to a service's plugin: its own conversion runs, and nothing is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_SENDERS = ("send", "send_text", "send_markdown", "send_html")


@dataclass(frozen=True, slots=True)
class Handed:
    """One message as a plugin gets it; `markup` is how its text is written by then."""

    title: str
    text: str
    markup: str


def handed(one: Any, title: str, text: str, written: object) -> tuple[Handed, ...]:
    """The messages that Apprise makes of one; more than one, when it splits it.

    `one` is an Apprise object of a single service that is used for nothing else, because it can
    send nothing any more. `written` is the format that Apprise is told, None for "as it stands".
    """
    found: list[Handed] = []

    def keep(**given: Any) -> bool:
        markup = given.get("body_format")
        found.append(Handed(given["title"], given["body"], str(getattr(markup, "value", markup))))
        return True

    _replace_senders(one[0], keep)
    one.notify(body=text, title=title, body_format=written)
    return tuple(found)


def _replace_senders(plugin: Any, keep: Callable[..., bool]) -> None:
    for name in _SENDERS:
        if hasattr(plugin, name):
            setattr(plugin, name, keep)
