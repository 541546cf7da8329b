"""Workflow commands of GitHub Actions, which show each finding at its line of a pull request.

Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
and the escapes of its own toolkit: https://github.com/actions/toolkit (core/src/command.ts).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from campaign.checks.formats.annotation import Annotation
from campaign.model import Severity

_COMMANDS: Final = {Severity.BLOCK: "error", Severity.WARN: "warning", Severity.INFO: "notice"}


def commands(annotations: Iterable[Annotation]) -> Iterator[str]:
    """One command a line; what was dismissed is left out."""
    for each in annotations:
        if each.dismissal is not None:
            continue
        properties = [("file", each.file)] if each.file else []
        if each.file and each.line:
            properties.append(("line", str(each.line)))
        whom = " ".join(filter(None, (each.language, each.channel)))
        properties.append(("title", f"{each.code} ({whom})" if whom else each.code))
        written = ",".join(f"{name}={_property(value)}" for name, value in properties)
        words = f"{each.message}\n→ {each.remedy}" if each.remedy else each.message
        yield f"::{_COMMANDS[each.severity]} {written}::{_data(words)}"


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
