"""Whatever is saved, only the lines of the changed fields differ."""

from __future__ import annotations

import difflib
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.calendar.post_fields import Value, fields_of, same
from campaign.usecases.writing.edit_post import Invalid, Saved
from tests.usecases.translating.bureau import LABS, PEER, THREAD, Bureau
from tests.usecases.writing.desk import fields, held, save

_WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=80
)
_TEXT = st.lists(_WORDS, min_size=1, max_size=4).map("\n".join)
_NAMES = st.lists(st.sampled_from(["Labs", "Taula", "Dies"]), max_size=3, unique=True).map(tuple)
_VALUES: dict[str, st.SearchStrategy[Value]] = {
    "copy.en.headline": _WORDS,
    "copy.en.text": _TEXT,
    "copy.en.alt": _TEXT,
    "copy.es.text": _TEXT,
    "copy.es.alt": _WORDS,
    "copy.en.comment": _TEXT,
    "copy.en.thread": st.lists(_TEXT, max_size=3).map(tuple),
    "hashtags": _NAMES,
    "tags": _NAMES,
    "overrides.mastodon.es.text": _TEXT,
    "when": st.sampled_from(["week 3 Friday 09:45", "2027-01-02 10:00"]),
    "card.background": st.just(""),
    "zone": st.sampled_from(["Europe/Dublin", ""]),
}


@st.composite
def _edits(draw: st.DrawFn) -> dict[str, Value]:
    keys = draw(st.lists(st.sampled_from(sorted(_VALUES)), min_size=1, max_size=3, unique=True))
    return {key: draw(_VALUES[key]) for key in keys}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(wanted=_edits(), post=st.sampled_from(["labs-01", "peer-01", "thread-01"]))
def test_only_the_lines_of_changed_fields_differ(
    bureau: Bureau, wanted: dict[str, Value], post: str
) -> None:
    """Fields that were not named are the same after it, and so are the lines between them."""
    text = {"labs-01": LABS, "peer-01": PEER, "thread-01": THREAD}[post]
    path: Path = bureau.calendar / f"{post}.yaml"
    path.write_text(text, encoding="utf-8")
    before = fields_of(text)
    answer = save(bureau, post, dict(wanted))
    if isinstance(answer, Invalid):
        assert held(bureau, post).decode() == text
        return
    assert isinstance(answer, Saved)
    after = fields(bureau, post)
    for key in {*before, *after}:
        if key in wanted:
            assert same(after.get(key), wanted[key]), key
        elif not key.endswith(".of"):
            assert after.get(key) == before.get(key), key
    _only_those_lines(text, held(bureau, post).decode(), answer.keys)
    once = held(bureau, post)
    again = save(bureau, post, dict(wanted))
    assert isinstance(again, Saved)
    assert again.already_so
    assert held(bureau, post) == once


def _only_those_lines(before: str, after: str, keys: tuple[str, ...]) -> None:
    """No comment goes or comes, and no line outside of the keys' own blocks."""
    changed = [
        line[2:].strip()
        for line in difflib.ndiff(before.splitlines(), after.splitlines())
        if line.startswith("- ")
    ]
    names = {key.rpartition(".")[2] for key in keys} | {key.partition(".")[0] for key in keys}
    if not keys:
        assert changed == []
    for comment in ("# The first of the posts on labs.", "# the end"):
        assert (comment in before) == (comment in after)
    assert not any(line.startswith("id:") for line in changed), names
