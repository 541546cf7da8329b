"""Nothing goes out that its region's steps have not approved, whoever tries, however, and whenever.

Every way to try is one function. Each is followed by ticks, by time going by, and by all that
people do to let things go: pauses that end, other times, the calendar applied anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from campaign.errors import CampaignError, Forbidden
from campaign.model import Approval, Basis, Decision, Hold, State
from campaign.model.approval import NO_APPROVAL, ApprovalRules, Needed, Policy
from campaign.model.people import Actor, Person, Role
from campaign.storage import publications, recalls, releases
from campaign.storage.journal import Journal
from campaign.storage.tables import approvals as approvals_table
from campaign.storage.tables import publications as publications_table
from campaign.storage.tables import releases as releases_table
from campaign.storage.tables import remarks as remarks_table
from campaign.storage.tables import variants as variants_table
from campaign.storage.trust import approvals, people
from campaign.usecases.operations.pause import pause, resume
from campaign.usecases.operations.reschedule import reschedule
from campaign.usecases.operations.resolve import resolve
from campaign.usecases.trust.approve import (
    Approved,
    approve,
    approve_by_invitation,
    waiting,
)
from campaign.usecases.trust.take_back import (
    comment,
    end_send_back,
    revoke,
    send_back,
)
from tests.engine.claiming import claimed
from tests.engine.fenced import Releasing, Uploading
from tests.engine.scripted import pending
from tests.engine.stage import LEASE_ENDS, Stage
from tests.plan.made import HOUR, NOW
from tests.storage.conftest import on_both

pytestmark = on_both

STRICT = Policy((Role.APPROVER, Role.COORDINATOR), own_work=False)
RULES = ApprovalRules(STRICT)

ROLES: dict[str, dict[str, set[Role]]] = {
    "admin": {"*": {Role.ADMIN}},
    "anna": {"catalonia": {Role.APPROVER}},
    "carla": {"catalonia": {Role.COORDINATOR}},
    "ewa": {"arad": {Role.APPROVER, Role.COORDINATOR}},
    "dora": {"catalonia": {Role.EDITOR}},
    "fay": {"catalonia": {Role.READER}},
    "aina": {"catalonia": {Role.APPROVER, Role.COORDINATOR, Role.EDITOR}},  # she plans
    "gone": {"catalonia": {Role.APPROVER, Role.COORDINATOR}},
}


@dataclass
class Office:
    """A stage whose region asks two steps, and people with one role each."""

    stage: Stage
    rules: ApprovalRules = RULES
    words: dict[str, Any] = field(default_factory=dict)

    def say(self, at: datetime | None = None, **words: object) -> None:
        """Apply the calendar with these words from now on, at the same time or another one."""
        self.words |= words
        self.stage.apply(self.stage.wanted(at=at or self.stage.held().due, **self.words))

    def who(self, name: str) -> Actor:
        """A person as the database knows them."""
        with self.stage.database.read() as connection:
            found = people.one(connection, name)
        assert found is not None
        return Actor(name, found)

    def yes(self, name: str | Actor, **other: object) -> Approved:
        """What comes of somebody's yes to all that waits."""
        actor = self.who(name) if isinstance(name, str) else name
        some = waiting(self.stage.database, self.rules)
        return approve(
            self.stage.database,
            some,
            actor=actor,
            now=self.stage.now,
            rules=self.rules,
            **other,  # type: ignore[arg-type]
        )

    def both(self) -> None:
        """The yes of both steps."""
        self.yes("anna")
        assert self.yes("carla").released == 1

    def tick(self, **other: object) -> list[int]:
        """What goes out in one tick."""
        done = self.stage.tick(timedelta(minutes=1), approval=self.rules, **other)
        return done.published


@pytest.fixture
def office(stage: Stage) -> Office:
    """One post, due now; aina planned it."""
    register(stage, *ROLES)
    made = Office(stage)
    stage.acts = made.who("aina")
    stage.apply(stage.wanted())
    return made


def register(stage: Stage, *names: str) -> None:
    """Put people into the database, as they are there."""
    with stage.database.write() as connection:
        for name in names:
            roles = {region: frozenset(some) for region, some in ROLES[name].items()}
            person = Person(name, name.capitalize(), f"{name}@example.org", roles)
            people.add(connection, person, stage.now)


def pushed(office: Office) -> list[int]:
    """All that people and time do to let things go; gives what went out."""
    stage, out = office.stage, []
    stage.acts, admin = office.who("aina"), office.who("admin")
    out += office.tick()
    pause(stage.database, "all", actor=admin, reason="a while", now=stage.now)
    resume(stage.database, "all", actor=admin, now=stage.now)
    out += office.tick()
    stage.now += HOUR
    out += office.tick()
    with suppress(CampaignError):
        office.say(stage.held().due + timedelta(minutes=5))
    stage.now += timedelta(minutes=10)
    out += office.tick()
    stage.now += 7 * HOUR  # beyond its grace
    out += office.tick()
    held = stage.held()
    if held.state is State.MISSED:
        reschedule(stage.database, [held], lambda _: stage.now, actor=admin, now=stage.now)
    out += office.tick()
    with suppress(CampaignError):
        held = stage.held()
        resolve(stage.database, held.id, Decision.AGAIN, actor=admin, now=stage.now)
    out += office.tick()
    return out


# ---- whoever tries ----


def only_the_first_step(office: Office) -> None:
    """An approver's yes where a coordinator has to follow."""
    assert office.yes("anna").released == 0


def only_the_second_step(office: Office) -> None:
    """A coordinator does not skip the approver."""
    assert office.yes("carla").variants == 0


def the_first_step_twice(office: Office) -> None:
    """Whoever says yes again does not become another role."""
    office.yes("anna")
    office.yes("anna")


def nobody(office: Office) -> None:
    """Nothing was said at all."""


def wrong_role(office: Office) -> None:
    """Readers, editors and admins as such approve nothing."""
    for name in ("fay", "dora", "admin"):
        with pytest.raises(Forbidden):
            office.yes(name)


def wrong_region(office: Office) -> None:
    """Both roles, in another region."""
    with pytest.raises(Forbidden):
        office.yes("ewa")


def own_work(office: Office) -> None:
    """Both roles, and she planned it."""
    done = office.yes("aina")
    assert (done.variants, len(done.refused)) == (0, 1)
    assert "own work" in done.refused[0].why


def disabled(office: Office) -> None:
    """A person who may act no more."""
    actor = office.who("gone")
    with office.stage.database.write() as connection:
        assert actor.person is not None
        people.disable(connection, actor.person, office.stage.now, office.stage.now)
    for each in (actor, office.who("gone")):
        with pytest.raises(Forbidden, match="disabled"):
            office.yes(each)


def removed_role(office: Office) -> None:
    """The role was there when the page was opened, and is gone when the yes comes."""
    actor = office.who("gone")
    with office.stage.database.write() as connection:
        for role in (Role.APPROVER, Role.COORDINATOR):
            people.take(connection, "gone", "catalonia", role, office.stage.now)
    with pytest.raises(Forbidden):
        office.yes(actor)


def unknown_id(office: Office) -> None:
    """A person whom this database does not know, whatever roles are claimed."""
    forged = Person("zoe", "Zoe", "z@x.org", {"*": frozenset(Role)})
    with pytest.raises(Forbidden):
        office.yes(Actor("zoe", forged))


def forged_roles(office: Office) -> None:
    """A known person with roles that the database does not know of."""
    forged = Person("fay", "Fay", "f@x.org", {"*": frozenset(Role)})
    with pytest.raises(Forbidden):
        office.yes(Actor("fay", forged))


def unregistered(office: Office) -> None:
    """A name that anybody may type, once people are registered."""
    with pytest.raises(Forbidden):
        office.yes(Actor("Nobody At All"))


def under_anothers_name(office: Office) -> None:
    """The login name of somebody who may."""
    with pytest.raises(Forbidden):
        office.yes(Actor("anna"))


def a_row_by_hand(office: Office) -> None:
    """A yes that no use case wrote lets nothing go: the publisher asks releases."""
    name = office.stage.held().variant_hash
    with office.stage.database.write() as connection:
        for step in ("approver", "coordinator"):
            yes = Approval(
                name, "anna", office.stage.now, step=step, policy=STRICT.asked_in("catalonia")
            )
            approvals.add(connection, [yes])


def sent_back(office: Office) -> None:
    """Everybody had said yes, and one of them asks for a change."""
    office.both()
    act(office, send_back, "anna", "the figure")
    assert office.yes("carla").variants == 0


def sent_back_and_yes_again(office: Office) -> None:
    """A yes does not end what somebody asked for; it has to be ended."""
    office.yes("anna")
    act(office, send_back, "carla", "the figure")
    assert [office.yes(name).variants for name in ("anna", "carla")] == [0, 0]


def sent_back_with_a_finding_that_goes(office: Office) -> None:
    """Another hold over it, and that one ends."""
    office.both()
    act(office, send_back, "anna", "the figure")
    stage = office.stage
    stage.apply(stage.wanted(at=stage.held().due, blocked="alt-missing"))
    stage.apply(stage.wanted(at=stage.held().due))
    assert stage.held().hold is Hold.SENT_BACK


def sent_back_ended_by_one_without_the_right(office: Office) -> None:
    """Whoever may not approve ends nothing."""
    office.both()
    act(office, send_back, "anna", "the figure")
    for name in ("dora", "fay", "ewa", "admin"):
        with pytest.raises(Forbidden):
            act(office, end_send_back, name)


def own_yes_taken_back(office: Office) -> None:
    """One of two steps falls."""
    office.both()
    done = act(office, revoke, "anna", only_mine=True, rules=office.rules)
    assert done.variants == 1


def all_taken_back(office: Office) -> None:
    """A coordinator takes all of it back."""
    office.both()
    act(office, revoke, "carla", rules=office.rules)


def another_policy(*, change: Policy) -> Callable[[Office], None]:
    """The configuration asks for other steps than those that were given."""

    def attempt(office: Office) -> None:
        office.both()
        office.rules = ApprovalRules(change)

    return attempt


def a_laxer_policy_elsewhere(office: Office) -> None:
    """What a lax region lets go counts in no strict one."""
    lax = replace(office, rules=ApprovalRules(Policy((Role.APPROVER,))))
    assert lax.yes("anna").released == 1


def without_approval_and_back(office: Office) -> None:
    """A yes while none was asked for is none."""
    with office.stage.database.write() as connection:
        some = publications.all_of(connection)
    approve(
        office.stage.database,
        some,
        actor=office.who("anna"),
        now=office.stage.now,
        rules=NO_APPROVAL,
    )


def one_letter_more(office: Office) -> None:
    """Approved, then changed."""
    office.both()
    office.say(texts=("Bon dia a tothom!",))


def another_alt_text(office: Office) -> None:
    """What is read aloud is approved as well."""
    office.both()
    office.say(alt="Una cadira")


def another_link(office: Office) -> None:
    """And where it leads."""
    office.both()
    office.say(link="https://x.example/")


def words_that_were_seen_before_they_changed(office: Office) -> None:
    """A yes to a page that was opened before the words changed is no yes to the new ones."""
    stage = office.stage
    seen = waiting(stage.database, office.rules)
    office.say(texts=("Bon dia a tothom!",))
    for name in ("anna", "carla"):
        done = approve(
            stage.database, seen, actor=office.who(name), now=stage.now, rules=office.rules
        )
        assert (done.variants, done.released) == (0, 0)
        assert "changed meanwhile" in done.refused[0].why


def an_invitation_alone(office: Office) -> None:
    """Whoever is invited stands for the approver, not for the coordinator."""
    for _ in range(2):
        with office.stage.database.write() as connection:
            some = publications.all_of(connection)
            done = approve_by_invitation(
                connection,
                some,
                who="mayor@x.org",
                inviter="anna",
                now=office.stage.now,
                rules=office.rules,
            )
            assert done.released == 0


def a_comment(office: Office) -> None:
    """Words are no yes."""
    with office.stage.database.read() as connection:
        some = publications.all_of(connection)
    actor = office.who("anna")
    comment(office.stage.database, some, "yes, approved", actor=actor, now=office.stage.now)


def not_all_of_them(office: Office) -> None:
    """Where all approvers have to say yes, one is not enough."""
    office.rules = ApprovalRules(Policy((Role.APPROVER,), Needed.ALL))
    assert office.yes("anna").released == 0


def a_channel_that_went_to_another_region(office: Office) -> None:
    """Its new region has approved nothing, whatever the former one did."""
    office.both()
    stage = office.stage
    moved = replace(stage.channels["catalonia"], region="arad")
    stage.channels = {**stage.channels, "catalonia": moved}


ATTEMPTS: dict[str, Callable[[Office], None]] = {
    each.__name__.replace("_", " "): each
    for each in (
        *(nobody, only_the_first_step, only_the_second_step, the_first_step_twice, wrong_role),
        *(wrong_region, own_work, disabled, removed_role, unknown_id, forged_roles),
        *(unregistered, under_anothers_name, a_row_by_hand, sent_back, sent_back_and_yes_again),
        *(sent_back_with_a_finding_that_goes, sent_back_ended_by_one_without_the_right),
        *(own_yes_taken_back, all_taken_back, a_laxer_policy_elsewhere, not_all_of_them),
        *(without_approval_and_back, one_letter_more, another_alt_text, another_link),
        *(words_that_were_seen_before_they_changed, an_invitation_alone, a_comment),
        a_channel_that_went_to_another_region,
    )
} | {
    f"another policy: {name}": another_policy(change=change)
    for name, change in {
        "all": replace(STRICT, needed=Needed.ALL),
        "own work": replace(STRICT, own_work=True),
        "the other order": replace(STRICT, steps=STRICT.steps[::-1]),
        "one step less": replace(STRICT, steps=STRICT.steps[:1]),
        "the last step alone": replace(STRICT, steps=STRICT.steps[1:]),
    }.items()
}


def act(office: Office, use_case: Callable[..., object], name: str, *more: object, **other: object):  # type: ignore[no-untyped-def]
    """One use case, about everything there is, by one person."""
    with office.stage.database.read() as connection:
        some = publications.all_of(connection)
    return use_case(
        office.stage.database, some, *more, actor=office.who(name), now=office.stage.now, **other
    )


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_what_was_not_approved_does_not_go_out(office: Office, attempt: str) -> None:
    """Whoever tries, and whatever people do afterwards to let it go."""
    ATTEMPTS[attempt](office)
    assert pushed(office) == []
    assert office.stage.ledger.public == []


def test_what_was_approved_by_all_steps_goes_out(office: Office) -> None:
    """The same pushing, so that it is known to push."""
    office.both()
    assert pushed(office) == [1]


def test_what_was_approved_before_people_were_registered_does_not_go_out(stage: Stage) -> None:
    """Nobody knows whose yes that was; it is asked anew."""
    stage.apply(stage.wanted())
    office = Office(stage)
    assert office.yes(Actor("root")).released == 1
    register(stage, *ROLES)
    assert pushed(office) == []
    assert office.stage.ledger.public == []


def test_who_works_alone_says_yes_once(stage: Stage) -> None:
    """Without people, one yes does all steps."""
    stage.apply(stage.wanted())
    office = Office(stage)
    assert office.yes(Actor("root")).released == 1
    assert office.tick() == [1]


def test_a_person_who_is_disabled_afterwards_takes_nothing_back(office: Office) -> None:
    """What was given stays given."""
    office.both()
    with office.stage.database.write() as connection:
        for name in ("anna", "carla"):
            found = people.one(connection, name)
            assert found is not None
            people.disable(connection, found, office.stage.now, office.stage.now)
    assert office.tick() == [1]


def test_two_roles_give_two_steps_at_once(office: Office) -> None:
    """Somebody who is both, and wrote nothing of it."""
    assert office.yes("gone").released == 1
    assert office.tick() == [1]


def test_where_all_are_needed_the_last_yes_lets_it_go(office: Office) -> None:
    """Aina planned it, so she is not asked; gone is, until disabled."""
    office.rules = ApprovalRules(replace(STRICT, steps=(Role.APPROVER,), needed=Needed.ALL))
    assert office.yes("anna").released == 0
    with office.stage.database.write() as connection:
        found = people.one(connection, "gone")
        assert found is not None
        people.disable(connection, found, office.stage.now, office.stage.now)
    assert office.tick() == []
    assert office.yes("anna").released == 1
    assert office.tick() == [1]


def test_a_send_back_that_is_ended_lets_the_yes_of_before_count(office: Office) -> None:
    """But not that of the one who sent it back: that fell."""
    office.both()
    act(office, send_back, "carla", "the figure")
    act(office, end_send_back, "anna", rules=office.rules)
    assert office.tick() == []
    assert office.yes("carla").released == 1
    assert office.tick() == [1]


def test_changed_words_end_a_send_back_and_ask_every_step(office: Office) -> None:
    """The new words wait for both."""
    office.both()
    act(office, send_back, "anna", "the figure")
    stage = office.stage
    stage.apply(stage.wanted(at=stage.held().due, texts=("Bon dia.",)))
    assert stage.held().hold is Hold.NONE
    assert office.tick() == []
    office.both()
    assert office.tick() == [1]


def test_another_persons_yes_stands_when_one_takes_theirs_back(office: Office) -> None:
    """Two approvers said yes, one was enough, and one is left."""
    office.yes("anna")
    with office.stage.database.write() as connection:
        people.give(connection, "dora", "catalonia", Role.APPROVER, office.stage.now)
    with office.stage.database.write() as connection:
        name = office.stage.held().variant_hash
        second = Approval(
            *(name, "dora", office.stage.now),
            step="approver",
            basis=Basis.PERSON,
            policy=STRICT.asked_in("catalonia"),
        )
        approvals.add(connection, [second])
    office.yes("carla")
    done = act(office, revoke, "anna", only_mine=True, rules=office.rules)
    assert (done.variants, done.stand) == (1, 1)
    assert office.tick() == [1]


def test_what_was_sent_back_is_held_where_nobody_has_to_say_yes(office: Office) -> None:
    """Nothing is asked there, and a request for a change is heeded all the same."""
    office.rules = NO_APPROVAL
    act(office, send_back, "anna", "the figure")
    assert pushed(office) == []
    act(office, end_send_back, "anna", rules=office.rules)
    office.stage.now += timedelta(minutes=1)
    assert office.tick() == [1]


# ---- whenever: between the claim and the first byte, and in two steps ----


STOPS: dict[str, Callable[[Office], object]] = {
    "sent back": lambda office: act(office, send_back, "anna", "stop"),
    "own yes taken back": lambda office: act(
        office, revoke, "anna", only_mine=True, rules=office.rules
    ),
    "all taken back": lambda office: act(office, revoke, "carla", rules=office.rules),
    "changed": lambda office: office.say(texts=("Adéu.",)),
    "first person": lambda office: register(office.stage, *ROLES),
}


@pytest.mark.parametrize("stop", [each for each in STOPS if each != "first person"])
def test_between_claim_and_first_byte(office: Office, stop: str) -> None:
    """Pictures are handed in meanwhile; then nothing of the create leaves."""
    stage = office.stage
    network = Uploading(stage.network.ledger, stage.network.media)
    stage.network = network
    office.both()
    network.meanwhile = lambda: STOPS[stop](office)
    assert office.tick() == []
    assert (network.sent, stage.ledger.public) == ([], [])
    assert pushed(office) == []


@pytest.mark.parametrize("stop", [each for each in STOPS if each != "first person"])
def test_between_the_two_steps_of_a_network(office: Office, stop: str) -> None:
    """The container is there; it does not become public."""
    stage = office.stage
    network = Releasing(stage.network.ledger, stage.network.media)
    network.script.append(pending("job-1"))
    stage.network = network
    office.both()
    office.tick()
    network.meanwhile = lambda: STOPS[stop](office)
    for _ in range(3):
        assert office.tick() == []
    assert stage.ledger.public == []


def test_a_first_person_who_is_registered_between_claim_and_first_byte(stage: Stage) -> None:
    """From that moment on, only people let things go."""
    stage.apply(stage.wanted())
    office = Office(stage)
    network = Uploading(stage.network.ledger, stage.network.media)
    stage.network = network
    office.yes(Actor("root"))
    network.meanwhile = lambda: register(stage, *ROLES)
    assert office.tick() == []
    assert (network.sent, stage.ledger.public) == ([], [])


DIED: dict[str, Callable[[Stage], object]] = {
    "sent back": lambda stage: send_back(
        stage.database, [stage.held()], "stop", actor=stage.acts, now=stage.now
    ),
    "taken back": lambda stage: revoke(
        stage.database, [stage.held()], actor=stage.acts, now=stage.now
    ),
    "first person": lambda stage: register(stage, *ROLES),
}


@pytest.mark.parametrize("stop", DIED)
@pytest.mark.parametrize("arrived", [False, True], ids=["before the send", "after the send"])
def test_a_worker_dies_after_its_claim_and_the_approval_ends_meanwhile(
    stage: Stage, stop: str, arrived: bool
) -> None:
    """Whoever takes it over sends nothing; what had arrived before is found, and is out once."""
    stage.apply(stage.wanted())
    stage.approve()
    (taken,) = claimed(stage, stage.engine_context("died"))
    if arrived:
        stage.network.publish(taken.payloads[0], taken.publication.key)
    DIED[stop](stage)
    stage.now += LEASE_ENDS
    for _ in range(6):
        stage.tick(timedelta(minutes=10), worker="other")
    assert len(stage.network.sent) == len(stage.ledger.public) == int(arrived)


# ---- and though an older copy of the database is put back ----


def copied(office: Office) -> Callable[[], None]:
    """What the database holds of approvals by now, and a way to put it back later."""
    tables = (remarks_table, releases_table, approvals_table)
    with office.stage.database.read() as connection:
        kept = {
            table: [dict(r._mapping) for r in connection.execute(table.select())]
            for table in tables
        }
        held = office.stage.held()

    def put_back() -> None:
        with office.stage.database.write() as connection:
            for table in tables:
                connection.execute(table.delete())
                if kept[table]:
                    connection.execute(table.insert(), kept[table])
            connection.execute(
                publications_table.update()
                .where(publications_table.c.id == held.id)
                .values(hold=held.hold.value, hold_detail=held.hold_detail)
            )

    return put_back


@pytest.mark.parametrize("stop", ["sent back", "own yes taken back", "all taken back"])
def test_an_older_copy_lets_nothing_go_that_was_stopped_since(
    office: Office, stop: str, tmp_path: Path
) -> None:
    """It holds the release; the file beside the database knows better."""
    journal = Journal(tmp_path / "receipts.jsonl")
    office.both()
    put_back = copied(office)
    office.stage.now += timedelta(minutes=1)
    {
        "sent back": lambda: act(office, send_back, "anna", "stop", journal=journal),
        "own yes taken back": lambda: act(
            office, revoke, "anna", only_mine=True, rules=office.rules, journal=journal
        ),
        "all taken back": lambda: act(office, revoke, "carla", rules=office.rules, journal=journal),
    }[stop]()
    put_back()
    assert is_released(office), "the older copy would let it go"
    for _ in range(3):
        assert office.tick(journal=journal) == []
    assert not is_released(office)
    assert office.yes("carla").released == 1, "a yes that is given anew counts"
    assert office.tick(journal=journal) == [1]


@pytest.mark.parametrize(
    "other",
    [
        {"texts": ["Bon dia a tothom!"]},
        {"link": "https://elsewhere.example/"},
        {"alt": "Una altra taula"},
        {"language": "es"},
        {"channel": "donegal"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_words_that_were_changed_in_the_database_do_not_leave(
    office: Office, other: dict[str, object]
) -> None:
    """The yes was to their hash; whoever writes into the table of variants has nobody's yes."""
    office.both()
    name = office.stage.held().variant_hash
    row = variants_table.c.hash == name
    with office.stage.database.write() as connection:
        body = connection.scalar(select(variants_table.c.body).where(row))
        assert body is not None
        connection.execute(variants_table.update().where(row).values(body=body | other))
    assert office.tick() == []
    held = office.stage.held()
    assert (held.state, office.stage.ledger.public) == (State.FAILED, [])
    assert "changed in the database after they were stored" in held.reason


@pytest.mark.parametrize("says", [comment, send_back])
def test_words_of_people_have_a_measure(office: Office, says: Callable[..., object]) -> None:
    """They stand whole in lists, on pages and in messages."""
    some = [office.stage.held()]
    with pytest.raises(CampaignError, match="5001 characters, 5000 at most"):
        says(office.stage.database, some, "x" * 5001, actor=office.who("anna"), now=NOW)
    says(office.stage.database, some, "x" * 5000, actor=office.who("anna"), now=NOW)


def test_a_channel_that_moves_to_another_region_asks_the_people_there(office: Office) -> None:
    """The words are the same, and whoever said yes may say nothing there; moved back, it stands."""
    office.both()
    stage = office.stage
    with stage.database.write() as connection:
        people.give(connection, "aina", "arad", Role.EDITOR, office.stage.now)
    stage.apply(replace(stage.wanted(), region="arad"))
    assert stage.held().region == "arad"
    assert not is_released(office)
    assert office.tick() == []
    with pytest.raises(Forbidden, match="anna may not approve, or send back in arad"):
        office.yes("anna")
    stage.apply(stage.wanted())
    assert is_released(office)
    stage.apply(replace(stage.wanted(), region="arad"))
    assert office.yes("ewa").released == 1
    assert is_released(office)


def test_a_torn_line_of_what_was_stopped_is_skipped(office: Office, tmp_path: Path) -> None:
    """And one of another program; the lines around it count."""
    journal = Journal(tmp_path / "receipts.jsonl")
    recalls.append(journal, {office.stage.held().variant_hash}, office.stage.now + HOUR)
    file = tmp_path / "recalls.jsonl"
    file.write_bytes(b'{"at": 7}\nnonsense\n{"variants": []}\n' + file.read_bytes() + b'{"at": "20')
    office.both()
    assert office.tick(journal=journal) == []
    assert not is_released(office)


# ---- and whenever the program dies ----


class Killed(BaseException):
    """The process ends here."""


@contextmanager
def dying(office: Office, after: int) -> Iterator[None]:
    """The process ends before its statement of that number."""
    left = [after]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Killed

    engine = office.stage.database.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", count)


ACTS: dict[str, Callable[[Office], object]] = {
    "the first yes": lambda office: office.yes("anna"),
    "the last yes": lambda office: office.yes("carla"),
    "sent back": STOPS["sent back"],
    "own yes taken back": STOPS["own yes taken back"],
    "a send back that is ended": lambda office: act(
        office, end_send_back, "anna", rules=office.rules
    ),
}
#: What was done before each of them, and whether it may go out once it is done.
BEFORE: dict[str, tuple[Callable[[Office], object], bool, bool]] = {
    "the first yes": (nobody, False, False),
    "the last yes": (only_the_first_step, False, True),
    "sent back": (Office.both, True, False),
    "own yes taken back": (Office.both, True, False),
    "a send back that is ended": (sent_back_and_yes_again, False, False),
}


@pytest.mark.parametrize("named", ACTS)
def test_killed_at_any_statement_it_is_done_or_not_begun(office: Office, named: str) -> None:
    """Each act is one transaction: a release never stands without all its steps."""
    before, may_before, may_after = BEFORE[named]
    before(office)
    done = False
    for number in range(200):
        assert is_released(office) is may_before, number
        try:
            with dying(office, number):
                ACTS[named](office)
            done = True
        except Killed:
            office.stage.database.engine.dispose()
        if done:
            break
        if is_released(office) is not may_before:
            break  # it was committed, and died afterwards
    assert is_released(office) is may_after
    assert bool(office.tick()) is may_after


def is_released(office: Office) -> bool:
    """What the publisher would be told."""
    with office.stage.database.read() as connection:
        return bool(releases.released(connection, [office.stage.held()], office.rules))


def test_every_yes_is_kept_with_its_step_its_policy_and_what_it_rests_on(office: Office) -> None:
    """Who said what for which step."""
    office.both()
    with office.stage.database.read() as connection:
        kept = connection.execute(approvals_table.select()).all()
    assert [(row.who, row.step, row.basis) for row in kept] == [
        ("anna", "approver", "person"),
        ("carla", "coordinator", "person"),
    ]
    assert {row.policy for row in kept} == {STRICT.asked_in("catalonia")}
