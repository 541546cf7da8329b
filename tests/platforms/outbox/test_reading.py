"""A folder of the outbox that is read as somebody finds it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from campaign.errors import Unavailable
from campaign.model import Payload, Reading
from campaign.platforms.outbox.adapter import Outbox
from tests.platforms.outbox.test_adapter import opened
from tests.platforms.samples import START, Shelf, picture, threaded, variant


def written(adapter: Outbox, shelf: Shelf) -> tuple[Payload, Path]:
    """A thread with two pictures and a comment, and its folder."""
    media = [shelf.put(picture(colour), alt=f"De {colour}") for colour in ("red", "blue")]
    payload = adapter.payloads(threaded(variant("outbox", *media)), START)[0]
    receipt = adapter.publish(payload, "key-1")
    return payload, Path(receipt.url.removeprefix("file://"))


def test_words_that_somebody_changed_in_the_folder_are_read_as_they_are(
    tmp_path: Path, shelf: Shelf
) -> None:
    """A part, a comment, an alt text, a picture that was taken out: the rest stays."""
    adapter = opened(tmp_path, shelf)
    payload, folder = written(adapter, shelf)
    meant = adapter.intended(payload)
    assert len(meant.parts) == 3 and meant.alts == ("De red", "De blue")

    def got() -> Reading:
        found = adapter.read("key-1")
        assert isinstance(found, Reading)
        return replace(found, url="")

    assert got() == meant
    (folder / "comment.txt").write_text("Més: https://altre.example/")
    assert got().parts[:2] == meant.parts[:2]
    assert got().parts[2].links == ("https://altre.example/",)
    words = (folder / "text.txt").read_text("utf-8")
    (folder / "text.txt").write_text(words.replace("\n\n[alt 2] De blue", ""))
    assert got().alts == ("De red", "") and got().text == meant.text
    (folder / "2.png").unlink()
    assert got().pictures == 1 and got().alts == ("De red",)


def test_a_folder_that_cannot_be_read_is_neither_gone_nor_fine(
    tmp_path: Path, shelf: Shelf
) -> None:
    """What somebody wrote over is asked for again."""
    adapter = opened(tmp_path, shelf)
    _, folder = written(adapter, shelf)
    for spoilt in ("", "[]", "{"):
        (folder / "payload.json").write_text(spoilt)
        with pytest.raises(Unavailable, match="cannot be read"):
            adapter.read("key-1")


def test_withdrawing_leaves_nothing_behind(tmp_path: Path, shelf: Shelf) -> None:
    """Neither the folder nor what it was moved to."""
    adapter = opened(tmp_path, shelf)
    _, folder = written(adapter, shelf)
    adapter.withdraw("key-1")
    assert list(folder.parent.iterdir()) == []
