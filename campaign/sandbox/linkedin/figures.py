"""LinkedIn's endpoints about organisations: their names, members and posts' figures."""

import re
from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import LINKEDIN
from campaign.sandbox.linkedin.gate import ORGANISATION, Member, Versioned, owned, refuse
from campaign.sandbox.wire import TheWorld, say

router = APIRouter(dependencies=[Versioned])
_LIST = re.compile(r"List\((.*)\)")


@router.get("/rest/organizations/{number}")
def organisation(request: Request, world: TheWorld, member: Member, number: str) -> JSONResponse:
    """Show an organisation the member acts for."""
    owned(world, member, ORGANISATION + number)
    shape = {"id": int(number), "localizedName": member.display_name, "vanityName": member.name}
    return say(request, shape)


@router.get("/rest/organizationAcls")
def acls(request: Request, world: TheWorld, member: Member, q: str = "") -> JSONResponse:
    """Tell for which organisations the member acts, and in which role."""
    if q != "roleAssignee":
        raise refuse(400, "ILLEGAL_ARGUMENT", "organizationAcls are found by q=roleAssignee")
    page = world.recall(LINKEDIN, f"page of {member.name}")
    rows = [
        {
            "organization": ORGANISATION + page["number"],
            "role": "ADMINISTRATOR",
            "state": "APPROVED",
            "roleAssignee": f"urn:li:person:{member.id}",
        }
        for page in ([page] if page else [])
    ]
    return say(request, {"elements": rows})


@router.get("/rest/networkSizes/{urn}")
def followers(
    request: Request,
    world: TheWorld,
    member: Member,
    urn: str,
    edgeType: str = "",  # noqa: N803
) -> JSONResponse:
    """Tell how many follow the organisation."""
    owned(world, member, urn)
    if edgeType != "COMPANY_FOLLOWED_BY_MEMBER":
        raise refuse(400, "ILLEGAL_ARGUMENT", "edgeType is COMPANY_FOLLOWED_BY_MEMBER")
    return say(request, {"firstDegreeSize": world.followers(member)})


@router.get("/rest/socialMetadata")
def social(request: Request, world: TheWorld, member: Member, ids: str = "") -> JSONResponse:
    """Count reactions by their kind, and comments; a post that is gone is among the errors."""
    if request.headers.get("x-restli-method", "").upper() != "BATCH_GET":
        raise refuse(400, "ILLEGAL_ARGUMENT", "several are got by BATCH_GET")
    found = _LIST.fullmatch(ids)
    results: dict[str, Any] = {}
    errors: dict[str, Any] = {}
    for urn in unquote(found[1]).split(",") if found else ():
        entry = world.ledger.find(LINKEDIN, urn)
        if entry is None:
            errors[urn] = {"status": 404, "message": f"{urn} not found"}
            continue
        tally = world.tally(entry)
        praise = tally.reactions // 5
        kinds = {"LIKE": tally.reactions - praise, "PRAISE": praise}
        results[urn] = {
            "entity": urn,
            "reactionSummaries": {k: {"reactionType": k, "count": n} for k, n in kinds.items()},
            "commentSummary": {"count": tally.replies, "topLevelCount": tally.replies},
            "commentsState": "OPEN",
        }
    return say(request, {"results": results, "statuses": {}, "errors": errors})


@router.get("/rest/organizationalEntityShareStatistics")
def statistics(request: Request, world: TheWorld, member: Member) -> JSONResponse:
    """Give the statistics of posts; a post that is gone is left out."""
    asked = request.query_params
    owned(world, member, asked.get("organizationalEntity", ""))
    rows: list[dict[str, Any]] = []
    for name, kind in (("shares", "share"), ("ugcPosts", "ugcPost")):
        found = _LIST.fullmatch(asked.get(name, ""))
        for urn in unquote(found[1]).split(",") if found else ():
            entry = world.ledger.find(LINKEDIN, urn)
            if entry is None or entry.account != member.name:
                continue
            tally = world.tally(entry)
            figures = {
                "likeCount": tally.reactions,
                "shareCount": tally.reposts,
                "commentCount": tally.replies,
                "clickCount": tally.bookmarks,
                "impressionCount": 40 * (tally.reactions + tally.reposts + tally.replies),
            }
            row = {"organizationalEntity": ORGANISATION + entry.body["author"], kind: urn}
            rows.append({**row, "totalShareStatistics": figures})
    return say(request, {"elements": rows})
