"""What the checks found about the words of a story, and what of it people live with, by the record.

A finding is told as it was when the words were last planned. A dismissal is told with its reason,
also when the finding counts again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from campaign.storage.record import RecordAct
from campaign.storage.trust.entries import Entry
from campaign.usecases.trust.deeds import Names
from campaign.usecases.trust.story import Account, Dismissal, Doer, Found


def with_findings(
    accounts: Sequence[Account], some: Iterable[Entry], who: Names
) -> tuple[Account, ...]:
    """The same accounts with what was found about their words, and what was dismissed of it.

    `some` are the entries about the post, in their order.
    """
    found: dict[tuple[str, str], tuple[Found, ...]] = {}
    dismissed: dict[object, tuple[Entry, Dismissal]] = {}
    for entry in some:
        match entry.act:
            case RecordAct.VARIANT_PLANNED if "findings" in entry.public:
                found[str(entry.public["channel"]), str(entry.public["variant"])] = tuple(
                    Found(each["code"], each["severity"], each["message"])
                    for each in entry.public["findings"]
                )
            case RecordAct.FINDING_DISMISSED:
                dismissed[entry.public.get("dismissal")] = entry, _dismissal(entry, who)
            case RecordAct.FINDING_REINSTATED:
                number = entry.public.get("dismissal")
                if number in dismissed:
                    first, told = dismissed[number]
                    dismissed[number] = first, replace(told, ended=entry.at)
    return tuple(
        replace(
            account,
            findings=found.get((account.channel, account.words.hash), ()),
            dismissals=tuple(
                told for entry, told in dismissed.values() if _concerns(entry, account)
            ),
        )
        for account in accounts
    )


def _dismissal(entry: Entry, who: Names) -> Dismissal:
    redacted = entry.was_redacted("who")
    return Dismissal(
        code=str(entry.public.get("code", "")),
        what=str(entry.public.get("message", "")),
        reason="(redacted)" if entry.was_redacted("reason") else entry.secret("reason") or "",
        who=Doer("", redacted=True) if redacted else who(entry.secret("who") or ""),
        at=entry.at,
    )


def _concerns(entry: Entry, account: Account) -> bool:
    """True when a finding is about this account: about its channel and language, or about all."""
    return entry.public.get("channel") in ("", None, account.channel) and entry.public.get(
        "language"
    ) in ("", None, account.language)
