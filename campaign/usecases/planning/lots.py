"""A plan as a person reads it: one lot for each post and kind of step, with the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.model import Post
from campaign.plan.diff import Identity, Kind, Plan, Step
from campaign.usecases.planning.plan import Reworded


@dataclass(frozen=True, slots=True)
class Lot:
    """The steps of one kind on one post: what happens to it, on which channels.

    `was` and `becomes` are the first of its instants (UTC). `words` are what reads otherwise, each
    once, with the channels where it does; `falls` counts the approvals that fall by that.
    """

    post: str
    kind: Kind
    steps: tuple[Step, ...]
    was: datetime | None
    becomes: datetime
    words: tuple[tuple[Reworded, tuple[str, ...]], ...]
    falls: int
    headline: str
    language: str
    blocked: tuple[str, ...]


def lots(
    steps: Plan,
    read: Mapping[Identity, Reworded],
    posts: Mapping[str, Post],
    source_language: str,
) -> tuple[Lot, ...]:
    """The steps by post and kind, in the order of their instants.

    `read` is what reads otherwise of each, `posts` are those of the files, by id.
    """
    grouped: dict[tuple[str, Kind], list[Step]] = {}
    for step in steps.steps:
        grouped.setdefault((step.identity[0], step.kind), []).append(step)
    return tuple(
        _lot(post, kind, some, read, posts.get(post), source_language)
        for (post, kind), some in grouped.items()
    )


def _lot(
    post: str,
    kind: Kind,
    some: Sequence[Step],
    read: Mapping[Identity, Reworded],
    known: Post | None,
    source_language: str,
) -> Lot:
    told: dict[object, tuple[Reworded, list[str]]] = {}
    for step in some:
        found = read.get(step.identity)
        if found is not None:
            told.setdefault(found.changes, (found, []))[1].append(step.identity[2])
    headline, language = _headline(some, known, source_language)
    first = some[0]
    blocked = (step.planned.blocked for step in some if step.planned)
    return Lot(
        post=post,
        kind=kind,
        steps=tuple(some),
        was=first.stored.due if first.stored and first.stored.due != first.due else None,
        becomes=first.due,
        words=tuple((one, tuple(names)) for one, names in told.values()),
        falls=sum(read[step.identity].approved for step in some if step.identity in read),
        headline=headline,
        language=language,
        blocked=tuple(dict.fromkeys(each for each in blocked if each)),
    )


def _headline(some: Sequence[Step], known: Post | None, source: str) -> tuple[str, str]:
    """A headline for the post, and its language: the source's, where the files have the post."""
    if known is not None and known.source is not None:
        return known.source.headline, source
    planned = next((step.planned for step in some if step.planned), None)
    return (planned.variant.headline, planned.variant.language) if planned else ("", source)
