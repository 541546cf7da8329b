"""To settle, over HTTP: each trouble has its decision, once, and whoever comes second is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import requests

from campaign.model import Decision, State
from campaign.storage import pauses, publications
from campaign.usecases.operations.pause import pause
from campaign.usecases.operations.resolve import resolve
from tests.web import troubles
from tests.web.stage import Stage, Visit
from tests.web.troubles import EAST, MINUTE, MOST, held, one

NOON = {"day": "2026-12-09", "time": "16:00", "spread": "", "need": "missed"}


def page(visit: Visit, path: str = "/settle") -> str:
    """A page's text, without the signs of HTML in its words."""
    answer = visit.get(path)
    assert answer.status_code == 200, answer.text[:2000]
    return unescape(answer.text)


def saw(text: str) -> str:
    """The mark that the page's decisions bring back."""
    found = re.search(r'name="saw" value="([^"]+)"', text)
    assert found
    return found.group(1)


def words(answer: requests.Response) -> str:
    """A page's words alone."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def ledger(stage: Stage, network: str) -> int:
    """How many posts of a network are public."""
    found = requests.get(f"{stage.sandbox}/_sandbox/ledger", params={"network": network}, timeout=9)
    return int(found.json()["count"])


def asked(stage: Stage, network: str) -> int:
    """How many requests the sandbox has had of a network, as far as its journal tells."""
    return ledger(stage, network)


@pytest.fixture
def doubt(stage: Stage) -> Iterator[int]:
    """The number of a post on Mastodon that arrived, and whose answer was lost."""
    yield troubles.in_doubt(stage).id


def test_a_page_asks_no_network_until_somebody_presses_the_button(stage: Stage, doubt: int) -> None:
    """The page says what to look for; the button says what it does."""
    visit = stage.visit("olga")
    text = page(visit, f"/settle?need=unknown-{doubt}")
    assert "Ask the account now" in text
    assert "This asks the network and changes nothing." in text
    assert "the same words" not in text
    answer = visit.post(f"/settle/look/{doubt}")
    assert answer.status_code == 200
    assert "the same words" in words(answer)
    assert "<mark>" in answer.text
    assert one(stage, doubt).state is State.UNKNOWN


def test_what_is_there_is_not_sent_again(stage: Stage, doubt: int) -> None:
    """The page says why; a form that comes all the same is refused, and nothing is sent."""
    visit = stage.visit("olga")
    text = visit.post(f"/settle/look/{doubt}").text
    assert "Not while it is there." in text
    before = ledger(stage, "mastodon")
    form = {"decision": "again", "saw": saw(text), "looked": "yes"}
    answer = visit.post(f"/settle/decide/{doubt}", form)
    assert answer.status_code == 422
    assert "it would stand there twice" in words(answer)
    assert (one(stage, doubt).state, ledger(stage, "mastodon")) == (State.UNKNOWN, before)


def test_it_is_there_stores_the_address_that_the_account_shows(stage: Stage, doubt: int) -> None:
    """With the network's own id, so that it can be measured and taken back."""
    visit = stage.visit("olga")
    mark = saw(page(visit, f"/settle?need=unknown-{doubt}"))
    answer = visit.post(f"/settle/decide/{doubt}", {"decision": "there", "saw": mark})
    assert (answer.status_code, answer.headers["location"]) == (303, "/settle")
    found = one(stage, doubt)
    assert found.state is State.PUBLISHED
    assert found.url.startswith(stage.sandbox)
    assert found.remote_id


def test_two_people_decide_and_the_second_is_told_by_whom_and_when(
    stage: Stage, doubt: int
) -> None:
    """The first decision stands."""
    first, second = stage.visit("olga"), stage.visit("ada")
    path = f"/settle?need=unknown-{doubt}"
    mark, other = saw(page(first, path)), saw(page(second, path))
    assert first.post(f"/settle/decide/{doubt}", {"decision": "there", "saw": mark}).status_code
    answer = second.post(f"/settle/decide/{doubt}", {"decision": "absent", "saw": other})
    assert answer.status_code == 409
    assert "Olga was first, at Tue 8 Dec, 09:16: decided by olga: it is there" in words(answer)
    assert one(stage, doubt).state is State.PUBLISHED


def test_the_same_decision_sent_twice_is_carried_out_once(stage: Stage, doubt: int) -> None:
    """As after a server was killed between the click and the answer."""
    visit = stage.visit("olga")
    mark = saw(page(visit, f"/settle?need=unknown-{doubt}"))
    form = {"decision": "absent", "saw": mark}
    assert visit.post(f"/settle/decide/{doubt}", form).status_code == 303
    answer = visit.post(f"/settle/decide/{doubt}", form)
    assert answer.status_code == 303
    assert "That was done already" in words(visit.get("/settle"))
    assert [row["decision"] for row in _story(stage, doubt)].count("absent") == 1


def test_an_address_that_is_none_is_refused_and_kept(stage: Stage, doubt: int) -> None:
    """The message stands in the summary and at the field."""
    visit = stage.visit("olga")
    mark = saw(page(visit, f"/settle?need=unknown-{doubt}"))
    for typed in ("mastodon post", "ftp://x.example/1", "javascript:alert(1)"):
        form = {"decision": "there", "saw": mark, "url": typed}
        answer = visit.post(f"/settle/decide/{doubt}", form)
        assert answer.status_code == 422
        assert f'value="{typed}"' in answer.text
        assert words(answer).count("is no address of a post") == 2
    assert one(stage, doubt).state is State.UNKNOWN


def test_what_nobody_can_ask_is_sent_again_only_by_somebody_who_looked(stage: Stage) -> None:
    """Telegram shows nobody what an account has posted."""
    number = troubles.in_doubt(stage, "telegram", MOST).id
    visit = stage.visit("olga")
    text = page(visit, f"/settle?need=unknown-{number}")
    assert "Ask the account now" not in text
    assert "cannot be asked what an account has posted" in text
    form = {"decision": "again", "saw": saw(text)}
    answer = visit.post(f"/settle/decide/{number}", form)
    assert answer.status_code == 422
    assert "say that it is not there" in words(answer)
    assert visit.post(f"/settle/decide/{number}", {**form, "looked": "yes"}).status_code == 303
    assert one(stage, number).state is State.SCHEDULED
    before = ledger(stage, "telegram")
    stage.publish(MOST + 5 * MINUTE)
    assert (one(stage, number).state, ledger(stage, "telegram")) == (State.PUBLISHED, before + 1)


def test_missed_ones_go_at_the_hour_of_each_zone_and_the_paused_one_cannot_be_chosen(
    stage: Stage,
) -> None:
    """Two of three to 16:00."""
    channels = stage.opened.config.channels
    names = [n for n, c in channels.items() if c.region == "navarra" and c.language == "eu"][:1]
    names += [n for n, c in channels.items() if c.region == "donegal"][:1]
    paused = next(n for n, c in channels.items() if (c.region, c.platform) == ("timis", "bluesky"))
    some = troubles.missed(stage, names, paused)
    assert sorted(p.channel for p in some) == sorted([*names, paused])
    visit = stage.visit("olga")
    text = page(visit, "/settle?need=missed")
    numbers = {p.channel: p.id for p in some}
    box = re.search(rf'<input type="checkbox"[^>]*value="{numbers[paused]}"[^>]*>', text)
    assert box and " disabled" in box.group(0)
    assert "the server refuses the app password" in text
    assert "It cannot be chosen before it goes on." in text
    refused = visit.post("/settle/times", {**NOON, "chosen": list(numbers.values())})
    assert refused.status_code == 422
    assert "cannot be chosen" in words(refused)
    assert {one(stage, n).state for n in numbers.values()} == {State.MISSED}
    chosen = [numbers[name] for name in names]
    answer = visit.post("/settle/times", {**NOON, "chosen": chosen})
    assert answer.status_code == 303
    for name in names:
        at = one(stage, numbers[name]).not_before.astimezone(channels[name].zone)
        assert f"{at:%Y-%m-%d %H:%M}" == "2026-12-09 16:00"
    assert len({one(stage, n).not_before for n in chosen}) == 2
    assert one(stage, numbers[paused]).state is State.MISSED
    again = visit.post("/settle/times", {**NOON, "chosen": chosen})
    assert again.status_code == 303
    assert "That was done already" in words(visit.get("/settle"))
    other = stage.visit("ada").post("/settle/times", {**NOON, "time": "17:00", "chosen": chosen})
    assert other.status_code == 409
    assert "Olga was first" in words(other)


def test_a_time_that_is_none_is_refused_and_what_was_typed_stays(stage: Stage) -> None:
    """With the choice."""
    some = troubles.missed(stage, ["donegal-mastodon"], "timis-bluesky")
    number = next(p.id for p in some if p.channel == "donegal-mastodon")
    visit = stage.visit("olga")
    token = visit.token("/settle")
    for typed, message in (
        ({"day": "", "time": ""}, "Choose a day and an hour."),
        ({"day": "2026-12-01"}, "that time has passed"),
        ({"day": "2026-02-30"}, "2026-02-30"),
        ({"day": "someday"}, "someday"),
        ({"time": "25:00"}, "25:00"),
        ({"spread": "half an hour"}, "write a whole number of minutes"),
        ({"spread": "-5"}, "between 0 and 1440"),
    ):
        form = {"csrf": token, **NOON, **typed, "chosen": [number]}
        answer = visit.send("/settle/times", form)
        assert answer.status_code == 422, typed
        assert message in words(answer), typed
        for name, value in typed.items():
            assert re.search(rf'name="{name}"[^>]*value="{re.escape(value)}"', answer.text)
        box = re.search(rf'<input type="checkbox"[^>]*value="{number}"[^>]*>', answer.text)
        assert box and " checked" in box.group(0)
    assert one(stage, number).state is State.MISSED
    nothing = visit.send("/settle/times", {"csrf": token, **NOON})
    assert nothing.status_code == 422
    assert "nothing is chosen" in words(nothing)


def test_what_is_left_does_not_go_out_and_is_left_once(stage: Stage) -> None:
    """The second person is told."""
    some = troubles.missed(stage, ["donegal-mastodon"], "timis-bluesky")
    numbers = [p.id for p in some]
    visit = stage.visit("olga")
    form = {"leave": "yes", "chosen": numbers, "need": "missed"}
    assert visit.post("/settle/times", form).status_code == 303
    assert {one(stage, n).state for n in numbers} == {State.CANCELLED}
    assert visit.post("/settle/times", form).status_code == 303
    assert "That was done already" in words(visit.get("/settle"))
    answer = stage.visit("ada").post("/settle/times", form)
    assert answer.status_code == 409
    assert "Olga was first" in words(answer)


def test_a_failure_says_its_cause_what_it_threatens_and_the_first_step(stage: Stage) -> None:
    """And whether the picture can be fetched by now; that changes nothing."""
    troubles.of_each(stage)
    visit = stage.visit("olga")
    (failed,) = held(stage, State.FAILED)
    text = page(visit, f"/settle?need=failed-{failed.id}")
    assert "there it did not get the card" in text
    assert "Media download has failed" in text
    assert "coming posts would go the same way" in text
    assert "Whoever looks after the server" in text and "campaign media" not in text
    answer = visit.post(f"/settle/fetch/{failed.id}")
    assert "It can be fetched now" in words(answer)
    assert one(stage, failed.id).state is State.FAILED
    form = {**NOON, "need": f"failed-{failed.id}", "chosen": [failed.id]}
    assert visit.post("/settle/times", form).status_code == 303
    stage.publish(datetime(2026, 12, 9, 15, 1, tzinfo=UTC))
    stage.publish(datetime(2026, 12, 9, 15, 3, tzinfo=UTC))
    assert one(stage, failed.id).state is State.PUBLISHED


def test_the_list_has_one_line_for_a_cause_in_the_order_of_how_soon(stage: Stage) -> None:
    """In doubt first; what nothing ends last."""
    troubles.of_each(stage)
    text = page(stage.visit("olga"))
    kinds = re.findall(r'<h2><span class="is is-(\w+)">', text)
    assert kinds[0] == "unknown"
    assert kinds[-1] == "missed"
    assert {"failed", "paused"} <= set(kinds)


def test_nothing_to_settle_is_said(seen: Stage) -> None:
    """With one step."""
    text = page(seen.visit("olga"))
    assert "Nothing needs a decision." in text
    assert "Stop sending" in text


def test_stopping_holds_at_once_and_says_why(stage: Stage) -> None:
    """By everybody who works there; twice sent, there is one pause."""
    stage.plan(approved=True)
    visit = stage.visit("marta")
    text = page(visit, "/settle/pause?scope=region:catalonia")
    key = re.search(r'name="once" value="([^"]+)"', text)
    assert key
    form = {"scope": "region:catalonia", "reason": "una errada", "once": key.group(1)}
    for _ in range(2):
        assert visit.post("/settle/pause", form).status_code == 303
    assert len(_on(stage)) == 1
    stage.publish(MOST)
    assert not [p for p in held(stage, State.PUBLISHED) if p.region == "catalonia"]
    assert "That was done already" in words(visit.get("/settle"))


def test_a_late_repeat_of_a_pause_stops_nothing_anew(stage: Stage) -> None:
    """What was resumed meanwhile goes on."""
    visit = stage.visit("olga")
    form = {"scope": "all", "reason": "a moment", "once": "k-1"}
    assert visit.post("/settle/pause", form).status_code == 303
    (on,) = _on(stage)
    sent = {"scope": "all", "pause": [on.id]}
    assert visit.post("/settle/resume", sent).status_code == 303
    assert visit.post("/settle/pause", form).status_code == 303
    assert _on(stage) == ()


def test_a_pause_that_is_not_whole_is_refused(stage: Stage) -> None:
    """The summary leads to the field."""
    visit = stage.visit("olga")
    for typed, at in (
        ({"reason": ""}, "reason"),
        ({"scope": "channel:nobody"}, "scope"),
        ({"scope": ""}, "scope"),
        ({"day": "2020-01-01", "time": "10:00"}, "day"),
        ({"day": "tomorrow"}, "day"),
    ):
        form = {"scope": "all", "reason": "x", "once": "k", "day": "", "time": "", **typed}
        answer = visit.post("/settle/pause", form)
        assert answer.status_code == 422, typed
        assert f'href="#{at}"' in answer.text, typed
    assert _on(stage) == ()


def test_resuming_shows_what_goes_on_at_what_pace_and_ends_only_what_was_shown(
    stage: Stage,
) -> None:
    """A pause that began meanwhile stays."""
    stage.plan(approved=True)
    _pause(stage, "channel:eu-mastodon", "a test")
    stage.publish(MOST)
    stage.desk.changed()
    visit = stage.visit("olga")
    (first,) = _on(stage)
    text = page(visit, "/settle/resume?scope=channel:eu-mastodon")
    assert "one in 2 minutes" in text
    assert "a test" in text
    _pause(stage, "channel:eu-mastodon", "another reason")
    form = {"scope": "channel:eu-mastodon", "pause": [first.id]}
    answer = visit.post("/settle/resume", form)
    assert answer.status_code == 409
    assert "another reason" in words(answer)
    assert len(_on(stage)) == 2
    both = {"scope": "channel:eu-mastodon", "pause": [p.id for p in _on(stage)]}
    assert visit.post("/settle/resume", both).status_code == 303
    assert _on(stage) == ()
    assert visit.post("/settle/resume", both).status_code == 303
    assert "That was done already" in words(visit.get("/settle"))
    assert stage.visit("ada").post("/settle/resume", both).status_code == 303
    stage.publish(MOST + MINUTE)
    assert [p for p in held(stage, State.PUBLISHED) if p.channel == "eu-mastodon"]


def test_who_may_not_decide_reads_and_is_refused(stage: Stage, doubt: int) -> None:
    """An editor, an approver and a reader see what is open in their regions; none decides."""
    for who in ("rita", "edgar", "avery"):
        visit = stage.visit(who)
        text = page(visit, f"/settle?need=unknown-{doubt}")
        assert "It is not there" not in text
        assert "You may read it." in text
        mark = "unknown.x.1"
        answer = visit.post(f"/settle/decide/{doubt}", {"decision": "there", "saw": mark})
        assert answer.status_code == 403
        assert visit.post(f"/settle/look/{doubt}").status_code == 403
    catalan = stage.visit("marta")
    assert "Nothing needs a decision." in page(catalan)
    assert one(stage, doubt).state is State.UNKNOWN


def test_what_the_engine_settles_meanwhile_is_told_as_the_publisher(
    stage: Stage, doubt: int
) -> None:
    """Nobody decides about what is settled."""
    visit = stage.visit("olga")
    mark = saw(page(visit, f"/settle?need=unknown-{doubt}"))
    stage.publish(EAST + timedelta(minutes=3))
    assert one(stage, doubt).state is State.PUBLISHED
    answer = visit.post(f"/settle/decide/{doubt}", {"decision": "absent", "saw": mark})
    assert answer.status_code == 409
    assert "was first" in words(answer)
    assert one(stage, doubt).state is State.PUBLISHED


def test_a_number_that_is_none_is_said(stage: Stage) -> None:
    """And no decision that there is not."""
    visit = stage.visit("olga")
    for path in ("/settle/look/9999", "/settle/decide/9999"):
        assert visit.post(path, {"decision": "there", "saw": "x"}).status_code == 409
    assert visit.post("/settle/decide/x").status_code == 422


def test_settled_today_is_listed(stage: Stage, doubt: int) -> None:
    """With what was decided."""
    resolve(
        stage.opened.database,
        doubt,
        Decision.CANCEL,
        actor=stage.person("olga"),
        now=stage.opened.now(),
    )
    stage.desk.changed()
    text = page(stage.visit("olga"))
    assert "Settled today" in text
    assert "it shall not go out" in text


def _story(stage: Stage, number: int) -> list[dict[str, object]]:
    with stage.opened.database.read() as connection:
        return publications.story(connection, number)


def _on(stage: Stage) -> tuple[pauses.Pause, ...]:
    with stage.opened.database.read() as connection:
        return pauses.open(connection, stage.opened.now()).on


def _pause(stage: Stage, scope: str, reason: str) -> None:
    pause(
        stage.opened.database,
        scope,
        actor=stage.person("ada"),
        reason=reason,
        now=stage.opened.now(),
        channels=stage.opened.config.channels,
    )


def test_a_look_at_what_was_settled_meanwhile_is_not_shown_at_another(stage: Stage) -> None:
    """The page leads on to the next one; its decisions are about that one alone."""
    troubles.in_doubt(stage)
    first, second = held(stage, State.UNKNOWN, platform="mastodon")[:2]
    visit = stage.visit("olga")
    form = {"decision": "cancel", "saw": saw(page(visit, f"/settle?need=unknown-{first.id}"))}
    assert visit.post(f"/settle/decide/{first.id}", form).status_code == 303
    answer = visit.post(f"/settle/look/{first.id}")
    assert f'action="/settle/decide/{first.id}"' not in answer.text
    assert f'action="/settle/decide/{second.id}"' in answer.text
