"""The report's catalogues: every message translated and used, every place kept, no markup."""

from __future__ import annotations

import ast
import re

import pytest
from babel.messages import Catalog

from analytics.language import LANGUAGES, Words
from tests.web.catalogues import REPORT, catalogue, languages, wanted
from tests.web.test_catalogues import forms, messages, originals

_PLACE = re.compile(r"%\((\w+)\)s")
_TRANSLATED = [each for each in LANGUAGES if each != "en"]


@pytest.fixture(scope="module")
def asked() -> Catalog:
    """What the code asks for."""
    return wanted(REPORT)


def test_there_is_a_catalogue_for_each_of_the_ten_languages() -> None:
    """English is in the code."""
    assert len(LANGUAGES) == 10
    assert set(_TRANSLATED) == set(languages())
    assert all(REPORT.file(each).is_file() for each in _TRANSLATED)


@pytest.mark.parametrize("language", _TRANSLATED)
def test_a_report_speaks_each_language_wholly(language: str, asked: Catalog) -> None:
    """No message stays English, and none of a catalogue is asked for by nobody."""
    has = catalogue(language, REPORT)
    missing = [
        each.id
        for each in messages(asked)
        if (found := has.get(each.id, each.context)) is None or not all(forms(found))
    ]
    assert missing == []
    assert [m.id for m in messages(has) if asked.get(m.id, m.context) is None] == []
    assert [m.id for m in messages(has) if m.fuzzy] == []


@pytest.mark.parametrize("language", _TRANSLATED)
def test_a_translation_keeps_every_place_in_every_plural_form(language: str) -> None:
    """A place that is lost, or misspelt, would break the report or hide a number."""
    has = catalogue(language, REPORT)
    for message in messages(has):
        places = {name for each in originals(message) for name in _PLACE.findall(each)}
        for form in forms(message):
            assert set(_PLACE.findall(form)) == places, (message.id, form)
            assert not re.search(r"<\w|&\w+;", form), form
            assert ("%" in _PLACE.sub("", form)) <= (not places), form
        if not isinstance(message.id, str):
            assert len(forms(message)) == has.num_plurals, message.id


def test_every_message_with_a_place_is_marked_for_the_catalogues(asked: Catalog) -> None:
    """A message that nothing marks would stay English in every report."""
    known = {each for message in messages(asked) for each in originals(message)}
    unmarked = []
    speaking = [
        file for room in ("sections", "faces") for file in REPORT.folder.glob(f"{room}/*.py")
    ]
    for file in sorted([*speaking, REPORT.folder / "make.py", REPORT.folder / "words.py"]):
        nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        docstrings = {node.value for node in nodes if isinstance(node, ast.Expr)}
        strings = (n for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))
        texts = (str(each.value) for each in strings if each not in docstrings)
        unmarked += [each for each in texts if _PLACE.search(each) and each not in known]
    assert unmarked == []


@pytest.mark.parametrize("language", _TRANSLATED)
def test_each_number_takes_its_plural(language: str) -> None:
    """Polish, Romanian and Irish have several; each says its number, and nothing stays English."""
    words = Words(language)
    for number in (0, 1, 2, 3, 5, 7, 11, 20, 21, 22, 101, 1000):
        found = words.many("%(n)s post went out.", "%(n)s posts went out.", number)
        assert words.number(number) in found
    assert not words.missing


def test_what_is_not_translated_stays_english_and_is_counted() -> None:
    """Each message once, however often it is said."""
    words = Words("de")
    assert words("no such message %(n)s", n=3) == "no such message 3"
    assert words("no such message %(n)s", n=4) == "no such message 4"
    assert words.many("%(n)s such thing", "%(n)s such things", 2) == "2 such things"
    assert words.missing == {"no such message %(n)s", "%(n)s such thing"}
    english = Words("en")
    assert english("no such message") == "no such message"
    assert not english.missing
