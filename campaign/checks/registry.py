"""Lists every check by its code, and runs them all.

To add a check:

1. Write its function in the file of its family, or in a new file. The first line of its docstring
   says why the check is there: `docs/checks.md` shows it.
2. Add its line here.
3. Add an example to `tests/checks/examples.py`, and run `make docs`.
4. Add a case that fires and one that does not to the tests.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from campaign.checks import (
    alt,
    fact_forms,
    finished,
    frames,
    hidden_characters,
    invisible_characters,
    languages,
    leftovers,
    numbers,
    partnership,
    people,
    plain,
    rhythm,
    statements,
    terms,
    translation_parity,
    translations,
)
from campaign.checks.context import Desk, Rules, Setting
from campaign.checks.glossary.lexicon import Lexicon
from campaign.checks.judging.codes import REASONS
from campaign.checks.page import Page, lay_open
from campaign.model import Finding, Planned, Post, Registers, Severity

OfPost = Callable[[Page, Desk], Iterator[Finding]]
OfVariant = Callable[[Planned, Page, Desk], Iterator[Finding]]
OfCalendar = Callable[[Desk], Iterator[Finding]]

OF_POST: dict[str, OfPost] = {
    "activity-unknown": numbers.activity_unknown,
    "acronym-unexplained": plain.acronym_unexplained,
    "alt-length": alt.alt_length,
    "alt-missing": alt.alt_missing,
    "alt-repeats": alt.alt_repeats,
    "consent-channel": people.consent_channel,
    "consent-ended": people.consent_ended,
    "consent-language": people.consent_language,
    "consent-needed": people.consent_needed,
    "consent-purpose": people.consent_purpose,
    "consent-unknown": people.consent_unknown,
    "emoji-many": plain.emoji_many,
    "fact-unknown": numbers.fact_unknown,
    "fact-unlisted": numbers.fact_unlisted,
    "fact-unused": numbers.fact_unused,
    "facts-differ": translation_parity.facts_differ,
    "figure-by-hand": numbers.figure_by_hand,
    "frame-missing": frames.frame_missing,
    "frame-unread": frames.frame_unread,
    "frames-alike": frames.frames_alike,
    "hashtag-invalid": plain.hashtag_invalid,
    "hashtag-many": plain.hashtag_many,
    "hidden-inside": hidden_characters.hidden_inside,
    "html-left": leftovers.html_left,
    "links-differ": translation_parity.links_differ,
    "mojibake": leftovers.mojibake,
    "other-language": languages.other_language,
    "parts-differ": translation_parity.parts_differ,
    "sentence-long": plain.sentence_long,
    "source-missing": translations.source_missing,
    "term-avoided": terms.term_avoided,
    "translation-draft": translations.translation_draft,
    "translation-missing": translations.translation_missing,
    "translation-stale": translations.translation_stale,
    "translation-unmarked": translations.translation_unmarked,
}

OF_VARIANT: dict[str, OfVariant] = {
    "braces-left": finished.braces_left,
    "direction-turned": invisible_characters.direction_turned,
    "text-empty": finished.text_empty,
}

OF_CALENDAR: dict[str, OfCalendar] = {
    "calendar-gap": rhythm.calendar_gap,
    "day-met": rhythm.day_met,
    "emblem-absent": statements.emblem_absent,
    "fact-form": fact_forms.fact_form,
    "post-nowhere": rhythm.post_nowhere,
    "posts-crowded": rhythm.posts_crowded,
    "regions-miscounted": partnership.regions_miscounted,
    "statement-unconfirmed": statements.statement_unconfirmed,
}

#: Every code that a finding can have.
CODES: Final = frozenset({*OF_POST, *OF_VARIANT, *OF_CALENDAR, *REASONS})

_WEIGHT = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.INFO: 2}
_RULES = Rules()


def reason(code: str) -> str:
    """Why there is a code, in one sentence; raises KeyError when nobody says it."""
    check = OF_POST.get(code) or OF_VARIANT.get(code) or OF_CALENDAR.get(code)
    if check is None:
        return REASONS[code]
    return (inspect.getdoc(check) or "").partition("\n")[0]


def check_all(
    posts: Iterable[Post],
    registers: Registers,
    setting: Setting,
    planned: Iterable[Planned],
    rules: Rules = _RULES,
    detect: languages.Detect | None = None,
    lexicons: Mapping[str, Lexicon] | None = None,
    of_calendar: Iterable[OfCalendar] = tuple(OF_CALENDAR.values()),
) -> list[Finding]:
    """Everything that the checks find: blocking findings first, then by file and line, each once.

    `setting` is the configuration, or anything else with the campaign, its regions and its
    channels. `planned` holds the composed variants of these posts with their instants (UTC).
    `detect` tells what language a text is in; without it, that is not looked at. `lexicons` are
    those of the glossary, for whoever has made them before (`lexicons_of`). `of_calendar` are the
    checks of the calendar as a whole that are asked.
    """
    pages = {post.id: lay_open(post) for post in posts}
    line = tuple(sorted(planned, key=lambda each: (each.due, each.variant.channel)))
    if lexicons is None:
        lexicons = lexicons_of(registers)
    desk = Desk(tuple(pages.values()), registers, setting, line, rules, lexicons, detect)
    found: list[Finding] = []
    for page in desk.pages:
        for of_post in OF_POST.values():
            found += of_post(page, desk)
    for each in line:
        for of_variant in OF_VARIANT.values():
            found += of_variant(each, pages[each.variant.post], desk)
    for check in of_calendar:
        found += check(desk)
    return sorted(dict.fromkeys(found), key=_order)


def lexicons_of(registers: Registers) -> dict[str, Lexicon]:
    """The terms of each language's glossary, ready to be searched for."""
    return {language: Lexicon(terms) for language, terms in registers.glossary.items()}


def _order(finding: Finding) -> tuple[int, str, int, str, str, str, str]:
    return (
        _WEIGHT[finding.severity],
        finding.place.file,
        finding.place.line,
        finding.code,
        finding.language,
        finding.channel,
        finding.message,
    )
