"""The result of a check: findings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from campaign.errors import Place


class Severity(StrEnum):
    """How much a finding weighs: a `block` holds the publication back, the others advise."""

    INFO = "info"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of one check about one place, with its remedy.

    `code` is stable and names the rule ("alt-missing"). `post`, `channel` and `language` say what
    it concerns; they are empty where it concerns all. `path` is the key in the post's file whose
    words it judges, such as "copy.es.text"; it is empty where it judges more than that.
    """

    code: str
    severity: Severity
    place: Place
    message: str
    remedy: str = ""
    post: str = ""
    channel: str = ""
    language: str = ""
    path: str = ""

    @property
    def blocks(self) -> bool:
        """True when what it concerns must not be published as it is."""
        return self.severity is Severity.BLOCK
