"""The second step on Facebook, Instagram and Threads, which first make an unpublished post."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from campaign.model import Absent, Pending, Receipt


class Unpublished(Protocol):
    """An account's unpublished posts: drafts on Facebook, containers on Instagram and Threads."""

    def finish(
        self, pending: Pending, doubt: datetime | None = None, booked: Collection[str] = ()
    ) -> Receipt | Pending:
        """Publish one that is ready; see `campaign.platforms.protocols.Finishes`."""
        ...

    def stands(
        self, pending: Pending, booked: Collection[str] = ()
    ) -> Receipt | Pending | Absent | None:
        """The state of one by its own id; publishes nothing."""
        ...


class TwoSteps:
    """The second step of an adapter, which passes it on to its unpublished posts."""

    _unpublished: Unpublished

    def in_two_steps(self, part: int) -> bool:
        """Whether a part is published in two steps: only the post itself is."""
        return part == 0  # a comment is public at once

    def finish(
        self, pending: Pending, doubt: datetime | None = None, booked: Collection[str] = ()
    ) -> Receipt | Pending:
        """Publish the post when it is ready, unless it is already published."""
        return self._unpublished.finish(pending, doubt, booked)

    def stands(
        self, pending: Pending, booked: Collection[str] = ()
    ) -> Receipt | Pending | Absent | None:
        """Whether the post is published, by the id of its draft or container."""
        return self._unpublished.stands(pending, booked)
