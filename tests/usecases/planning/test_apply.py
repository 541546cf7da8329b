"""A plan is made so: cards drawn once, all rows or none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from campaign.cards.draw import card_key
from campaign.errors import RenderError, StorageError
from campaign.model import Card, Media, Planned, State
from campaign.model.approval import NO_APPROVAL
from campaign.storage import variants
from campaign.usecases.operations.status import status
from tests.cards.material import brand, card
from tests.engine.scripted import lost
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR
from tests.test_media import png

CARD = card(format="landscape")


def with_card(stage: Stage, wish: Card = CARD, **other: str) -> Planned:
    """A publication whose picture is still to be drawn."""
    return stage.wanted(card=wish, card_key=card_key(wish, brand()), at=stage.now + DAY, **other)


def test_a_card_is_drawn_once_for_all_who_show_it(stage: Stage) -> None:
    """Three channels, one picture; the next plan draws none."""
    wanted = [with_card(stage, channel=name) for name in stage.channels]
    assert stage.apply(*wanted).cards == 1
    assert stage.apply(*wanted, with_card(stage, post="review")).cards == 0
    with stage.database.read() as connection:
        names = {stage.held(number).variant_hash for number in (1, 2, 3)}
        kept = variants.load(connection, names)
    pictures = {each.media[0].sha256 for each in kept.values()}
    assert len(kept) == 3
    assert len(pictures) == 1
    assert stage.media.read(pictures.pop())[:4] == b"\x89PNG"
    assert {each.media[0].alt for each in kept.values()} == {"Una taula"}


def test_a_card_whose_file_was_lost_or_torn_is_drawn_again(stage: Stage) -> None:
    """The same words give the same picture, so that the approval stands."""
    stage.apply(with_card(stage))
    before = stage.held().variant_hash
    for spoil in (Path.unlink, lambda file: file.write_bytes(b"torn")):
        (file,) = [path for path in stage.media.folder.rglob("*") if path.is_file()]
        spoil(file)
        assert stage.apply(replace(with_card(stage), due=stage.now + 2 * DAY)).cards == 1
        stage.apply(with_card(stage))
        assert stage.held().variant_hash == before


def test_a_card_that_cannot_be_drawn_applies_nothing(stage: Stage) -> None:
    """Not the half of a plan; what was drawn serves the next try."""
    bad = with_card(stage, replace(CARD, headline="漢字"), post="the-bad-one")
    with pytest.raises(RenderError, match="no font"):
        stage.apply(with_card(stage), bad)
    assert stage.states() == []
    assert stage.apply(with_card(stage)).cards == 0


def test_a_picture_that_is_not_at_hand_applies_nothing(stage: Stage) -> None:
    """The post's own picture is gone from the disk."""
    gone = Media("0" * 64, "image/png", 64, 48, 100, "Una taula")
    with pytest.raises(StorageError, match="is gone"):
        stage.apply(stage.wanted(media=(gone,)))
    assert stage.states() == []


def test_a_picture_of_its_own_is_stored_before_it_is_planned(stage: Stage) -> None:
    """Byte for byte, whatever happens to the file it came from."""
    picture = stage.media.put(png())
    stage.apply(stage.wanted(media=(picture,), card_key=f"picture:{picture.sha256}"))
    assert stage.media.read(picture.sha256) == png()
    assert stage.states() == [State.SCHEDULED]


def test_status_tells_what_waits_and_for_how_long(stage: Stage) -> None:
    """Late, unapproved, open; healthy only when nothing of it is there."""
    assert status(stage.database, stage.now).healthy
    stage.network.script.append(lost)
    stage.ready(stage.wanted())
    stage.apply(
        stage.wanted(),
        stage.wanted("review", at=stage.now + HOUR),
        stage.wanted("later", at=stage.now + 3 * DAY),
    )
    stage.tick()
    found = status(stage.database, stage.now + 2 * HOUR)
    assert found.counts == {State.UNKNOWN: 1, State.SCHEDULED: 2}
    assert [p.post for p in found.late.first] == ["review"]
    assert [p.post for p in found.unapproved.first] == ["review"]
    assert [p.post for p in found.open] == ["labs"]
    assert (found.next_due, found.oldest) == (stage.now + HOUR, HOUR)
    assert not found.healthy
    assert status(stage.database, stage.now, rules=NO_APPROVAL).unapproved.count == 0
