"""What a person may be called here: the forms of ids, names and e-mail addresses."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import category, normalize

from campaign.errors import CampaignError
from campaign.printable import one_line

#: The longest id, name and e-mail address, in characters; RFC 5321, section 4.5.3.1, for the last.
LONGEST_ID: Final = 40
LONGEST_NAME: Final = 100
LONGEST_EMAIL: Final = 254
_LONGEST_LOCAL: Final = 64
_LONGEST_LABEL: Final = 63

# Names under which the program itself writes down what it did.
_OURS: Final = frozenset({"campaign", "demo", "engine", "invitation", "rehearsal"})
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
# An atom of RFC 5321 and 6531: letters of any script, digits, and these signs.
_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+")
_LABEL = re.compile(r"[^\W_](?:(?:[^\W_]|-)*[^\W_])?")


class UnfitName(CampaignError):
    """Nobody can be registered under this id, name or address."""


def checked_id(text: str) -> str:
    """The id itself; raises UnfitName with a usable one where there is one near."""
    if not text:
        raise UnfitName("the id is empty: write a short name, such as aina")
    if len(text) > LONGEST_ID:
        raise UnfitName(f"the id has {len(text)} characters, {LONGEST_ID} at most")
    if not _ID.fullmatch(text):
        plain = normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
        near = "-".join(re.findall("[a-z0-9]+", plain))
        raise UnfitName(
            f'the id "{one_line(text)}" cannot be used: write small letters, digits and hyphens'
            + (f", such as {near}" if near else "")
        )
    if text in _OURS:
        raise UnfitName(f'"{text}" is a name of the program itself: write another id')
    return text


def checked_name(text: str) -> str:
    """The name as it is kept: composed (NFC), without spaces around it; raises UnfitName."""
    name = normalize("NFC", text).strip()
    if not name:
        raise UnfitName("the name is empty: write the person's name as others know it")
    if len(name) > LONGEST_NAME:
        raise UnfitName(f"the name has {len(name)} characters, {LONGEST_NAME} at most")
    if not any(category(each).startswith("L") for each in name):
        raise UnfitName(f'"{one_line(name)}" is no name: it has no letter')
    if unseen := _unseen(name):
        raise UnfitName(f'the name "{one_line(name)}" holds {unseen}: write it without')
    return name


def checked_email(text: str) -> str:
    """The address as it is kept, in small letters; raises UnfitName for what is no address.

    It is not asked whether anybody reads there.
    """
    address = normalize("NFC", text).strip().casefold()
    shown = one_line(address, 100)
    local, at, domain = address.rpartition("@")
    if not address:
        raise UnfitName("the e-mail address is empty: write one, such as aina@example.org")
    if not at or not local or not domain:
        raise UnfitName(f'"{shown}" is no e-mail address: write one, such as aina@example.org')
    if unseen := _unseen(address):
        raise UnfitName(f'the e-mail address "{shown}" holds {unseen}: write it without')
    if len(address) > LONGEST_EMAIL or len(local.encode()) > _LONGEST_LOCAL:
        raise UnfitName(f'the e-mail address "{shown}" is longer than any mail server takes')
    if not all(_ATOM.fullmatch(atom) for atom in local.split(".")):
        raise UnfitName(f'"{shown}" is no e-mail address: look at what stands before the @')
    labels = domain.split(".")
    whole = all(_LABEL.fullmatch(label) and len(label) <= _LONGEST_LABEL for label in labels)
    if len(labels) < 2 or not whole or labels[-1].isdigit():
        raise UnfitName(f'"{shown}" is no e-mail address: look at what stands behind the @')
    return address


def _unseen(text: str) -> str:
    """What of a text nobody sees, or would obey, in words; "" for nothing."""
    for each in text:
        kind = category(each)
        if kind in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            # Joiners stand between letters of Persian, Hindi and others, where they are needed.
            if each in "\u200c\u200d" and not text.isascii():
                continue
            return f"a character that nobody sees (U+{ord(each):04X})"
    return ""
