"""What was done to a picture is told once, whatever its networks are."""

from __future__ import annotations

from dataclasses import replace

from campaign.model import Media, Severity
from campaign.pictures import Prepared
from campaign.usecases.planning.picture_notes import PictureNotes
from tests.checks.desk import POST

OWN = replace(POST, images=("a.jpg", "b.gif"), lines={"image.0": 7, "image.1": 8})
MEDIA = Media("0" * 64, "image/jpeg", 10, 10, 10, "")


def prepared(*changes: str, still: bool = False) -> Prepared:
    """A picture with these changes."""
    return Prepared(MEDIA, changes, still)


def test_nothing_changed_is_nothing_said() -> None:
    """Most pictures are fine."""
    notes = PictureNotes()
    notes.add(OWN, 0, "mastodon", prepared())
    assert list(notes.findings()) == []


def test_the_same_words_for_many_channels_are_one_finding() -> None:
    """It names no network then."""
    notes = PictureNotes()
    for platform in ("mastodon", "bluesky", "mastodon", "x"):
        notes.add(OWN, 0, platform, prepared("turned upright", "saved anew"))
    (finding,) = notes.findings()
    assert (finding.code, finding.severity) == ("picture-prepared", Severity.INFO)
    assert finding.message == "a.jpg goes out changed: turned upright; saved anew"
    assert (finding.place.line, finding.post, finding.channel) == (7, POST.id, "")


def test_what_only_some_networks_need_is_told_with_their_names() -> None:
    """Behind what was done for all of them."""
    notes = PictureNotes()
    notes.add(OWN, 0, "mastodon", prepared("turned upright"))
    notes.add(OWN, 0, "bluesky", prepared("turned upright", "scaled", "quality 85"))
    notes.add(OWN, 0, "x", prepared("turned upright", "scaled", "quality 85"))
    (finding,) = notes.findings()
    assert finding.message == (
        "a.jpg goes out changed: turned upright; on bluesky, x: scaled, quality 85"
    )


def test_each_picture_of_each_post_has_its_own() -> None:
    """With its own line."""
    notes = PictureNotes()
    other = replace(OWN, id="other")
    notes.add(OWN, 0, "x", prepared("turned upright"))
    notes.add(OWN, 1, "x", prepared("scaled"))
    notes.add(other, 0, "x", prepared("turned upright"))
    found = [(finding.post, finding.place.line) for finding in notes.findings()]
    assert found == [(POST.id, 7), (POST.id, 8), ("other", 7)]


def test_what_moves_and_stands_still_is_a_warning_that_names_the_networks() -> None:
    """Each once, however many channels it has."""
    notes = PictureNotes()
    for platform in ("bluesky", "bluesky", "instagram"):
        notes.add(OWN, 1, platform, prepared("only the first of its 3 frames", still=True))
    notes.add(OWN, 1, "mastodon", prepared())
    still = [finding for finding in notes.findings() if finding.code == "picture-still"]
    assert [(f.severity, f.message) for f in still] == [
        (
            Severity.WARN,
            "b.gif moves, but it stands still on bluesky, instagram: its first frame goes out",
        )
    ]
