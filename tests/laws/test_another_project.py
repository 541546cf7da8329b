"""Another project is another `content/` and `config.toml`: the code knows no word of one."""

from __future__ import annotations

import re
import tomllib

import pytest

from campaign.calendar.register_files import VocabularyFile
from campaign.usecases.starting.folder import VOCABULARY as VOCABULARY_TEXT
from tests.laws.house import ROOT, texts

CONFIG = tomllib.loads((ROOT / "config.example.toml").read_text(encoding="utf-8"))
VOCABULARY = tomllib.loads((ROOT / "content" / "vocabulary.toml").read_text(encoding="utf-8"))


def words() -> frozenset[str]:
    """The starter campaign's own words: its names, regions, outcomes and what it says of people."""
    named = {CONFIG["campaign"]["name"], "eu_belong", "eubelong", "learning labs", "icei"}
    named |= {region for region in CONFIG["regions"] if region != "eu"}
    for region in CONFIG["regions"].values():
        named |= {name for name in region["names"].values() if name not in ("Europe", "Europa")}
    for kind in ("pillars", "values", "audiences"):
        # A single common word, such as "act" or "trust", may stand in any sentence.
        named |= {word for word in VOCABULARY[kind] if "_" in word}
    named |= set(VOCABULARY["acronyms"]) | set(VOCABULARY["outcomes"].values())
    return frozenset(word.casefold() for word in named)


#: Parts of any words: “arad” is one of Romanian and of Irish words.
GROUPS_OF_LETTERS = "campaign/letter_groups.txt"


def said_in(text: str) -> set[str]:
    """The starter's words in a text."""
    pattern = "|".join(re.escape(word) for word in sorted(words(), key=len, reverse=True))
    found = re.findall(rf"(?<![\w-])(?:{pattern})(?![\w-])", text.casefold())
    return set(found)


def test_no_word_of_the_starter_campaign_is_in_the_code() -> None:
    """The program says the same to every project; what is this one's stands under `content/`."""
    found = {
        path: some
        for path, text in texts()
        if path.startswith(("campaign/", "analytics/"))
        and path != GROUPS_OF_LETTERS
        and (some := said_in(text))
    }
    assert found == {}


def test_the_starter_campaign_and_a_new_one_show_every_key_of_the_vocabulary() -> None:
    """What the program reads but no file shows, nobody would ever write."""
    assert set(VOCABULARY) == set(VocabularyFile.model_fields)
    assert all(re.search(rf"^(?:# )?\[?{key}\b", VOCABULARY_TEXT, re.M) for key in VOCABULARY)


@pytest.mark.parametrize(
    "line",
    [
        'name: Text = Field(examples=["eu-belong"])',
        "if region == 'catalonia':",
        'PILLARS = frozenset({"co_create"})',
        'acronyms = ("TCN",)',
        "# as in Västra Götaland",
    ],
)
def test_a_word_is_seen_wherever_it_stands(line: str) -> None:
    """In code, in a text for people, in a comment."""
    assert said_in(line)


def test_other_words_are_no_trouble() -> None:
    """What only looks like one of them is none."""
    assert said_in("parts that belong together; an arade; catalonian; act on it") == set()
