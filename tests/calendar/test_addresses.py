"""An address that leads nowhere, or tells a password, is refused wherever a person writes one."""

from __future__ import annotations

import pytest

from campaign.calendar.addresses import address_fault, with_password
from campaign.calendar.read import read_post
from campaign.config.words import address, server
from campaign.errors import ContentError
from tests.calendar.sample import KNOWN, POST

SECRET = "hunter2"
PASSWORDS = (
    f"https://anna:{SECRET}@example.eu/",
    f"http://anna:{SECRET}@example.eu:8080/a?b=c",
    f"https://{SECRET}@example.eu",
    f"https://:{SECRET}@example.eu/",
    f"HTTPS://anna:{SECRET}@bücher.example/",
    f"https://anna:{SECRET}@[2001:db8::1]/",
    f"https://a@b:{SECRET}@example.eu/",
)


@pytest.mark.parametrize("link", PASSWORDS)
def test_a_link_with_a_password_is_refused_and_never_repeated(link: str) -> None:
    """In the post's link and in every text; the message does not tell the secret on."""
    fault = address_fault(link)
    assert fault is not None and "name or a password" in fault[0]
    for text in (
        POST.replace("link: https://eu-belong.aer.eu/", f"link: {link}"),
        POST.replace("headline: Three days. One table.", f'headline: "See {link} now"'),
    ):
        with pytest.raises(ContentError) as caught:
            read_post(text, "f", KNOWN)
        assert "password" in str(caught.value)
        assert SECRET not in str(caught.value)


@pytest.mark.parametrize("link", PASSWORDS)
def test_the_configuration_takes_none_either(link: str) -> None:
    """The campaign's site and the address of a server."""
    for of in (address, server):
        with pytest.raises(Exception, match="name or a password") as caught:
            of(link)
        assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "See https://social.example/@anna and https://example.eu/a@b.",
        "https://example.eu/?mail=a@b.eu and https://example.eu#@x",
        "Write to anna@example.eu: she knows.",
        "mailto:anna@example.eu",
        "At 10://12 @ noon.",
    ],
)
def test_an_at_sign_behind_the_host_is_no_password(text: str) -> None:
    """Names on networks, queries and mail addresses."""
    assert not with_password(text)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("javascript:alert(1)", "not a whole web address"),
        ("data:text/html,hello", "not a whole web address"),
        ("ftp://example.eu/", "not a whole web address"),
        ("example.eu/page", "not a whole web address"),
        ("https:///page", "not a whole web address"),
        ("https://", "not a whole web address"),
        ("https://example.eu:port/", "not a whole web address"),
        ("https://[2001:db8::1/", "not a whole web address"),
        ("https://exa mple.eu/", "holds a space"),
        ("https://example.eu/a\tb", "holds U+0009"),
        ("https://example.eu/a\u00a0b", "holds U+00A0"),
        ("https://example.eu/\u202egpj", "holds U+202E"),
        ("https://exam\u200bple.eu/", "holds U+200B"),
        ("https://example.eu\\evil/", "holds U+005C"),
        ("https://a..b/", "a host that cannot exist"),
        (f"https://{'a' * 64}.eu/", "a host that cannot exist"),
        ("https://-a.eu/", "a host that cannot exist"),
        ("https://exa%6Dple.eu/", "a host that cannot exist"),
    ],
)
def test_what_leads_nowhere_says_why(link: str, words: str) -> None:
    """Other schemes, missing hosts, blanks, and characters that nobody sees."""
    fault = address_fault(link)
    assert fault is not None and words in fault[0]


@pytest.mark.parametrize(
    "link",
    [
        "https://eu-belong.aer.eu/",
        "http://example.eu:8080/a/b?c=d&e=%20f#g",
        "https://bücher.example/straße",
        "https://xn--bcher-kva.example/",
        "https://пример.рф/страница",
        "https://例え.jp/",
        "https://[2001:db8::1]/",
        "https://localhost:8000/",
        "https://social.example/@anna",
        "https://a_b.example.eu./",
    ],
)
def test_addresses_of_pages_pass(link: str) -> None:
    """In every script, with port, query, fragment and a name behind the host."""
    assert address_fault(link) is None
