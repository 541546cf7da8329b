"""Until when each publication may go as far as the people agree whom it shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from campaign.config import Config
from campaign.model import Publication
from campaign.model.consents import Consent, ConsentEnd
from campaign.plan.consents import first_end
from campaign.storage.trust import consents

_UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Agreements:
    """The consents of the register, and the zones of their days: by channel, else `zone`."""

    consents: Mapping[str, Consent] = field(default_factory=dict)
    zones: Mapping[str, ZoneInfo] = field(default_factory=dict)
    zone: ZoneInfo = _UTC


NO_AGREEMENTS: Final = Agreements()


def agreements(config: Config, register: Mapping[str, Consent]) -> Agreements:
    """The consents of the register with the zones of the configuration."""
    zones = {name: channel.zone for name, channel in config.channels.items()}
    return Agreements(register, zones, config.zone)


def settle(
    connection: Connection, agreed: Agreements, *, who: str, now: datetime, post: str = ""
) -> tuple[tuple[str, ...], int]:
    """Write down until when everything that is not out may go, in the transaction of a plan.

    What the register calls withdrawn by now is withdrawn for good. Gives the consents that are so
    since this time, and how many publications wait for somebody who no longer agrees at `now`
    (UTC). Where the register does not have a consent, what was known of it stays. With a `post`,
    only its publications are looked at; a consent is then withdrawn for good by the next plan of
    everything, and ends for this post at once.
    """
    consents.lock(connection)
    today = now.astimezone(agreed.zone).date()
    ended = tuple(
        reference
        for reference, found in sorted(agreed.consents.items())
        if not post
        and found.is_withdrawn
        and found.end <= today
        and consents.end(
            connection,
            reference,
            who=who,
            reason=f"withdrawn on {found.end} by {found.place.file}",
            at=min(found.ends_at(agreed.zone), now),
            now=now,
        )
    )
    gone = {name: each.at for name, each in consents.withdrawn(connection).items()}

    def ends(publication: Publication, references: Collection[str]) -> ConsentEnd | None:
        zone = agreed.zones.get(publication.channel, agreed.zone)
        found = first_end(references, agreed.consents, gone, zone)
        known = publication.consent_until
        unknown = any(each not in agreed.consents and each not in gone for each in references)
        if unknown and known is not None and (found is None or known < found.at):
            return ConsentEnd(known, publication.consent)
        return found

    consents.settle(connection, ends, post)
    return ended, consents.held(connection, now, post)
