"""The timestamps of sealed heads: the files, the head that they stamp, and their signatures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from campaign.errors import TimestampError
from campaign.storage.record import RecordAct
from campaign.storage.record_format import instant
from campaign.storage.stamps import StampFiles
from campaign.timestamp_authority import check
from campaign.usecases.trust.verification.chain import Chain, Read


class Stamps:
    """Gathers the stamps that entries tell of, and checks their files. There is one a day."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._told: list[Read] = []

    def take(self, some: Iterable[Read]) -> None:
        """Take in the stamps among these entries."""
        self._told += [entry for entry in some if entry.act == RecordAct.STAMPED]

    def finish(self, files: StampFiles, roots: Sequence[Any]) -> tuple[int, list[str]]:
        """Check each; gives how many hold, and what is worth knowing."""
        good = 0
        for entry in self._told:
            wrong = _wrong(entry.details, files, roots)
            if wrong:
                self._chain.blame(entry.wrong(str(files.folder), wrong))
            else:
                good += 1
        unchecked = "the signatures of the timestamps were not checked: set timestamp_roots"
        return good, [unchecked] if good and not roots else []


def _wrong(told: Mapping[str, Any], files: StampFiles, roots: Sequence[Any]) -> str:
    number, hash = told.get("number"), told.get("hash")
    if not isinstance(number, int) or not isinstance(hash, str):
        return "the stamp is of no head"
    try:
        request, reply = files.request(number), files.reply(number)
    except OSError as error:
        return f"the stamp of entry {number} cannot be read ({error.strerror or error})"
    for name, data in (("request", request), ("reply", reply)):
        if sha256(data).hexdigest() != told.get(name):
            return f"the {name} for the stamp of entry {number} was changed"
    try:
        at = check(request, reply, hash.encode(), roots)
    except TimestampError as error:
        return f"the stamp of entry {number}: {error}"
    return "" if instant(at) == told.get("at") else f"the stamp of entry {number} has another time"
