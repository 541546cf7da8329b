"""The page of an invitation's link: looking uses nothing, and an answer is for what was shown."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests

from campaign.model import Hold, Publication
from campaign.model.people import Role
from campaign.storage import publications, releases
from campaign.usecases.trust import invite
from campaign.usecases.trust import people as persons
from campaign.usecases.trust.invite import Invited
from campaign.usecases.trust.review_token import PURPOSE
from campaign.web.words import LANGUAGES
from tests.web.stage import Stage, Visit, staged

POST = "platforms-02"


def invited(stage: Stage, region: str = "catalonia", **other: Any) -> Invited:
    """A link for somebody, made by the officer."""
    now = stage.opened.now()
    given: dict[str, Any] = {
        "to": "mayor@example.org",
        "until": now + timedelta(days=10),
        "actor": stage.person("olga"),
        **other,
    }
    keys = stage.opened.keyring.signing_keys(PURPOSE)
    to, until = given.pop("to"), given.pop("until")
    database = stage.opened.database
    return invite.invite(database, keys, POST, to, until, region=region, now=now, **given)


def fields(page: str) -> dict[str, Any]:
    """What the form of a page sends besides the answer."""
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf
    return {"csrf": csrf[1], "hash": re.findall(r'name="hash" value="([0-9a-f]+)"', page)}


def answer(
    visit: Visit, path: str, said: str = "yes", *, page: str = "", **other: str
) -> requests.Response:
    """Answer what a page showed, by default as it is now."""
    shown = fields(page or visit.get(path).text)
    return visit.send(path, {**shown, "answer": said, "name": "Núria Roca", "wish": "", **other})


def rows(stage: Stage, region: str = "catalonia") -> list[Publication]:
    """The publications of the post in a region."""
    with stage.opened.database.read() as connection:
        some = publications.all_of(connection, [POST])
    return [p for p in some if p.region == region]


def released(stage: Stage, region: str = "catalonia") -> int:
    """How many of them may go out."""
    with stage.opened.database.read() as connection:
        rules = stage.opened.config.approval
        return len(releases.released(connection, rows(stage, region), rules))


def reword(stage: Stage, old: str, new: str) -> None:
    """Other words are planned."""
    file = stage.folder / "content" / "calendar" / f"{POST}.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    stage.plan()


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Everything is planned; the tests that share it answer nothing."""
    with staged(tmp_path_factory.mktemp("invited") / "campaign") as made:
        made.plan()
        yield made


@pytest.fixture
def planned(stage: Stage) -> Stage:
    """Everything is planned, nothing approved."""
    stage.plan()
    return stage


def test_looking_uses_nothing_and_one_yes_counts_under_the_typed_name(planned: Stage) -> None:
    """Three GETs and a HEAD before it; a second POST says that it was answered, and by whom."""
    made, visit = invited(planned), planned.visit()
    assert visit.http.head(planned.url + made.path, timeout=60).status_code == 200
    assert invite.every(planned.opened.database)[0].opened is None, "a HEAD is nobody who looks"
    for _ in range(3):
        page = visit.get(made.path)
        assert page.status_code == 200
    assert invite.every(planned.opened.database)[0].opened == planned.opened.now()
    assert released(planned) == 0
    first = answer(visit, made.path, page=page.text)
    assert first.status_code == 303 and released(planned) == 4
    (found,) = invite.every(planned.opened.database)
    assert (found.answer, found.name) == ("yes", "Núria Roca")
    thanks = visit.get(made.path)
    assert thanks.status_code == 200 and "Núria Roca" in thanks.text
    second = answer(visit, made.path, page=page.text, name="Somebody Else")
    assert second.status_code == 409 and "Núria Roca" in second.text
    assert "Somebody Else" not in second.text
    assert invite.every(planned.opened.database) == [found]


def test_the_page_shows_exact_words_cards_accounts_and_how_each_differs(looked_at: Stage) -> None:
    """The region's own language first, then the other, then the source."""
    page = looked_at.visit().get(invited(looked_at).path).text
    assert '<html lang="ca"' in page
    assert page.index("Societat civil") < page.index("Sociedad civil") < page.index("Civil society")
    for account in ("eubelong_catalonia_ca", "catalonia-ca.example", "catalonia-es.example"):
        assert account in page
    assert "sense «Cofinançat per la Unió Europea»" in page
    pictures = re.findall(r'src="(/a/p/[^"]+)"', page)
    assert len(pictures) >= 2
    for address in pictures:
        got = looked_at.visit().get(address)
        assert (got.status_code, got.headers["content-type"]) == (200, "image/webp")


def test_one_letter_that_changed_meanwhile_is_shown_and_nothing_is_written(planned: Stage) -> None:
    """What was typed stays, and the new page can be answered."""
    made, visit = invited(planned), planned.visit()
    before = visit.get(made.path).text
    reword(planned, "Hi estàs\n      d’acord?", "Hi esteu\n      d’acord?")
    refused = answer(visit, f"{made.path}?language=en", page=before, name="Núria Roca")
    assert refused.status_code == 409 and released(planned) == 0
    assert "The text changed after you opened this page" in refused.text
    assert "<del>estàs</del> <ins>esteu</ins>" in refused.text
    assert 'value="Núria Roca"' in refused.text
    assert invite.every(planned.opened.database)[0].answered is None
    assert answer(visit, made.path, page=refused.text).status_code == 303
    assert released(planned) == 4


def test_what_changed_since_the_last_yes_is_shown(planned: Stage) -> None:
    """Word by word, also where the other language did not change."""
    answer(planned.visit(), invited(planned).path)
    reword(planned, "Hi estàs\n      d’acord?", "Hi esteu\n      d’acord?")
    page = planned.visit().get(f"{invited(planned).path}?language=en").text
    assert "What changed since the yes of Mon 7 Dec" in page
    assert page.count("<del>estàs</del> <ins>esteu</ins>") >= 1


def test_a_wish_holds_the_post_and_one_without_words_is_refused(planned: Stage) -> None:
    """The summary has the sentence and so has the field; nothing is lost of what was typed."""
    made, visit = invited(planned), planned.visit()
    path = f"{made.path}?language=en"
    empty = answer(visit, path, "change", name="Jon")
    assert empty.status_code == 422 and empty.text.count("Write what is to be changed.") == 2
    assert 'value="Jon"' in empty.text
    nameless = answer(visit, path, "yes", name=" ")
    assert nameless.status_code == 422 and "Write your name" in nameless.text
    both = answer(visit, path, "yes", wish="Please change it")
    assert both.status_code == 422 and ">Please change it</textarea>" in both.text
    assert released(planned) == 0
    done = answer(visit, path, "change", wish="Digueu-ho amb menys paraules.")
    assert done.status_code == 303
    assert {p.hold for p in rows(planned)} == {Hold.SENT_BACK}
    assert "Digueu-ho amb menys paraules." in visit.get(path).text
    again = answer(visit, path, "change", page=empty.text, wish="Other words")
    assert again.status_code == 409 and "Other words" not in again.text


@pytest.mark.parametrize("region", ["catalonia", "navarra", "donegal", "arad", "eu"])
def test_a_link_shows_and_approves_one_region_alone(planned: Stage, region: str) -> None:
    """Also when the hashes of another region are sent with it."""
    made, visit = invited(planned, region), planned.visit()
    other = "navarra" if region != "navarra" else "catalonia"
    page = visit.get(made.path).text
    config = planned.opened.config
    for channel in config.channels.values():
        shown = f">{channel.account}<" in page
        assert shown == (channel.region == region), channel.name
    shown_form = fields(page)
    theirs = {p.variant_hash for p in rows(planned, other)}
    forged = visit.send(
        made.path,
        {**shown_form, "hash": sorted(theirs), "answer": "yes", "name": "X Y", "wish": ""},
    )
    assert forged.status_code in (404, 409, 410)
    assert released(planned, region) == released(planned, other) == 0
    assert answer(visit, made.path).status_code == 303
    assert released(planned, region) == len(rows(planned, region))
    assert released(planned, other) == 0


def test_ended_revoked_and_strange_links_say_whom_to_ask(planned: Stage) -> None:
    """No answer is taken by them, and the words speak the reader's language."""
    database, visit = planned.opened.database, planned.visit()
    revoked = invited(planned)
    page = visit.get(revoked.path).text
    invite.revoke(database, 1, actor=planned.person("olga"), now=planned.opened.now())
    for path in (revoked.path, f"{revoked.path}?language=en"):
        closed = visit.get(path)
        assert closed.status_code == 410 and "Olga" in closed.text
    assert "Aquest enllaç ha caducat" in visit.get(revoked.path).text
    assert answer(visit, revoked.path, page=page).status_code == 410
    for strange in ("/a/nonsense", f"/a/{revoked.token[:-2]}xx", "/a/" + "a" * 900):
        assert visit.get(strange).status_code == 404
    short = invited(planned, until=planned.opened.now() + timedelta(minutes=5))
    page = visit.get(short.path).text
    planned.clock.move_to(planned.opened.now() + timedelta(minutes=6))
    ended = visit.get(f"{short.path}?language=en")
    assert ended.status_code == 410 and "This link has ended" in ended.text
    assert "Olga" in ended.text
    assert answer(visit, short.path, page=page).status_code == 410
    assert released(planned) == 0


def test_a_link_of_somebody_who_may_invite_no_more_opens_nothing(planned: Stage) -> None:
    """The role was taken: the link is worth as much as its maker."""
    made = invited(planned, actor=planned.person("marta"))
    persons.take(
        planned.opened.database,
        "marta",
        Role.APPROVER,
        "catalonia",
        regions=planned.opened.config.regions,
        actor=planned.person("ada"),
        now=planned.opened.now(),
    )
    assert planned.visit().get(made.path).status_code == 410


def test_nothing_tells_the_token(looked_at: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the page nor its headers, nor any log; no cache keeps it, no other site hears it."""
    made, visit = invited(looked_at), looked_at.visit()
    with caplog.at_level(logging.DEBUG):
        page = visit.get(made.path)
        answer(visit, made.path, page=page.text, name="")
        visit.get(f"{made.path}x")
    assert made.token not in page.text
    ours = [each for each in caplog.records if not each.name.startswith("urllib3")]
    assert not [each for each in ours if made.token[:40] in each.getMessage()]
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "noindex" in page.headers["x-robots-tag"]


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_the_page_speaks_every_language(looked_at: Stage, language: str) -> None:
    """No English sentence of its own is left, and a link leads to each other language."""
    page = looked_at.visit().get(f"{invited(looked_at, 'donegal').path}?language={language}").text
    assert f'<html lang="{language}"' in page
    for english in ("Approve", "Your name", "A wish or", "Goes out", "as shown", "This link is"):
        assert english not in page, english
    assert all(f'href="?language={each}"' in page for each in LANGUAGES)


@pytest.mark.parametrize(
    ("region", "accepted", "expected"),
    [
        ("catalonia", "en-GB,en;q=0.9", "ca"),
        ("catalonia", "es-ES,es;q=0.9,ca;q=0.8", "es"),
        ("navarra", "eu", "eu"),
        ("navarra", "ca,de", "es"),
        ("donegal", "de", "en"),
        ("arad", "", "ro"),
        ("salzburg", "en;q=nonsense", "de"),
    ],
)
def test_the_page_speaks_a_language_of_the_region(
    looked_at: Stage, region: str, accepted: str, expected: str
) -> None:
    """The one that the browser likes best of them, else the region's first."""
    visit = looked_at.visit()
    visit.http.headers["Accept-Language"] = accepted
    assert f'<html lang="{expected}"' in visit.get(invited(looked_at, region).path).text


def test_a_picture_needs_its_signature(looked_at: Stage) -> None:
    """Nobody looks through the store by guessing."""
    page = looked_at.visit().get(invited(looked_at).path).text
    address = re.findall(r'src="(/a/p/[^"]+)"', page)[0]
    _, _, _, signature, name = address.split("/")
    wrong = ("0" if signature[0] != "0" else "1") + signature[1:]
    for strange in (f"/a/p/{wrong}/{name}", f"/a/p/{signature}/{'0' * 64}-640.webp", "/a/p/x/y"):
        assert looked_at.visit().get(strange).status_code == 404


def test_the_moment_of_the_link_is_told(looked_at: Stage) -> None:
    """Its times stand on the region's clock, and the place is named."""
    page = looked_at.visit().get(f"{invited(looked_at).path}?language=en").text
    assert "Goes out: Thursday 10 December, 12:30 (Madrid)." in page
