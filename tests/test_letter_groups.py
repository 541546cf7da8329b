"""A text that is clearly in its language is known without the detector's model, no other one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from campaign.checks.languages import CERTAIN, MEASURED, detect, language_of
from campaign.letter_groups import FILE, shares
from campaign.text_languages import CLEAR, TextLanguages
from tests.checks.language_corpus import CORPUS, LOOK_ALIKES
from tests.table_of_letter_groups import letter_groups

SENTENCES = [
    (language, line) for language, text in CORPUS.items() for line in text.strip().splitlines()
]


@pytest.mark.slow
def test_the_groups_are_those_of_the_installed_detector() -> None:
    """A new version of the library asks for `make docs`."""
    assert FILE.read_text(encoding="utf-8") == letter_groups()


def test_every_sentence_is_clear_in_its_own_language_and_in_no_other() -> None:
    """So nothing that the detector notices is hidden from it."""
    for language, line in SENTENCES:
        clear = [each for each, share in shares(line).items() if share >= CLEAR]
        assert clear == [language], line


def test_a_text_that_begins_in_its_language_and_goes_on_in_another_is_still_noticed() -> None:
    """What the detector is certain of is hidden from it in less than one text of a hundred."""
    chance = random.Random(3)
    noticed = hidden = 0
    for _ in range(1_500):
        (stated, begins), (other, goes_on) = chance.sample(SENTENCES, 2)
        if stated == other:
            continue
        text = f"{' '.join(begins.split()[: chance.choice((2, 3, 4, 6))])} {goes_on}"
        named, certainty = detect(text, stated, MEASURED)
        if named != stated and certainty >= CERTAIN:
            noticed += 1
            hidden += shares(text)[stated] >= CLEAR
    assert noticed > 1_000
    assert hidden / noticed < 0.01


def test_a_clear_text_needs_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model takes half a second, and the starter campaign needs it for no text."""

    def model(text: str, stated: str, languages: tuple[str, ...]) -> tuple[str, float]:
        asked.append(text)
        return stated, 1.0

    asked: list[str] = []
    monkeypatch.setattr("campaign.checks.languages.detect", model)
    languages = TextLanguages(tmp_path / "text-languages.json")
    for stated, text in (*SENTENCES, *LOOK_ALIKES[:1]):
        assert language_of(text, stated, (), languages.detect) is None
    assert asked == []
    language_of("Her grandmother still bakes bread in the oven.", "de", (), languages.detect)
    language_of("Her grandmother still bakes bread in the oven.", "en", ("fr",), languages.detect)
    assert len(asked) == 2, "another language, and one that the groups do not know"


@pytest.mark.parametrize("text", ["", " ", "漢字かな交じり文", "🎉" * 50, "\ud800" * 40, "İı" * 30])
def test_any_text_has_shares(text: str) -> None:
    """Texts without a single group too: then no language has more than another."""
    found = shares(text)
    assert set(found) == set(MEASURED)
    assert sum(found.values()) == pytest.approx(1)
