"""Where a sentence certainly ends: in no language is one cut inside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.compose.endings import whole_sentences
from campaign.compose.fit import Parts, fit
from campaign.model import Limits, Unit
from tests.compose.material import TEMPLATES
from tests.compose.nasty_sentences import NASTY

_TOGETHER = "We sit at one table and listen to each other. "


@pytest.mark.parametrize(("language", "sentence"), NASTY)
def test_no_sentence_is_cut_inside(language: str, sentence: str) -> None:
    """Abbreviations, initials, numbers, quotations and ellipses of ten languages end nothing."""
    assert whole_sentences(sentence) == [sentence], language


@pytest.mark.parametrize(
    "sentence",
    [
        "Le rendez-vous est au bd. Voltaire, pl. de la République, 3e ét. Gauche.",
        "Mme. Dupont et MM. Durand viennent, c.-à-d. Tout le monde.",
        "Zie blz. Vijf, bijv. Hoofdstuk twee, en o.a. Bijlage A.",
        "Mødet er d. 15. December kl. Otte i St. Heddinge.",
        "Setkání je v ul. Nádražní, č. Pět, nám. Míru.",
        "A találkozó dec. Huszadikán lesz a Kossuth u. Sarkán.",
        "Tapaamme Mannerheimintie 5:n luona esim. Kirjastossa.",
        "Η συνάντηση είναι στην οδ. Ερμού και στη λεωφ. Αλεξάνδρας.",
        "Зустріч на вул. Шевченка та просп. Миру біля бібліотеки.",
        "Срещата е на ул. Васил Левски и бул. България в гр. София.",
        "Ver pág. Cinco, art. Dois e o cap. Três do rel. Anual.",
        "Die Wohnungsgenossensch. Heimat und die Handwerkskamm. Oberfranken sind Partner.",
        "La residen. Los Olivos y el restaur. El Puerto abren.",
        "Unser Partner ist die Arbeitsgem. Der Weg und die Werkst. Die Brücke.",
        "Das Verwaltungsger. Köln und der kaufmänn. Leiter sind da.",
        "Folkh. Skolan och Länsst. Västra och Kulturförv. Norr är med.",
        "Das Motto (kommt alle!) Berlin steht auf dem Plakat.",
        "A line that an editor broke at\nEighty columns goes on.",
        "Programme:\n\n10:00 Welcome, by the mayor",
        "It goes on behind an empty line,\n\nand has not ended before it.",
        "Many words.\n\nand they go on in small letters.",
    ],
)
def test_other_languages_and_hard_line_breaks_are_left_whole(sentence: str) -> None:
    """A list of abbreviations never ends, so no list decides."""
    assert whole_sentences(sentence) == [sentence]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Wir laden euch ein. Kommt vorbei! Es gibt Kuchen.", 3),
        ("Der Eintritt ist frei. Wir freuen uns auf viele Nachbarinnen. Es gibt Musik.", 3),
        ("¡Hola! ¿Cómo estás? Nosotros estamos bien.", 3),
        ("La entrada es libre. ¿A quién invitarías tú?", 2),
        ("Partecipano tutte le associazioni. Il programma è online.", 2),
        ("Zapraszamy wszystkich mieszkańców. Każdy jest mile widziany.", 2),
        ("Vi ses på biblioteket. Alla är välkomna! Vad tycker du?", 3),
        ("Intrarea este liberă. Noi vă așteptăm! Cine mai vine?", 3),
        ("Elkarrekin egingo dugu. Nor etorriko da? Denok gara ongi etorriak!", 3),
        ("Tá fáilte roimh chách. Beidh ceol ann! Cé atá ag teacht?", 3),
        ("Hi som totes i tots. Qui vindrà? Això és per a tothom.", 3),
        ("We dance! 🎉 Everybody sings. 🎶 You too?", 3),
        ("He said it “as it is”. We listened.", 2),
        ("“One thought here.”\n\n“Another.”\n\nA third.", 3),
        ("One thought here.\n\nAnother one, after an empty line.", 2),
        ("Τι κάνετε; Ελάτε μαζί μας! Σας περιμένουμε.", 3),
        ("你好。欢迎来到我们这里。大家一起。", 3),
        ("مرحبا بكم جميعا! تعالوا معنا؟ نحن هنا.", 3),
        ("Բարև։ Եկեք մեզ հետ։", 2),
        ("No end", 1),
        ("", 0),
    ],
)
def test_what_certainly_ends_is_found(text: str, pieces: int) -> None:
    """The ladder still has something to leave out, in every script."""
    found = whole_sentences(text)
    assert len(found) == pieces
    assert "".join(found) == text


@pytest.mark.parametrize(("language", "sentence"), NASTY)
def test_a_text_too_long_by_such_a_sentence_loses_it_whole_or_is_too_long(
    language: str, sentence: str
) -> None:
    """What is published ends where a sentence does, or a person decides."""
    limits = Limits(len(_TOGETHER) + len(sentence) - 5, Unit.CODE_POINTS)
    fitted = fit(TEMPLATES["x"], Parts(_TOGETHER + sentence), limits)
    whole = (_TOGETHER + sentence).strip()
    assert fitted.text in (_TOGETHER.strip(), whole), language
    assert bool(fitted.excess) == (fitted.text == whole)


def test_the_finding_shows_the_words_and_bounds_them() -> None:
    """Of a hundred sentences it shows the first and the last, and counts the words between."""
    text = "We begin here. " + "We sit at one table and listen. " * 100
    fitted = fit(TEMPLATES["x"], Parts(text), Limits(100, Unit.CODE_POINTS))
    (step,) = fitted.steps
    assert step.startswith("left out “We sit at one table")
    assert "words) …" in step
    assert step.endswith("and listen.”")
    assert len(step) < 500


def test_a_hashtag_typed_in_the_text_is_not_repeated() -> None:
    """It stands once, wherever it was typed, and is not told as left out."""
    parts = Parts("Come to #Kraków. We wait.", hashtags=("KRAKÓW", "EUBelong"))
    fitted = fit(TEMPLATES["x"], parts, Limits(280, Unit.CODE_POINTS))
    assert fitted.text == "Come to #Kraków. We wait.\n\n#EUBelong"
    assert fitted.parts.hashtags == ("KRAKÓW", "EUBelong")
    short = fit(TEMPLATES["x"], parts, Limits(26, Unit.CODE_POINTS))
    assert (short.text, short.steps) == ("Come to #Kraków. We wait.", ("left out #EUBelong",))


@given(st.text(st.sampled_from('aB.!?… \n„“”«»"()¿¡1é。;'), max_size=60))
def test_the_pieces_are_the_text(text: str) -> None:
    """Nothing is lost between two sentences."""
    assert "".join(whole_sentences(text)) == text
