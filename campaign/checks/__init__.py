"""What there is to say about posts, variants and the calendar before anything goes out.

Every check is one small function in a file of its family; `registry` lists them all by code.
Nothing here touches a disk, a network or a clock.
"""

from campaign.checks.registry import check_all
from campaign.checks.translations import copy_hash

__all__ = ["check_all", "copy_hash"]
