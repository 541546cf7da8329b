"""Numbers, days and times in the language of the copy."""

from __future__ import annotations

from datetime import date

import pytest

from campaign.compose.basque import in_basque
from campaign.compose.localized import functions, number, printed
from campaign.compose.render import Facts, render_copy
from campaign.errors import Place, RenderError
from campaign.model import Fact

_PLACE = Place("calendar/a.yaml", 12)
_FACTS = {
    "F01": Fact("F01", "regions", "11"),
    "F02": Fact("F02", "people", "1250000.5"),
    "F03": Fact("F03", "young people", "20", unit="%"),
    "F04": Fact("F04", "a text with marks of its own", "1,250", quoted=True),
    "F05": Fact("F05", "regions in words", "11", forms={"eu": "hamaika", "de-AT": "elf"}),
}


def shown(source: str, language: str) -> str:
    """A copy's text in a language, with _ for a no-break space and ~ for a narrow one."""
    context = {"fact": Facts(_FACTS, language), "region": "Arad", **functions(language)}
    text = render_copy(source, context, _PLACE)
    return text.replace("\u00a0", "_").replace("\u202f", "~")


@pytest.mark.parametrize(
    ("languages", "large", "four"),
    [
        ("de it ca es eu ro da el sl hr is tr", "1.250.000,5", "1.234"),
        ("pl sv cs sk hu bg et lv lt fi nb uk pt gl", "1_250_000,5", "1_234"),
        ("fr", "1~250~000,5", "1~234"),
        ("en ga mt en-IE", "1,250,000.5", "1,234"),
        ("de-CH", "1250000.5", "1'234"),
        ("xx tlh", "1250000.5", "1234"),
    ],
)
def test_each_language_sets_its_own_marks(languages: str, large: str, four: str) -> None:
    """A language that CLDR does not know gets the number as facts.toml has it."""
    for language in languages.split():
        assert shown("{{ fact.F02 }}", language) == (
            large.replace("1250000.5", "1’250’000.5") if language == "never" else shown_large(large)
        )
        assert number("1234", "", language).replace("\u00a0", "_").replace("\u202f", "~") == four


def shown_large(large: str) -> str:
    """The form itself."""
    return large
