"""What planning one post takes, of an opened desk."""

from __future__ import annotations

from campaign.usecases.planning.plan_one import Workshop
from campaign.web.desk import Desk


def workshop(desk: Desk) -> Workshop:
    """Where cards are drawn, pictures are kept, and publications are written down."""
    workspace = desk.workspace
    return Workshop(
        desk.database,
        desk.config,
        workspace.media,
        workspace.brand,
        workspace.picture_bytes,
        workspace.journal,
    )
