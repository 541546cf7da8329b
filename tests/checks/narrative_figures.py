"""Measures the glossaries by the posts in `narrative/`, each of which says what must be found."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import regex

from campaign.calendar.registers import read_glossary
from campaign.checks.context import Desk, Rules
from campaign.checks.glossary.lexicon import Lexicon
from campaign.checks.page import lay_open
from campaign.checks.terms import term_avoided
from campaign.model import Registers, Severity
from tests.checks.desk import POST, SETTING

FOLDER: Final = Path(__file__).with_name("narrative")
GLOSSARIES: Final = Path(__file__).parents[2] / "content" / "glossary"
#: The parts of a corpus: the rules are tuned on the first alone. The second was written before, the
#: third after the last change of the rules.
PARTS: Final = ("tuned", "held_out", "afterwards")

_FOUND = regex.compile(r"“(?P<words>[^“”]+)” \((?P<rule>T\d+)\)")


@dataclass(frozen=True, slots=True)
class Mark:
    """One find: whether it is right, wrong or was missed, and what it is of."""

    language: str
    part: str
    rule: str
    outcome: str  # "right", "wrong" or "missed"
    blocks: bool
    words: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """How many finds are right, wrong and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float | None:
        """The share of the finds that are right; None without finds."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """The share of what there is that is found; None where there is nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None


def languages() -> tuple[str, ...]:
    """The languages that have a corpus."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


def corpus(language: str) -> Iterator[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Each post of a language: its part, its text, and what must be found as (rule, words)."""
    read = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    for part in PARTS:
        for text, *labels in read[part]:
            yield part, text, tuple((each[:3], each[4:]) for each in labels)


@lru_cache(maxsize=1)
def measured() -> tuple[Mark, ...]:
    """Every find and every miss in every corpus, as the check itself sees them."""
    return tuple(mark for language in languages() for mark in _of_language(language))


def figure(marks: Iterable[Mark]) -> Figure:
    """The count of some marks."""
    outcomes = [mark.outcome for mark in marks]
    return Figure(*(outcomes.count(each) for each in ("right", "wrong", "missed")))


def _of_language(language: str) -> Iterator[Mark]:
    file = GLOSSARIES / f"{language}.toml"
    terms = read_glossary(file.read_text(encoding="utf-8"), file.name)
    desk = Desk((), Registers(), SETTING, (), Rules(), {language: Lexicon(terms)})
    for part, text, labels in corpus(language):
        yield from _of_text(desk, language, part, text, list(labels))


def _of_text(
    desk: Desk, language: str, part: str, text: str, labels: list[tuple[str, str]]
) -> Iterator[Mark]:
    copy = replace(POST.copy["en"], language=language, headline="", text=text, alt="")
    page = lay_open(replace(POST, copy={language: copy}))
    plain = text.replace("’", "'")
    for finding in term_avoided(page, desk):
        found = _FOUND.match(finding.message)
        assert found, finding.message
        label = next(
            (each for each in labels if each[0] == found["rule"] and _overlap(plain, each, found)),
            None,
        )
        if label:
            labels.remove(label)
        outcome = "right" if label else "wrong"
        blocks = finding.severity is Severity.BLOCK
        yield Mark(language, part, found["rule"], outcome, blocks, found["words"], text)
    for rule, words in labels:
        yield Mark(language, part, rule, "missed", False, words, text)


def _overlap(text: str, label: tuple[str, str], found: regex.Match[str]) -> bool:
    wanted, words = label[1].replace("’", "'"), found["words"]
    one, two = text.index(wanted), text.index(words)
    return one < two + len(words) and two < one + len(wanted)


def narrative_section() -> Iterator[str]:
    """How well the glossaries work, for `docs/checks.md`."""
    yield _HEAD
    yield "| language | posts | hits | precision | recall | held out: precision | recall "
    yield "| afterwards: precision | recall |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    for language in (*languages(), "all"):
        of = languages() if language == "all" else (language,)
        posts = [post for each in of for post in corpus(each)]
        mine = [mark for mark in measured() if mark.language in of]
        hits = sum(len(labels) for _, _, labels in posts)
        parts = [figure(m for m in mine if m.part == part) for part in PARTS[1:]]
        shares = " | ".join(map(_shares, (figure(mine), *parts)))
        yield f"| {language} | {len(posts)} | {hits} | {shares} |\n"
    yield _BY_RULE
    yield f"| rule | {' | '.join(languages())} | precision | recall |\n"
    yield f"|---|{'---|' * len(languages())}--:|--:|\n"
    for rule in sorted({mark.rule for mark in measured()}):
        of_rule = [mark for mark in measured() if mark.rule == rule]
        cells = (figure(m for m in of_rule if m.language == each) for each in languages())
        yield f"| {rule} | {' | '.join(map(_cell, cells))} | {_shares(figure(of_rule))} |\n"


_HEAD: Final = """## How well the narrative rules work

`term-avoided` looks for the words of `content/glossary/`. It is measured on posts of our own in
`tests/checks/narrative/`: each says which terms must be found in it, or that none may, such as the
heat wave, the burden of proof, or the quoted title of a law. *Precision* is the share of what was
found that is right, *recall* the share of what is there that was found.

Some posts are *held out*: they were written before the rules were tuned, and were not used for it,
but for one form that a post in Catalan showed to be missing.
But whoever tuned the rules had written them too. Others were written *afterwards*, against the
finished rules, so their figures tell more. Expect less of the posts of others. No native reader has
checked the posts yet, and a clean check is no proof of a good narrative.

"""
_BY_RULE: Final = """
By rule (the terms of the glossaries, T01 to T10), each language says how many hits were found of
those that are there, and behind + how many finds are wrong:

"""


def _shares(of: Figure) -> str:
    return f"{_share(of.precision)} | {_share(of.recall)}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _cell(of: Figure) -> str:
    if not (of.right or of.wrong or of.missed):
        return ""
    wrong = f" +{of.wrong}" if of.wrong else ""
    return f"{of.right}/{of.right + of.missed}{wrong}"
