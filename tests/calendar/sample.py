"""A small campaign to read posts for: names, channels, regions and one good post file."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from campaign.calendar.known import Known
from campaign.model import Channel, Region

BRUSSELS, DUBLIN, BUCHAREST = (
    ZoneInfo(name) for name in ("Europe/Brussels", "Europe/Dublin", "Europe/Bucharest")
)

KNOWN = Known(
    languages=frozenset({"en", "es", "ca", "eu", "no"}),
    regions=frozenset({"eu", "catalonia", "donegal", "arad"}),
    channels=frozenset({"eu-mastodon-en", "eu-bluesky-en", "catalonia-mastodon-ca"}),
    platforms=frozenset({"mastodon", "bluesky"}),
    activities=frozenset({"A01", "A02"}),
    facts=frozenset({"F01", "F07"}),
    pillars=frozenset({"learn", "meet", "co_create", "plan", "act", "voice"}),
    values=frozenset({"equality", "interaction", "trust"}),
    audiences=frozenset({"general_public", "policy_makers"}),
    calls=frozenset({"ask", "share", "join"}),
    backgrounds=frozenset({"dusk", "dawn", "paper", "leaf"}),
    background="dusk",
)

POST = """\
# yaml-language-server: $schema=../post.schema.json
id: learning-labs-01
when: week 1 Tuesday 10:00      # wall time of each channel
# zone: Europe/Brussels         # one instant for all
channels: [all]
activity: A02
pillar: meet
value: interaction
audience: general_public
cta: ask
facts: [F07]
link: https://eu-belong.aer.eu/
hashtags: [EUBelong, LearningLabs]
card: {layout: figure, figure: "{{ fact.F07 }}", background: dusk}
people: []
copy:
  en:
    headline: Three days. One table.
    text: >-
      {{ fact.F07 }} days, one lab in each region.
      Who would you invite?
    alt: A card with the figure {{ fact.F07 }}.
    state: source
  es: {headline: Tres días, text: "Tres días, una mesa", alt: Una tarjeta, state: draft}
overrides: {}                  # platform: {lang: {text: ...}}
"""


def region(id_: str, zone: ZoneInfo = BRUSSELS, **more: object) -> Region:
    """A region of the sample campaign."""
    return Region(id_, {"en": id_.title()}, zone, ("en",), **more)  # type: ignore[arg-type]


def channel(name: str, region_id: str, platform: str, language: str, zone: ZoneInfo) -> Channel:
    """A channel of the sample campaign."""
    return Channel(name, platform, region_id, language, zone)


REGIONS = {
    "eu": region("eu"),
    "catalonia": region("catalonia", ZoneInfo("Europe/Madrid")),
    "donegal": region("donegal", DUBLIN),
    "arad": region("arad", BUCHAREST),
}

CHANNELS = (
    channel("eu-mastodon-en", "eu", "mastodon", "en", BRUSSELS),
    channel("eu-bluesky-en", "eu", "bluesky", "en", BRUSSELS),
    channel("catalonia-mastodon-ca", "catalonia", "mastodon", "ca", ZoneInfo("Europe/Madrid")),
    channel("catalonia-mastodon-es", "catalonia", "mastodon", "es", ZoneInfo("Europe/Madrid")),
    channel("donegal-bluesky-en", "donegal", "bluesky", "en", DUBLIN),
    channel("arad-mastodon-ro", "arad", "mastodon", "ro", BUCHAREST),
)
