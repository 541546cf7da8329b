"""What a post's record must be: its lexicon's rules, and a few stricter ones for readers' sake.

Lexicons: app.bsky.feed.post, app.bsky.richtext.facet, com.atproto.repo.strongRef. The reference
server lets facets through whose bytes lie outside the text or cut a letter in two; apps then drop
them silently, so the sandbox refuses them.
"""

from itertools import pairwise
from typing import Any

from campaign.sandbox.bluesky.embeds import check_embed
from campaign.sandbox.bluesky.names import POST, address, is_datetime, is_language, is_uri
from campaign.sandbox.bluesky.reading import BadRecord, member, members, plain
from campaign.sandbox.counting import graphemes

MAX_GRAPHEMES = 300
MAX_BYTES = 3000
MAX_LANGUAGES = 3
MAX_TAGS = 8
TAG_GRAPHEMES = 64
TAG_BYTES = 640
FEATURES = ("link", "mention", "tag")


def check_post(record: dict[str, Any]) -> None:
    """Check a record of app.bsky.feed.post. Raises BadRecord with the place and the reason."""
    if record.get("$type") != POST:
        raise BadRecord(f"Record/$type must be {POST}")
    text = member(record, "text", str, "Record")
    _fits(text, "Record/text", MAX_BYTES, MAX_GRAPHEMES)
    if not is_datetime(record.get("createdAt")):
        raise BadRecord(
            "Record/createdAt must be an valid atproto datetime (both RFC-3339 and ISO-8601)"
        )
    languages = members(record, "langs", str, "Record", most=MAX_LANGUAGES)
    for number, language in enumerate(languages):
        if not is_language(language):
            raise BadRecord(f"Record/langs/{number} must be a well-formed BCP 47 language tag")
    for number, tag in enumerate(members(record, "tags", str, "Record", most=MAX_TAGS)):
        _fits(tag, f"Record/tags/{number}", TAG_BYTES, TAG_GRAPHEMES)
    _check_facets(text, members(record, "facets", dict, "Record"))
    if (reply := plain(record, "reply", "Record")) is not None:
        for name in ("root", "parent"):
            check_strong_ref(member(reply, name, dict, "Record/reply"), f"Record/reply/{name}")
    if (embed := plain(record, "embed", "Record")) is not None:
        check_embed(embed, "Record/embed")
    elif not text.strip():
        raise BadRecord("Record/text is empty and nothing is embedded")


def check_strong_ref(ref: dict[str, Any], place: str) -> None:
    """Check a reference to one version of a record. Raises BadRecord."""
    if address(member(ref, "uri", str, place)) is None:
        raise BadRecord(f"{place}/uri must be a valid at-uri")
    if not member(ref, "cid", str, place).startswith("b"):
        raise BadRecord(f"{place}/cid must be a cid string")


def _fits(text: str, place: str, most_bytes: int, most_graphemes: int) -> None:
    if len(text.encode()) > most_bytes:
        raise BadRecord(f"{place} must not be longer than {most_bytes} characters")
    if graphemes(text) > most_graphemes:
        raise BadRecord(f"{place} must not be longer than {most_graphemes} graphemes")


def _check_facets(text: str, facets: list[dict[str, Any]]) -> None:
    data = text.encode()
    taken: list[tuple[int, int, str]] = []
    for number, facet in enumerate(facets):
        place = f"Record/facets/{number}"
        index = member(facet, "index", dict, place)
        start = member(index, "byteStart", int, f"{place}/index")
        stop = member(index, "byteEnd", int, f"{place}/index")
        if not 0 <= start < stop <= len(data):
            raise BadRecord(
                f"{place}/index {start}..{stop} lies outside a text of {len(data)} bytes"
            )
        for edge in (start, stop):
            if edge < len(data) and data[edge] & 0xC0 == 0x80:
                raise BadRecord(f"{place}/index cuts a letter in two at byte {edge}")
        taken.append((start, stop, place))
        features = members(facet, "features", dict, place)
        if not features:
            raise BadRecord(f'{place} must have the property "features"')
        for feature in features:
            _check_feature(feature, f"{place}/features")
    taken.sort()
    for (_, stop, _), (start, _, place) in pairwise(taken):
        if start < stop:
            raise BadRecord(f"{place}/index overlaps another facet")


def _check_feature(feature: dict[str, Any], place: str) -> None:
    kind = member(feature, "$type", str, place).removeprefix("app.bsky.richtext.facet#")
    if kind not in FEATURES:
        raise BadRecord(f"{place}/$type must be one of {', '.join(FEATURES)}")
    if kind == "link" and not is_uri(member(feature, "uri", str, place)):
        raise BadRecord(f"{place}/uri must be a uri")
    if kind == "mention" and not member(feature, "did", str, place).startswith("did:"):
        raise BadRecord(f"{place}/did must be a valid did")
    if kind == "tag":
        _fits(member(feature, "tag", str, place), f"{place}/tag", TAG_BYTES, TAG_GRAPHEMES)
