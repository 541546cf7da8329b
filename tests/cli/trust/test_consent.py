"""`consent withdraw --withdraw`: what is out with a person is taken back in the same breath."""

from __future__ import annotations

import requests

from tests.cli.trust.conftest import Project

REFERENCE = "lab-07"
CONSENT = """[lab-07]
purpose = "pictures"
channels = ["all"]
languages = "all"
signed = 2026-01-01
until = 2036-01-01
"""
WITHDRAWN = ("consent", "withdraw", REFERENCE, "--reason", "she called", "--withdraw")


def show_somebody(project: Project) -> None:
    """The post shows a person who agreed."""
    folder = project.folder / "content/consents"
    folder.mkdir(parents=True)
    (folder / "labs.toml").write_text(CONSENT, "utf-8")
    project.reword("id: good", f"id: good\npeople: [{REFERENCE}]")


def test_what_is_out_with_the_person_is_taken_back(project: Project) -> None:
    """On every channel; the list has nothing left, and the story says why."""
    show_somebody(project)
    project.put_out()
    out = project.said(*WITHDRAWN)
    assert out.count("is withdrawn.") == 2
    assert (project.texts(), project.folders()) == ([], [])
    assert project.json("consent", "list")["consents"][0]["live"] == []
    told = project.json("agenda")
    assert "lab-07" in told["entries"][0]["why"][0]


def test_what_is_not_out_is_held_and_machines_are_told(project: Project) -> None:
    """Nothing to take back: done."""
    show_somebody(project)
    project.said("apply")
    told = project.json(*WITHDRAWN)
    assert len(told["held"]) == 2
    assert (told["asked"], told["standing"], told["live"]) == ([], [], [])


def test_a_consent_that_was_withdrawn_before_can_still_be_followed(project: Project) -> None:
    """First without taking back; then the same with it."""
    show_somebody(project)
    project.put_out()
    out = project.said(*WITHDRAWN[:-1], code=1)
    assert "--withdraw" in out
    assert "was withdrawn" in project.run(*WITHDRAWN[:-1]).err
    project.said(*WITHDRAWN)
    assert project.texts() == []
    assert "Nothing is out" in project.said(*WITHDRAWN)


def test_what_cannot_be_taken_back_now_ends_with_findings(project: Project) -> None:
    """The consent is withdrawn all the same, and the publisher goes on."""
    show_somebody(project)
    project.put_out()
    body = {"faults": ["mastodon:unavailable=1"]}
    assert requests.put(f"{project.url}/_sandbox/faults", json=body, timeout=10).ok
    told = project.run(*WITHDRAWN, "--json")
    assert told.code == 1
    assert {each["step"] for each in told.json["asked"]} == {"asked"}
    assert {each["state"] for each in told.json["standing"]} == {"published", "withdrawn"}


def test_both_rights_are_needed(project: Project) -> None:
    """An editor may write down that a consent ended, and take nothing back: then neither."""
    show_somebody(project)
    project.put_out()
    add = ("user", "add")
    project.said(
        *add,
        "aina",
        "--name",
        "Aina",
        "--email",
        "aina@example.org",
        "--role",
        "admin",
        "--region",
        "all",
    )
    editor = (
        "jon",
        "--name",
        "Jon",
        "--email",
        "jon@example.org",
        "--role",
        "editor",
        "--region",
        "all",
    )
    project.said(*add, *editor, "--as", "aina")
    refused = project.run(*WITHDRAWN, "--as", "jon")
    assert refused.code == 1 and "withdraw" in refused.err
    assert len(project.texts()) == 1
    assert project.json("consent", "list")["consents"][0]["holding"] == "holds"
    assert project.said(*WITHDRAWN, "--as", "aina").count("is withdrawn.") == 2
