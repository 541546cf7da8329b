"""Which translations a change of a post binds to its source: the `of` that the program writes."""

from __future__ import annotations

from campaign.model import Copy, CopyState, Post, copy_hash


def bindings(before: Post | None, after: Post) -> dict[str, str]:
    """The hashes to write, by key path ("copy.es.of"), when `before` becomes `after`.

    A translation whose words were written, or that was called reviewed, translates the source that
    stands beside it now. One that nobody touched keeps what it has, so that it is stale when the
    source changed.
    """
    source = after.source
    if source is None:
        return {}
    now = copy_hash(source)
    old = before.copy if before else {}
    return {
        f"copy.{language}.of": now
        for language, copy in after.copy.items()
        if copy is not source and copy.of != now and _touched(old.get(language), copy)
    }


def _touched(before: Copy | None, after: Copy) -> bool:
    if before is None or before.state is CopyState.SOURCE:
        return True
    reviewed = after.state is CopyState.REVIEWED and before.state is not CopyState.REVIEWED
    return reviewed or copy_hash(before) != copy_hash(after)
