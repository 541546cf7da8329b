"""Several pictures and a film: each described in every language, and as the network takes them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign.checks.pictures import check_pictures
from campaign.model import Copy, Finding, Limits, Media, Post, Severity, Unit, copy_hash
from tests.checks.desk import EVERYWHERE, POST, bound, found, planned

TABLE = "The same wooden table, seen from the door, with empty chairs."
MAPS = "A hand draws a line between two villages on a paper map."
TAVOLO = "Lo stesso tavolo di legno visto dalla porta, con sedie vuote."
MAPPE = "Una mano traccia una linea tra due paesi su una mappa di carta."
PICTURE = Media("0" * 64, "image/png", 1080, 1080, 900_000, "Alt")
FILM = Media("1" * 64, "video/mp4", 640, 360, 9_000_000, "Alt", 42.0)
LIMITS = Limits(500, Unit.MASTODON, images=4, videos=1, video_bytes=10_000_000, video_seconds=60)


def several(en: tuple[str, ...] = (TABLE, MAPS), it: tuple[str, ...] = (TAVOLO, MAPPE)) -> Post:
    """The clean post with two pictures behind its card."""
    copy = {
        name: replace(POST.copy[name], more_alts=more) for name, more in (("en", en), ("it", it))
    }
    lines = {**POST.lines, "image": 9, "image.1": 9, "copy.en.alt.1": 15}
    return bound(replace(POST, copy=copy, images=("a.jpg", "b.jpg"), lines=lines))


def of(code: str, post: Post) -> list[Finding]:
    """What one check says of it."""
    return [finding for finding in found(post) if finding.code == code]


def test_pictures_that_are_all_described_are_fine() -> None:
    """No check has anything to say about them."""
    assert found(several()) == []


@pytest.mark.parametrize(
    ("post", "language", "name"),
    [
        (several(en=(" ", MAPS)), "en", "a.jpg"),
        (several(it=(TAVOLO,)), "it", "b.jpg"),
        (replace(several(), images=("a.jpg", "b.jpg", "c.mp4")), "en", "c.mp4"),
    ],
)
def test_a_picture_without_alt_text_is_named(post: Post, language: str, name: str) -> None:
    """WCAG 2.1, 1.1.1, picture by picture."""
    finding = of("alt-missing", post)[0]
    assert finding.message == f"{name} has no alt text in {language}"
    assert (finding.language, finding.severity) == (language, Severity.BLOCK)


def test_every_alt_text_is_looked_at_at_its_own_line() -> None:
    """Its length, its words, and whether it says anything that another does not."""
    (short,) = of("alt-length", several(en=("A table.", MAPS)))
    assert (short.place.line, "only 8 characters" in short.message) == (15, True)
    (twice,) = of("alt-repeats", several(en=(MAPS, MAPS.upper())))
    assert twice.language == "en"
    (file,) = of("alt-repeats", several(it=(TAVOLO, "clip.mp4")))
    assert file.language == "it"
    (fact,) = of(
        "facts-differ", several(en=(f"{{{{ fact.F04 }}}} chairs around it. {TABLE}", MAPS))
    )
    assert "stands in the alt of source, but not of it" in fact.message
    (unseen,) = of("text-empty", several(en=("\u200b\u200b", MAPS)))
    assert unseen.place.line == 15


def test_what_goes_out_is_looked_at_in_every_alt_text() -> None:
    """Braces that were not filled in, and marks that turn the words."""
    beside = (replace(PICTURE, alt="A {{ fact }}"), replace(PICTURE, alt="A \u202eword"))
    findings = found(several(), plan=(planned(beside=beside), EVERYWHERE[1]))
    assert [(f.code, f.place.line) for f in findings] == [
        ("direction-turned", 14),
        ("braces-left", 15),
    ]


def test_the_hash_of_a_copy_counts_every_alt_text() -> None:
    """A copy with one keeps the hash it always had."""
    plain = POST.copy["en"]
    assert copy_hash(plain) == "77382c0de520"
    hashes = {copy_hash(replace(plain, more_alts=more)) for more in ((), ("A",), ("A", "B"))}
    hashes |= {copy_hash(replace(plain, thread=("A",))), copy_hash(replace(plain, comment="A"))}
    assert len(hashes) == 5


def judged(own: list[Media], limits: Limits = LIMITS, post: Post | None = None) -> list[str]:
    """The code and the words of each finding about a post's own pictures."""
    names = tuple(f"{n}.{media.mime[-3:]}" for n, media in enumerate(own))
    wanted = replace(post or replace(POST, card=None), images=names)
    findings = list(check_pictures(wanted, "donegal", own, limits))
    assert all(f.blocks and f.channel == "donegal" and f.remedy for f in findings)
    return [f"{finding.code}: {finding.message}" for finding in findings]


def test_more_pictures_than_the_network_takes_are_told_before_anything_is_sent() -> None:
    """A card counts as one of them."""
    assert judged([PICTURE] * 4) == []
    (many,) = judged([PICTURE] * 5)
    assert many.startswith("pictures-many: the 5 pictures cannot all go to donegal: the network")
    (many,) = judged([PICTURE] * 4, post=POST)
    assert "takes 4 (the card, 0.png, 1.png, 2.png, 3.png)" in many
    none = judged([PICTURE], replace(LIMITS, images=0))
    assert none == ["picture-refused: the picture 0.png cannot go to donegal: "
                    "the network takes no pictures"]  # fmt: skip


@pytest.mark.parametrize(
    ("own", "limits", "said"),
    [
        ([FILM], LIMITS, ""),
        ([FILM], replace(LIMITS, video_bytes=0, video_seconds=0), ""),
        ([FILM], replace(LIMITS, videos=0), "the network takes no films"),
        ([FILM], replace(LIMITS, video_types=("video/webm",)), "the network takes no video/mp4"),
        ([FILM], replace(LIMITS, video_bytes=5_000_000), "it has 9.0 MB, more than the 5.0 MB"),
        ([FILM], replace(LIMITS, video_seconds=40), "it lasts 42.0 seconds, longer than the 40 "),
        ([PICTURE, FILM], LIMITS, "a film goes out alone"),
    ],
)
def test_a_film_is_of_a_kind_size_and_length_the_network_takes(
    own: list[Media], limits: Limits, said: str
) -> None:
    """With what helps."""
    findings = judged(own, limits)
    assert len(findings) == bool(said)
    for finding in findings:
        assert finding.startswith("film-refused: the film ")
        assert f"cannot go to donegal: {said}" in finding


def test_a_film_beside_a_card_or_another_film_is_refused() -> None:
    """Networks show one film and nothing else."""
    assert len(judged([FILM], post=POST)) == 1
    assert len(judged([FILM, FILM])) == 2


def test_a_copy_tells_its_alt_texts_by_their_keys() -> None:
    """One stands under `alt` itself, as it always did."""
    copy: Copy = POST.copy["en"]
    assert [key for key, _ in copy.alts] == ["alt"]
    assert [key for key, _ in several().copy["en"].alts] == ["alt.0", "alt.1", "alt.2"]
