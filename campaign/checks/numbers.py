"""Checks of numbers, facts and activities: posts take them from the registers.

A number that is typed into a text cannot be found again when it changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

import regex

from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import Finding, Severity

# Figures as Europe writes them: 11, 1.666.663, 1 666 663, 3,5. Digits inside a word (B2), a hashtag
# or an account's name are no figures.
_FIGURE = regex.compile(r"(?<![\w#@])\d+(?:[.,'’ \u00a0\u202f]\d{3})*(?:[.,]\d+)?")
_BETWEEN = regex.compile(r"[^\d]")


def figure_by_hand(page: Page, desk: Desk) -> Iterator[Finding]:
    """A number in figures comes from a fact, so that one change of the fact changes every post."""
    facts = desk.registers.facts
    for passage in page.passages:
        for figure in _FIGURE.findall(passage.words):
            same = [id_ for id_, fact in facts.items() if fact.value and _same(fact.value, figure)]
            listed = [id_ for id_ in same if id_ in page.post.facts]
            if listed:
                severity, remedy = Severity.WARN, f"write it as {{{{ fact.{listed[0]} }}}}"
            elif same:
                choice = " or ".join(f"{{{{ fact.{id_} }}}}" for id_ in same)
                severity = Severity.BLOCK
                remedy = f"list its fact in `facts` and write {choice}"
            else:
                severity, remedy = Severity.BLOCK, "add it to facts.toml with its source"
            yield page.finding(
                "figure-by-hand",
                severity,
                passage.path,
                f"the figure {figure} is typed, not filled in from a fact",
                remedy,
                passage.language,
            )


def fact_unknown(page: Page, desk: Desk) -> Iterator[Finding]:
    """A post may use only facts that stand in facts.toml."""
    known = desk.registers.facts
    named = dict.fromkeys(page.post.facts, "facts")
    for passage in page.passages:
        named |= dict.fromkeys(passage.facts, passage.path)
    for id_, path in named.items():
        if id_ not in known:
            near = get_close_matches(id_, known, 1, 0.3)
            hint = f"did you mean {near[0]} (“{known[near[0]].text}”)?" if near else ""
            yield page.finding(
                "fact-unknown",
                Severity.BLOCK,
                path,
                f"the fact {id_} is not registered",
                hint or "add it to facts.toml with its source",
            )


def fact_unlisted(page: Page, desk: Desk) -> Iterator[Finding]:
    """A post lists its facts, so that you can find the posts that a changed fact concerns."""
    for id_, path in {id_: p.path for p in page.passages for id_ in p.facts}.items():
        if id_ in desk.registers.facts and id_ not in page.post.facts:
            yield page.finding(
                "fact-unlisted",
                Severity.WARN,
                path,
                f"the fact {id_} is filled in, but not listed in `facts`",
                f"add {id_} to `facts`",
            )


def fact_unused(page: Page, desk: Desk) -> Iterator[Finding]:
    """A fact with a number that is listed is usually filled in somewhere, unless in words."""
    used = {id_ for passage in page.passages for id_ in passage.facts}
    for id_ in page.post.facts:
        fact = desk.registers.facts.get(id_)
        if fact and fact.value and id_ not in used:
            yield page.finding(
                "fact-unused",
                Severity.INFO,
                "facts",
                f"the fact {id_} ({fact.value} {fact.text}) is listed, but nowhere filled in",
                "well if the number is written out in words; else take it off the list",
            )


def activity_unknown(page: Page, desk: Desk) -> Iterator[Finding]:
    """Every post serves an activity of the project, because the report counts by activity."""
    known = desk.registers.activities
    if not page.post.activity:
        if known:
            yield page.finding(
                "activity-unknown",
                Severity.BLOCK,
                "activity",
                "the post names no activity",
                f"write `activity: {next(iter(known))}`, or another of activities.toml",
            )
        return
    if page.post.activity not in known:
        near = get_close_matches(page.post.activity, known, 1, 0.3)
        hint = f"did you mean {near[0]} (“{known[near[0]].title}”)?" if near else ""
        yield page.finding(
            "activity-unknown",
            Severity.BLOCK,
            "activity",
            f"the activity {page.post.activity} is not registered",
            hint or "add it to activities.toml, or take the line away where there are none",
        )


def _same(value: str, figure: str) -> bool:
    return _BETWEEN.sub("", value) == _BETWEEN.sub("", figure)
