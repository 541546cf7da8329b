"""Everything one sandbox knows: who is there, what was posted, what time it is."""

from dataclasses import dataclass, replace
from datetime import datetime
from errno import ENOTDIR
from pathlib import Path
from threading import RLock
from typing import Any

from campaign.sandbox import engagement
from campaign.sandbox.accounts import Account, Accounts
from campaign.sandbox.clock import SandboxClock, read_moment, wire_time
from campaign.sandbox.faults import Faults
from campaign.sandbox.journal import Journal
from campaign.sandbox.ledger import Entry, Ledger
from campaign.sandbox.limits import Limiter
from campaign.sandbox.media import MediaStore, Picture

SEQUENCE_BITS = 16


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture that an account sent: a Mastodon attachment by id, or a Bluesky blob by CID."""

    network: str
    account: str
    id: str
    picture: Picture
    attached_to: str | None = None


class World:
    """The state all networks share, kept in a folder when one is given.

    Every change is written to the journal before the request is answered, and a new World on the
    same folder reads it back. Code that reads first and then changes holds `lock`.

    Raises OSError, with the path, when `state` is no folder or none can be made there.
    """

    def __init__(
        self,
        *,
        seed: int,
        clock: SandboxClock,
        state: Path | None = None,
        ledger_file: Path | None = None,
        enforce_limits: bool = True,
    ) -> None:
        if state is not None and state.exists() and not state.is_dir():
            message = (
                "this is a file, and the sandbox remembers its posts in a folder: name another"
            )
            raise NotADirectoryError(ENOTDIR, message, str(state))
        self.seed = seed
        self.clock = clock
        self.lock = RLock()
        self.accounts = Accounts()
        self.ledger = Ledger()
        self.limiter = Limiter(enforced=enforce_limits)
        self.faults = Faults(seed)
        self.media = MediaStore(None if state is None else state / "media")
        self._uploads: dict[tuple[str, str, str], Upload] = {}
        self._facts: dict[tuple[str, str], dict[str, Any]] = {}
        self._last_id = 0
        self._journal = Journal(None if state is None else state / "journal.jsonl")
        self._public_record = Journal(ledger_file)
        self._reload()

    def new_id(self) -> int:
        """A number that holds the time and is never given twice, as with Mastodon's ids."""
        with self.lock:
            stamp = int(self.clock.now().timestamp() * 1000) << SEQUENCE_BITS
            self._last_id = max(stamp, self._last_id + 1)
            return self._last_id

    def account(self, network: str, name: str) -> Account:
        """The account with this name, made now if nobody has used it yet."""
        with self.lock:
            known = self.accounts.find(network, name)
            if known is not None:
                return known
            account = Account(network, name, self.clock.now())
            self.accounts.add(account)
            self._journal.append(
                {
                    "event": "account",
                    "network": network,
                    "name": name,
                    "created_at": wire_time(account.created_at),
                }
            )
            return account

    def keep_upload(self, upload: Upload) -> None:
        """Remember an upload, or its change: a new description, the post it belongs to."""
        with self.lock:
            self._uploads[upload.network, upload.account, upload.id] = upload
            self._journal.append(
                {
                    "event": "upload",
                    "network": upload.network,
                    "account": upload.account,
                    "id": upload.id,
                    "picture": upload.picture.as_json(),
                    "attached_to": upload.attached_to,
                }
            )

    def upload(self, network: str, account: str, id: str) -> Upload | None:
        """An account's own upload, or None."""
        return self._uploads.get((network, account, id))

    def remember(self, network: str, name: str, facts: dict[str, Any]) -> None:
        """Keep what a network knows beside posts and pictures, as plain JSON: a container, a page.

        The last facts under a name are the ones that count.
        """
        with self.lock:
            self._facts[network, name] = facts
            self._journal.append(
                {"event": "fact", "network": network, "name": name, "facts": facts}
            )

    def recall(self, network: str, name: str) -> dict[str, Any] | None:
        """What was remembered under a name, or None."""
        return self._facts.get((network, name))

    def accept(self, entry: Entry, base: str) -> Entry:
        """Write a post into the ledger; `base` is the sandbox's address, for the public record."""
        with self.lock:
            entry = self.ledger.add(entry)
            self._journal.append({"event": "post", "entry": entry.as_json()})
            if entry.public:
                self._public_record.append(entry.shown(base))
            return entry

    def revise(self, entry: Entry) -> None:
        """Put an edited post in the place of the one with its id.

        The public record keeps the words that it had first.
        """
        with self.lock:
            self.ledger.revise(entry)
            self._journal.append({"event": "revision", "entry": entry.as_json()})

    def delete(self, entry: Entry) -> None:
        """Take a post down; the ledger keeps it, marked."""
        with self.lock:
            at = self.clock.now()
            self.ledger.strike(entry.network, entry.remote_id, at)
            self._journal.append(
                {
                    "event": "delete",
                    "network": entry.network,
                    "id": entry.remote_id,
                    "at": wire_time(at),
                }
            )

    def set_clock(self, moment: datetime, *, force: bool) -> None:
        """Stop the sandbox's clock at a moment. Raises ClockWentBack."""
        with self.lock:
            self.clock.set(moment, force=force)
            self._journal.append({"event": "clock", "at": wire_time(moment)})

    def tally(self, entry: Entry) -> engagement.Tally:
        """A post's counts now: invented ones, and the replies that really stand here."""
        subject = engagement.Subject(entry.network, entry.account, entry.text)
        counts = engagement.tally(self.seed, subject, self.clock.now() - entry.accepted_at)
        own = len(self.ledger.replies(entry.network, entry.remote_id))
        return replace(counts, replies=counts.replies + own)

    def followers(self, account: Account) -> int:
        """How many follow an account now."""
        age = self.clock.now() - account.created_at
        return engagement.followers(self.seed, account.network, account.name, age)

    def _reload(self) -> None:
        last_seen: datetime | None = None
        for event in self._journal.events():
            last_seen = self._again(event) or last_seen
        if last_seen is not None:
            self.clock.resume(last_seen)

    def _again(self, event: dict[str, Any]) -> datetime | None:
        """Apply one event of the journal again; gives its time when it has one."""
        match event["event"]:
            case "account":
                created = read_moment(event["created_at"])
                self.accounts.add(Account(event["network"], event["name"], created))
                return created
            case "upload":
                names = {name: event[name] for name in ("network", "account", "id", "attached_to")}
                upload = Upload(**names, picture=Picture(**event["picture"]))
                self._uploads[upload.network, upload.account, upload.id] = upload
                self._last_id = max(self._last_id, int(upload.id) if upload.id.isdigit() else 0)
                return None
            case "post":
                entry = self.ledger.add(Entry.from_json(event["entry"]))
                number = entry.remote_id
                self._last_id = max(self._last_id, int(number) if number.isdigit() else 0)
                return entry.accepted_at
            case "revision":
                self.ledger.revise(Entry.from_json(event["entry"]))
                return None
            case "delete":
                gone = read_moment(event["at"])
                self.ledger.strike(event["network"], event["id"], gone)
                return gone
            case "fact":
                self._facts[event["network"], event["name"]] = event["facts"]
                return None
            case "clock":
                return read_moment(event["at"])
            case other:
                raise ValueError(f"the journal holds an unknown event: {other!r}")
