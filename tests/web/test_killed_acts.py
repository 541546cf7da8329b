"""Scene 21 for every other act: the desk dies between click and answer; repeating does it once."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from campaign.storage.secrets.credentials import brought
from campaign.usecases.signing_in import tokens
from tests.web.acts import (
    CHANNEL,
    POST,
    REGION,
    Act,
    approved,
    disabled,
    invited,
    is_done_once,
    listening,
    listening_no_more,
    opened,
    planned,
    sent_back,
    shown,
    skipped,
    stopped,
    with_passkey,
)
from tests.web.killed import sending
from tests.web.stage import NOW, Stage
from tests.web.states_before import connected, heard, let_in_by_ada, put_back, read_otherwise

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

#: After which a yes to the post is late.
DAYS = timedelta(days=7)
ANSWER = f"/approvals/{POST}/answer"
FIGURES = "/reports/2026-W49/figures"
TOKEN = {"name": "cms", "scope": ["read"], "role": "editor", "region": REGION, "days": "30"}
HOOK = {"name": "Site", "url": "https://site.example/hear", "event": "publication.missed"}


def about(act: str, wish: str = "") -> Any:
    """The form about the requests of one post."""
    return lambda stage: {"region": REGION, "shown": shown(stage), "act": act, "wish": wish}


def of(form: Mapping[str, Any]) -> Any:
    """A form that is known beforehand."""
    return lambda stage: form


def a_link(stage: Stage) -> None:
    """Somebody is invited."""
    invited(stage)


ACTS = (
    Act(
        "approve", "marta", ANSWER, {"variant.approved": 4, "variant.released": 4}, about("approve")
    ),
    Act(
        "change",
        "marta",
        ANSWER,
        {"variant.sent-back": 4, "publication.moved": 4},
        about("change", "Shorter."),
    ),
    Act(
        "go on",
        "marta",
        ANSWER,
        {"variant.send-back-ended": 4, "publication.moved": 4},
        about("go-on"),
        sent_back,
    ),
    Act("comment", "nuria", ANSWER, {"variant.commented": 4}, about("comment", "Nice.")),
    Act(
        "take mine back",
        "marta",
        ANSWER,
        {"approval.taken-back": 4, "publication.moved": 4},
        about("mine"),
        approved,
    ),
    Act(
        "take all back",
        "olga",
        ANSWER,
        {"approval.taken-back": 4, "publication.moved": 4},
        about("all"),
        approved,
    ),
    Act("ask", "nuria", ANSWER, {"approval.asked": 4}, about("ask")),
    Act("remind", "olga", ANSWER, {"approval.reminded": 4}, about("remind")),
    Act(
        "remind late",
        "olga",
        "/approvals/remind",
        {"approval.reminded": 4},
        of({"region": ""}),
        after=DAYS,
    ),
    Act(
        "invite",
        "olga",
        f"/approvals/{POST}/invite",
        {"review.invited": 1},
        of({"region": REGION, "to": "mayor@example.org", "language": "", "once": "k"}),
        answer=200,
    ),
    Act(
        "end a link", "olga", "/approvals/links/1/end", {"review.invitation-ended": 1}, state=a_link
    ),
    Act(
        "invite to review",
        "olga",
        "/review-links",
        {"review.invited": 1},
        of({"post": POST, "region": REGION, "to": "Mayor", "language": "", "once": "k"}),
        answer=200,
    ),
    Act("revoke", "olga", "/review-links/1/revoke", {"review.invitation-ended": 1}, state=a_link),
    Act(
        "skip back",
        "olga",
        "/publications/1/skip/back",
        {"publication.skip-ended": 1, "publication.moved": 1},
        state=skipped,
    ),
    Act(
        "account goes on", "olga", f"/accounts/{CHANNEL}/resume", {"pause.ended": 1}, state=stopped
    ),
    Act(
        "let somebody act again",
        "ada",
        "/people/edgar/enable",
        {"person.enabled": 1},
        state=disabled,
    ),
    Act(
        "make a token",
        "ada",
        "/machines/tokens",
        {"access.given": 1},
        of({**TOKEN, "once": "k"}),
        answer=200,
        again=200,
    ),
    Act(
        "tell an address",
        "ada",
        "/machines/webhooks",
        {"webhook.made": 1},
        of({**HOOK, "once": "k"}),
        answer=200,
        again=200,
    ),
    Act(
        "pause an address",
        "ada",
        "/machines/webhooks/1/pause",
        {"webhook.paused": 1},
        state=listening,
    ),
    Act(
        "resume an address",
        "ada",
        "/machines/webhooks/1/resume",
        {"webhook.resumed": 1},
        state=listening_no_more,
    ),
    Act("end an address", "ada", "/machines/webhooks/1/end", {"webhook.ended": 1}, state=listening),
    Act(
        "end a token",
        "ada",
        "/machines/tokens/1/end",
        {"access.ended": 1},
        state=let_in_by_ada,
    ),
    Act(
        "send a message again",
        "ada",
        "/machines/messages/1/resend",
        {"webhook.resent": 1},
        of({"shown": NOW.isoformat()}),
        heard,
    ),
    Act(
        "forget a credential",
        "ada",
        f"/accounts/{CHANNEL}/disconnect",
        {"account.disconnected": 1},
        lambda stage: {"seen": stage.opened.safe(brought(CHANNEL)).get().version},
        connected,
    ),
    Act("try an account", "olga", f"/accounts/{CHANNEL}/test", {}),
    Act("try all accounts", "olga", "/accounts/test", {}),
    Act(
        "live with it",
        "olga",
        f"/settle/live-with/{POST}",
        {"reading.accepted": 1},
        of({"reason": "a comma", "need": ""}),
        read_otherwise,
    ),
    Act(
        "none is out",
        "olga",
        f"/settle/none-out/{CHANNEL}",
        {"channel.checked": 1, "publication.moved": 1},
        of({"looked": "yes", "need": ""}),
        put_back,
    ),
    Act(
        "sign out elsewhere",
        "edgar",
        "/me/sessions/end",
        {},
        lambda stage: {"session": tokens.digest(stage.cookie("edgar"))},
    ),
    Act("sign out", "edgar", "/sign-out", {}, again=403),
    Act("sign out everywhere", "edgar", "/me/sessions/end-all", {}),
    Act(
        "forget a passkey",
        "edgar",
        "/me/passkeys/remove",
        {"passkey.removed": 1},
        of({"passkey": "key"}),
        with_passkey,
    ),
    Act(
        "figures",
        "olga",
        FIGURES,
        {"figure.entered": 1},
        of({"site_visits": "77", "source": "Matomo", "seen.site_visits": "0"}),
    ),
    Act(
        "another figure",
        "olga",
        f"{FIGURES}/other",
        {"figure.entered": 1},
        of({"of": f"channel:{CHANNEL}", "metric": "views", "number": "9", "source": "Matomo"}),
    ),
    Act(
        "the number of an indicator",
        "olga",
        "/reports/targets",
        {"kpi.entered": 1},
        of({"of": "labs", "number": "2", "day": f"{NOW:%Y-%m-%d}", "source": "minutes"}),
    ),
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One post, planned."""
    return planned(tmp_path_factory.mktemp("acts") / "campaign")


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_an_act_that_was_cut_off_is_done_once_when_it_is_repeated(
    act: Act, base: Path, tmp_path: Path
) -> None:
    """It leaves what it leaves when nothing happens to the desk, wherever that died."""
    folder = tmp_path / "campaign"
    shutil.copytree(base, folder)
    now = NOW + act.after
    with opened(folder, act.after) as stage:
        act.state(stage)
        cookie, form = stage.cookie(act.who), act.form(stage)
    send = sending(folder, now, cookie, act.path, form)
    is_done_once(folder, now, send, act.record, answer=act.answer, again=act.again)
