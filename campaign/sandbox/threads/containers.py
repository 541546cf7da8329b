"""Threads' two steps: a container is made and worked on, then it is published, once."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import THREADS, Account
from campaign.sandbox.ledger import Entry
from campaign.sandbox.media import Picture
from campaign.sandbox.meta.containers import Containers
from campaign.sandbox.meta.shortcodes import shortcode
from campaign.sandbox.threads import rules
from campaign.sandbox.threads.gate import VERSION, Member, invalid, not_found, own, spend
from campaign.sandbox.threads.media import film, picture
from campaign.sandbox.wire import Asked, Base, Sent, TheWorld, say
from campaign.sandbox.world import World

router = APIRouter(prefix=VERSION)

CONTAINERS = Containers(THREADS, rules.CONTAINER_LIFE, rules.PROCESSING)


@router.post("/{user}/threads")
def create(
    request: Request, world: TheWorld, member: Member, params: Asked, user: str
) -> JSONResponse:
    """Make a container; nobody sees it before it is published."""
    own(member, user)
    facts = _read(world, member, params)
    pictures: list[Picture] = []
    if facts["kind"] == "CAROUSEL":
        pictures = CONTAINERS.pictures(world, facts["children"])
    elif facts["kind"] == "IMAGE":
        seen, facts["error"] = picture(world, member, params.text("image_url"))
        pictures = [replace(seen, alt=params.text("alt_text"))]
    elif facts["kind"] == "VIDEO":
        moving, facts["error"] = film(world, member, params.text("video_url"))
        pictures = [replace(moving, alt=params.text("alt_text"))] if moving else []
    return say(request, {"id": CONTAINERS.keep(world, member, facts, pictures)})


@router.post("/{user}/threads_publish")
def publish(
    request: Request, world: TheWorld, base: Base, member: Member, params: Asked, user: str
) -> JSONResponse:
    """Publish a container that is ready. One that is not, or was published, is not found."""
    own(member, user)
    if unknown := sorted(params.fields.keys() - {"creation_id", "access_token"}):
        raise invalid(f"Param {unknown[0]} is not a valid parameter")
    id = params.text("creation_id")
    if not id:
        raise invalid("The parameter creation_id is required")
    with world.lock:
        facts = known(world, member, id)
        if CONTAINERS.status(world, facts) != "FINISHED" or facts["item"]:
            raise not_found(id)
        spend(request, world, rules.REPLIES if facts["reply_to"] else rules.POSTS, member.id)
        post = CONTAINERS.publish(world, id, facts, _entry(world, member, facts), base)
        for child in facts["children"]:
            world.remember(THREADS, f"child:{child}", {"post": post})
    return say(request, {"id": post})


def known(world: World, member: Account, id: str) -> dict[str, Any]:
    """What is known of a member's container. Raises Refusal."""
    facts = CONTAINERS.find(world, member, id)
    if facts is None:
        raise not_found(id)
    return facts


def shape(world: World, id: str, facts: dict[str, Any]) -> dict[str, str]:
    """How a container stands, for a client that asks."""
    with world.lock:
        found = {"id": id, "status": CONTAINERS.asked(world, id, facts)}
    if found["status"] == "ERROR":
        found["error_message"] = facts["error"]
    return found


def _read(world: World, member: Account, params: Sent) -> dict[str, Any]:
    """Check the parameters by Threads' rules. Raises Refusal."""
    kind = params.text("media_type")
    if kind not in rules.KNOWN:
        raise invalid(f"Param media_type must be one of {{{', '.join(rules.KNOWN)}}}")
    if unknown := sorted(params.fields.keys() - rules.KNOWN[kind]):
        raise invalid(f"Param {unknown[0]} is not a valid parameter for media_type {kind}")
    if unkept := sorted(rules.UNKEPT & params.fields.keys()):
        raise invalid(f"The sandbox does not keep {unkept[0]}")
    item = params.flag("is_carousel_item")
    text, topic = params.text("text"), params.text("topic_tag")
    attached, parent = params.text("link_attachment"), params.text("reply_to_id")
    if kind == "TEXT" and not (text or attached):
        raise invalid("The parameter text is required")
    if kind in ("IMAGE", "VIDEO") and not params.text(f"{kind.lower()}_url"):
        raise invalid(f"The parameter {kind.lower()}_url is required")
    if item and (text or parent):
        raise invalid("A carousel item takes neither text nor reply_to_id")
    if rules.length(text) > rules.MAX_TEXT:
        raise invalid(f"Param text must be at most {rules.MAX_TEXT} characters long.")
    if len(params.text("alt_text")) > rules.MAX_ALT:
        raise invalid(f"Param alt_text must be at most {rules.MAX_ALT} characters long.")
    if len(rules.links(text, attached)) > rules.MAX_LINKS:
        says = ("THREADS_API__LINK_LIMIT_EXCEEDED", f"At most {rules.MAX_LINKS} links are allowed.")
        raise invalid("THREADS_API__LINK_LIMIT_EXCEEDED", says=says)
    if "topic_tag" in params.fields and not rules.is_topic(topic):
        raise invalid("Param topic_tag must be 1 to 50 characters without periods or ampersands")
    if params.text("reply_control") not in ("", *rules.REPLY_CONTROLS):
        raise invalid("Param reply_control is not one of its values")
    if parent and world.ledger.find(THREADS, parent) is None:
        raise not_found(parent)
    return {
        "kind": kind,
        "text": text,
        "topic": rules.topic(text, topic),
        "link": attached,
        "reply_control": params.text("reply_control") or "everyone",
        "reply_to": parent,
        "item": item,
        "children": _children(world, member, params) if kind == "CAROUSEL" else [],
    }


def _children(world: World, member: Account, params: Sent) -> list[str]:
    ids = [each for each in params.text("children").split(",") if each]
    if len(set(ids)) not in rules.CAROUSEL:
        raise invalid("Param children must name 2 to 20 containers")
    for id in ids:
        child = known(world, member, id)
        if not child["item"] or CONTAINERS.status(world, child) != "FINISHED":
            raise not_found(id)
    return ids


def _entry(world: World, member: Account, facts: dict[str, Any]) -> Entry:
    id = world.new_id()
    code = shortcode(id)
    return Entry(
        network=THREADS,
        account=member.name,
        remote_id=str(id),
        path=f"/@{member.name}/post/{code}",
        text=facts["text"],
        pictures=tuple(Picture(**each) for each in facts["pictures"]),
        accepted_at=world.clock.now(),
        reply_to=facts["reply_to"] or None,
        body={
            "shortcode": code,
            "media_type": facts["kind"],
            "topic_tag": facts["topic"],
            "link_attachment_url": facts["link"],
            "children": facts["children"],
            "reply_control": facts["reply_control"],
        },
    )
