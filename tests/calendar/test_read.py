"""A post file becomes a Post, or every mistake in it at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

import pytest
import yaml

from campaign.calendar.known import Known
from campaign.calendar.read import read_post
from campaign.errors import ContentError, Mistake, Place
from campaign.model import CardWish, CopyState, InWeek, OnDate
from tests.calendar.sample import BRUSSELS, KNOWN, POST


def mistakes(text: str, known: Known = KNOWN) -> tuple[Mistake, ...]:
    with pytest.raises(ContentError) as caught:
        read_post(text, "content/calendar/labs.yaml", known)
    return caught.value.mistakes


def only(text: str) -> str:
    found = mistakes(text)
    assert len(found) == 1, found
    return str(found[0]).removeprefix("content/calendar/labs.yaml:")


def test_good_file_becomes_a_post_with_every_field() -> None:
    """All that a file says is in the value."""
    post = read_post(POST, "labs.yaml", KNOWN)
    assert post.id == "learning-labs-01"
    assert post.slot == InWeek(1, 1, time(10))
    assert post.channels == ("all",)
    assert (post.activity, post.pillar, post.value) == ("A02", "meet", "interaction")
    assert (post.audience, post.cta, post.facts) == ("general_public", "ask", ("F07",))
    assert post.link == "https://eu-belong.aer.eu/"
    assert post.hashtags == ("EUBelong", "LearningLabs")
    assert post.card == CardWish("figure", "dusk", "{{ fact.F07 }}")
    said = "{{ fact.F07 }} days, one lab in each region. Who would you invite?"
    assert post.copy["en"].text == said
    assert post.copy["es"].state is CopyState.DRAFT
    assert post.source is post.copy["en"]
    assert post.overrides == {}


def test_every_key_knows_its_line() -> None:
    """Findings can point at the line of a language's alt text, also inside brackets."""
    post = read_post(POST, "labs.yaml", KNOWN)
    rows = POST.splitlines()
    assert rows[post.lines["copy.en.alt"] - 1].startswith("    alt: A card")
    assert rows[post.at("copy.es.alt").line - 1].startswith("  es: {")
    assert post.at("copy.es.of") == Place("labs.yaml", post.lines["copy.es"])
    assert post.place == Place("labs.yaml", 2)


def test_scalars_are_read_as_they_are_written() -> None:
    """Norwegian is a language, not False, and a figure keeps its leading zero."""
    text = POST.replace("  es:", "  no:").replace('"{{ fact.F07 }}"', "07")
    post = read_post(text, "labs.yaml", KNOWN)
    assert "no" in post.copy
    assert post.card is not None
    assert post.card.figure == "07"


def test_day_and_zone_make_a_slot_of_one_instant() -> None:
    """A `zone` binds the wall time to one zone for all channels."""
    text = POST.replace("week 1 Tuesday 10:00", "2026-12-01T10:00:00\nzone: Europe/Brussels")
    slot = read_post(text, "labs.yaml", KNOWN).slot
    assert slot == OnDate(datetime(2026, 12, 1, 10), BRUSSELS)


def test_overrides_are_kept_by_platform_and_language() -> None:
    """A network can have a text of its own."""
    text = POST.replace("overrides: {}", "overrides: {mastodon: {en: {text: Other words}}}")
    assert read_post(text, "labs.yaml", KNOWN).overrides == {("mastodon", "en"): "Other words"}


def test_a_thread_and_a_first_comment_are_read_with_the_line_of_each_part() -> None:
    """In a block and in brackets; nothing behind the key is none."""
    more = "    thread:\n      - Two.\n      - Three {{ fact.F07 }}.\n    comment: See {{ link }}\n"
    text = POST.replace("    state: source", more + "    state: source")
    text = text.replace("alt: Una", "thread: [Dos, Tres], comment: Mira, alt: Una")
    post = read_post(text, "labs.yaml", KNOWN)
    assert post.copy["en"].thread == ("Two.", "Three {{ fact.F07 }}.")
    assert post.copy["en"].comment == "See {{ link }}"
    assert (post.copy["es"].thread, post.copy["es"].comment) == (("Dos", "Tres"), "Mira")
    rows = text.splitlines()
    assert rows[post.at("copy.en.thread.1").line - 1] == "      - Three {{ fact.F07 }}."
    assert rows[post.at("copy.en.comment").line - 1] == "    comment: See {{ link }}"
    empty = read_post(POST.replace("alt: Una", "thread: , comment: , alt: Una"), "x", KNOWN)
    assert (empty.copy["es"].thread, empty.copy["es"].comment) == ((), "")
    assert empty.copy["es"].following == ()


@pytest.mark.parametrize(
    ("thread", "said"),
    [
        ("[Dos, '']", "24: copy.es.thread.1: the part is empty"),
        ("Dos", "24: copy.es.thread must be a list, not text — write it in brackets: [Dos]"),
        ("['{{ fact.F70 }}']", '24: copy.es.thread.0: there is no fact "F70"'),
        ("[{a: b}]", "24: copy.es.thread.0 must be text, not keys and values"),
    ],
)
def test_a_mistake_in_a_thread_names_its_part(thread: str, said: str) -> None:
    """With the line, as everywhere."""
    assert only(POST.replace("alt: Una", f"thread: {thread}, alt: Una")).startswith(said)


def test_card_none_means_no_card_and_needs_no_alt_text() -> None:
    """A post without a picture has nothing to describe."""
    card = 'card: {layout: figure, figure: "{{ fact.F07 }}", background: dusk}'
    text = POST.replace(card, "card: none").replace(", alt: Una tarjeta", "")
    post = read_post(text, "labs.yaml", KNOWN)
    assert post.card is None
    assert post.copy["es"].alt == ""


def test_image_takes_the_place_of_the_card() -> None:
    """A picture of its own needs alt text and stands instead of a card."""
    card = 'card: {layout: figure, figure: "{{ fact.F07 }}", background: dusk}'
    post = read_post(POST.replace(card, "image: images/lab.jpg"), "labs.yaml", KNOWN)
    assert (post.images, post.card) == (("images/lab.jpg",), None)
    bare = POST.replace(card, "card: none\nimage: images/lab.jpg").replace("alt: Una", "of: Una")
    assert '"es" has no alt text' in only(bare)
    assert "not a path under assets/" in only(POST.replace(card, "image: ../../etc/passwd"))


def test_post_without_card_gets_the_plain_card() -> None:
    """Every post carries the emblem unless its writer says otherwise."""
    card = 'card: {layout: figure, figure: "{{ fact.F07 }}", background: dusk}\n'
    assert read_post(POST.replace(card, ""), "x", KNOWN).card == CardWish("statement", "dusk")


def test_keys_with_nothing_behind_them_are_empty() -> None:
    """`people:` and an empty list mean the same."""
    text = POST.replace("people: []", "people:").replace("overrides: {}", "overrides:")
    assert read_post(text, "x", KNOWN).people == ()


def test_names_are_not_checked_when_they_are_not_known() -> None:
    """A register that cannot be read does not make every post wrong."""
    open_names = Known(pillars=None, values=None)
    text = POST.replace("A02", "Z9").replace("F07", "F99").replace("meet", "roam")
    assert read_post(text, "x", open_names).activity == "Z9"


def test_all_mistakes_of_a_file_come_at_once() -> None:
    """A person mends a file in one go: every mistake is told, in the order of lines."""
    text = (
        POST.replace("week 1 Tuesday 10:00", "2026-02-30 10:00")
        .replace("[all]", "[catalnia]")
        .replace("A02", "A2")
        .replace("[F07]", "[F7]")
        .replace("dusk", "dust")
        .replace("  es:", "  cat:")
        .replace("people: []", "peple: []")
    )
    found = mistakes(text)
    assert [m.place.line for m in found] == sorted(m.place.line for m in found)
    said = "\n".join(map(str, found))
    for words in (
        "2026-02-30 does not exist: February 2026 has 28 days — the nearest day is 2026-02-28",
        'there is no region or channel "catalnia" — did you mean "catalonia"?',
        'there is no activity "A2" — did you mean "A02"?',
        'there is no fact "F7" — did you mean "F07"?',
        'there is no background "dust" — did you mean "dusk"?',
        'there is no language "cat" — did you mean "ca"?',
        'there is no key "peple" — did you mean "people"?',
    ):
        assert words in said
    assert len(found) == 7


def test_missing_alt_text_names_line_and_language() -> None:
    """The editor of that language finds the copy at once, be the key gone or empty."""
    line = next(n for n, row in enumerate(POST.splitlines(), 1) if "  es:" in row)
    wanted = f'{line}: the copy in "es" has no alt text'
    assert only(POST.replace(", alt: Una tarjeta", "")).startswith(wanted)
    assert only(POST.replace("alt: Una tarjeta", 'alt: " "')).startswith(wanted)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("activity: A02\n", "", "1: activity: the post names no activity"),
        ("activity: A02", "activity:", "6: activity: the post names no activity"),
        ("id: learning-labs-01", "id: Labs für", 'id "Labs für" cannot be used — use small'),
        ("id: learning-labs-01", "id: Labs_für", "digits and hyphens alone: labs-fur"),
        ("id: learning-labs-01", "id: -labs", "hyphens alone: labs"),
        ("id: learning-labs-01", "id: ../labs", 'the id "../labs" cannot be used'),
        ("id: learning-labs-01", "id: 活動", "use small letters, digits and hyphens alone"),
        ("id: learning-labs-01", f"id: {'a' * 93}", "2: id: the id has 93 characters, 80 at most"),
        ("id: learning-labs-01", f"id: {'a' * 93}", "shorten it by 13"),
        ("channels: [all]", "channels: all", "5: channels must be a list, not text — write it in"),
        ("channels: [all]", "channels: []", "5: the post is for no channel"),
        ("channels: [all]", "channels: [mastodon]", 'is a platform — write "*/mastodon"'),
        ("channels: [all]", "channels: [ca]", '"ca" is a language — write "lang:ca"'),
        ("channels: [all]", "channels: [region/mastodon]", 'there is no region "region"'),
        ("link: https://", "link: ", '12: link: "eu-belong.aer.eu/" is not a whole web address'),
        ("[EUBelong,", '["#EUBelong",', '13: hashtags.0: "#EUBelong" is not a hashtag'),
        ("[EUBelong,", "[EU-Belong,", '13: hashtags.0: "EU-Belong" is not a hashtag'),
        ("layout: figure", "layout: figur", 'no card layout "figur" — did you mean "figure"'),
        (', figure: "{{ fact.F07 }}"', "", '14: the layout "figure" has no figure'),
        ("state: source", "state: sourse", '"sourse" is not a state of a copy — did you mean'),
        ("state: draft", "state: source", '24: "es" is marked as source, and so is "en"'),
        ("figure {{ fact.F07 }}.", "figure {{ fact.F70 }}.", "22: copy.en.alt: there is no fact"),
        ("    headline: Three days. One table.\n", "", "17: copy.en.headline is missing"),
        ("headline: Three days. One table.", "headline: [3]", "18: copy.en.headline must be text"),
        ("overrides: {}", "overrides: {mastdon: {en: {text: x}}}", 'no platform "mastdon"'),
        ("overrides: {}", "overrides: {mastodon: {fr: {text: x}}}", 'there is no language "fr"'),
        ("overrides: {}", "overrides: {mastodon: {en: {txt: x, text: y}}}", 'you mean "text"?'),
        ("people: []", "people: []\nid: other", '16: the key "id" is here twice, first on line 2'),
        ("people: []", "people: {a: b}", "15: people must be a list, not keys and values"),
    ],
)
def test_each_mistake_says_where_and_what_was_meant(old: str, new: str, said: str) -> None:
    """One wrong thing gives one message with its line."""
    assert old in POST
    assert said in only(POST.replace(old, new, 1))


@pytest.mark.parametrize("id", ["a", "2026", "learning-labs-01", "a" * 80])
def test_an_id_of_small_letters_digits_and_hyphens_is_taken(id: str) -> None:
    """Up to 80 characters, which file names, addresses and tables hold."""
    assert read_post(POST.replace("learning-labs-01", id, 1), "a.yaml", KNOWN).id == id


def test_characters_that_cannot_be_shown_are_refused() -> None:
    """YAML lets them in as escapes; no network would show them."""
    text = POST.replace("headline: Three days. One table.", 'headline: "Three\\0days"')
    assert "18: an escape stands for U+0000, a control character" in only(text)


def test_post_without_source_says_so() -> None:
    """Translations need something to translate."""
    assert "no copy is the source" in only(POST.replace("state: source", "state: reviewed"))


def test_unknown_zone_names_the_nearest() -> None:
    """People know the city, not always the continent before it."""
    text = POST.replace("# zone: Europe/Brussels", "zone: Europe/Brusels")
    assert 'did you mean "Europe/Brussels"?' in only(text)
    assert "Europe/Brussels" in only(POST.replace("# zone: Europe/Brussels", "zone: Brussels"))


@pytest.mark.parametrize(("key", "old"), [("hashtags", "[EUBelong, LearningLabs]"), ("thread", "")])
def test_a_list_is_bounded(key: str, old: str) -> None:
    """No post has so many parts or hashtags, and every check looks at each."""
    many = "[" + ", ".join(f"A{number}" for number in range(101)) + "]"
    if key == "thread":
        text = POST.replace("copy:\n  en:\n", f"copy:\n  en:\n    thread: {many}\n", 1)
    else:
        text = POST.replace(old, many)
    assert "it has 101 entries, 100 at most" in only(text)


def _changed(tree: Any, value: object) -> Iterator[Any]:
    """The same tree with a value in each place in turn."""
    places = tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for place in places:
        for inner in (value, *_changed(tree[place], value)):
            copied = tree.copy()
            copied[place] = inner
            yield copied


@pytest.mark.parametrize("value", [[], {}, [[1]], [{}], {"a": []}, 3, 1.5, None, True, ""], ids=str)
def test_a_value_of_any_kind_in_any_place_is_read_or_a_mistake(value: object) -> None:
    """People leave dashes and brackets behind; none of them is an error that nobody foresaw."""
    refused = 0
    for tree in _changed(yaml.safe_load(POST), value):
        text = yaml.safe_dump(tree, allow_unicode=True)
        try:
            read_post(text, "a.yaml", KNOWN)
        except ContentError as error:
            refused += 1
            assert all(mistake.place.file == "a.yaml" for mistake in error.mistakes)
    assert refused > 5
