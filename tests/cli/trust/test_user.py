"""People at the command line: who is registered, who acts, and what is said where nobody is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Said

AINA = ("user", "add", "aina", "--name", "Aina Puig", "--email", "aina@example.org")
ADMIN = ("--role", "admin", "--region", "all")
CONSENT = """[lab-07]
purpose = "the labs"
channels = ["all"]
languages = "all"
signed = 2026-01-01
until = 2099-12-31
"""


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is named in the environment."""
    monkeypatch.delenv("CAMPAIGN_USER", raising=False)


def added(run: Run, id: str, *words: str) -> Said:
    """Somebody is registered."""
    return run("user", "add", id, "--name", id.title(), "--email", f"{id}@example.org", *words)


def test_the_first_person_begins_and_is_told_how_to_go_on(workspace: Path, run: Run) -> None:
    """An admin of all regions, or nobody."""
    assert "Nobody is registered" in run("user", "list").out
    refused = run(*AINA, "--role", "editor", "--region", "all")
    assert (refused.code, refused.out) == (1, "")
    assert "the first person must be an admin in all regions" in refused.err
    done = run(*AINA, *ADMIN)
    assert (done.code, done.err) == (0, "")
    assert "aina is registered: admin in all regions." in done.out
    assert "0 approvals fell" in done.out and "--as aina" in done.out
    assert run("user", "list", "--json").json == {
        "people": [
            {
                "id": "aina",
                "name": "Aina Puig",
                "email": "aina@example.org",
                "roles": {"all": ["admin"]},
                "disabled": None,
                "redacted": None,
            }
        ]
    }


@pytest.fixture
def one_post(workspace: Path) -> Path:
    """A calendar of one post, which shows a person."""
    calendar = workspace / "content" / "calendar"
    for file in calendar.glob("*.yaml"):
        if file.name != "learning-labs-01.yaml":
            file.unlink()
    post = calendar / "learning-labs-01.yaml"
    post.write_text(post.read_text().replace("people: []", "people: [lab-07]"))
    folder = workspace / "content" / "consents"
    folder.mkdir()
    (folder / "labs.toml").write_text(CONSENT)
    return folder / "labs.toml"


@pytest.mark.usefixtures("one_post")
def test_the_approvals_of_nobody_fall_with_the_first_person(run: Run) -> None:
    """The command says how many, and they wait again."""
    run("apply")
    run("approve", "--all", "--drafts")
    with_nobody = run("status", "--json").json["to_approve"]["count"]
    fell = run(*AINA, *ADMIN, "--json").json["fallen"]
    assert fell > 20
    assert run("status", "--json").json["to_approve"]["count"] == with_nobody + fell


@pytest.fixture
def team(workspace: Path, run: Run) -> Iterator[None]:
    """An admin and an editor of Navarra."""
    run(*AINA, *ADMIN)
    done = added(run, "jon", "--role", "editor", "--region", "navarra", "--as", "aina")
    assert done.code == 0, done.err
    yield


@pytest.mark.usefixtures("team")
def test_roles_and_regions_come_in_pairs(run: Run) -> None:
    """One region for all roles, one role for all regions, or one each."""
    words = ["--as", "aina", "--json"]
    one = added(run, "a", *_pairs("editor", "approver"), "--region", "navarra", *words)
    assert one.json["person"]["roles"] == {"navarra": ["editor", "approver"]}
    two = added(run, "b", "--role", "reader", "--region", "navarra", "--region", "donegal", *words)
    assert two.json["person"]["roles"] == {"donegal": ["reader"], "navarra": ["reader"]}
    three = added(
        run, "c", *_pairs("editor", "reader"), "--region", "navarra", "--region", "all", *words
    )
    assert three.json["person"]["roles"] == {"all": ["reader"], "navarra": ["editor"]}
    for wrong in (
        [*_pairs("editor", "reader", "admin"), "--region", "navarra", "--region", "all"],
        ["--role", "editor"],
        ["--region", "navarra"],
    ):
        assert added(run, "d", *wrong, "--as", "aina").code == 2
    unknown = added(run, "d", "--role", "edtor", "--region", "navarra", "--as", "aina")
    assert 'there is no role "edtor": did you mean "editor"' in unknown.err
    unknown = added(run, "d", "--role", "editor", "--region", "navara", "--as", "aina")
    assert 'there is no region "navara": did you mean "navarra"' in unknown.err


def _pairs(*roles: str) -> list[str]:
    return [word for role in roles for word in ("--role", role)]


@pytest.mark.usefixtures("team")
def test_roles_are_given_and_taken_and_people_disabled(run: Run) -> None:
    """Each answer says what the person may do now."""
    given = run("user", "role", "jon", "--give", "approver", "--region", "all", "--as", "aina")
    assert given.out == "jon is approver in all regions; editor in navarra.\n"
    taken = run("user", "role", "jon", "--take", "editor", "--region", "navarra", "--as", "aina")
    assert taken.out == "jon is approver in all regions.\n"
    assert run("user", "role", "jon", "--region", "all", "--as", "aina").code == 2
    assert run("user", "role", "jon", "--give", "reader", "--as", "aina").code == 2
    assert run("user", "disable", "jon", "--as", "aina").code == 0
    assert "jon was disabled on" in run("pause", "all", "--reason", "x", "--as", "jon").err
    assert "disabled on" in run("user", "list").out
    assert run("user", "enable", "jon", "--as", "aina").out == "jon is approver in all regions.\n"
    last = run("user", "disable", "aina", "--as", "aina")
    assert (last.code, "last active admin" in last.err) == (1, True)


@pytest.mark.usefixtures("team")
def test_who_acts_must_be_known_once_anybody_is(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """By `--as` or the environment, and never by a name that is typed."""
    pause = ("pause", "region:navarra", "--reason", "mourning")
    assert "say who acts with --as ID or CAMPAIGN_USER" in run(*pause).err
    assert "not with --who" in run(*pause, "--who", "Nobody At All").err
    assert 'there is no person "jn": did you mean "jon"' in run(*pause, "--as", "jn").err
    assert run(*pause, "--as", "jon").code == 0
    assert "it takes the role approver or coordinator or admin there" in (
        run("resume", "region:navarra", "--as", "jon").err
    )
    monkeypatch.setenv("CAMPAIGN_USER", "aina")
    assert run("resume", "region:navarra").code == 0
    refused = run("pause", "all", "--reason", "x", "--as", "jon")
    assert "jon may not pause in all regions" in refused.err


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    "words",
    [
        ("apply",),
        ("approve", "--all"),
        ("pause", "all", "--reason", "x"),
        ("resume", "all"),
        ("resolve", "1", "cancel"),
        ("resolve", "--none-out", "eu-telegram"),
        ("channels", "disconnect", "eu-mastodon"),
        ("restore", "--mark-only"),
        ("user", "disable", "aina"),
        ("user", "add", "x", "--name", "X", "--email", "x@example.org"),
        ("review", "invite", "labs", "--to", "Ona"),
        ("consent", "withdraw", "lab-07", "--reason", "x"),
    ],
)
def test_no_door_is_open_without_a_name(run: Run, words: tuple[str, ...]) -> None:
    """Nor with one that anybody may type, nor for whom the table does not let."""
    for named in ((), ("--as", "nobody"), ("--as", "")):
        refused = run(*words, *named)
        assert refused.code != 0
        assert "who acts" in refused.err or "there is no person" in refused.err


@pytest.mark.usefixtures("team")
def test_the_publisher_and_whoever_only_looks_need_no_person(run: Run) -> None:
    """Cron goes on as before."""
    for words in (["publish"], ["status"], ["agenda"], ["plan"], ["user", "list"], ["pause"]):
        assert "who acts" not in run(*words).err, words


def test_status_says_once_that_approvals_are_bound_to_nobody(workspace: Path, run: Run) -> None:
    """For people and for machines, until somebody is registered."""
    said = "Approvals are bound to no person"
    assert run("status").out.count(said) == 1
    assert run("status", "--json").json["bound_to_people"] is False
    run(*AINA, *ADMIN)
    assert said not in run("status").out
    assert run("status", "--json").json["bound_to_people"] is True


def test_alone_a_name_is_written_down_as_before(workspace: Path, run: Run) -> None:
    """`--who`, else the login name."""
    run("pause", "all", "--reason", "x", "--who", "Aina")
    assert run("pause", "--json").json["pauses"][0]["who"] == "Aina"


@pytest.mark.parametrize(
    ("id", "email"),
    [("Aina", "a@b.org"), ("ai na", "a@b.org"), ("a\nb", "a@b.org"), ("aina", "a@b"), ("aina", "")],
)
def test_what_cannot_be_registered_is_told_in_a_line(
    workspace: Path, run: Run, id: str, email: str
) -> None:
    """Whatever was typed, one line, and nothing is written."""
    said = run("user", "add", id, "--name", "Aina", "--email", email, *ADMIN)
    assert said.code == 1 and said.err.count("\n") == 1
    assert run("user", "list", "--json").json == {"people": []}


@pytest.mark.usefixtures("one_post")
def test_a_link_is_made_shown_once_and_ended(run: Run) -> None:
    """Its path stands in the answer, and in no list."""
    run("apply")
    made = run(
        *("review", "invite", "learning-labs-01", "--to", "Ona", "--region", "navarra", "--json")
    )
    assert made.code == 0, made.err
    assert made.json["path"].startswith("/a/") and made.json["open"] is True
    listed = run("review", "list", "--json")
    assert listed.json["invitations"][0]["to"] == "Ona" and "/a/" not in listed.out
    assert "learning-labs-01" in run("review", "list").out
    late = run(
        *("review", "invite", "learning-labs-01", "--to", "Ona", "--region", "navarra"),
        *("--until", "2099-01-01"),
    )
    assert "14 days at most" in late.err
    bad = run("review", "invite", "learning-labs-01", "--to", "Ona", "--until", "soon")
    assert bad.code == 2
    assert run("review", "revoke", "1").code == 0
    assert run("review", "list", "--json").json["invitations"][0]["open"] is False
    assert run("review", "revoke", "1").code == 1


def test_a_consent_from_the_file_to_its_withdrawal(one_post: Path, run: Run) -> None:
    """It is read, listed, withdrawn, and holds what it named."""
    run("apply")
    (line,) = run("consent", "list", "--json").json["consents"]
    assert (line["reference"], line["holding"], line["posts"]) == (
        *("lab-07", "holds", ["learning-labs-01"]),
    )
    assert line["planned"] > 0
    assert "there is no" not in run("check").out
    slip = run("consent", "withdraw", "lab-7", "--reason", "called")
    assert 'did you mean "lab-07"' in slip.err
    done = run("consent", "withdraw", "lab-07", "--reason", "called")
    assert done.code == 0 and f"{line['planned']} publications will not go out" in done.out
    assert "Write `withdrawn = " in done.out and "content/consents/labs.toml" in done.out
    assert run("consent", "list", "--json").json["consents"][0]["holding"] == "withdrawn"


def test_a_consent_is_taken_back_though_a_file_of_the_register_is_broken(
    one_post: Path, run: Run
) -> None:
    """A person who calls must not wait until somebody mends a file; a post's name is enough."""
    one_post.write_text(CONSENT.replace("2026-01-01", '"once"'))
    done = run("consent", "withdraw", "lab-07", "--reason", "called")
    assert done.code == 0 and "labs.toml:5: lab-07.signed" in done.out
    assert run("consent", "list", "--json").json["consents"][0]["holding"] == "withdrawn"


def test_a_broken_register_says_its_line_and_takes_nothing_back(one_post: Path, run: Run) -> None:
    """`apply` waits until the file is mended."""
    one_post.write_text(CONSENT.replace("2026-01-01", '"once"'))
    said = run("apply")
    assert said.code != 0 and "content/consents/labs.toml:5: lab-07.signed" in said.err
    assert run("consent", "list").code == 1
    one_post.write_text(CONSENT)
    one_post.with_name("more.toml").write_text(CONSENT)
    assert 'the reference "lab-07" is taken by content/consents/labs.toml:1' in run("check").out


@pytest.mark.usefixtures("team")
def test_a_backup_that_is_put_back_says_that_it_brings_rights_back(
    run: Run, tmp_path: Path
) -> None:
    """Who was disabled since may act again, so somebody has to look."""
    copy = tmp_path / "copy.db"
    run("backup", str(copy))
    assert run("user", "disable", "jon", "--as", "aina").code == 0
    done = run("restore", str(copy), "--as", "aina")
    assert "who was disabled" in done.out and "`campaign user list`" in done.out
    found = {each["id"]: each["disabled"] for each in run("user", "list", "--json").json["people"]}
    assert found["jon"] is None


@pytest.mark.usefixtures("team")
def test_a_person_gets_another_address(run: Run) -> None:
    """By whoever registers people, or by the person."""
    done = run("user", "mail", "jon", "Jon@New.example", "--as", "aina")
    assert (done.code, done.err) == (0, "")
    assert "jon has the address jon@new.example from now on." in done.out
    assert "already" in run("user", "mail", "jon", "jon@new.example", "--as", "jon").out
    own = run("user", "mail", "jon", "j@new.example", "--sign-out", "--as", "jon", "--json").json
    assert own["changed"] is True and own["person"]["email"] == "j@new.example"
    for words, code, said in (
        (("jon", "aina@example.org", "--as", "aina"), 1, "somebody else"),
        (("jon", "nonsense", "--as", "aina"), 1, "no e-mail address"),
        (("jo", "x@new.example", "--as", "aina"), 1, 'did you mean "jon"'),
        (("aina", "x@new.example", "--as", "jon"), 1, "may not"),
        (("jon", "x@new.example"), 1, "--as"),
    ):
        refused = run("user", "mail", *words)
        assert refused.code == code and said in refused.err, (words, refused.err)
