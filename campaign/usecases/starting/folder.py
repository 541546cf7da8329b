"""Every file of a new project, as bytes: the smallest folder that passes `campaign check`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from campaign.calendar.emit import Value, block
from campaign.calendar.known import Known
from campaign.calendar.schema import schema_text
from campaign.calendar.source_words import FOLDER, as_text, file_name
from campaign.cards.brandfile import background_names
from campaign.compose.tags import hashtags
from campaign.model import ChannelKeys, Copy, CopyState, copy_hash
from campaign.usecases.starting import supplies
from campaign.usecases.starting.answers import Answers
from campaign.usecases.starting.config_text import config_text, quoted
from campaign.usecases.starting.wordmark import fitting

#: The id of the example post.
FIRST = "welcome"
#: A longer hashtag is read by nobody, and typed by nobody.
_LONGEST_TAG = 30
HEAD = "# yaml-language-server: $schema=../post.schema.json\n"

VOCABULARY = """\
# The campaign's own words. Of a list that stands here, posts may use only its words, and an unknown
# one is a mistake with the nearest. A list that does not stand here is not checked: a project needs
# none of them. Take the # away to begin one.

# What a post is about, what it speaks for, whom it speaks to, what it asks readers to do (`cta`).
# pillars = ["learn", "meet"]
# values = ["openness", "care"]
# audiences = ["young people", "shop keepers"]
# calls = ["ask", "join", "read"]

# The frames of which a post may compare two: the ways in which a story is told.
# frames = ["shared-values", "practical-benefit"]

# What only insiders know: a post that uses one explains it.
# acronyms = ["NGO"]

# The fact that says how many regions take part; it has to fit the regions in config.toml.
region_count = "F01"

# What the project wants to reach; the activities in activities.toml may serve one of them each:
#   [A01]
#   title = "Open days"
#   outcome = "O1"
# [outcomes]
# O1 = "More visitors"

# How the European Commission's portal calls these audiences (`campaign evidence portal`).
# [portal]
# "young people" = ["Citizens"]
"""

_FACTS = """\
# The numbers that posts use. A post writes {{{{ fact.F01 }}}} and lists the fact under `facts`.

[F01]
value = {count}
text = "{text}"
source = "config.toml"
"""

KPI = """\
# What the project wants to reach, by when; docs/kpi.md explains every key. To begin, take the #
# away.
# `campaign kpi list` and the reports hold each target against what there is.

# [plan]
# begins = 2026-12-01            # the first and the last day of the project
# ends = 2028-11-30

# [visitors]                     # people enter it: campaign kpi set visitors 40 --source "…"
# title = "Visitors of the open days"
# unit = "people"
# target = 400

# [publications]                 # the program counts it
# title = "Publications: each post on each channel"
# unit = "publications"
# actual = "publications"
# target = 200
"""

_STATEMENTS = """\
# What the funder wants to read beside its emblem, in this project's languages.
# evidence: "seen" in a public source; "memory" = from memory, to be compared with the official
# text; "unconfirmed" = nobody has confirmed it: posts in that language wait. Replace a text by the
# Commission's own, then write evidence = "seen".
"""


def files(answers: Answers, known: Mapping[str, ChannelKeys]) -> dict[str, bytes]:
    """The files by their path in the folder; `config.toml` comes last.

    `known` has the keys of each network.
    """
    brand = _brand(answers)
    count = len(answers.regions)
    text = f"region{'s' if count > 1 else ''} in the project"
    written = {
        "content/vocabulary.toml": VOCABULARY,
        "content/facts.toml": _FACTS.format(count=count, text=text),
        "content/kpi.toml": KPI,
        "content/statements.toml": _statements(answers),
        "content/machine_labels.toml": supplies.machine_labels(),
        "content/post.schema.json": schema_text(
            Known(backgrounds=frozenset(background_names(brand) or ()))
        ),
        f"content/calendar/{FIRST}.yaml": _post(answers),
        **_sources(answers),
        **{
            f"content/templates/{network}.txt.j2": supplies.template(network)
            for network in answers.networks
        },
        "assets/brand.toml": brand,
        "config.toml": config_text(answers, known),
    }
    fonts = {f"assets/fonts/{name}": data for name, data in supplies.fonts().items()}
    return fonts | {path: text.encode() for path, text in written.items()}


def waiting(answers: Answers) -> tuple[str, ...]:
    """The languages whose posts wait until a person has confirmed the funding statement."""
    return tuple(
        language
        for language in answers.languages
        if _confirmed(answers, language) not in ("seen", "memory")
    )


def _brand(answers: Answers) -> str:
    _, head, rest = supplies.brand().partition("wordmark = ")
    rest = rest[rest.index("\n[fonts]") :]
    site = quoted(answers.site.rpartition("://")[2].rstrip("/"))
    return (
        f"# How the cards of {answers.title} look: the name on them, fonts and colours.\n"
        "# Colours are #RRGGBB. Font files lie in fonts/ and are tried from left to right: the\n"
        f"# first one that has every letter of a text sets it.\n\n"
        f"{head}{quoted(answers.wordmark or fitting(answers.title, answers.name))}\n"
        f"# site = {site}   # what the cards show of the site; else that of config.toml\n{rest}"
    )


def _kind(answers: Answers, profiles: Mapping[str, Mapping[str, object]]) -> str:
    """The kind of the profile's funding statement: an older profile has one wording alone."""
    return answers.funding if answers.funding in profiles[answers.visibility] else "statement"


def _entry(answers: Answers, kind: str, language: str) -> dict[str, object]:
    """What is known of a statement in a language; nothing when it is not known at all."""
    languages = supplies.statements()[answers.visibility].get(kind, {})
    for code in (language, language.partition("-")[0]):
        if code in languages:
            return dict(languages[code])
    return {}


def _confirmed(answers: Answers, language: str) -> object:
    kind = _kind(answers, supplies.statements())
    return _entry(answers, kind, language).get("evidence", "unconfirmed")


def _statements(answers: Answers) -> str:
    """The statements of the profile in the project's languages, and in English for its reports."""
    profiles = supplies.statements()
    kinds = {
        kind: "funded" if kind == "statement" else kind for kind in profiles[answers.visibility]
    }
    parts = [_STATEMENTS]
    for kind in kinds:
        for language in dict.fromkeys((*answers.languages, "en")):
            entry = _entry(answers, kind, language)
            if not entry and kind == "disclaimer":
                continue
            entry = entry or {"text": "", "evidence": "unconfirmed"}
            lines = "".join(
                f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in entry.items()
            )
            parts.append(f"[profiles.{answers.visibility}.{kind}.{language}]\n{lines}")
    return "\n".join(parts)


def _original(answers: Answers) -> Copy:
    """The example post's source."""
    source = supplies.first_words(answers.source_language)
    return Copy(
        answers.source_language,
        source.headline,
        source.text,
        source.alt_for(source.headline),
        CopyState.SOURCE,
    )


def _sources(answers: Answers) -> dict[str, str]:
    """The source that the example post's translations were made from, where it has any."""
    if len(answers.languages) < 2:
        return {}
    original = _original(answers)
    return {f"content/{FOLDER}/{file_name(FIRST, copy_hash(original))}": as_text(original)}


def _post(answers: Answers) -> str:
    """The example post, in every language whose channels may publish it."""
    held = waiting(answers)
    free = [language for language in answers.languages if language not in held]
    spoken = {channel.language for channel in answers.channels}
    leaves_out = [language for language in held if language in spoken] if free else []
    channels = ["all", *(f"-lang:{language}" for language in leaves_out)]
    original = _original(answers)
    tags = [t for t in hashtags([answers.title, answers.name]) if len(t) <= _LONGEST_TAG][:1]
    post: dict[str, Value] = {
        "id": FIRST,
        "when": "week 1 Tuesday 10:00",
        "channels": channels,
        "link": answers.site,
        **({"hashtags": tags} if tags else {}),
        "copy": dict(_copies(answers, original)),
    }
    return f"{HEAD}{block(post, 0)}\n"


def _copies(answers: Answers, original: Copy) -> Iterator[tuple[str, Value]]:
    yield (
        original.language,
        {
            "headline": original.headline,
            "text": original.text,
            "alt": original.alt,
            "state": "source",
        },
    )
    for language in answers.languages[1:]:
        words = supplies.first_words(language)
        yield (
            language,
            {
                "headline": words.headline,
                "text": words.text,
                "alt": words.alt_for(words.headline),
                "state": "draft",
                "of": copy_hash(original),
            },
        )
