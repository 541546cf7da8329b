"""The catalogues: nothing untranslated, nothing unused, no place lost, no markup."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from babel.messages import Catalog, Message

from tests.web.catalogues import PARTLY, WEB, WHOLE, catalogue, is_for_all, languages, wanted

_PLACE = re.compile(r"%\((\w+)\)s|%%")


@pytest.fixture(scope="module")
def asked() -> Catalog:
    """What the code asks for."""
    return wanted()


def forms(message: Message) -> tuple[str, ...]:
    """Every form of a translation."""
    found = message.string
    return (found,) if isinstance(found, str) else tuple(found or ())


def originals(message: Message) -> tuple[str, ...]:
    """The message in English, in each form."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def messages(catalog: Catalog) -> Iterator[Message]:
    """All but the header."""
    return (message for message in catalog if message.id)


@pytest.mark.parametrize("language", [*WHOLE, *PARTLY])
def test_every_page_that_speaks_a_language_speaks_it_wholly(language: str, asked: Catalog) -> None:
    """Six languages everywhere; the others on the link page and beside translations."""
    has = catalogue(language)
    missing = []
    for message in messages(asked):
        if language in PARTLY and not is_for_all(message):
            continue
        found = has.get(message.id, message.context)
        if found is None or not all(forms(found)):
            missing.append(message.id)
    assert missing == []


@pytest.mark.parametrize("language", [*WHOLE, *PARTLY])
def test_no_catalogue_holds_what_nobody_asks_for(language: str, asked: Catalog) -> None:
    """What was reworded in the code does not stay behind."""
    unused = [m.id for m in messages(catalogue(language)) if asked.get(m.id, m.context) is None]
    assert unused == []


@pytest.mark.parametrize("language", [*WHOLE, *PARTLY])
def test_a_translation_keeps_every_place_and_brings_no_markup(language: str) -> None:
    """A place that is lost, or misspelt, would break the page or hide a number."""
    has = catalogue(language)
    for message in messages(has):
        allowed = {name for each in originals(message) for name in _PLACE.findall(each)}
        for form in filter(None, forms(message)):
            places = set(_PLACE.findall(form))
            assert places <= allowed, (message.id, form)
            if isinstance(message.id, str):
                assert places == allowed, (message.id, form)
            assert not re.search(r"<\w|&\w+;", form), form
            assert "%" not in _PLACE.sub("", form), form
        if not isinstance(message.id, str) and any(forms(message)):
            assert len(forms(message)) == has.num_plurals, message.id


def test_the_languages_are_those_of_the_interface() -> None:
    """Each is either whole or partly there."""
    assert {*WHOLE, *PARTLY} == set(languages())


def test_no_two_languages_say_long_sentences_alike() -> None:
    """A catalogue filled with another language's words is noticed."""
    said: dict[tuple[object, str], list[str]] = {}
    for language in languages():
        for message in messages(catalogue(language)):
            for form in forms(message)[:1]:
                if len(form) > 40:
                    said.setdefault((message.id, form), []).append(language)
    assert {key: some for key, some in said.items() if len(some) > 1} == {}


def test_every_message_with_a_place_is_marked_for_the_catalogues(asked: Catalog) -> None:
    """A message that is handed on by a name stays English on every page when nothing marks it."""
    known = {each for message in messages(asked) for each in originals(message)}
    unmarked = []
    for file in sorted(WEB.rglob("*.py")):
        nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        docstrings = {node.value for node in nodes if isinstance(node, ast.Expr)}
        strings = (n for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))
        said = (str(each.value) for each in strings if each not in docstrings)
        unmarked += [each for each in said if _PLACE.search(each) and each not in known]
    assert unmarked == []
