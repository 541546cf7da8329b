"""`[desk]`: what is taken, what is refused, and that no secret stands in it or is repeated."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from campaign.config import DeskSettings, desk_mail, single_sign_on_secret
from campaign.errors import ConfigError
from tests.config.conftest import SMALL, Spoil, load

TABLE = """
[desk]
address = "https://desk.example"
hosts = ["WWW.desk.example"]
mail = "DESK_MAIL_URL"
behind_proxy = ["127.0.0.1", "10.0.0.0/8", "::1"]
hsts = "365 days"
idle = "2 h"
longest = "1 day"

[desk.oidc]
issuer = "https://login.example/"
client_id = "desk"
client_secret = "DESK_OIDC_SECRET"
"""
PLANTED = "planted-password"


def desk(small: Path, table: str = TABLE) -> DeskSettings:
    """The desk of the small configuration."""
    small.write_text(SMALL + table, encoding="utf-8")
    return load(small).desk


def test_without_the_table_the_desk_answers_on_this_machine(small: Path) -> None:
    """With sessions of twelve hours and seven days."""
    found = load(small).desk
    assert found == DeskSettings()
    assert (found.idle, found.longest) == (timedelta(hours=12), timedelta(days=7))


def test_every_key_is_taken(small: Path) -> None:
    """As the desk uses it."""
    found = desk(small)
    assert found.address == "https://desk.example" and found.hosts == ("www.desk.example",)
    assert found.behind_proxy == ("127.0.0.1/32", "10.0.0.0/8", "::1/128")
    assert (found.idle, found.longest) == (timedelta(hours=2), timedelta(days=1))
    assert found.hsts == timedelta(days=365)
    assert found.oidc is not None
    assert (found.oidc.issuer, found.oidc.name) == ("https://login.example", "your organisation")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('address = "http://desk.example"', "would send the token unprotected"),
        ('address = "https://desk.example/campaign"', "has a path"),
        ('hosts = ["https://desk.example"]', "is no host"),
        ('hosts = ["desk.example:8779"]', "is no host"),
        ('hosts = ["*"]', "is no host"),
        ('behind_proxy = ["proxy.example"]', "is not an IP address"),
        ('behind_proxy = ["10.0.0.1/8"]', "is not an IP address"),
        ("behind_proxy = true", "must be a list"),
        (f'mail = "mailto://desk:{PLANTED}@mail.example"', "is not the name of a variable"),
        ('idle = "8 days"', "longer than desk.longest"),
        ('hsts = "1 day"', "needs an address with https"),
        ('password = "x"', "a secret must not stand"),
        ("keys = 1", 'unknown key "keys"'),
        ("[desk.oidc]", 'needs "issuer"'),
        (
            '[desk.oidc]\nissuer = "https://l.example"\n'
            'client_id = "x"\nclient_secret = "X_SECRET"',
            "needs the desk's own address",
        ),
        (
            'address = "https://d.example"\n[desk.oidc]\nissuer = "https://l.example"\n'
            f'client_id = "x"\nclient_secret = "{PLANTED}"',
            "is not the name of a variable",
        ),
    ],
)
def test_a_mistake_is_told_without_any_secret(spoil: Spoil, line: str, said: str) -> None:
    """Each at once, with what to do."""
    mistakes = spoil(add=f"\n[desk]\n{line}\n")
    assert any(said in str(each) for each in mistakes), [str(each) for each in mistakes]
    assert PLANTED not in " ".join(map(str, mistakes))


def test_the_address_for_mail_holds_the_place_of_the_person(small: Path) -> None:
    """Else all links would go to one mailbox."""
    found = desk(small)
    right = f"mailto://desk:{PLANTED}@mail.example?to={{to}}"
    assert desk_mail(found, {"DESK_MAIL_URL": right}) == right
    assert desk_mail(DeskSettings(), {}) == ""
    for environ in ({"DESK_MAIL_URL": right.replace("{to}", "x")}, {}):
        with pytest.raises(ConfigError) as refused:
            desk_mail(found, environ)
        assert PLANTED not in str(refused.value)


def test_the_secret_of_the_provider_comes_from_the_environment(small: Path) -> None:
    """And a missing one is told by its name."""
    oidc = desk(small).oidc
    assert oidc is not None
    assert single_sign_on_secret(oidc, {"DESK_OIDC_SECRET": PLANTED}) == PLANTED
    with pytest.raises(ConfigError, match="DESK_OIDC_SECRET is missing"):
        single_sign_on_secret(oidc, {})
