"""The proof's page: the whole story, in each reader's own words, and nothing from elsewhere."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from campaign.model import State
from campaign.storage import publications, record
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.trust import read_backs
from campaign.storage.trust.read_backs import Outcome, ReadBack
from campaign.usecases.trust.proof import inlined, plain, setting, write_page
from campaign.usecases.trust.proof_page import language_name, page, pieces, shortened
from campaign.usecases.trust.read_story import tell
from campaign.usecases.trust.story import Story
from tests.storage.conftest import database, kind, migrated, postgres, url
from tests.usecases.trust.told import ADMIN, ZONE, Told, told

__all__ = ["database", "kind", "migrated", "postgres", "url"]


@pytest.fixture
def campaign(database: Database, tmp_path: Path) -> Told:
    """A campaign that is over."""
    return told(database, tmp_path)


class Page(HTMLParser):
    """What a reader and a browser get of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[str] = []
        self.loaded: list[str] = []
        self.languages: set[str] = set()
        self.alts: list[str] = []
        self.feed(text)

    @property
    def text(self) -> str:
        """All words, with single spaces."""
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.open.append(tag)
        self.loaded += [value for name, value in attrs if name == "src" and value]
        if tag in ("script", "link", "iframe", "object"):
            self.loaded.append(tag)
        self.languages.add(given.get("lang") or "")
        if tag == "img":
            self.alts.append(given.get("alt") or "")

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass


def shown(campaign: Told, post: str = "labs", story: Story | None = None) -> Page:
    """The page of a post."""
    story = story or campaign.story(post)
    about = setting(campaign.config, campaign.registers, story.activity)
    return Page(write_page(story, about, inlined(campaign.media)))


def test_a_funder_finds_everything_on_it(campaign: Told) -> None:
    """Title, words, account, times, link, approval, acts, figures, hashes, the funder's words."""
    story = campaign.story("labs")
    (account,) = story.accounts
    text = shown(campaign).text
    for wanted in (
        *("Taula", "Bon dia, labs.", "A02 Learning Labs", "Finançat per la Unió Europea"),
        *("Mastodon", "Catalonia , eubelong_catalonia", "Tue 1 Dec 2026, 10:01 CET"),
        *("2026-12-01 09:01:00 UTC", "Aina Ferrer (aina) as approver", "ben fet"),
        *("1,234", "n/a", account.words.hash, "Alt text: Una taula.", "Alt text: Dues taules."),
        "It went out on its account in 1 language, on 1 December 2026.",
        "All of it was approved, by Aina Ferrer.",
    ):
        assert wanted in text, wanted
    assert shortened(account.url) in text


def test_it_opens_anywhere(campaign: Told) -> None:
    """Pictures are in it, no script is, and nothing is fetched."""
    found = shown(campaign)
    assert found.loaded and all(address.startswith("data:image/") for address in found.loaded)
    assert {"Una taula.", "Dues taules."} <= set(found.alts)


def test_foreign_words_say_their_language(campaign: Told) -> None:
    """A screen reader speaks Catalan words as Catalan; the page itself is English."""
    assert shown(campaign).languages >= {"en", "ca"}
    assert language_name("ca") == "Catalan"
    assert language_name("zh-Hant") != "zh-Hant"
    assert language_name("xx-nowhere") == "xx-nowhere"


def test_each_part_of_a_thread_is_told_apart(campaign: Told) -> None:
    """Its words and its link."""
    text = shown(campaign, "thread").text
    assert "The post" in text and "Part 2" in text and "Part 3" in text
    assert "La segona part." in text and "part 3" in text


def test_what_did_not_go_out_is_said(campaign: Told) -> None:
    """And why: no link, no approval needed, no figures."""
    text = shown(campaign, "dropped").text
    assert "It has not gone out on any of its 1 account." in text
    assert "It was cancelled on Mastodon (Catalonia)." in text
    assert "No figures were read yet." in text


def test_what_readers_see_otherwise_stands_at_the_top(campaign: Told) -> None:
    """The last look counts; an earlier one stays in the table."""
    (account,) = campaign.story("labs").accounts
    about = (account.id, account.words.hash, account.published_at)
    sentence = "The alt text of picture 1 is missing."
    with campaign.database.write() as connection:
        for number, outcome in enumerate((Outcome.SAME, Outcome.DIFFERENT)):
            assert about[2] is not None
            look = ReadBack(about[0], number, about[1], about[2], outcome)
            differs = ({"sentence": sentence},) if number else ()
            read_backs.keep(connection, replace(look, differences=differs))
    text = shown(campaign).text
    assert "on 1 account readers see something else than was approved" in text
    assert sentence in text
    assert text.count("What was approved") == 1


def test_what_went_out_without_an_approval_is_said_loudly(campaign: Told) -> None:
    """A funder must not have to look for it."""
    with campaign.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM approvals")
    text = shown(campaign).text
    assert "No approval of what went out is written down." in text
    assert "No approval is written down" in text


def test_a_withdrawn_post_is_told_with_who_and_why(campaign: Told) -> None:
    """It went out, and it was taken back."""
    stage = campaign.stage
    (account,) = campaign.story("labs").accounts
    with campaign.database.write() as connection:
        held = publications.one(connection, account.id)
        assert held is not None
        record.append(
            connection,
            RecordAct.WITHDRAWAL_ASKED,
            who="aina",
            now=stage.now,
            post="labs",
            publication=account.id,
            private={"reason": "La sala ha canviat."},
        )
        publications.change(connection, held, State.WITHDRAWN, who="aina", now=stage.now)
    text = shown(campaign).text
    assert "It was withdrawn on Mastodon (Catalonia)." in text
    assert "Aina Ferrer (aina) : Asked to withdraw it La sala ha canviat." in text


def test_no_word_of_anybody_is_markup(campaign: Told) -> None:
    """Texts, names and addresses come from files and servers; a script in them is shown as text."""
    story = campaign.story("labs")
    (account,) = story.accounts
    evil = "<script>alert(1)</script>"
    words = replace(account.words, texts=(evil,), headline=evil, link="javascript:alert(1)")
    account = replace(account, words=words, url="javascript:alert(1)", account=evil)
    page_of = shown(campaign, story=replace(story, title=evil, post=evil, accounts=(account,)))
    assert "script" not in page_of.loaded
    assert evil in page_of.text
    about = setting(campaign.config, campaign.registers, "")
    html = write_page(replace(story, accounts=(account,)), about, inlined(campaign.media))
    assert not re.search(r'href="javascript', html)


def test_the_same_words_are_shown_once_for_all_their_accounts(campaign: Told) -> None:
    """However differently their links are tracked."""
    story = campaign.story("labs")
    (account,) = story.accounts
    accounts = []
    for name in ("one", "two"):
        link = f"https://site.example/page?utm_content={name}"
        words = replace(account.words, texts=(f"Bon dia. {link}",), link=link, hash=name)
        accounts.append(replace(account, channel=name, words=words))
    shown_page = page(replace(story, accounts=tuple(accounts)), ZONE, lambda _: None)
    (language,) = shown_page.languages
    (version,) = language.versions
    assert [each.channel for each in version.accounts] == ["one", "two"]
    assert [piece.words for piece in version.parts[0].pieces] == ["Bon dia. ", "site.example/page"]
    assert pieces("no link", "") == pieces("no link", "https://other.example")


def test_json_has_all_of_it(campaign: Told) -> None:
    """Also what the page leaves out: payloads, raw answers, steps."""
    about = (campaign.database, campaign.config, "labs")
    story = tell(*about, actor=ADMIN, now=campaign.source.now)
    found = json.loads(json.dumps(plain(story)))
    (account,) = found["accounts"]
    assert account["tries"][0]["payload"]["body"]["status"].startswith("Bon dia")
    assert account["state"] == "published"
    assert account["words"]["pictures"][0]["sha256"] in json.dumps(account["words"]["body"])
    assert any(deed["is_step"] for deed in found["deeds"])
