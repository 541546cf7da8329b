"""Writes `docs/networks/apprise-services.md`: `python -m tests.platforms.apprise.page_of_services`.

`make docs` writes it too. Each row is what `table.py` finds when it is run now.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from campaign.platforms.apprise.facts import FORMATS
from campaign.platforms.apprise.formats import PICTURES_NEED
from tests.platforms.apprise.table import WHOLE, Row, listed, rows

PAGE: Final = Path(__file__).parents[3] / "docs" / "networks" / "apprise-services.md"

_HEAD = """# Services behind Apprise

<!-- Written by `make docs` from what leaves for each service: change the code, not this page. -->

What becomes of an approved post at each service that Apprise speaks to, by the channel's `format`.
[apprise.md](apprise.md) says how such a channel is set up.

- **whole**: the link and the words arrive as they were approved. What the service itself undoes
  before it shows a text, such as `&amp;` in HTML, is undone for the comparison.
- **as it stands**: whole too. The service reads Markdown. Apprise would escape a plain text for it,
  inside links as well, so it is handed over without a format. A text in which the service would
  read a mark (a pair of `*`, a tag) is refused before it is sent, with the mark's name.
- **refused**: the channel cannot be used with this `format`; the reason stands below the table.
  `campaign channels test` says so, and nothing is sent.
- **pictures**: *no* means that a post goes there without its pictures; `campaign channels test`
  names such services.
- **longest**: the most characters of a message; a longer post is refused before it is sent, never
  cut or split. A channel of this program takes 2,000 at most.

The rows come from a test that sends a post with a difficult link to every service, with the
transport recorded. A service with * has no HTTP or mail transport to record: there the row says
what Apprise hands to its plugin.

"""


def page() -> str:
    """The whole page as it has to be now."""
    found = sorted(rows(), key=lambda row: row.service.casefold())
    reasons = list(dict.fromkeys(each for row in found for each in _reasons(row)))
    return "".join([_HEAD, *_table(found, reasons), *_below(reasons)])


def _table(found: list[Row], reasons: list[str]) -> Iterator[str]:
    yield f"| service | address | {' | '.join(FORMATS)} | pictures | longest |\n"
    yield f"|---|---|{'---|' * len(FORMATS)}---|--:|\n"
    for row in found:
        star = "*" if row.seen == "handed" else ""
        addresses = ", ".join(f"`{scheme}://`" for scheme in row.schemes)
        outcomes = " | ".join(_outcome(row, written, reasons) for written in FORMATS)
        need = PICTURES_NEED.get(row.service)
        pictures = f"with {need[2]}" if need else row.pictures
        yield f"| {row.service}{star} | {addresses} | {outcomes} | {pictures} | {row.longest:,} |\n"


def _outcome(row: Row, written: str, reasons: list[str]) -> str:
    outcome = row.outcomes[written]
    if outcome != WHOLE:
        return f"refused ({reasons.index(outcome) + 1})"
    return "as it stands" if row.as_it_is and written == "text" else WHOLE


def _reasons(row: Row) -> Iterator[str]:
    yield from (row.outcomes[each] for each in FORMATS if row.outcomes[each] != WHOLE)


def _below(reasons: list[str]) -> Iterator[str]:
    yield "\nThe reasons:\n\n"
    for number, reason in enumerate(reasons, start=1):
        yield f"{number}. {reason}\n"
    yield "\nNot in the table, because they need more or nobody but this machine sees them:\n\n"
    lists = listed()
    for service, why in sorted(lists["why"].items(), key=lambda each: each[0].casefold()):
        if service not in lists["handed"]:
            yield f"- {service}: {why}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
