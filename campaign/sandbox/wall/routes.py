"""The wall: one page without scripts that shows the accepted posts as followers would see them.

The newest come first; a thread, or a post with its comments, stands together with the oldest first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from campaign.sandbox.accounts import (
    BLUESKY,
    FACEBOOK,
    INSTAGRAM,
    LINKEDIN,
    MASTODON,
    TELEGRAM,
    THREADS,
    X,
    written,
)
from campaign.sandbox.bluesky.names import POST, Address
from campaign.sandbox.ledger import Entry
from campaign.sandbox.meta.shortcodes import number
from campaign.sandbox.pages import render
from campaign.sandbox.richtext import found
from campaign.sandbox.wall.cards import Group, card, grouped
from campaign.sandbox.wire import Base, TheWorld
from campaign.sandbox.world import World

router = APIRouter(include_in_schema=False)

PAGE = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """What a visitor wants to see; empty means everything."""

    network: str = ""
    account: str = ""
    language: str = ""
    tag: str = ""

    def fits(self, entry: Entry) -> bool:
        """True for a post that was chosen."""
        return (
            self.network in ("", entry.network)
            and self.account in ("", entry.account)
            and (not self.language or self.language in entry.languages)
            and (not self.tag or self.tag.lower() in _tags(entry))
        )

    def query(self, page: int) -> str:
        """The same choice on another page, as a query string."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        chosen = {name: value for name, value in fields.items() if value}
        return "?" + urlencode({**chosen, "page": page})


@router.get("/")
def wall(
    world: TheWorld,
    base: Base,
    network: str = "",
    account: str = "",
    language: str = "",
    tag: str = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """Show posts, all or those of one network, account, language or hashtag."""
    person = world.accounts.find(BLUESKY, account)
    choice = Choice(network, person.name if person else account, language, tag)
    everything = _public(world)
    chosen = [entry for entry in everything if choice.fits(entry)]
    groups = grouped(world, chosen)
    shown = groups[(page - 1) * PAGE : page * PAGE]
    return _page(
        world,
        base,
        shown,
        choice=choice,
        total=len(chosen),
        networks=_values(entry.network for entry in everything),
        accounts=_values(entry.account for entry in everything),
        languages=_values(each for entry in everything for each in entry.languages),
        newer=choice.query(page - 1) if page > 1 else None,
        older=choice.query(page + 1) if page * PAGE < len(groups) else None,
    )


@router.get("/@{account}/{id}")
def mastodon_post(world: TheWorld, base: Base, account: str, id: str) -> HTMLResponse:
    """Show one Mastodon post alone, at the address its Status names."""
    return _single(world, base, world.ledger.find(MASTODON, id))


@router.get("/profile/{handle}/post/{rkey}")
def bluesky_post(world: TheWorld, base: Base, handle: str, rkey: str) -> HTMLResponse:
    """Show one Bluesky post alone, at the path the network's own app uses."""
    owner = world.accounts.find(BLUESKY, handle)
    at = None if owner is None else str(Address(owner.did, POST, rkey))
    return _single(world, base, None if at is None else world.ledger.find(BLUESKY, at))


@router.get("/@{account}/post/{code}")
def threads_post(world: TheWorld, base: Base, account: str, code: str) -> HTMLResponse:
    """Show one post of Threads alone, at the path the network's own pages use."""
    return _single(world, base, world.ledger.find(THREADS, number(code)))


@router.get("/{account}/status/{id}")
def x_post(world: TheWorld, base: Base, account: str, id: str) -> HTMLResponse:
    """Show one post of X alone, at the path the network's own pages use."""
    return _single(world, base, world.ledger.find(X, id))


@router.get("/feed/update/{urn}/")
def linkedin_post(world: TheWorld, base: Base, urn: str) -> HTMLResponse:
    """Show one LinkedIn post alone, at the path the network's own site uses."""
    return _single(world, base, world.ledger.find(LINKEDIN, urn))


@router.get("/telegram/{account}/{number}")
def telegram_post(world: TheWorld, base: Base, account: str, number: str) -> HTMLResponse:
    """Show one post of a Telegram channel alone, as at t.me."""
    return _single(world, base, world.ledger.find(TELEGRAM, number))


@router.get("/{account}/posts/{id}")
def facebook_post(world: TheWorld, base: Base, account: str, id: str) -> HTMLResponse:
    """Show one post of a Facebook page alone, at the path the network's own site uses."""
    page = world.accounts.find(FACEBOOK, account)
    entry = world.ledger.find(FACEBOOK, f"{page.id}_{id}") if page else None
    return _single(world, base, entry)


@router.get("/p/{code}/")
@router.get("/p/{code}/c/{comment}/")
def instagram_post(world: TheWorld, base: Base, code: str) -> HTMLResponse:
    """Show one Instagram post alone, at the path the network's own site uses."""
    return _single(world, base, world.ledger.find(INSTAGRAM, number(code)))


@router.get("/@{account}")
@router.get("/profile/{account}")
def posts_of(account: str) -> RedirectResponse:
    """Lead from an account's address to its posts on the wall."""
    return RedirectResponse("/?" + urlencode({"account": account}))


@router.get("/tags/{tag}")
def posts_with(tag: str) -> RedirectResponse:
    """Lead from a hashtag's address to its posts on the wall."""
    return RedirectResponse("/?" + urlencode({"tag": tag}))


def _single(world: World, base: str, entry: Entry | None) -> HTMLResponse:
    shown = [[entry]] if entry is not None and entry.public else []
    status = 200 if shown else 404
    return _page(world, base, shown, choice=None, total=len(shown), status=status)


def _page(
    world: World,
    base: str,
    groups: Sequence[Sequence[Entry]],
    *,
    status: int = 200,
    **facts: object,
) -> HTMLResponse:
    usual: dict[str, object] = {
        "groups": [
            Group(tuple(card(world, entry, base, group) for entry in group)) for group in groups
        ],
        "now": world.clock.now(),
        "base": base,
        "day": _day,
        "named": written,
        "networks": (),
        "accounts": (),
        "languages": (),
        "newer": None,
        "older": None,
    }
    return render("wall.html.j2", {**usual, **facts}, status)


def _public(world: World) -> list[Entry]:
    """The posts that anybody may read, newest first."""
    entries = [entry for entry in world.ledger.standing() if entry.public]
    return sorted(entries, key=lambda entry: entry.accepted_at, reverse=True)


def _tags(entry: Entry) -> set[str]:
    return {piece.target.lower() for piece in found(entry.text) if piece.kind == "tag"}


def _values(values: Iterable[str]) -> list[str]:
    return sorted(set(values))


def _day(moment: datetime) -> str:
    """A time as people write it: 1 Dec 2026, 09:00."""
    return f"{moment.day} {moment:%b %Y, %H:%M}"
