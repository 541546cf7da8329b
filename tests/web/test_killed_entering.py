"""The desk dies while it makes a way in, or keeps a picture: nothing is left that opens twice."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Final

import pytest
import requests
from PIL import Image
from sqlalchemy import func, select

from campaign.model.sessions import WayIn
from campaign.storage.desk.tables import sessions, sign_in_links
from campaign.usecases.signing_in.sessions import Browser, Lasting, begin
from campaign.usecases.trust import people
from tests.web.acts import is_done_once, opened, planned, traces
from tests.web.killed import desk_that_dies, desk_that_lives, sending, walk
from tests.web.mailbox import Mailbox, mailbox
from tests.web.stage import NOW, Visit, prepare
from tests.web.test_killed_answers import with_mail

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

LINK: Final = re.compile(r"http://[^\s\"]+(/sign-in/link/[\w-]+)")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One post, planned."""
    return planned(tmp_path / "campaign")


def test_of_a_link_that_was_lost_and_the_next_one_only_the_next_opens(folder: Path) -> None:
    """The first was shown to nobody; the record names each that was made."""
    with opened(folder) as stage:
        cookie = stage.cookie("ada")
    send = sending(folder, NOW, cookie, "/people/edgar/link", {})

    def check(copy: Path, answer: requests.Response) -> None:
        assert answer.status_code == 200 and LINK.search(answer.text)
        with opened(copy) as stage, stage.opened.database.read() as connection:
            links = connection.scalar(select(func.count()).select_from(sign_in_links))
        assert links == 1 and traces(copy).record["sign-in.link-given"] in (1, 2)

    assert walk(folder, NOW, send, check) >= 2


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """Where mails arrive."""
    with mailbox() as made:
        yield made


def test_a_link_that_is_mailed_signs_in_once_however_often_it_was_asked_for(
    folder: Path, box: Mailbox
) -> None:
    """At most one mail for each time that somebody asked, and each has a link of its own."""
    with_mail(folder)
    environ = {"DESK_MAIL_URL": box.address}
    guest = Visit("")

    def send(url: str) -> requests.Response:
        guest.url = url
        token = guest.token("/sign-in")
        return guest.send("/sign-in/mail", {"csrf": token, "email": "edgar@project.example"})

    before = [0]

    def check(copy: Path, answer: requests.Response) -> None:
        assert answer.status_code == 303
        end = monotonic() + 20  # a mail is sent after its answer
        while len(box.letters) == before[0] and monotonic() < end:
            sleep(0.02)
        assert 1 <= len(box.letters) - before[0] <= 2
        before[0] = len(box.letters)
        with opened(copy) as stage, stage.opened.database.read() as connection:
            assert connection.scalar(select(func.count()).select_from(sign_in_links)) in (1, 2)
            assert connection.scalar(select(func.count()).select_from(sessions)) == 0

    assert walk(folder, NOW, send, check, environ=environ) >= 2


def test_whoever_works_alone_is_registered_once(tmp_path: Path) -> None:
    """Sent again, the form ends on the sign-in page, where a link signs them in."""
    folder = tmp_path / "campaign"
    prepare(folder, ())
    with opened(folder) as stage, stage.opened.database.write() as connection:
        begun = begin(
            connection, "", WayIn.START, Browser("", "a test"), lasting=Lasting(), now=NOW
        )
    form = {"id": "jon", "name": "Jon", "email": "jon@project.example"}
    send = sending(folder, NOW, begun.token, "/me/register", form)
    is_done_once(folder, NOW, send, {"person.added": 1, "role.given": 2})
    with opened(folder) as stage:
        assert people.everybody(stage.opened.database) == []


def test_a_picture_is_one_whole_file_whenever_the_desk_dies(folder: Path, tmp_path: Path) -> None:
    """Sent again, the same file is there; nothing half stays under its name."""
    picture = tmp_path / "picture.jpg"
    Image.effect_noise((1600, 1200), 90).convert("RGB").save(picture, quality=90)
    with opened(folder) as stage:
        cookie = stage.cookie("edgar")
    with desk_that_lives(folder, NOW) as url:
        token = Visit(url, cookie).token("/me")

    def send(url: str) -> requests.Response:
        file = {"upload": ("A market.jpg", picture.read_bytes(), "image/jpeg")}
        return Visit(url, cookie).send("/pictures", {"csrf": token}, files=file)

    def pictures(copy: Path) -> dict[str, bytes]:
        some = (copy / "assets" / "pictures").glob("*")
        return {each.name: each.read_bytes() for each in some if not each.name.startswith(".")}

    straight = Path(shutil.copytree(folder, tmp_path / "straight"))
    with desk_that_lives(straight, NOW) as url:
        name = send(url).text
    (wanted,) = pictures(straight).items()
    assert name.endswith(wanted[0])
    for number, seconds in enumerate((0.0, 0.05, 0.15, 0.4)):
        copy = Path(shutil.copytree(folder, tmp_path / f"copy-{number}"))
        with desk_that_dies(copy, NOW, 1) as dying:
            there = Thread(target=_unanswered, args=(send, dying.url))
            there.start()
            sleep(seconds)
            dying.kill()
            there.join()
        assert all(each == wanted for each in pictures(copy).items())
        with desk_that_lives(copy, NOW) as url:
            assert send(url).text == name
        assert [*pictures(copy).items()] == [wanted]
        shutil.rmtree(copy)


def _unanswered(send: object, url: str) -> None:
    assert callable(send)
    with suppress(requests.RequestException):
        send(url)
