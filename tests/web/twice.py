"""What two people do to one thing: their pages before, their forms, and what the second reads."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from campaign.usecases.planning.confirm import digest
from campaign.usecases.planning.plan import plan
from campaign.web.pages.taking import shown_words
from tests.web.acts import (
    POST,
    REGION,
    State,
    invited,
    nothing_more,
    rows,
    shown,
)
from tests.web.stage import Stage, Visit
from tests.web.test_post import form as post_form
from tests.web.test_translations import form as translation_form

DAYS: Final = timedelta(days=7)
ANSWER: Final = f"/approvals/{POST}/answer"
OUT: Final = f"/posts/{POST}/out/withdraw"
FIGURES: Final = "/reports/2026-W49/figures"
#: Two of each who may do a thing.
ADMINS: Final = ("ada", "bea")
COORDINATORS: Final = ("rosa", "olga")
EDITORS: Final = ("edgar", "olga")
NEW: Final = {"id": "jon", "name": "Jon", "email": "jon@project.example", "role": "editor"}
TOKEN: Final = {"name": "web", "scope": ["read"], "role": "editor", "region": REGION, "days": "30"}
HOOK: Final = {"name": "Blog", "url": "https://blog.example/x", "event": "publication.missed"}
MOVE: Final = {"was": "2026-12-10T12:30:00", "was_zone": "", "zone": "", "back": "/calendar"}

Form = Callable[[Stage, Visit], Mapping[str, Any]]


def of(form: Mapping[str, Any]) -> Form:
    """A form that is known beforehand."""
    return lambda stage, visit: form


def about(act: str, wish: str = "") -> Form:
    """The form about the requests of the post."""
    return lambda stage, visit: {"region": REGION, "shown": shown(stage), "act": act, "wish": wish}


def on_page(path: str, **more: Any) -> Form:
    """The hidden fields of a page's forms, as they were when it was opened."""

    def hidden(stage: Stage, visit: Visit) -> Mapping[str, Any]:
        text = visit.get(path).text
        found = re.findall(r'type="hidden" name="([\w.]+)" value="([^"]*)"', text)
        return {name: html.unescape(value) for name, value in found} | more

    return hidden


def of_post(**changed: Any) -> Form:
    """The editor's form with other words in some fields."""

    def typed(stage: Stage, visit: Visit) -> Mapping[str, Any]:
        new = {key.replace("__", "."): value for key, value in changed.items()}
        return post_form(visit) | new

    return typed


def of_translation(act: str, **words: str) -> Form:
    """The translation's form."""

    def typed(stage: Stage, visit: Visit) -> Mapping[str, Any]:
        page = visit.get(f"/translations/ca?post={POST}").text
        return translation_form(page) | {f"words.{k}": v for k, v in words.items()} | {"act": act}

    return typed


def of_plan(stage: Stage, visit: Visit) -> Mapping[str, Any]:
    """What applying would change, as a page showed it."""
    opened_here = stage.opened
    made, _, _ = opened_here.compiled()
    steps = plan(
        made, opened_here.database, opened_here.config, opened_here.now(), unreadable=False
    )
    return {"shown": digest(steps.to_apply), "region": ""}


def of_taking(what: str, words: str = "") -> Form:
    """The form about one publication that is out."""

    def typed(stage: Stage, visit: Visit) -> Mapping[str, Any]:
        saw = shown_words(stage.desk, stage.person("olga"), POST)
        number = rows(stage)[0].id
        why = "the figure is wrong"
        form = {"where": "one", "on": number, "what": what, "why": why}
        return {**form, "saw": saw, "words": words}

    return typed


def changed(stage: Stage) -> None:
    """The file has another headline than is planned."""
    file = stage.folder / "content" / "calendar" / f"{POST}.yaml"
    text = file.read_text("utf-8")
    assert "amb moltes mans" in text
    file.write_text(text.replace("amb moltes mans", "amb totes les mans"), "utf-8")


def a_link(stage: Stage) -> None:
    """Somebody is invited."""
    invited(stage)


@dataclass(frozen=True)
class Twice:
    """One thing that two people do, and what the second reads of the first.

    `by` are their ids. `forms` and `paths` are of the first and the second; where there is one, it
    is both's. `told` is what the second reads, with the first's name and moment in it. Without
    `once`, what the second does is kept as well: it is another thing, and the first is named.
    """

    name: str
    by: tuple[str, str]
    paths: tuple[str, ...]
    forms: tuple[Form, ...] = (of({}),)
    state: State = nothing_more
    told: str = "Was done already. {who}: {when}."
    once: bool = True
    at_once: bool = True
    after: timedelta = field(default=timedelta())


def row(name: str, by: tuple[str, str], path: str, *forms: Form, **more: Any) -> Twice:
    """The same at one path."""
    return Twice(name, by, (path,), forms or (of({}),), **more)
