"""What a person reads of why a publication stands as it does; nothing is decided by these words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from campaign.model import Hold, Publication, QueryResult

#: Why a plan cancels, and what it says of what is on its way meanwhile.
REMOVED: Final = "the calendar no longer asks for it"
#: Why a plan cancels what was moved to a time that is past.
TOO_LATE: Final = "the calendar moved it to a time that has passed"
#: What a plan says of what is on its way and was given another time or other words.
OVERTAKEN: Final = "the calendar changed while it was on its way: apply the plan once more"

#: What is said of what is on its way while a person takes it back.
TAKEN_BACK: Final = "a person takes it back: it does not go out any more"

#: What is said of what is on its way while a person skips it.
SKIPPED: Final = "a person skipped it: it does not go out"

_ASKED: Final[Mapping[QueryResult, str]] = {
    QueryResult.NONE: "",
    QueryResult.MUTE: "this network cannot be asked: a person decides",
    QueryResult.SILENT: (
        "its own id tells nothing, and a listing's silence proves nothing: a person may look"
    ),
    QueryResult.ANOTHERS: "what was found is another publication's",
}


def hold_in_words(hold: Hold, detail: str) -> str:
    """What keeps a publication back, "" for nothing.

    `detail` is the codes of the findings, the address of what the account shows, what the server
    allows no more, or who asks for which change.
    """
    match hold:
        case Hold.NONE:
            return ""
        case Hold.FINDINGS:
            return detail
        case Hold.REMOVED:
            return REMOVED
        case Hold.OVERTAKEN:
            return OVERTAKEN
        case Hold.TAKEN_BACK:
            return TAKEN_BACK
        case Hold.SKIPPED:
            return SKIPPED
        case Hold.LIMITS:
            return f"its server allows less by now: {detail}"
        case Hold.SENT_BACK:
            return f"it was sent back: {detail}"
        case Hold.FOREIGN:
            at = f", at {detail}" if detail else ""
            return f"the account shows these words already{at}, and not by us: a person decides"


def in_words(publication: Publication) -> str:
    """Why it stands as it does: what was said of it last, else what keeps it back."""
    said = (publication.reason, _ASKED[publication.query_result])
    held = hold_in_words(publication.hold, publication.hold_detail)
    end = publication.consent_until
    if not held and end is not None and end <= publication.not_before:
        held = publication.consent
    return "; ".join(each for each in said if each) or held
