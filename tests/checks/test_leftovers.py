"""What other programs left in a text is told, and correct words of any language are not."""

from __future__ import annotations

import pytest

from campaign.checks.code_pages import read_again
from campaign.checks.context import Desk, Rules
from campaign.checks.leftovers import html_left, mojibake
from campaign.checks.page import lay_open
from campaign.model import Finding, Post
from tests.checks.correct_sentences import CORRECT
from tests.checks.desk import REGISTERS, SETTING, found, with_copy

MEANT = (
    "José, María: ¿qué pasó?",
    "Größe und Übermut",
    "Zażółć gęślą jaźń",
    "Țara și școala",
    "L’été à l’école",
    "È così, perché è più bella",
    "Příliš žluťoučký kůň",
    "Årets möte på Åland",
    "São João à noite",
    "“It’s here” – £5…",
    "Ποιος είναι εκεί",
    "Хто там сьогодні",
)

DESK = Desk((), REGISTERS, SETTING, (), Rules(), {})


def _told(post: Post, code: str) -> list[Finding]:
    return [each for each in found(post) if each.code == code]


@pytest.mark.parametrize(
    ("codec", "meant"),
    [
        (codec, meant)
        for codec in ("cp1252", "cp1254", "cp1250", "mac-roman", "cp437")
        for meant in MEANT
        # ftfy takes these for words of another language, and so does nobody else guess.
        if (codec, meant[0]) not in {("cp1250", "S"), ("mac-roman", "Ț"), ("mac-roman", "Х")}
    ],
)
def test_letters_read_in_the_wrong_encoding_are_told(codec: str, meant: str) -> None:
    """UTF-8 read in one of the code pages of Windows, old Macs and DOS."""
    wrong = meant.encode().decode(codec, errors="ignore")
    (finding,) = _told(with_copy("en", text=wrong), "mojibake")
    assert finding.severity == "warn"
    assert "was probably meant to be" in finding.message


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("MÃ¥nga kommer", "Många"),
        ("Ã…rets möte", "Årets"),
        ("ZwiÄ…zek gmin", "Związek"),
        ("Å›wiat", "świat"),
        ("È™coala", "școala"),
        ("JosĂ© y MarĂ­a", "José"),
        ("Jos├⌐", "José"),
        ("Jos√©", "José"),
        ("JosÃƒÂ©", "José"),
        ("itâ€™s", "it’s"),
        ("Â£5", "£5"),
        ("20Â°C", "20°C"),
        ("Ð¡Ð»Ð°Ð²Ð°", "Слава"),
        ("Ã˜resund", "Øresund"),
    ],
)
def test_what_was_probably_meant_is_shown(wrong: str, meant: str) -> None:
    """From Western, Central European and older code pages, also when it happened twice."""
    (finding,) = _told(with_copy("en", headline=f"Hello: {wrong}"), "mojibake")
    assert finding.message.endswith(f"was probably meant to be “{meant}”")


@pytest.mark.parametrize("sentence", CORRECT[:-1])
def test_correct_sentences_of_any_language_pass(sentence: str) -> None:
    """No false alarm for words that hold Ã, Ä or Ĺ by right, for marks and for symbols."""
    assert _told(with_copy("en", text=sentence.strip()), "mojibake") == []


@pytest.mark.parametrize(
    ("text", "left", "remedy"),
    [
        ("Culture &amp; care", "“&amp;” stands there for “&”", "write & itself"),
        ("l&#8217;Europe", "“&#8217;” stands there for “’”", "write ’ itself"),
        ("l&#x2019;Europe", "“&#x2019;” stands there for “’”", "write ’ itself"),
        ("20&nbsp;000", "“&nbsp;” stands there", "a text has no HTML"),
        ("Caf&eacute;", "“&eacute;” stands there for “é”", "write é itself"),
        ("the <b>town hall</b>", "“<b>” stands there", "a text has no HTML"),
        ("one<br/>two", "“<br/>” stands there", "a text has no HTML"),
        ("one<br />two", "“<br />” stands there", "a text has no HTML"),
        ("end.</p>", "“</p>” stands there", "a text has no HTML"),
        ('<a href="https://x.eu">here</a>', "stands there", "a text has no HTML"),
        ("<o:p></o:p>", "“<o:p>” stands there", "a text has no HTML"),
        ("<SPAN style='x'>a", "stands there", "a text has no HTML"),
        ("a <!-- note --> b", "“<!--” stands there", "a text has no HTML"),
    ],
)
def test_html_is_told(text: str, left: str, remedy: str) -> None:
    """Entities, tags in either case, and comments."""
    (finding,) = _told(with_copy("en", text=text), "html-left")
    assert left in finding.message
    assert remedy in finding.remedy


@pytest.mark.parametrize(
    "text",
    [
        "a < b and b > c",
        "We <3 Europe",
        "See <https://example.eu/> and <info@example.eu>",
        "Rock & Roll, AT&T, R&D; Q&A;",
        "x<y>z",
        "if a<b, then c",
        "<Name> and <your town>",
        "&c. and so on; & more;",
        "https://example.eu/?a=1&copy=2&lt=3",
        "1 <2> 3 << 4 >> 5",
    ],
)
def test_signs_that_only_look_like_html_pass(text: str) -> None:
    """Comparisons, hearts, addresses, companies and placeholders."""
    assert _told(with_copy("en", text=text), "html-left") == []


def test_every_passage_is_looked_at() -> None:
    """Headline, alt text, thread and comment as well as the text."""
    post = with_copy(
        "en", headline="A &amp; B", alt="C &amp; D", thread=("E &amp; F",), comment="G &amp; H"
    )
    page = lay_open(post)
    paths = {passage.path for passage in page.passages if "&amp;" in passage.words}
    assert len(list(html_left(page, DESK))) == len(paths) == 4
    assert list(mojibake(page, DESK)) == []


_MEANT = ("mañana", "Straßenfest für alle", "naïve", "Здравей, свят", "Γειά σου", "żółw", "🎉 já")
_PAGES = ("cp1250", "cp1251", "cp1253", "cp1257", "iso8859-2", "cp437", "cp850", "mac_roman")


@pytest.mark.parametrize("page", ("cp1252", *_PAGES))
@pytest.mark.parametrize("meant", _MEANT)
def test_utf8_read_in_any_code_page_of_europe_is_told(meant: str, page: str) -> None:
    """A Bulgarian, a Greek or a Baltic machine shows other signs than a Western one."""
    shown = meant.encode().decode(page, errors="ignore")
    if len(shown.encode(page)) < len(meant.encode()) or any(
        "\x80" <= each < "\xa0" for each in shown
    ):
        return  # the signs that no code page shows are refused elsewhere
    assert read_again(shown) == meant or read_again(shown) != shown


@pytest.mark.parametrize(
    "words",
    [
        "»DET ER NÅ« sagde hun",
        "SZKÓŁ, MĘŻCZYZN, WÓŻ",
        "Úžasné! PÄŤ, DEVÄŤ",
        "«ΣΧΟΛΕΙΟ Ε» – «Ά»",
        "план „С“ и „В“, №№ 5–7…",
        "È «perché»… «QUÈ»",
        "Škoda® – ÖBB™ · 20 °C",
        "În «Ș», «Ț» și „Ă”",
        "ŠŽ“ ĀĒĪ»",
    ],
)
def test_no_word_as_people_write_it_is_read_again(words: str) -> None:
    """Capitals beside quotation marks look most like letters in the wrong code page."""
    assert read_again(words) == words
