"""Finishing a post, which Facebook, Instagram and Threads first make where nobody sees it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from campaign.model import Absent, Pending, Receipt


class Unpublished(Protocol):
    """An account's posts that nobody sees yet: Facebook's drafts, or the others' containers."""

    def finish(
        self, pending: Pending, doubt: datetime | None = None, booked: Collection[str] = ()
    ) -> Receipt | Pending:
        """Publish one that is ready; see `campaign.platforms.protocols.Finishes`."""
        ...

    def stands(
        self, pending: Pending, booked: Collection[str] = ()
    ) -> Receipt | Pending | Absent | None:
        """How one stands by its own id; publishes nothing."""
        ...


class TwoSteps:
    """The second step of an adapter, which leaves it to what keeps its unpublished posts."""

    _unpublished: Unpublished

    def in_two_steps(self, part: int) -> bool:
        """What of a publication is made first and published then."""
        return part == 0  # a comment is public at once

    def finish(
        self, pending: Pending, doubt: datetime | None = None, booked: Collection[str] = ()
    ) -> Receipt | Pending:
        """Publish the post when it is ready, unless it is out already."""
        return self._unpublished.finish(pending, doubt, booked)

    def stands(
        self, pending: Pending, booked: Collection[str] = ()
    ) -> Receipt | Pending | Absent | None:
        """Whether the post is out, by the id of its draft or container."""
        return self._unpublished.stands(pending, booked)
