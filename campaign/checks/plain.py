"""Checks of plain language: working hashtags, few emoji, short sentences, explained acronyms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial

import regex

from campaign.checks.context import Desk
from campaign.checks.page import Page, Passage
from campaign.compose.emoji import EMOJI
from campaign.compose.sentences import sentences
from campaign.compose.tags import is_valid
from campaign.model import Finding, Severity

_TAG_IN_TEXT = regex.compile(r"(?<![\w/&])#([\w][\w\-]*\w|\w)")
_FILLED = regex.compile(
    r"\{\{\s*+(?:fact\.(?P<fact>\w++))?(?:[^{}]|\{(?!\{)|\}(?!\}))*+\}\}|https?://\S+"
)
_WORD = regex.compile(r"[\p{L}\p{N}]+(?:['’·\-][\p{L}\p{N}]+)*")


def hashtag_invalid(page: Page, desk: Desk) -> Iterator[Finding]:
    """A network ends a hashtag at a hyphen (#Open-Day links to #Open) and at any other sign."""
    for tag in page.post.hashtags:
        # Digits alone are another matter: some networks link them (see `hashtag-unlinked`).
        if not is_valid(tag.removeprefix("#"), numeric=True):
            yield page.finding(
                "hashtag-invalid",
                Severity.WARN,
                "hashtags",
                f"“{tag}” is not a hashtag: letters, digits and _ only",
                "write it as one word, each part with a capital: OurProject",
            )
    for passage in page.of("headline", "text"):
        for tag in _TAG_IN_TEXT.findall(passage.words):
            if not is_valid(tag, numeric=True):
                yield page.finding(
                    "hashtag-invalid",
                    Severity.BLOCK,
                    passage.path,
                    f"networks will not link “#{tag}” as it is meant",
                    "write it as one word, each part with a capital: #OurProject",
                    passage.language,
                )


def hashtag_many(page: Page, desk: Desk) -> Iterator[Finding]:
    """A screen reader reads every hashtag aloud."""
    most = desk.rules.hashtags
    for passage in page.of("text"):
        # The listed hashtags go with the first text, not with the parts of a thread.
        typed = _TAG_IN_TEXT.findall(passage.words)
        there = {tag.casefold() for tag in typed}
        wished = page.post.hashtags if passage.is_text else ()
        listed = sum(tag.casefold() not in there for tag in wished)
        count = listed + len(typed)
        if count > most:
            yield page.finding(
                "hashtag-many",
                Severity.WARN,
                passage.path if count > listed else "hashtags",
                f"{count} hashtags are more than {most}",
                "keep those that somebody looks for",
                passage.language if count > listed else "",
            )


def emoji_many(page: Page, desk: Desk) -> Iterator[Finding]:
    """A screen reader reads the name of every emoji aloud."""
    for passage in page.of("text"):
        if passage.words.isascii():
            continue
        count = len(EMOJI.findall(passage.words))
        if count > desk.rules.emoji:
            yield page.finding(
                "emoji-many",
                Severity.WARN,
                passage.path,
                f"{count} emoji are more than {desk.rules.emoji}",
                "keep few, at the end, and never as bullets",
                passage.language,
            )


def sentence_long(page: Page, desk: Desk) -> Iterator[Finding]:
    """A short sentence is easier to follow, above all in a second language."""
    most = desk.rules.sentence_words
    for passage in page.of("text"):
        for sentence in sentences(_FILLED.sub(partial(_filled, desk), passage.source)):
            count = len(_WORD.findall(sentence))
            if count > most:
                start = " ".join(sentence.split()[:4])
                yield page.finding(
                    "sentence-long",
                    Severity.INFO,
                    passage.path,
                    f"the sentence “{start} …” has {count} words, more than {most}",
                    "make two of it",
                    passage.language,
                )


def _filled(desk: Desk, match: regex.Match[str]) -> str:
    """What a reader sees in place of a placeholder or a link; a link counts as one word."""
    fact = desk.registers.facts.get(match["fact"] or "")
    return fact.value if fact else "word"


def acronym_unexplained(page: Page, desk: Desk) -> Iterator[Finding]:
    """Only insiders know an acronym; brackets behind its words explain it."""
    if not desk.registers.vocabulary.acronyms:
        return
    pattern = _acronyms(desk.registers.vocabulary.acronyms)
    for passage in page.of("headline", "text"):
        acronyms = dict.fromkeys(pattern.findall(passage.words))
        context = _read_with(page, passage) if acronyms else ""
        for acronym in acronyms:
            if f"({acronym}" not in context:
                yield page.finding(
                    "acronym-unexplained",
                    Severity.INFO,
                    passage.path,
                    f"{acronym} is not explained",
                    "write the words, or the words with the acronym in brackets behind them",
                    passage.language,
                )


def _read_with(page: Page, passage: Passage) -> str:
    """The words that a reader sees together: a part of a thread is read with the whole thread."""
    if passage.kind == "headline" or passage.is_text:
        return passage.words
    copy = page.post.copy[passage.language]
    return " ".join(each.words for each in page.in_copy(copy, "text"))


@lru_cache(maxsize=8)
def _acronyms(known: tuple[str, ...]) -> regex.Pattern[str]:
    return regex.compile(rf"(?<![\w#@.])(?:{'|'.join(map(regex.escape, known))})s?(?![\w])")
