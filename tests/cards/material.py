"""The shipped brand, and words in every language that are as long as a headline plausibly gets."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image

from campaign.cards.brand import Brand
from campaign.cards.brandfile import font_files, parse_brand
from campaign.model.variants import Card

ASSETS = Path(__file__).parents[2] / "assets"
LAYOUTS = ("statement", "figure", "quote")
FORMATS = ("square", "landscape")
BACKGROUNDS = ("dusk", "dawn", "paper", "leaf")

#: Eighty to ninety characters each, with long words where the language has them.
HEADLINES = {
    "en": "Three days, one table: newcomers, councillors and neighbours plan the next steps",
    "es": "Tres días, una mesa: vecinas, responsables políticos y entidades diseñan el camino",
    "ca": "Intel·ligència col·lectiva: veïnat, administracions i entitats dissenyen el camí",
    "eu": "Hiru egun, mahai bat: bizilagunak, erakundeak eta elkarteak elkarrekin lanean hasi dira",
    "pl": "Trzy dni i jeden stół: sąsiadki, urzędnicy i organizacje wspólnie, źdźbło po źdźble",
    "it": "Tre giorni, un tavolo: cittadine, amministrazioni e associazioni progettano la città",
    "de": "Integrationsbeauftragte, Kommunalverwaltung und Zivilgesellschaft entwickeln Strategien",
    "sv": "Tre dagar, ett bord: invånare, tjänstepersoner och föreningar planerar tillsammans",
    "ro": "Trei zile, o singură masă: vecini, autorități și organizații își plănuiesc țintele",
    "ga": "Trí lá, bord amháin: comharsana, comhairleoirí agus eagraíochtaí ag pleanáil le chéile",
    "uk": "Три дні, один стіл: сусіди, посадовці та громадські організації разом планують майбутнє",
    "ar": "ثلاثة أيام وطاولة واحدة: الجيران والمسؤولون والمنظمات يخططون معًا للخطوات القادمة",
}
STATEMENTS = {
    "en": "Co-funded by the European Union",
    "es": "Cofinanciado por la Unión Europea",
    "ca": "Cofinançat per la Unió Europea",
    "eu": "Europar Batasunak kofinantzatua",
    "pl": "Współfinansowane przez Unię Europejską",
    "it": "Cofinanziato dall’Unione europea",
    "de": "Kofinanziert von der Europäischen Union",
    "sv": "Medfinansieras av Europeiska unionen",
    "ro": "Cofinanțat de Uniunea Europeană",
    "ga": "Arna chómhaoiniú ag an Aontas Eorpach",
    "uk": "Співфінансується Європейським Союзом",
    "ar": "بتمويل مشترك من الاتحاد الأوروبي",
}
LONG_STATEMENT = (
    "This project was funded by the European Union’s Asylum, Migration and Integration Fund"
)


def brand_text() -> str:
    """The text of the shipped brand.toml."""
    return (ASSETS / "brand.toml").read_text(encoding="utf-8")


@cache
def font_bytes() -> dict[str, bytes]:
    """The shipped fonts."""
    return {name: (ASSETS / "fonts" / name).read_bytes() for name in font_files(brand_text())}


@cache
def brand() -> Brand:
    """The shipped brand."""
    return parse_brand(brand_text(), font_bytes())


def card(
    layout: str = "statement",
    format: str = "square",
    background: str = "dusk",
    language: str = "en",
    headline: str = "Three days. One table.",
    region: str = "Emilia-Romagna",
    statement: str = "",
    figure: str = "2 000+",
    site: str = "eu-belong.aer.eu",
) -> Card:
    """A card, with what a test does not care about filled in."""
    return Card(
        layout=layout,
        format=format,
        background=background,
        headline=headline,
        figure=figure,
        region=region,
        language=language,
        statement=statement or STATEMENTS[language],
        site=site,
    )


def opened(png: bytes) -> Image.Image:
    """The picture that a PNG holds."""
    picture = Image.open(BytesIO(png))
    picture.load()
    return picture
