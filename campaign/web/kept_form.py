"""A form whose session ended while somebody wrote: what was typed comes back, nothing is done.

::

    nobody is signed in     → 401, the page with all that was typed; the sign-in opens beside it
    signed in again since   → 409, the same page; its button sends the form as it was
    nothing can be stored   → 503, the same page; its button tries again

Only what came from a page of the desk in this browser is given back (`guard.tokens`): a form of
another site gets no page whose button would send it.
"""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from campaign.web.guard import cookies
from campaign.web.guard.tokens import is_of_browser
from campaign.web.rendering import render
from campaign.web.signin.wanted import address_of, wanted_of
from campaign.web.visitor import CSRF, anybody, browser_of, read_form
from campaign.web.words import N_


async def kept_form(request: Request, why: str = "") -> HTMLResponse | None:
    """The page that gives back what a form held; None where nothing was typed, or it is not ours.

    `why` is the sentence by which it was refused, where that is not the session. A script that
    sends a form in the background keeps what was typed itself.
    """
    in_background = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    if request.method != "POST" or in_background or not cookies.get(request, cookies.BROWSER):
        return None
    try:
        form = await read_form(request)
    except HTTPException:
        return None
    try:
        sent = form.get(CSRF)
        key = request.app.state.desk.key
        if not isinstance(sent, str) or not is_of_browser(key, browser_of(request), sent):
            return None
        return await run_in_threadpool(_page, request, form, why)
    finally:
        await form.close()


def _page(request: Request, form: FormData, why: str) -> HTMLResponse | None:
    fields = [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name != CSRF and "\0" not in name + value
    ]
    files = [each.filename for _, each in form.multi_items() if not isinstance(each, str)]
    if not any(value.strip() for _, value in fields):
        return None
    visitor = anybody(request)
    title, status = N_("You were signed out while you wrote"), 401
    if why:
        title, status = N_("This cannot be read or written now"), 503
    elif visitor.is_signed_in:
        title, status = N_("This form was opened before you signed in"), 409
    return render(
        request,
        visitor,
        "kept_form.html.j2",
        status=status,
        title=visitor.words(title),
        narrow=True,
        why=why,
        action=address_of(request),
        page=wanted_of(request),
        fields=fields,
        texts=[value for _, value in fields if len(value.split()) > 1],
        files=[name for name in files if name],
    )
