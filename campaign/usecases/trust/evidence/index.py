"""The first page of an export, and its note for people who open the folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import jinja2

from campaign.config import Config
from campaign.model import State
from campaign.usecases.trust.deeds import STATES
from campaign.usecases.trust.evidence.chain import Run
from campaign.usecases.trust.evidence.chosen import Span
from campaign.usecases.trust.evidence.rows import COLUMNS
from campaign.usecases.trust.story import Story


@dataclass(frozen=True, slots=True)
class Told:
    """One post in the list: how many of its accounts are in which state, the best first."""

    post: str
    title: str
    language: str
    file: str
    accounts: int
    states: tuple[tuple[str, int], ...]
    first: date | None
    unapproved: int
    differs: int


def told(story: Story, file: str) -> Told:
    """A post's line, of its story."""
    counts = dict.fromkeys((State.PUBLISHED, State.WITHDRAWN, *State), 0)
    for account in story.accounts:
        counts[account.state] += 1
    out = [account for account in story.accounts if account.went_out]
    days = [account.published_at.date() for account in out if account.published_at]
    return Told(
        post=story.post,
        title=story.title,
        language=story.language,
        file=file,
        accounts=len(story.accounts),
        states=tuple((STATES[state], number) for state, number in counts.items() if number),
        first=min(days) if days else None,
        unapproved=sum(not account.standing for account in out),
        differs=sum(bool(account.differs) for account in out),
    )


def page(config: Config, span: Span, posts: Sequence[Told], needed: Run | None) -> str:
    """The page from which every other file of the export is reached."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parents[1] / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = _day
    return environment.get_template("evidence.html.j2").render(
        campaign=config.campaign.title,
        span=span,
        posts=posts,
        accounts=sum(post.accounts for post in posts),
        tables=COLUMNS,
        needed=needed,
    )


def read_me(campaign: str, span: Span) -> str:
    """What the folder is, in plain text."""
    return f"""Evidence of {campaign}, {_day(span.first)} to {_day(span.last)}

index.html   begin here: it opens in any browser, without a network
posts/       the whole story of each post, as a page and as JSON
tables/      the same as tables (CSV, UTF-8), for a spreadsheet
variants/    the exact words that were approved, each under its hash (SHA-256)
pictures/    the pictures that went out, each under its hash
answers/     what was sent to the networks, and their raw answers
portal/      the table of communication activities for the European Commission's portal
record/      the record of acts, a chain of hashes, and its seals

To check that nothing was changed, added, taken away, swapped or cut off:

    python verify.py

It needs Python 3.8 or newer and nothing else. It ends with 0 when everything is as it was exported,
and with 1 when anything is not, and names it. Compare the fingerprint that it says with the one
that the sender gave you in another way.
"""


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
