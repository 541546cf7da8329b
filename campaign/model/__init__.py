"""The words of the house as frozen values; nothing here touches anything outside itself."""

from campaign.model.approval import Approval, Basis, Remark
from campaign.model.attempts import Attempt, AttemptOutcome
from campaign.model.campaigns import (
    Activity,
    Campaign,
    Day,
    Fact,
    Registers,
    Statement,
    Surroundings,
    Term,
)
from campaign.model.channel_keys import APPLICATION, LINK_IN, YES, ChannelKeys
from campaign.model.credentials import Access, Ending, Kept, Renewed, Standing
from campaign.model.dismissals import Dismissal, Dismissed
from campaign.model.findings import Finding, Severity
from campaign.model.limits import Delivery, Handles, Limits, PictureSize, Unit
from campaign.model.posts import (
    CardWish,
    Copy,
    CopyState,
    InWeek,
    OnDate,
    Post,
    Slot,
    copy_hash,
    is_of,
)
from campaign.model.publications import (
    Absent,
    Deleted,
    Doubt,
    Evidence,
    Payload,
    Pending,
    Publication,
    Receipt,
    State,
    Upload,
)
from campaign.model.readings import Gone, PostField, Reading
from campaign.model.reasons import Cancellation, Decision, Hold, QueryResult
from campaign.model.regions import Channel, Region
from campaign.model.server_limits import ServerLimits
from campaign.model.variants import Card, MachinePart, Media, Planned, Variant
from campaign.model.vocabulary import Vocabulary

__all__ = [
    "APPLICATION",
    "LINK_IN",
    "YES",
    "Absent",
    "Access",
    "Activity",
    "Approval",
    "Attempt",
    "AttemptOutcome",
    "Basis",
    "Campaign",
    "Cancellation",
    "Card",
    "CardWish",
    "Channel",
    "ChannelKeys",
    "Copy",
    "CopyState",
    "Day",
    "Decision",
    "Deleted",
    "Delivery",
    "Dismissal",
    "Dismissed",
    "Doubt",
    "Ending",
    "Evidence",
    "Fact",
    "Finding",
    "Gone",
    "Handles",
    "Hold",
    "InWeek",
    "Kept",
    "Limits",
    "MachinePart",
    "Media",
    "OnDate",
    "Payload",
    "Pending",
    "PictureSize",
    "Planned",
    "Post",
    "PostField",
    "Publication",
    "QueryResult",
    "Reading",
    "Receipt",
    "Region",
    "Registers",
    "Remark",
    "Renewed",
    "ServerLimits",
    "Severity",
    "Slot",
    "Standing",
    "State",
    "Statement",
    "Surroundings",
    "Term",
    "Unit",
    "Upload",
    "Variant",
    "Vocabulary",
    "copy_hash",
    "is_of",
]
