"""The checks: they look at posts, variants and the whole calendar before anything goes out.

Each check is one small function. Checks that belong together share a file::

    posts + planned variants ─ page: a post's passages ─ check functions ─ Findings
                                                          (registry: code → function)

`registry` lists all checks by code. `docs/checks.md` shows each code with an example. No check
touches a disk, a network or a clock.
"""

from campaign.checks.registry import check_all

__all__ = ["check_all"]
