"""Levels and dismissals decide which findings count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from campaign.checks.judging.codes import BINDING
from campaign.checks.judging.levels import LEVELS, at_levels
from campaign.checks.judging.ruling import Ruling
from campaign.errors import Place
from campaign.model import Dismissal, Finding, Planned, Post, Severity
from tests.checks.desk import POST, planned, with_copy

PLACE = Place("content/calendar/labs.yaml", 12)
OF_TEXT = Finding(
    *("term-avoided", Severity.BLOCK, PLACE, "“waves”", "", "labs", "", "en"), "copy.en.text"
)
OF_CHANNEL = Finding("braces-left", Severity.BLOCK, PLACE, "braces", "", "labs", "donegal-mastodon")
OF_COPIES = Finding("links-differ", Severity.WARN, PLACE, "other links", "", "labs", "", "it")
OF_ALL = Finding("calendar-gap", Severity.WARN, PLACE, "nothing goes out for 13 days")
BINDS = Finding("too-long", Severity.BLOCK, PLACE, "353 characters", "", "labs", "donegal-x", "en")


def ruling(
    *dismissed: Finding,
    post: Post = POST,
    now: Post | None = None,
    line: tuple[Planned, ...] = (),
    new_line: tuple[Planned, ...] | None = None,
    **levels: str,
) -> Ruling:
    """A ruling with findings that were dismissed when the post was `post`; it is `now` now."""
    then = Ruling({}, (), (post,), line)
    some = [
        Dismissal(
            number,
            *(each.code, each.post, each.channel, each.language, each.path, each.message),
            then.judged(each),
            *("a reason", "marta", datetime(2026, 12, 1, tzinfo=UTC)),
        )
        for number, each in enumerate(dismissed, start=1)
    ]
    named = {key.replace("_", "-"): value for key, value in levels.items()}
    return Ruling(named, some, (now or post,), line if new_line is None else new_line)


@pytest.mark.parametrize("finding", [OF_TEXT, OF_CHANNEL, OF_COPIES, OF_ALL])
def test_what_was_dismissed_does_not_count(finding: Finding) -> None:
    """It is given apart, with who, when and why; others count."""
    counting, dismissed = ruling(finding, line=(planned(),)).of([finding, BINDS])
    assert counting == (BINDS,)
    assert [(each.finding, each.dismissal.who) for each in dismissed] == [(finding, "marta")]


def test_one_changed_character_brings_a_finding_back() -> None:
    """In the passage that it judges; another passage is none of its matter."""
    text = POST.copy["en"].text
    judge = ruling(OF_TEXT, now=with_copy("en", text=f"{text}."))
    assert judge.of([OF_TEXT]) == ((OF_TEXT,), ())
    judge = ruling(OF_TEXT, now=with_copy("en", headline="Another table"))
    assert judge.of([OF_TEXT])[0] == ()


def test_a_finding_that_says_something_else_is_another_one() -> None:
    """The word, the language, the place and the channel belong to it."""
    judge = ruling(OF_TEXT)
    for other in (
        replace(OF_TEXT, message="“tide”"),
        replace(OF_TEXT, path="copy.en.headline"),
        replace(OF_TEXT, language="it"),
        replace(OF_TEXT, channel="donegal-mastodon"),
        replace(OF_TEXT, code="sentence-long"),
        replace(OF_TEXT, post="another"),
    ):
        assert judge.of([other]) == ((other,), ())
    assert judge.of([replace(OF_TEXT, place=Place("moved.yaml", 3), remedy="say it")])[0] == ()


def test_a_comparison_comes_back_when_either_text_changes() -> None:
    """The translation is judged by its source too."""
    for now in (with_copy("en", text="New."), with_copy("it", text="Nuovo.")):
        assert ruling(OF_COPIES, now=now).of([OF_COPIES]) == ((OF_COPIES,), ())


def test_a_finding_of_a_channel_comes_back_when_its_words_change() -> None:
    """The finished text, which a template or a fact may change, counts."""
    other = (planned(texts=("Other words.",)),)
    judge = ruling(OF_CHANNEL, line=(planned(),), new_line=other)
    assert judge.of([OF_CHANNEL]) == ((OF_CHANNEL,), ())


def test_what_binds_cannot_be_dismissed_even_by_a_row_in_the_database() -> None:
    """Whoever writes into the database cannot make a network take it."""
    consent = replace(OF_TEXT, code="consent-needed", severity=Severity.WARN, path="people")
    for finding in (BINDS, consent, replace(BINDS, code="statement-missing")):
        assert ruling(finding).of([finding]) == ((finding,), ())


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_counts_for_all_findings_of_its_code(level: str) -> None:
    """Those that blocked and those that advised."""
    info = replace(OF_TEXT, severity=Severity.INFO, path="copy.en.alt")
    heard, _ = ruling(term_avoided=level).of([OF_TEXT, info, OF_ALL])
    wanted = LEVELS[level]
    assert [each.severity for each in heard] == [*([wanted] * 2 if wanted else []), Severity.WARN]


@pytest.mark.parametrize("code", sorted(BINDING))
def test_a_level_never_lowers_what_binds(code: str) -> None:
    """What only advises under the same code follows the level."""
    blocks = replace(BINDS, code=code)
    advises = replace(blocks, severity=Severity.INFO)
    assert list(at_levels([blocks, advises], {code: "off"})) == [blocks]


def test_a_dismissal_holds_whatever_the_level_is() -> None:
    """A level that was raised since is no new finding."""
    counting, dismissed = ruling(OF_ALL, calendar_gap="block").of([OF_ALL])
    assert counting == ()
    assert [each.finding.severity for each in dismissed] == [Severity.BLOCK]
