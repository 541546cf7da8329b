"""Says what was changed of the posts' own pictures: once a picture, whatever its networks are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from campaign.model import Finding, Post, Severity
from campaign.pictures import Prepared


@dataclass
class _Seen:
    """One picture of one post: what was changed of it, and where it stands still, by network."""

    post: Post
    changes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    still: list[str] = field(default_factory=list)


class PictureNotes:
    """Collects what was done to the pictures while the calendar is compiled."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, int], _Seen] = {}

    def add(self, post: Post, number: int, platform: str, prepared: Prepared) -> None:
        """Remember one picture of a post as one network gets it."""
        seen = self._seen.setdefault((post.id, number), _Seen(post))
        if prepared.stands_still and platform not in seen.changes:
            seen.still.append(platform)
        seen.changes[platform] = prepared.changes

    def findings(self) -> Iterator[Finding]:
        """A finding for each picture that goes out changed, and for each that should move."""
        for (_, number), seen in self._seen.items():
            name = seen.post.images[number]
            if any(seen.changes.values()):
                yield Finding(
                    "picture-prepared",
                    Severity.INFO,
                    seen.post.at(f"image.{number}"),
                    f"{name} goes out changed: {_in_words(seen.changes)}",
                    "see it in the preview; the file itself stays as it is",
                    seen.post.id,
                )
            if seen.still:
                where = ", ".join(seen.still)
                yield Finding(
                    "picture-still",
                    Severity.WARN,
                    seen.post.at(f"image.{number}"),
                    f"{name} moves, but it stands still on {where}: its first frame goes out",
                    "see that the first frame says enough, or make a film (MP4) of it",
                    seen.post.id,
                )


def _in_words(changes: Mapping[str, tuple[str, ...]]) -> str:
    """First what was changed for all networks, then what only for some, with their names."""
    every = [set(some) for some in changes.values()]
    common = set.intersection(*every)
    first = next(iter(changes.values()))
    parts = [change for change in first if change in common]
    others: dict[tuple[str, ...], list[str]] = {}
    for platform, some in changes.items():
        rest = tuple(change for change in some if change not in common)
        if rest:
            others.setdefault(rest, []).append(platform)
    parts += [f"on {', '.join(names)}: {', '.join(rest)}" for rest, names in others.items()]
    return "; ".join(parts)
