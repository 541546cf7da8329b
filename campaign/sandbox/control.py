"""The sandbox's own endpoints: its ledger, its clock, its pictures."""

from contextlib import suppress
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

import regex
from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from campaign.sandbox.clock import ClockWentBack, read_moment, wire_time
from campaign.sandbox.faults import read_fault
from campaign.sandbox.media import NotAFilm, NotAPicture, look_at, look_at_film
from campaign.sandbox.wire import Base, Refusal, TheBody, TheWorld, say
from campaign.sandbox.world import World

router = APIRouter(prefix="/_sandbox")

_FOLDER = regex.compile(r"[0-9a-f]{2}")
_FILE = regex.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,5}")


@router.get("/ledger")
def ledger(
    request: Request, world: TheWorld, base: Base, network: str = "", account: str = ""
) -> JSONResponse:
    """Tell every public post that was ever accepted, oldest first, and how many repeat another.

    `network` and `account` choose posts; `duplicates` always counts the whole ledger.
    """
    posts = [
        entry.shown(base)
        for entry in world.ledger
        if entry.public and network in ("", entry.network) and account in ("", entry.account)
    ]
    body = {
        "now": wire_time(world.clock.now()),
        "seed": world.seed,
        "count": len(posts),
        "duplicates": world.ledger.duplicates,
        "posts": posts,
    }
    return say(request, body)


@router.get("/clock")
def clock(request: Request, world: TheWorld) -> JSONResponse:
    """Tell the sandbox's time and whether it stands still."""
    return say(request, _time(world))


@router.put("/clock")
def set_clock(request: Request, world: TheWorld, sent: TheBody) -> JSONResponse:
    """Stop the clock at `now`; backwards only with `force`, else 409."""
    try:
        moment = read_moment(sent.text("now"))
    except ValueError as error:
        raise Refusal(400, {"error": f"now must be a time with a zone: {error}"}) from None
    try:
        world.set_clock(moment, force=sent.flag("force"))
    except ClockWentBack as error:
        raise Refusal(409, {"error": f"{error}; send force: true to go back"}) from None
    return say(request, _time(world))


@router.get("/faults")
def faults(request: Request, world: TheWorld) -> JSONResponse:
    """Tell which faults are on, and how often each has struck."""
    return say(request, _faults(world))


@router.put("/faults")
def set_faults(request: Request, world: TheWorld, sent: TheBody) -> JSONResponse:
    """Turn on the faults listed under `faults`, and all others off."""
    try:
        world.faults.replace([read_fault(each) for each in sent.many("faults")])
    except ValueError as error:
        raise Refusal(400, {"error": str(error)}) from None
    return say(request, _faults(world))


@router.get("/public-media/{folder}/{name}")
def public_media(request: Request, folder: str, name: str) -> Response:
    """Give a picture or film of the publisher's own, as its public web server would.

    Networks that fetch pictures find them there; the folder was handed to the sandbox.
    """
    shared: Path | None = request.app.state.shared_media
    if shared is None or not _FOLDER.fullmatch(folder) or not _FILE.fullmatch(name):
        raise Refusal(404, {"error": "no such picture"})
    path = shared / folder / name
    if not path.is_file():
        raise Refusal(404, {"error": "no such picture"})
    return FileResponse(path)


@router.get("/media/{digest}")
def media(world: TheWorld, digest: str) -> Response:
    """Give the picture or film with this SHA-256; anything else is given as bytes to save."""
    data = world.media.get(digest)
    if data is None:
        raise Refusal(404, {"error": "no such picture"})
    mime = "application/octet-stream"
    for look in (look_at, look_at_film):
        with suppress(NotAPicture, NotAFilm):
            mime = look(data).mime
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(data, media_type=mime, headers={**headers, "X-Content-Type-Options": "nosniff"})


@router.get("/avatar/{name}.svg")
def avatar(name: str) -> Response:
    """Draw an account's picture: its initials on a colour of its own."""
    words = name.split(".")[0].replace("_", "-").split("-")
    letters = "".join(word[:1] for word in words)[:2].upper() or "?"
    hue = int.from_bytes(sha256(name.encode()).digest()[:2]) % 360
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 88 88" width="88" height="88">'
        f'<rect width="88" height="88" fill="hsl({hue} 45% 34%)"/>'
        '<text x="44" y="57" font-family="system-ui, sans-serif" font-size="36" font-weight="600" '
        f'fill="#fff" text-anchor="middle">{escape(letters)}</text></svg>'
    )
    return Response(svg, media_type="image/svg+xml")


def _faults(world: World) -> dict[str, Any]:
    return {"faults": [str(each) for each in world.faults.set], "struck": world.faults.counts()}


def _time(world: TheWorld) -> dict[str, Any]:
    return {"now": wire_time(world.clock.now()), "stopped": world.clock.stopped}
