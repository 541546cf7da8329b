"""Checks that each translation is there, was read by a native reader, and is up to date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from campaign.calendar.expand import expand
from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import CopyState, Finding, Severity, copy_hash, is_of


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
                "once it was read: "
                f"`campaign translations accept {page.post.id} --language {language}`",
                language,
            )


def translation_stale(page: Page, desk: Desk) -> Iterator[Finding]:
    """Somebody changed the source after it was translated."""
    source = page.post.source
    now = copy_hash(source) if source else ""
    for language, copy in page.post.copy.items() if now else ():
        if copy.of and not is_of(copy.of, now):
            yield page.finding(
                "translation-stale",
                Severity.WARN,
                f"copy.{language}.of",
                f"the copy in {language} translates an older text than the one that stands there",
                f"see what changed with `campaign translations --stale`; when it still fits, "
                f"`campaign translations accept {page.post.id} --language {language}`",
                language,
            )


def translation_unmarked(page: Page, desk: Desk) -> Iterator[Finding]:
    """A translation that does not say what it translates can never be seen to be out of date."""
    for language, copy in page.post.copy.items() if page.post.source else ():
        if copy.state is CopyState.REVIEWED and not copy.of:
            yield page.finding(
                "translation-unmarked",
                Severity.INFO,
                f"copy.{language}.state",
                f"the copy in {language} does not say which text it translates, so a change of the "
                "source will not be noticed",
                f"when it fits the source: `campaign translations mark {page.post.id} "
                f"--language {language}`",
                language,
            )
