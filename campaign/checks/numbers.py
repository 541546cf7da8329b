"""Checks of numbers, facts and activities: posts take them from the registers.

A number that is typed into a text cannot be found again when it changes. `figures` says which
numbers are meant: a time, a day or a price is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice

from campaign.checks.context import Desk
from campaign.checks.figures import figures
from campaign.checks.nearest_fact import by_nearness, equal
from campaign.checks.page import Page
from campaign.model import Finding, Severity

_MOST_FIGURES = 50  # of one passage
_SEVERITY = {"block": Severity.BLOCK, "warn": Severity.WARN}


def figure_by_hand(page: Page, desk: Desk) -> Iterator[Finding]:
    """A number in figures comes from a fact, so that one change of the fact changes every post."""
    severity = _SEVERITY.get(desk.campaign.figures)
    if severity is None:
        return
    facts = desk.registers.facts
    for passage in page.passages:
        # Each is told once, and no more than a person reads: a long text may hold thousands.
        found = {each.text: each for each in figures(passage.words, passage.language)}
        for figure in islice(found.values(), _MOST_FIGURES):
            near = by_nearness(figure, facts.values(), page.post.facts)
            same = [fact.id for fact in near if equal(figure, fact)]
            listed = [id_ for id_ in same if id_ in page.post.facts]
            if listed:
                remedy = f"write it as {{{{ fact.{listed[0]} }}}}"
            elif same:
                choice = " or ".join(f"{{{{ fact.{id_} }}}}" for id_ in same)
                remedy = f"list its fact in `facts` and write {choice}"
            else:
                remedy = "add it to facts.toml with its source"
                if near:
                    remedy += f"; the nearest fact is {near[0].id} ({near[0].value} {near[0].text})"
            yield page.finding(
                "figure-by-hand",
                severity,
                passage.path,
                f"the figure {figure.text} is typed, not filled in from a fact: nobody finds it "
                "again when the number changes",
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
