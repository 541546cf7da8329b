"""Placeholders: filled in, missing, misspelt, and abused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.compose.render import Facts, render, render_copy, tidy
from campaign.errors import Place, RenderError
from campaign.model import Fact

_PLACE = Place("calendar/a.yaml", 12)
_FACTS = {
    "F01": Fact("F01", "regions in the partnership", "11"),
    "F14": Fact("F14", "theory of change approach"),
}
_CONTEXT: Mapping[str, object] = {"fact": Facts(_FACTS), "region": "Catalunya"}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("No placeholder.", "No placeholder."),
        ("{{ fact.F01 }} regions", "11 regions"),
        ("{{fact.F01}} in {{ region }}", "11 in Catalunya"),
        ("{{ fact['F01'] }} regions", "11 regions"),
        ("{{ region | upper }}", "CATALUNYA"),
        ("  One \n two\n\n\n\nthree\t four ", "One\ntwo\n\nthree four"),
        ("{# not shown #}Shown", "Shown"),
    ],
)
def test_placeholders_are_filled_in(source: str, text: str) -> None:
    """Facts, the region's name, and white space in order."""
    assert render_copy(source, _CONTEXT, _PLACE) == text


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ fact.F02 }}", "fact `F02` is not registered; did you mean `fact.F01`?"),
        ("{{ fact.F02 | upper }}", "fact `F02` is not registered; did you mean `fact.F01`?"),
        ("{{ fact.F14 }}", "has no number; the nearest with one is `fact.F01`"),
        ("{{ regoin }}", "did you mean `region`?"),
        ("{{ regoin | upper }}", "did you mean `region`?"),
        ("{{ fact }}", "write a fact as `fact.F01`"),
        ("{{ F01 }}", "`F01` is a fact: write {{ fact.F01 }}"),
        ("{{ hashtags }}", "a text fills in `{{ fact.F01 }}`, `{{ region }}` and"),
        ("{{ region", "not well formed"),
        ("{% if region %}a{% endif %}", "`if` is not allowed"),
        ("{{ region | uper }}", "did you mean `upper`?"),
        ("{{ 9.٣ }}", "a number in it cannot be read"),
        ("{{ " + "9" * 5000 + " }}", "a number in it cannot be read"),
    ],
)
def test_what_cannot_be_filled_in_names_what_was_meant(source: str, said: str) -> None:
    """The message names the missing thing and the nearest one; the place is the field's."""
    with pytest.raises(RenderError) as caught:
        render_copy(source, _CONTEXT, _PLACE)
    assert said in caught.value.message
    assert caught.value.place == _PLACE


@pytest.mark.parametrize("logic", [True, False])
@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ 1e999 }}", "a number that no machine holds"),
        ("{{ 1" + "0" * 400 + ".5 }}", "a number that no machine holds"),
        ("{{ " + "9" * 5_000 + " }}", "a number in it cannot be read"),
        ("{{ region[1e400] }}", "a number that no machine holds"),
        ("{{ region | default(2_0e999) }}", "a number that no machine holds"),
        ("{{ 0x" + "f" * 9_000 + " }}", "a number in it cannot be read"),
        ('{{ "\\x1b[2J" }}', "the character U+001B"),
        ("{{ '\\u0085' }}", "the character U+0085"),
        ("{{ '\\ud800' }}", "the character U+D800"),
        ("bell\x07 {{ region | upper }}", "the character U+0007"),
        ("{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}", "nested too deeply"),
        ("{{ " + "not " * 5_000 + "1 }}", "nested too deeply"),
    ],
)
def test_what_no_machine_holds_and_no_one_reads_is_refused(
    source: str, said: str, logic: bool
) -> None:
    """A constant that is not finite, a code, and endless nesting are mistakes of the template."""
    with pytest.raises(RenderError) as caught:
        render(source, _CONTEXT, _PLACE, logic=logic)
    assert said in caught.value.message


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ fact.__class__.__init__.__globals__ }}",
        "{{ fact._facts }}",
        "{{ fact['__class__'] }}",
        "{{ region.format(fact) }}",
        "{{ region.__len__() }}",
        "{% for a in range(999999999) %}x{% endfor %}",
        "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
        "{% for a in words %}{% for b in words %}x{% endfor %}{% endfor %}",
        "{% for a in words recursive %}{{ loop(words) }}{% endfor %}",
        "{% for a in words | join(words | join(words | join('x' ~ words))) %}x{% endfor %}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ 'x' * 9999999999 }}",
        "{{ 'x' | center(9999999999) }}",
        "{{ words | join(words | join(words | join(words | join(words | join(region))))) }}",
        "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set x = 'ab' %}" + "{% set x = x ~ x %}" * 60 + "{{ x }}",
        "{% include 'secret' %}",
        "{% import 'os' as os %}",
        "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
        "{{ " + "not " * 5000 + "1 }}",
        "{{ cycler }}{{ lipsum() }}",
    ],
)
def test_a_template_cannot_get_out_or_run_for_ever(source: str) -> None:
    """Escapes and endless work end in a RenderError at once, never in a hang."""
    words = [str(number) for number in range(300)]
    with pytest.raises(RenderError):
        render(source, {**_CONTEXT, "words": words}, _PLACE)


def test_a_platform_template_may_use_conditions_and_loops() -> None:
    """What a template needs is there: if, for, join."""
    source = "{% if tags %}{% for tag in tags %}{{ tag }}{{ ',' if not loop.last }}{% endfor %}"
    assert render(source + "{% endif %}", {"tags": ["a", "b"]}, _PLACE) == "a,b"


def test_a_template_mistake_names_the_template_s_line() -> None:
    """Line 3 of the file is line 3 of the message."""
    with pytest.raises(RenderError) as caught:
        render("a\nb\n{{ txet }}", {"text": ""}, Place("templates/x.txt.j2"))
    assert str(caught.value.place) == "templates/x.txt.j2:3"
    assert "did you mean `text`?" in caught.value.message


@pytest.mark.parametrize(
    "line",
    [
        "{{ text.foo.bar }}",
        "{% if text.foo.bar %}x{% endif %}",
        "{% for tag in tags %}{{ tag.foo }}{% endfor %}",
        "{{ tags | join(long) }}",
    ],
)
def test_what_goes_wrong_while_a_template_is_filled_in_names_its_line(line: str) -> None:
    """Also what its tree does not show: an attribute that a word has not, a text without end."""
    context = {"text": "", "tags": ["a", "b"], "long": "x" * 20_000}
    with pytest.raises(RenderError) as caught:
        render(f"a\n\n{line}\nb", context, Place("templates/x.txt.j2"))
    assert str(caught.value.place) == "templates/x.txt.j2:3"


def test_what_goes_wrong_in_copy_names_the_line_of_its_field() -> None:
    """YAML folded its lines, so that those within it would mislead."""
    with pytest.raises(RenderError) as caught:
        render_copy("a\n\n{{ region.foo.bar }}", _CONTEXT, _PLACE)
    assert caught.value.place == _PLACE


@given(st.text(alphabet=st.sampled_from("ab {}.%#|F01regionfact\n")))
def test_any_text_with_braces_is_rendered_or_refused(source: str) -> None:
    """Nothing a person types raises anything but RenderError."""
    try:
        assert isinstance(render_copy(source, _CONTEXT, _PLACE), str)
    except RenderError as error:
        assert error.message


_PIECES = st.lists(
    st.sampled_from(
        ["{{ fact.F01 }}", "{{region}}", "{{ fact.F99 }}", "{{ nobody }}", "word ", "."]
    )
)


@given(_PIECES)
def test_the_short_way_and_jinja_agree(pieces: list[str]) -> None:
    """Plain placeholders give the same text, or both refuse, whichever way they take."""
    source = "".join(pieces)

    def tried(text: str) -> str | None:
        try:
            return render_copy(text, _CONTEXT, _PLACE)
        except RenderError:
            return None

    assert tried(source) == tried("{# take the long way #}" + source)


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    """White space that is in order stays as it is."""
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("source", "instead"),
    [
        ("Come {#EUBelong}!", "write `{ #` with a space between"),
        ("{# never closed", "write `{ #` with a space between"),
        ("a {#b#} c {#d", "write `{ #` with a space between"),
        ("{{ region", "a brace that readers shall see is written `{{ '{' }}`"),
        ("{{{{", "a brace that readers shall see is written `{{ '{' }}`"),
        ("{% if region %}a{% endif %}", "a text fills in `{{ fact.F01 }}`, `{{ region }}` and"),
        ("{{ region + region }}", "a text fills in `{{ fact.F01 }}`, `{{ region }}` and"),
    ],
)
def test_what_a_copy_cannot_hold_says_what_to_write_instead(source: str, instead: str) -> None:
    """People who write posts know no templates."""
    with pytest.raises(RenderError) as caught:
        render_copy(source, _CONTEXT, _PLACE)
    assert instead in caught.value.message


def test_a_brace_for_readers_can_be_written() -> None:
    """As the message says."""
    assert render_copy("{{ '{' }}#a} { #b}", _CONTEXT, _PLACE) == "{#a} { #b}"
