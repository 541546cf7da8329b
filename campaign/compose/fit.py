"""Makes a text fit: a platform's template says what may be left out, and in which order.

The first comment of `content/templates/<platform>.txt.j2` declares the ladder::

    {# ladder: drop hashtags, drop optional, shorten text #}

`drop hashtags` leaves hashtags out one by one, the last one first. `drop <name>` leaves that part
out. `shorten text` leaves out whole sentences from the end, but never the only one, and only from
where a sentence certainly ends (`campaign.compose.endings`). The link always stays. When no rung
helps, the text comes back too long, with the number of units too many.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache

import regex

from campaign.compose.endings import whole_sentences
from campaign.compose.length import excess
from campaign.compose.render import mentions, render, tidy
from campaign.compose.tags import typed_tags
from campaign.errors import Place, RenderError
from campaign.model import Limits

_LADDER = regex.compile(r"\s*\{#-?\s*ladder:(?P<steps>.*?)-?#\}", regex.DOTALL)
_RUNGS = ("drop hashtags", "drop optional", "shorten text")
_NO_RUNG = "none"
_NOWHERE = Place("")
_LONGEST_SHOWN = 400


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that a platform's template puts together.

    `hashtags` have no "#". `context` holds further words that the template may use (`region`,
    `language` …). `label` says that a machine made something. It is never left out: where the
    template does not place it, it stands at the end.
    """

    text: str
    link: str = ""
    address: str = ""
    hashtags: tuple[str, ...] = ()
    optional: str = ""
    context: Mapping[str, str] | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text for a network; `steps` say in words what was left out, `excess` what is too much."""

    text: str
    parts: Parts
    steps: tuple[str, ...] = ()
    excess: int = 0


def fit(
    template: str,
    parts: Parts,
    limits: Limits,
    place: Place = _NOWHERE,
    visible: Callable[[str], str] = str,
) -> Fitted:
    """The template's text for `parts`, fitted into `limits` rung by rung.

    `visible` gives the text as the network shows and counts it, because some networks hide part of
    a link. No sentence is ever cut: when `excess` is above 0, the text does not fit. Raises
    RenderError when the template cannot be used, also when it leaves out the post's text.
    """
    rungs = ladder(template, place)
    wished, typed = parts.hashtags, typed_tags(parts.text)
    # A hashtag that is typed into the text is not repeated behind it.
    parts = replace(parts, hashtags=tuple(tag for tag in wished if tag.casefold() not in typed))
    text = _rendered(template, parts, place)
    if not mentions(template, "text") or (parts.text.strip() and not text):
        raise RenderError(
            "the template leaves the post's text out; write `{{ text }}` where it belongs", place
        )
    over = excess(visible(text), limits)
    steps: list[str] = []
    for rung in rungs if over else ():
        smaller = _STEPS[rung](parts)
        if not smaller.most:
            continue

        def fits(gone: int, rung: _Rung = smaller) -> bool:
            return not excess(visible(_rendered(template, rung.without(gone), place)), limits)

        # What fits still fits with less in it, so each look halves the choices.
        gone = 1 + bisect_left(range(1, smaller.most), True, key=fits)
        parts = smaller.without(gone)
        steps.append(smaller.words(gone))
        text = _rendered(template, parts, place)
        over = excess(visible(text), limits)
        if not over:
            break
    kept = tuple(tag for tag in wished if tag in parts.hashtags or tag.casefold() in typed)
    return Fitted(text, replace(parts, hashtags=kept), tuple(steps), over)


@lru_cache(maxsize=256)
def ladder(template: str, place: Place = _NOWHERE) -> tuple[str, ...]:
    """The rungs a template declares, in order; raises RenderError when it declares none."""
    match = _LADDER.match(template)
    if not match:
        raise RenderError(
            "the template does not say how a long text is fitted; begin it with "
            f"`{{# ladder: {', '.join(_RUNGS)} #}}` or `{{# ladder: {_NO_RUNG} #}}`",
            place,
        )
    steps = tuple(" ".join(step.split()) for step in match["steps"].split(","))
    if steps == (_NO_RUNG,):
        return ()
    for step in steps:
        if step not in _STEPS:
            near = get_close_matches(step, _STEPS, 1, 0.4) or _RUNGS
            raise RenderError(f"the ladder has no step `{step}`; did you mean `{near[0]}`?", place)
    return steps


def _rendered(template: str, parts: Parts, place: Place) -> str:
    text = render(
        template,
        {
            **(parts.context or {}),
            "text": parts.text,
            "link": parts.link,
            "address": parts.address or parts.link,
            "hashtags": [f"#{tag}" for tag in parts.hashtags],
            "optional": parts.optional,
            "label": parts.label,
        },
        place,
    )
    if parts.label and text and not mentions(template, "label"):
        return f"{text}\n\n{parts.label}"
    return text


@dataclass(frozen=True, slots=True)
class _Rung:
    """What one step of a ladder can leave out: from 1 to `most` pieces, and how it says so."""

    most: int
    without: Callable[[int], Parts]
    words: Callable[[int], str]


def _fewer_hashtags(parts: Parts) -> _Rung:
    tags = parts.hashtags

    def words(gone: int) -> str:
        return "left out " + _shown(" ".join(f"#{tag}" for tag in tags[len(tags) - gone :]))

    return _Rung(len(tags), lambda gone: replace(parts, hashtags=tags[: len(tags) - gone]), words)


def _no_optional(parts: Parts) -> _Rung:
    return _Rung(
        1 if parts.optional else 0,
        lambda gone: replace(parts, optional=""),
        lambda gone: f"left out the line “{parts.optional}”",
    )


def _fewer_sentences(parts: Parts) -> _Rung:
    whole = whole_sentences(parts.text)

    def without(gone: int) -> Parts:
        return replace(parts, text=tidy("".join(whole[: len(whole) - gone])))

    def words(gone: int) -> str:
        return f"left out “{_shown(''.join(whole[len(whole) - gone :]))}”"

    return _Rung(len(whole) - 1 if whole else 0, without, words)


def _shown(words: str) -> str:
    """The words as a message shows them: all of few, and of many the first and the last."""
    words = " ".join(words.split())
    if len(words) <= _LONGEST_SHOWN:
        return words
    first, last = words[: _LONGEST_SHOWN // 2], words[-_LONGEST_SHOWN // 4 :]
    left = len(words.split()) - len(first.split()) - len(last.split())
    return (
        f"{first.rpartition(' ')[0] or first} … ({left} words) … {last.partition(' ')[2] or last}"
    )


_STEPS: Mapping[str, Callable[[Parts], _Rung]] = {
    "drop hashtags": _fewer_hashtags,
    "drop optional": _no_optional,
    "shorten text": _fewer_sentences,
}
