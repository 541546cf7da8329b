"""What hangs on a page's post, as Facebook shows it: a photo, an album, a film, a shared link.

https://developers.facebook.com/docs/graph-api/reference/story-attachment/
"""

from collections.abc import Sequence
from typing import Any

from campaign.sandbox.media import Picture
from campaign.sandbox.world import Upload


def attachments(
    uploads: Sequence[Upload], link: str, message: str, permalink: str, base: str
) -> dict[str, Any] | None:
    """The attachments of a post, None for one that has none."""
    if link:
        share = {
            "media_type": "link",
            "target": {"url": link},
            "title": link.partition("://")[2].partition("/")[0],
            "type": "share",
            "unshimmed_url": link,
            "url": link,
        }
        return {"data": [share]}
    shown = [_one(each, message, permalink, base) for each in uploads]
    if len(shown) > 1:
        album = {
            "media": shown[0]["media"],
            "media_type": "album",
            "subattachments": {"data": shown},
            "target": {"id": uploads[0].id, "url": permalink},
            "title": "Photos",
            "type": "album",
            "url": permalink,
        }
        return {"data": [album]}
    return {"data": shown} if shown else None


def address(picture: Picture, base: str) -> str:
    """Where a photo or film can be fetched."""
    return f"{base}/_sandbox/media/{picture.sha256}"


def _one(upload: Upload, message: str, permalink: str, base: str) -> dict[str, Any]:
    picture = upload.picture
    size = {"height": picture.height, "width": picture.width}
    media: dict[str, Any] = {"image": {**size, "src": address(picture, base)}}
    if picture.is_film:
        media["source"] = address(picture, base)
    return {
        "description": message,
        "media": media,
        "media_type": "video" if picture.is_film else "photo",
        "target": {"id": upload.id, "url": permalink},
        "type": "video_inline" if picture.is_film else "photo",
        "url": permalink,
    }
