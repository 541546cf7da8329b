"""A sign stays with its number, and a mark with its words."""

from __future__ import annotations

import pytest

from campaign.cards.binding import is_newer, keep_together
from campaign.cards.geometry import Box
from campaign.cards.text import Style, place
from tests.cards.material import brand

_OPENING, _CLOSING = "«„“‹‚¿¡([", "»”›’)],.:;!?"


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Lagunen % 20 dira", "Lagunen %_20 dira"),
        ("§ 5 und §§ 6 bis 8", "§_5 und §§_6 bis 8"),
        ("№ 3 w € 20", "№_3 w €_20"),
        ("il 20 % (circa)", "il 20_% (circa)"),
        ("cuesta 20 €, o 5 $", "cuesta 20_€, o 5_$"),
        ("n.º 5 y núm. 12", "n.º_5 y núm._12"),
        ("Nr. 5 und Art. 7", "Nr._5 und Art._7"),
        ("kl. 19.30 och 5 km bort", "kl._19.30 och 5_km bort"),
        ("alle ore 18 e 7 pm", "alle ore_18 e 7_pm"),
        ("um 19 Uhr, 20 °C", "um 19_Uhr, 20_°C"),
        ("1 250 000 osób i 50 zł", "1_250_000 osób i 50_zł"),
        ("18 – 20 Uhr", "18_–_20_Uhr"),
        ("3 Mio. Menschen", "3_Mio. Menschen"),
        ("« Ici », dit-elle", "«_Ici_», dit-elle"),
        ("» Hej «, sagde hun", "»_Hej_«, sagde hun"),
        ("„ So “, sagt sie", "„_So_“, sagt sie"),
        ("” Hej ”, sa hon", "”_Hej_”, sa hon"),
        ("( all of us ) came", "(_all of us_) came"),
        ("¿ Quién viene ?", "¿_Quién viene_?"),
        ("She said : “ we [ all ] belong ”", "She said_: “_we [_all_] belong_”"),
        ("miejscu – z nowymi", "miejscu_– z nowymi"),
        ("The people’s 3 days", "The people’s 3 days"),
        ("pas de stop", "pas de stop"),
    ],
)
def test_no_line_may_part_what_belongs_together(text: str, joined: str) -> None:
    """Shown with _ for a no-break space; the other spaces stay plain."""
    assert keep_together(text) == joined.replace("_", "\u00a0")


@pytest.mark.parametrize("language", ["en", "fr", "da", "de", "eu", "sv", "es"])
@pytest.mark.parametrize("width", range(300, 1000, 35))
def test_no_line_ends_in_an_opening_mark_or_begins_with_a_closing_one(
    language: str, width: int
) -> None:
    """At any width, in words with spaces within the marks and before a comma."""
    words = {
        "en": "We say “ we belong ” , and ( all of us ) mean it: 20 % of 5 km",
        "fr": "On dit « ici » , « là » et ( partout ) : 20 % des gens !",
        "da": "Vi siger » her « , » der « og ( overalt ) : 20 % af os",
        "de": "Wir sagen „ hier “ , „ dort “ und ( überall ) : § 5 gilt",
        "eu": "Guk « hemen » , « hor » eta ( denok ) : % 20 gara",
        "sv": "Vi säger ” här ” , ” där ” och ( alla ) : 20 % av oss",
        "es": "¿ Quién ? « Yo » , ¡ todos ! y ( siempre ) n.º 5",
    }
    style = Style(brand().display, "#000", 60, 20)
    block = place(words[language], Box(0, 0, width, 900), style, language, "it")
    same = "”" if language == "sv" else ""
    for line in block.lines:
        assert line.text[-1] not in _OPENING.replace("“" if language == "de" else "", "").replace(
            "«" if language == "da" else "", ""
        )
        assert line.text[0] not in _CLOSING.replace(same, "").replace(
            "»" if language == "da" else "", ""
        )


def test_cards_whose_words_are_set_as_before_keep_their_key() -> None:
    """Only what is kept together anew makes another picture."""
    assert not is_newer("Three days. One table – 90 %")
    assert is_newer("Lagunen % 20 dira")
