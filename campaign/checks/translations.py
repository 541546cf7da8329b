"""Checks that each translation is there, was read by a native reader, and is up to date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256

from campaign.calendar.expand import expand
from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import Copy, CopyState, Finding, Severity

_HASH_LENGTH = 12


def copy_hash(copy: Copy) -> str:
    """A short hash of everything that a copy says; it changes when any word changes.

    It covers headline, text, thread, first comment and all alt texts. It is the first 12
    hexadecimal digits of SHA-256. White space that only wraps lines does not count. A translation's
    `of` holds the hash of the source that it was made from.
    """
    words = "\x1f".join(_unwrapped(one) for one in (copy.headline, copy.text, copy.alt))
    # Each of these begins with its own mark. A copy without them keeps the hash it always had.
    words += "".join(f"\x1e{_unwrapped(part)}" for part in copy.thread)
    if copy.comment:
        words += f"\x1d{_unwrapped(copy.comment)}"
    words += "".join(f"\x1c{_unwrapped(alt)}" for alt in copy.more_alts)
    return sha256(words.encode()).hexdigest()[:_HASH_LENGTH]


def _unwrapped(text: str) -> str:
    return " ".join(text.split())


def source_missing(page: Page, desk: Desk) -> Iterator[Finding]:
    """A translation can only be compared with a copy that is marked as the source."""
    if page.post.source is None:
        yield page.finding(
            "source-missing",
            Severity.WARN,
            "copy",
            "no copy is marked as the source, so no translation can be compared with it",
            f"write `state: source` in copy.{desk.campaign.source_language}",
        )


def translation_missing(page: Page, desk: Desk) -> Iterator[Finding]:
    """Without a copy in its language, a channel cannot publish the post."""
    setting, speaking = desk.setting, defaultdict[str, list[str]](list)
    channels, start = setting.channels.values(), setting.campaign.start
    for placement in expand([page.post], channels, setting.regions, start).placements:
        speaking[placement.channel.language].append(placement.channel.name)
    # A language of the campaign that no channel of this post speaks would be read by nobody.
    for language in desk.campaign.languages:
        if language in speaking and language not in page.post.copy:
            first, *others = speaking[language]
            more = f" and {len(others)} more channel{'s' if len(others) > 1 else ''}"
            yield page.finding(
                "translation-missing",
                Severity.WARN,
                "copy",
                f"there is no copy in {language}, for {first}{more if others else ''}",
                f"add copy.{language}",
                language,
            )


def translation_draft(page: Page, desk: Desk) -> Iterator[Finding]:
    """No native reader has read this translation yet."""
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
    """Somebody changed the source after it was translated."""
    source = page.post.source
    now = copy_hash(source) if source else ""
    for language, copy in page.post.copy.items() if now else ():
        # A person who writes a hash by hand may shorten it to half its length.
        if copy.of and not (len(copy.of) >= _HASH_LENGTH // 2 and now.startswith(copy.of)):
            yield page.finding(
                "translation-stale",
                Severity.WARN,
                f"copy.{language}.of",
                f"the copy in {language} translates an older text than the one that stands there",
                f"compare it with the source, then write `of: {now}`",
                language,
            )
