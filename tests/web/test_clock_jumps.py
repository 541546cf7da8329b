"""The clock of a running desk jumps by a day, forward and back: nothing breaks, nobody is stuck."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.web.mailbox import mailbox
from tests.web.stage import Stage
from tests.web.test_lost_database import PAGES
from tests.web.test_sign_in import given, with_mail

DAY = timedelta(days=1)


def jump(stage: Stage, span: timedelta) -> datetime:
    """Set the clock, also back, which time itself never goes."""
    stage.clock.now += span
    return stage.clock.now


@pytest.mark.parametrize("first", [DAY, -DAY], ids=["forward", "back"])
def test_every_page_is_shown_and_every_act_done_at_either_end(
    stage: Stage, first: timedelta
) -> None:
    """Pages that tell how long ago something was tell it of what is in the future too."""
    stage.plan()
    stage.visit("ada").post("/settle/pause", {"scope": "all", "reason": "x"}, page="/settle/pause")
    for span in (timedelta(0), first, -first):
        jump(stage, span)
        ada, olga = stage.visit("ada"), stage.visit("olga")
        for path in PAGES:
            assert ada.get(path).status_code == 200, (span, path)
        edit = {"name": f"Olga {span.days}", "shortcuts": "on"}
        assert olga.post("/me", edit, page="/me").status_code == 303


def test_a_session_of_before_goes_on_when_the_clock_comes_back(stage: Stage) -> None:
    """A day ahead it is over, and asks to sign in; the same session opens the desk afterwards."""
    visit = stage.visit("edgar")
    assert visit.get("/", allow_redirects=False).status_code == 200
    jump(stage, DAY)
    assert visit.get("/", allow_redirects=False).status_code == 303
    jump(stage, -DAY)
    assert visit.get("/", allow_redirects=False).status_code == 200
    jump(stage, -DAY)
    assert visit.get("/", allow_redirects=False).status_code == 200
    jump(stage, timedelta(hours=12, minutes=1))
    assert visit.get("/", allow_redirects=False).status_code == 303


def test_a_link_of_tomorrow_opens_nothing_today(stage: Stage) -> None:
    """And whoever asked too often by a fast clock waits for minutes, not for a day."""
    jump(stage, DAY)
    path = given(stage, "edgar")
    with mailbox() as box:
        with_mail(stage, box.address)
        visit = stage.visit()
        form = {"email": "edgar@project.example"}
        for _ in range(3):
            assert visit.post("/sign-in/mail", form, page="/sign-in").status_code == 303
        jump(stage, -DAY)
        assert stage.visit().get(path).status_code == 410
        late = visit.post("/sign-in/mail", form, page="/sign-in")
        assert late.status_code == 429 and int(late.headers["retry-after"]) <= 300
        jump(stage, timedelta(minutes=5))
        assert visit.post("/sign-in/mail", form, page="/sign-in").status_code == 303
        box.wait(4)
