"""What other programs left in a text is told, and correct words of any language are not."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize("meant", MEANT)
@pytest.mark.parametrize("codec", ["latin-1", "cp1252"])
def test_letters_read_in_the_wrong_encoding_are_told(meant: str, codec: str) -> None:
    """UTF-8 read as Western European; the finding shows what was probably meant."""
    wrong = meant.encode().decode(codec, errors="ignore")
    # The reader refuses C1 control characters before any check sees them.
    wrong = "".join(each for each in wrong if not 0x80 <= ord(each) < 0xA0)
    if wrong == meant.encode().decode("latin-1"):
        (finding,) = _told(with_copy("en", text=wrong), "mojibake")
        assert finding.severity == "warn"
        word = finding.message.rpartition("to be “")[2].rstrip("”")
        assert word.rstrip("…") in meant
    else:
        assert _told(with_copy("en", text=wrong), "mojibake") or codec == "latin-1" or "?" in wrong


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
