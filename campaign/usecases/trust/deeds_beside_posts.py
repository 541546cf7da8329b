"""What was done beside posts, as sentences: people, accounts, machines, the record itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from campaign.model.people import EVERYWHERE
from campaign.storage.record import RecordAct
from campaign.storage.trust.entries import Entry

#: What stands for somebody whose name was forgotten on request.
_REDACTED: Final = "somebody whose name was redacted"

_PLAIN: Final[Mapping[str, str]] = {
    RecordAct.BEGAN: "The record began",
    RecordAct.SEALED: "Sealed the record",
    RecordAct.STAMPED: "Had the record stamped by the timestamp authority",
    RecordAct.PRUNED: "Deleted private values that are older than the years that are kept",
    RecordAct.ROWS_STAND: "Wrote down how stored rows stand",
    RecordAct.ROWS_GONE: "Wrote down that stored rows are gone",
    RecordAct.PERSON_REDACTED: "Had somebody's name and words forgotten",
    RecordAct.PASSKEY_ADDED: "Added a passkey",
    RecordAct.PASSKEY_REMOVED: "Removed a passkey",
    RecordAct.INVITATION_ANSWERED: "Answered an invitation to review",
    RecordAct.SEND_BACK_ENDED: "Let what was sent back go on",
    RecordAct.NOTICE_SENT: "People were told",
    RecordAct.RESTORED: "Put a backup back",
    RecordAct.EXPORTED: "Exported the evidence",
    RecordAct.TRANSLATION_REVIEWED: "Reviewed a translation",
    RecordAct.TRANSLATION_MARKED: "Marked that a translation still fits",
    RecordAct.TRANSLATION_WRITTEN: "Wrote a translation",
    RecordAct.ACCESS_GIVEN: "Gave a machine access",
    RecordAct.ACCESS_ENDED: "Ended a machine's access",
    RecordAct.WEBHOOK_MADE: "Made a webhook",
    RecordAct.WEBHOOK_PAUSED: "Paused a webhook",
    RecordAct.WEBHOOK_RESUMED: "Let a webhook go on",
    RecordAct.WEBHOOK_RESENT: "Sent to a webhook again",
    RecordAct.WEBHOOK_ENDED: "Ended a webhook",
}


def words_of(entry: Entry) -> str:
    """An act beside posts in a sentence without who and when; "" for one that is told elsewhere."""
    whom = _REDACTED if entry.was_redacted("person") else entry.secret("person") or "somebody"
    role, region = str(entry.public.get("role")), str(entry.public.get("region"))
    where = "all regions" if region == EVERYWHERE else region
    channel = str(entry.public.get("channel"))
    match entry.act:
        case RecordAct.PERSON_ADDED:
            return f"Registered {whom}"
        case RecordAct.PERSON_DISABLED:
            return f"Disabled {whom}"
        case RecordAct.PERSON_ENABLED:
            return f"Let {whom} act again"
        case RecordAct.PERSON_RENAMED:
            return f"Changed the name of {whom}"
        case RecordAct.ADDRESS_CHANGED:
            return f"Changed the e-mail address of {whom}"
        case RecordAct.ROLE_GIVEN:
            return f"Gave {whom} the role {role} in {where}"
        case RecordAct.ROLE_TAKEN:
            return f"Took the role {role} in {where} from {whom}"
        case RecordAct.SIGN_IN_LINK_GIVEN:
            return f"Made a link that signs {whom} in"
        case RecordAct.CONNECTED:
            return f"Connected {channel}"
        case RecordAct.DISCONNECTED:
            return f"Disconnected {channel}"
        case RecordAct.CHANNEL_CHECKED:
            return f"Looked at the account of {channel}"
        case _:
            return _PLAIN.get(entry.act, "")
