"""Checks that a translation has the same facts, links and parts as its source."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import Copy, Finding, Severity

_PARTS = (("headline", "text"), ("alt",))


def facts_differ(page: Page, desk: Desk) -> Iterator[Finding]:
    """A translation has to use the same facts as its source."""
    for copy, kinds in _translations(page):
        source = _facts(page, page.post.source, kinds)
        own = _facts(page, copy, kinds)
        yield from _difference(page, copy, kinds, "facts-differ", "the fact", source, own)


def links_differ(page: Page, desk: Desk) -> Iterator[Finding]:
    """A translation has to name the same links as its source."""
    for copy, kinds in _translations(page):
        source = _links(page, page.post.source, kinds)
        own = _links(page, copy, kinds)
        yield from _difference(page, copy, kinds, "links-differ", "the link", source, own)


def parts_differ(page: Page, desk: Desk) -> Iterator[Finding]:
    """A translation has to have as many parts as its source, and a first comment if it has one."""
    source = page.post.source
    for copy in page.post.copy.values() if source else ():
        if source and (len(copy.thread), not copy.comment) != (
            len(source.thread),
            not source.comment,
        ):
            key = "thread" if len(copy.thread) != len(source.thread) else "comment"
            yield page.finding(
                "parts-differ",
                Severity.WARN,
                f"copy.{copy.language}.{key}",
                f"{copy.language} has {_parts(copy)}, but the source {_parts(source)}",
                "say the same in both",
                copy.language,
            )


def _parts(copy: Copy) -> str:
    count = len(copy.thread)
    thread = f"{count} further part{'s' if count != 1 else ''}" if count else "no thread"
    return f"{thread} and {'a' if copy.comment else 'no'} first comment"


def _translations(page: Page) -> Iterator[tuple[Copy, tuple[str, ...]]]:
    source = page.post.source
    for copy in page.post.copy.values() if source else ():
        if copy is not source:
            for kinds in _PARTS:
                yield copy, kinds


def _facts(page: Page, copy: Copy | None, kinds: tuple[str, ...]) -> set[str]:
    return {id_ for p in page.in_copy(copy, *kinds) for id_ in p.facts} if copy else set()


def _links(page: Page, copy: Copy | None, kinds: tuple[str, ...]) -> set[str]:
    return {link for p in page.in_copy(copy, *kinds) for link in p.links} if copy else set()


def _difference(
    page: Page,
    copy: Copy,
    kinds: tuple[str, ...],
    code: str,
    what: str,
    source: set[str],
    own: set[str],
) -> Iterator[Finding]:
    where = f"copy.{copy.language}.{kinds[-1]}"
    for name in sorted(source ^ own):
        has, lacks = ("source", copy.language) if name in source else (copy.language, "source")
        yield page.finding(
            code,
            Severity.WARN,
            where,
            f"{what} {name} stands in the {' or '.join(kinds)} of {has}, but not of {lacks}",
            "say the same in both",
            copy.language,
        )
