"""Each mistake in a configuration is told with its line and what to do about it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from campaign.errors import ConfigError
from tests.config.conftest import SMALL, Spoil, load


def line_of(text: str, whole: str = SMALL) -> int:
    """The line on which a text stands in the small configuration."""
    return whole[: whole.index(text)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "message", "remedy"),
    [
        (
            'title = "Small"',
            'titel = "Small"\ntitle = "S"',
            'unknown key "titel" in [campaign]',
            '"title"',
        ),
        ('title = "Small"', "title = 5", "campaign.title must be text", 'title = "Harbour"'),
        ("start = 2026-12-01", 'start = "soon"', "not a day of the calendar", "2026-12-01"),
        ('funding = "cofunded"', 'funding = "paid"', "unknown value", '"cofunded"'),
        ('funding = "cofunded"', 'figures = "no"\nfunding = "cofunded"', "unknown value", '"warn"'),
        ('source_language = "en"', 'source_language = "de"', "not among campaign.languages", "add"),
        ('["en", "ca", "es"]', '["en", "ca", "es", "en"]', '"en" is listed twice', "keep one"),
        ('["en", "ca", "es"]', '["en", "ca", "es", "English"]', "not the code of a language", "en"),
        ('site = "https://site.example/"', 'site = "site"', "campaign.site", "https://"),
        ('zone = "Europe/Madrid"', 'zone = "Europe/Madird"', "Europe/Madird", "Europe/Madrid"),
        ('zone = "Europe/Madrid"', 'zone = "Madrid"', "Madrid", "Europe/Madrid"),
        ('zone = "Europe/Madrid"', "zone = 2", "not the name of a time zone", "Europe/Brussels"),
        ('ca = "Catalunya"', 'cat = "Catalunya"', 'unknown language "cat"', '"ca"'),
        (
            'platform = "mastodon"',
            'platform = "mastodont"',
            'unknown platform "mastodont"',
            '"mastodon"',
        ),
        (
            'region = "catalonia"',
            'region = "Catalunia"',
            'unknown region "Catalunia"',
            '"catalonia"',
        ),
        ('language = "ca"', 'language = "cat"', 'unknown language "cat"', '"ca"'),
        ('language = "ca"', 'language = "en"', 'does not publish in "en"', "ca, es"),
        ('account = "catalonia"', 'acount = "catalonia"', 'unknown key "acount"', '"account"'),
        ('server = "https://mastodon.example"', "", 'needs "server"', "[platforms.mastodon]"),
        ('"https://mastodon.example"', '"http://mastodon.example"', "unprotected", "https://"),
        ('"https://mastodon.example"', '"https://u:pw@mastodon.example"', "password", "elsewhere"),
        (
            'visibility = "public"',
            'visibility = "loud"',
            "does not know this visibility",
            '"unlisted"',
        ),
        (
            'visibility = "public"',
            'visiblity = "public"',
            'unknown key "visiblity"',
            '"visibility"',
        ),
        (
            "[platforms.mastodon]",
            "[platforms.mastodan]",
            'unknown platform "mastodan"',
            '"mastodon"',
        ),
        ("[channels.catalonia-mastodon]", "[channels.catalonia]", "is a region too", "network"),
        ("[channels.catalonia-mastodon]", "[channels.all]", '"all"', "another name"),
        ("[channels.catalonia-mastodon]", '[channels."Cata lonia"]', "cannot be the name", "small"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    spoil: Spoil, small: Path, old: str, new: str, message: str, remedy: str
) -> None:
    """What is wrong, where, and what was probably meant."""
    mistakes = spoil((old, new))
    told = [m for m in mistakes if message in m.message]
    assert told, [str(m) for m in mistakes]
    assert remedy in told[0].remedy
    assert told[0].place.file == str(small)
    # a key that is missing is told at the head of its table, which is above the spoiled line
    expected = line_of(old) if "needs" not in message else line_of("[channels.")
    assert told[0].place.line == expected


@pytest.mark.parametrize("span", ['"2 mins"', '"1 h 30 min"', '"6 h"', '"90"', "90", '"2 days"'])
def test_spans_of_time_are_read_as_people_write_them(small: Path, span: str) -> None:
    """Words or seconds, whichever comes to mind."""
    small.write_text(SMALL + f"grace = {span}\n", encoding="utf-8")
    grace = load(small).channels["catalonia-mastodon"].grace
    expected = {'"2 mins"': 120, '"1 h 30 min"': 5400, '"6 h"': 21600, '"2 days"': 172800}
    assert grace == timedelta(seconds=expected.get(span, 90))


@pytest.mark.parametrize(
    "span", ['"2 moons"', '"soon"', '""', "0", "-5", "true", "1.5", '"6 h!"', '"99999 d"']
)
def test_what_is_no_span_of_time_is_refused(spoil: Spoil, span: str) -> None:
    """The remedy shows how to write one."""
    (mistake,) = spoil(add=f"grace = {span}\n")
    assert "is not a span of time" in mistake.message
    assert '"6 h"' in mistake.remedy
    assert mistake.place.line == SMALL.count("\n") + 1


@pytest.mark.parametrize("span", ['"0 s"', '"0"', "0", '"0 min"'])
def test_a_channel_may_leave_no_time_between_its_posts(small: Path, span: str) -> None:
    """A rehearsal wants no pause; a grace of nothing would miss every post."""
    small.write_text(SMALL + f"min_interval = {span}\n", encoding="utf-8")
    assert load(small).channels["catalonia-mastodon"].min_interval == timedelta(0)


@pytest.mark.parametrize("span", ['"-1 s"', "-5", "true", '"none"', '"99999 d"'])
def test_what_is_no_time_between_posts_is_refused(spoil: Spoil, span: str) -> None:
    """Nothing but zero is as little as can be."""
    (mistake,) = spoil(add=f"min_interval = {span}\n")
    assert "min_interval is not a span of time" in mistake.message


def test_all_mistakes_come_in_one_message(spoil: Spoil) -> None:
    """Mending one by one, with a run between, is what nobody should have to do."""
    mistakes = spoil(
        ('title = "Small"', "title = 5"),
        ('zone = "Europe/Madrid"', 'zone = "Europe/Madird"'),
        ('language = "ca"', 'language = "cat"'),
        ('region = "catalonia"', 'region = "catalunia"'),
        ('account = "catalonia"', "account = 7"),
        ('visibility = "public"', 'visibility = "loud"'),
        add='grace = "soon"\n[nonsense]\n',
    )
    assert len(mistakes) == 8, [str(m) for m in mistakes]
    assert [m.place.line for m in mistakes] == sorted(m.place.line for m in mistakes)


def test_an_unknown_key_at_the_top_is_told(spoil: Spoil) -> None:
    """A table nobody reads would be silently without effect."""
    (mistake,) = spoil(add='[channel.eu]\nplatform = "x"\n')
    assert 'unknown key "channel"' in mistake.message
    assert '"channels"' in mistake.remedy


def test_a_setting_below_a_table_is_sent_to_the_top(spoil: Spoil) -> None:
    """In TOML a key belongs to the table above it, which people do not expect."""
    (mistake,) = spoil(
        ("[platforms.mastodon]", 'database = "sqlite:///x.db"\n[platforms.mastodon]')
    )
    assert "move it to the top of the file" in mistake.remedy


def test_the_same_channel_twice_is_told_by_name(spoil: Spoil) -> None:
    """TOML itself refuses it; the message says which one."""
    (mistake,) = spoil(add='[channels.catalonia-mastodon]\nplatform = "outbox"\n')
    assert "[channels.catalonia-mastodon] is there twice" in mistake.message
    assert mistake.place.line == SMALL.count("\n") + 1


def test_one_account_in_one_language_has_one_channel(spoil: Spoil) -> None:
    """Two channels on it would publish every post twice."""
    table = SMALL[SMALL.index("[channels.") :].replace("catalonia-mastodon", "catalonia-again")
    (mistake,) = spoil(add=table.replace('"catalonia"\nsec', '"@Catalonia"\nsec'))
    assert "the same account in the same language" in mistake.message


def test_active_days_that_end_before_they_begin_are_told(spoil: Spoil) -> None:
    """Such a region would never speak."""
    days = "active_from = 2027-01-01\nactive_to = 2026-12-01\n"
    (mistake,) = spoil(('names = { en = "Catalonia"', days + 'names = { en = "Catalonia"'))
    assert "ends before it begins" in mistake.message


def test_a_day_that_does_not_exist_is_told_with_its_line(spoil: Spoil) -> None:
    """30 February is refused by TOML itself."""
    (mistake,) = spoil(("start = 2026-12-01", "start = 2026-02-30"))
    assert mistake.place.line == 4


@pytest.mark.parametrize("word", ["channels", "regions", "platforms", "campaign", "paths"])
def test_a_word_where_a_table_belongs_is_told(small: Path, word: str) -> None:
    """No shape of the file may end in a traceback."""
    small.write_text(f"{word} = 5\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=f"{word} must be"):
        load(small)


def test_an_empty_file_says_what_is_missing(small: Path) -> None:
    """Nothing but mistakes, in words."""
    small.write_text("", encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load(small)
    told = str(error.value)
    assert '[campaign] needs "start"' in told and "there are no channels" in told


def test_a_missing_file_says_how_to_begin(tmp_path: Path) -> None:
    """The first message anybody sees."""
    with pytest.raises(ConfigError, match=r"cp config\.example\.toml config\.toml"):
        load(tmp_path / "config.toml")


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"[campaign]\nname = small\n", 2, "is not TOML"),
        (b'[campaign]\nname = "small\n', 2, "is not TOML"),
        (b"[campaign\n", 1, "is not TOML"),
        (b"a = [1,\n2,\n", 2, "is not TOML"),
        (b"a = 1\na = 2\n", 2, "is there twice"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", 0, "is not text"),
        (b"a = " + b"[" * 100_000, 0, "nested too deep"),
    ],
)
def test_a_file_that_is_not_toml_is_told_with_its_line(
    small: Path, content: bytes, line: int, message: str
) -> None:
    """A missing quote is the commonest mistake of all."""
    small.write_bytes(content)
    with pytest.raises(ConfigError) as error:
        load(small)
    (mistake,) = error.value.mistakes
    assert message in mistake.message
    assert mistake.place.line == line


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    """The path of the workspace is easily taken for that of the file."""
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path)


def test_days_may_stand_in_quotes(small: Path) -> None:
    """Who quotes everything is not punished."""
    small.write_text(SMALL.replace("2026-12-01", '"2026-12-01"'), encoding="utf-8")
    assert load(small).campaign.start == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql+psycopg://campaign:hunter2@db/campaign", "password"),
        ("postgresql+psycopg://db/campaign?password=hunter2", "password"),
        ("mysql://db/campaign", "no address of SQLite or PostgreSQL"),
    ],
)
def test_the_address_of_the_database_is_judged(small: Path, url: str, message: str) -> None:
    """A password has no place in it, and is not repeated in the message either."""
    small.write_text(f'database = "{url}"\n' + SMALL, encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as error:
        load(small)
    assert "hunter2" not in str(error.value)


def test_names_in_link_tracking_are_checked(spoil: Spoil) -> None:
    """A misspelt name would otherwise end every preview."""
    (mistake,) = spoil(add='[campaign.utm]\nutm_source = "{plattform}"\n')
    assert 'unknown name "plattform"' in mistake.message
    assert '"platform"' in mistake.remedy
