"""What there is to see at the desk: each page, its dialogs, its refusals and its empty states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from playwright.sync_api import Page

from campaign.model import State
from campaign.model.webhooks import Event
from campaign.storage import publications
from campaign.usecases.machines import webhooks
from campaign.usecases.signing_in import links
from campaign.usecases.trust import invite
from campaign.usecases.trust.invite import Invited
from campaign.usecases.trust.review_token import PURPOSE
from tests.web.api.asking import program
from tests.web.stage import Stage

POST: Final = "platforms-02"
OUT: Final = "platforms-01"


@dataclass(frozen=True, slots=True)
class View:
    """One view: its name, its address, who looks, and what is done there before it is judged.

    The address may depend on what is on the stage. Nothing that `then` does changes anything.
    """

    name: str
    path: str | Callable[[Stage], str]
    person: str = "olga"
    then: Callable[[Page], None] | None = None

    def address(self, stage: Stage) -> str:
        """Where it is on this stage."""
        return self.path if isinstance(self.path, str) else self.path(stage)


def furnish(stage: Stage) -> None:
    """Add what a busy day does not have by itself: a program, a listener, a link that ended."""
    program(stage, name="cms", region="catalonia")
    webhooks.make(
        stage.opened.database,
        stage.opened.keyring,
        "Our site",
        "https://site.example/hear",
        [Event.PUBLISHED],
        inside=False,
        actor=stage.person("ada"),
        now=stage.opened.now(),
    )
    with stage.opened.database.read() as connection:
        assert publications.in_states(connection, State.UNKNOWN)
    ended = _invited(stage, "navarra")
    everyone = invite.every(stage.opened.database)
    number = next(each.id for each in everyone if each.region == "navarra")
    now = stage.opened.now()
    invite.revoke(stage.opened.database, number, actor=stage.person("olga"), now=now)
    _LINKS[stage.url] = (_invited(stage, "catalonia").path, ended.path)


#: The links of a stage, of which only hashes are stored: one that holds, one that was revoked.
_LINKS: Final[dict[str, tuple[str, str]]] = {}


def _invited(stage: Stage, region: str) -> Invited:
    opened = stage.opened
    now = opened.now()
    return invite.invite(
        opened.database,
        opened.keyring.signing_keys(PURPOSE),
        POST,
        "mayor@project.example",
        now + timedelta(days=7),
        region=region,
        actor=stage.person("avery"),
        now=now,
    )


def _link(language: str = "", *, ended: bool = False) -> Callable[[Stage], str]:
    asked = f"?language={language}" if language else ""
    return lambda stage: _LINKS[stage.url][ended] + asked


def _need(kind: str) -> Callable[[Stage], str]:
    def address(stage: Stage) -> str:
        some = stage.desk.standing(stage.person("olga")).needs
        return next(f"/settle?need={each.key}" for each in some if each.kind == kind)

    return address


def _publication(state: State, page: str = "") -> Callable[[Stage], str]:
    def address(stage: Stage) -> str:
        with stage.opened.database.read() as connection:
            return f"/publications/{publications.in_states(connection, state)[0].id}{page}"

    return address


def _signs_in(stage: Stage) -> str:
    actor, now = stage.person("ada"), stage.opened.now()
    return links.give(stage.opened.database, "rita", actor=actor, now=now).path


def _refused(page: Page) -> None:
    """A figure that can be read in two ways is sent, and asked back."""
    page.get_by_label("Visits to the project’s site from posts").fill("1.2k")
    page.get_by_role("button", name="Keep the figures").click()
    page.locator(".summary").wait_for()


def _by_key(key: str, stop: str = "") -> Callable[[Page], None]:
    def open_dialog(page: Page) -> None:
        if stop:
            page.locator(stop).locator("visible=true").first.focus()
        page.keyboard.press(key)
        page.locator("dialog[open] .body > *").first.wait_for()

    return open_dialog


def _opened(link: str) -> Callable[[Page], None]:
    def follow(page: Page) -> None:
        page.locator(link).locator("visible=true").first.click()
        page.locator("dialog[open] .body > *").first.wait_for()

    return follow


def _to(name: str, path: str | Callable[[Stage], str], person: str = "olga") -> View:
    return View(name, path, person)


_MONTH: Final = "/calendar?view=month&at=2026-12-09"
#: On a busy day, after `furnish`.
BUSY: Final = (
    _to("today", "/"),
    _to("today-of-a-region", "/", "marta"),
    _to("month", _MONTH),
    _to("week", "/calendar?view=week&at=2026-12-09"),
    _to("list", "/calendar?view=list&at=2026-12-09"),
    _to("month-filtered", "/calendar?region=catalonia&state=ready&at=2026-12-09"),
    View("month-keys", _MONTH, then=_by_key("?")),
    View("month-move-dialog", _MONTH, then=_by_key("m", f'[data-post="{POST}"] [data-stop]')),
    _to("move", f"/calendar/move/{POST}"),
    _to("move-proposed", f"/calendar/move/{POST}?day=2026-12-17&at=12:00"),
    _to("move-of-what-is-out", f"/calendar/move/{OUT}"),
    _to("publication-scheduled", _publication(State.SCHEDULED)),
    _to("publication-failed", _publication(State.FAILED)),
    _to("skip", _publication(State.SCHEDULED, "/skip")),
    _to("posts", "/posts"),
    _to("posts-found-none", "/posts?q=nothing-like-this"),
    _to("new-post", "/posts/new"),
    _to("new-post-for-a-day", "/posts/new?day=2026-12-18"),
    _to("post", f"/posts/{POST}"),
    _to("post-in-basque", f"/posts/{POST}?lang=eu"),
    _to("post-to-read", f"/posts/{POST}", "rita"),
    _to("where", f"/posts/{POST}/where"),
    View("where-dialog", f"/posts/{POST}", then=_opened("a.far[data-dialog]")),
    _to("post-out", f"/posts/{OUT}/out"),
    _to("withdraw", f"/posts/{OUT}/out/withdraw"),
    View("withdraw-dialog", f"/posts/{OUT}/out", then=_opened(".top a[data-dialog]")),
    _to("out", "/out"),
    _to("plan", "/plan"),
    _to("translations", "/translations"),
    _to("translation", f"/translations/ca?post={POST}"),
    _to("approvals", "/approvals"),
    _to("approval", f"/approvals/{POST}?region=navarra"),
    _to("approval-of-a-region", f"/approvals/{POST}?region=catalonia", "marta"),
    _to("settle", "/settle"),
    _to("settle-unknown", _need("unknown")),
    _to("settle-failed", _need("failed")),
    _to("settle-missed", _need("missed")),
    _to("settle-paused", _need("paused")),
    _to("settle-to-read", "/settle", "rita"),
    _to("pause", "/settle/pause"),
    View("pause-dialog", "/settle", then=_opened(".top a[data-dialog]")),
    _to("resume", "/settle/resume?scope=channel:timis-bluesky"),
    _to("reports", "/reports"),
    _to("targets", "/reports/targets?of=stakeholders"),
    _to("accounts", "/accounts"),
    _to("account", "/accounts/timis-bluesky"),
    _to("connect-bluesky", "/accounts/timis-bluesky/connect", "ada"),
    _to("connect-mastodon", "/accounts/eu-mastodon/connect", "ada"),
    _to("people", "/people", "ada"),
    _to("person", "/people/nuria", "ada"),
    _to("new-person", "/new-person", "ada"),
    _to("review-links", "/review-links"),
    _to("history", "/history"),
    _to("history-filtered", "/history?person=olga&day=2026-12-07"),
    _to("machines", "/machines", "ada"),
    _to("new-token", "/machines/new-token", "ada"),
    _to("new-webhook", "/machines/new-webhook", "ada"),
    _to("webhook", "/machines/webhooks/1", "ada"),
    _to("me", "/me"),
    _to("more", "/more"),
    _to("keys", "/keys"),
    _to("no-such-page", "/no-such-page"),
    _to("forbidden", "/people", "rita"),
    _to("invited", _link(), ""),
    _to("invited-in-german", _link("de"), ""),
    _to("invited-ended", _link(ended=True), ""),
    _to("invited-unknown", "/a/nothing-of-the-kind", ""),
    _to("sign-in", "/sign-in", ""),
    _to("sign-in-sent", "/sign-in/sent", ""),
    _to("sign-in-link", _signs_in, ""),
    _to("sign-in-over", "/sign-in/link/over", ""),
)
#: Where nothing was planned yet, and nobody has done anything.
EMPTY: Final = tuple(
    _to(f"empty-{path.strip('/') or 'today'}", path)
    for path in (
        *("/", "/calendar", "/calendar?view=week", "/calendar?view=list", "/out", "/plan"),
        *("/approvals", "/settle", "/reports", "/accounts", "/history", "/review-links"),
        *("/translations/ca", "/calendar?at=2027-06-01"),
    )
)
#: After the first week, with figures to enter.
WEEK: Final = "2026-W49"
REPORTED: Final = (
    _to("reports-of-a-week", f"/reports?period={WEEK}", "edgar"),
    View("figures-refused", f"/reports?period={WEEK}", "edgar", _refused),
    _to("figures", f"/reports/{WEEK}/figures", "edgar"),
)
