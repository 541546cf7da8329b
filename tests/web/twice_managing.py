"""Two people at once: people, machines, accounts, and what is stopped."""

from __future__ import annotations

from typing import Final

from tests.web.acts import (
    CHANNEL,
    REGION,
    disabled,
    listening,
    listening_no_more,
    stopped,
)
from tests.web.states_before import (
    connected,
    heard,
    let_in_by_ada,
    stopped_everywhere,
    with_role,
)
from tests.web.twice import (
    ADMINS,
    COORDINATORS,
    HOOK,
    NEW,
    TOKEN,
    Twice,
    of,
    on_page,
    row,
)

#: What is done to people, machines and accounts.
MANAGING: Final = (
    row("register", ADMINS, "/people", of({**NEW, "region": "*"})),
    row(
        "register under a name that is taken",
        *(ADMINS, "/people", of({**NEW, "region": "*"})),
        of({**NEW, "region": "*", "email": "jon.other@project.example"}),
        told="{who}: {when}.",
        at_once=False,
    ),
    row(
        "give a role",
        *(ADMINS, "/people/edgar/roles"),
        of({"act": "give", "role": "approver", "region": REGION}),
    ),
    row(
        "take a role",
        *(ADMINS, "/people/edgar/roles"),
        of({"act": "take", "role": "approver", "region": REGION}),
        state=with_role,
    ),
    row(
        "another address",
        *(ADMINS, "/people/edgar/mail"),
        of({"email": "new@project.example", "shown": "edgar@project.example"}),
    ),
    Twice(
        "an address of one's own",
        ("ada", "edgar"),
        ("/people/edgar/mail", "/me/mail"),
        (
            of({"email": "new@project.example", "shown": "edgar@project.example"}),
            of({"email": "other@project.example", "shown": "edgar@project.example"}),
        ),
        told="The address was changed meanwhile. Look at it again. {who}: {when}.",
        at_once=False,
    ),
    row("disable", ADMINS, "/people/edgar/disable"),
    row("enable", ADMINS, "/people/edgar/enable", state=disabled),
    row(
        "a link to sign in",
        *(ADMINS, "/people/edgar/link"),
        told="An earlier link opens nothing any more. {who}: {when}.",
        once=False,
    ),
    row(
        "make a token",
        *(ADMINS, "/machines/tokens"),
        of({**TOKEN, "once": "a"}),
        of({**TOKEN, "once": "b"}),
        told="choose another name. {who}: {when}.",
    ),
    row(
        "end a token",
        *(ADMINS, "/machines/tokens/1/end"),
        state=let_in_by_ada,
        told="lets nobody in any more. {who}: {when}.",
    ),
    row(
        "tell an address",
        *(ADMINS, "/machines/webhooks"),
        of({**HOOK, "once": "a"}),
        of({**HOOK, "once": "b"}),
        told='as "Blog". {who}: {when}.',
    ),
    row(
        "pause an address",
        *(ADMINS, "/machines/webhooks/1/pause"),
        state=listening,
        told="{who}: {when}.",
    ),
    row(
        "resume an address",
        *(ADMINS, "/machines/webhooks/1/resume"),
        state=listening_no_more,
        told="{who}: {when}.",
    ),
    row(
        "end an address",
        *(ADMINS, "/machines/webhooks/1/end"),
        state=listening,
        told="{who}: {when}.",
    ),
    Twice(
        "pause an address that was ended",
        ADMINS,
        ("/machines/webhooks/1/end", "/machines/webhooks/1/pause"),
        state=listening,
        told="are forgotten. {who}: {when}.",
        at_once=False,
    ),
    row(
        "send a message again",
        *(ADMINS, "/machines/messages/1/resend"),
        on_page("/machines/webhooks/1"),
        state=heard,
    ),
    row(
        "an account goes on",
        *(COORDINATORS, f"/accounts/{CHANNEL}/resume"),
        on_page(f"/accounts/{CHANNEL}"),
        state=stopped,
        told="It goes on already. Nothing has changed. {who}: {when}.",
    ),
    row(
        "forget a credential",
        *(ADMINS, f"/accounts/{CHANNEL}/disconnect"),
        on_page(f"/accounts/{CHANNEL}"),
        state=connected,
        told="Nothing was kept. Nothing has changed. {who}: {when}.",
    ),
    row(
        "stop a region",
        *(COORDINATORS, "/settle/pause"),
        of({"scope": f"region:{REGION}", "reason": "a storm", "once": "a"}),
        of({"scope": f"region:{REGION}", "reason": "the mayor is ill", "once": "b"}),
        once=False,
        at_once=False,
    ),
    row(
        "let a region go on",
        *(("avery", "olga"), "/settle/resume"),
        of({"scope": f"region:{REGION}", "pause": "1"}),
        state=stopped_everywhere,
        told="{who} was first, at {when}: it goes on.",
    ),
    Twice(
        "let go on what was stopped anew",
        COORDINATORS,
        ("/settle/pause", f"/accounts/{CHANNEL}/resume"),
        (
            of({"scope": f"channel:{CHANNEL}", "reason": "it is wrong", "once": "a"}),
            on_page(f"/accounts/{CHANNEL}"),
        ),
        state=stopped,
        told="{who} stopped it meanwhile, {when}: it is wrong. Look again.",
        at_once=False,
    ),
)
