"""Why a service behind Apprise cannot have a message whole and once, in words for a person. Pure.

`plugin` is Apprise's object for a service; only its attributes are read.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from campaign.platforms.apprise import formats
from campaign.platforms.apprise.handover import Handed
from campaign.platforms.apprise.wholeness import (
    HARD_LINK,
    lost_link,
    read_as_markup,
    undone,
    visible,
)


def has(plugin: Any, attribute: str, value: str) -> bool:
    """True when the plugin's attribute has that value; any value will do when it is ""."""
    found = getattr(plugin, attribute, None)
    return str(getattr(found, "value", found)) == value if value else bool(found)


def sample(written: str) -> str:
    """A text with a link that is easily broken, in that format."""
    return html.escape(HARD_LINK, quote=False) if written == "html" else HARD_LINK


def to_service(plugin: Any) -> str:
    """Why it can have no message at all; "" when it can."""
    attribute, value, reason = formats.NO_WORDS.get(str(plugin.service_name), ("", "", ""))
    if reason and (value is None or not has(plugin, attribute, value)):
        return reason
    if has(plugin, "overflow_mode", "truncate"):
        return "its address says `overflow=truncate`, which leaves out what was approved"
    return ""


def shown(name: str, message: Handed) -> str:
    """The message's text as the service shows it, but for its tags: what it undoes is undone."""
    what = formats.UNDONE.get((name, message.markup), "")
    return undone(message.text, "entities" if message.markup == "html" else what)


def to_links(name: str, text: str, written: str, found: Sequence[Handed]) -> str:
    """Why the links of a text would not arrive; "" when they would."""
    link = lost_link(text, written, "\n".join(shown(name, each) for each in found))
    if not link:
        return ""
    remedy = "" if written == "text" else ' (format = "text" keeps it whole)'
    return f'of a text with format = "{written}", Apprise damages the link {link}{remedy}'


def to_message(
    plugin: Any, name: str, title: str, text: str, written: str, found: Sequence[Handed]
) -> str:
    """Why a message would not arrive whole and once; "" when it would.

    `found` is what Apprise would hand to the plugin.
    """
    if not found:
        return f"{name}: Apprise makes no message of it"
    titled = plugin.title_maxlen > 0
    if reason := _too_long(plugin, name, title, found):
        return reason
    if len(found) > 1:
        most = plugin.body_maxlen
        return f"too long for the {most} characters of {name}: Apprise would split it"
    most = getattr(plugin, "body_max_line_count", 0)
    lines = text.rstrip().count("\n") + (1 if titled or not title else 2)
    if most and lines > most:
        return f"{name}: {lines} lines, {most} are what it shows"
    if written == "text" and found[0].markup == "markdown" and (mark := _mark(title, text, titled)):
        return (
            f"{name} reads Markdown, and would not show {mark} as it stands: write it in another "
            'way for this channel, or give the channel format = "markdown" and escape it'
        )
    if not titled and title.strip() not in _words(name, found[0]):
        return f"{name}: Apprise would not show the headline as it stands: {title}"
    reason = to_links(name, text, written, found)
    return f"{name}: {reason}" if reason else ""


def _words(name: str, message: Handed) -> str:
    """The words that a service shows, without tags."""
    if message.markup == "html":
        return undone(visible(message.text), "entities")
    return shown(name, message)


def _mark(title: str, text: str, titled: bool) -> str:
    return read_as_markup(text if titled else f"{title}\n{text}")


def _too_long(plugin: Any, name: str, title: str, found: Sequence[Handed]) -> str:
    """Why a service would cut or split it: by what Apprise hands over, title included."""
    length = sum(len(visible(each.text) if each.markup == "html" else each.text) for each in found)
    if found[0].title and plugin.overflow_amalgamate_title:
        length += len(title) + 2  # such a service puts it above the text
    if plugin.body_maxlen and length > plugin.body_maxlen:
        return f"{length} characters, {plugin.body_maxlen} are what {name} can take"
    if found[0].title and len(title) > plugin.title_maxlen > 0:
        return f"a title of {len(title)} characters, {plugin.title_maxlen} are what {name} can take"
    return ""
