"""The last question before a request leaves, reason by reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from campaign.model import Channel, Hold, Publication, Region
from campaign.plan.gate import Verdict, gate, holds
from campaign.plan.reasons import OVERTAKEN, REMOVED, in_words
from tests.plan.made import HOUR, NOW, channel, held, planned, region

DUE = held(planned(NOW))


def ask(
    publication: Publication = DUE,
    through: Channel | None = channel(),  # noqa: B008 - frozen
    behind: Region | None = region(),  # noqa: B008 - frozen
    **other: Any,
) -> tuple[Verdict, str]:
    """The gate's verdict and its reason."""
    known = {"approved": True, "last_published": None, "now": NOW, **other}
    passage = gate(publication, through, behind, **known)
    return passage.verdict, passage.reason


def test_what_is_due_and_approved_goes_without_a_reason() -> None:
    """Nothing speaks against it."""
    assert ask() == (Verdict.GO, "")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"through": None}, "no longer in the configuration"),
        ({"behind": None}, "no longer in the configuration"),
        ({"through": channel(paused=True)}, "'catalonia' is paused"),
        ({"behind": region(blackout=(date(2026, 12, 1),))}, "2026-12-01 is a blackout day"),
        ({"behind": region(active_from=date(2026, 12, 2))}, "not active on 2026-12-01"),
        ({"behind": region(active_to=date(2026, 11, 30))}, "not active on 2026-12-01"),
        ({"paused": "aina paused region:catalonia: elections"}, "aina paused region:catalonia: el"),
        ({"waiting": "mastodon asks to wait until 10:00"}, "mastodon asks to wait until 10:00"),
        ({"approved": False}, "not approved"),
        (
            {"approved": False, "behind": region(approver="Aina Puig")},
            "not approved; Aina Puig approves for 'catalonia'",
        ),
        ({"publication": held(planned(NOW, blocked="alt-missing"))}, "of alt-missing"),
        ({"publication": held(planned(NOW), hold=Hold.REMOVED)}, REMOVED),
        ({"publication": held(planned(NOW), hold=Hold.OVERTAKEN)}, OVERTAKEN),
        (
            {"publication": held(planned(NOW), hold=Hold.FOREIGN, hold_detail="https://a.eu/7")},
            "the account shows these words already, at https://a.eu/7, and not by us",
        ),
        ({"last_published": NOW - timedelta(seconds=119)}, "less than its pace ago"),
    ],
)
def test_each_reason_to_hold(arguments: dict[str, Any], word: str) -> None:
    """Held while it lasts, with the reason in words."""
    verdict, reason = ask(**arguments)
    assert verdict is Verdict.HOLD
    assert word in reason


def test_the_pace_ends_to_the_second() -> None:
    """Two minutes after the last post the next may go."""
    assert ask(last_published=NOW - timedelta(minutes=2)) == (Verdict.GO, "")


def test_a_blackout_day_is_a_day_of_the_region_and_not_of_london() -> None:
    """At 23:30 UTC it is the next day in Madrid."""
    late = NOW.replace(hour=23, minute=30)
    dark = region(blackout=(date(2026, 12, 2),))
    assert ask(held(planned(late)), behind=dark, now=late)[0] is Verdict.HOLD
    light = region(blackout=(date(2026, 12, 1),))
    assert ask(held(planned(late)), behind=light, now=late)[0] is Verdict.GO


def test_within_the_grace_it_goes_late() -> None:
    """Six hours late is late enough, and not too late."""
    assert ask(held(planned(NOW - 6 * HOUR)))[0] is Verdict.GO


def test_beyond_the_grace_it_is_missed_and_says_by_how_much() -> None:
    """Not in silence: the reason names the lateness and what held it."""
    verdict, reason = ask(held(planned(NOW - 7 * HOUR)), approved=False)
    assert verdict is Verdict.MISSED
    assert reason == (
        "late by 7 h, more than 6 h; it was held because this exact text and picture are not "
        "approved"
    )


def test_a_channel_has_its_own_grace() -> None:
    """Half an hour, where half an hour was set."""
    hasty = channel(grace=timedelta(minutes=30))
    assert ask(held(planned(NOW - timedelta(minutes=31))), hasty) == (
        Verdict.MISSED,
        "late by 31 min, more than 30 min",
    )


def test_what_the_network_put_off_beyond_the_grace_still_goes() -> None:
    """A network that said "not before tomorrow" did not make us late."""
    waited = held(planned(NOW - 20 * HOUR), not_before=NOW, put_off=NOW)
    assert ask(waited)[0] is Verdict.GO


def test_what_was_put_off_has_its_grace_from_then_on() -> None:
    """A person or a network named the instant; a day after it is too late again."""
    then = NOW - 6 * HOUR
    waited = held(planned(NOW - 30 * HOUR), not_before=then, put_off=then)
    assert ask(waited)[0] is Verdict.GO
    assert ask(waited, now=NOW + timedelta(minutes=1)) == (
        Verdict.MISSED,
        "late by 6 h, more than 6 h",
    )


def test_a_retry_of_our_own_does_not_lengthen_the_grace() -> None:
    """Waits between tries count as lateness, up to the very end of the grace."""
    tried = held(planned(NOW - 7 * HOUR), not_before=NOW - HOUR)
    assert ask(tried)[0] is Verdict.MISSED


def test_a_pause_longer_than_the_grace_is_named_in_what_it_made_us_miss() -> None:
    """The reason is kept, so that nobody has to guess a week later."""
    verdict, reason = ask(held(planned(NOW - 7 * HOUR)), paused="aina paused all: a disaster")
    assert verdict is Verdict.MISSED
    assert reason.endswith("it was held because aina paused all: a disaster")


def test_the_configuration_says_so_itself_when_it_pauses_a_channel() -> None:
    """Then no command resumes it."""
    assert ask(through=channel(paused=True))[1].endswith("is paused in the configuration")


@pytest.mark.parametrize(
    ("ends", "verdict"),
    [
        (NOW - HOUR, Verdict.HOLD),
        (NOW, Verdict.HOLD),
        (NOW + timedelta(seconds=1), Verdict.GO),
        (None, Verdict.GO),
    ],
)
def test_a_consent_holds_from_the_second_on_at_which_it_ends(
    ends: datetime | None, verdict: Verdict
) -> None:
    """And its words say whose it is."""
    publication = held(planned(NOW), consent_until=ends, consent="the consent lab-07 was withdrawn")
    found, reason = ask(publication=publication)
    assert found is verdict
    assert ("a person in it no longer agrees: the consent lab-07" in reason) is bool(reason)


def test_what_is_still_to_come_is_judged_by_its_own_time() -> None:
    """So that a person reads days before that it will not go out."""
    coming = held(planned(NOW + 3 * HOUR), consent_until=NOW + HOUR, consent="lab-07 ends")
    assert [each.words for each in holds(coming, channel(), region(), approved=True, now=NOW)] == [
        "a person in it no longer agrees: lab-07 ends"
    ]
    assert in_words(coming) == "lab-07 ends"
    assert in_words(held(planned(NOW), consent_until=NOW + HOUR, consent="lab-07 ends")) == ""
