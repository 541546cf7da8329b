"""The ledger: every post that the sandbox accepted, in order. Deleted posts stay in it."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from campaign.sandbox.clock import read_moment, wire_time
from campaign.sandbox.media import Picture

PUBLIC = frozenset({"public", "unlisted"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted post.

    `remote_id` is a Mastodon status id or an AT-URI, `path` where the post is seen on the wall's
    server, `key` the Idempotency-Key or the record key, `body` what only that network knows,
    `duplicate_of` the remote id of an earlier, still standing post with the same content.
    """

    network: str
    account: str
    remote_id: str
    path: str
    text: str
    accepted_at: datetime
    languages: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    key: str | None = None
    visibility: str = "public"
    reply_to: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    duplicate_of: str | None = None
    deleted_at: datetime | None = None

    @property
    def standing(self) -> bool:
        """True until it is deleted."""
        return self.deleted_at is None

    @property
    def public(self) -> bool:
        """True when anybody may read it."""
        return self.visibility in PUBLIC

    def as_json(self) -> dict[str, Any]:
        """Plain values, as kept on disk; `from_json` reads them back."""
        record = asdict(self)
        record["accepted_at"] = wire_time(self.accepted_at)
        record["deleted_at"] = None if self.deleted_at is None else wire_time(self.deleted_at)
        return record

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> "Entry":
        """Read what `as_json` wrote."""
        gone = record["deleted_at"]
        return cls(
            **{
                **record,
                "languages": tuple(record["languages"]),
                "pictures": tuple(Picture(**picture) for picture in record["pictures"]),
                "accepted_at": read_moment(record["accepted_at"]),
                "deleted_at": None if gone is None else read_moment(gone),
            }
        )

    def shown(self, base: str) -> dict[str, Any]:
        """The entry as the ledger's endpoint shows it; `base` is the address of the sandbox."""
        return {
            "network": self.network,
            "account": self.account,
            "id": self.remote_id,
            "url": base + self.path,
            "text": self.text,
            "language": self.languages[0] if self.languages else None,
            "langs": list(self.languages),
            "media": [{"sha256": each.sha256, "alt": each.alt} for each in self.pictures],
            "key": self.key,
            "visibility": self.visibility,
            "reply_to": self.reply_to,
            "accepted_at": wire_time(self.accepted_at),
            "deleted_at": None if self.deleted_at is None else wire_time(self.deleted_at),
            "duplicate_of": self.duplicate_of,
        }


def sameness(entry: Entry) -> tuple[object, ...]:
    """What makes two posts the same to a reader: who, where, the words, the pictures."""
    words = " ".join(unicodedata.normalize("NFC", entry.text).split())
    return (entry.network, entry.account, words, tuple(each.sha256 for each in entry.pictures))


class Ledger:
    """All entries, oldest first, and ways to find one."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._by_id: dict[tuple[str, str], int] = {}
        self._by_key: dict[tuple[str, str, str], int] = {}
        self._by_sameness: dict[tuple[object, ...], list[int]] = {}
        self._replies: dict[tuple[str, str], list[int]] = {}

    def __iter__(self) -> Iterator[Entry]:
        return iter(list(self._entries))

    def add(self, entry: Entry) -> Entry:
        """Write an entry down and give it back, marked when it repeats one that still stands."""
        same = self._by_sameness.setdefault(sameness(entry), [])
        earlier = [self._entries[at] for at in same if self._entries[at].standing]
        if earlier and entry.duplicate_of is None:
            entry = replace(entry, duplicate_of=earlier[0].remote_id)
        number = len(self._entries)
        self._entries.append(entry)
        same.append(number)
        self._by_id[entry.network, entry.remote_id] = number
        if entry.key is not None:
            self._by_key[entry.network, entry.account, entry.key] = number
        if entry.reply_to is not None:
            self._replies.setdefault((entry.network, entry.reply_to), []).append(number)
        return entry

    def revise(self, entry: Entry) -> None:
        """Put an edited post in the place of the one with its id."""
        number = self._by_id[entry.network, entry.remote_id]
        self._entries[number] = entry
        self._by_sameness.setdefault(sameness(entry), []).append(number)

    def strike(self, network: str, remote_id: str, at: datetime) -> None:
        """Mark a post as deleted; it stays in the ledger."""
        number = self._by_id[network, remote_id]
        self._entries[number] = replace(self._entries[number], deleted_at=at)

    def find(self, network: str, remote_id: str) -> Entry | None:
        """The post with this id while it stands, or None."""
        number = self._by_id.get((network, remote_id))
        entry = None if number is None else self._entries[number]
        return entry if entry is not None and entry.standing else None

    def with_key(self, network: str, account: str, key: str) -> Entry | None:
        """The newest post an account made with this key, deleted or not, or None."""
        number = self._by_key.get((network, account, key))
        return None if number is None else self._entries[number]

    def replies(self, network: str, remote_id: str) -> list[Entry]:
        """The standing posts that answer this one, newest first."""
        numbers = self._replies.get((network, remote_id), ())
        entries = (self._entries[number] for number in reversed(numbers))
        return [entry for entry in entries if entry.standing]

    def timeline(self, network: str, account: str) -> list[Entry]:
        """An account's standing posts without its replies, newest first."""
        return [entry for entry in self.standing(network, account) if not entry.reply_to]

    def standing(self, network: str | None = None, account: str | None = None) -> list[Entry]:
        """Posts that have not been deleted, newest first."""
        return [
            entry
            for entry in reversed(self._entries)
            if entry.standing
            and network in (None, entry.network)
            and account in (None, entry.account)
        ]

    @property
    def duplicates(self) -> int:
        """How many public posts repeat an earlier one that stood at that time."""
        return sum(each.duplicate_of is not None for each in self._entries if each.public)
