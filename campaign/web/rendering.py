"""Pages out of templates, and the way back to a page after an act."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.responses import Response

from campaign.errors import CampaignError
from campaign.plan.word_diff import in_one
from campaign.platforms import registry
from campaign.usecases.planning.preview_texts import pieces
from campaign.usecases.trust import people
from campaign.web import states
from campaign.web.guard import cookies
from campaign.web.picture_addresses import card_address, pictures_of
from campaign.web.standing import Standing
from campaign.web.static_files import address, integrity
from campaign.web.visitor import Visitor, anybody
from campaign.web.words import LANGUAGES, words_of

_TEMPLATES: Final = Path(__file__).with_name("templates")
#: The macros of `kept_parts.html.j2`, and how many different ones of each are kept a language.
_KEPT_PARTS: Final = ("icon", "state", "bar", "network")
_KEPT: Final = 2048
_NOTICE_SECONDS: Final = 120
#: An id that a script gives when it wants the inside of a dialog, not a whole page.
_DIALOG: Final = "dialog"


def render(
    request: Request, visitor: Visitor, template: str, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page, or only the inside of a dialog when the page's script asks for that.

    `values` go to the template; `errors`, a sentence for each field that was refused, may be among
    them. The notice of the act before is shown once.
    """
    inside = request.headers.get("X-Part") == _DIALOG
    notice = None if inside else _notice(request)
    content = (
        _environment(visitor.words.language)
        .get_template(template)
        .render(
            {"errors": {}, "narrow": False, **values},
            layout="dialog.html.j2" if inside else "page.html.j2",
            visitor=visitor,
            words=visitor.words,
            desk=request.app.state.desk,
            config=request.app.state.desk.config,
            now=request.app.state.desk.now(),
            path=request.url.path,
            region_name=_naming(request, visitor),
            person_name=lambda id: _person_name(request, id),
            zone_of=ZoneInfo,
            notice=notice,
            frame=_standing(request, visitor) if not inside else None,
        )
    )
    page = HTMLResponse(content, status)
    page.headers["Cache-Control"] = "no-store"
    page.headers["Vary"] = "Cookie, X-Part"
    if notice:
        cookies.drop(request, page, cookies.NOTICE)
    known_from_now_on(request, page)
    return page


def known_from_now_on(request: Request, answer: Response) -> None:
    """Have a browser that held nothing hold what its forms are bound to."""
    if new := getattr(request.state, "new_browser", ""):
        cookies.put(request, answer, cookies.BROWSER, new, cookies.BROWSER_SECONDS)


def back_to(request: Request, path: str, *, notice: str = "", undo: str = "") -> RedirectResponse:
    """303 to a page of the desk, which shows the notice once; `undo` adds the button to it."""
    request.app.state.desk.changed()
    answer = RedirectResponse(quote(path, safe="/?&=#%:,;@+~!$'()*"), 303)
    if notice:
        signed = _signer(request).dumps({"notice": notice, "undo": undo})
        value = signed if isinstance(signed, str) else signed.decode()
        cookies.put(request, answer, cookies.NOTICE, value, _NOTICE_SECONDS)
    return answer


def error_page(request: Request, status: int, title: str, message: str) -> HTMLResponse:
    """A page that says what went wrong, in the core's words or ours."""
    visitor = anybody(request)
    return render(
        request,
        visitor,
        "error.html.j2",
        status=status,
        title=visitor.words(title),
        message=message,
    )


def _naming(request: Request, visitor: Visitor) -> Callable[[str], str]:
    """Regions by their names in the visitor's language."""
    regions = request.app.state.desk.config.regions

    def name(region: str) -> str:
        known = regions.get(region)
        found: str = known.name(visitor.words.language) if known is not None else region
        return found

    return name


def _person_name(request: Request, id: str) -> str:
    """A person by their name; who is not registered by what was written down."""
    if not hasattr(request.state, "person_names"):
        everybody = people.everybody(request.app.state.desk.database)
        request.state.person_names = {each.id: each.name or each.id for each in everybody}
    names: dict[str, str] = request.state.person_names
    return names.get(id, id)


def _standing(request: Request, visitor: Visitor) -> Standing | None:
    """For the frame; a page that says that nothing can be read has a frame as well."""
    if not visitor.is_signed_in:
        return None
    try:
        found: Standing = request.app.state.desk.standing(visitor.actor)
    except CampaignError:
        return None
    return found


def _notice(request: Request) -> Mapping[str, str] | None:
    signed = cookies.get(request, cookies.NOTICE)
    if not signed:
        return None
    try:
        found: Mapping[str, str] = _signer(request).loads(signed, max_age=_NOTICE_SECONDS)
    except BadSignature:
        return None
    return found


def _signer(request: Request) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        request.app.state.desk.key, salt="notice", signer_kwargs={"digest_method": hashlib.sha256}
    )


def compile_all(language: str) -> None:
    """Compile every template for a language."""
    environment = _environment(language)
    for name in environment.list_templates():
        environment.get_template(name)


@cache
def _environment(language: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = words_of(language)
    # What catalogues hold is text, and escaped like everything else.
    environment.globals.update(
        _=words,
        language=language,
        ngettext=words.many,
        static=address,
        integrity=integrity,
        looks=states.LOOKS,
        counted=states.counted,
        languages=LANGUAGES,
        query=_query,
        card_address=card_address,
        pictures_of=pictures_of,
    )
    environment.filters.update(
        day=words.day,
        near_day=words.near_day,
        short_date=words.short_date,
        short_day=words.short_day,
        long_day=words.long_day,
        full_date=words.full_date,
        days=words.days,
        month=words.month,
        weekday=words.weekday,
        hour=words.hour,
        moment=words.moment,
        number=words.number,
        percent=words.percent,
        language_name=words.language_name,
        city=words.city,
        pieces=pieces,
        in_one=lambda changed: in_one(changed.old, changed.new),
        network=lambda platform: registry.TITLES.get(platform, platform),
    )
    parts = environment.get_template("kept_parts.html.j2").module
    kept = {name: lru_cache(_KEPT)(getattr(parts, name)) for name in _KEPT_PARTS}
    environment.globals["kept"] = kept
    return environment


def _query(path: str, **values: object) -> str:
    """An address with its query; what is empty is left out."""
    given = {name: value for name, value in values.items() if value not in ("", None)}
    return f"{path}?{urlencode(given, doseq=True)}" if given else path
