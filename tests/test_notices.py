"""What people are told, word for word."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from campaign.config.tables import NoticesTable
from campaign.notices import KINDS, Notice, message
from campaign.usecases.operations.status import Status

FAILED = Notice("failed", 12, "eu-x", "eu-x: 403: You are not allowed", "labs-01")


def test_every_kind_is_told_with_the_command_that_helps() -> None:
    """Post, channel, the network's own words, and what to type; plain text for any service."""
    title, text = message(
        "EU-BELONG",
        [
            Notice("channel-paused", 3, "eu-mastodon", "eu-mastodon: 401: The token was revoked"),
            Notice("missed", 13, "arad-x", "more than 6 h late", "labs-02"),
            FAILED,
            replace(FAILED, number=14, post="labs-03"),
            Notice("unknown", 11, "eu-telegram", "no answer came\nwithin 30 s", "labs-01"),
        ],
    )
    assert title == "EU-BELONG: 1 unknown, 2 failed, 1 missed, 1 channel paused"
    assert text == (
        "1 unknown: it may be out.\n"
        "- no. 11 labs-01 on eu-telegram: no answer came within 30 s\n"
        "  → unless its network has told meanwhile, decide: campaign resolve 11\n"
        "\n"
        "2 failed.\n"
        "- no. 12 labs-01 on eu-x: eu-x: 403: You are not allowed\n"
        "  → mend the post and campaign apply, or campaign reschedule 12 "
        '--to "2026-12-02 10:00"\n'
        "- no. 14 labs-03 on eu-x: eu-x: 403: You are not allowed\n"
        "  → mend the post and campaign apply, or campaign reschedule 14 "
        '--to "2026-12-02 10:00"\n'
        "\n"
        "1 missed.\n"
        "- no. 13 labs-02 on arad-x: more than 6 h late\n"
        '  → campaign reschedule 13 --to "2026-12-02 10:00"\n'
        "\n"
        "1 channel paused.\n"
        "- eu-mastodon: eu-mastodon: 401: The token was revoked\n"
        "  → mend the credential, try it with campaign channels test, then "
        "campaign resume channel:eu-mastodon\n"
        "\n"
        "All that waits for a person: campaign status"
    )


def test_of_very_many_there_is_a_number() -> None:
    """A night on which everything failed is one message that can be read."""
    title, text = message("C", [replace(FAILED, number=n, says="x" * 900) for n in range(500)])
    assert title == "C: 500 failed"
    assert text.count("campaign reschedule") == 20 and "… and 480 more" in text
    assert len(text) < 10_000 and "xxx…" in text


def test_no_reason_is_said_to_be_none() -> None:
    """Rather than a line that breaks off."""
    assert "on eu-x: no reason was given\n" in message("C", [replace(FAILED, says=" ")])[1]


def test_the_kinds_are_those_that_can_be_configured() -> None:
    """And words that `campaign status` has as well."""
    [listed] = get_args(NoticesTable.model_fields["on"].annotation)
    assert set(get_args(listed)) == set(KINDS)
    assert all(kind in (Status.__doc__ or "") for kind in KINDS)
