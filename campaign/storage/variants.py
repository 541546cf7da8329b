"""Finished variants, and the cards they were drawn from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, cast, select

from analytics import clicks
from analytics.clicks import Link
from campaign.model import Card, MachinePart, Media, Variant
from campaign.storage import frames, record
from campaign.storage.record import Entry, RecordAct
from campaign.storage.tables import cards, consent_uses, variants


def store(connection: Connection, finished: Variant, now: datetime, who: str = "") -> str:
    """Store a finished variant under its content hash, once, and give the hash.

    The record gets the whole of it, with who had it made.
    """
    name = finished.hash
    known = connection.scalar(select(variants.c.hash).where(variants.c.hash == name))
    if known is None:
        body = asdict(finished)
        connection.execute(variants.insert().values(hash=name, body=body, created=now))
        for consent in finished.consents:
            connection.execute(consent_uses.insert().values(consent=consent, variant_hash=name))
        if finished.frame:
            frames.remember(connection, name, finished)
        if finished.leads_to:
            clicks.add_link(
                connection, Link(finished.link, finished.post, finished.channel, finished.leads_to)
            )
        details = {"variant": name, "body": body}
        entry = Entry(RecordAct.VARIANT_STORED, who, now, finished.post, details=details)
        record.note(connection, [entry])
    return name


def load(connection: Connection, hashes: Collection[str]) -> dict[str, Variant]:
    """The variants of these hashes; all that are stored are found."""
    found: dict[str, Variant] = {}
    for some in _portions(sorted(set(hashes))):
        query = select(variants.c.hash, variants.c.body).where(variants.c.hash.in_(some))
        for name, body in connection.execute(query):
            found[name] = of_body(body)
    return found


def asking_for_person(
    connection: Connection, hashes: Collection[str]
) -> dict[str, tuple[MachinePart, ...]]:
    """Those of these variants that a registered person must approve: what machines made of them."""
    # As it is stored; a text in which somebody wrote these signs has escapes before its quotes.
    unlabelled = cast(variants.c.body, Text).like('%"labelled": false%')
    some: list[str] = []
    for names in _portions(sorted(set(hashes))):
        query = select(variants.c.hash).where(variants.c.hash.in_(names), unlabelled)
        some += connection.scalars(query)
    return {name: each.machine for name, each in load(connection, some).items()}


def drawn(connection: Connection, keys: Collection[str]) -> dict[str, Media]:
    """Which of these cards have been drawn already, by card key; their alt text is empty."""
    found: dict[str, Media] = {}
    for some in _portions(sorted(set(keys))):
        for row in connection.execute(select(cards).where(cards.c.key.in_(some))):
            found[row.key] = Media(row.sha256, row.mime, row.width, row.height, row.size, "")
    return found


def remember_card(connection: Connection, key: str, media: Media, now: datetime) -> None:
    """Write down which picture was drawn for a card; a lost picture is replaced."""
    connection.execute(cards.delete().where(cards.c.key == key))
    connection.execute(
        cards.insert().values(
            key=key,
            sha256=media.sha256,
            mime=media.mime,
            width=media.width,
            height=media.height,
            size=media.size,
            drawn=now,
        )
    )


def of_body(body: Mapping[str, Any]) -> Variant:
    """The variant of a stored body; raises TypeError or KeyError for another shape."""
    fields = dict(body)
    fields["texts"] = tuple(fields["texts"])
    fields["hashtags"] = tuple(fields["hashtags"])
    fields["consents"] = tuple(fields.get("consents", ()))
    fields["card"] = Card(**fields["card"]) if fields["card"] else None
    for key in ("media", "beside"):
        fields[key] = tuple(Media(**media) for media in fields.get(key, ()))
    fields["machine"] = tuple(MachinePart(**part) for part in fields.get("machine", ()))
    return Variant(**fields)


def _portions(names: list[str], size: int = 500) -> Iterable[list[str]]:
    """Lists short enough for one statement's parameters."""
    for start in range(0, len(names), size):
        yield names[start : start + size]
