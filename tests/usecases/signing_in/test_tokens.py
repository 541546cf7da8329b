"""Tokens: random, and of a bounded length."""

from __future__ import annotations

from campaign.usecases.signing_in import tokens


def test_a_token_that_cannot_be_ours_is_not_hashed() -> None:
    """A gigabyte in an address costs nothing."""
    assert tokens.digest("a" * (tokens.LONGEST + 1)) == tokens.digest("") == ""
    assert len(tokens.new()) == 43 and tokens.new() != tokens.new()
