"""kpi.toml becomes indicators, or mistakes with lines, all of them at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.kpi import Direction, Earlier, Indicator, Measure, Per
from campaign.calendar.indicators import read_indicators
from campaign.calendar.known import Known
from campaign.errors import ContentError
from campaign.model import Fact

KNOWN = Known(
    languages=frozenset({"en", "de"}),
    regions=frozenset({"eu", "navarra"}),
    platforms=frozenset({"mastodon"}),
    facts=frozenset({"F04", "F11"}),
)
FACTS = {"F04": Fact("F04", "stakeholders", "165"), "F11": Fact("F11", "a claim")}
OUTCOMES = {"O1": "Know"}
PLAN = "[plan]\nbegins = 2026-11-30\nends = 2027-03-07\n"


def read(text: str) -> dict[str, Indicator]:
    return read_indicators(text, "content/kpi.toml", KNOWN, FACTS, OUTCOMES)


def wrong(text: str) -> str:
    with pytest.raises(ContentError) as caught:
        read(text)
    return str(caught.value)


def test_an_indicator_has_everything_that_the_plan_says() -> None:
    """The target of a fact, the days of the plan, words by language, targets of before."""
    found = read(
        f"{PLAN}[stakeholders]\n"
        'title = { en = "Stakeholders", de = "Beteiligte" }\nunit = "people"\nfact = "F04"\n'
        'each_region = 15\noutcome = "O1"\nsource = "description"\nnote = "x"\n'
        'was = [{ target = 150, until = 2026-12-31, because = "one region fewer" }]\n'
        '[posts]\ntitle = "Posts"\nactual = "posts"\ntarget = 12.5\nper = "month"\n'
        'region = "navarra"\nnetwork = "mastodon"\nlanguage = "de"\nby = 2027-01-31\n'
    )
    assert found["stakeholders"] == Indicator(
        "stakeholders",
        {"en": "Stakeholders", "de": "Beteiligte"},
        {"": "people"},
        165.0,
        date(2026, 11, 30),
        date(2027, 3, 7),
        outcome="O1",
        by_region=True,
        each_region=15.0,
        source="description",
        note={"": "x"},
        earlier=(Earlier(150.0, date(2026, 12, 31), "one region fewer"),),
    )
    posts = found["posts"]
    assert (posts.measure, posts.per, posts.target) == (Measure.POSTS, Per.MONTH, 12.5)
    assert (posts.region, posts.network, posts.language) == ("navarra", "mastodon", "de")
    assert (posts.begins, posts.by) == (date(2026, 11, 30), date(2027, 1, 31))


def test_an_empty_plan_has_no_indicators() -> None:
    """No file, and a file with days alone."""
    assert read("") == {} and read(PLAN) == {}
    assert read('[a]\ntitle = "A"\n')["a"].by is None


def test_less_may_be_better() -> None:
    """Down from a baseline, to nothing at all."""
    found = read('[a]\ntitle = "A"\ntarget = 0\nbaseline = 9\ndirection = "down"\n')["a"]
    assert (found.direction, found.target, found.baseline) == (Direction.DOWN, 0.0, 9.0)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("target = 0", "3: a.target: a target of 0 is reached before anything is done"),
        ('target = "165"', '3: a.target: "165" is text'),
        ("target = true", "3: a.target: this is no number"),
        ("target = nan", "3: a.target: the number is not one up to 9999999999"),
        ("target = inf", "3: a.target: the number is not one up to 9999999999"),
        ("target = -5", "3: a.target: the number is less than zero"),
        ("target = 1e12", "3: a.target: the number is not one up to 9999999999"),
        ("target = 1.23456", "3: a.target: it has more than 3 decimals"),
        ("target = 2026-12-01", "3: a.target: this is no number"),
        ("target = [1]", "3: a.target: this is no number"),
        ("target = 5\nbaseline = 5", "3: a.target: the target is not more than the baseline"),
        (
            'target = 5\nbaseline = 5\ndirection = "down"',
            "3: a.target: the target is not less than the baseline",
        ),
        ('target = 5\nfact = "F04"', "4: a.fact: the target stands here twice"),
        ('fact = "F11"', "3: a.fact: F11 has no number"),
        ('fact = "F99"', '3: a.fact: there is no fact "F99"'),
        (
            "begins = 2026-12-02\nby = 2026-12-01",
            "4: a.by: it ends on 2026-12-01, before it begins",
        ),
        ("by = 2026-13-01", "this is not TOML"),
        ('by = "soon"', "3: a.by: this is no day"),
        ("by = 2026-12-01T10:00:00", "3: a.by: this is no day"),
        ("by = 9999-12-01", "3: a.by: the day 9999-12-01 is in another age"),
        ('region = "navara"', '3: a.region: there is no region "navara" — did you mean "navarra"?'),
        ('outcome = "O9"', '3: a.outcome: there is no outcome "O9" — there are: O1'),
        ('per = "year"', '3: a.per cannot be "year"'),
        ('actual = "reach"', '3: a.actual: "reach" is not counted'),
        ('actual = "shares"', '3: a.actual cannot be "shares"'),
        ('network = "mastodon"', "3: a.network: only what the program counts can be narrowed"),
        ('actual = "posts"\nlanguage = "xx"', '4: a.language: there is no language "xx"'),
        (
            'actual = "posts"\neach_region = 3',
            "4: a.each_region: regions tell only what is entered",
        ),
        ('actual = "regions"\nregion = "eu"', "4: a.region: the regions of one region are one"),
        ('actual = "on_time"\ntarget = 101', "4: a.target: a share of 101 % is more than"),
        ('by_region = true\nregion = "eu"', "4: a.region: an indicator of one region cannot"),
        ('per = "week"\nbaseline = 3\ntarget = 5', "4: a.baseline: a target of each week begins"),
        ("was = [{ target = 3, until = 2026-12-01 }]", "3: a.was: there are targets of before"),
        (
            "target = 9\nwas = [{ target = 3, until = 2027-02-01 }, "
            "{ target = 4, until = 2027-01-01 }]",
            "4: a.was: the targets of before are not in the order of their days",
        ),
        ("target = 9\nby = 2027-01-01\nwas = [{ target = 3, until = 2027-02-01 }]", "5: a.was: "),
        ("targets = 9", '3: there is no key "a.targets" — did you mean "target"?'),
        ("unit = 3", "3: a.unit: this is no text"),
        ('note = { en = "" }', "3: a.note.en: the text is empty"),
        ('note = { English = "x" }', '"English" is not a language'),
        ('title = "B"', "this is not TOML"),
    ],
)
def test_a_mistake_has_its_line_and_says_what_to_write(written: str, message: str) -> None:
    """Every kind of value that cannot be meant."""
    assert message in wrong(f'[a]\ntitle = "A"\n{written}\n')


def test_all_mistakes_come_at_once() -> None:
    """Those of one table do not hide those of another, nor those of the plan."""
    said = wrong(
        "[plan]\nbegins = 2027-01-01\nends = 2026-01-01\nend = 3\n"
        "[a]\ntarget = 0\n[A]\ntitle = 'x'\ntarget = 0\n['ü']\ntitle = 'x'\n"
        '["a b"]\ntitle = "x"\n[c]\ntitle = "x"\ntarget = "3"\nregion = "x"\n'
    )
    for message in (
        'there is no key "plan.end"',
        "a.title is missing",
        'the id "A" is "a" with other capitals',
        "A.target: a target of 0",
        'the id "ü" cannot be used',
        'the id "a b" cannot be used',
        'c.target: "3" is text',
        'there is no region "x"',
    ):
        assert message in said
    assert "the plan ends on 2026-01-01" in wrong(
        "[plan]\nbegins = 2027-01-01\nends = 2026-01-01\n"
    )


def test_a_table_that_is_none_is_a_mistake() -> None:
    """A number where an indicator should be, and one that stands twice."""
    assert "a must be keys and values" in wrong("a = 3\n")
    assert "this is not TOML" in wrong('[a]\ntitle = "A"\n[a]\ntitle = "B"\n')


def test_names_of_a_register_that_cannot_be_used_are_not_checked() -> None:
    """So that one broken file does not put mistakes into another."""
    text = '[a]\ntitle = "A"\nfact = "F77"\noutcome = "O7"\n'
    found = read_indicators(text, "k", replace(KNOWN, facts=None))
    assert (found["a"].target, found["a"].outcome) == (None, "O7")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    """Nothing else happens, whatever stands in the file."""
    try:
        read(text)
    except ContentError as error:
        assert str(error)


VALUES = st.one_of(
    st.integers(), st.floats(), st.booleans(), st.text(max_size=10), st.none(), st.dates()
)


@given(
    key=st.sampled_from(["target", "baseline", "by", "title", "was", "each_region"]), value=VALUES
)
def test_any_value_is_read_or_refused_in_words(key: str, value: object) -> None:
    """Of every kind that TOML has."""
    if value is None or isinstance(value, str):
        letters = "".join(each for each in str(value or "") if each.isalnum())
        written = f'"{letters}"'
    else:
        written = str(value).lower()
    text = f"[a]\n{key} = {written}\n" + ("" if key == "title" else 'title = "A"\n')
    try:
        read(text)
    except ContentError as error:
        assert "kpi.toml" in str(error)
