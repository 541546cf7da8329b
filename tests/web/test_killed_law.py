"""Every form of the desk, and every change of the API, is named with what shows it is done once."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from fastapi.routing import APIRoute

from campaign.web.api import calendar, figures, posts, publications, standing
from tests.web.test_killed_acts import ACTS
from tests.web.test_rights import UNSAFE

HERE: Final = Path(__file__).parent

#: Beside the acts of test_killed_acts.py: the test that kills the desk, as "file::test".
KILLED: Final = {
    "/a/{token}": "test_killed_answers.py::test_the_answer_of_an_invited_person",
    "/accounts/{name}/connect": "test_killed_reports.py::test_an_account_is_connected_once",
    "/calendar/move/{post}": "test_calendar.py::test_a_move_that_was_cut_off_anywhere",
    "/me": "test_killed_signing_in.py::test_a_new_name_is_kept_once",
    "/me/mail": "test_killed_signing_in.py::test_an_address_is_changed_once",
    "/people/{id}/mail": "test_killed_signing_in.py::test_an_address_is_changed_once",
    "/people": "test_killed_signing_in.py::test_a_person_is_registered_once",
    "/people/{id}/disable": "test_killed_signing_in.py::test_what_somebody_may_do_changes_once",
    "/people/{id}/roles": "test_killed_signing_in.py::test_what_somebody_may_do_changes_once",
    "/me/register": "test_killed_entering.py::test_whoever_works_alone_is_registered_once",
    "/people/{id}/link": "test_killed_entering.py::test_of_a_link_that_was_lost",
    "/pictures": "test_killed_entering.py::test_a_picture_is_one_whole_file",
    "/sign-in/mail": "test_killed_entering.py::test_a_link_that_is_mailed",
    "/plan": "test_settle_killed.py::test_applying",
    "/posts/new": "test_post_killed.py::test_a_post_is_made_once",
    "/posts/{id}": "test_post_killed.py::test_asking_plans_and_asks_once",
    "/posts/{id}/copy": "test_post_killed.py::test_a_post_is_made_once",
    "/posts/{id}/where": "test_post_killed.py::test_channels_are_chosen_once",
    "/posts/{post}/out/withdraw": "test_settle_killed.py::test_taking_back_answering_and",
    "/publications/{number}/skip": "test_calendar.py::test_a_skip_that_was_cut_off_anywhere",
    "/reports/{period}/write": "test_killed_reports.py::test_a_report_is_whole_or_the_one_before",
    "/settle/decide/{number}": "test_settle_killed.py::test_a_decision",
    "/settle/pause": "test_settle_killed.py::test_stopping_and_letting_go_on",
    "/settle/resume": "test_settle_killed.py::test_stopping_and_letting_go_on",
    "/settle/times": "test_settle_killed.py::test_new_times_and_leaving",
    "/sign-in/link/{token}": "test_killed_signing_in.py::test_a_link_whose_answer_was_lost",
    "/translations/{language}/{post}": "test_killed_answers.py::test_a_translation",
    "/undo/{edit}": "test_killed_answers.py::test_taking_an_edit_back",
}

#: Where a kill cannot matter: nothing is written, or a browser has to answer anew.
HARMLESS: Final = {
    "/me/passkeys": "answers a challenge that holds once; the browser is asked anew",
    "/me/passkeys/ask": "begins what the browser has to finish",
    "/posts/{id}/compose": "writes nothing",
    "/posts/{id}/here": "says that a page is open, which the next sign says again",
    "/settle/fetch/{number}": "writes nothing",
    "/settle/look/{number}": "writes nothing",
    "/sign-in/oidc": "begins what the provider has to finish",
    "/sign-in/passkey": "answers a challenge that holds once; the browser is asked anew",
    "/sign-in/passkey/ask": "begins what the browser has to finish",
    "/translations/{language}/{post}/room": "writes nothing",
}

#: The API's changes; all are killed by test_killed_answers.py::test_what_a_program_changes.
API: Final = {
    "POST /figures",
    "POST /posts",
    "PATCH /posts/{id}",
    "POST /publications/{number}/skip",
    "POST /publications/{number}/reschedule",
    "POST /pauses",
}
API_READS: Final = {"POST /compose"}


def _acts() -> set[str]:
    """The routes of the acts, as the desk has them."""
    found = set()
    for door in UNSAFE:
        for act in ACTS:
            if fits(door.path, act.path):
                found.add(door.path)
    return found


def fits(pattern: str, path: str) -> bool:
    """Whether an address is of a route: a part in braces stands for any word."""
    parts, words = pattern.split("/"), path.split("/")
    return len(parts) == len(words) and all(
        part.startswith("{") or part == word for part, word in zip(parts, words, strict=True)
    )


def test_every_form_is_killed_or_says_why_that_cannot_matter() -> None:
    """A new route needs a row; a row whose route is gone goes too."""
    routes = {door.path for door in UNSAFE}
    acts = _acts()
    assert routes - acts - KILLED.keys() - HARMLESS.keys() == set()
    assert (KILLED.keys() | HARMLESS.keys()) - routes == set()
    assert acts & HARMLESS.keys() == set()


@pytest.mark.parametrize("route", KILLED)
def test_the_test_that_is_named_is_there(route: str) -> None:
    """By its file and the beginning of its name."""
    file, _, name = KILLED[route].partition("::")
    text = (HERE / file).read_text("utf-8")
    assert f"def {name}" in text and "kill" in text


def test_every_change_of_the_api_is_killed() -> None:
    """All methods but GET; what only reads is named as such."""
    routes = {
        f"{method} {route.path}"
        for each in (posts, publications, calendar, figures, standing)
        for route in each.router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
        if method not in ("GET", "HEAD")
    }
    assert routes == API | API_READS
