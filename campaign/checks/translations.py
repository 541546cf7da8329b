"""Translations: there, read by a native reader, and of the words that stand there now."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import Copy, CopyState, Finding, Severity

_HASH_LENGTH = 12


def copy_hash(copy: Copy) -> str:
    """A short name for a copy's words, its thread and comment too: another when any changes.

    12 hexadecimal digits of SHA-256, over all its alt texts as well; white space that only wraps
    lines does not count. A translation's `of` holds the hash of the source it was made from.
    """
    words = "\x1f".join(_unwrapped(one) for one in (copy.headline, copy.text, copy.alt))
    # Each of these has a mark of its own, so that a copy without any keeps the hash it always had.
    words += "".join(f"\x1e{_unwrapped(part)}" for part in copy.thread)
    if copy.comment:
        words += f"\x1d{_unwrapped(copy.comment)}"
    words += "".join(f"\x1c{_unwrapped(alt)}" for alt in copy.more_alts)
    return sha256(words.encode()).hexdigest()[:_HASH_LENGTH]


def _unwrapped(text: str) -> str:
    return " ".join(text.split())


def source_missing(page: Page, desk: Desk) -> Iterator[Finding]:
    """Translations need a source to be compared with."""
    if page.post.source is None:
        yield page.finding(
            "source-missing",
            Severity.WARN,
            "copy",
            "no copy is marked as the source, so no translation can be compared with it",
            f"write `state: source` in copy.{desk.campaign.source_language}",
        )


def translation_missing(page: Page, desk: Desk) -> Iterator[Finding]:
    """Every language of the campaign has a copy; a channel without one cannot publish the post."""
    for language in desk.campaign.languages:
        if language not in page.post.copy:
            yield page.finding(
                "translation-missing",
                Severity.WARN,
                "copy",
                f"there is no copy in {language}",
                f"add copy.{language}",
                language,
            )


def translation_draft(page: Page, desk: Desk) -> Iterator[Finding]:
    """A draft has not been read by anybody who speaks the language from home."""
    for language, copy in page.post.copy.items():
        if copy.state is CopyState.DRAFT:
            yield page.finding(
                "translation-draft",
                Severity.WARN,
                f"copy.{language}.state",
                f"the copy in {language} is a draft and needs a native reader",
                "once it was read, write `state: reviewed`",
                language,
            )


def translation_stale(page: Page, desk: Desk) -> Iterator[Finding]:
    """The source was changed after the translation was made from it."""
    source = page.post.source
    now = copy_hash(source) if source else ""
    for language, copy in page.post.copy.items() if now else ():
        # People shorten hashes when they write them by hand.
        if copy.of and not (len(copy.of) >= _HASH_LENGTH // 2 and now.startswith(copy.of)):
            yield page.finding(
                "translation-stale",
                Severity.WARN,
                f"copy.{language}.of",
                f"the copy in {language} translates an older text than the one that stands there",
                f"compare it with the source, then write `of: {now}`",
                language,
            )
