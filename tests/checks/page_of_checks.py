"""Writes `docs/checks.md`: `python -m tests.checks.page_of_checks`, or `make docs`.

Severity, message and remedy are what `campaign check` says of each example when it is run now. Why
a code is there: `campaign.checks.registry.reason`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from campaign.checks.registry import reason
from campaign.model import Finding, Severity
from tests.checks.example_campaign import ExampleCampaign, example_campaign
from tests.checks.examples import EXAMPLES, POST, Example

PAGE: Final = Path(__file__).parents[2] / "docs" / "checks.md"

_WIDEST = 88
_WORDS: Final = {Severity.BLOCK: "block", Severity.WARN: "warn", Severity.INFO: "info"}
_HEAD = """# Checks

<!-- Written by `make docs` from the checks themselves: change those, not this page. -->

`campaign check` reads the whole calendar and prints its findings. Each finding has a code, a place
(file and line), a message and a remedy. Three severities say how much it weighs:

| severity | means |
|---|---|
| `block` | the publication is held and does not go out as it is |
| `warn` | a person should look at it; it goes out all the same |
| `info` | good to know; nothing has to be done |

A finding is about a post that can be read. An error in a file itself (an unknown key, a name that
does not exist) is a *mistake*: it has no code, and it says its line and the nearest valid name.

Each example shows only the keys that matter; the rest of its file has no finding. Below the example
stands what `campaign check` says about it. Long lines are shortened here. Some examples are a
mistake already when their file is read. There the check is a second guard, for example while
`facts.toml` itself cannot be read.

"""


def codes() -> tuple[str, ...]:
    """Every code that has an example, sorted."""
    return tuple(sorted({example.code for example in EXAMPLES}))


def fired(campaign: ExampleCampaign, example: Example) -> Finding:
    """What an example's code says of it now; raises ValueError when it says nothing."""
    heard = campaign.try_out(example)
    if bool(heard.mistakes) != (example.refused is not None):
        raise ValueError(f"the example of {example.code} is read otherwise: {heard.mistakes}")
    for finding in heard.findings:
        if finding.code == example.code:
            return finding
    raise ValueError(f"the example of {example.code} does not fire")


def page() -> str:
    """The whole page as it has to be now."""
    with example_campaign() as campaign:
        found = [(example, fired(campaign, example)) for example in EXAMPLES]
    parts = [_HEAD, *_contents(found)]
    for code, group in groupby(found, key=lambda pair: pair[0].code):
        parts.append(f"\n## {code}\n\n{reason(code)}\n")
        for example, finding in group:
            parts += _shown(example, finding)
    return "".join(parts)


def _contents(found: list[tuple[Example, Finding]]) -> Iterator[str]:
    """The table at the top: every code with its severities."""
    yield "| code | severity | why |\n|---|---|---|\n"
    for code, group in groupby(found, key=lambda pair: pair[0].code):
        severities = dict.fromkeys(_WORDS[finding.severity] for _, finding in group)
        yield f"| [`{code}`](#{code}) | {', '.join(severities)} | {reason(code)} |\n"


def _shown(example: Example, finding: Finding) -> Iterator[str]:
    """One example, and what is said of it."""
    language = "yaml" if example.file == POST else "toml"
    where = "" if example.file == POST else f"# {example.file}\n"
    written = "\n".join(_shortened(line) for line in example.written.rstrip().splitlines())
    yield f"\n```{language}\n{where}{written}\n```\n"
    remedy = f"\n→ {finding.remedy}" if finding.remedy else ""
    yield f"\n```text\n{_WORDS[finding.severity]}: {finding.message}{remedy}\n```\n"
    if example.refused is not None:
        yield "\nThis is a mistake already when the file is read; the check is a second guard.\n"


def _shortened(line: str) -> str:
    """A line that is too wide for the page, with a note of how long it is."""
    if len(line) <= _WIDEST:
        return line
    return f"{line[:_WIDEST].rsplit(' ', 1)[0]} …   # {len(line.strip())} characters"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
