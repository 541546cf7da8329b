"""What the record keeps of a variant when it is planned: where, when, and the findings about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from campaign.model import Finding, Planned
from campaign.storage.record import Entry, RecordAct
from campaign.storage.record_format import instant


def planned_entry(
    planned: Planned, findings: Mapping[str, Iterable[Finding]], author: str, now: datetime
) -> Entry:
    """The entry about one finished variant; `findings` are those of the calendar, by post.

    `author` applied the plan. The whole variant, with its words, is in the entry of the moment when
    it was first stored.
    """
    variant = planned.variant
    concerned = [
        {"code": each.code, "severity": each.severity.value, "message": each.message}
        for each in findings.get(variant.post, ())
        if each.channel in ("", variant.channel) and each.language in ("", variant.language)
    ]
    details = {
        "variant": variant.hash,
        "occurrence": planned.occurrence,
        "channel": variant.channel,
        "region": planned.region,
        "language": variant.language,
        "due": instant(planned.due),
        "link": variant.link,
        "pictures": [
            {"sha256": media.sha256, "mime": media.mime, "alt": media.alt}
            for media in variant.media
        ],
        "blocked": planned.blocked,
        "findings": concerned,
    }
    return Entry(RecordAct.VARIANT_PLANNED, author, now, variant.post, details=details)


def by_post(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings by the post that they concern; those of no post are left out."""
    found: dict[str, list[Finding]] = {}
    for each in findings:
        if each.post:
            found.setdefault(each.post, []).append(each)
    return found
