"""`withdraw` and `correct` at the command line: what happens there, and what a person reads."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import requests

from campaign.model import State
from tests.cli.trust.conftest import Project

WHY = ("--reason", "the date is wrong")
RIGHT = "We meet at the table, on Tuesday."


def faults(project: Project, *orders: str) -> None:
    """Let the sandbox fail in these ways, and in no other."""
    body = {"faults": list(orders)}
    assert requests.put(f"{project.url}/_sandbox/faults", json=body, timeout=10).ok


def test_a_post_is_withdrawn_on_every_channel_that_lets_us(project: Project) -> None:
    """And the agenda, the feed and the plan know."""
    project.put_out()
    assert len(project.texts()) == 1
    assert "1 post out" in project.said("feed")
    out = project.said("withdraw", "good", *WHY)
    assert out.count("is withdrawn") == 2
    assert project.texts() == []
    assert project.folders() == []
    told = project.json("agenda")
    assert {each["shown"] for each in told["entries"]} == {"withdrawn"}
    assert WHY[1] in told["entries"][0]["why"][0]
    assert "0 posts out" in project.said("feed")
    assert project.json("plan")["steps"] == []
    again = project.json("withdraw", "good", *WHY)
    assert {each["step"] for each in again["asked"]} == {"gone"}


def test_one_channel_alone_is_chosen_and_wrong_names_are_refused(project: Project) -> None:
    """With the nearest one; without a reason nothing is done."""
    project.put_out()
    assert "eu-mastodon" in project.run("withdraw", "good", "--channel", "eu-mastodo", *WHY).err
    assert "good" in project.run("withdraw", "goo", *WHY).err
    assert "--reason" in project.run("withdraw", "good").err
    assert len(project.texts()) == 1
    told = project.json("withdraw", "good", "--channel", "eu-mastodon", *WHY)
    (stand,) = told["standing"]
    assert (stand["state"], stand["channel"]) == (State.WITHDRAWN, "eu-mastodon")
    assert len(project.folders()) == 1


def test_what_is_not_out_yet_is_stopped(project: Project) -> None:
    """It was approved, and nothing of it goes out."""
    project.said("apply")
    project.said("approve", "--all")
    assert project.said("withdraw", "good", *WHY).count("does not go out") == 2
    project.said("publish")
    assert project.texts() == []


def test_a_network_in_trouble_is_told_and_a_person_says_done(project: Project) -> None:
    """The command ends with 1; `--done` writes down what a person did by hand."""
    project.put_out()
    faults(project, "mastodon:unavailable=1")
    channel = ("--channel", "eu-mastodon")
    out = project.said("withdraw", "good", *channel, *WHY, code=1)
    assert "tried again at" in out
    assert len(project.texts()) == 1
    assert "is withdrawn" in project.said("withdraw", "good", *channel, *WHY, "--done")
    assert project.said("publish").startswith("Nothing is due")


def test_the_publisher_goes_on_with_what_the_command_left_open(project: Project) -> None:
    """Asked for again, it is tried at once."""
    project.put_out()
    faults(project, "mastodon:unavailable=1")
    project.said("withdraw", "good", *WHY, code=1)
    faults(project)
    out = project.said("withdraw", "good", *WHY)
    assert "asked for it on" in out
    assert project.texts() == []


def test_corrected_words_wait_for_their_approval_and_then_stand_in_place(project: Project) -> None:
    """The same address; where no edit can be, the command says why and what can be done."""
    project.put_out()
    project.reword("We meet at the table.", RIGHT)
    out = project.said("correct", "good", *WHY, code=1)
    assert "waits for approval of the new words" in out
    assert "campaign correct good --channel eu-outbox --withdraw" in out
    assert "[on Tuesday.]" in out or "Tuesday" in out
    assert RIGHT not in project.texts()[0]
    project.said("approve", "--all")
    project.said("publish")
    (text,) = project.texts()
    assert RIGHT in text
    assert "cannot be edited" in project.said("correct", "good", *WHY, code=1)
    out = project.said("correct", "good", "--channel", "eu-mastodon", *WHY)
    assert "the same words" in out


def test_a_correction_anew_publishes_the_new_post_when_the_old_one_is_gone(
    project: Project,
) -> None:
    """Also in the outbox; the plan then finds nothing to do."""
    project.put_out()
    project.reword("We meet at the table.", RIGHT)
    out = project.said("correct", "good", "--channel", "eu-outbox", "--withdraw", *WHY)
    assert "is withdrawn" in out
    assert project.folders() == []
    project.said("approve", "--all")
    project.said("publish")
    (folder,) = project.folders()
    assert RIGHT in "".join(file.read_text("utf-8") for file in folder.glob("*.txt"))
    steps = project.json("plan")["steps"]
    assert {step["kind"] for step in steps if step["channel"] == "eu-outbox"} == set()


def test_a_deleted_file_withdraws_nothing(project: Project) -> None:
    """The plan says that it stays public."""
    project.put_out()
    later = f"{datetime.now(UTC) + timedelta(days=9):%Y-%m-%d %H:%M}"
    other = project.post.read_text("utf-8").replace("id: good", "id: other")
    project.post.with_name("other.yaml").write_text(re.sub("when: .*", f'when: "{later}"', other))
    project.post.unlink()
    assert "stays public" in project.said("plan")
    project.said("apply")
    project.said("publish")
    assert len(project.texts()) == 1


def test_a_reply_corrects_what_stays_as_it_is(project: Project) -> None:
    """Once it is approved; the calendar knows nothing of it, and its plan changes nothing."""
    project.put_out()
    channel = ("--channel", "eu-mastodon")
    told = project.said("correct", "good", *channel, "--reply", "It is on Tuesday.", *WHY, code=1)
    assert "waits for approval" in told
    assert len(project.texts()) == 1
    project.said("approve", "--all")
    project.said("publish")
    assert project.texts()[1] == "It is on Tuesday."
    assert project.json("plan")["steps"] == []
    assert "is withdrawn" in project.said("withdraw", "good", *channel, *WHY)
    assert project.texts() == []
