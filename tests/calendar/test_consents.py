"""Consents are read with the lines of their mistakes, and hold to the end of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from campaign.calendar.known import Known
from campaign.calendar.registers import read_consents
from campaign.errors import ContentError, Place
from campaign.model import Channel
from campaign.model.consents import Consent
from tests.plan.made import channel

CHANNELS: tuple[Channel, ...] = (
    channel(name="north-mastodon", platform="mastodon", region="north", language="ca"),
    channel(name="north-x", platform="x", region="north", language="es"),
    channel(name="south-x", platform="x", region="south", language="it"),
)
KNOWN = Known(
    languages=frozenset({"ca", "es", "it"}),
    regions=frozenset({"north", "south"}),
    channels=frozenset(each.name for each in CHANNELS),
    platforms=frozenset({"mastodon", "x", "telegram"}),
)
GOOD = """[lab-07]
purpose = "pictures of the labs"
channels = ["north", "-*/x"]
languages = ["ca", "es"]
signed = 2026-09-01
until = "2026-12-31"
"""


def read(text: str) -> dict[str, Consent]:
    """The consents of a file."""
    return read_consents(text, "content/consents/labs.toml", KNOWN, CHANNELS)


def said(text: str) -> str:
    """Everything that is wrong with a file."""
    with pytest.raises(ContentError) as caught:
        read(text)
    return str(caught.value)


def test_a_consent_names_its_channels_and_days() -> None:
    """Selectors as in a post, days with or without quotes."""
    assert read(GOOD)["lab-07"] == Consent(
        "lab-07",
        "pictures of the labs",
        frozenset({"north-mastodon"}),
        frozenset({"ca", "es"}),
        date(2026, 9, 1),
        date(2026, 12, 31),
        place=Place("content/consents/labs.toml", 1),
    )


@pytest.mark.parametrize("written", ['"all"', '["all"]', '["ca", "all"]'])
def test_all_languages_are_all_that_will_ever_be(written: str) -> None:
    """Also those that the campaign adds later."""
    text = GOOD.replace('["ca", "es"]', written)
    assert read(text)["lab-07"].languages is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('purpose = "pictures of the labs"\n', "", "labs.toml:1: lab-07.purpose is missing"),
        ('purpose = "pictures of the labs"', 'purpose = " "', ":2: lab-07.purpose: the purpose"),
        ('"-*/x"', '"nord"', 'there is no region or channel "nord" — did you mean "north"?'),
        ('["north", "-*/x"]', "[]", ":3: lab-07.channels is empty"),
        ('["north", "-*/x"]', '["mastodon"]', 'write "*/mastodon"'),
        ('["ca", "es"]', '["cat"]', 'there is no language "cat" — did you mean "ca"?'),
        ("signed = 2026-09-01\n", "", "lab-07.signed is missing"),
        ("2026-09-01", "2026-09-31", "this is not TOML"),
        ('"2026-12-31"', '"2026-12-32"', ":6: lab-07.until: this is no day"),
        ('"2026-12-31"', '"31/12/2026"', "this is no day"),
        ('"2026-12-31"', "2026-12-31T10:00:00Z", "this is no day"),
        ('"2026-12-31"', "2026", "this is no day"),
        ('"2026-12-31"', "0206-12-31", "is in another age"),
        ('"2026-12-31"', "2026-08-31", "it ends on 2026-08-31, before it was signed"),
        ('"2026-12-31"', "2026-12-31\nwithdrawn = 2026-08-01", "it was withdrawn on 2026-08-01"),
        ('"2026-12-31"', "2026-12-31\nwithdrawn = true", "this is no day"),
        ('"2026-12-31"', '2026-12-31\nscan = "x.pdf"', 'there is no key "lab-07.scan"'),
        ("[lab-07]", '["Anna Puig"]', 'the reference "Anna Puig" cannot be used'),
        ("[lab-07]", "[LAB-07]", "use small letters"),
        ("[lab-07]", f"[{'a' * 81}]", "at most 80"),
        ("[lab-07]\n", "lab-07 = 3\n[lab-08]\n", "lab-07 must be keys and values"),
    ],
)
def test_a_mistake_has_its_line_and_what_to_write(old: str, new: str, message: str) -> None:
    """Whatever is wrong with it."""
    assert message in said(GOOD.replace(old, new, 1))


def test_all_mistakes_come_at_once() -> None:
    """A person mends them in one go."""
    bad = GOOD.replace("2026-09-01", '"once"').replace('"ca"', '"xx"').replace("north", "nowhere")
    told = said(bad)
    assert told.count("\n") == 2
    assert all(each in told for each in (":3:", ":4:", ":5:"))


def test_it_holds_to_the_end_of_its_last_day_in_the_zone_of_the_channel() -> None:
    """Midnight is later in Dublin than in Bucharest."""
    found = read(GOOD)["lab-07"]
    assert not found.holds_on(date(2026, 8, 31)) and found.holds_on(date(2026, 9, 1))
    assert found.holds_on(date(2026, 12, 31)) and not found.holds_on(date(2027, 1, 1))
    assert found.ends_at(ZoneInfo("Europe/Dublin")) == datetime(2027, 1, 1, tzinfo=UTC)
    assert found.ends_at(ZoneInfo("Europe/Bucharest")) == datetime(2026, 12, 31, 22, tzinfo=UTC)


def test_the_day_on_which_it_was_withdrawn_is_the_first_without_it() -> None:
    """A withdrawal after its own end changes nothing."""
    found = replace(read(GOOD)["lab-07"], withdrawn=date(2026, 12, 1))
    assert found.is_withdrawn and not found.holds_on(date(2026, 12, 1))
    assert found.holds_on(date(2026, 11, 30))
    late = replace(found, withdrawn=date(2027, 3, 1))
    assert not late.is_withdrawn and late.end == date(2027, 1, 1)
