"""SARIF 2.1.0, which code hosts and editors read.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

from campaign.checks.formats.annotation import MISTAKE, Annotation
from campaign.model import Severity

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Final = {Severity.BLOCK: "error", Severity.WARN: "warning", Severity.INFO: "note"}
_OF_MISTAKES: Final = "A file that cannot be read as it is has nothing that could be published."


def sarif(
    annotations: Iterable[Annotation], *, version: str, reason: Callable[[str], str]
) -> Mapping[str, Any]:
    """One run with its rules and results, as JSON values; `reason` says why there is a code."""
    every = tuple(annotations)
    codes = sorted({each.code for each in every})
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "campaign",
                        "semanticVersion": version,
                        "rules": [_rule(code, every, reason) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(each, codes.index(each.code)) for each in every],
            }
        ],
    }


def _rule(
    code: str, every: Iterable[Annotation], reason: Callable[[str], str]
) -> Mapping[str, Any]:
    why = _OF_MISTAKES if code == MISTAKE else reason(code)
    gravest = min((each.severity for each in every if each.code == code), key=list(_LEVELS).index)
    return {
        "id": code,
        "shortDescription": _message(why),
        "help": _message(f"{why} An example: docs/checks.md."),
        "defaultConfiguration": {"level": _LEVELS[gravest]},
    }


def _result(each: Annotation, index: int) -> Mapping[str, Any]:
    words = f"{each.message}\n→ {each.remedy}" if each.remedy else each.message
    about = {"post": each.post, "channel": each.channel, "language": each.language}
    result: dict[str, Any] = {
        "ruleId": each.code,
        "ruleIndex": index,
        "level": _LEVELS[each.severity],
        "message": _message(words),
        "locations": [_location(each)] if each.file else [],
        "properties": {key: value for key, value in about.items() if value},
        "suppressions": [],
    }
    if each.fingerprint:
        result["partialFingerprints"] = {"campaignFinding/v1": each.fingerprint}
    if each.dismissal is not None:
        result["suppressions"] = [
            {
                "kind": "external",
                "status": "accepted",
                "justification": each.dismissal.reason,
                "properties": {
                    "by": each.dismissal.who,
                    "at": each.dismissal.at.isoformat(),
                },
            }
        ]
    return result


def _message(words: str) -> Mapping[str, str]:
    """A message string: braces stand for arguments there (3.11.5), and [a](b) for a link (3.11.6).

    A reader of SARIF shows doubled braces as single ones.
    """
    return {"text": words.replace("{", "{{").replace("}", "}}").replace("](", "] (")}


def _location(each: Annotation) -> Mapping[str, Any]:
    # A name of a file may hold bytes that are no UTF-8: they stay what they are.
    uri = quote(each.file.encode(errors="surrogateescape"), safe="/")
    place: dict[str, Any] = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    if each.line:
        place["region"] = {"startLine": each.line}
    return {"physicalLocation": place}
