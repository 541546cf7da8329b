"""The answers of a new project: read whole, and every mistake with its line."""

from __future__ import annotations

from datetime import date

import pytest

from campaign.errors import ConfigError
from campaign.platforms import registry
from campaign.usecases.starting.answers import Answers, read_answers

TODAY = date(2026, 11, 30)  # a Monday
SMALL = """\
name = "harbour"
title = "Harbour"
site = "https://harbour.example/"
networks = ["mastodon", "linkedin"]

[regions.fyn]
zone = "Europe/Copenhagen"
languages = ["da", "en"]
"""


def read(text: str) -> Answers:
    """The answers in a text."""
    return read_answers(text, "answers.toml", registry.KEYS, TODAY)


def test_what_is_not_answered_has_a_usual_value() -> None:
    """Start, source language, names, servers and accounts."""
    answers = read(SMALL)
    assert answers.start == date(2026, 12, 7)
    assert (answers.source_language, answers.languages) == ("en", ("en", "da"))
    assert answers.regions[0].names == {"da": "Fyn"}
    assert answers.networks["mastodon"] == {"server": "https://mastodon.example"}
    assert (answers.visibility, answers.funding, answers.approval) == (
        "art17",
        "cofunded",
        "required",
    )
    assert [(c.name, c.account, c.is_example) for c in answers.channels] == [
        ("fyn-mastodon-da", "fyn_mastodon_da", True),
        ("fyn-mastodon-en", "fyn_mastodon_en", True),
        ("fyn-linkedin-da", "1003", True),
        ("fyn-linkedin-en", "1004", True),
    ]


def test_what_is_answered_counts() -> None:
    """A day, a table for a network, an account, no approval."""
    text = SMALL.replace(
        'networks = ["mastodon", "linkedin"]',
        'start = 2027-03-01\napproval = "none"\nsource_language = "da"\n'
        'accounts = { fyn-mastodon-en = "harbour" }\n'
        'networks = { mastodon = { server = "https://social.test", visibility = "unlisted" } }',
    )
    answers = read(text)
    assert (answers.start, answers.approval) == (date(2027, 3, 1), "none")
    assert answers.languages == ("da", "en")
    assert answers.networks == {
        "mastodon": {"server": "https://social.test", "visibility": "unlisted"}
    }
    assert [c.account for c in answers.channels] == ["fyn_mastodon_da", "harbour"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Harbour"\n', "", "needs"),
        ('"https://harbour.example/"', '"harbour"', 'answers.toml:3: site "harbour" is not'),
        ('"mastodon"', '"mastodn"', 'answers.toml:4: unknown network "mastodn" — did you mean'),
        ("Europe/Copenhagen", "Europe/Kopenhagen", "answers.toml:7: regions.fyn.zone: there is"),
        ('["da", "en"]', '["da", "DA!"]', '"DA!" is not the code of a language'),
        ('["da", "en"]', '["da", "da"]', 'language "da" is listed twice'),
        ('["da", "en"]', "[]", "answers.toml:8: regions.fyn.languages must not be empty"),
        ("[regions.fyn]", "[regions.Fyn]", '"Fyn" cannot be the name of a region'),
        ('name = "harbour"', 'nam = "harbour"', 'answers.toml:1: unknown key "nam"'),
        ('name = "harbour"', "name = 5", "answers.toml:1: name must be text"),
        ('title = "Harbour"', 'title = "Har\\u001bbour"', "U+001B, which cannot be shown"),
        ('title = "Harbour"', 'title = "Harbour', "answers.toml:2: this is not TOML"),
        ('title = "Harbour"', f'title = "{"H" * 151}"', "at most 150 characters"),
        (
            'languages = ["da", "en"]',
            'languages = ["da"]\nnames = { da = "Fyn {{ 5 }}" }',
            "a name holds {{, with which a placeholder begins",
        ),
        ('title = "Harbour"', 'title = "Harbour"\naccounts = {x = "y"}', 'no channel "x"'),
        ('title = "Harbour"', 'title = "Harbour"\nvisibility = "art18"', "unknown value"),
        ('["mastodon", "linkedin"]', "[]", "networks must not be empty"),
        (
            '["mastodon", "linkedin"]',
            '{ mastodon = { sever = "https://a.test" } }',
            'unknown key "sever" in [networks.mastodon] — did you mean "server"?',
        ),
        (
            'networks = ["mastodon", "linkedin"]',
            'networks = ["x"]\naccounts = { fyn-x-da = "a", north-x = "A" }\n'
            '[regions.north]\nzone = "Europe/Rome"\nlanguages = ["da"]',
            '"fyn-x-da" and "north-x" are the same account',
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, said: str) -> None:
    """And with what to write."""
    assert old in SMALL
    text = SMALL.replace(old, new, 1)
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert said in str(caught.value)


def test_all_mistakes_come_at_once() -> None:
    """Nobody mends a file ten times."""
    text = SMALL.replace('"harbour"', "5").replace("mastodon", "mastodn").replace("da", "d")
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert len(caught.value.mistakes) >= 3
