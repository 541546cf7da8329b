"""Writes `docs/checks.md`: `python -m tests.checks.page_of_checks`, or `make docs`.

Severity, message and remedy are what `campaign check` says of each example when it is run now. Why
a code is there: `campaign.checks.registry.reason`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from campaign.checks.judging.codes import BINDING
from campaign.checks.registry import reason
from campaign.model import Finding, Severity
from tests.checks.example_campaign import ExampleCampaign, example_campaign
from tests.checks.examples import EXAMPLES, POST, Example
from tests.checks.narrative_figures import narrative_section

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

`[checks.levels]` in `config.toml` gives a code another level, for all its findings:
`sentence-long = "off"` or `calendar-gap = "block"`. The levels are `off`, `info` (also written
`note`), `warn` and `block`. They count everywhere: for the exit code of `check`, for what `plan`
and `apply` hold back, on the preview page and in the agenda. [What binds](#what-binds) cannot be
lowered.

A finding is about a post that can be read. An error in a file itself (an unknown key, a name that
does not exist) is a *mistake*: it has no code, and it says its line and the nearest valid name.

Each example shows only the keys that matter; the rest of its file has no finding. Below the example
stands what `campaign check` says about it. Long lines are shortened here. Some examples are a
mistake already when their file is read. There the check is a second guard, for example while
`facts.toml` itself cannot be read.

"""
_LIVED_WITH = """
## Findings that people live with

A check cannot know everything. A coordinator or an admin lets a finding stand with a reason:

```sh
campaign dismiss learning-labs-01 term-avoided --language es --reason "a quotation of 1998"
campaign dismiss learning-labs-01 term-avoided --place copy.es.text --reason "a quotation of 1998"
campaign dismiss --list
campaign dismiss learning-labs-01 term-avoided --undo
campaign dismiss - calendar-gap --reason "the office is closed"     # what belongs to no post
```

A dismissal is bound to what the finding says and to the words that it judges: a passage, the whole
post where texts are compared, or exactly what the channel would publish. Once these change, the
finding is back. What was dismissed holds nothing back any more after the next `campaign apply`.
`check` folds it to one line (`--all` shows it), and `--json`, the preview page, the weekly report
and the record tell who let it stand, when and why.

### What binds

These blocking findings can be neither dismissed nor lowered:

"""
_FORMATS = """
## For other programs

- `--json` prints one JSON object with `mistakes`, `findings` and `dismissed`.
- `--format sarif` prints [SARIF 2.1.0][sarif]: `block` is an error, `warn` a warning, `info` a
  note. What was dismissed is there as suppressed, with its reason.
- `--format github` prints a [workflow command][github] for each finding that counts. A pull request
  then shows it at its line. GitHub shows ten of each kind in one step.

Paths are relative to the folder in which the program runs, so run it at the root of the repository.
The exit code is that of the table: 1 when something blocks or a file has a mistake.

[sarif]: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
[github]: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands

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
    parts = [_HEAD, *_contents(found), _LIVED_WITH, *_binding(), _FORMATS, *narrative_section()]
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


def _binding() -> Iterator[str]:
    """The codes that nobody can lower or dismiss, and why."""
    yield "| code | why |\n|---|---|\n"
    for code, why in sorted(BINDING.items()):
        yield f"| `{code}` | {why} |\n"
    yield "| `consent-…` | a person's consent cannot be given by another person |\n"


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
