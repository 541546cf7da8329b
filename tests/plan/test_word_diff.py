"""Two texts side by side: nothing is lost of either, and what differs is marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from campaign.plan.word_diff import Side, Stretch, beside, in_one


def marked(stretches: tuple[Stretch, ...]) -> str:
    """A side with what differs in brackets."""
    return "".join(f"[{each.words}]" if each.differs else each.words for each in stretches)


def test_single_words_are_marked() -> None:
    """On both sides, with the blank between two of them."""
    old, new = beside(
        "11 regionów, dla każdego raport z oceny: teraz i jutro",
        "11 regionów, dla każdego osobny raport: teraz i jutro",
    )
    assert marked(old) == "11 regionów, dla każdego [raport z oceny:] teraz i jutro"
    assert marked(new) == "11 regionów, dla każdego [osobny raport:] teraz i jutro"


def test_one_letter_of_one_word() -> None:
    """The word is marked, and nothing else."""
    old, new = beside("Bon dia a tothom.", "Bon dia a tothom!")
    assert (marked(old), marked(new)) == ("Bon dia a [tothom.]", "Bon dia a [tothom!]")


def test_a_line_that_was_added() -> None:
    """It stands on one side alone."""
    old, new = beside("Un\n\nDos", "Un\n\nDos\n\nTres")
    assert (marked(old), marked(new)) == ("Un\n\nDos", "Un\n\nDos[\n\nTres]")


def test_texts_with_little_in_common_are_marked_whole() -> None:
    """Single words of them would be noise; and there may be nothing on one side."""
    old, new = beside("Bon dia a tothom", "Completely other words here")
    assert (marked(old), marked(new)) == (
        "[Bon dia a tothom]",
        "[Completely other words here]",
    )
    assert beside("", "New") == ((), (Stretch("New", True),))
    assert beside("Same", "Same") == ((Stretch("Same", False),), (Stretch("Same", False),))


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_nothing_is_lost_of_either(old: str, new: str) -> None:
    """Each side reads as its text, to the last blank."""
    before, after = beside(old, new)
    assert "".join(each.words for each in before) == old
    assert "".join(each.words for each in after) == new


def test_both_texts_in_one_row() -> None:
    """What went stands before what came; of texts with little in common, all of it."""
    words = {Side.BOTH: "{}", Side.OLD: "[-{}-]", Side.NEW: "{{+{}+}}"}

    def row(old: str, new: str) -> str:
        return "".join(words[each.side].format(each.words) for each in in_one(old, new))

    assert row("La pertinença es fa així.", "La pertinença es construeix així.") == (
        "La pertinença es [-fa-]{+construeix+} així."
    )
    assert row("a b c d e", "a x y d e") == "a [-b c-]{+x y+} d e"
    assert row("Un\n\nDos", "Un\n\nDos\n\nTres") == "Un\n\nDos{+\n\nTres+}"
    assert row("Bon dia a tothom", "Completely other words") == (
        "[-Bon dia a tothom-]{+Completely other words+}"
    )
    assert in_one("", "") == ()


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_nothing_is_lost_in_one_row(old: str, new: str) -> None:
    """Either text can be read out of the row, to the last blank."""
    row = in_one(old, new)
    assert "".join(each.words for each in row if each.side is not Side.NEW) == old
    assert "".join(each.words for each in row if each.side is not Side.OLD) == new
