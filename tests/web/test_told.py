"""Two people act on one thing, one after the other from old pages, or at once: one is told.

The first acts at 09:20 in Brussels, the second at 10:00, from a page that was open before. What
the second reads says who was first, by the name on their pages, and when, on the campaign's clock.
"""

from __future__ import annotations

import html
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
import requests
from sqlalchemy import select

from campaign.storage.tables import record
from campaign.web.server import DeskServer
from campaign.web.words import words_of
from tests.web.acts import (
    OF_ROWS,
    opened,
    planned,
)
from tests.web.stage import NOW, PEOPLE, Stage, Visit
from tests.web.twice import Twice
from tests.web.twice_managing import MANAGING
from tests.web.twice_posts import WORDS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

LATER: Final = timedelta(minutes=40)
#: Every act.
ROWS: Final = (*MANAGING, *WORDS)


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
