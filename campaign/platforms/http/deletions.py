"""What a server answered to the request to delete a post, as it is kept beside the try."""

from __future__ import annotations

from campaign.errors import PlatformError
from campaign.model import Deleted
from campaign.platforms.http.dialect import Answer


def deleted(answer: Answer) -> Deleted:
    """The answer of a server that deleted it: its status and its JSON."""
    return Deleted({"status": answer.status, "body": answer.data})


def gone_already(error: PlatformError) -> Deleted:
    """The refusal of a server that has no such post any more: its status, code and words."""
    found = {"status": error.status, "code": error.code, "words": error.answer}
    return Deleted({name: value for name, value in found.items() if value})
