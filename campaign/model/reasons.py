"""Why a publication is in its state, as data; `campaign.plan.reasons` puts it into words."""

from __future__ import annotations

from enum import StrEnum


class Hold(StrEnum):
    """What keeps a publication back, "" for nothing.

    `findings`: findings that block. `removed`: it was in flight when the calendar dropped it.
    `overtaken`: it was in flight when the calendar gave it another time or other words; if it comes
    back unsent, the next plan gives it those. `foreign`: its account shows its words under an id
    that is none of ours, as when two installations publish on one account; a person decides.
    `limits`: its server allows less by now than when it was planned. `sent-back`: somebody who
    approves asks for a change. `taken-back`: a person asked for its withdrawal while it was on its
    way; if it comes back unsent, it does not go out. `skipped`: a person skipped it while it was on
    its way; if it comes back unsent, it is cancelled.
    """

    NONE = ""
    FINDINGS = "findings"
    REMOVED = "removed"
    OVERTAKEN = "overtaken"
    FOREIGN = "foreign"
    LIMITS = "limits"
    SENT_BACK = "sent-back"
    TAKEN_BACK = "taken-back"
    SKIPPED = "skipped"


class Decision(StrEnum):
    """What a person decides where the engine may not decide alone, "" for nothing.

    That is a publication that is unknown, failed, missed, long pending, or held as `foreign`.
    """

    NONE = ""
    THERE = "there"
    AGAIN = "again"
    ABSENT = "absent"
    CANCEL = "cancel"


class Cancellation(StrEnum):
    """Who cancelled a publication, "" while it is not cancelled.

    `calendar`: a plan, because the calendar no longer wanted it; it comes back if the calendar
    does. `person`: it comes back when the calendar moves it. `in-doubt`: a person, when nobody knew
    whether it is out; the calendar does not bring that back, a person may. `skipped`: a person
    skipped it; no plan brings it back, whatever the calendar says, until a person takes the skip
    back.
    """

    NONE = ""
    CALENDAR = "calendar"
    PERSON = "person"
    IN_DOUBT = "in-doubt"
    SKIPPED = "skipped"


class QueryResult(StrEnum):
    """Why asking the network settled nothing about an unknown publication, "" for no reason.

    `mute`: its network cannot be asked. `silent`: its own id proves nothing, and a listing without
    it proves nothing either. `anothers`: what was found belongs to another publication.
    """

    NONE = ""
    MUTE = "mute"
    SILENT = "silent"
    ANOTHERS = "anothers"
