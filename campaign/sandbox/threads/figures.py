"""Threads' figures: of one post, and of an account for a span of days.

Names and parameters are those of Meta's own collection of requests,
https://www.postman.com/meta/threads. Clicks are told of an account, by link, and not of a post.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.accounts import THREADS, Account
from campaign.sandbox.ledger import Entry
from campaign.sandbox.meta import answers
from campaign.sandbox.threads import rules
from campaign.sandbox.threads.gate import VERSION, Member, invalid, not_found, own
from campaign.sandbox.wire import Asked, Sent, TheWorld, say
from campaign.sandbox.world import World

router = APIRouter(prefix=VERSION)

METRICS = ("views", "likes", "replies", "reposts", "quotes", "shares")
TOTALS = ("likes", "replies", "reposts", "quotes")
OF_ACCOUNT = ("views", *TOTALS, "clicks", "followers_count", "follower_demographics")
BREAKDOWNS = {
    "country": ("PT", "AT", "NO"),
    "city": ("Lisbon, Lisbon", "Vienna, Vienna", "Oslo, Oslo"),
    "age": ("18-24", "25-34", "35-44"),
    "gender": ("F", "M", "U"),
}
LEAST_FOLLOWERS = 100
"""Below this Threads tells nothing about who follows."""

SPAN = timedelta(days=2)
"""Of how many days figures are told when no span is asked for."""


@router.get("/{user}/threads_insights")
def account_insights(
    request: Request, world: TheWorld, member: Member, params: Asked, user: str
) -> JSONResponse:
    """Give an account's figures."""
    own(member, user)
    names = [each for each in params.text("metric").split(",") if each]
    if not names or not set(names) <= set(OF_ACCOUNT):
        raise invalid(f"Param metric[0] must be one of {{{', '.join(OF_ACCOUNT)}}}")
    since, until = _span(world, params)
    posts = [
        each
        for each in world.ledger.standing(THREADS, member.name)
        if since <= each.accepted_at <= until
    ]
    data = []
    for name in names:
        told = {
            "name": name,
            "period": "day",
            "title": name,
            "description": f"The {name.replace('_', ' ')} of your profile.",
            "id": f"{member.id}/insights/{name}/day",
        }
        data.append({**told, **_account_figure(world, member, name, posts, params)})
    return say(request, {"data": data})


@router.get("/{id}/insights")
def insights(
    request: Request, world: TheWorld, member: Member, params: Asked, id: str
) -> JSONResponse:
    """Tell the figures of a member's own post."""
    entry = world.ledger.find(THREADS, id)
    if entry is None or entry.account != member.name:
        raise not_found(id)
    names = [each for each in params.text("metric").split(",") if each]
    if not names or not set(names) <= set(METRICS):
        raise invalid(f"Param metric[0] must be one of {{{', '.join(METRICS)}}}")
    described = "The number of {} of your post.".format
    return say(request, answers.insights(id, names, figures(world, entry), described))


def figures(world: World, entry: Entry) -> dict[str, int]:
    """A post's figures; there are about forty views for each reaction."""
    tally = world.tally(entry)
    shares = tally.reposts // 3 + tally.bookmarks
    return {
        "views": 40 * tally.reactions + 25 * (tally.reposts + tally.replies + tally.quotes),
        "likes": tally.reactions,
        "replies": tally.replies,
        "reposts": tally.reposts,
        "quotes": tally.quotes,
        "shares": shares,
    }


def _account_figure(
    world: World, member: Account, name: str, posts: list[Entry], params: Sent
) -> dict[str, Any]:
    if name == "followers_count":
        return {"total_value": {"value": world.followers(member)}}
    if name == "follower_demographics":
        return {"total_value": {"breakdowns": [_demographics(world, member, params)]}}
    if name == "clicks":
        clicks: Counter[str] = Counter()
        for each in posts:
            links = rules.links(each.text, each.body["link_attachment_url"])
            tally = world.tally(each)
            clicks.update(dict.fromkeys(links, tally.bookmarks + tally.reactions // 5))
        told = [{"value": number, "link_url": link} for link, number in sorted(clicks.items())]
        return {"link_total_values": told}
    if name == "views":
        days: Counter[datetime] = Counter()
        for each in posts:
            ends = each.accepted_at.replace(hour=8, minute=0, second=0, microsecond=0)
            days[ends + timedelta(days=ends <= each.accepted_at)] += figures(world, each)[name]
        values = [
            {"value": number, "end_time": answers.stamp(day)}
            for day, number in sorted(days.items())
        ]
        return {"values": values}
    return {"total_value": {"value": sum(figures(world, each)[name] for each in posts)}}


def _demographics(world: World, member: Account, params: Sent) -> dict[str, Any]:
    kind, followers = params.text("breakdown"), world.followers(member)
    if kind not in BREAKDOWNS:
        raise invalid(f"Param breakdown must be one of {{{', '.join(BREAKDOWNS)}}}")
    if followers < LEAST_FOLLOWERS:
        raise invalid(f"The user must have at least {LEAST_FOLLOWERS} followers")
    shares = (followers // 2, followers // 3, followers - followers // 2 - followers // 3)
    results = [
        {"dimension_values": [named], "value": number}
        for named, number in zip(BREAKDOWNS[kind], shares, strict=True)
    ]
    return {"dimension_keys": [kind], "results": results}


def _span(world: World, params: Sent) -> tuple[datetime, datetime]:
    """The span that is asked about, in Unix seconds. Raises Refusal."""
    now = world.clock.now()
    try:
        until = datetime.fromtimestamp(float(params.text("until") or now.timestamp()), UTC)
        since = params.text("since")
        start = datetime.fromtimestamp(float(since), UTC) if since else until - SPAN
    except (ValueError, OverflowError, OSError):
        raise invalid("since and until must be Unix timestamps") from None
    if start > until:
        raise invalid("since must be before until")
    return start, until
