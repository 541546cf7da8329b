"""Who may post: any credential that looks like `sandbox-<account>` is an account at first use."""

import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import regex

MASTODON = "mastodon"
BLUESKY = "bluesky"
X = "x"
LINKEDIN = "linkedin"
FACEBOOK = "facebook"
INSTAGRAM = "instagram"
THREADS = "threads"
TELEGRAM = "telegram"
NETWORKS = (BLUESKY, FACEBOOK, INSTAGRAM, LINKEDIN, MASTODON, TELEGRAM, THREADS, X)

PREFIX = "sandbox-"
_NAME = regex.compile(r"[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?", regex.IGNORECASE)
_HANDLE = regex.compile(
    r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
)


def written(word: str) -> str:
    """A word with a capital first letter; a network's name as the network writes it."""
    return "LinkedIn" if word.lower() == LINKEDIN else word.capitalize()


@dataclass(frozen=True, slots=True)
class Account:
    """One account of one network; `name` is the user name, on Bluesky the handle."""

    network: str
    name: str
    created_at: datetime

    @property
    def id(self) -> str:
        """A long number, the same for the same name: the account's id on all but Bluesky."""
        return str(10**17 + int.from_bytes(sha256(self.name.encode()).digest()[:7]) % (9 * 10**17))

    @property
    def did(self) -> str:
        """Bluesky's identifier: `did:plc:` and 24 letters, the same for the same handle."""
        digest = sha256(self.name.encode()).digest()[:15]
        return "did:plc:" + b32encode(digest).decode().lower()

    @property
    def display_name(self) -> str:
        """The name as people write it: `open-labs` is Open Labs, `eu-linkedin.test` EU LinkedIn."""
        words = self.name.split(".")[0].replace("_", "-").split("-")
        return " ".join(word.upper() if len(word) == 2 else written(word) for word in words)


def account_in(credential: str) -> str | None:
    """The account a token or app password stands for, or None when it stands for none."""
    name = credential.removeprefix(PREFIX)
    return name if name != credential and _NAME.fullmatch(name) else None


def token_key(token: str) -> str:
    """The name under which an issued token is remembered; the token itself is kept nowhere."""
    return f"token:{sha256(token.encode()).hexdigest()}"


def secret_for(network: str, name: str) -> str:
    """The credential under which a network's sandbox knows the account with this name.

    A bot's token begins with the bot's number: https://core.telegram.org/bots/api
    """
    known = f"{PREFIX}{name}"
    if network != TELEGRAM:
        return known
    number = 10**9 + int.from_bytes(sha256(name.encode()).digest()[:5]) % (9 * 10**9)
    return f"{number}:{known}"


def new_secret(begins: str) -> str:
    """A code or token that nobody can guess, and that shows that the sandbox made it.

    `begins` is how the network's own tokens begin, or any letter. Without it, the secret would be
    the name of an account.
    """
    # A hyphen right after the prefix, as in one of 64 tokens, would hide that a secret follows it.
    return f"{begins}{PREFIX}{secrets.token_urlsafe(48).replace('-', '_')}"


def is_handle(text: str) -> bool:
    """True for a Bluesky handle: a domain name in small letters with a dot in it.

    Source: https://atproto.com/specs/handle
    """
    return _HANDLE.fullmatch(text) is not None


class Accounts:
    """The accounts seen so far."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Account] = {}

    def add(self, account: Account) -> None:
        """Remember an account by its name and by the network's own identifier."""
        own = account.did if account.network == BLUESKY else account.id
        for key in (account.name, own):
            self._known[account.network, key] = account

    def find(self, network: str, name_or_id: str) -> Account | None:
        """The account with this name, id or DID, or None."""
        return self._known.get((network, name_or_id))
