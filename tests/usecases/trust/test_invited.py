"""A link for somebody without an account: one post, one region, one answer, for what was shown."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from campaign.errors import CampaignError, Forbidden
from campaign.model import Hold, Planned, Publication, State
from campaign.model.approval import ApprovalRules, Policy
from campaign.model.invitations import Answer
from campaign.model.people import Actor, Role
from campaign.storage import planning, publications, releases, variants
from campaign.storage.database import Database
from campaign.storage.secrets.keyring import Keyring
from campaign.storage.tables import approvals, record
from campaign.storage.trust import authors
from campaign.storage.trust import invitations as stored
from campaign.storage.trust.tables import invitations
from campaign.usecases.trust import invite, invited, people, review_token
from campaign.usecases.trust.invite import CannotInvite, Invited
from campaign.usecases.trust.invited import Changed, NotInvited, Shown, Why
from campaign.usecases.trust.names import UnfitName
from tests.plan.made import DAY, HOUR, NOW, variant
from tests.storage.conftest import on_both
from tests.storage.made import schedule
from tests.usecases.trust.team import ALONE, REGIONS, register

KEYS = (b"first key", b"second key")
RULES = ApprovalRules(Policy((Role.APPROVER,)))


@dataclass
class Desk:
    """One post of Catalonia, an admin, and an approver who invites."""

    database: Database
    admin: Actor = ALONE
    approver: Actor = ALONE

    def invite(self, post: str = "labs", **other: Any) -> Invited:
        """Somebody is invited until tomorrow."""
        given: dict[str, Any] = {
            "to": "mayor@example.org",
            "until": NOW + DAY,
            "region": "catalonia",
            "actor": self.approver,
            "now": NOW,
            **other,
        }
        keys, to, until = given.pop("keys", KEYS), given.pop("to"), given.pop("until")
        return invite.invite(self.database, keys, post, to, until, **given)

    def open(self, token: str, now: datetime = NOW, keys: Any = KEYS) -> Shown:
        """The link is opened."""
        return invited.open(self.database, keys, token, now)

    def answer(self, token: str, said: Answer = Answer.YES, **other: Any) -> invited.Answered:
        """The link is answered for what is there."""
        given: dict[str, Any] = {"name": "Núria Roca", "now": NOW, "keys": KEYS, **other}
        if "hashes" not in given:
            given["hashes"] = {p.variant_hash for p in self.publications() if p.post == "labs"}
        keys, name, hashes, now = (given.pop(key) for key in ("keys", "name", "hashes", "now"))
        given.setdefault("rules", RULES)
        return invited.answer(self.database, keys, token, said, name, hashes, now, **given)

    def publications(self) -> list[Publication]:
        """Every row."""
        with self.database.read() as connection:
            return publications.all_of(connection)

    def released(self, rules: ApprovalRules = RULES) -> set[str]:
        """The posts that may go."""
        with self.database.read() as connection:
            some = publications.all_of(connection)
            let = releases.released(connection, some, rules)
        return {p.post for p in some if p.id in let}

    def reword(self, post: str = "labs", text: str = "Bon vespre a tothom.") -> None:
        """Other words are planned."""
        with self.database.write() as connection:
            (row,) = publications.all_of(connection, [post])
            wanted = Planned(variant(post=post, texts=(text,)), row.due, "catalonia", "A02")
            name = variants.store(connection, wanted.variant, NOW)
            assert planning.replan(
                connection, row, wanted, variant_hash=name, who="x", now=NOW, reason="change"
            )


@pytest.fixture
def desk(database: Database) -> Desk:
    """Two posts, an admin and an approver of Catalonia."""
    schedule(database, ["labs", "peers"])
    admin = register(database, "aina", Role.ADMIN)
    return Desk(
        database, admin, register(database, "jon", Role.APPROVER, region="catalonia", by=admin)
    )


@on_both
def test_a_yes_counts_for_the_approvers_step_and_is_bound_to_the_invitation(desk: Desk) -> None:
    """Not to a name that anybody may type; the name stands in the record beside it."""
    made = desk.invite()
    shown = desk.open(made.token)
    assert (shown.invitation.post, shown.inviter) == ("labs", "Jon Puig")
    assert [r.variant.texts for r in shown.readings] == [("Bon dia a tothom.",)]
    done = desk.answer(made.token, hashes=shown.hashes, name="  Núria Roca ")
    assert (done.variants, done.released, done.invitation.name) == (1, 1, "Núria Roca")
    assert desk.released() == {"labs"}
    with desk.database.read() as connection:
        row = connection.execute(select(approvals)).one()
        entries = connection.execute(select(record).order_by(record.c.number)).all()
    assert (row.who, row.basis, row.step) == ("invitation:1", "invitation", "approver")
    acts = ("review.invited", "review.invitation-answered", "variant.approved", "variant.released")
    told = [entry.act for entry in entries if entry.act in acts]
    assert told == list(acts)
    public = json.dumps([entry.public for entry in entries])
    assert "Roca" not in public and "mayor" not in public
    assert all(entry.number for entry in entries)


@on_both
def test_opening_uses_nothing_up(desk: Desk) -> None:
    """Mail programs open links three times before a person does."""
    made = desk.invite()
    for minute in range(3):
        desk.open(made.token, NOW + timedelta(minutes=minute))
    assert invite.every(desk.database)[0].opened == NOW + timedelta(minutes=2)
    assert desk.answer(made.token).released == 1


@on_both
def test_an_answer_is_given_once(desk: Desk) -> None:
    """The second one is told when the first was given, and changes nothing."""
    made = desk.invite()
    desk.answer(made.token)
    for said in (Answer.YES, Answer.CHANGE):
        with pytest.raises(NotInvited, match="was answered on 2026-12-01: ask Jon Puig") as used:
            desk.answer(made.token, said, words="shorter")
        assert used.value.why is Why.ANSWERED
    with pytest.raises(NotInvited, match="answered"):
        desk.open(made.token)
    assert desk.released() == {"labs"}


@on_both
@pytest.mark.parametrize("others", [Answer.YES, Answer.CHANGE])
def test_of_two_answers_at_once_one_counts(desk: Desk, others: Answer) -> None:
    """Two taps, or two people with the same link."""
    made = desk.invite()

    def once(said: Answer) -> str:
        try:
            desk.answer(made.token, said, words="shorter")
        except NotInvited as error:
            return error.why
        return "done"

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(pool.map(once, (Answer.YES, others)))
    assert ends == [Why.ANSWERED, "done"]
    with desk.database.read() as connection:
        given = connection.execute(select(approvals)).all()
        held = publications.all_of(connection, ["labs"])[0].hold
    assert (len(given), held) in ((1, Hold.NONE), (0, Hold.SENT_BACK))


def test_a_change_wish_sends_the_words_back_and_holds_them(desk: Desk) -> None:
    """With the wish, so that whoever wrote them knows what to do."""
    made = desk.invite()
    with pytest.raises(CampaignError, match="say what is to be changed"):
        desk.answer(made.token, Answer.CHANGE, words="  ")
    with pytest.raises(CampaignError, match="5000 at most"):
        desk.answer(made.token, Answer.CHANGE, words="x" * 5001)
    done = desk.answer(made.token, Answer.CHANGE, words="Say good evening.")
    assert (done.invitation.answer, done.invitation.words) == ("change", "Say good evening.")
    (labs,) = [p for p in desk.publications() if p.post == "labs"]
    assert labs.hold is Hold.SENT_BACK and "Say good evening." in labs.hold_detail
    assert desk.released() == set()


@on_both
def test_a_text_that_changed_meanwhile_is_refused_with_the_difference(desk: Desk) -> None:
    """One letter is enough; the invitation is not used up, and the new words can be answered."""
    made = desk.invite()
    shown = desk.open(made.token)
    desk.reword(text="Bon dia a tothom!")
    for said in (Answer.YES, Answer.CHANGE):
        with pytest.raises(Changed, match="it has changed since it was shown") as changed:
            desk.answer(made.token, said, hashes=shown.hashes, words="shorter")
        (difference,) = changed.value.differences
        assert difference.channel == "catalonia"
        assert [(c.what, c.old, c.new) for c in difference.changes] == [
            ("text", "Bon dia a tothom.", "Bon dia a tothom!")
        ]
    assert desk.released() == set()
    assert desk.answer(made.token, hashes=desk.open(made.token).hashes).released == 1


def test_a_channel_that_was_added_or_dropped_is_a_difference_too(desk: Desk) -> None:
    """What was shown is not all that would go out, or more than that."""
    made = desk.invite()
    shown = desk.open(made.token)
    with desk.database.write() as connection:
        schedule_on(connection, "arad")
    with pytest.raises(Changed) as changed:
        desk.answer(made.token, hashes=shown.hashes)
    assert [(d.channel, d.changes[0].new) for d in changed.value.differences] == [
        ("arad", "goes out there too")
    ]
    both = desk.open(made.token)
    assert [r.publication.channel for r in both.readings] == ["arad", "catalonia"]
    with desk.database.write() as connection:
        (gone,) = [p for p in publications.all_of(connection, ["labs"]) if p.channel == "arad"]
        publications.change(connection, gone, State.CANCELLED, who="x", now=NOW)
    with pytest.raises(Changed) as changed:
        desk.answer(made.token, hashes=both.hashes)
    assert [(d.channel, d.changes[0].new) for d in changed.value.differences] == [
        ("arad", "does not go out there any more")
    ]


def schedule_on(connection: Any, channel: str, region: str = "catalonia") -> None:
    """The post goes to one more channel."""
    wanted = Planned(variant(channel=channel), NOW, region, "A02")
    name = variants.store(connection, wanted.variant, NOW)
    planning.add(connection, wanted, variant_hash=name, key=channel, who="test", now=NOW)


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (NOW + DAY, Why.EXPIRED),
        (NOW + DAY - timedelta(seconds=1), None),
        (NOW + 400 * DAY, Why.EXPIRED),
    ],
)
def test_an_invitation_ends_at_its_end(desk: Desk, now: datetime, why: Why | None) -> None:
    """Not a second later, and never again."""
    token = desk.invite().token
    if why is None:
        assert desk.answer(token, now=now).released == 1
        return
    for use in (lambda: desk.open(token, now), lambda: desk.answer(token, now=now)):
        with pytest.raises(NotInvited, match="ended on 2026-12-02: ask Jon Puig") as ended:
            use()
        assert ended.value.why is why


def test_a_later_end_in_the_database_does_not_prolong_the_link(desk: Desk) -> None:
    """The end is signed as well."""
    token = desk.invite().token
    with desk.database.write() as connection:
        connection.execute(invitations.update().values(until=NOW + 300 * DAY))
    with pytest.raises(NotInvited, match="ended"):
        desk.answer(token, now=NOW + DAY + HOUR)


def test_a_revoked_link_opens_nothing(desk: Desk) -> None:
    """Also one that was open in a browser."""
    made = desk.invite()
    desk.open(made.token)
    invite.revoke(desk.database, made.invitation.id, actor=desk.approver, now=NOW)
    for use in (lambda: desk.open(made.token), lambda: desk.answer(made.token)):
        with pytest.raises(NotInvited, match="was ended on") as ended:
            use()
        assert ended.value.why is Why.REVOKED
    with pytest.raises(CannotInvite, match="was revoked before"):
        invite.revoke(desk.database, made.invitation.id, actor=desk.approver, now=NOW)
    with pytest.raises(CannotInvite, match="there is no invitation 9"):
        invite.revoke(desk.database, 9, actor=desk.approver, now=NOW)


def test_what_was_answered_cannot_be_revoked_any_more(desk: Desk) -> None:
    """A yes is taken back like any other, and the answer stays as it was given."""
    made = desk.invite()
    desk.answer(made.token)
    with pytest.raises(CannotInvite, match="was answered before"):
        invite.revoke(desk.database, made.invitation.id, actor=desk.approver, now=NOW)
    assert invite.every(desk.database)[0].revoked is None


def _flipped(token: str, place: int) -> str:
    other = "A" if token[place] != "A" else "B"
    return token[:place] + other + token[place + 1 :]


def test_a_token_with_any_letter_changed_opens_nothing(desk: Desk) -> None:
    """Every one of them; a shortened or lengthened one neither."""
    token = desk.invite().token
    # The last letter of base64 may stand for the same bytes; the row is found by the whole token.
    spoiled = [_flipped(token, place) for place in range(len(token))]
    spoiled += [token[:-1], token + "A", token[1:], "", ".", "..", token * 9, "é" * 50, token[:40]]
    for each in spoiled:
        with pytest.raises(NotInvited) as refused:
            desk.open(each)
        assert refused.value.why is Why.UNKNOWN
        with pytest.raises(NotInvited):
            desk.answer(each)


def test_a_token_of_another_key_opens_nothing_and_one_of_an_older_key_does(desk: Desk) -> None:
    """A new key goes behind the old ones, which still verify."""
    older = desk.invite(keys=KEYS[:1])
    assert desk.open(older.token).invitation.id == 1
    newer = desk.invite(keys=(*KEYS, b"third key"))
    with pytest.raises(NotInvited):
        desk.open(newer.token)
    with pytest.raises(NotInvited):
        desk.open(older.token, keys=KEYS[1:])


def test_a_token_that_was_signed_for_another_purpose_opens_nothing(desk: Desk) -> None:
    """Keys of one purpose sign nothing else."""
    made = desk.invite()
    with desk.database.read() as connection:
        hashes = list(connection.scalars(select(invitations.c.token)))
    assert made.token not in hashes and hashes == [review_token.digest(made.token)]
    assert "labs" not in hashes[0]
    content = json.loads(base64.urlsafe_b64decode(made.token.split(".")[0] + "==="))
    assert content[1:] == ["labs", "catalonia", int((NOW + DAY).timestamp())]


def test_a_link_of_a_region_neither_shows_nor_approves_another(desk: Desk) -> None:
    """Nor another post: what it did not show cannot be answered."""
    with desk.database.write() as connection:
        schedule_on(connection, "navarra", "navarra")
    made = desk.invite()
    shown = desk.open(made.token)
    assert [r.publication.region for r in shown.readings] == ["catalonia"]
    rows = desk.publications()
    peers = {p.variant_hash for p in rows if p.post == "peers"}
    navarra = {p.variant_hash for p in rows if p.region == "navarra"}
    for hashes in (peers, navarra, {*shown.hashes, *navarra}, {*shown.hashes, *peers}, {"0" * 64}):
        with pytest.raises((NotInvited, Changed)):
            desk.answer(made.token, hashes=hashes)
    with pytest.raises(Changed):
        desk.answer(made.token, hashes=())
    assert desk.released() == set()
    desk.answer(made.token, hashes=shown.hashes)
    assert {p.region for p in rows if p.post in desk.released()} >= {"catalonia"}
    with desk.database.read() as connection:
        let = releases.released(connection, rows, RULES)
    assert {p.region for p in rows if p.id in let} == {"catalonia"}


@pytest.mark.parametrize("language", ["ca", ""])
def test_a_link_for_one_language_shows_that_alone(desk: Desk, language: str) -> None:
    """The region's other languages are for others."""
    with desk.database.write() as connection:
        wanted = Planned(variant(channel="es", language="es"), NOW, "catalonia", "A02")
        name = variants.store(connection, wanted.variant, NOW)
        planning.add(connection, wanted, variant_hash=name, key="es", who="test", now=NOW)
    shown = desk.open(desk.invite(language=language).token)
    assert {r.variant.language for r in shown.readings} == ({"ca"} if language else {"ca", "es"})


def test_whoever_may_invite_no_more_has_invited_nobody(desk: Desk) -> None:
    """Disabled, without the role, or from before anybody was registered."""
    token = desk.invite().token
    people.disable(desk.database, "jon", actor=desk.admin, now=NOW)
    with pytest.raises(NotInvited) as refused:
        desk.answer(token)
    assert refused.value.why is Why.WITHDRAWN
    people.enable(desk.database, "jon", actor=desk.admin, now=NOW)
    people.take(
        desk.database,
        "jon",
        Role.APPROVER,
        "catalonia",
        regions=REGIONS,
        actor=desk.admin,
        now=NOW,
    )
    with pytest.raises(NotInvited):
        desk.open(token)


def test_an_invitation_of_nobody_ends_with_the_first_person(database: Database) -> None:
    """Until then it works, for one who works alone."""
    schedule(database, ["labs"])
    desk = Desk(database)
    token = desk.invite(actor=ALONE).token
    assert desk.open(token).inviter == ""
    register(database, "aina", Role.ADMIN)
    with pytest.raises(NotInvited):
        desk.answer(token)


@pytest.mark.parametrize(
    ("role", "region", "allowed"),
    [
        (Role.READER, "all", False),
        (Role.EDITOR, "all", False),
        (Role.APPROVER, "navarra", False),
        (Role.APPROVER, "catalonia", True),
        (Role.COORDINATOR, "all", True),
        (Role.ADMIN, "catalonia", True),
    ],
)
def test_only_those_with_the_right_in_the_region_invite_and_revoke(
    desk: Desk, role: Role, region: str, allowed: bool
) -> None:
    """An editor would let their own work go by another address."""
    other = register(desk.database, "maeve", role, region=region, by=desk.admin)
    made = desk.invite()
    if allowed:
        desk.invite(actor=other, to="nuria@harbour.example")
        with pytest.raises(invite.InvitedBefore, match="jon has invited them already"):
            desk.invite(actor=other)
        invite.revoke(desk.database, made.invitation.id, actor=other, now=NOW)
        return
    with pytest.raises(Forbidden):
        desk.invite(actor=other)
    with pytest.raises(Forbidden):
        invite.revoke(desk.database, made.invitation.id, actor=other, now=NOW)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"until": NOW}, "over already"),
        ({"until": NOW - DAY}, "over already"),
        ({"until": NOW + 14 * DAY + timedelta(seconds=1)}, "14 days at most"),
        ({"post": "lab"}, 'nothing was planned of a post "lab"'),
        ({"region": "navarra"}, 'goes to no region "navarra": there are: catalonia'),
        ({"language": "es"}, 'labs is not in "es" in catalonia: ca'),
    ],
)
def test_a_slip_invites_nobody(desk: Desk, other: dict[str, Any], said: str) -> None:
    """It says what there is."""
    with pytest.raises(CannotInvite, match=said):
        desk.invite(**other)
    assert invite.every(desk.database) == []


@pytest.mark.parametrize("to", ["", "not@an@address", "a\u202eb", "42", "a@b"])
def test_nobody_is_invited_under_a_name_that_is_none(desk: Desk, to: str) -> None:
    """It is shown beside what they said."""
    with pytest.raises(UnfitName):
        desk.invite(to=to)
    with pytest.raises(UnfitName):
        desk.answer(desk.invite().token, name=to if "@" not in to else "")


def test_a_post_of_one_region_needs_no_region_and_of_several_it_does(desk: Desk) -> None:
    """The link is for one."""
    assert desk.invite(region="").invitation.region == "catalonia"
    with desk.database.write() as connection:
        schedule_on(connection, "navarra", "navarra")
    with pytest.raises(CannotInvite, match="say which region with --region: catalonia, navarra"):
        desk.invite(region="")


def test_what_is_out_is_not_left_to_review(desk: Desk) -> None:
    """Neither to be invited to, nor to be answered."""
    token = desk.invite().token
    hashes = desk.open(token).hashes
    with desk.database.write() as connection:
        (labs,) = publications.all_of(connection, ["labs"])
        publications.change(connection, labs, State.CANCELLED, who="x", now=NOW)
    with pytest.raises(CannotInvite, match="left to review"):
        desk.invite()
    for use in (lambda: desk.open(token), lambda: desk.answer(token, hashes=hashes)):
        with pytest.raises(NotInvited) as refused:
            use()
        assert refused.value.why is Why.NOTHING


def test_where_the_approvers_step_is_not_the_next_the_answer_is_not_used_up(desk: Desk) -> None:
    """It can be given later, when its turn has come."""
    rules = ApprovalRules(Policy((Role.COORDINATOR, Role.APPROVER)))
    token = desk.invite().token
    with pytest.raises(NotInvited, match="not the next one") as refused:
        desk.answer(token, rules=rules)
    assert refused.value.why is Why.NOT_NOW
    assert invite.every(desk.database)[0].answered is None
    two = ApprovalRules(Policy((Role.APPROVER, Role.COORDINATOR)))
    done = desk.answer(token, rules=two)
    assert (done.variants, done.released, desk.released(two)) == (1, 0, set())


def test_nobody_lets_their_own_work_go_by_somebody_whom_they_invite(desk: Desk) -> None:
    """Where nobody approves their own work: a second address of theirs is no second person."""
    strict = ApprovalRules(Policy((Role.APPROVER,), own_work=False))
    with desk.database.write() as connection:
        (labs,) = publications.all_of(connection, ["labs"])
        authors.planned(connection, labs.variant_hash, "labs", "ca", who="jon", now=NOW)
    token = desk.invite().token
    with pytest.raises(NotInvited, match="jon planned or wrote it") as refused:
        desk.answer(token, rules=strict)
    assert refused.value.why is Why.NOT_NOW
    assert (desk.released(strict), invite.every(desk.database)[0].answered) == (set(), None)
    invite.revoke(desk.database, 1, actor=desk.admin, now=NOW)
    by_another = desk.invite(actor=desk.admin).token
    assert desk.answer(by_another, rules=strict).released == 1
    assert desk.released(strict) == {"labs"}


def test_what_an_invited_person_typed_can_be_forgotten(desk: Desk) -> None:
    """That somebody said yes stays."""
    token = desk.invite().token
    desk.answer(token)
    with desk.database.write() as connection:
        stored.forget(connection, 1)
    (found,) = invite.every(desk.database, "labs")
    assert (found.to, found.name, found.answer) == ("", "", Answer.YES)
    assert desk.released() == {"labs"}


def test_keys_are_made_from_those_that_seal_and_tell_nothing_of_them(tmp_path: Path) -> None:
    """The newest is the last, which signs; another purpose has other keys."""
    old, new = (base64.b64encode(bytes([each]) * 32).decode() for each in (1, 2))
    ring = Keyring({"CAMPAIGN_KEY": f"{new},{old}"}, tmp_path / "none")
    keys = ring.signing_keys("review")
    assert keys[:1] == Keyring({"CAMPAIGN_KEY": old}, tmp_path / "none").signing_keys("review")
    assert len({*keys, *ring.signing_keys("other"), bytes([1]) * 32, bytes([2]) * 32}) == 6
    own = Keyring({}, tmp_path / "own.key")
    assert own.signing_keys("review") == own.signing_keys("review")
    assert (tmp_path / "own.key").stat().st_mode & 0o077 == 0
