"""What one try has sent is what the next one sends, byte for byte, as long as the words stay."""

from __future__ import annotations

from datetime import datetime

import pytest

from campaign.engine.payloads import restored, stored, stored_payloads
from campaign.model import Attempt, Payload, Upload
from tests.plan.made import NOW

PICTURE = Upload("a" * 64, "image/png", 1080, 1080, 51072, "Una taula")


def attempt(number: int, variant_hash: str, *texts: str, at: datetime = NOW) -> Attempt:
    """One try that was to send these words."""
    payloads = [Payload("mastodon", {"text": text}, (PICTURE,)) for text in texts]
    return Attempt(
        number, 1, variant_hash, "key", "host:1", at, at, "Unavailable", stored(payloads)
    )


@pytest.mark.parametrize("texts", [("Bon dia.",), ("Bon dia.", "Segona part.")])
def test_what_was_stored_comes_back_equal(texts: tuple[str, ...]) -> None:
    """One part or several, with their pictures."""
    payloads = tuple(Payload("mastodon", {"text": text}, (PICTURE,)) for text in texts)
    assert restored(stored(payloads)) == payloads


def test_the_last_try_of_these_words_counts() -> None:
    """Tries of other words, before or after, were other posts."""
    tries = [
        attempt(1, "old", "Abans."),
        attempt(2, "new", "Ara."),
        attempt(3, "new", "Ara, una altra vegada."),
        attempt(4, "newest", "Després."),
    ]
    found = stored_payloads(tries, "new")
    assert found is not None
    assert [payload.body["text"] for payload in found] == ["Ara, una altra vegada."]
    assert stored_payloads(tries, "never sent") is None


def test_what_is_no_plain_data_is_refused() -> None:
    """It could not be sent the same again."""
    with pytest.raises(TypeError):
        stored([Payload("mastodon", {"at": NOW})])
