"""Scene 21 for a link's answer, translations, undo, mails and the API: each is done once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from campaign.cli.ask_mails import mail_those_asked
from tests.web.acts import (
    POST,
    REGION,
    invited,
    is_done_once,
    let_in,
    opened,
    planned,
    shown,
    skipped,
)
from tests.web.killed import desk_that_lives, sending
from tests.web.mailbox import Mailbox, mailbox
from tests.web.stage import NOW, Visit
from tests.web.test_invited import fields
from tests.web.test_translations import form

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

MINUTES = timedelta(minutes=1)
RELEASED = {"variant.approved": 4, "variant.released": 4}
SENT_BACK = {"variant.sent-back": 4, "publication.moved": 4}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One post, planned."""
    return planned(tmp_path_factory.mktemp("answers") / "campaign")


@pytest.fixture
def folder(base: Path, tmp_path: Path) -> Path:
    """The same for one test."""
    return Path(shutil.copytree(base, tmp_path / "campaign"))


@pytest.mark.parametrize(
    ("said", "wish", "entries"),
    [("yes", "", RELEASED), ("change", "Shorter.", SENT_BACK)],
)
def test_the_answer_of_an_invited_person(
    folder: Path, said: str, wish: str, entries: Mapping[str, int]
) -> None:
    """The one answer of a link counts once; the second form is told that it was answered."""
    with opened(folder) as stage:
        path = invited(stage)
    guest = Visit("")
    with desk_that_lives(folder, NOW) as url:
        guest.url = url
        sent = {**fields(guest.get(path).text), "answer": said, "name": "Núria", "wish": wish}

    def send(url: str) -> requests.Response:
        guest.url = url
        return guest.send(path, sent)

    answered = {"review.invitation-answered": 1, **entries}
    is_done_once(folder, NOW, send, answered, again=409)


@pytest.mark.parametrize(
    ("act", "record"),
    [("draft", {"translation.written": 1}), ("fits", {"translation.reviewed": 1})],
)
def test_a_translation(folder: Path, act: str, record: Mapping[str, int]) -> None:
    """Its words are written once, and so is that somebody read them."""
    with opened(folder) as stage:
        cookie = stage.cookie("nuria")
    page = f"/translations/ca?post={POST}"
    with desk_that_lives(folder, NOW) as url:
        sent = form(Visit(url, cookie).get(page).text) | {"act": act}
    if act == "draft":
        sent["words.headline"] = "Pertànyer és feina de moltes mans"
    send = sending(folder, NOW, cookie, f"/translations/ca/{POST}", sent)
    is_done_once(folder, NOW, send, record, changes=[f"{POST}.yaml"])


def test_taking_an_edit_back(folder: Path) -> None:
    """The file is as it was, once."""
    with opened(folder) as stage:
        cookie = stage.cookie("edgar")
    with desk_that_lives(folder, NOW) as url:
        visit = Visit(url, cookie)
        page = f"/translations/ca?post={POST}"
        sent = form(visit.get(page).text) | {"act": "draft", "words.headline": "Moltes mans"}
        assert visit.post(f"/translations/ca/{POST}", sent).status_code == 303
    send = sending(folder, NOW, cookie, "/undo/1", {})
    is_done_once(folder, NOW, send, {}, changes=[f"{POST}.yaml"])


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """Where mails arrive."""
    with mailbox() as made:
        yield made


def with_mail(folder: Path) -> None:
    """The campaign sends mails."""
    file = folder / "config.toml"
    text = re.sub(r"^\[desk\].*\n", "", file.read_text("utf-8"), flags=re.M)
    ours = '\n[desk]\nmail = "DESK_MAIL_URL"\n\n[channels]'
    file.write_text(text.replace("\n[channels]", ours, 1), "utf-8")


@pytest.mark.parametrize("act", ["ask", "remind"])
def test_asking_is_one_mail_a_person(folder: Path, box: Mailbox, act: str) -> None:
    """Five minutes later, however often the form was sent; and no second one afterwards."""
    with_mail(folder)
    environ = {"DESK_MAIL_URL": box.address}

    def look(copy: Path) -> None:
        before = len(box.letters)
        for minutes in (6, 40):
            with opened(copy, minutes * MINUTES, **environ) as later:
                mail_those_asked(later.opened)
        assert sorted(to for to, _ in box.letters[before:]) == [
            "avery@project.example",
            "marta@project.example",
        ]

    with opened(folder) as stage:
        cookie = stage.cookie("olga")
        sent = {"region": REGION, "shown": shown(stage), "act": act, "wish": ""}
    send = sending(folder, NOW, cookie, f"/approvals/{POST}/answer", sent)
    asked = {"approval.asked" if act == "ask" else "approval.reminded": 4}
    is_done_once(folder, NOW, send, asked, environ=environ, look=look)


def test_an_invitation_is_one_mail_at_most(folder: Path, box: Mailbox) -> None:
    """Its link is written down nowhere, so that a mail that was lost is told, and not repeated."""
    with_mail(folder)
    environ = {"DESK_MAIL_URL": box.address}
    seen = [0]

    def look(copy: Path) -> None:
        assert len(box.letters) - seen[0] <= 1
        seen[0] = len(box.letters)

    with opened(folder) as stage:
        cookie = stage.cookie("olga")
    link = {"region": REGION, "to": "mayor@example.org", "language": "", "once": "k", "mail": "on"}
    plain = sending(folder, NOW, cookie, f"/approvals/{POST}/invite", link)

    def send(url: str) -> requests.Response:
        seen[0] = len(box.letters) if "first" not in url else seen[0]
        return plain(url)

    entries = {"review.invited": 1}
    is_done_once(folder, NOW, send, entries, answer=200, environ=environ, look=look)


FIGURE = {"week": "2026-W49", "metric": "site_visits", "number": 12}
DAY = (NOW + timedelta(days=3)).isoformat()


@pytest.mark.parametrize(
    ("path", "body", "entries", "files", "status"),
    [
        ("/posts", {"title": "Open doors", "day": "2026-12-20"}, {}, ["open-doors.yaml"], 201),
        (
            f"/posts/{POST}",
            {"fields": {"copy.en.headline": "Many hands"}},
            {},
            [f"{POST}.yaml"],
            200,
        ),
        (
            "/publications/1/skip",
            {"reason": "not here"},
            {"publication.skipped": 1, "publication.moved": 1},
            [],
            200,
        ),
        ("/publications/1/reschedule", {"at": DAY}, {"publication.moved": 1}, [], 200),
        ("/pauses", {"scope": "region:arad", "reason": "a storm"}, {"pause.began": 1}, [], 201),
        ("/figures", {"figures": [FIGURE], "source": "Matomo"}, {"figure.entered": 1}, [], 201),
    ],
    ids=["draft", "edit", "skip", "reschedule", "pause", "figures"],
)
def test_what_a_program_changes(
    folder: Path,
    path: str,
    body: Mapping[str, Any],
    entries: Mapping[str, int],
    files: list[str],
    status: int,
) -> None:
    """The request is sent again under its key, as programs do that had no answer."""
    with opened(folder) as stage:
        if "reschedule" in path:
            skipped(stage)
        headers = {"Authorization": f"Bearer {let_in(stage)}", "Idempotency-Key": "k-1"}
    method = "POST"
    if path.startswith("/posts/"):
        method = "PATCH"
        with desk_that_lives(folder, NOW) as url:
            read = requests.get(f"{url}/api/v1{path}", headers=headers, timeout=60)
            headers["If-Match"] = read.headers["etag"]

    def send(url: str) -> requests.Response:
        with requests.Session() as http:
            http.trust_env = False
            return http.request(
                method, f"{url}/api/v1{path}", json=body, headers=headers, timeout=60
            )

    is_done_once(
        *(folder, NOW, send, entries),
        answer=status,
        again=status,
        later=MINUTES,
        changes=files,
    )
