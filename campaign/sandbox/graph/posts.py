"""A Facebook page's posts: unpublished ones, which nobody sees, and those on the wall."""

from dataclasses import replace
from typing import Any

from campaign.sandbox.accounts import FACEBOOK, Account
from campaign.sandbox.clock import read_moment, wire_time
from campaign.sandbox.graph import rules
from campaign.sandbox.graph.attachments import address, attachments
from campaign.sandbox.graph.gate import invalid, not_found
from campaign.sandbox.ledger import Entry
from campaign.sandbox.media import Picture
from campaign.sandbox.meta.answers import refuse, stamp
from campaign.sandbox.world import Upload, World


def keep(
    world: World, who: Account, message: str, link: str, photos: list[Upload], *, film: str = ""
) -> str:
    """Remember a post that is not published yet; gives its id."""
    id = f"{who.id}_{world.new_id()}"
    facts = {
        "account": who.name,
        "message": message,
        "link": link,
        "photos": [each.id for each in photos],
        "film": film,
        "at": wire_time(world.clock.now()),
        "published": False,
        "deleted": False,
    }
    world.remember(FACEBOOK, _key(id), facts)
    for each in photos:
        world.keep_upload(replace(each, attached_to=id))
    return id


def publish(world: World, who: Account, id: str, base: str) -> None:
    """Put a post on the wall, unless it is there already."""
    with world.lock:
        facts = draft(world, who, id)
        if facts is None:
            raise not_found(id, "post")
        if facts["published"]:
            return  # Facebook is reported to accept a second publishing without an error
        uploads = [world.upload(FACEBOOK, who.name, each) for each in facts["photos"]]
        entry = Entry(
            network=FACEBOOK,
            account=who.name,
            remote_id=id,
            path=f"/{who.name}/posts/{id.partition('_')[2]}",
            text=facts["message"],
            pictures=tuple(each.picture for each in uploads if each is not None),
            accepted_at=world.clock.now(),
            body={"link": facts["link"], "created": facts["at"]},
        )
        world.accept(entry, base)
        world.remember(FACEBOOK, _key(id), {**facts, "published": True})


def reword(world: World, who: Account, id: str, message: str) -> None:
    """Give a post other words, published or not. Raises Refusal."""
    with world.lock:
        facts = draft(world, who, id)
        if facts is None:
            raise not_found(id, "post")
        if not message and not facts["link"] and not facts["photos"]:
            raise invalid("You must provide at least one of message, link or attached_media")
        world.remember(FACEBOOK, _key(id), {**facts, "message": message})
        entry = world.ledger.find(FACEBOOK, id)
        if entry is not None:
            world.revise(replace(entry, text=message))


def draft(world: World, who: Account, id: str) -> dict[str, Any] | None:
    """What is known of a page's own post, published or not; None when it is gone or not its own."""
    facts = world.recall(FACEBOOK, _key(id))
    return facts if facts and facts["account"] == who.name and not facts["deleted"] else None


def delete(world: World, who: Account, id: str) -> None:
    """Take a post down, or drop it unpublished. Raises Refusal."""
    facts = draft(world, who, id)
    if facts is None:
        raise not_found(id, "delete")
    world.remember(FACEBOOK, _key(id), {**facts, "deleted": True})
    entry = world.ledger.find(FACEBOOK, id)
    if entry is not None:
        world.delete(entry)


def photos(world: World, who: Account, attached: list[Any]) -> list[Upload]:
    """The photos that a post is to have, as handed in before. Raises Refusal."""
    found = []
    for each in attached:
        id = str(each.get("media_fbid", "")) if isinstance(each, dict) else ""
        upload = world.upload(FACEBOOK, who.name, id)
        if upload is None or _is_stale(world, upload):
            raise invalid(f"Invalid parameter: attached_media does not name a photo ({id})")
        if upload.attached_to is not None:
            raise refuse("(#100) These photos were already posted.", 100, 1366051)
        found.append(upload)
    return found


def hand_in(world: World, who: Account, picture: Picture) -> Upload:
    """Keep a photo that belongs to no post yet."""
    upload = Upload(FACEBOOK, who.name, str(world.new_id()), picture)
    world.keep_upload(upload)
    world.remember(FACEBOOK, f"photo:{upload.id}", {"at": wire_time(world.clock.now())})
    return upload


def shape(world: World, who: Account, id: str, base: str) -> dict[str, Any] | None:
    """A page's own post or comment with all its fields; None when there is none."""
    entry = world.ledger.find(FACEBOOK, id)
    if entry is not None and entry.reply_to:
        return _comment(entry, who, base)
    facts = draft(world, who, id)
    if facts is None:
        return None
    made = read_moment(facts["at"])
    handed_in = (world.upload(FACEBOOK, who.name, each) for each in facts["photos"])
    uploads = [each for each in handed_in if each is not None]
    path = f"/{who.name}/posts/{id.partition('_')[2]}"
    shape: dict[str, Any] = {
        **dict.fromkeys(rules.POST_FIELDS),
        "id": id,
        "message": facts["message"] or None,
        "created_time": stamp(entry.accepted_at if entry else made),
        "updated_time": stamp(entry.accepted_at if entry else made),
        "permalink_url": base + path,
        "is_published": facts["published"],
        "from": {"name": who.display_name, "id": who.id},
        "status_type": "added_photos" if facts["photos"] else "mobile_status_update",
        "attachments": attachments(uploads, facts["link"], facts["message"], base + path, base),
        "full_picture": address(uploads[0].picture, base) if uploads else None,
        "is_hidden": False,
        "is_expired": False,
        "reactions": _summary(0),
        "likes": _summary(0),
        "comments": _summary(0),
        "shares": None,
    }
    if entry is not None:
        tally = world.tally(entry)
        shape |= {
            "reactions": _summary(tally.reactions),
            "likes": _summary(tally.reactions),
            "comments": _summary(tally.replies),
        }
        shape["shares"] = {"count": tally.reposts} if tally.reposts else None
    return shape


def figures(world: World, entry: Entry) -> dict[str, int]:
    """A post's insights; there are about forty views for each reaction."""
    tally = world.tally(entry)
    seen = 40 * tally.reactions + 25 * (tally.reposts + tally.replies)
    numbers = (tally.bookmarks + tally.reactions // 5, seen, seen * 4 // 5)
    return dict(zip(rules.POST_METRICS, numbers, strict=True))


def _comment(entry: Entry, who: Account, base: str) -> dict[str, Any]:
    return {
        "id": entry.remote_id,
        "message": entry.text,
        "created_time": stamp(entry.accepted_at),
        "permalink_url": base + entry.path,
        "from": {"name": who.display_name, "id": who.id},
        "attachment": None,
    }


def _summary(number: int) -> dict[str, Any]:
    return {"data": [], "summary": {"total_count": number}}


def _is_stale(world: World, upload: Upload) -> bool:
    """True for a photo that was in no post for a day; Facebook drops such photos."""
    facts = world.recall(FACEBOOK, f"photo:{upload.id}") or {}
    age = world.clock.now() - read_moment(facts["at"])
    return upload.attached_to is None and age >= rules.UNUSED_PHOTO_LIFE


def _key(id: str) -> str:
    return f"post:{id}"
