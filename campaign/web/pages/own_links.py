"""`/l/CODE`: a link on the project's own domain leads on, and the click is counted.

No cookie is read or set, and nothing is written of who asked. A link leads on also when the click
cannot be counted.
"""

from __future__ import annotations

import logging
from functools import lru_cache

from fastapi import Request
from fastapi.responses import PlainTextResponse, RedirectResponse
from starlette.responses import Response

from campaign.compose.own_links import LENGTH, PATH, own_link
from campaign.errors import StorageError
from campaign.usecases.reporting.follow import count, target_of
from campaign.web.desk import Desk, TheDesk
from campaign.web.robots import is_robot
from campaign.web.routing import PUBLIC, Pages

log = logging.getLogger(__name__)

pages = Pages("own-links")

#: A browser asks again at the next click, search engines keep nothing, and the target is not told
#: where the reader comes from.
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


class Targets:
    """Where links lead, for those that were followed lately; a link never leads elsewhere."""

    def __init__(self, desk: Desk) -> None:
        @lru_cache(maxsize=4096)
        def found(link: str) -> str:
            target = target_of(desk.database, link)
            if target is None:
                raise LookupError(link)
            return target

        self.of = found


@pages.get(PATH + "/{code}", needs=PUBLIC)
def follow(request: Request, desk: TheDesk, code: str) -> Response:
    """Lead on to where a link leads; 404 for a link that no post has."""
    base = desk.config.campaign.links
    if not base or len(code) != LENGTH or not code.isalnum():
        return _unknown()
    link = own_link(base, code)
    try:
        target = request.app.state.targets.of(link)
    except LookupError:
        return _unknown()
    robot = is_robot(request.method, request.headers, https=request.url.scheme == "https")
    try:
        count(desk.database, link, robot=robot, now=desk.now(), zone=desk.config.zone)
    except StorageError as error:
        log.error("A click was not counted: %s", error, extra={"action": "click_lost"})
    return RedirectResponse(target, status_code=302, headers=_HEADERS)


def _unknown() -> Response:
    return PlainTextResponse("There is no such link.", status_code=404, headers=_HEADERS)
