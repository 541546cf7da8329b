"""What a machine wrote or drew is read from a post, and mistakes in it are told with their line."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from campaign.calendar.known import Known
from campaign.calendar.read import read_post
from campaign.calendar.schema import post_schema
from campaign.calendar.tree import read_tree
from campaign.errors import ContentError

WHOLE = """\
id: labs-01
when: 2026-12-01 10:00
channels: [all]
card: none
image: [a.jpg, {file: pictures/b.png, origin: ai, model: one that draws}]
copy:
  en: {headline: A, text: B, alt: [C, D], state: source, origin: ai}
  ca: {headline: A, text: B, alt: [C, D], state: draft, origin: ai, model: one that writes}
  es: {headline: A, text: B, alt: [C, D], state: draft}
overrides:
  x: {es: {text: B, origin: ai, model: another}}
"""


def faults(text: str) -> list[str]:
    """What is wrong with a post, each with its line."""
    with pytest.raises(ContentError) as caught:
        read_post(text, "p.yaml", Known())
    return [f"{m.place.line}: {m.message} — {m.remedy}" for m in caught.value.mistakes]


def test_copies_texts_and_pictures_say_what_machine_made_them() -> None:
    """By their key paths; what people made is not there."""
    post = read_post(WHOLE, "p.yaml", Known())
    assert post.machine == {
        "copy.en": "",
        "copy.ca": "one that writes",
        "overrides.x.es": "another",
        "image.1": "one that draws",
    }
    assert post.images == ("a.jpg", "pictures/b.png")


@pytest.mark.parametrize(
    ("image", "images", "machine"),
    [
        ("{file: b.png, origin: ai}", ("b.png",), {"image.0": ""}),
        ("{file: b.png}", ("b.png",), {}),
        ("[{file: b.png, origin: ''}]", ("b.png",), {}),
        ("b.png", ("b.png",), {}),
        ("\n  - {file: clip.mp4, origin: ai, model: M}", ("clip.mp4",), {"image.0": "M"}),
    ],
)
def test_one_picture_may_stand_alone(image: str, images: object, machine: object) -> None:
    """As a name, as keys, in a list of one."""
    lines = WHOLE.splitlines()[:4]
    text = "\n".join(
        [*lines, f"image: {image}", "copy: {en: {headline: A, text: B, alt: C, state: source}}"]
    )
    post = read_post(text, "p.yaml", Known())
    assert (post.images, post.machine) == (images, machine)
    assert not list(Draft202012Validator(post_schema()).iter_errors(read_tree(text, "p").data))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("state: source, origin: ai", "state: source, origin: chatgpt", '7: copy.en.origin: "chat'),
        ("origin: ai, model: one that writes", "model: X", "8: copy.ca: it names a model, but no"),
        ("origin: ai, model: another", "model: another", "11: overrides.x.es: it names a model"),
        ("origin: ai, model: one that draws", "model: M", "5: image.1: it names a model, but no"),
        ("origin: ai, model: one that draws", "origin: AI", '5: "AI" is not an origin'),
        ("origin: ai, model: one that draws", "orgin: ai", '5: there is no key "image.1.orgin"'),
        ("model: one that draws", "model: [a]", "5: image.1.model must be text"),
        ("model: one that draws", f"model: {'m' * 101}", "5: image.1.model has 101 characters"),
        ("file: pictures/b.png", "file: ../b.png", '5: image.1: "../b.png" is not a path'),
        ("model: one that writes", f"model: {'m' * 101}", "8: copy.ca.model: it has 101"),
        ("state: draft}", "state: draft, orign: ai}", '9: there is no key "copy.es.orign"'),
    ],
)
def test_a_mistake_names_its_line_and_what_to_do(old: str, new: str, said: str) -> None:
    """Of origin, model and file alike."""
    assert old in WHOLE
    found = faults(WHOLE.replace(old, new, 1))
    assert any(fault.startswith(said) for fault in found), found


def test_the_schema_takes_what_the_reader_takes() -> None:
    """And refuses another origin."""
    schema = Draft202012Validator(post_schema())
    assert not list(schema.iter_errors(read_tree(WHOLE, "p").data))
    for old, new in (("origin: ai}", "origin: gpt}"), ("{file: pictures/b.png, ", "{")):
        assert list(schema.iter_errors(read_tree(WHOLE.replace(old, new), "p").data))
