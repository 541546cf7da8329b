"""Each check of a post: a case that fires and one that does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign.checks.languages import detect
from campaign.checks.registry import OF_POST
from campaign.model import CardWish, CopyState, Finding, Post, Severity, copy_hash
from tests.checks.desk import POST, REGISTERS, SETTING, bound, found, planned, with_copy
from tests.checks.test_consents import CODES

_EN, _IT = POST.copy["en"], POST.copy["it"]
_LONG = (
    "One two three four five six seven eight nine ten "
    + "eleven and so on and on as far as breath will go"
)


def _text(words: str, language: str = "en") -> Post:
    """The post with more words at the end of a text."""
    copy = POST.copy[language]
    return with_copy(language, text=f"{copy.text} {words}")


def _both(words: str) -> Post:
    """The post with the same words at the end of both texts."""
    copies = {name: replace(copy, text=f"{copy.text} {words}") for name, copy in POST.copy.items()}
    return replace(POST, copy=copies)


def framed(**languages: tuple[str, str]) -> Post:
    """The post with the texts of two frames, "hope" and "values", in some languages."""
    copies = {
        name: replace(copy, text=texts[0], frames=(("hope", texts[0]), ("values", texts[1])))
        for name, copy in POST.copy.items()
        if (texts := languages.get(name))
    }
    return bound(replace(POST, copy={**POST.copy, **copies}))


FIRES: list[tuple[str, str, Severity, Post, str]] = [
    ("alt-missing", "en", Severity.BLOCK, with_copy("en", alt=" "), "no alt text in en"),
    ("alt-length", "en", Severity.WARN, with_copy("en", alt="A table."), "only 8 characters"),
    ("alt-length", "en", Severity.INFO, with_copy("en", alt="word " * 60), "299 characters"),
    ("alt-repeats", "it", Severity.WARN, with_copy("it", alt=_IT.text.upper()), "repeats"),
    ("alt-repeats", "it", Severity.WARN, with_copy("it", alt="IMG_1234.jpg"), "describes nothing"),
    (
        "translation-missing",
        "it",
        Severity.WARN,
        replace(POST, copy={"en": _EN}),
        "there is no copy in it, for emilia-romagna-mastodon",
    ),
    (
        "translation-missing",
        "en",
        Severity.WARN,
        replace(POST, copy={"it": _IT}, channels=("*/mastodon",)),
        "there is no copy in en, for donegal-mastodon",
    ),
    (
        "translation-draft",
        "it",
        Severity.WARN,
        with_copy("it", state=CopyState.DRAFT),
        "needs a native reader",
    ),
    ("translation-stale", "it", Severity.WARN, with_copy("it", of="0123456789ab"), "older text"),
    ("translation-stale", "it", Severity.WARN, with_copy("it", of="e"), "older text"),
    (
        "other-language",
        "it",
        Severity.WARN,
        with_copy("it", text="Nobody has translated this sentence for the region yet."),
        "stands under it, but it reads as en",
    ),
    ("translation-unmarked", "it", Severity.INFO, with_copy("it", of=""), "does not say which"),
    (
        "source-missing",
        "",
        Severity.WARN,
        with_copy("en", state=CopyState.REVIEWED),
        "no copy is marked as the source",
    ),
    ("figure-by-hand", "en", Severity.WARN, _text("In 12 towns."), "the figure 12 is typed"),
    ("figure-by-hand", "it", Severity.WARN, _text("Il 20 %.", "it"), "the figure 20"),
    ("figure-by-hand", "en", Severity.WARN, _text("The 2 regions."), "the figure 2 is"),
    ("figure-by-hand", "en", Severity.WARN, _text("All 165 came."), "the figure 165"),
    (
        "figure-by-hand",
        "",
        Severity.WARN,
        replace(POST, card=CardWish("figure", "dusk", "165")),
        "the figure 165",
    ),
    (
        "figure-by-hand",
        "en",
        Severity.WARN,
        replace(POST, overrides={("bluesky", "en"): "All 99 of them."}),
        "the figure 99",
    ),
    (
        "fact-unknown",
        "",
        Severity.BLOCK,
        replace(POST, facts=("F04", "F41")),
        "the fact F41 is not registered",
    ),
    ("fact-unknown", "", Severity.BLOCK, _both("{{ fact.F99 }}"), "F99"),
    ("fact-unlisted", "", Severity.WARN, _both("{{ fact['F01'] }}"), "F01 is filled in"),
    (
        "fact-unused",
        "",
        Severity.INFO,
        replace(POST, facts=("F04", "F01")),
        "F01 (2 regions in the partnership)",
    ),
    ("facts-differ", "it", Severity.WARN, with_copy("it", text="Niente numeri."), "fact F04"),
    (
        "links-differ",
        "it",
        Severity.WARN,
        with_copy("it", text="Circa {{ fact.F04 }} persone."),
        "https://eu-belong.aer.eu/ stands in the headline or text of source, but not of it",
    ),
    ("activity-unknown", "", Severity.BLOCK, replace(POST, activity="A20"), "did you mean A02"),
    ("term-avoided", "en", Severity.BLOCK, _text("No Illegal Migrant."), "Illegal Migrant"),
    ("term-avoided", "en", Severity.BLOCK, _text("A UAM arrives."), "“UAM” (T05)"),
    ("term-avoided", "it", Severity.WARN, _text("Un clandestino.", "it"), "“clandestino” (T01)"),
    (
        "term-avoided",
        "it",
        Severity.WARN,
        with_copy("it", alt=_IT.alt + " L’Emergenza migranti."),
        "T07",
    ),
    ("hidden-inside", "en", Severity.WARN, _text("A sha\u200bred table."), "U+200B"),
    ("html-left", "en", Severity.WARN, _text("Rock &amp; roll."), "“&amp;” stands there"),
    ("html-left", "it", Severity.WARN, _text("Un <b>tavolo</b>.", "it"), "“<b>” stands there"),
    ("mojibake", "it", Severity.WARN, _text("CittÃ\u00a0 e caffÃ¨.", "it"), "to be “"),
    ("mojibake", "en", Severity.WARN, with_copy("en", headline="JosÃ© says"), "to be “José”"),
    (
        "hashtag-invalid",
        "",
        Severity.WARN,
        replace(POST, hashtags=("EU-Belong",)),
        "“EU-Belong” is not a hashtag",
    ),
    ("hashtag-invalid", "en", Severity.BLOCK, _text("#EU-Belong"), "“#EU-Belong”"),
    (
        "hashtag-many",
        "",
        Severity.WARN,
        replace(POST, hashtags=("A", "B", "C", "D", "E", "F")),
        "6 hashtags",
    ),
    ("hashtag-many", "en", Severity.WARN, _text("#A #B #C #D #E"), "6 hashtags"),
    ("emoji-many", "en", Severity.WARN, _text("👩🏽‍🤝‍👨🏻 🇪🇺 🙂 🎉"), "4 emoji"),
    ("sentence-long", "en", Severity.INFO, _text(f"{_LONG} {_LONG}."), "One two three four …"),
    ("acronym-unexplained", "en", Severity.INFO, _text("AER and CSOs"), "AER is not"),
    ("consent-needed", "", Severity.WARN, replace(POST, people=("consent-7",)), "consent-7"),
    (
        "parts-differ",
        "it",
        Severity.WARN,
        with_copy("en", thread=("And then.", "At last.")),
        "it has no thread and no first comment, but the source 2 further parts",
    ),
    ("parts-differ", "it", Severity.WARN, with_copy("it", comment="Sì."), "a first comment, but"),
    ("figure-by-hand", "en", Severity.WARN, with_copy("en", thread=("In 12 towns.",)), "12"),
    ("figure-by-hand", "it", Severity.WARN, with_copy("it", comment="In 30 città."), "30"),
    ("term-avoided", "en", Severity.BLOCK, with_copy("en", comment="No illegals."), "illegals"),
    ("sentence-long", "en", Severity.INFO, with_copy("en", thread=(f"{_LONG} {_LONG}.",)), "two"),
    ("acronym-unexplained", "en", Severity.INFO, with_copy("en", comment="AER leads."), "AER is"),
    (
        "fact-unknown",
        "",
        Severity.BLOCK,
        with_copy("en", thread=("All {{ fact.F99 }}.",)),
        "F99 is not registered",
    ),
    (
        "facts-differ",
        "it",
        Severity.WARN,
        with_copy("en", thread=("All {{ fact.F01 }}.",)),
        "the fact F01",
    ),
    (
        "frame-missing",
        "it",
        Severity.WARN,
        framed(en=("{{ fact.F04 }} meet.", "{{ fact.F04 }} listen.")),
        "the copy in it has one text, and the post the frames hope and values",
    ),
    (
        "frame-unread",
        "",
        Severity.WARN,
        framed(en=("{{ fact.F04 }} meet.", "{{ fact.F04 }} listen.")),
        "no channel gets the frames hope and values",
    ),
    (
        "frames-alike",
        "en",
        Severity.BLOCK,
        framed(en=("{{ fact.F04 }} meet.", "{{ fact.F04 }}  Meet.")),
        "the frames hope and values have the same words in en",
    ),
    (
        "term-avoided",
        "en",
        Severity.BLOCK,
        framed(en=("{{ fact.F04 }} meet.", "{{ fact.F04 }} illegals meet.")),
        "illegals",
    ),
]

QUIET: list[tuple[str, Post]] = [
    ("hidden-inside", _text("A family 👨\u200d👩\u200d👧 and a\u00a0table.")),
    ("html-left", _text("Rock & roll, a < b, I <3 you.")),
    ("mojibake", _text("Größe, Łódź, «È VERO», SÃO JOÃO, 20 °C.")),
    ("alt-missing", replace(with_copy("en", alt=""), card=None)),
    ("alt-length", with_copy("en", alt="x" * 40)),
    ("alt-length", with_copy("en", alt="x" * 250)),
    ("alt-repeats", with_copy("it", alt=_IT.text + " Con altre parole.")),
    ("translation-missing", replace(POST, copy={**POST.copy, "sv": replace(_IT, language="sv")})),
    *(
        ("translation-missing", replace(POST, copy={"en": _EN}, channels=channels))
        for channels in (
            ("donegal",),
            ("donegal-mastodon",),
            ("lang:en",),
            ("all", "-emilia-romagna"),
            ("donegal/mastodon",),
            ("-lang:it",),
        )
    ),
    ("translation-draft", with_copy("it", state=CopyState.REVIEWED)),
    ("translation-stale", with_copy("it", of=copy_hash(_EN))),
    ("translation-stale", with_copy("it", of=copy_hash(_EN)[:8])),
    ("translation-stale", with_copy("it", of="")),
    ("translation-unmarked", with_copy("it", state=CopyState.DRAFT, of="")),
    ("other-language", POST),
    ("other-language", with_copy("it", headline="One shared table for all")),
    (
        "other-language",
        with_copy("it", text="#OneSharedTable https://example.eu/one EU-BELONG"),
    ),
    ("source-missing", POST),
    ("figure-by-hand", _text("Room B2, #Europe2030, https://eu-belong.aer.eu/2024/3")),
    ("figure-by-hand", _text("{{ fact.F04 }} and two more")),
    ("figure-by-hand", _text("Agenda 2030: 3 December, 19:30, room 7, €100, (071) 915-1234")),
    ("figure-by-hand", _text("L’Agenda 2030: il 3 dicembre alle 19:30, sala 7, 100 €", "it")),
    ("fact-unknown", replace(POST, facts=("F04", "F14"))),
    ("fact-unlisted", replace(_both("{{ fact.F01 }}"), facts=("F04", "F01"))),
    ("fact-unused", replace(POST, facts=("F04", "F14"))),
    ("facts-differ", _both("{{ fact.F04 }}")),
    ("links-differ", _both("https://example.eu/a")),
    ("activity-unknown", POST),
    ("term-avoided", _text("An illegal act, and uam in small letters; illegalsomething.")),
    ("hashtag-invalid", replace(POST, hashtags=("#Convivència", "Europe2030"))),
    ("hashtag-invalid", _text("#Convivència is a word, https://a.eu/#a-b a link")),
    ("hashtag-many", _text("#A #B #C #D")),
    ("emoji-many", _text("👩🏽‍🤝‍👨🏻 🇪🇺 🙂 ©")),
    ("sentence-long", _text(f"{_LONG}. {_LONG}!")),
    ("acronym-unexplained", _text("Civil society organisations (CSOs) meet; later CSOs stay.")),
    ("acronym-unexplained", _text("See eu-belong.AER.eu and ICCX")),
    ("consent-needed", POST),
    ("frame-missing", framed(en=("Meet.", "Listen."), it=("Venite.", "Ascoltate."))),
    ("frame-unread", POST),
    ("frames-alike", framed(en=("Meet.", "Listen."), it=("Venite.", "Ascoltate."))),
    (
        "parts-differ",
        replace(
            POST,
            copy={
                "en": replace(_EN, thread=("More.",), comment="Read."),
                "it": replace(_IT, thread=("Altro.",), comment="Leggi."),
            },
        ),
    ),
    (
        "acronym-unexplained",
        with_copy("en", text=f"{_EN.text} With the regions (AER).", thread=("AER leads.",)),
    ),
    (
        "hashtag-many",
        replace(with_copy("en", thread=("#A #B #C",)), hashtags=("D", "E", "F")),
    ),
]


def _of(code: str, findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.code == code]


def _heard(code: str, post: Post) -> list[Finding]:
    """What is said of a post; the detector of languages is asked only for its own check."""
    return found(post, detect=detect if code == "other-language" else None)


def test_a_clean_post_leaves_nothing_to_say() -> None:
    """The post of these tables fires no check at all."""
    assert found() == []


@pytest.mark.parametrize(
    ("code", "language", "severity", "post", "said"),
    FIRES,
    ids=[f"{code}-{index}" for index, (code, *_) in enumerate(FIRES)],
)
def test_a_check_fires(code: str, language: str, severity: Severity, post: Post, said: str) -> None:
    """It names the rule, the weight, the language, the post and its file, and what to do."""
    (finding, *_) = [
        one for one in _of(code, _heard(code, post)) if said in one.message or said in one.remedy
    ]
    assert (finding.severity, finding.language) == (severity, language)
    assert finding.post == "labs"
    assert finding.place.file == "content/calendar/labs.yaml"
    assert finding.remedy


@pytest.mark.parametrize(
    ("code", "post"), QUIET, ids=[f"{code}-{index}" for index, (code, _) in enumerate(QUIET)]
)
def test_a_check_stays_quiet(code: str, post: Post) -> None:
    """What looks like a mistake and is none brings no finding."""
    assert _of(code, _heard(code, post)) == []


@pytest.mark.parametrize("code", OF_POST)
def test_every_check_of_a_post_has_both_cases(code: str) -> None:
    """A new check needs a case that fires and one that does not."""
    if code in CODES:
        return  # of consents, there is a register: see test_consents.py
    assert code in {row[0] for row in FIRES}
    assert code in {row[0] for row in QUIET}


def test_each_frame_needs_a_channel() -> None:
    """One that goes nowhere is named; with a channel for each, nothing is said."""
    post = framed(en=("Meet.", "Listen."), it=("Venite.", "Ascoltate."))
    hope, italian = planned(frame="hope"), planned(channel="emilia-romagna-mastodon")
    (finding,) = _of("frame-unread", found(post, plan=(hope, italian)))
    assert finding.message == "no channel gets the frame values"
    both = (hope, planned(channel="emilia-romagna-mastodon", frame="values"))
    assert _of("frame-unread", found(post, plan=both)) == []


def test_a_finding_points_at_the_line() -> None:
    """“copy.en.alt” stands in line 14, and where a key is missing its parent's line is told."""
    (finding,) = found(with_copy("en", alt=""))
    assert str(finding.place) == "content/calendar/labs.yaml:14"
    (finding,) = found(with_copy("it", alt=""))
    assert str(finding.place) == "content/calendar/labs.yaml:16"


def test_a_typed_figure_is_told_the_fact_to_write() -> None:
    """Listed: write it; in the register: list it; nowhere: the nearest by words, then by size."""
    remedies = {
        figure: _of("figure-by-hand", found(_text(f"All {figure}.")))[0].remedy
        for figure in ("165", "1.165", "1 165 people", "77", "3 regions", "1,000")
    }
    add = "add it to facts.toml with its source; the nearest fact is"
    assert remedies == {
        "165": "write it as {{ fact.F04 }}",
        "1.165": "list its fact in `facts` and write {{ fact.F10 }}",
        "1 165 people": "list its fact in `facts` and write {{ fact.F10 }}",
        "77": f"{add} F04 (165 stakeholders)",
        "3 regions": f"{add} F01 (2 regions in the partnership)",
        "1,000": f"{add} F10 (1165 pilot projects)",
    }


def test_without_a_fact_there_is_no_nearest_one() -> None:
    """A register without numbers offers none."""
    (finding,) = _of(
        "figure-by-hand", found(_text("All 77."), registers=replace(REGISTERS, facts={}))
    )
    assert finding.remedy == "add it to facts.toml with its source"


@pytest.mark.parametrize(
    ("figures", "severities"),
    [("block", {Severity.BLOCK}), ("warn", {Severity.WARN}), ("off", set())],
)
def test_the_campaign_says_how_much_a_typed_figure_weighs(
    figures: str, severities: set[Severity]
) -> None:
    """`figures` in the configuration, for what stands in a fact and for what stands in none."""
    setting = replace(SETTING, campaign=replace(SETTING.campaign, figures=figures))
    findings = found(_text("All 165, and 77 more."), setting=setting)
    assert {one.severity for one in _of("figure-by-hand", findings)} == severities


def test_the_hash_of_a_copy_changes_with_its_words_only() -> None:
    """Headline, text and alt text count; line breaks, state and `of` do not."""
    same = replace(_EN, text=_EN.text.replace(" ", "\n  "), state=CopyState.DRAFT, of="x")
    assert copy_hash(same) == copy_hash(_EN)
    assert len(copy_hash(_EN)) == 12
    others = [
        replace(_EN, headline="Other"),
        replace(_EN, text="Other"),
        replace(_EN, alt="Other"),
        replace(_EN, headline=_EN.text, text=_EN.headline),
        replace(_EN, thread=("Other",)),
        replace(_EN, thread=("Other", "Another")),
        replace(_EN, thread=("Other Another",)),
        replace(_EN, comment="Other"),
    ]
    assert len({copy_hash(copy) for copy in (*others, _EN)}) == 9


def test_a_copy_without_a_thread_keeps_the_hash_it_always_had() -> None:
    """What `of` says in files that were written before there were threads stays true."""
    assert copy_hash(_EN) == "77382c0de520"


def test_a_language_without_glossary_is_not_searched() -> None:
    """No terms, no findings."""
    bare = replace(REGISTERS, glossary={"en": ()})
    assert found(_text("illegals"), registers=bare) == []


def test_findings_come_by_weight_then_place_and_once() -> None:
    """Blocks first; the same remark about the same line comes once."""
    bad = replace(_text("AER, 12 and 12 illegals"), activity="A20")
    codes = [finding.code for finding in found(bad)]
    assert codes == ["activity-unknown", "term-avoided", "figure-by-hand", "acronym-unexplained"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("sha\u200bred table", "U+200B, a zero-width space, stands behind “sha”"),
        ("\u200bshared", "U+200B, a zero-width space, stands at its beginning"),
        ("Straßen\u00adfest", "U+00AD, a soft hyphen, stands behind “Straßen”"),
        ("заед\u200cно", "U+200C, a zero-width non-joiner, stands behind “заед”"),
        ("μα\u200dζί", "U+200D, a zero-width joiner"),
        ("one\u2063two", "U+2063, an invisible sign of formulas"),
        ("wide \u3164 gap", "U+3164, a Hangul filler"),
        ("می\u200cخواهم", ""),
        ("a family 👨\u200d👩\u200d👧 comes", ""),
        ("क्\u200dष", ""),
        ("word\u2060joiner and no\u00a0break", ""),
        ("ภาษา\u200bไทย", ""),
    ],
)
def test_a_character_that_nobody_sees_is_told(words: str, told: str) -> None:
    """Unless the script needs it: Persian, Hindi, Thai, and emoji of several persons."""
    findings = found(with_copy("en", headline=words))
    messages = [each.message for each in findings if each.code == "hidden-inside"]
    assert len(messages) == bool(told)
    assert all(told in message for message in messages)
