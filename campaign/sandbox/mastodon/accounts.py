"""Mastodon's endpoints about the server and its accounts."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import MASTODON, Account
from campaign.sandbox.mastodon import instances, shapes
from campaign.sandbox.mastodon.gate import Member, Visitor, not_found
from campaign.sandbox.wire import Base, TheWorld, note, say
from campaign.sandbox.world import World

router = APIRouter()

LONGEST_PAGE = 40


@router.get("/api/v2/instance")
def instance(request: Request, world: TheWorld, base: Base, _: Visitor) -> JSONResponse:
    """Tell the limits, which every client must read instead of guessing."""
    people = {entry.account for entry in world.ledger.standing(MASTODON)}
    return say(request, instances.instance(base, len(people)))


@router.get("/api/v1/instance")
@router.get("/api/v1/instance/", include_in_schema=False)
def old_instance(request: Request, world: TheWorld, base: Base, _: Visitor) -> JSONResponse:
    """Give the same in the shape used before Mastodon 4."""
    posts = world.ledger.standing(MASTODON)
    people = {entry.account for entry in posts}
    return say(request, instances.old_instance(base, len(people), len(posts)))


@router.get("/.well-known/nodeinfo")
def nodeinfo_links(request: Request, base: Base) -> JSONResponse:
    """Tell where the description of the server's software is."""
    return say(request, instances.nodeinfo_links(base))


@router.get("/nodeinfo/2.0")
def nodeinfo(request: Request, world: TheWorld) -> JSONResponse:
    """Describe the server's software."""
    posts = world.ledger.standing(MASTODON)
    return say(request, instances.nodeinfo(len({each.account for each in posts}), len(posts)))


@router.get("/api/v1/accounts/verify_credentials")
def verify_credentials(
    request: Request, world: TheWorld, base: Base, member: Member
) -> JSONResponse:
    """Tell an account that its token works, and how many follow it."""
    return say(request, shapes.own_account(world, member, base))


@router.get("/api/v1/accounts/lookup")
def lookup(request: Request, world: TheWorld, base: Base, acct: str, _: Visitor) -> JSONResponse:
    """Find an account by its name."""
    return say(request, shapes.account(world, _known(world, acct.split("@")[0]), base))


@router.get("/api/v1/accounts/{id}")
def account(request: Request, world: TheWorld, base: Base, id: str, _: Visitor) -> JSONResponse:
    """Show an account."""
    return say(request, shapes.account(world, _known(world, id), base))


@router.get("/api/v1/accounts/{id}/statuses")
def statuses(
    request: Request,
    world: TheWorld,
    base: Base,
    visitor: Visitor,
    id: str,
    limit: int = 20,
    max_id: int | None = None,
    since_id: int | None = None,
    min_id: int | None = None,
    exclude_replies: bool = False,
    only_media: bool = False,
) -> JSONResponse:
    """List an account's posts, newest first; the owner sees private ones too."""
    owner = _known(world, id)
    after = max(since_id or 0, min_id or 0)
    fitting = [
        entry
        for entry in world.ledger.standing(MASTODON, owner.name)
        if (entry.public or owner == visitor)
        and (max_id is None or int(entry.remote_id) < max_id)
        and int(entry.remote_id) > after
        and not (exclude_replies and entry.reply_to)
        and (entry.pictures or not only_media)
    ]
    size = max(1, min(limit, LONGEST_PAGE))
    page = fitting[-size:] if min_id is not None else fitting[:size]
    if page:
        here = f"{base}/api/v1/accounts/{owner.id}/statuses?limit={size}"
        older, newer = page[-1].remote_id, page[0].remote_id
        links = f'<{here}&max_id={older}>; rel="next", <{here}&min_id={newer}>; rel="prev"'
        note(request, {"Link": links})
    return say(request, [shapes.status(world, entry, base) for entry in page])


def _known(world: World, name_or_id: str) -> Account:
    found = world.accounts.find(MASTODON, name_or_id)
    if found is None:
        raise not_found()
    return found
