"""What differs between the accounts of one post, as a reader sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign.model import Media
from campaign.usecases.trust.comparison import Address, Compared, compared, sides
from tests.plan.made import variant

LINK = "https://example.org/?utm_content="
FIRST = replace(
    variant(texts=(f"Bon dia.\n\n{LINK}a\n\nCofinançat per la Unió Europea\n\n#EUBelong",)),
    link=f"{LINK}a",
)


def other(text: str) -> Compared:
    """The first text beside another one, whose link is counted for another account."""
    return compared(FIRST, replace(FIRST, texts=(text,), link=f"{LINK}b"))


@pytest.mark.parametrize(
    ("text", "gone", "come"),
    [
        (f"Bon dia.\n\n{LINK}b\n\nCofinançat per la Unió Europea\n\n#EUBelong", (), ()),
        (f"Bon dia.\n\n{LINK}b\n\n#EUBelong", ("Cofinançat per la Unió Europea",), ()),
        ("Bon dia.\n\nCofinançat per la Unió Europea\n\n#EUBelong", (f"{LINK}a",), ()),
        (
            f"Bon vespre.\n\n{LINK}b\n\nCofinançat per la Unió Europea\n\n#EUBelong",
            ("Bon dia.",),
            ("Bon vespre.",),
        ),
        (
            f"Bon dia. {LINK}b\nCofinançat per la Unió Europea\n#EUBelong\n#Belonging",
            (),
            ("#Belonging",),
        ),
    ],
)
def test_only_what_a_reader_sees_otherwise_is_named(
    text: str, gone: tuple[str, ...], come: tuple[str, ...]
) -> None:
    """A link that only counts visits by account is the same link."""
    found = other(text)
    assert (found.gone, found.come, found.is_same) == (gone, come, not gone and not come)


def test_a_picture_that_is_missing_is_named_and_one_of_another_size_is_not() -> None:
    """Each network gets its picture as it wants it: that is no difference to a reader."""
    picture = Media("a" * 64, "image/png", 10, 10, 1, "Una taula")
    small = Media("b" * 64, "image/jpeg", 5, 5, 1, "Una taula")
    first = replace(FIRST, media=(picture,))
    assert compared(first, FIRST).pictures == 0 and not compared(first, FIRST).is_same
    assert compared(FIRST, first).pictures == 1
    assert compared(first, replace(FIRST, media=(small,))).is_same


def test_both_sides_hold_every_word_and_say_which_part_it_is() -> None:
    """Of a thread with a first comment, before and now."""
    old = replace(variant(texts=("Bon dia.", "Segona.", "Comentari.")), commented=True)
    new = replace(old, texts=("Bona nit.", "Segona.", "Comentari."))
    before, now = sides(old, new, lambda media: Address("", 0, 0))
    assert [part.name for part in now.texts] == ["Part 1 of 2", "Part 2 of 2", "First comment"]
    for side, texts in ((before, old.texts), (now, new.texts)):
        assert tuple("".join(s.words for s in part.words) for part in side.texts) == texts
    assert any(s.differs for s in now.texts[0].words)
    assert not any(s.differs for s in now.texts[1].words)
