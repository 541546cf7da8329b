"""A card in an address: of a post that is not saved, only this text says how its card looks.

It is signed, so that nobody can have a server draw what they like.
"""

from __future__ import annotations

from dataclasses import astuple, fields
from hashlib import sha256
from typing import Final

from itsdangerous import BadData, URLSafeSerializer

from campaign.model import Card

#: Characters of the longest signed card that is read; a headline has 500 at most.
LONGEST: Final = 6_000

_SALT = "campaign.card"


def sign_card(card: Card, secret: bytes) -> str:
    """A card as a text that may stand in an address, signed with a secret."""
    return str(_serializer(secret).dumps(list(astuple(card))))


def read_card(signed: str, secret: bytes) -> Card | None:
    """The card of a signed text; None when it was not signed with this secret, or changed."""
    if len(signed) > LONGEST:
        return None
    try:
        values = _serializer(secret).loads(signed)
    except BadData:
        return None
    names = [each.name for each in fields(Card)]
    if not isinstance(values, list) or len(values) != len(names):
        return None  # signed by another version of the program
    return Card(*map(str, values))


def _serializer(secret: bytes) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=_SALT, signer_kwargs={"digest_method": sha256})
