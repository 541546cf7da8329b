"""The words of the house as frozen values; nothing here touches anything outside itself."""

from campaign.model.campaigns import Activity, Campaign, Day, Fact, Registers, Statement, Term
from campaign.model.findings import Finding, Severity
from campaign.model.limits import Delivery, Limits, Unit
from campaign.model.posts import CardWish, Copy, CopyState, InWeek, OnDate, Post, Slot
from campaign.model.publications import (
    Absent,
    Approval,
    Attempt,
    Payload,
    Pending,
    Publication,
    Receipt,
    State,
    Upload,
)
from campaign.model.regions import Channel, Region
from campaign.model.variants import Card, Media, Planned, Variant

__all__ = [
    "Absent",
    "Activity",
    "Approval",
    "Attempt",
    "Campaign",
    "Card",
    "CardWish",
    "Channel",
    "Copy",
    "CopyState",
    "Day",
    "Delivery",
    "Fact",
    "Finding",
    "InWeek",
    "Limits",
    "Media",
    "OnDate",
    "Payload",
    "Pending",
    "Planned",
    "Post",
    "Publication",
    "Receipt",
    "Region",
    "Registers",
    "Severity",
    "Slot",
    "State",
    "Statement",
    "Term",
    "Unit",
    "Upload",
    "Variant",
]
