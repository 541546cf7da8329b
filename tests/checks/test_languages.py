"""A text in another language than it says is noticed, and one that is right is left alone."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from campaign.checks.languages import CERTAIN, LEAST, MEASURED, detect, language_of, without_names
from campaign.text_languages import TextLanguages
from tests.checks.desk import POST, bound, found
from tests.checks.language_corpus import CORPUS, LOOK_ALIKES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "translations.md"
SENTENCES = [
    (language, line) for language, text in CORPUS.items() for line in text.strip().splitlines()
]


def test_the_corpus_has_thirty_sentences_of_each_language() -> None:
    """Long enough to be looked at, and no sentence twice."""
    assert set(CORPUS) == set(MEASURED)
    assert min(Counter(language for language, _ in SENTENCES).values()) >= 30
    assert all(len(line) >= LEAST for _, line in SENTENCES), [
        line for _, line in SENTENCES if len(line) < LEAST
    ]
    assert len({line for _, line in SENTENCES}) == len(SENTENCES)


def test_the_page_tells_what_the_detector_gets_right() -> None:
    """Per language: how many it names rightly, and how many of those it is certain of."""
    right: Counter[str] = Counter()
    certain: Counter[str] = Counter()
    wrongly: list[tuple[str, str]] = []
    for language, line in SENTENCES:
        named, certainty = detect(line, language, MEASURED)
        right[language] += named == language
        certain[language] += named == language and certainty >= CERTAIN
        if named != language and certainty >= CERTAIN:
            wrongly.append((language, line))
    assert wrongly == [], "a certain mistake would be a false warning"
    told = dict(
        re.findall(r"^\| (\w\w) \| (\d+ \| \d+ \| \d+) \|$", PAGE.read_text(), re.MULTILINE)
    )
    sentences = Counter(language for language, _ in SENTENCES)
    assert told == {
        language: f"{sentences[language]} | {right[language]} | {certain[language]}"
        for language in sorted(CORPUS)
    }


@pytest.mark.parametrize("stated", sorted(CORPUS))
def test_a_text_under_another_language_is_noticed(stated: str) -> None:
    """Nearly all of the corpus, under every wrong language; and nothing of the right one."""
    others = [(language, line) for language, line in SENTENCES if language != stated]
    noticed = [
        language for language, line in others if language_of(line, stated, (), detect) is not None
    ]
    assert len(noticed) / len(others) >= 0.9
    own = [line for language, line in SENTENCES if language == stated]
    assert [line for line in own if language_of(line, stated, (), detect)] == []


@pytest.mark.parametrize(("language", "text"), LOOK_ALIKES)
def test_foreign_names_and_titles_make_no_other_language(language: str, text: str) -> None:
    """A quoted title, a person's name, the name of another region."""
    assert language_of(without_names(text), language, (), detect) is None


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        ("en", "Hola"),  # too short to tell
        ("en", "Días en torno a una misma mesa"),
        ("mt", "A sentence in English that stands under Maltese, which is known."),
        ("xx", "A sentence in English that stands under a language that nobody has."),
    ],
)
def test_what_nobody_can_tell_is_left_alone(stated: str, text: str) -> None:
    """Short texts, and languages that the detector does not know."""
    if stated == "mt":
        assert language_of(text, stated, (), detect) is not None
        return
    assert language_of(text, stated, (), detect) is None


def test_hashtags_links_and_names_do_not_count() -> None:
    """What stands in every language alike."""
    text = "Zatoz #EUBelong #LearningLabs @aer https://example.eu/a/page EU-BELONG 2026 🎉 bai"
    assert without_names(text) == "Zatoz bai"


ENGLISH = "People of all ages sit around a long wooden table with maps on it."


def test_a_finding_names_the_key_and_both_languages() -> None:
    """The alt text that somebody forgot to translate: the commonest case."""
    forgotten = bound(
        replace(POST, copy={**POST.copy, "it": replace(POST.copy["it"], alt=ENGLISH)})
    )
    told = [f for f in found(forgotten, detect=detect) if f.code == "other-language"]
    assert [(f.language, f.severity.value) for f in told] == [("it", "warn")]
    assert "stands under it, but it reads as en" in told[0].message
    assert [f for f in found(detect=detect) if f.code == "other-language"] == []


def test_what_cannot_be_remembered_leaves_nothing_behind(tmp_path: Path) -> None:
    """A folder in its place, or a disk without room: the next check looks at the texts again."""
    (tmp_path / "text-languages.json" / "taken").mkdir(parents=True)
    languages = TextLanguages(tmp_path / "text-languages.json")
    assert languages.detect(ENGLISH, "it", MEASURED)[0] == "en"
    languages.keep()
    assert [path.name for path in tmp_path.iterdir()] == ["text-languages.json"]


def test_a_text_is_looked_at_once(tmp_path: Path) -> None:
    """What was found is remembered in a file, and a damaged file is none."""
    file = tmp_path / "var" / "text-languages.json"
    first = TextLanguages(file)
    assert first.detect(ENGLISH, "it", MEASURED)[0] == "en"
    first.keep()
    kept = json.loads(file.read_text())
    ((name, (language, certainty)),) = kept["texts"].items()
    assert (language, certainty >= CERTAIN) == ("en", True)
    kept["texts"][name] = ["de", 0.95]
    file.write_text(json.dumps(kept))
    assert TextLanguages(file).detect(ENGLISH, "it", MEASURED) == ("de", 0.95)
    for damaged in (
        "{",
        "[]",
        '{"by": "another 1.0", "texts": {}}',
        json.dumps({**kept, "by": "x"}),
    ):
        file.write_text(damaged)
        again = TextLanguages(file)
        assert again.detect(ENGLISH, "it", MEASURED)[0] == "en"
    again.keep()
    assert json.loads(file.read_text())["texts"][name][0] == "en"
