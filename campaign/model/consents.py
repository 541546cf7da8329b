"""What a person whom posts show has agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from campaign.errors import Place


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's consent by its reference; the signed paper itself is kept elsewhere.

    `purpose` says in words what the person agreed to, `covers` what may be shown of them.
    `channels` are the names of the channels that it covers, `languages` the languages; None for
    all. `only` names the activities, pillars or tags of the posts that it is for; empty for any. It
    was signed on `signed` and holds to the end of the day `until`. `withdrawn` is the day from
    which it does not hold any more, None while it does.
    """

    reference: str
    purpose: str
    channels: frozenset[str]
    languages: frozenset[str] | None
    signed: date
    until: date
    covers: str = ""
    only: tuple[str, ...] = ()
    withdrawn: date | None = None
    place: Place = Place("")

    @property
    def end(self) -> date:
        """The first day on which it does not hold any more."""
        after = self.until + timedelta(days=1)
        return after if self.withdrawn is None else min(self.withdrawn, after)

    @property
    def is_withdrawn(self) -> bool:
        """True where it ends because the person took it back, and not by its own date."""
        return self.withdrawn is not None and self.withdrawn <= self.until

    def holds_on(self, day: date) -> bool:
        """True when it covers a day."""
        return self.signed <= day < self.end

    def ends_at(self, zone: ZoneInfo) -> datetime:
        """The instant (UTC) from which it does not hold any more, by the days of a zone."""
        return datetime.combine(self.end, time(), zone).astimezone(UTC)

    def fits(self, names: frozenset[str]) -> bool:
        """True when it is for a post with these names: its activity, its pillar and its tags."""
        return not self.only or bool(names & set(self.only))


@dataclass(frozen=True, slots=True)
class ConsentEnd:
    """When (UTC) the first consent of a publication ends or ended, and that in words."""

    at: datetime
    words: str
