"""Findings for other programs: SARIF, and commands of GitHub's workflows."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote

import pytest
from jsonschema import Draft7Validator

from campaign.checks.formats.annotation import MISTAKE, Annotation, annotated
from campaign.checks.formats.github import commands
from campaign.checks.formats.sarif import sarif
from campaign.checks.registry import reason
from campaign.errors import Mistake, Place
from campaign.model import Dismissal, Dismissed, Finding, Severity

#: What the specification allows of the objects that are written here, and no other key: chapters
#: 3.13 (log) to 3.54 (reportingDescriptor).
_TEXT = {"type": "string", "minLength": 1}
SCHEMA: Final[dict[str, Any]] = {
    "definitions": {
        "message": {
            "type": "object",
            "required": ["text"],
            "properties": {"text": _TEXT, "markdown": _TEXT},
            "additionalProperties": False,
        },
        "level": {"enum": ["none", "note", "warning", "error"]},
        "bag": {"type": "object", "properties": {"tags": {"type": "array"}}},
        "rule": {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": _TEXT,
                "shortDescription": {"$ref": "#/definitions/message"},
                "help": {"$ref": "#/definitions/message"},
                "defaultConfiguration": {
                    "type": "object",
                    "properties": {"level": {"$ref": "#/definitions/level"}},
                    "additionalProperties": False,
                },
            },
            "additionalProperties": False,
        },
        "location": {
            "type": "object",
            "required": ["physicalLocation"],
            "properties": {
                "physicalLocation": {
                    "type": "object",
                    "required": ["artifactLocation"],
                    "properties": {
                        "artifactLocation": {
                            "type": "object",
                            "properties": {
                                "uri": {
                                    "type": "string",
                                    "pattern": "^(?:[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-F]{2})+$",
                                },
                                "uriBaseId": _TEXT,
                            },
                            "additionalProperties": False,
                        },
                        "region": {
                            "type": "object",
                            "properties": {"startLine": {"type": "integer", "minimum": 1}},
                            "additionalProperties": False,
                        },
                    },
                    "additionalProperties": False,
                }
            },
            "additionalProperties": False,
        },
        "suppression": {
            "type": "object",
            "required": ["kind"],
            "properties": {
                "kind": {"enum": ["inSource", "external"]},
                "status": {"enum": ["accepted", "underReview", "rejected"]},
                "justification": {"type": "string"},
                "properties": {"$ref": "#/definitions/bag"},
            },
            "additionalProperties": False,
        },
        "result": {
            "type": "object",
            "required": ["message"],
            "properties": {
                "ruleId": _TEXT,
                "ruleIndex": {"type": "integer", "minimum": -1},
                "level": {"$ref": "#/definitions/level"},
                "message": {"$ref": "#/definitions/message"},
                "locations": {"type": "array", "items": {"$ref": "#/definitions/location"}},
                "suppressions": {
                    "type": "array",
                    "uniqueItems": True,
                    "items": {"$ref": "#/definitions/suppression"},
                },
                "partialFingerprints": {
                    "type": "object",
                    "additionalProperties": {"type": "string"},
                },
                "properties": {"$ref": "#/definitions/bag"},
            },
            "additionalProperties": False,
        },
    },
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "pattern": "^https://"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "name": _TEXT,
                                    "semanticVersion": {
                                        "type": "string",
                                        "pattern": r"^\d+\.\d+\.\d+",
                                    },
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {"$ref": "#/definitions/rule"},
                                    },
                                },
                                "additionalProperties": False,
                            }
                        },
                        "additionalProperties": False,
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": {"$ref": "#/definitions/result"}},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}

#: Names of files and messages that mean something to one of the formats.
HOSTILE = (
    "content/calendar/a b.yaml",
    "content/calendar/50% off, now: a::b.yaml",
    "content/a\nb\r::error::c.yaml",
    "content/ñandú/Łódź–€.yaml",
    "a:b.yaml",
    "content/#1?x=[1]&y.yaml",
    "content/%0A%25.yaml",
    "content/\udcff.yaml",
    "content/a\\b.yaml",
    'content/"q".yaml',
)


def of(file: str = "content/a.yaml", message: str = "a word", **more: Any) -> Annotation:
    """One annotation."""
    given = {"code": "term-avoided", "severity": Severity.BLOCK, "line": 3, **more}
    return Annotation(file=file, message=message, **given)


def log(*some: Annotation) -> Any:
    """What SARIF says of them, as a reader of JSON gets it; it has to fit the specification."""
    made = json.loads(json.dumps(sarif(some, version="0.1.0", reason=reason)))
    Draft7Validator(SCHEMA).validate(made)
    return made["runs"][0]


def read(line: str) -> tuple[str, dict[str, str], str]:
    """A command as GitHub's runner reads it: its name, its properties, its words."""
    found = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert found, line

    def unescaped(words: str) -> str:
        for code, sign in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n")):
            words = words.replace(code, sign)
        return words.replace("%25", "%")

    pairs = dict(each.split("=", 1) for each in found[2].split(","))
    return found[1], {key: unescaped(value) for key, value in pairs.items()}, unescaped(found[3])


@pytest.mark.parametrize("name", HOSTILE)
def test_sarif_holds_every_name_of_a_file_as_a_relative_address(name: str) -> None:
    """Decoded, it is the same name, byte for byte."""
    (result,) = log(of(name, message=name.replace("\udcff", "ÿ")))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(uri, errors="surrogateescape") == name
    assert ":" not in uri
    assert not uri.startswith("/")


@pytest.mark.parametrize("name", HOSTILE)
def test_github_gets_every_name_and_message_in_one_command(name: str) -> None:
    """No sign in them ends the line, a property or the properties."""
    (line,) = commands([of(name, message=f"{name} says ::set-output name=x::1", code="a,b:c%")])
    assert "\n" not in line
    assert "\r" not in line
    kind, properties, words = read(line)
    assert (kind, properties["file"], properties["line"]) == ("error", name, "3")
    assert properties["title"] == "a,b:c%"
    assert words == f"{name} says ::set-output name=x::1"


@pytest.mark.parametrize(
    ("severity", "level", "command"),
    [
        (Severity.BLOCK, "error", "error"),
        (Severity.WARN, "warning", "warning"),
        (Severity.INFO, "note", "notice"),
    ],
)
def test_a_severity_has_its_word_in_each_format(
    severity: Severity, level: str, command: str
) -> None:
    """Blocking is an error for both."""
    assert log(of(severity=severity))["results"][0]["level"] == level
    assert next(commands([of(severity=severity)])).startswith(f"::{command} ")


def test_a_whole_file_and_no_file_have_no_line() -> None:
    """SARIF counts lines from 1, so that 0 would be no valid one."""
    whole, nowhere = log(of(line=0), of("", line=0))["results"]
    assert "region" not in whole["locations"][0]["physicalLocation"]
    assert nowhere["locations"] == []
    first, second = commands([of(line=0), of("", line=4)])
    assert (read(first)[1], read(second)[1]) == (
        {"file": "content/a.yaml", "title": "term-avoided"},
        {"title": "term-avoided"},
    )


def test_each_rule_says_why_it_is_there_and_how_much_it_weighs_at_most() -> None:
    """In the words of docs/checks.md; a result names its rule by number too."""
    run = log(of(severity=Severity.INFO), of(code="alt-missing"), of(), of(code=MISTAKE))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["alt-missing", "mistake", "term-avoided"]
    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == [
        each["ruleId"] for each in run["results"]
    ]
    assert rules[2]["shortDescription"]["text"] == reason("term-avoided")
    assert rules[2]["defaultConfiguration"] == {"level": "error"}


def test_braces_and_brackets_of_a_text_mean_nothing_to_a_reader_of_sarif() -> None:
    """Single braces stand for arguments there (3.11.5), and [a](b) is a link (3.11.6)."""
    words = "write it as {{ fact.F07 }}, {0} or [here](https://a.example)"
    made = log(of(message=words, remedy="take {% if %} out"))
    text = made["results"][0]["message"]["text"]
    assert re.findall(r"(?<!\{)(?:\{\{)*\{(?!\{)|(?<!\})(?:\}\})*\}(?!\})", text) == []
    shown = text.replace("{{", "{").replace("}}", "}")
    assert (
        shown
        == "write it as {{ fact.F07 }}, {0} or [here] (https://a.example)\n→ take {% if %} out"
    )


def test_what_was_dismissed_is_suppressed_in_sarif_and_silent_on_github() -> None:
    """With its reason, who let it stand, and when."""
    at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    why = 'a "quotation"\nof 1998'
    dismissal = Dismissal(1, "term-avoided", "a", "", "en", "", "m", "h", why, "marta", at)
    each = of(dismissal=dismissal, remedy="say it otherwise", fingerprint="f" * 64)
    (result,) = log(each)["results"]
    (suppression,) = result["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert suppression["justification"] == why
    assert suppression["properties"] == {"by": "marta", "at": "2026-12-01T09:00:00+00:00"}
    assert result["message"]["text"] == "a word\n→ say it otherwise"
    assert result["partialFingerprints"] == {"campaignFinding/v1": "f" * 64}
    assert list(commands([each])) == []


def test_nothing_to_say_is_a_log_without_results() -> None:
    """An empty list tells a reader that the check ran."""
    assert log()["results"] == []
    assert list(commands([])) == []


def test_mistakes_findings_and_what_was_dismissed_are_all_told() -> None:
    """A mistake blocks, under a code of its own."""
    place = Place("content/a.yaml", 2)
    finding = Finding("alt-missing", Severity.BLOCK, place, "no alt", "", "a", "c", "en")
    dismissal = Dismissal(
        1,
        "alt-missing",
        "a",
        "c",
        "en",
        "",
        "no alt",
        "h",
        "why",
        "marta",
        datetime(2026, 12, 1, tzinfo=UTC),
    )
    told = list(
        annotated(
            [Mistake(place, "unknown key", "take it away")],
            [finding],
            [Dismissed(finding, dismissal)],
            file_of=lambda where: f"sub/{where.file}",
            fingerprint=lambda each: each.code,
        )
    )
    assert [(each.code, each.file, each.line, bool(each.dismissal)) for each in told] == [
        (MISTAKE, "sub/content/a.yaml", 2, False),
        ("alt-missing", "sub/content/a.yaml", 2, False),
        ("alt-missing", "sub/content/a.yaml", 2, True),
    ]
    assert read(next(commands([told[1]])))[1]["title"] == "alt-missing (en c)"
