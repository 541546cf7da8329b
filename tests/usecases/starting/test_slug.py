"""An id from words in any script, and the next free one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.usecases.starting.slug import LONGEST, free, slug


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("Open day at the harbour", "open-day-at-the-harbour"),
        ("Åben dag på Bornholm", "aben-dag-pa-bornholm"),
        ("Straße, Öl & Æbler", "strasse-ol-aebler"),
        ("Żółć: gęślą jaźń", "zolc-gesla-jazn"),
        ("Ținutul și țara", "tinutul-si-tara"),
        ("L’aigua i l'aire", "laigua-i-laire"),
        ("Ξεκινάμε μαζί", "xekiname-mazi"),
        ("Отворени врати", "otvoreni-vrati"),
        ("Ħobż u ġbejna", "hobz-u-gbejna"),
        ("Kärlek på 3 språk!", "karlek-pa-3-sprak"),
        ("ﬁnal ½", "final-1-2"),
        ("İstanbul ışık", "istanbul-isik"),
        ("港口", "post"),
        ("مرحبا", "post"),
        ("!?", "post"),
        ("", "post"),
    ],
)
def test_words_become_an_id(words: str, id: str) -> None:
    """Letters keep their sound; what has none from a to z is left out."""
    assert slug(words) == id


@given(st.text())
def test_every_text_gives_an_id_that_posts_may_have(words: str) -> None:
    """Small letters, digits and hyphens, at most eighty, and never none."""
    assert re.fullmatch(rf"[a-z0-9][a-z0-9-]{{0,{LONGEST - 1}}}", slug(words))


def test_a_long_title_keeps_whole_words() -> None:
    """It is shortened between two of them, where there are two."""
    assert slug("word " * 40) == "-".join(["word"] * 16)
    assert slug("w" * 200) == "w" * LONGEST


def test_a_taken_id_gets_the_first_free_number() -> None:
    """Also where the number needs room."""
    assert free("labs", {"labs", "labs-2"}) == "labs-3"
    assert free("labs", {"open"}) == "labs"
    long = "w" * LONGEST
    assert free(long, {long}) == "w" * (LONGEST - 2) + "-2"
