"""The words of a source copy, kept under their hash: what a translation was made from.

A translation names its source by a hash (`of`). When the source changes, these words are what the
new ones are compared with. One file holds one source as it once was::

    content/sources/<post>.<hash>.yaml

The program writes these files. They may be deleted; then a stale translation is still known to be
stale, and what changed can no longer be shown.
"""

from __future__ import annotations

from typing import Any, Final

from campaign.calendar.emit import Value, block
from campaign.calendar.tree import read_tree
from campaign.errors import ContentError, Place
from campaign.model import Copy, CopyState, copy_hash

FOLDER: Final = "sources"
"""The folder of these files, in the content."""

_HEAD: Final = (
    "# Written by the program: a source text as it was when translations were made from it.\n"
)


def file_name(post: str, hash: str) -> str:
    """The name of the file that keeps a source copy, in its folder."""
    return f"{post}.{hash}.yaml"


def as_text(copy: Copy) -> str:
    """What such a file holds."""
    values: dict[str, Value] = {"language": copy.language, "headline": copy.headline}
    values["text"] = dict(copy.frames) if copy.frames else copy.text
    if copy.thread:
        values["thread"] = list(copy.thread)
    if copy.comment:
        values["comment"] = copy.comment
    if copy.more_alts:
        values["alt"] = [copy.alt, *copy.more_alts]
    elif copy.alt:
        values["alt"] = copy.alt
    return f"{_HEAD}{block(values, 0)}\n"


def from_text(text: str, file: str, hash: str) -> Copy | None:
    """The copy that such a file keeps; None when it is damaged, or is not of this hash."""
    try:
        tree = read_tree(text, file)
    except ContentError:
        return None
    data: dict[str, Any] = tree.data
    alts = _texts(data.get("alt", ""))
    thread = _texts(data.get("thread", []))
    frames = _frames(data.get("text", ""))
    told = frames[0][1] if frames else data.get("text", "")
    words = [data.get("language", ""), data.get("headline", ""), told, data.get("comment", "")]
    if tree.mistakes or alts is None or thread is None:
        return None
    if not all(isinstance(each, str) for each in words):
        return None
    language, headline, body, comment = words
    copy = Copy(
        language=language,
        headline=headline,
        text=body,
        alt=alts[0] if alts else "",
        state=CopyState.SOURCE,
        place=Place(file),
        thread=tuple(thread),
        comment=comment,
        more_alts=tuple(alts[1:]),
        frames=frames,
    )
    return copy if copy_hash(copy) == hash else None


def _frames(value: object) -> tuple[tuple[str, str], ...]:
    """The texts of two frames in the order of their names; none for anything else."""
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        return ()
    return tuple(sorted(value.items()))


def _texts(value: object) -> list[str] | None:
    """A text or a list of texts as a list; None when it holds anything else."""
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return value
    return None
