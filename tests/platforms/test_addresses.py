"""Addresses with odd but valid characters go out, are found again and are read back everywhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from campaign.model import Reading
from campaign.platforms import addresses, reading, registry, wording
from campaign.platforms.protocols import Edits, Finds, Reads
from campaign.platforms.x import shown_text
from tests.platforms.places import IDENTITY, Place, offline, place
from tests.platforms.samples import START, key_for

__all__ = ["place"]

TEXTS = [
    "Veu https://eu-belong.aer.eu/labs?q=Més i més",
    "Więcej: https://eu-belong.aer.eu/łódź/żółć?q=gęś&x=1#część.",
    "اقرأ https://eu-belong.aer.eu/labs?q=مرحبا الآن",
    "Гл. https://aer.eu/шлях/да?q=шлях#да!",
    "Gå till https://münchen-öl.de/straße?x=ß nu",
    "Δες https://παράδειγμα.ελ/δοκιμή?κ=τιμή τώρα",
    "Gå till https://xn--mnchen-3ya.de/a nu",
    "Go to HTTPS://EU-Belong.AER.eu/Labs now",
    "Go to https://aer.eu and https://aer.eu?x=é and https://aer.eu#é",
    "Go to https://aer.eu/labs... or https://aer.eu... or https://aer.eu./x.",
    "Go to https://aer.eu/é https://aer.eu/é and https://aer.eu/é",
    "看https://aer.eu/a看看 https://aer.eu看，https://aer.eu/b。",
    "و https://aer.eu/a،وهنا “https://aer.eu/b” «https://aer.eu/c?é»",
    "Go to https://aer.eu/a{b}^c`d|e?x=[1]&y=(2)&z={3}~!*' (https://aer.eu/é_(b))",
    "Go to https://aer.eu/%C3%A9?q=M%c3%a9s&r=100%25&s=50%zz",
    "Go to https://aer.eu:8443/☕/a–b—c?q=🇪🇺",
    "Go to https://aer.eu/e\u0301?q=e\u0301… now",
    "Go to aer.eu/labs?q=Més or eu-belong.aer.eu",
]


@pytest.mark.parametrize("place", registry.names(), indirect=True)
def test_an_address_with_odd_letters_goes_out_is_found_and_is_read_back(place: Place) -> None:
    """Each is a post of its own; after a lost answer, a post is found by its payload."""
    adapter = place.connect()
    found: list[str] = []
    for number, text in enumerate(TEXTS):
        since = place.clock()
        made = replace(place.variant(), texts=(text,), link="")
        (payload,) = adapter.payloads(made, START)
        key = key_for(place.platform, (*IDENTITY[:2], f"{IDENTITY[2]}-{number}"), START)
        receipt = place.arrived(adapter.publish(payload, key), adapter)
        if isinstance(adapter, Finds):
            again = adapter.find(payload, key, since, booked=found)
            assert getattr(again, "remote_id", again) == receipt.remote_id, text
        if isinstance(adapter, Reads):
            got = adapter.read(receipt.remote_id, receipt.url)
            assert isinstance(got, Reading)
            assert replace(got, url="") == adapter.intended(payload), text
        found.append(receipt.remote_id)
        place.clock.pass_by(600)
    assert place.count() == len(TEXTS) == len(set(found))


@pytest.mark.parametrize(
    "place", [name for name in registry.names() if isinstance(offline(name), Edits)], indirect=True
)
def test_an_address_with_odd_letters_is_put_in_by_an_edit(place: Place) -> None:
    """What a network answers to an edit is compared as well."""
    adapter = place.connect()
    (payload,) = adapter.payloads(replace(place.variant(), texts=("Una taula.",), link=""), START)
    key = key_for(place.platform, IDENTITY, START)
    receipt = place.arrived(adapter.publish(payload, key), adapter)
    assert isinstance(adapter, Edits)
    for text in TEXTS[:6]:
        (other,) = adapter.payloads(replace(place.variant(), texts=(text,), link=""), START)
        adapter.edit(receipt.remote_id, other)
        if isinstance(adapter, Reads):
            got = adapter.read(receipt.remote_id, receipt.url)
            assert isinstance(got, Reading) and replace(got, url="") == adapter.intended(other)


SPELT = [
    ("Veu https://aer.eu/Més?q=à#ç.", "Veu HTTPS://AER.eu/M%C3%A9s?q=%c3%a0#%C3%A7."),
    ("Gå https://münchen.de/a nu", "Gå https://xn--mnchen-3ya.de/a nu"),
    ("Gå https://aer.eu nu, https://aer.eu?x=1", "Gå https://aer.eu/ nu, https://aer.eu/?x=1"),
    ("Go https://aer.eu.", "Go https://aer.eu/."),
    ("Go https://aer.eu/e\u0301", "Go https://aer.eu/\u00e9"),
    ("Go https://aer.eu/e\u0301", "Go https://aer.eu/e%CC%81"),
]


@pytest.mark.parametrize(("sent", "shown"), SPELT)
def test_texts_whose_addresses_are_spelt_otherwise_are_alike(sent: str, shown: str) -> None:
    """For whoever looks for a post, and for whoever asks whether an answer is about it."""
    assert addresses.readable(sent) == addresses.readable(shown)
    assert not wording.is_another(shown, sent)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Veu https://aer.eu/a", "Veu https://aer.eu/A"),
        ("Veu https://aer.eu/?q=M", "Veu https://aer.eu/?q=Més"),
        ("Veu https://aer.eu/", "Veu https://aer.es/"),
        ("100% aquí", "100%25 aquí"),
        ("Veu xn--mnchen-3ya", "Veu münchen"),
    ],
)
def test_other_addresses_and_other_words_stay_apart(one: str, other: str) -> None:
    """What looks like an encoding outside an address is a word as any other."""
    assert addresses.readable(one) != addresses.readable(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://münchen.de/", "https://xn--mnchen-3ya.de"),
        ("https://MÜNCHEN.de:8443/", "https://xn--mnchen-3ya.de:8443/"),
        ("https://aer.eu/%c3%a9", "https://aer.eu/%C3%A9"),
        ("https://aer.eu/e\u0301", "https://aer.eu/\u00e9"),
    ],
)
def test_two_spellings_of_an_address_have_one_form(one: str, other: str) -> None:
    """In ASCII alone."""
    assert addresses.canonical(one) == addresses.canonical(other)
    assert addresses.canonical(one).isascii()


def test_an_address_ends_where_a_sentence_in_another_script_goes_on() -> None:
    """Such as at a comma that no address has; and another address begins behind such a letter."""
    text = "看https://aer.eu/a，看https://aer.eu/b。 https://aer.eu/?u=https://aer.eu/c"
    assert reading.in_text(text) == (
        "https://aer.eu/a",
        "https://aer.eu/b",
        "https://aer.eu/?u=https://aer.eu/c",
    )
    assert reading.in_text("a@https://aer.eu") == ()


@pytest.mark.parametrize(
    ("sent", "shown", "fits"),
    [
        # X ends the link where twitter-text ends it, or somewhere else.
        ("Veu https://aer.eu/?q=Més i", "Veu https://t.co/ab i", True),
        ("Veu https://aer.eu/?q=Més i", "Veu https://t.co/abés i", True),
        ("Veu https://aer.eu#é i", "Veu https://t.co/ab#é i", True),
        ("Veu aer.eu/?q=Més", "Veu https://t.co/abés", True),
        ("看https://aer.eu看，https://aer.eu/b。", "看https://t.co/a看，https://t.co/b。", True),
        ("(https://aer.eu/é_(b)) https://aer.eu", "(https://t.co/a) https://t.co/b", True),
        ("https://aer.eu/é", "https://t.co/ab https://t.co/pic", True),
        ("Veu https://aer.eu/é", "@gent @altres Veu https://t.co/ab", True),
        ("Hola @gent @altres", "Hola @gent @altres https://t.co/pic", True),
        ("@gent", "@gent https://t.co/pic", True),
        ("Hola @gent", "Hola @ningú https://t.co/pic", False),
        ("Veu https://aer.eu/Més", "Veu HTTPS://aer.eu/M%C3%A9s", True),
        ("Veu https://aer.eu/?q=Més i", "Veu https://t.co/abàs i", False),
        ("Veu https://aer.eu/?q=Més i", "Veu https://t.co/abés o", False),
        ("Veu https://aer.eu/", "Veu això", False),
        ("Veu això", "Veu https://t.co/ab", False),
        ("Veu això. I https://aer.eu", "https://t.co/ab", False),
        ("Veu https://aer.eu/ i", "Veu https://t.co/ab https://t.co/cd", False),
        ("a.b", "x https://t.co/ab", False),
    ],
)
def test_x_s_answer_is_ours_wherever_its_short_links_end(sent: str, shown: Any, fits: bool) -> None:
    """A short link stands for an address in the same word, and for nothing else."""
    assert shown_text.may_be(sent, {"id": "5", "text": shown}) is fits


@pytest.mark.parametrize(
    ("cut", "full"),
    [("és", "https://aer.eu/?q=M"), ("", "https://aer.eu/?q=Més"), ("", "aer.eu/?q=M%C3%A9s")],
)
def test_x_s_post_is_found_wherever_its_short_links_end(cut: str, full: str) -> None:
    """The field with the full address says how much of it is behind the short link."""
    urls = [{"url": "https://t.co/ab", "expanded_url": full}]
    told = {"text": f"Veu https://t.co/ab{cut}", "entities": {"urls": urls}}
    assert shown_text.same("Veu https://aer.eu/?q=Més", told)
    assert not shown_text.same("Veu https://aer.eu/?q=Mas", told)
