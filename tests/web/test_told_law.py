"""Every form of the desk is named with how the second of two is told, or why there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.web.test_killed_law import fits
from tests.web.test_rights import UNSAFE
from tests.web.test_told import ROWS

HERE: Final = Path(__file__).parent

#: Beside the rows of test_told.py: the test in which a second person is told, as "file::test".
ELSEWHERE: Final = {
    "/a/{token}": "test_invited.py::test_looking_uses_nothing_and_one_yes_counts",
    "/accounts/{name}/connect": "test_connecting.py::test_of_two_people_who_connect_the_second",
    "/reports/targets": "test_targets.py::test_whoever_was_first_is_named",
    "/settle/decide/{number}": "test_settle.py::test_two_people_decide_and_the_second_is_told",
}

#: Where two people cannot meet, and why.
ALONE: Final = {
    "/accounts/test": "asks the networks; each who asks reads what they say at that moment",
    "/accounts/{name}/test": "asks the network; each who asks reads what it says at that moment",
    "/me": "one's own name and settings",
    "/me/passkeys": "one's own passkey, made by one's own browser",
    "/me/passkeys/ask": "begins what one's own browser has to finish",
    "/me/passkeys/remove": "one's own passkey",
    "/me/register": "whoever works alone; the first to register ends every session of nobody",
    "/me/sessions/end": "one's own session",
    "/me/sessions/end-all": "one's own sessions",
    "/pictures": "the same picture is one file, whoever brings it",
    "/posts/{id}/compose": "writes nothing",
    "/posts/{id}/copy": "each keeps the own words, in a file of its own",
    "/posts/{id}/here": "says that one's own page is open",
    "/reports/{period}/write": "made of figures alone: the same report, whoever writes it",
    "/settle/fetch/{number}": "writes nothing",
    "/settle/look/{number}": "writes nothing",
    "/sign-in/link/{token}": "one person's own link; another browser is told that it was used",
    "/sign-in/mail": "a link of one's own, mailed to its owner",
    "/sign-in/oidc": "begins one's own sign-in",
    "/sign-in/passkey": "one's own passkey",
    "/sign-in/passkey/ask": "begins one's own sign-in",
    "/sign-out": "one's own session",
    "/translations/{language}/{post}/room": "writes nothing",
    "/undo/{edit}": "one's own edit of this visit; what others did since is named and kept",
}


def _shown() -> set[str]:
    """The routes of the rows, as the desk has them."""
    paths = {path for case in ROWS for path in case.paths}
    return {door.path for door in UNSAFE for path in paths if fits(door.path, path)}


def test_at_every_form_the_second_is_told_or_two_people_cannot_meet_there() -> None:
    """A new route needs a row; a row whose route is gone goes too."""
    routes = {door.path for door in UNSAFE}
    shown = _shown()
    assert routes - shown - ELSEWHERE.keys() - ALONE.keys() == set()
    assert (ELSEWHERE.keys() | ALONE.keys()) - routes == set()
    assert ALONE.keys() & (shown | ELSEWHERE.keys()) == set()
    assert all(any(fits(each, path) for each in routes) for c in ROWS for path in c.paths)


@pytest.mark.parametrize("route", ELSEWHERE)
def test_the_test_that_is_named_is_there(route: str) -> None:
    """By its file and the beginning of its name."""
    file, _, name = ELSEWHERE[route].partition("::")
    assert f"def {name}" in (HERE / file).read_text("utf-8")
