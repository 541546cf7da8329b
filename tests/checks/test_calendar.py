"""Each check of variants and of the whole calendar: a case that fires and one that does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from campaign.checks.pictures import check_pictures
from campaign.model import (
    Card,
    Day,
    Finding,
    Limits,
    Media,
    Planned,
    Post,
    Registers,
    Severity,
    Statement,
    Unit,
)
from tests.checks.desk import (
    DUE,
    EVERYWHERE,
    POST,
    REGISTERS,
    SETTING,
    bound,
    found,
    planned,
    with_copy,
)

_SECOND = replace(POST, id="second")


def _statement(text: str, evidence: str) -> dict[tuple[str, str, str], Statement]:
    key = ("art17", "cofunded", "it")
    return {**REGISTERS.statements, key: Statement("it", text, evidence)}


def _lines(findings: list[Finding]) -> list[tuple[str, Severity, str]]:
    return [(finding.code, finding.severity, finding.message) for finding in findings]


@pytest.mark.parametrize(
    ("text", "evidence", "severity"),
    [
        ("Cofinanziato dall'Unione europea", "unconfirmed", Severity.BLOCK),
        ("", "seen", Severity.BLOCK),
        ("Cofinanziato dall'Unione europea", "memory", Severity.WARN),
    ],
)
def test_an_unconfirmed_statement_holds_its_language(
    text: str, evidence: str, severity: Severity
) -> None:
    """The finding names the language alone, so that it concerns every post in it."""
    (finding,) = found(registers=replace(REGISTERS, statements=_statement(text, evidence)))
    assert (finding.code, finding.severity) == ("statement-unconfirmed", severity)
    assert (finding.post, finding.channel, finding.language) == ("", "", "it")


def test_a_language_without_statement_is_held_only_where_it_is_spoken() -> None:
    """No Italian publication, no finding about Italian."""
    bare = replace(
        REGISTERS,
        statements={("art17", "cofunded", "en"): REGISTERS.statements["art17", "cofunded", "en"]},
    )
    (finding,) = found(registers=bare)
    assert finding.language == "it"
    assert str(finding.place) == "statements.toml:1"
    assert found(registers=bare, plan=(planned(),)) == []


def test_a_post_that_no_channel_publishes_is_told() -> None:
    """Work for nobody."""
    (finding,) = found(POST, _SECOND)
    assert (finding.code, finding.severity, finding.post) == (
        "post-nowhere",
        Severity.WARN,
        "second",
    )


@pytest.mark.parametrize(
    ("minutes", "channel", "fires"),
    [
        (59, "donegal-mastodon", True),
        (0, "donegal-mastodon", True),
        (60, "donegal-mastodon", False),
        (5, "emilia-romagna-mastodon", False),
    ],
)
def test_two_posts_of_one_channel_keep_an_hour_apart(
    minutes: int, channel: str, fires: bool
) -> None:
    """Other channels do not matter, nor does a full hour."""
    later = planned("second", channel, DUE + timedelta(minutes=minutes))
    findings = found(POST, _SECOND, plan=(planned(), later))
    assert [finding.code for finding in findings] == (["posts-crowded"] if fires else [])


def test_crowding_on_many_channels_is_told_once() -> None:
    """One pair of posts, one finding."""
    later = tuple(
        replace(each, variant=replace(each.variant, post="second"), due=DUE + timedelta(minutes=9))
        for each in EVERYWHERE
    )
    (finding,) = found(POST, _SECOND, plan=EVERYWHERE + later)
    assert finding.message == (
        "second follows labs after 9 minutes on donegal-mastodon and 1 more channel"
    )


@pytest.mark.parametrize(("days", "fires"), [(7, False), (8, True)])
def test_a_silence_of_more_than_a_week_is_told(days: int, fires: bool) -> None:
    """A week is the most."""
    plan = (planned(), planned("second", due=DUE + timedelta(days=days)))
    findings = found(POST, _SECOND, plan=plan)
    assert [finding.code for finding in findings] == (["calendar-gap"] if fires else [])


def _on(day: datetime, channel: str) -> tuple[Planned, ...]:
    return (planned(channel=channel, due=day),)


@pytest.mark.parametrize(
    ("day", "channel", "said"),
    [
        ((12, 18, 9), "donegal-mastodon", ["18 December is International Migrants Day"]),
        ((9, 20, 9), "emilia-romagna-mastodon", ["20 September is Patron's day in emilia-romagna"]),
        ((9, 20, 9), "donegal-mastodon", []),
        ((12, 17, 23), "emilia-romagna-mastodon", ["18 December is International Migrants Day"]),
        ((12, 17, 23), "donegal-mastodon", []),
    ],
)
def test_an_observance_counts_on_the_channel_s_own_day(
    day: tuple[int, int, int], channel: str, said: list[str]
) -> None:
    """Late on the 17th in Dublin it is the 18th in Bologna; regional days are the region's."""
    month, number, hour = day
    due = datetime(2026, month, number, hour, 30, tzinfo=UTC)
    findings = found(plan=_on(due, channel))
    assert _lines(findings) == [("day-met", Severity.INFO, message) for message in said]


def test_a_day_that_several_regions_keep_is_told_once_with_all_of_them() -> None:
    """Whoever is asked to speak of it, or to choose another day."""
    some = (*REGISTERS.days, Day("09-20", "Patron's day", region="donegal"))
    due = datetime(2026, 9, 20, 9, 30, tzinfo=UTC)
    plan = (*_on(due, "emilia-romagna-mastodon"), *_on(due, "donegal-mastodon"))
    findings = found(plan=plan, registers=replace(REGISTERS, days=some))
    assert [finding.message for finding in findings] == [
        "20 September is Patron's day in donegal and emilia-romagna"
    ]


def counting(fact: str) -> Registers:
    """The registers, with another fact that says how many regions take part."""
    return replace(REGISTERS, vocabulary=replace(REGISTERS.vocabulary, region_count=fact))


def test_the_fact_that_counts_the_regions_is_counted_after() -> None:
    """Two counted regions, fact F01 says 2; one leaves before the last post, and it is told."""
    leaving = replace(SETTING.regions["donegal"], active_to=date(2026, 11, 30))
    fewer = replace(SETTING, regions={**SETTING.regions, "donegal": leaving})
    (finding,) = found(setting=fewer)
    assert (finding.code, finding.severity) == ("regions-miscounted", Severity.WARN)
    assert finding.message == (
        "F01 says 2 regions in the partnership, but on 2026-12-01 1 take part"
    )
    assert str(finding.place) == "facts.toml:4"


@pytest.mark.parametrize("fact", ["F14", "F99", ""])
def test_which_fact_counts_the_regions_stands_in_the_vocabulary(fact: str) -> None:
    """Another project may have none, or one without number."""
    leaving = replace(SETTING.regions["donegal"], active_to=date(2026, 11, 30))
    fewer = replace(SETTING, regions={**SETTING.regions, "donegal": leaving})
    assert found(setting=fewer, registers=counting(fact)) == []


def test_braces_never_go_out() -> None:
    """What is left of a placeholder blocks that one variant."""
    (finding,) = found(plan=(planned(texts=("Around {{ people.",)),))
    assert (finding.code, finding.severity) == ("braces-left", Severity.BLOCK)
    assert (finding.post, finding.channel, finding.language) == ("labs", "donegal-mastodon", "en")


@pytest.mark.parametrize("words", ["In {region}", "{ fact.F04 } people", "See {link}", "{region }"])
def test_a_placeholder_in_one_brace_never_goes_out(words: str) -> None:
    """It needs two on each side; a brace around other words is left alone."""
    (finding,) = found(plan=(planned(texts=(words,)), EVERYWHERE[1]))
    assert finding.code == "braces-left"
    assert not found(plan=(planned(texts=("{a, b} and {regional}",)), EVERYWHERE[1]))


def test_braces_in_a_part_name_the_part() -> None:
    """The line of the part, not that of the text; a comment that is the link alone has none."""
    copies = {name: replace(copy, thread=("And so.",)) for name, copy in POST.copy.items()}
    lines = {**POST.lines, "copy.en.thread.0": 15}
    threaded = replace(bound(replace(POST, copy=copies)), lines=lines)
    texts = ("Words.", "Around {{ people.", "https://eu-belong.aer.eu/")
    (finding,) = found(threaded, plan=(planned(texts=texts),))
    assert (finding.code, finding.place.line) == ("braces-left", 15)


def test_a_post_without_words_never_goes_out() -> None:
    """An empty text blocks, unless the network has a text of its own."""
    empty = replace(POST, copy={name: replace(copy, text=" ") for name, copy in POST.copy.items()})
    empty = replace(empty, facts=())
    findings = [finding for finding in found(empty) if finding.code == "text-empty"]
    assert [(f.severity, f.language) for f in findings] == [
        (Severity.BLOCK, "en"),
        (Severity.BLOCK, "it"),
    ]
    own = replace(empty, overrides={("mastodon", "en"): "Words.", ("mastodon", "it"): "Parole."})
    assert "text-empty" not in {finding.code for finding in found(own)}


_NOTHING = ("\u200b", "\ufeff", " \u200c\n\u200b ", "\u3164\u2800", "\u2060\u00ad\ufe0f", "\u200d")


@pytest.mark.parametrize("nothing", _NOTHING, ids=ascii)
@pytest.mark.parametrize("key", ["text", "headline", "alt", "comment"])
def test_words_that_nobody_sees_never_go_out(key: str, nothing: str) -> None:
    """White space and invisible characters are no text, no headline, no comment and no alt text."""
    unseen = [one for one in found(with_copy("en", **{key: nothing})) if one.code == "text-empty"]
    assert [(one.severity, one.language) for one in unseen] == [(Severity.BLOCK, "en")]
    assert f"the {key} in en is empty: it holds invisible" in unseen[0].message
    assert unseen[0].place.file == "content/calendar/labs.yaml"


@pytest.mark.parametrize(
    "words", ["👩🏽\u200d🤝\u200d👨🏻", "می\u200cخواهم", ".", "\u200b1", "{{ fact.F04 }}"]
)
def test_words_that_are_seen_are_words(words: str) -> None:
    """Joiners within emoji and Persian words are fine, and so is what a placeholder fills in."""
    codes = {finding.code for finding in found(with_copy("en", text=words, headline=words))}
    assert not codes & {"text-empty", "direction-turned"}


def test_a_network_s_own_text_that_nobody_sees_is_told_at_its_place() -> None:
    """The line is that of the override."""
    own = replace(
        POST,
        overrides={("mastodon", "en"): "\u200b"},
        lines={**POST.lines, "overrides.mastodon.en.text": 30},
    )
    (finding,) = [one for one in found(own) if one.code == "text-empty"]
    assert finding.place.line == 30


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Nice \u202egpj.exe", "U+202E behind “Nice”, which turns"),
        ("\u202dAll\u202c fine", "U+202D at its beginning, which turns"),
        ("Open \u2068here", "U+2068 behind “Open”, a direction mark without"),
        ("Closed\u2069 twice", "U+2069 behind “Closed”"),
        ("\u202aone \u2067two\u202c three\u2069", "U+202C behind “two”"),
        ("\u200f\u202bone", "U+202B at its beginning"),
    ],
)
def test_a_mark_that_turns_the_direction_is_told_with_its_place(words: str, said: str) -> None:
    """An override always, the others when they are not closed, wherever they stand."""
    turned = {
        "text": planned(texts=(words,)),
        "headline": planned(headline=words),
        "alt": planned(alt=words),
    }
    for key, each in turned.items():
        (finding,) = found(plan=(each, EVERYWHERE[1]))
        assert (finding.code, finding.severity) == ("direction-turned", Severity.BLOCK)
        assert said in finding.message
        assert finding.place == POST.at(f"copy.en.{key}")


def test_a_mark_in_a_part_names_the_part_and_many_channels_tell_it_once() -> None:
    """The line of the thread's part."""
    copies = {name: replace(copy, thread=("And so.",)) for name, copy in POST.copy.items()}
    lines = {**POST.lines, "copy.en.thread.0": 15}
    threaded = replace(bound(replace(POST, copy=copies)), lines=lines)
    turned = planned(texts=("Words.", "So\u202e."))
    (finding,) = found(threaded, plan=(turned, replace(turned, due=DUE + timedelta(hours=9))))
    assert (finding.code, finding.place.line) == ("direction-turned", 15)


def test_direction_marks_that_are_closed_are_fine() -> None:
    """Isolates around a foreign name, one within the other, and marks of a single letter."""
    words = "\u2067مرحبا \u2066EU\u2069\u2069, \u202bשלום\u202c \u200f!"
    assert found(plan=(planned(texts=(words,)), EVERYWHERE[1])) == []


_PICTURE = Media("0" * 64, "image/png", 1080, 1080, 900_000, "Alt")


@pytest.mark.parametrize(
    ("media", "limits", "said"),
    [
        (_PICTURE, Limits(500, Unit.MASTODON, image_bytes=1_000_000), None),
        (_PICTURE, Limits(500, Unit.MASTODON), None),
        (_PICTURE, Limits(500, Unit.MASTODON, images=0), "takes no pictures"),
        (replace(_PICTURE, mime="image/gif"), Limits(500, Unit.MASTODON), "takes no image/gif"),
        (
            replace(_PICTURE, size=20_000_000),
            Limits(500, Unit.MASTODON, image_bytes=976_560),
            "it has 20.0 MB, more than the 1.0 MB the network takes",
        ),
    ],
)
def test_a_picture_is_of_a_kind_and_size_the_network_takes(
    media: Media, limits: Limits, said: str | None
) -> None:
    """Nothing is sent only to be refused."""
    post = replace(POST, card=None, images=("labs.png",))
    findings = list(check_pictures(post, "donegal-mastodon", [media], limits))
    assert [(f.code, f.severity, f.channel) for f in findings] == (
        [] if said is None else [("picture-refused", Severity.BLOCK, "donegal-mastodon")]
    )
    assert said is None or said in findings[0].message


def test_a_variant_check_and_a_post_check_meet_in_one_list() -> None:
    """All findings of a calendar come from one call."""
    findings = found(with_copy("en", alt=""), plan=(planned(texts=("{{",)), EVERYWHERE[1]))
    assert [finding.code for finding in findings] == ["braces-left", "alt-missing"]


_PHOTO = replace(POST, card=None, images=("pictures/table.jpg",))


@pytest.mark.parametrize(
    ("post", "texts", "fires"),
    [
        (_PHOTO, ("Words.",), True),
        (_PHOTO, ("Words. Co-funded (en)",), False),
        (_PHOTO, ("Words.", "Co-funded (en), in the comment"), True),
        (replace(_PHOTO, card=POST.card), ("Words.",), False),
        (replace(_PHOTO, images=()), ("Words.",), False),
    ],
)
def test_a_picture_of_ones_own_has_no_emblem(
    post: Post, texts: tuple[str, ...], fires: bool
) -> None:
    """Told once for a post, unless a card comes first or the text says who funds the work."""
    card = (
        None if post.card is None else Card("statement", "square", "dusk", "H", "", "", "en", "S")
    )
    plan = tuple(planned(due=DUE + timedelta(days=day), texts=texts, card=card) for day in range(3))
    findings = [one for one in found(post, plan=plan) if one.code == "emblem-absent"]
    assert [one.severity for one in findings] == [Severity.WARN] * fires
    if fires:
        assert "pictures/table.jpg comes first and bears no emblem" in findings[0].message


def test_the_channels_without_a_word_about_the_funding_are_told() -> None:
    """The first by its name, the others by their number."""
    (finding,) = (one for one in found(_PHOTO) if one.code == "emblem-absent")
    assert "the text on donegal-mastodon and 1 more does not say" in finding.message
    assert finding.place.file == POST.place.file


def test_a_region_that_takes_no_part_then_asks_for_no_translation() -> None:
    """Nothing of it goes out on that day, so nobody would read the copy."""
    asleep = replace(SETTING.regions["emilia-romagna"], active_from=date(2027, 1, 1))
    setting = replace(SETTING, regions={**SETTING.regions, "emilia-romagna": asleep})
    english = replace(POST, copy={"en": POST.copy["en"]})
    assert "translation-missing" in [f.code for f in found(english)]
    assert "translation-missing" not in [f.code for f in found(english, setting=setting)]


@pytest.mark.parametrize(
    ("evidence", "severity"),
    [("unconfirmed", Severity.BLOCK), ("memory", Severity.WARN), ("seen", None)],
)
def test_the_older_profile_waits_for_its_words_too(
    evidence: str, severity: Severity | None
) -> None:
    """Its statement is of the kind "statement", whether funded or cofunded."""
    statements = {
        ("amif2014_20", "statement", "en"): Statement("en", "By the Fund", "seen"),
        ("amif2014_20", "statement", "it"): Statement("it", "Dal Fondo", evidence),
    }
    older = replace(SETTING, campaign=replace(SETTING.campaign, visibility="amif2014_20"))
    findings = found(setting=older, registers=replace(REGISTERS, statements=statements))
    assert [(f.code, f.severity, f.language) for f in findings] == (
        [("statement-unconfirmed", severity, "it")] if severity else []
    )
    assert all("the statement of amif2014_20 in it" in f.message for f in findings)
