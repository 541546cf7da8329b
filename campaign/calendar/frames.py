"""Two frames of one post: the mistakes in how they are written.

A frame is the way in which a story is told: by the values that people share, say, or by what a
reader gains. A post compares two of them where its `text` has two names in place of words::

    text:
      shared-values: ...
      practical-benefit: ...

The two differ in these words alone: headline, picture, thread and first comment are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from campaign.calendar.tree import Tree
from campaign.errors import Mistake

FRAMES: Final = 2
"""How many frames a post carries, where it carries any."""


def frame_mistakes(tree: Tree) -> Iterator[Mistake]:
    """What is wrong with the frames of a post's copies, beyond their names and empty texts."""
    framed = dict(_framed(tree.data))
    if not framed:
        return
    first, names = next(iter(framed.items()))
    for path, texts in framed.items():
        place = tree.place(path)
        if len(texts) != FRAMES:
            count = "one frame" if len(texts) == 1 else f"{len(texts) or 'no'} frames"
            remedy = "write two, or the words alone behind `text:`"
            yield Mistake(place, f"{path} has {count}, and two are compared", remedy)
        elif set(texts) != set(names):
            message = f"{path} has the frames {_listed(texts)}, but {first} {_listed(names)}"
            yield Mistake(place, message, "give both the same two names")
    yield from _hidden(tree, {path.split(".")[1] for path in framed})


def _framed(data: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each text that has frames, by its key path."""
    copies = data.get("copy")
    for language, copy in copies.items() if isinstance(copies, dict) else ():
        if isinstance(copy, dict) and isinstance(copy.get("text"), dict):
            yield f"copy.{language}.text", copy["text"]


def _hidden(tree: Tree, languages: set[str]) -> Iterator[Mistake]:
    """Texts for one network that would stand in place of both frames."""
    overrides = tree.data.get("overrides")
    for platform, texts in overrides.items() if isinstance(overrides, dict) else ():
        for language in texts if isinstance(texts, dict) else ():
            if language in languages:
                path = f"overrides.{platform}.{language}"
                message = f"{path} would take the place of both frames"
                remedy = "make both frames short enough for every network, or leave it out"
                yield Mistake(tree.place(path), message, f"{remedy} with -*/{platform}")


def _listed(names: Mapping[str, Any]) -> str:
    return " and ".join(sorted(names))
