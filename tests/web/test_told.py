"""Two people act on one thing, one after the other from old pages, or at once: one is told.

The first acts at 09:20 in Brussels, the second at 10:00, from a page that was open before. What
the second reads says who was first, by the name on their pages, and when, on the campaign's clock.
"""

from __future__ import annotations

import html
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
import requests
from sqlalchemy import select

from campaign.storage.tables import record
from campaign.usecases.planning.confirm import digest
from campaign.usecases.planning.plan import plan
from campaign.web.pages.taking import shown_words
from campaign.web.server import DeskServer
from campaign.web.words import words_of
from tests.web.acts import (
    CHANNEL,
    OF_ROWS,
    POST,
    REGION,
    State,
    approved,
    disabled,
    invited,
    listening,
    listening_no_more,
    nothing_more,
    opened,
    planned,
    rows,
    sent_back,
    shown,
    skipped,
    stopped,
)
from tests.web.stage import NOW, PEOPLE, Stage, Visit
from tests.web.states_before import (
    connected,
    heard,
    let_in_by_ada,
    missed,
    out,
    put_back,
    read_otherwise,
    stopped_everywhere,
    with_role,
)
from tests.web.test_post import form as post_form
from tests.web.test_translations import form as translation_form

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

LATER: Final = timedelta(minutes=40)
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


def asked_long_ago(stage: Stage) -> None:
    """Nothing more: the yes is late by itself."""


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


ROWS: Final = (
    row("register", ADMINS, "/people", of({**NEW, "region": "*"})),
    row(
        "register under a name that is taken",
        *(ADMINS, "/people", of({**NEW, "region": "*"})),
        of({**NEW, "region": "*", "email": "jon.other@project.example"}),
        told="{who}: {when}.",
        at_once=False,
    ),
    row(
        "give a role",
        *(ADMINS, "/people/edgar/roles"),
        of({"act": "give", "role": "approver", "region": REGION}),
    ),
    row(
        "take a role",
        *(ADMINS, "/people/edgar/roles"),
        of({"act": "take", "role": "approver", "region": REGION}),
        state=with_role,
    ),
    row(
        "another address",
        *(ADMINS, "/people/edgar/mail"),
        of({"email": "new@project.example", "shown": "edgar@project.example"}),
    ),
    Twice(
        "an address of one's own",
        ("ada", "edgar"),
        ("/people/edgar/mail", "/me/mail"),
        (
            of({"email": "new@project.example", "shown": "edgar@project.example"}),
            of({"email": "other@project.example", "shown": "edgar@project.example"}),
        ),
        told="The address was changed meanwhile. Look at it again. {who}: {when}.",
        at_once=False,
    ),
    row("disable", ADMINS, "/people/edgar/disable"),
    row("enable", ADMINS, "/people/edgar/enable", state=disabled),
    row(
        "a link to sign in",
        *(ADMINS, "/people/edgar/link"),
        told="An earlier link opens nothing any more. {who}: {when}.",
        once=False,
    ),
    row(
        "make a token",
        *(ADMINS, "/machines/tokens"),
        of({**TOKEN, "once": "a"}),
        of({**TOKEN, "once": "b"}),
        told="choose another name. {who}: {when}.",
    ),
    row(
        "end a token",
        *(ADMINS, "/machines/tokens/1/end"),
        state=let_in_by_ada,
        told="lets nobody in any more. {who}: {when}.",
    ),
    row(
        "tell an address",
        *(ADMINS, "/machines/webhooks"),
        of({**HOOK, "once": "a"}),
        of({**HOOK, "once": "b"}),
        told='as "Blog". {who}: {when}.',
    ),
    row(
        "pause an address",
        *(ADMINS, "/machines/webhooks/1/pause"),
        state=listening,
        told="{who}: {when}.",
    ),
    row(
        "resume an address",
        *(ADMINS, "/machines/webhooks/1/resume"),
        state=listening_no_more,
        told="{who}: {when}.",
    ),
    row(
        "end an address",
        *(ADMINS, "/machines/webhooks/1/end"),
        state=listening,
        told="{who}: {when}.",
    ),
    Twice(
        "pause an address that was ended",
        ADMINS,
        ("/machines/webhooks/1/end", "/machines/webhooks/1/pause"),
        state=listening,
        told="are forgotten. {who}: {when}.",
        at_once=False,
    ),
    row(
        "send a message again",
        *(ADMINS, "/machines/messages/1/resend"),
        on_page("/machines/webhooks/1"),
        state=heard,
    ),
    row(
        "an account goes on",
        *(COORDINATORS, f"/accounts/{CHANNEL}/resume"),
        on_page(f"/accounts/{CHANNEL}"),
        state=stopped,
        told="It goes on already. Nothing has changed. {who}: {when}.",
    ),
    row(
        "forget a credential",
        *(ADMINS, f"/accounts/{CHANNEL}/disconnect"),
        on_page(f"/accounts/{CHANNEL}"),
        state=connected,
        told="Nothing was kept. Nothing has changed. {who}: {when}.",
    ),
    row(
        "stop a region",
        *(COORDINATORS, "/settle/pause"),
        of({"scope": f"region:{REGION}", "reason": "a storm", "once": "a"}),
        of({"scope": f"region:{REGION}", "reason": "the mayor is ill", "once": "b"}),
        once=False,
        at_once=False,
    ),
    row(
        "let a region go on",
        *(("avery", "olga"), "/settle/resume"),
        of({"scope": f"region:{REGION}", "pause": "1"}),
        state=stopped_everywhere,
        told="{who} was first, at {when}: it goes on.",
    ),
    Twice(
        "let go on what was stopped anew",
        COORDINATORS,
        ("/settle/pause", f"/accounts/{CHANNEL}/resume"),
        (
            of({"scope": f"channel:{CHANNEL}", "reason": "it is wrong", "once": "a"}),
            on_page(f"/accounts/{CHANNEL}"),
        ),
        state=stopped,
        told="{who} stopped it meanwhile, {when}: it is wrong. Look again.",
        at_once=False,
    ),
    row(
        "invite",
        *(COORDINATORS, f"/approvals/{POST}/invite"),
        of({"region": REGION, "to": "mayor@example.org", "language": "", "once": "a"}),
        of({"region": REGION, "to": "mayor@example.org", "language": "", "once": "b"}),
        told="There is a link for mayor@example.org already. {who}: {when}.",
    ),
    row(
        "invite to review",
        *(COORDINATORS, "/review-links"),
        of({"post": POST, "region": REGION, "to": "Mayor", "language": "", "once": "a"}),
        of({"post": POST, "region": REGION, "to": "Mayor", "language": "", "once": "b"}),
        told="There is a link for Mayor already. {who}: {when}.",
    ),
    row(
        "end a link",
        *(COORDINATORS, "/approvals/links/1/end"),
        state=a_link,
        told="opens nothing any more. {who}: {when}.",
    ),
    row(
        "revoke a link",
        *(COORDINATORS, "/review-links/1/revoke"),
        state=a_link,
        told="opens nothing any more. {who}: {when}.",
    ),
    row("remind late", COORDINATORS, "/approvals/remind", of({"region": ""}), after=DAYS),
    row("approve", ("marta", "avery"), ANSWER, about("approve")),
    row("ask", ("nuria", "olga"), ANSWER, about("ask")),
    row("remind", COORDINATORS, ANSWER, about("remind")),
    row("take back", COORDINATORS, ANSWER, about("all"), state=approved),
    row("go on", ("avery", "marta"), ANSWER, about("go-on"), state=sent_back),
    row(
        "ask for a change",
        *(("marta", "avery"), ANSWER),
        about("change", "Shorter."),
        about("change", "Longer."),
        told="The post waits, and Today names it. {who}: {when}.",
        once=False,
        at_once=False,
    ),
    row(
        "the same figure",
        *(EDITORS, FIGURES),
        of({"site_visits": "77", "source": "Matomo", "seen.site_visits": "0"}),
        told="These figures were there already. Nothing has changed. {who}: {when}.",
    ),
    row(
        "another figure",
        *(EDITORS, FIGURES),
        of({"site_visits": "77", "source": "Matomo", "seen.site_visits": "0"}),
        of({"site_visits": "78", "source": "Matomo", "seen.site_visits": "0"}),
        told="{who} was first, {when}: ",
        at_once=False,
    ),
    row(
        "a figure of a channel",
        *(EDITORS, f"{FIGURES}/other"),
        of({"of": f"channel:{CHANNEL}", "metric": "views", "number": "9", "source": "Matomo"}),
        told="Nothing has changed. {who}: {when}.",
    ),
    row(
        "move",
        *(EDITORS, f"/calendar/move/{POST}"),
        of({**MOVE, "day": "2026-12-16", "at": "09:45"}),
        told="That was done already: it is at week 3 Wednesday 09:45. {who}: {when}.",
    ),
    row(
        "move elsewhere",
        *(EDITORS, f"/calendar/move/{POST}"),
        of({**MOVE, "day": "2026-12-16", "at": "09:45"}),
        of({**MOVE, "day": "2026-12-17", "at": "09:45"}),
        told="{who} moved it at {when}: it is at week 3 Wednesday 09:45 now.",
        at_once=False,
    ),
    row(
        "a new post",
        *(EDITORS, "/posts/new"),
        of({"title": "A day", "day": "2026-12-18", "at": "10:00", "region": "eu", "once": "a"}),
        of({"title": "A day", "day": "2026-12-18", "at": "10:00", "region": "eu", "once": "b"}),
        told="Another post has this headline too: a-day. {who}: {when}.",
        once=False,
    ),
    row(
        "the same words",
        *(EDITORS, f"/posts/{POST}"),
        of_post(copy__en__headline="Many hands"),
        told="The file says all of this already. {who}: {when}.",
    ),
    row(
        "other words",
        *(EDITORS, f"/posts/{POST}"),
        of_post(copy__en__headline="Many hands"),
        of_post(copy__en__headline="All hands"),
        told="{who} saved content/calendar/platforms-02.yaml at 09:20.",
        at_once=False,
    ),
    row(
        "words in another field",
        *(EDITORS, f"/posts/{POST}"),
        of_post(copy__en__headline="Many hands"),
        of_post(hashtags="#Together"),
        told="Saved, and joined with what {who} ({when}) changed meanwhile:",
        once=False,
        at_once=False,
    ),
    row(
        "the same channels",
        *(EDITORS, f"/posts/{POST}/where"),
        on_page(f"/posts/{POST}/where", channel=[CHANNEL]),
        told="It goes to these already. {who}: {when}.",
    ),
    row(
        "other channels",
        *(EDITORS, f"/posts/{POST}/where"),
        on_page(f"/posts/{POST}/where", channel=[CHANNEL]),
        on_page(f"/posts/{POST}/where", channel=["arad-mastodon"]),
        told="This is their choice. {who}: {when}.",
        at_once=False,
    ),
    row(
        "translate",
        *(("nuria", "edgar"), f"/translations/ca/{POST}"),
        of_translation("draft", headline="Moltes mans"),
        told="It was saved already: nothing was written. {who}: {when}.",
    ),
    row(
        "translate otherwise",
        *(("nuria", "edgar"), f"/translations/ca/{POST}"),
        of_translation("draft", headline="Moltes mans"),
        of_translation("draft", headline="Totes les mans"),
        told="save again to keep yours. {who}: {when}.",
        at_once=False,
    ),
    row(
        "it fits",
        *(("nuria", "edgar"), f"/translations/ca/{POST}"),
        of_translation("fits"),
        told="Marked as reviewed. {who}: {when}.",
    ),
    row(
        "apply",
        *(EDITORS, "/plan", of_plan),
        state=changed,
        told="{who}: {when}.",
    ),
    row(
        "skip",
        *(EDITORS, "/publications/1/skip"),
        of({"reason": "The mayor is ill."}),
        told="{who} skipped it already at {when}: The mayor is ill.",
    ),
    row(
        "take a skip back",
        *(("edgar", "avery"), "/publications/1/skip/back"),
        state=skipped,
        told="{who}: {when}.",
    ),
    row(
        "another time",
        *(COORDINATORS, "/settle/times"),
        of({"chosen": ["1", "2"], "need": "missed", "day": "2026-12-09", "time": "16:00"}),
        of({"chosen": ["1", "2"], "need": "missed", "day": "2026-12-10", "time": "16:00"}),
        state=missed,
        told="{who} was first, at {when}: ",
    ),
    row(
        "leave it",
        *(COORDINATORS, "/settle/times"),
        of({"chosen": ["1"], "need": "missed", "leave": "yes"}),
        state=missed,
        told="{who} was first, at {when}: ",
    ),
    row(
        "live with it",
        *(COORDINATORS, f"/settle/live-with/{POST}"),
        of({"reason": "a comma", "need": ""}),
        state=read_otherwise,
    ),
    row(
        "none is out",
        *(COORDINATORS, f"/settle/none-out/{CHANNEL}"),
        of({"looked": "yes", "need": ""}),
        state=put_back,
    ),
    row(
        "withdraw",
        *(("avery", "olga"), OUT, of_taking("delete")),
        state=out,
        told="That was asked for already. {who}: {when}. “the figure is wrong”",
    ),
    row(
        "write down that it is deleted",
        *(("avery", "olga"), OUT, of_taking("done")),
        state=out,
        told="{who}: {when}.",
    ),
    row(
        "answer under it",
        *(EDITORS, OUT, of_taking("answer", "Sorry.")),
        state=out,
        told="That was asked for already. {who}: {when}. “the figure is wrong”",
    ),
    row(
        "answer otherwise",
        *(EDITORS, OUT, of_taking("answer", "Sorry."), of_taking("answer", "We were wrong.")),
        state=out,
        told="It takes the place of what was asked for before. {who}: {when}.",
        once=False,
        at_once=False,
    ),
    row(
        "correct what is being withdrawn",
        *(("avery", "olga"), OUT, of_taking("delete"), of_taking("answer", "Sorry.")),
        state=out,
        told="it is being withdrawn. {who}: {when}.",
        at_once=False,
    ),
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One post, planned, with two people of each role."""
    folder = planned(tmp_path_factory.mktemp("told") / "campaign")
    with opened(folder) as stage:
        stage.register("bea", PEOPLE["ada"])
        stage.register("rosa", PEOPLE["olga"])
    return folder


@contextmanager
def running(folder: Path, after: timedelta) -> Iterator[Stage]:
    """A desk over a folder, on the campaign's clock."""
    with opened(folder, after) as stage, DeskServer(stage.desk) as server:
        yield replace(stage, url=server.url)


@dataclass(frozen=True)
class Clicked:
    """Somebody with a page open, and the form that they will send."""

    visit: Visit
    path: str
    form: Mapping[str, Any]

    def send(self) -> requests.Response:
        """Press the button."""
        return self.visit.send(self.path, self.form)

    def read(self, answer: requests.Response) -> str:
        """What stands on the page that follows, as a person reads it."""
        assert answer.status_code < 500, answer.text[-3000:]
        text = answer.text
        if answer.status_code == 303:
            text = self.visit.get(answer.headers["location"]).text
        plain = re.sub(r"<[^>]+>", "", text)
        return " ".join(html.unescape(plain).split())


def both(stage: Stage, case: Twice) -> tuple[Clicked, Clicked]:
    """Two people with their pages open, before either of them acts."""
    found = []
    for number, id in enumerate(case.by):
        visit = stage.visit(id)
        form = case.forms[min(number, len(case.forms) - 1)](stage, visit)
        path = case.paths[min(number, len(case.paths) - 1)]
        found.append(Clicked(visit, path, {**form, "csrf": visit.token("/me")}))
    return found[0], found[1]


def acts(stage: Stage) -> Counter[str]:
    """What stands in the record, by act."""
    with stage.opened.database.read() as connection:
        some = select(record.c.act).where(record.c.act.not_in(OF_ROWS))
        return Counter(connection.scalars(some))


def sentence(case: Twice, first: str, stage: Stage) -> str:
    """What the second has to read."""
    zone = ZoneInfo("Europe/Brussels")
    when = words_of("en").moment(NOW + case.after, zone)
    return case.told.format(who=first.title(), when=when)


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case.name)
def test_the_second_reads_who_was_first_and_when(case: Twice, base: Path, tmp_path: Path) -> None:
    """And nothing is done twice; the first reads no such thing."""
    folder = Path(shutil.copytree(base, tmp_path / "campaign"))
    with running(folder, case.after) as stage:
        case.state(stage)
        first, second = both(stage, case)
        expected = sentence(case, case.by[0], stage)
        answer = first.send()
        assert answer.status_code in (200, 303), first.read(answer)
        assert expected not in first.read(answer)
        done = acts(stage)
        stage.clock.move_to(NOW + case.after + LATER)
        read = second.read(second.send())
        assert expected in read, (expected, read)
        if case.once:
            assert acts(stage) == done


@pytest.mark.parametrize(
    "case", [each for each in ROWS if each.at_once], ids=lambda case: case.name
)
def test_of_two_at_once_one_reads_it(case: Twice, base: Path, tmp_path: Path) -> None:
    """Whichever of them that is: the other is named."""
    folder = Path(shutil.copytree(base, tmp_path / "campaign"))
    with running(folder, case.after) as stage:
        case.state(stage)
        some, gate = both(stage, case), Barrier(2)

        def click(one: Clicked) -> requests.Response:
            gate.wait()
            return one.send()

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(click, some))
        pages = [one.read(answer) for one, answer in zip(some, answers, strict=True)]
        other = {case.by[1]: pages[0], case.by[0]: pages[1]}
        told = [name for name, page in other.items() if sentence(case, name, stage) in page]
        assert len(told) == 1, [each[-400:] for each in pages]
        done = acts(stage)
        if case.once:
            (again,) = [one for one, name in zip(some, case.by, strict=True) if name == told[0]]
            again.send()
            assert acts(stage) == done


@pytest.mark.parametrize("language", ["de", "pl", "eu"])
def test_the_second_reads_it_in_their_language(language: str, base: Path, tmp_path: Path) -> None:
    """The moment too, as that language writes days."""
    folder = Path(shutil.copytree(base, tmp_path / "campaign"))
    with running(folder, timedelta()) as stage:
        first, second = stage.visit("ada"), stage.visit("bea")
        second.http.headers["Accept-Language"] = language
        form = {"csrf": second.token("/me")}
        assert first.post("/people/edgar/disable", page="/me").status_code == 303
        stage.clock.move_to(NOW + LATER)
        answer = second.send("/people/edgar/disable", form)
        words = words_of(language)
        when = words.moment(NOW, ZoneInfo("Europe/Brussels"))
        told = words("Was done already. %(who)s: %(when)s.", who="Ada", when=when)
        assert told in html.unescape(second.get(answer.headers["location"]).text)
