"""The same facts and links in every language: what most slips of translation break."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.desk import Desk
from campaign.checks.page import Page
from campaign.model import Copy, Finding, Severity

_PARTS = (("headline", "text"), ("alt",))


def facts_differ(page: Page, desk: Desk) -> Iterator[Finding]:
    """A translation fills in the facts that its source fills in."""
    for copy, kinds in _translations(page):
        source = _facts(page, page.post.source, kinds)
        own = _facts(page, copy, kinds)
        yield from _difference(page, copy, kinds, "facts-differ", "the fact", source, own)


def links_differ(page: Page, desk: Desk) -> Iterator[Finding]:
    """A translation names the links that its source names."""
    for copy, kinds in _translations(page):
        source = _links(page, page.post.source, kinds)
        own = _links(page, copy, kinds)
        yield from _difference(page, copy, kinds, "links-differ", "the link", source, own)


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
