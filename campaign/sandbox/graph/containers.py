"""Instagram's two steps: a container is made and worked on, then it is published, once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import regex

from campaign.sandbox.accounts import INSTAGRAM, Account
from campaign.sandbox.graph import media, rules
from campaign.sandbox.graph.gate import flag, invalid, listed, not_found
from campaign.sandbox.ledger import Entry
from campaign.sandbox.media import Picture
from campaign.sandbox.meta.answers import refuse
from campaign.sandbox.meta.containers import Containers
from campaign.sandbox.meta.media import fetched
from campaign.sandbox.meta.shortcodes import shortcode
from campaign.sandbox.wire import Sent
from campaign.sandbox.world import World

CONTAINERS = Containers(INSTAGRAM, rules.CONTAINER_LIFE, rules.WORKED_ON)

_HASHTAG = regex.compile(r"(?<![\p{L}\p{N}_&/])#[\p{L}\p{M}\p{N}_]+")
_SAYS = {
    "EXPIRED": "Expired: The container was not published within 24 hours and has expired.",
    "FINISHED": "Finished: Media has been uploaded and it is ready to be published.",
    "IN_PROGRESS": "In Progress: Media is still being processed.",
    "PUBLISHED": "Published: Media has been successfully published.",
}


def make(world: World, who: Account, params: Sent) -> str:
    """Fetch, judge and keep what a post will be; gives the container's id. Raises Refusal."""
    kind = params.text("media_type") or ("IMAGE" if params.text("image_url") else "")
    if kind not in ("IMAGE", "REELS", "CAROUSEL"):
        title = "Media type unknown"
        says = (title, f"The media type {kind} is unknown.")
        raise refuse("Only photo or video can be accepted as media type.", 100, 2207023, says=says)
    _judge_words(params)
    item = flag(params, "is_carousel_item", False)
    children: list[str] = []
    pictures: list[Picture] = []
    if kind == "CAROUSEL":
        children = _children(world, who, params)
        pictures = CONTAINERS.pictures(world, children)
    elif kind == "IMAGE":
        data = fetched(world, who, params.text("image_url"), rules.IMAGE_BYTES)
        pictures = [replace(media.image(world, data), alt=params.text("alt_text"))]
    else:
        data = fetched(world, who, params.text("video_url"), rules.REEL_BYTES)
        pictures = [media.reel(world, data)]
    with world.lock:
        _spend(world, who)
        facts = {"kind": kind, "caption": params.text("caption"), "item": item}
        return CONTAINERS.keep(world, who, facts, pictures)


def publish(world: World, who: Account, id: str, base: str) -> str:
    """Publish a container that is ready; gives the post's id. Raises Refusal."""
    with world.lock:
        facts = CONTAINERS.find(world, who, id)
        if facts is None or facts["item"] or facts["published"]:
            message = f"The media with {id} cannot be found."
            raise refuse(message, 24, 2207006, says=("Media Not Found", message))
        stands = CONTAINERS.status(world, facts)
        if stands == "EXPIRED":
            message = (
                f"The media builder with creation id = {id} does not exist or has been expired."
            )
            raise refuse(message, 24, 2207008, says=("Media builder not found", message))
        if stands != "FINISHED":
            message = "The media is not ready to be published. Please wait a moment."
            title = "Media ID is not available"
            raise refuse(title, 9007, 2207027, says=(title, message))
        if used(world, who) >= rules.POSTS_A_DAY:
            message = "You reached maximum number of posts that is allowed to be published"
            raise refuse(
                "Application request limit reached", 9, 2207042, status=403, says=(message,) * 2
            )
        number = world.new_id()
        code = shortcode(number)
        entry = Entry(
            network=INSTAGRAM,
            account=who.name,
            remote_id=str(number),
            path=f"/p/{code}/",
            text=facts["caption"],
            pictures=tuple(Picture(**each) for each in facts["pictures"]),
            accepted_at=world.clock.now(),
            body={"shortcode": code, "kind": facts["kind"]},
        )
        return CONTAINERS.publish(world, id, facts, entry, base)


def shape(world: World, who: Account, id: str) -> dict[str, Any] | None:
    """How a container stands, for a client that asks; None when there is none."""
    facts = CONTAINERS.find(world, who, id)
    if facts is None:
        return None
    stands = CONTAINERS.asked(world, id, facts)
    return {"id": id, "status_code": stands, "status": _SAYS[stands]}


def used(world: World, who: Account) -> int:
    """How many posts an account has published in the last day, deleted ones too."""
    since = world.clock.now() - timedelta(seconds=rules.DAY)
    return sum(
        (each.network, each.account) == (INSTAGRAM, who.name)
        and not each.reply_to
        and each.accepted_at > since
        for each in world.ledger
    )


def _judge_words(params: Sent) -> None:
    caption = params.text("caption")
    if len(caption) > rules.CAPTION:
        text = f"The submitted caption was too long. Max. {rules.CAPTION} characters."
        raise refuse("The caption was too long.", 36004, 2207010, says=("Caption too long", text))
    if len(_HASHTAG.findall(caption)) > rules.HASHTAGS:
        text = f"Cannot use more than {rules.HASHTAGS} tags per created media."
        raise refuse("Too many tags.", 100, 2207040, says=("Too many tags", text))
    if len(params.text("alt_text")) > rules.ALT:
        raise invalid(f"Param alt_text must be no longer than {rules.ALT} characters")


def _children(world: World, who: Account, params: Sent) -> list[str]:
    ids = [str(each) for each in listed(params, "children")]
    if len(ids) not in rules.CAROUSEL:
        text = "The carousel needs 2 to 10 photos or videos."
        raise refuse(text, 100, 2207028, says=("Invalid carousel", text))
    for id in ids:
        child = CONTAINERS.find(world, who, id)
        if child is None or not child["item"]:
            raise not_found(id)
        if CONTAINERS.status(world, child) != "FINISHED":
            title = "Media ID is not available"
            said_so = "The media is not ready to be published. Please wait a moment."
            raise refuse(title, 9007, 2207027, says=(title, said_so))
    return ids


def _spend(world: World, who: Account) -> None:
    if world.limiter.spend(rules.CONTAINERS, who.id, world.clock.now()).refused:
        raise refuse("(#4) Application request limit reached", 4)
