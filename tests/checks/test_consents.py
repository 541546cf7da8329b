"""A post that shows somebody goes where, when and in the languages that they agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from campaign.model import Finding, Planned, Post, Severity
from campaign.model.consents import Consent
from tests.checks.desk import DUE, POST, REGISTERS, found, planned
from tests.plan.made import DAY

AGREED = Consent(
    "lab-07",
    "the labs",
    frozenset({"donegal-mastodon", "emilia-romagna-mastodon"}),
    None,
    date(2026, 9, 1),
    date(2026, 12, 31),
)
SHOWS = replace(POST, people=("lab-07",))


def told(
    code: str,
    post: Post = SHOWS,
    consents: Mapping[str, Consent] | None = None,
    also: tuple[Planned, ...] = (),
    **changes: Any,
) -> list[Finding]:
    """What one check says of a post in two languages, with the consent changed so."""
    register = {"lab-07": replace(AGREED, **changes)} if consents is None else consents
    line = (planned(), planned(channel="emilia-romagna-mastodon", language="it"), *also)
    registers = replace(REGISTERS, consents=register)
    return [each for each in found(post, plan=line, registers=registers) if each.code == code]


CODES = (
    *("consent-unknown", "consent-channel", "consent-language", "consent-purpose"),
    *("consent-ended", "consent-needed"),
)


@pytest.mark.parametrize("code", CODES)
def test_what_was_agreed_to_is_quiet(code: str) -> None:
    """Both channels, both languages, on that day."""
    assert told(code) == []


@pytest.mark.parametrize("code", CODES)
def test_a_post_without_people_needs_no_consent(code: str) -> None:
    """Whatever the register has."""
    assert told(code, POST, until=date(2026, 9, 2), channels=frozenset()) == []


@pytest.mark.parametrize(
    ("code", "changes", "channels", "said"),
    [
        ("consent-channel", {"channels": frozenset({"donegal-mastodon"})}, ["emilia"], "agreed to"),
        ("consent-channel", {"channels": frozenset()}, ["donegal", "emilia"], "agreed to"),
        ("consent-language", {"languages": frozenset({"en"})}, ["emilia"], 'texts in "it"'),
        ("consent-language", {"languages": frozenset({"eu"})}, ["donegal", "emilia"], "texts in"),
        ("consent-ended", {"until": date(2026, 11, 30)}, ["donegal", "emilia"], "until 2026-11-30"),
        ("consent-ended", {"signed": date(2026, 12, 2)}, ["donegal", "emilia"], "from 2026-12-02"),
        (
            "consent-ended",
            {"withdrawn": date(2026, 12, 1)},
            ["donegal", "emilia"],
            "withdrawn on 2026-12-01",
        ),
    ],
)
def test_what_was_not_agreed_to_holds_exactly_those_channels(
    code: str, changes: dict[str, Any], channels: list[str], said: str
) -> None:
    """And no others: the finding names the channel and its language."""
    findings = told(code, **changes)
    assert sorted(each.channel.split("-")[0] for each in findings) == channels
    assert all(each.severity is Severity.BLOCK and said in each.message for each in findings)
    assert all(each.post == "labs" and each.remedy for each in findings)


@pytest.mark.parametrize(
    ("only", "quiet"),
    [((), True), (("A02",), True), (("A03",), False), (("story", "x"), True), (("round",), True)],
)
def test_a_purpose_is_an_activity_a_pillar_or_a_tag(only: tuple[str, ...], quiet: bool) -> None:
    """One of them is enough."""
    post = replace(SHOWS, pillar="story", tags=("round",))
    findings = told("consent-purpose", post, only=only)
    assert (findings == []) is quiet
    assert all("has agreed to A03 alone (the labs)" in each.message for each in findings)


def test_an_unknown_consent_holds_the_post_and_names_the_nearest() -> None:
    """Once a register is kept; in all its channels."""
    (finding,) = told("consent-unknown", replace(SHOWS, people=("lab-07", "lab-70")))
    assert (finding.severity, finding.channel) == (Severity.BLOCK, "")
    assert finding.message == 'there is no consent "lab-70"'
    assert finding.remedy == 'did you mean "lab-07"?'


def test_without_a_register_a_person_is_only_pointed_out() -> None:
    """Who keeps consents elsewhere is not held; where a file is broken, nothing is said."""
    (finding,) = told("consent-needed", consents={})
    assert finding.severity is Severity.WARN and "lab-07" in finding.message
    assert told("consent-unknown", consents={}) == []
    registers = replace(REGISTERS, consents=None)
    codes = {each.code for each in found(SHOWS, plan=(planned(),), registers=registers)}
    assert not any(code.startswith("consent") for code in codes)


def test_the_day_is_that_of_the_channel() -> None:
    """Half past eleven at night in Dublin is the next day in Rome."""
    late = DUE.replace(day=31, hour=23, minute=30)
    line = (planned(due=late), planned(channel="emilia-romagna-mastodon", language="it", due=late))
    registers = replace(REGISTERS, consents={"lab-07": AGREED})
    findings = found(SHOWS, plan=line, registers=registers)
    ended = [each.channel for each in findings if each.code == "consent-ended"]
    assert ended == ["emilia-romagna-mastodon"]


def test_each_of_several_people_is_asked() -> None:
    """One who agreed does not stand for another."""
    ended = replace(AGREED, reference="lab-08", until=date(2026, 11, 1))
    register = {"lab-07": AGREED, "lab-08": ended}
    findings = told("consent-ended", replace(SHOWS, people=("lab-07", "lab-08")), register)
    assert len(findings) == 2 and all("lab-08" in each.message for each in findings)
    assert told("consent-ended", also=(planned(due=DUE + 40 * DAY),)) != []
