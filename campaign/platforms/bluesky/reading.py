"""What readers get of a record: its words, links, alt texts, languages and number of pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from campaign.model import Reading
from campaign.platforms import reading

_LINK = "app.bsky.richtext.facet#link"


def of_record(record: Mapping[str, Any], url: str = "") -> Reading:
    """A record (lexicon app.bsky.feed.post) as its readers get it.

    The text is the shown one, in which addresses are shortened; the links are those behind it.
    """
    embed = record.get("embed")
    shown = embed if isinstance(embed, dict) else {}
    if shown.get("$type") == "app.bsky.embed.recordWithMedia":
        media = shown.get("media")
        shown = media if isinstance(media, dict) else {}
    langs = record.get("langs")
    pictures = _pictures(shown)
    return Reading(
        text=reading.text(record.get("text")),
        links=reading.links(_linked(record.get("facets")), _card(shown)),
        alts=tuple(reading.alt(each.get("alt")) for each in pictures),
        language=reading.language(langs[0]) if isinstance(langs, list) and langs else None,
        pictures=len(pictures),
        url=url,
    )


def _linked(facets: Any) -> Iterator[str]:
    for facet in facets if isinstance(facets, list) else ():
        features = facet.get("features") if isinstance(facet, dict) else None
        for each in features if isinstance(features, list) else ():
            if isinstance(each, dict) and each.get("$type") == _LINK:
                yield str(each.get("uri") or "")


def _card(embed: Mapping[str, Any]) -> Iterator[str]:
    card = embed.get("external")
    if isinstance(card, dict) and isinstance(card.get("uri"), str):
        yield card["uri"]


def _pictures(embed: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The pictures, or the film, that an embed shows."""
    if str(embed.get("$type") or "").startswith("app.bsky.embed.video"):
        return [embed]
    listed = embed.get("images", embed.get("items"))
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
