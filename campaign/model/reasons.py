"""Why a publication stands as it does, as data; `campaign.plan.reasons` says it in words."""

from __future__ import annotations

from enum import StrEnum


class Hold(StrEnum):
    """What keeps a publication back, "" for nothing.

    `findings`: findings that block. `removed`: it was on its way when the calendar dropped it.
    `overtaken`: it was on its way when the calendar gave it another time or other words; should it
    come back unsent, the next plan gives it those. `foreign`: its account shows its words under an
    id that is none of ours, as when two installations publish on one account: a person decides.
    """

    NONE = ""
    FINDINGS = "findings"
    REMOVED = "removed"
    OVERTAKEN = "overtaken"
    FOREIGN = "foreign"


class Decision(StrEnum):
    """What a person says about what the engine may not decide alone, "" for nothing.

    That is one that is unknown, failed, missed, long pending, or held as `foreign`.
    """

    NONE = ""
    THERE = "there"
    AGAIN = "again"
    ABSENT = "absent"
    CANCEL = "cancel"


class Cancellation(StrEnum):
    """By whom a publication was cancelled, "" while it is not.

    `calendar`: a plan, because the calendar no longer asked for it; it comes back when that does.
    `person`: it comes back when the calendar moves it. `in-doubt`: a person, when nobody could say
    whether it is out; the calendar does not bring that back, a person may.
    """

    NONE = ""
    CALENDAR = "calendar"
    PERSON = "person"
    IN_DOUBT = "in-doubt"


class QueryResult(StrEnum):
    """Why asking its network has settled nothing about an unknown publication, "" for no reason.

    `mute`: its network cannot be asked. `silent`: its own id tells nothing, and that a listing
    does not show it proves nothing. `anothers`: what was found is another publication's.
    """

    NONE = ""
    MUTE = "mute"
    SILENT = "silent"
    ANOTHERS = "anothers"
