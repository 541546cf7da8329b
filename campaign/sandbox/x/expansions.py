"""What stands beside posts when a client asks for it: their pictures, authors, answered posts.

https://docs.x.com/x-api/fundamentals/expansions
"""

from collections.abc import Iterable, Sequence
from typing import Any

from campaign.sandbox.accounts import Account, X
from campaign.sandbox.ledger import Entry
from campaign.sandbox.media import Picture
from campaign.sandbox.world import World
from campaign.sandbox.x import shapes
from campaign.sandbox.x.asking import Asked

_WAYS = {3: "photo", 7: "video", 16: "animated_gif"}


def answer(world: World, entries: Sequence[Entry], params: Asked, base: str) -> dict[str, Any]:
    """The `data` of a list of posts, and what was asked for beside them."""
    data = [shapes.post(world, each, params.fields("post"), new=params.new) for each in entries]
    beside = includes(world, entries, params, base)
    return {"data": data, **({"includes": beside} if beside else {})}


def includes(world: World, entries: Iterable[Entry], params: Asked, base: str) -> dict[str, Any]:
    """What the expansions name; a part without anything in it is left out."""
    wanted = params.expansions
    posts = list(entries)
    thing = "posts" if params.new else "tweets"
    answered = [
        parent
        for each in posts
        if each.reply_to and (parent := world.ledger.find(X, each.reply_to)) is not None
    ]
    people: dict[str, Account] = {}
    for name, written in (("author_id", posts), ("in_reply_to_user_id", answered)):
        if name in wanted:
            people |= {each.account: world.account(X, each.account) for each in written}
    found: dict[str, list[Any]] = {
        "media": [
            _medium(key, picture, params.fields("media"), base)
            for each in posts
            if "attachments.media_keys" in wanted
            for key, picture in zip(shapes.media_keys(each), each.pictures, strict=True)
        ],
        "users": [
            shapes.user(world, each, params.fields("user"), base, new=params.new)
            for each in people.values()
        ],
        thing: [
            shapes.post(world, each, params.fields("post"), new=params.new)
            for each in answered
            if "referenced_tweets.id" in wanted or "referenced_tweets" in wanted
        ],
    }
    return {name: each for name, each in found.items() if each}


def _medium(key: str, picture: Picture, fields: Iterable[str], base: str) -> dict[str, Any]:
    way = _WAYS[int(key.partition("_")[0])]
    address = f"{base}/_sandbox/media/{picture.sha256}"
    more: dict[str, Any] = {"width": picture.width, "height": picture.height}
    if picture.alt:
        more["alt_text"] = picture.alt
    if way == "photo":
        more["url"] = address
    else:
        more["variants"] = [{"content_type": picture.mime, "url": address}]
    wanted = {name: value for name, value in more.items() if name in fields}
    return {"media_key": key, "type": way, **wanted}
