"""Reads and changes what a page has published: a post, a film, or a comment under a post.

The id shows which it is: a post has the number of its page before its own, a comment has that of
its post, and a film has a plain number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from campaign.errors import Rejected, Unauthorized
from campaign.model import Gone, Reading, Receipt
from campaign.platforms.facebook import reading
from campaign.platforms.facebook.drafts import receipt
from campaign.platforms.meta import posts
from campaign.platforms.meta.graph import Graph, node
from campaign.platforms.meta.responses import check_words, shown
from campaign.platforms.meta.timeline import Names

_FILMS = Names("description", "created_time", "permalink_url")


def edit(api: Graph, remote_id: str, words: str, names: Names) -> Receipt:
    """Give a post other words; raises OutcomeUnknown when it does not show them afterwards.

    https://developers.facebook.com/docs/pages-api/posts/#update-a-post: an application changes the
    posts that it has made itself.
    """
    names = names if "_" in remote_id else _FILMS
    answer = api.post(f"/{node(remote_id)}", creates=True, **{names.text: words})
    if answer.get("success") is False:
        raise api.unreadable(creates=True)
    check_words(api, remote_id, names, words)
    return receipt(remote_id, shown(api, remote_id, names.fields))


def read(api: Graph, remote_id: str, url: str, page: str) -> Reading | Gone:
    """What readers get of a post, a film or a comment; `page` is the page's own number."""
    if "_" not in remote_id:
        found = posts.read(api, remote_id, reading.FILM)
        if isinstance(found, Gone) or found.get("published") is False:
            return _gone(found)
        return reading.of_film(found, _address(remote_id, found, url))
    if not remote_id.startswith(f"{page}_"):
        found = posts.read(api, remote_id, reading.COMMENT)
        if isinstance(found, Gone):
            return found
        return reading.of_comment(found, _address(remote_id, found, url))
    found = posts.read(api, remote_id, reading.POST)
    if isinstance(found, Gone) or found.get("is_published") is False:
        return _gone(found)
    alts = _alts(api, reading.photos(found))
    return reading.of_post(found, alts, _address(remote_id, found, url))


def _gone(found: dict[str, Any] | Gone) -> Gone:
    return found if isinstance(found, Gone) else Gone("it is not published")


def _address(remote_id: str, found: Mapping[str, Any], url: str) -> str:
    return receipt(remote_id, found).url if found.get("permalink_url") else url


def _alts(api: Graph, photos: Sequence[str]) -> dict[str, str] | None:
    """The alt texts by the picture's id; None when Facebook does not tell the pictures.

    https://developers.facebook.com/docs/graph-api/reference/photo/: the field is `alt_text_custom`,
    and Facebook leaves out a field that is empty.
    """
    if not photos:
        return {}
    if not all(photos):
        return None
    try:
        found = api.get_anew("/", ids=",".join(photos), fields="alt_text_custom")
    except (Rejected, Unauthorized):  # the token reads posts, and no pictures
        return None
    nodes = [(id, found.get(id)) for id in photos]
    if not all(isinstance(each, dict) for _, each in nodes):
        return None
    return {id: str(each.get("alt_text_custom") or "") for id, each in nodes if each}
