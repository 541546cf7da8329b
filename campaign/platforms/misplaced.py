"""An answer that was given to another question.

Answers can change places: on a connection that another request was given up on, or behind a broken
proxy. What was only read is asked for again; what may have become public is in doubt.
"""

from __future__ import annotations

from campaign.errors import OutcomeUnknown, PlatformError, Unavailable


def misplaced(name: str, *, creates: bool) -> PlatformError:
    """The error for it, to a channel by its name; `creates` as in `wire.Wire.call`."""
    kind = OutcomeUnknown if creates else Unavailable
    return kind(f"{name}: the answer is about something else than what was asked")
