"""People are asked for their yes: one mail each, after five quiet minutes, and nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaign.errors import Forbidden
from campaign.model import Planned, Publication
from campaign.model.approval import ApprovalRules, Policy
from campaign.model.people import Actor, Role
from campaign.storage import planning, publications, variants
from campaign.storage.database import Database
from campaign.storage.tables import record
from campaign.storage.trust import asks
from campaign.usecases.trust import people
from campaign.usecases.trust.approve import approve, waiting
from campaign.usecases.trust.ask import APART, Asked, ask, remind
from campaign.usecases.trust.mail_approvers import Mail, mail_approvers
from campaign.usecases.trust.take_back import send_back
from tests.plan.made import DAY, HOUR, NOW, variant
from tests.storage.conftest import on_both
from tests.storage.made import one
from tests.usecases.trust.team import ALONE, register

pytestmark = on_both

MINUTE = timedelta(minutes=1)
ONE_STEP = ApprovalRules(Policy((Role.APPROVER,)))
TWO_STEPS = ApprovalRules(Policy((Role.APPROVER, Role.COORDINATOR)))
#: Far enough ahead that no moment before its time has come.
LATER = NOW + 30 * DAY


@dataclass
class Office:
    """A campaign with people; `mails` are what left, as (address, title, text)."""

    database: Database
    officer: Actor = ALONE
    mails: list[tuple[str, str, str]] = field(default_factory=list)
    failing: str = ""
    dies: bool = False
    rules: ApprovalRules = ONE_STEP

    def post(self, name: str = "labs", due: datetime = LATER, **other: Any) -> Publication:
        """One that is planned."""
        with self.database.write() as connection:
            return one(connection, name, due, **other)

    def connect(self) -> Mail:
        """The way to people."""

        def mail(to: str, title: str, text: str) -> str:
            if self.dies:
                self.dies = False
                raise KeyboardInterrupt
            self.mails.append((to, title, text))
            return self.failing

        return mail

    def mailed(self, at: datetime) -> list[str]:
        """To whom mails go at an instant."""
        before = len(self.mails)
        mail_approvers(
            self.database,
            campaign="C",
            connect=self.connect,
            now=at,
            rules=self.rules,
            address="https://desk.example",
        )
        return [to for to, _, _ in self.mails[before:]]

    def ask(self, *some: Publication, at: datetime = NOW, actor: Actor | None = None) -> Asked:
        """Somebody asks for a yes to these."""
        chosen: Sequence[Publication] = some or waiting(self.database, self.rules)
        return ask(self.database, chosen, actor=actor or self.officer, now=at, rules=self.rules)

    def remind(self, *some: Publication, at: datetime) -> Asked:
        """The officer asks once more."""
        chosen: Sequence[Publication] = some or waiting(self.database, self.rules)
        return remind(self.database, chosen, actor=self.officer, now=at, rules=self.rules)

    def approve(self, actor: Actor, at: datetime = NOW) -> None:
        """Somebody says yes to all that waits."""
        chosen = waiting(self.database, self.rules)
        approve(self.database, chosen, actor=actor, now=at, rules=self.rules)


@pytest.fixture
def office(database: Database) -> Office:
    """An officer, and an approver of Catalonia called Jon."""
    admin = register(database, "aina", Role.ADMIN, Role.COORDINATOR)
    register(database, "jon", Role.APPROVER, region="catalonia", by=admin)
    return Office(database, admin)


def test_five_minutes_after_the_last_request_one_mail_tells_of_all(office: Office) -> None:
    """Three posts asked one after the other are one mail; a later look sends nothing."""
    for minute, name in enumerate(("labs", "peers", "days")):
        office.ask(office.post(name), at=NOW + minute * MINUTE)
    assert office.mailed(NOW + 2 * MINUTE) == []
    assert office.mailed(NOW + 6 * MINUTE) == []
    assert office.mailed(NOW + 7 * MINUTE) == ["jon@example.org"]
    (_, title, text) = office.mails[0]
    assert title == "C: 3 posts wait for your yes"
    assert text.count("goes out") == 3 and "https://desk.example/approvals" in text
    for hours in range(1, 48):
        assert office.mailed(NOW + hours * HOUR) == []


def test_who_asks_all_the_time_does_not_hold_the_mail_back_for_ever(office: Office) -> None:
    """A request every four minutes never leaves five quiet ones; after half an hour it goes."""
    times = [NOW + minutes * MINUTE for minutes in range(0, 36, 4)]
    sent = []
    for number, at in enumerate(times):
        office.ask(office.post(f"post-{number}"), at=at)
        sent += [at for _ in office.mailed(at)]
    assert sent == [NOW + 32 * MINUTE]


def test_asking_twice_for_the_same_words_is_asking_once(office: Office) -> None:
    """A second click, or a form that is sent again after a crash, adds nothing."""
    p = office.post()
    first, second = office.ask(p), office.ask(p, at=NOW + 20 * MINUTE)
    assert (first.new, first.people) == ((p,), ("jon",))
    assert (second.new, second.before, second.people) == ((), (p,), ())
    assert office.mailed(NOW + 30 * MINUTE) == ["jon@example.org"]
    assert office.mailed(NOW + 60 * MINUTE) == []


def test_other_words_are_asked_for_anew(office: Office) -> None:
    """What was asked for words that are gone is mailed no more."""
    p = office.post()
    office.ask(p)
    with office.database.write() as connection:
        wanted = Planned(variant(post="labs", texts=("Bon vespre.",)), p.due, "catalonia", "A02")
        name = variants.store(connection, wanted.variant, NOW)
        assert planning.replan(
            connection, p, wanted, variant_hash=name, who="x", now=NOW, reason="change"
        )
        (changed,) = publications.all_of(connection, ["labs"])
    assert office.mailed(NOW + 10 * MINUTE) == []
    assert office.ask(changed, at=NOW + 10 * MINUTE).new == (changed,)
    assert office.mailed(NOW + 15 * MINUTE) == ["jon@example.org"]


def test_whoever_said_yes_meanwhile_gets_no_mail(office: Office) -> None:
    """Nor what somebody sent back, which waits for its writer."""
    jon = Actor("jon", people.everybody(office.database)[1])
    yes, change = office.post("labs"), office.post("peers")
    office.ask()
    approve(office.database, [yes], actor=jon, now=NOW, rules=office.rules)
    send_back(office.database, [change], "Not so.", actor=jon, now=NOW)
    assert office.mailed(NOW + HOUR) == []
    held = office.remind(change, at=NOW + HOUR)
    assert held.new == () and [each.post for each in held.held] == ["peers"]


def test_the_second_step_is_mailed_when_the_first_has_its_yes(office: Office) -> None:
    """Five minutes after the last of those yeses, so that ten in a row are one mail."""
    office.rules = TWO_STEPS
    jon = Actor("jon", people.everybody(office.database)[1])
    first, second = office.post("labs"), office.post("peers")
    office.ask()
    assert office.mailed(NOW + 5 * MINUTE) == ["jon@example.org"]
    for minute, p in ((60, first), (63, second)):
        at = NOW + minute * MINUTE
        approve(office.database, [p], actor=jon, now=at, rules=office.rules)
    assert office.mailed(NOW + 65 * MINUTE) == []
    assert office.mailed(NOW + 68 * MINUTE) == ["aina@example.org"]
    assert "2 posts" in office.mails[-1][1]


def test_each_person_of_each_region_gets_one_mail_about_their_own(office: Office) -> None:
    """Two approvers of one region get one each, and nobody hears of another region."""
    register(office.database, "pau", Role.APPROVER, region="catalonia", by=office.officer)
    register(office.database, "ane", Role.APPROVER, region="navarra", by=office.officer)
    office.ask(office.post("labs"), office.post("peers"))
    assert sorted(office.mailed(NOW + 5 * MINUTE)) == ["jon@example.org", "pau@example.org"]


def test_a_reminder_mails_again_but_not_twice_within_some_hours(office: Office) -> None:
    """Also when the same form is sent again."""
    p = office.post()
    office.ask(p)
    assert office.mailed(NOW + 5 * MINUTE) == ["jon@example.org"]
    assert office.remind(p, at=NOW + HOUR).before == (p,)
    at = NOW + APART
    assert office.remind(p, at=at).new == (p,)
    assert office.remind(p, at=at + MINUTE).new == ()
    assert office.mailed(at + 6 * MINUTE) == ["jon@example.org"]
    assert office.mailed(at + HOUR) == []


def test_two_workers_send_one_mail(office: Office) -> None:
    """Eight looks at once: one of them has it."""
    office.ask(office.post("labs"), office.post("peers"))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: office.mailed(NOW + 5 * MINUTE), range(8)))
    assert len(office.mails) == 1


def test_killed_before_it_left_it_is_not_sent_twice_and_a_reminder_asks_anew(
    office: Office,
) -> None:
    """A mail too few can be asked for again; a mail too many cannot be taken back."""
    p = office.post()
    office.ask(p)
    office.dies = True
    with pytest.raises(KeyboardInterrupt):
        office.mailed(NOW + 5 * MINUTE)
    assert office.mailed(NOW + 10 * MINUTE) == []
    office.remind(p, at=NOW + APART)
    assert office.mailed(NOW + APART + 5 * MINUTE) == ["jon@example.org"]


def test_a_mail_that_could_not_leave_says_why(office: Office) -> None:
    """The page of approvals shows it to whoever asked."""
    p = office.post()
    office.ask(p)
    office.failing = "550 no such user"
    office.mailed(NOW + 5 * MINUTE)
    with office.database.read() as connection:
        (each,) = asks.of(connection, [p])[p.id]
        (sent,) = asks.mails(connection, [each.id])[each.id]
    assert (sent.person, sent.reason) == ("jon", "550 no such user")


def test_moments_before_its_time_are_told_once_to_whoever_is_asked(office: Office) -> None:
    """Three days, two days, a day and two hours ahead, and when it is held, without any request."""
    office.post("labs", NOW + 7 * DAY)
    told = [
        half / 2
        for half in range(7 * 48, -13, -1)
        if office.mailed(NOW + 7 * DAY - half * timedelta(minutes=30))
    ]
    assert told == [72, 48, 24, 2, 0]
    assert {to for to, _, _ in office.mails} == {"jon@example.org"}


def test_whoever_was_just_asked_is_not_told_of_the_moment_too(office: Office) -> None:
    """A request an hour before the third day ahead is the same news."""
    p = office.post("labs", NOW + 3 * DAY + HOUR)
    office.ask(p)
    assert office.mailed(NOW + 5 * MINUTE) == ["jon@example.org"]
    for minutes in range(10, 24 * 60, 30):
        told = office.mailed(NOW + minutes * MINUTE)
        assert told == [] or minutes > 23 * 60, minutes


def test_who_may_not_plan_there_asks_nobody(office: Office) -> None:
    """An approver, a reader and the editor of another region; nothing is written."""
    p = office.post()
    wrong = [
        Actor("jon", people.everybody(office.database)[1]),
        register(office.database, "rea", Role.READER, by=office.officer),
        register(office.database, "ed", Role.EDITOR, region="navarra", by=office.officer),
    ]
    for actor in wrong:
        with pytest.raises(Forbidden):
            office.ask(p, actor=actor)
    ours = register(office.database, "mar", Role.EDITOR, region="catalonia", by=office.officer)
    assert office.ask(p, actor=ours).new == (p,)


def test_a_post_that_nobody_may_approve_is_named(office: Office) -> None:
    """Asking nobody must not look like asking somebody."""
    office.rules = ApprovalRules(Policy((Role.EDITOR,)))
    p = office.post()
    done = office.ask(p)
    assert (done.new, done.nobody, done.people) == ((), (p,), ())


def test_what_was_asked_stands_in_the_record(office: Office) -> None:
    """Who asked for which words, and who was reminded, in the order in which it was."""
    p = office.post()
    office.ask(p)
    office.remind(p, at=NOW + APART)
    with office.database.read() as connection:
        rows = connection.execute(
            select(record).where(record.c.act.startswith("approval.")).order_by(record.c.number)
        ).all()
    assert [row.act for row in rows] == ["approval.asked", "approval.reminded"]
    assert {row.private["who"][1] for row in rows} == {"aina"}
    assert {row.public["variant"] for row in rows} == {p.variant_hash}
