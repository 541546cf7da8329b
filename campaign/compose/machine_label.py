"""What a machine made of a variant, and the label that says so to readers.

The rule of the campaign decides before anything is approved, so that an approval never changes the
text that it approves:

- ``label``: the label stands in the text whenever a machine made a part of it.
- ``hold``: no label; the variant needs the approval of a registered person, who reads it and
  answers for it (`Variant.asks_for_person`).
"""

from __future__ import annotations

from typing import Final

from campaign.compose.notes import Notes
from campaign.errors import Place
from campaign.model import (
    Campaign,
    Channel,
    Finding,
    MachinePart,
    Post,
    Registers,
    Severity,
    Statement,
    Variant,
)

HOLD: Final = "hold"
LABEL: Final = "label"
AS_WORDS: Final = "as-words"
"""The rule for pictures that follow the one for words."""

FILE: Final = "content/machine_labels.toml"


def rule_for(path: str, campaign: Campaign) -> str:
    """The rule for what stands at a key path of a post: "hold" or "label"."""
    if path.startswith("image.") and campaign.machine_pictures != AS_WORDS:
        return campaign.machine_pictures
    return campaign.machine_words


def in_words(rule: str) -> str:
    """What a rule asks for."""
    if rule == LABEL:
        return "it goes out with a label that says so"
    return "it goes out once a registered person has read and approved it"


def parts_of(post: Post, channel: Channel, campaign: Campaign) -> tuple[MachinePart, ...]:
    """What a machine made of the variant of a post for a channel."""
    language = channel.language
    paths = [f"copy.{language}"]
    if (channel.platform, language) in post.overrides:
        paths.append(f"overrides.{channel.platform}.{language}")
    paths += [f"image.{number}" for number in range(len(post.images))]
    return tuple(
        MachinePart(
            post.images[int(path.partition(".")[2])] if path.startswith("image.") else "words",
            post.machine[path],
            labelled=rule_for(path, campaign) == LABEL,
        )
        for path in paths
        if path in post.machine
    )


def label_for(parts: tuple[MachinePart, ...], registers: Registers, notes: Notes) -> str:
    """The label in the channel's language, "" where none is needed; notes what is missing.

    A regional language takes the label of its language: "pt-BR" that of "pt".
    """
    labelled = [part for part in parts if part.labelled]
    if not labelled:
        return ""
    has_words = any(part.is_words for part in labelled)
    kind = "both" if has_words and not all(p.is_words for p in labelled) else "words"
    kind = kind if has_words else "picture"
    language = notes.channel.language
    found = _found(registers, kind, language)
    if found is None or not found.text:
        notes.block(
            "label-missing",
            found.place if found else Place(FILE),
            f"there is no label in {language} that says that a machine made the {_KINDS[kind]}",
            f"add it as [{kind}.{language}] to {FILE}",
        )
        return ""
    return found.text


def note_machine(
    parts: tuple[MachinePart, ...], post: Post, registers: Registers, notes: Notes
) -> None:
    """Say what a machine made and what follows from it, once a post and language."""
    for part in parts:
        path = _path(part, post, notes.channel)
        by = f" ({part.model})" if part.model else ""
        what = f"the words in {notes.channel.language}" if part.is_words else part.part
        message = f"a machine{by} made {what}: {in_words(LABEL if part.labelled else HOLD)}"
        if part.labelled:
            remedy = "the label is in the preview; a lawyer should have seen it"
            if evidence_is_weak(registers, notes.channel.language):
                remedy = f"have the label's wording in {FILE} checked: it is from memory"
            notes.about_post("machine-made", Severity.INFO, post.at(path), message, remedy)
        else:
            remedy = "register who approves with `campaign user add`, and have it read"
            notes.about_post("machine-made", Severity.INFO, post.at(path), message, remedy)


def unanswered(post: Post, variant: Variant) -> Finding | None:
    """The finding of a variant that needs a person, in a region where nobody has to approve."""
    if not variant.asks_for_person:
        return None
    code = "machine-made"
    return Finding(
        code,
        Severity.BLOCK,
        post.at(f"copy.{variant.language}"),
        "a machine made a part of it, and in its region nobody has to approve: so nobody answers "
        "for it",
        'ask for an approval there, or write unreviewed = "label" under [machine_words]',
        post.id,
        variant.channel,
        variant.language,
    )


def evidence_is_weak(registers: Registers, language: str) -> bool:
    """True when the wording of a language's label was not seen in a public source."""
    found = _found(registers, "words", language)
    return found is not None and found.evidence != "seen"


_KINDS: Final = {"words": "words", "picture": "picture", "both": "words and the picture"}


def _found(registers: Registers, kind: str, language: str) -> Statement | None:
    first = language.partition("-")[0]
    return registers.labels.get((kind, language)) or registers.labels.get((kind, first))


def _path(part: MachinePart, post: Post, channel: Channel) -> str:
    if not part.is_words:
        return f"image.{post.images.index(part.part)}"
    own = f"overrides.{channel.platform}.{channel.language}"
    return own if own in post.machine else f"copy.{channel.language}"
