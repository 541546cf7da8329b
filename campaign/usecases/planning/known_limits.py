"""What each channel's server allows: what it said last or, without an answer, the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from campaign.model import Channel, Limits, ServerLimits
from campaign.platforms import registry
from campaign.storage.server_limits import Server, server_of

_LOOK = timedelta(seconds=30)  # between two looks of a service for a newer answer
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class KnownLimits:
    """The limits by channel; channels that are allowed the same share one `Limits` object.

    `read` gives what each server said last, None when that cannot be read now. It is called when
    first needed, and again by `renew`.
    """

    def __init__(self, read: Callable[[], Mapping[Server, ServerLimits] | None]) -> None:
        self._read = read
        self._told: Mapping[Server, ServerLimits] | None = None
        self._limits: dict[tuple[Server, tuple[tuple[str, str], ...]], Limits] = {}
        self._same: dict[Limits, Limits] = {}
        self._looked = _LONG_AGO

    def told(self, channel: Channel) -> ServerLimits | None:
        """What a channel's server said last; None when it was never asked, or gave no answer."""
        if not registry.asks(channel.platform):
            return None
        if self._told is None:
            self._told = self._read() or {}
        return self._told.get(server_of(channel))

    def of(self, channel: Channel) -> Limits:
        """What a channel's server allows; raises ValueError when there is no such network."""
        key = (server_of(channel), tuple(sorted(channel.options.items())))
        known = self._limits.get(key)
        if known is None:
            known = registry.limits_of(channel, self.told(channel))
            known = self._limits[key] = self._same.setdefault(known, known)
        return known

    def state(self) -> object:
        """What tells whether the limits are still those of before; equal while they are."""
        return self._told

    def renew(self, now: datetime) -> None:
        """Look for newer answers at `now` (UTC), unless that was done a moment before.

        While they cannot be read, the former ones stand.
        """
        if now - self._looked < _LOOK:
            return
        self._looked = now
        told = self._read()
        if told is not None and told != self._told:
            self._told, self._limits = told, {}
