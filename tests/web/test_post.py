"""The editor over HTTP: what it writes, what it refuses, and what a repeat does."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from campaign.model.people import Role
from campaign.storage import publications
from tests.test_media import png
from tests.web.stage import Stage, Visit, staged

POST = "platforms-02"


def file(stage: Stage, post: str = POST) -> Path:
    """The file of a post."""
    return stage.folder / "content" / "calendar" / f"{post}.yaml"


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk for all tests here that change one post."""
    with staged(tmp_path_factory.mktemp("one") / "campaign") as made:
        yield made


@pytest.fixture
def shared(one_desk: Stage) -> Iterator[Stage]:
    """The same; its files are as they were when the test ends."""
    folder = file(one_desk).parent
    before = {path: path.read_bytes() for path in folder.iterdir()}
    yield one_desk
    for path in folder.iterdir():
        if path not in before:
            path.unlink()
    for path, data in before.items():
        path.write_bytes(data)
    shutil.rmtree(one_desk.folder / "assets" / "pictures", ignore_errors=True)


def form(visit: Visit, post: str = POST, lang: str = "en") -> dict[str, Any]:
    """The editor's form as a browser would send it, untouched."""
    page = visit.get(f"/posts/{post}?lang={lang}").text
    inside = page[page.index('<form class="left"') : page.index('<section class="right"')]
    sent: dict[str, Any] = {}

    def add(name: str, value: str) -> None:
        value = html.unescape(value)
        sent[name] = [*sent[name], value] if name in sent else [value]

    # A field that is disabled is not sent.
    inside = re.sub(r"<(?:input|textarea|select)[^>]* disabled[^>]*>", "", inside)
    for tag in re.findall(r"<input[^>]+>", inside):
        name, kind = re.search(r'name="([^"]+)"', tag), re.search(r'type="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and kind and kind[1] == "radio" and "checked" not in tag:
            continue
        if name and not (kind and kind[1] == "file"):
            add(name[1], value[1] if value else "")
    for name_, words in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', inside, re.DOTALL
    ):
        add(name_, words.replace("\n", "\r\n"))
    for name_, options in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', inside, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', options)
        add(name_, chosen[1] if chosen else "")
    return sent


def save(visit: Visit, sent: dict[str, Any], post: str = POST, **changed: Any) -> requests.Response:
    """Send the form with some fields changed; `.` is `__` in their names."""
    return visit.send(
        f"/posts/{post}", {**sent, **{k.replace("__", "."): v for k, v in changed.items()}}
    )


def notice(visit: Visit, answer: requests.Response) -> str:
    """What the page says after an act."""
    assert answer.status_code == 303, answer.text[:2000]
    page = visit.get(answer.headers["location"]).text
    found = re.search(r'class="toast"[^>]*><span>(.*?)</span>', page, re.DOTALL)
    return html.unescape(found[1]) if found else ""


@pytest.mark.parametrize("lang", ["en", "es", "ga"])
def test_an_untouched_form_changes_nothing(shared: Stage, lang: str) -> None:
    """Not a byte of the file, whatever language is open."""
    before, visit = file(shared).read_bytes(), shared.visit("edgar")
    assert "says all of this already" in notice(visit, save(visit, form(visit, lang=lang)))
    assert file(shared).read_bytes() == before


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"copy__en__headline": "Many hands"}, 'headline: "Many hands"'),
        ({"copy__en__text": "One.\r\nTwo."}, "One."),
        ({"copy__en__alt": "A card: “hands”."}, "A card: “hands”."),
        (
            {"link": "https://eu-belong.aer.eu/x?a=1&b=2"},
            "link: https://eu-belong.aer.eu/x?a=1&b=2",
        ),
        ({"hashtags": "#One #Two"}, "hashtags: [One, Two]"),
        ({"picture": "statement"}, "layout: statement"),
        ({"card.background": "leaf"}, "background: leaf"),
        ({"picture": "figure", "card.figure": "{{ fact.F01 }}"}, "{{ fact.F01 }}"),
        ({"copy__en__comment": "Read on: {{ link }}"}, "comment: "),
        ({"copy__en__thread": ["Second part.", ""]}, "Second part."),
        ({"overrides.x.en.text": "Shorter."}, "Shorter."),
        ({"activity": "A02"}, "activity: A02"),
        ({"facts": "F01, F04"}, "facts: [F01, F04]"),
        ({"tags": "spring"}, "spring"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_field_is_written_and_read_back(
    shared: Stage, changed: dict[str, Any], wanted: str
) -> None:
    """Sent twice, as after a lost answer, it is done once."""
    visit = shared.visit("edgar")
    sent = form(visit)
    assert notice(visit, save(visit, sent, **changed)).startswith("Saved.")
    after = file(shared).read_text()
    assert wanted in after
    assert "says all of this already" in notice(visit, save(visit, sent, **changed))
    assert file(shared).read_text() == after
    again = form(visit)
    for name, value in changed.items():
        kept = again[name.replace("__", ".")]
        assert kept == value if isinstance(value, list) else kept[0] == value


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"copy__en__headline": ""}, "copy.en.headline"),
        ({"copy__en__text": "   "}, "copy.en.text"),
        ({"link": "not an address"}, "link"),
        ({"hashtags": "#with-hyphen"}, "hashtags"),
        ({"copy__en__text": "{{ fact.F99 }}"}, "copy.en.text"),
        ({"activity": "A99"}, "activity"),
        ({"card.background": "violet"}, "picture"),
        ({"copy__en__text": "x" * 70_000}, "copy.en.text"),
        ({"picture": "own"}, "picture"),
        ({"copy__en__alt": ""}, "copy.en.alt"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_no_post_may_say_is_refused_at_its_field(
    shared: Stage, changed: dict[str, Any], field: str
) -> None:
    """What was typed stays, the summary leads to the field, and the file is as it was."""
    before, visit = file(shared).read_bytes(), shared.visit("edgar")
    answer = save(visit, form(visit), **changed)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}' in answer.text
    name, value = next(iter(changed.items()))
    typed = html.escape(value.strip())[:60]
    assert not typed or typed in answer.text.replace("&#34;", "&quot;"), name
    assert file(shared).read_bytes() == before


def test_composing_writes_nothing_and_knows_every_language(seen: Stage) -> None:
    """Parts of the page come back, each under its own id."""
    visit = seen.visit("edgar")
    before = file(seen).read_bytes()
    for lang, words in (("en", "Now."), ("es", "Ahora."), ("eu", "Orain."), ("ga", "Anois.")):
        sent = {**form(visit, lang=lang), f"copy.{lang}.text": words}
        answer = visit.send(f"/posts/{POST}/compose", sent)
        assert answer.status_code == 200
        assert f'id="room:copy.{lang}.text"' in answer.text
        assert "<html" not in answer.text
        assert (words in answer.text) == (lang != "ga")  # no channel speaks Irish
    assert file(seen).read_bytes() == before


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"was": "{"},
        {"lang": "xx", "was": '{"copy.xx.text": ""}', "copy.xx.text": "?"},
        {"was": '{"id": "a"}', "id": "b"},
        {"was": '{"channels": "all"}', "channels": "nowhere"},
        {"was": '{"copy": "x"}', "copy": "y"},
        {"was": '{"": "x", "..": "y"}', "": "a", "..": "b"},
        {"was": '{"copy.en.text.deeper": ""}', "copy.en.text.deeper": "x"},
        {"was": '{"copy.en.text": ""}', "copy.en.text": "\ud7ff\u202e\x07{% for %}{{"},
        {"was": '{"when": ""}', "when": "yesterday"},
        {"was": '{"image": ""}', "picture": "own", "image": "../../etc/passwd"},
        {"base": "x" * 5000, "whole": "1", "order": "<script>"},
    ],
)
@pytest.mark.parametrize("to", ["/compose", "", "/copy"])
def test_no_form_breaks_the_desk(shared: Stage, sent: dict[str, str], to: str) -> None:
    """Whatever is sent, the answer is a page, and the file can be read afterwards."""
    visit = shared.visit("edgar")
    answer = visit.post(f"/posts/{POST}{to}", sent, page=f"/posts/{POST}")
    assert answer.status_code < 500, answer.text
    assert POST in shared.desk.calendar().posts
    assert not shared.desk.calendar().mistakes


def test_two_editors_are_told_of_each_other(shared: Stage) -> None:
    """Who opened it first, and since when; a second person's change is joined and named."""
    one, other = shared.visit("edgar"), shared.visit("olga")
    mine = form(one)
    assert "Open by Edgar since 09:20" in html.unescape(other.get(f"/posts/{POST}").text)
    theirs = form(other)
    assert notice(other, save(other, theirs, hashtags="#Together")) == "Saved."
    here = one.post(f"/posts/{POST}/here", {"base": mine["base"][0]}, page=f"/posts/{POST}")
    assert "Open by Olga" in here.text
    assert "was changed elsewhere" in here.text
    said = notice(one, save(one, mine, copy__en__headline="Hands of many"))
    assert (
        said == "Saved, and joined with what Olga (Mon 7 Dec, 09:20) changed meanwhile: Hashtags."
    )
    assert "[Together]" in file(shared).read_text()


def test_the_second_of_two_who_change_one_field_chooses(shared: Stage) -> None:
    """Nothing is overwritten; each of the three choices does what it says, and once."""
    one, other = shared.visit("edgar"), shared.visit("olga")
    mine, theirs = form(one), form(other)
    save(other, theirs, copy__en__headline="Theirs")
    held = file(shared).read_bytes()
    page = save(one, mine, copy__en__headline="Mine", link="https://eu-belong.aer.eu/mine")
    assert page.status_code == 409
    assert "Olga saved" in page.text
    assert "Mine" in page.text and "Theirs" in page.text
    assert file(shared).read_bytes() == held
    hidden = {
        html.unescape(name): html.unescape(value)
        for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    }
    copied = [one.send(f"/posts/{POST}/copy", hidden) for _ in range(2)]
    assert {each.headers["location"] for each in copied} == {f"/posts/{POST}-copy?lang=en"}
    assert "headline: Mine" in file(shared, f"{POST}-copy").read_text().replace('"', "")
    assert "done already" in notice(one, copied[1])
    assert not file(shared, f"{POST}-copy-2").exists()

    assert notice(one, one.send(f"/posts/{POST}", {**hidden, "choose": "theirs"})) == "Saved."
    assert "Theirs" in file(shared).read_text()
    assert "https://eu-belong.aer.eu/mine" in file(shared).read_text()
    assert notice(one, one.send(f"/posts/{POST}", {**hidden, "choose": "mine"})).startswith("Saved")
    assert "Mine" in file(shared).read_text()


def test_saving_asks_only_those_who_say_yes_and_once(stage: Stage) -> None:
    """Ask for approval saves, plans this post alone and asks; again, it says so."""
    visit = stage.visit("edgar")
    sent = form(visit)
    said = notice(visit, save(visit, sent, copy__en__headline="Many hands", then="ask"))
    assert re.fullmatch(r"Saved\. 34 texts are asked for at .*avery.*\.", said)
    again = notice(visit, save(visit, sent, copy__en__headline="Many hands", then="ask"))
    assert again == "All of it was asked for already."
    with stage.opened.database.read() as connection:
        assert {each.post for each in publications.all_of(connection, [POST])} == {POST}


def test_a_regional_editor_changes_only_what_the_region_reads(shared: Stage) -> None:
    """Fields of others are shut; a form that opens them is refused by the core."""
    visit, before = shared.visit("nuria"), file(shared).read_bytes()
    sent = form(visit, lang="ca")
    assert "copy.ca.text" in sent
    assert "link" not in sent
    assert notice(visit, save(visit, sent, copy__ca__headline="Moltes mans")) == "Saved."
    assert "Moltes mans" in file(shared).read_text()
    now = file(shared).read_bytes()
    assert "copy.eu.text" not in form(visit, lang="eu")
    assert save(visit, sent, link="https://other.example/").status_code == 403
    assert file(shared).read_bytes() == now != before


def test_a_reader_sees_everything_and_changes_nothing(seen: Stage) -> None:
    """No button, no field that can be typed into, and no way around."""
    visit = seen.visit("rita")
    page = visit.get(f"/posts/{POST}")
    assert page.status_code == 200
    assert "data-save" not in page.text
    assert not {"copy.en.text", "link"} & set(form(visit))
    assert re.search(r'<fieldset[^>]*id="picture"[^>]* disabled', page.text)
    assert save(visit, {"csrf": visit.token("/posts")}).status_code == 403
    assert visit.get("/posts/new").status_code == 403


def test_an_unreadable_file_shows_its_mistake_and_its_text(stage: Stage) -> None:
    """The line is named and marked; the list leads there; nothing of it is cancelled."""
    stage.plan(approved=True)
    file(stage).write_text(file(stage).read_text().replace("card:", "card: [", 1))
    visit = stage.visit("edgar")
    assert f'href="/posts/{POST}"' in visit.get("/posts").text
    page = visit.get(f"/posts/{POST}").text
    assert "cannot be read" in page
    assert re.search(r'href="#line-(\d+)"', page)
    assert "Belonging is the work of many hands" in html.unescape(page)


def test_a_file_with_an_unknown_word_can_be_mended_here(shared: Stage) -> None:
    """A mistake of one field opens the editor, and saving takes it away."""
    file(shared).write_text(file(shared).read_text().replace("activity: A06", "activity: A96"))
    visit = shared.visit("edgar")
    sent = form(visit)
    assert notice(visit, save(visit, sent, activity="A06")) == "Saved."
    assert not shared.desk.calendar().mistakes


def test_while_a_merge_is_under_way_nothing_is_written(stage: Stage) -> None:
    """The page says why, and has no button; a form that was open is refused."""
    visit = stage.visit("edgar")
    sent, before = form(visit), file(stage).read_bytes()
    (stage.folder / ".git").mkdir()
    (stage.folder / ".git" / "MERGE_HEAD").write_text("0" * 40)
    page = visit.get(f"/posts/{POST}").text
    assert "a merge of the git checkout is not finished" in page
    assert "data-save" not in page
    assert save(visit, sent, copy__en__headline="In the middle").status_code == 503
    assert file(stage).read_bytes() == before


def test_a_picture_is_taken_without_its_metadata_or_refused_with_a_reason(shared: Stage) -> None:
    """Brought twice, it is one file; what is no picture is told at the field."""
    visit = shared.visit("edgar")
    sent = form(visit)
    for _ in range(2):
        answer = visit.http.post(
            f"{shared.url}/posts/{POST}",
            data={**sent, "picture": "own"},
            files={"upload": ("Our lab.PNG", png(size=(300, 200)), "image/png")},
            headers={"Origin": shared.url, "Sec-Fetch-Site": "same-origin"},
            allow_redirects=False,
            timeout=60,
        )
        assert answer.status_code == 303
    kept = list((shared.folder / "assets" / "pictures").iterdir())
    assert [re.fullmatch(r"our-lab-[0-9a-f]{12}\.png", each.name) is not None for each in kept] == [
        True
    ]
    assert f"image: pictures/{kept[0].name}" in file(shared).read_text()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\0" * 40,
        b"<svg onload='alert(1)'/>",
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.7",
        b"GIF89a",
    ],
)
@pytest.mark.parametrize("name", ["a.png", "../../../../x.png", "CON", "ü\u202egnp.exe", "." * 300])
def test_what_is_no_picture_is_refused_and_leaves_no_file(
    shared: Stage, data: bytes, name: str
) -> None:
    """Whatever its name says."""
    visit = shared.visit("edgar")
    answer = visit.http.post(
        f"{shared.url}/pictures",
        data={"csrf": visit.token("/posts")},
        files={"upload": (name, data, "image/png")},
        headers={"Origin": shared.url, "Sec-Fetch-Site": "same-origin"},
        timeout=60,
    )
    assert answer.status_code == 422
    assert "This picture was not taken" in answer.text
    assert not (shared.folder / "assets" / "pictures").exists()


def test_a_new_post_is_begun_once(shared: Stage) -> None:
    """For a day, an observance or from nothing; the same form again makes no second one."""
    visit = shared.visit("edgar")
    page = visit.get("/posts/new?day=2026-12-18").text
    assert "International Migrants Day" in page
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    sent = {"title": "", "day": "2026-12-18", "at": "11:30", "region": ["eu", "catalonia"]}
    sent |= {"once": once[1], "activity": "A02"}
    first = visit.post("/posts/new", sent, page="/posts/new")
    again = visit.post("/posts/new", sent, page="/posts/new")
    assert first.headers["location"] == again.headers["location"]
    id = first.headers["location"].rpartition("/")[2]
    assert "done already" in notice(visit, again)
    text = file(shared, id).read_text()
    assert "when: 2026-12-18 11:30" in text
    assert "channels: [eu, catalonia]" in text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"day": "2026-02-30"}, "day"),
        ({"day": ""}, "day"),
        ({"at": "25:00"}, "at"),
        ({"at": "noon"}, "at"),
        ({"region": []}, "regions"),
        ({"region": ["atlantis"]}, "regions"),
        ({"title": "x" * 201}, "title"),
        ({"activity": "A99"}, "title"),
    ],
)
def test_a_new_post_that_cannot_be_is_refused_with_what_was_typed(
    shared: Stage, changed: dict[str, Any], field: str
) -> None:
    """And no file is written."""
    visit = shared.visit("edgar")
    sent = {"title": "A day", "day": "2026-12-18", "at": "10:00", "region": ["eu"], **changed}
    before = sorted(file(shared).parent.iterdir())
    answer = visit.post("/posts/new", sent, page="/posts/new")
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert sorted(file(shared).parent.iterdir()) == before


def test_a_regional_editor_begins_posts_for_the_own_region(shared: Stage) -> None:
    """The form offers that; another region is refused by the core."""
    visit = shared.visit("nuria")
    page = visit.get("/posts/new").text
    assert re.search(r'value="catalonia" checked', page)
    assert not re.search(r'value="navarra" checked', page)
    sent = {"title": "Nostre", "day": "2026-12-18", "at": "10:00", "region": ["catalonia"]}
    assert visit.post("/posts/new", sent, page="/posts/new").status_code == 303
    sent |= {"title": "Not ours", "region": ["navarra"]}
    assert visit.post("/posts/new", sent, page="/posts/new").status_code == 403


def test_the_channels_of_a_post_are_chosen_by_boxes(shared: Stage) -> None:
    """Written short; the second of two who choose at once is told."""
    one, other = shared.visit("edgar"), shared.visit("olga")
    pages = [each.get(f"/posts/{POST}/where").text for each in (one, other)]
    bases = [re.search(r'name="base" value="([^"]+)"', page)[1] for page in pages]  # type: ignore[index]
    names = re.findall(r'name="channel" value="([^"]+)" checked', pages[0])
    assert len(names) == len(shared.opened.config.channels)
    some = [each for each in names if each.startswith(("eu-", "arad-"))]
    sent = {"channel": some, "base": bases[0]}
    done = one.post(f"/posts/{POST}/where", sent, page=f"/posts/{POST}/where")
    assert notice(one, done) == f"It goes to {len(some)} channels."
    assert "channels: [eu, arad]" in file(shared).read_text()
    late = {"channel": names[:3], "base": bases[1]}
    told = other.post(f"/posts/{POST}/where", late, page=f"/posts/{POST}/where")
    assert told.status_code == 409
    assert "chose other channels meanwhile" in told.text
    again = one.post(f"/posts/{POST}/where", sent, page=f"/posts/{POST}/where")
    assert notice(one, again) == "It goes to these already."


def test_undo_gives_the_file_back_and_says_when_it_cannot(shared: Stage) -> None:
    """Byte for byte; not after somebody else has gone on; not another person's."""
    visit, before = shared.visit("edgar"), file(shared).read_bytes()
    saved = save(visit, form(visit), copy__en__headline="Many hands")
    page = visit.get(saved.headers["location"]).text
    action = re.search(r'action="(/undo/\d+)"', page)
    assert action
    assert shared.visit("olga").post(action[1], page="/posts").status_code == 409
    assert "Undone" in notice(visit, visit.post(action[1], page="/posts"))
    assert file(shared).read_bytes() == before
    assert "undone already" in notice(visit, visit.post(action[1], page="/posts"))


def test_the_list_finds_posts_by_words_state_and_language(seen: Stage) -> None:
    """Every filter narrows; what is no filter narrows nothing."""
    visit = seen.visit("rita")

    def found(query: str) -> int:
        counted = re.search(r'role="status">(\d+) posts?<', visit.get(f"/posts?{query}").text)
        return int(counted[1]) if counted else -1

    everything = found("")
    assert everything == 3
    assert found("words=MANY+HANDS") == 1
    assert found("words=nothing+like+it") == 0
    assert found("state=ready") == 2
    assert found("state=not-planned") == 1
    assert found("state=no-such&region=atlantis&page=-1&language=xx") == everything
    assert found("language=es&standing=draft") == everything
    assert found("language=en&standing=draft") == 0
    assert found("region=catalonia") == everything
    assert found("page=99999999") == everything
    assert "No post is like this" in visit.get("/posts?words=zzz").text


def test_a_post_that_is_not_there_is_told(seen: Stage) -> None:
    """In the page's own frame, for every way to it."""
    visit = seen.visit("edgar")
    for path in ("/posts/no-such", "/posts/..%2f..", "/posts/%00", "/posts/no-such/where"):
        assert 400 <= visit.get(path).status_code < 500, path
    for path in ("/posts/no-such", "/posts/no-such/compose", "/posts/no-such/copy"):
        assert 400 <= visit.post(path, {}, page="/posts").status_code < 500, path


def test_a_post_without_its_file_leads_to_what_became_of_it(stage: Stage) -> None:
    """What was planned of it is still told."""
    stage.plan(approved=True)
    file(stage).unlink()
    answer = stage.visit("rita").get(f"/posts/{POST}", allow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/posts/{POST}/out")


def test_everybody_with_a_role_may_look(seen: Stage) -> None:
    """Pages of posts are read by all roles, in every region."""
    assert Role.READER in Role
    for person in ("ada", "olga", "edgar", "avery", "rita", "nuria", "marta"):
        for path in ("/posts", f"/posts/{POST}", f"/posts/{POST}?lang=eu&order=all"):
            assert seen.visit(person).get(path).status_code == 200, (person, path)
