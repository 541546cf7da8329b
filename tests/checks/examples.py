"""An example for every code that `campaign check` can print: what a person wrote, and why it tells.

`docs/checks.md` shows them, and a law runs each of them: see `tests/checks/page_of_checks.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from campaign.model import CopyState, Post

#: The file of the calendar that an example changes, unless it names another one.
POST: Final = "content/calendar/example.yaml"
#: The owner's brand, of which an example writes only the name on the cards.
BRAND: Final = "assets/brand.toml"


@dataclass(frozen=True, slots=True)
class Example:
    """What is written in a file, and the code that it fires.

    In the calendar, `written` are the keys that differ from a post without findings; a second post
    follows behind `---`. Keys named in `whole` replace the post's, others are laid over them. In
    any other file, `written` is all that stands in it. `before` changes the post as well, and is
    not shown. Where the reader of the files refuses what is written before any check sees it,
    `refused` makes the same of a post.
    """

    code: str
    written: str
    file: str = POST
    whole: tuple[str, ...] = ()
    before: str = ""
    refused: Callable[[Post], Post] | None = None


def _without_alt(post: Post) -> Post:
    return replace(post, copy={**post.copy, "en": replace(post.copy["en"], alt="")})


def _without_source(post: Post) -> Post:
    english = replace(post.copy["en"], state=CopyState.REVIEWED)
    return replace(post, copy={**post.copy, "en": english})


def _consent(
    code: str,
    *,
    named: str = "lab-2026-07",
    channels: str = '["all"]',
    languages: str = '["all"]',
    signed: str = "2026-09-01",
    until: str = "2027-12-31",
    more: str = "",
) -> Example:
    """A consent in its file, with a post that names one under `people`."""
    written = (
        f'[lab-2026-07]\npurpose = "pictures of the labs, on the project\'s accounts"\n'
        f"channels = {channels}\nlanguages = {languages}\nsigned = {signed}\nuntil = {until}\n"
    )
    before = f"people: [{named}]"
    return Example(code, written + more, file="content/consents/labs.toml", before=before)


_ENGLISH_ALONE = """copy:
  en: {headline: One shared table, text: We meet at one table., alt: A card., state: source}
"""
_FRAMES = """copy:
  en:
    headline: One shared table
    text:
      practical-benefit: A day at this table saves a year of letters.
      shared-values: {other}
    alt: A card.
    state: source
"""
_HEADED = "Every voice at this table counts the same."
_SENTENCES = (
    "We meet at one table for three days and listen to everybody who has come to it. "
    "Public servants sit beside people who arrived a year ago and want to be heard as well. "
    "At the end of the third day we write down together what each region is going to try first. "
    "Who would you invite?"
)
_ONE_SENTENCE = (
    "We meet at one table for three days and listen to everybody who has come to it, public "
    "servants beside people who arrived a year ago and want to be heard as well, and at the end of "
    "the third day we write down together what each region is going to try first, with whom, until "
    "when, and how we shall all see whether it has worked"
)
_PICTURES = ", ".join(f"pictures/table-{number}.png" for number in range(1, 6))
_ALTS = "[One., Two., Three., Four., Five.]"

EXAMPLES: Final = (
    Example("acronym-unexplained", "copy:\n  en: {text: The AMIF pays for the labs.}"),
    Example(
        "activity-unknown",
        "activity: A20",
        refused=lambda post: replace(post, activity="A20"),
    ),
    Example("alt-length", "copy:\n  en: {alt: A card.}"),
    Example(
        "alt-length",
        "copy:\n  en:\n    alt: " + "A long wooden table with maps, cups and pens on it. " * 6,
    ),
    Example("alt-missing", 'copy:\n  en: {alt: ""}', refused=_without_alt),
    Example("alt-not-taken", "channels: [donegal-telegram]"),
    Example("alt-repeats", "copy:\n  en: {alt: One shared table}"),
    Example(
        "alt-too-long",
        "channels: [donegal-x]\ncopy:\n  en:\n    alt: " + "A long table with maps on it. " * 40,
    ),
    Example("braces-left", 'copy:\n  en: {text: "About fact.F04 }} people design it together."}'),
    Example("calendar-gap", "when: week 1 Tuesday 10:00\n---\nwhen: week 3 Tuesday 10:00"),
    Example("card-undrawable", "copy:\n  en: {headline: 一張共同的桌子}"),
    _consent("consent-channel", channels='["emilia"]'),
    _consent("consent-ended", until="2027-03-01"),
    _consent("consent-ended", until="2027-12-31", more="withdrawn = 2027-02-14\n"),
    _consent("consent-ended", signed="2027-06-01", until="2027-12-31"),
    _consent("consent-language", languages='["en"]'),
    Example("consent-needed", "people: [a participant from Letterkenny]"),
    _consent("consent-purpose", more='only = ["A03", "round-table"]\n'),
    _consent("consent-unknown", named="lab-2026-70"),
    Example("copy-missing", _ENGLISH_ALONE, whole=("copy",)),
    Example("day-met", "when: 2027-03-21 10:00"),
    Example("direction-turned", 'copy:\n  en: {headline: "One \\u202Eshared table"}'),
    Example(
        "emblem-absent",
        "channels: [donegal-x]\ncard: none\nimage: pictures/table-1.png\n"
        f"copy:\n  en:\n    text: {_SENTENCES}",
    ),
    Example("emoji-many", "copy:\n  en: {text: We meet. 🎉🎉🙌🌍}"),
    Example(
        "fact-form",
        '[F01]\nvalue = 2\ntext = "regions in the partnership"\n\n'
        '[F04]\nvalue = "1,650"\ntext = "local stakeholders"\n',
        "content/facts.toml",
    ),
    Example(
        "fact-form",
        '[F01]\nvalue = 2\ntext = "regions in the partnership"\n\n'
        '[F04]\nvalue = 2030\ntext = "year until which the strategies run"\n',
        "content/facts.toml",
    ),
    Example(
        "fact-unknown",
        "facts: [F40]",
        refused=lambda post: replace(post, facts=("F40",)),
    ),
    Example("fact-unlisted", "facts: []"),
    Example("fact-unused", "facts: [F01, F04]"),
    Example("facts-differ", "copy:\n  it: {text: Molte persone lo progettano insieme.}"),
    Example("figure-by-hand", "copy:\n  en: {text: 165 people design it together.}"),
    Example("figure-by-hand", "copy:\n  en: {text: 12 people design it together.}"),
    Example(
        "film-refused",
        "channels: [donegal-pixelfed]\ncard: none\nimage: pictures/clip.mp4",
    ),
    Example("fitted", f"channels: [donegal-x]\ncopy:\n  en:\n    text: {_SENTENCES}"),
    Example(
        "frame-missing",
        "channels: [donegal-mastodon, donegal-x, emilia-mastodon]\n"
        + _FRAMES.format(other=_HEADED)
        + "  it:\n    headline: Un tavolo condiviso\n    text: Un anno di lettere in un giorno.\n"
        "    alt: Una grafica.\n    state: draft",
        whole=("copy",),
    ),
    Example(
        "frame-unread",
        f"channels: [donegal-mastodon]\n{_FRAMES.format(other=_HEADED)}",
        whole=("copy",),
    ),
    Example(
        "frames-alike",
        "channels: [donegal-mastodon, donegal-x]\n"
        + _FRAMES.format(other="A day at this table saves a year of letters."),
        whole=("copy",),
    ),
    Example("hashtag-invalid", 'copy:\n  en: {text: "Come to the #EU-Labs."}'),
    Example(
        "hashtag-invalid",
        "hashtags: [EU-Labs]",
        refused=lambda post: replace(post, hashtags=("EU-Labs",)),
    ),
    Example("hashtag-many", "hashtags: [EUBelong, Labs, Table, Donegal, Together, Welcome]"),
    Example("hashtag-unlinked", 'hashtags: ["2030"]\nchannels: [donegal-x]'),
    Example("hidden-inside", 'copy:\n  en: {headline: "One sha\\u200Bred table"}'),
    Example("hour-missing", "when: 2027-03-28 01:30\nchannels: [donegal-mastodon]"),
    Example("hour-twice", "when: 2027-10-31 01:30\nchannels: [donegal-mastodon]"),
    Example("html-left", "copy:\n  en: {text: Culture &amp; care are <b>for everyone</b>.}"),
    Example(
        "label-missing",
        '[words.en]\ntext = "This text was written with AI."\nevidence = "memory"\n',
        "content/machine_labels.toml",
        before="card: none\nimage: {file: pictures/table-1.png, origin: ai}",
    ),
    Example(
        "links-differ",
        "copy:\n  en: {text: More on https://example.eu/labs.}\n"
        "  it: {text: Di più su https://example.eu/.}",
    ),
    Example("machine-made", "copy:\n  it: {origin: ai, model: name of the model}"),
    Example(
        "mention-foreign",
        'channels: [donegal-x]\ncopy:\n  en: {text: "Thanks to @labs@social.example."}',
    ),
    Example("mojibake", "copy:\n  en: {text: JosÃ© and MarÃ­a meet at one table.}"),
    Example("network-refuses", "channels: [donegal-pixelfed]\ncard: none"),
    Example("no-channel", "channels: [donegal, -donegal]"),
    Example("not-rendered", 'copy:\n  en: {text: "{{ people }} people design it together."}'),
    Example(
        "other-language",
        "copy:\n  it:\n    text: >-\n      {{ fact.F04 }} people sit at one table and design it "
        "together,\n      day after day.",
    ),
    Example("part-not-taken", "channels: [donegal-linkedin]\ncopy:\n  en: {thread: [And so on.]}"),
    Example(
        "part-not-taken",
        "channels: [donegal-linkedin]\ncopy:\n  en: {thread: [And so on.]}\n"
        "overrides:\n  linkedin: {en: {text: We meet at one table.}}",
    ),
    Example("parts-differ", "copy:\n  en: {thread: [And so on.]}"),
    Example("picture-prepared", "card: none\nimage: pictures/phone.jpg"),
    Example(
        "picture-refused",
        "channels: [donegal-telegram]\ncard: none\nimage: pictures/strip.png",
    ),
    Example("picture-still", "channels: [donegal-instagram]\ncard: none\nimage: pictures/wave.gif"),
    Example("picture-unusable", "card: none\nimage: pictures/notes.txt"),
    Example(
        "pictures-many",
        f"channels: [donegal-mastodon]\ncard: none\nimage: [{_PICTURES}]\n"
        f"copy:\n  en: {{alt: {_ALTS}}}\n  it: {{alt: {_ALTS}}}",
    ),
    Example("post-nowhere", "channels: [galway-mastodon]"),
    Example("posts-crowded", "when: week 1 Tuesday 10:00\n---\nwhen: week 1 Tuesday 10:05"),
    Example("region-inactive", "channels: [donegal-mastodon, galway-mastodon]"),
    Example(
        "regions-miscounted",
        '[F01]\nvalue = 3\ntext = "regions in the partnership"\n\n'
        '[F04]\nvalue = 165\ntext = "local stakeholders"\n',
        "content/facts.toml",
    ),
    Example("sentence-long", f"copy:\n  en:\n    text: {_ONE_SENTENCE}."),
    Example("source-missing", "copy:\n  en: {state: reviewed}", refused=_without_source),
    Example(
        "statement-absent",
        f"channels: [donegal-x]\ncard: none\ncopy:\n  en:\n    text: {_SENTENCES}",
    ),
    Example(
        "statement-fallback",
        "[profiles.art17.cofunded.en]\n"
        'text = "Co-funded by the European Union"\nevidence = "seen"\n',
        "content/statements.toml",
    ),
    Example(
        "statement-missing",
        '[profiles.art17.cofunded.en]\ntext = ""\nevidence = "unconfirmed"\n',
        "content/statements.toml",
    ),
    Example(
        "statement-unconfirmed",
        "[profiles.art17.cofunded.en]\n"
        'text = "Co-funded by the European Union"\nevidence = "unconfirmed"\n',
        "content/statements.toml",
    ),
    Example(
        "statement-unconfirmed",
        "[profiles.art17.cofunded.en]\n"
        'text = "Co-funded by the European Union"\nevidence = "memory"\n',
        "content/statements.toml",
        before="channels: [donegal-mastodon]",
    ),
    Example("term-avoided", "copy:\n  en: {headline: No illegal migrant}"),
    Example(
        "term-avoided",
        '[[term]]\nid = "T09"\nseverity = "block"\nreason = "say who sits at it"\n'
        'avoid = ["shared table"]\nprefer = ["table for all"]\nevidence = "memory"\n',
        "content/glossary/en.toml",
    ),
    Example("text-empty", 'copy:\n  en: {text: "\\u200B"}'),
    Example("time-past", "when: 2026-10-30 10:00"),
    Example("too-long", f"channels: [donegal-x]\ncopy:\n  en:\n    text: {_ONE_SENTENCE}."),
    Example(
        "too-many",
        "channels: [donegal-threads]\ncopy:\n  en:\n    text: >-\n"
        "      https://catalonia.eu/ https://donegal.eu/ https://emilia.eu/\n"
        "      https://leipzig.eu/ https://salzburg.eu/",
    ),
    Example("translation-draft", "copy:\n  it: {state: draft}"),
    Example("translation-missing", _ENGLISH_ALONE, whole=("copy",)),
    Example("translation-stale", "copy:\n  it: {of: 9e4197c60904}"),
    Example("translation-unmarked", 'copy:\n  it: {state: reviewed, of: ""}'),
    Example("wordmark-differs", 'wordmark = "HARBOUR"', BRAND),
    Example(
        "words-twice",
        "when: week 1 Tuesday 10:00\nchannels: [donegal-x]\n---\n"
        "when: week 1 Wednesday 10:00\nchannels: [donegal-x]",
    ),
    Example(
        "words-twice",
        "when: week 1 Tuesday 10:00\nchannels: [donegal-mastodon]\n---\n"
        "when: week 4 Tuesday 10:00\nchannels: [donegal-mastodon]",
    ),
    Example("zone-differs", "when: 2026-12-03 10:00\nzone: Africa/Casablanca"),
)
